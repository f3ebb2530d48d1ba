"""The model of a checklist (FORMATS §11): what may be asked, how it is answered, what follows from an answer.

Frozen, and complete in itself: whether it hangs together (options named, expressions compile) is checked where it
is read, in `checklist_yaml`. Numbers are kept as the text that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from inspections.errors import Level
from inspections.vocabulary import Category, Disposition, Method, Mode, Result, Severity, Stage


class ItemType(StrEnum):
    """The types of items (FORMATS §11)."""

    RESULT = "result"
    CHOICE = "choice"
    MULTI = "multi"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    CONFIRM = "confirm"
    PHOTO = "photo"
    FILE = "file"
    SIGNATURE = "signature"
    CALC = "calc"
    MATRIX = "matrix"
    REPEAT = "repeat"
    NOTE = "note"


T = TypeVar("T")
# `method: visit` means the same as `method: [visit]`
Several = Annotated[tuple[T, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


_GENERAL = {result.label: result for result in Result}


class Model(BaseModel):
    """Base of the checklist's parts: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Check(Model):
    """A condition that an answer must meet: CEL `expr`; undecided never fires."""

    expr: str
    message: str
    level: Level = Level.ERROR


class Finding(Model):
    """What is found when `when` (of `result` items: fail or fixed_on_site) holds, or for `each` row."""

    when: str | None = None
    each: str | None = None
    title: str
    category: Category
    severity: Severity
    disposition: Disposition
    days: int | None = Field(default=None, ge=0)
    basis: str | None = None
    requirement: str = ""


class ScoreRule(Model):
    """How much an item weighs; a failed `veto` item gives the lowest band."""

    weight: str
    veto: bool = False


class EvidenceRule(Model):
    """How many photos are needed: always, or only `on` these results."""

    photo_min: int = Field(ge=1)
    on: Several[Result] = ()


class Column(Model):
    """A field of a repeat's row."""

    label: str
    type: ItemType = ItemType.TEXT
    unit: str | None = None
    options: tuple[str, ...] = ()


class Item(Model):
    """One line of a checklist. `id` is permanent, `no` is the printed number.

    `options` is the name of an option set or an own map word -> result for `result` items, and the list of words
    for `choice` and `multi`. `parts`, `rows`, `columns` map ids to labels. `self_check`, written `self`, adds the
    school's own answer.
    """

    id: str
    no: str | None = None
    label: str
    type: ItemType
    unit: str | None = None
    hint: str | None = None
    options: str | tuple[str, ...] | dict[str, Result] | None = None
    parts: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    fields: dict[str, Column] = Field(default_factory=dict)
    method: Several[Method] = ()
    required: bool = False
    private: bool = False
    self_check: bool = Field(default=False, validation_alias=AliasChoices("self", "self_check"))
    when: str | None = None
    calc: str | None = None
    check: tuple[Check, ...] = ()
    score: ScoreRule | None = None
    evidence: EvidenceRule | None = None
    finding: Finding | None = None


class Section(Model):
    """A headed group of items."""

    id: str
    title: str
    items: tuple[Item, ...]


class Basis(Model):
    """A rule that findings rest on."""

    id: str
    text: str


class AppliesTo(Model):
    """Which schools the checklist is for; empty means all."""

    stage: Several[Stage] = ()


class Checklist(Model):
    """A checklist of one version."""

    id: str
    version: str
    title: str
    mode: Mode
    about: str = ""
    applies_to: AppliesTo = AppliesTo()
    basis: tuple[Basis, ...] = ()
    options: dict[str, dict[str, Result]] = Field(default_factory=dict)
    bands: dict[str, str] = Field(default_factory=dict)
    sections: tuple[Section, ...]

    @property
    def ref(self) -> str:
        """Return `id@version`, by which records pin it."""
        return f"{self.id}@{self.version}"

    @property
    def items(self) -> Iterator[Item]:
        """Iterate over the items of all sections, in printed order."""
        return (item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item | None:
        """Return the item with this id, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    def words(self, item: Item) -> dict[str, Result]:
        """Return the words that answer a `result` item, each with its result; general words last."""
        own = item.options if isinstance(item.options, dict) else {}
        if isinstance(item.options, str):
            own = self.options.get(item.options, {})
        return {**own, **_GENERAL, **own}
