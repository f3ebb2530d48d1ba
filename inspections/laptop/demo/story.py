"""The demo's story as data: what people filled in, and who did what to which issue, read from `county/*.yml`.

One file tells one inspection: the lines its people wrote into the blank, the photos they took, and per issue the
acts that followed, in the words of the commands. Faults in these files are programming errors: ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from importlib.resources import files
from typing import TypeAlias

from inspections import text_yaml
from inspections.ids import InspectionId, IssueId, inspection_id, issue_id

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Text: TypeAlias = Mapping[str, str]

COUNTY, DISTRICT = "county", "district"
ZONE = timezone(timedelta(hours=8))
YEAR = 2026
MAIN_OPTION: Mapping[str, str] = {
    "acknowledge": "name",
    "close": "conclusion",
    "comment": "text",
    "propose-close": "conclusion",
    "restore": "reason",
}
"""The option that a text standing alone belongs to."""


@dataclass(frozen=True)
class Picture:
    """A photo or file to be drawn: its name, the scene, whether all is well in it."""

    name: str
    scene: str
    place: str
    good: bool


@dataclass(frozen=True)
class Act:
    """One line of the story: who did what at which minute, with which options."""

    at: datetime
    by: str
    command: str
    options: Mapping[str, str | tuple[Picture, ...]]


@dataclass(frozen=True)
class Visit:
    """One inspection as its people filled it; `acts` by the issue's key (`item`, `item.part`, `f1`)."""

    school: str
    checklist: str
    team: str
    by: str
    began: datetime
    sealed: datetime
    header: Text
    answers: Text
    private: Text
    pictures: tuple[Picture, ...]
    acts: Mapping[str, tuple[Act, ...]]

    @property
    def id(self) -> InspectionId:
        """Return the id that `ducha new` gives it."""
        return inspection_id(self.school, self.began.date(), self.checklist, self.team)

    def issue(self, key: str) -> IssueId:
        """Return the id of the issue that it raises at `key`."""
        if key not in self.acts:
            raise ValueError(f"{self.id}: no issue {key}")
        if key[0] == "f" and key[1:].isdecimal():
            return issue_id(self.id, "", key)
        item, _, row = key.partition(".")
        return issue_id(self.id, item, row)


def visits() -> tuple[Visit, ...]:
    """Return the inspections of the county's story, oldest first."""
    return tuple(visit_of(name, read(COUNTY, name)) for name in names(COUNTY, ".yml"))


def text_of(folder: str, name: str) -> str:
    """Return the text of one of a story's files."""
    return (files(__package__) / folder / name).read_text("utf-8")


def names(folder: str, ending: str) -> list[str]:
    """Return the names of a story's files that end so, in their order."""
    found = (entry.name for entry in (files(__package__) / folder).iterdir())
    return sorted(name for name in found if name.endswith(ending))


def read(folder: str, name: str) -> dict[str, Plain]:
    """Return what a story's YAML file says, every scalar as it is written. Raises ValueError."""
    reading = text_yaml.read((files(__package__) / folder / name).read_bytes())
    found = _plain(reading.root) if reading.root else ""
    if reading.problems or not isinstance(found, dict):
        raise ValueError(f"{name}: {[(p.line, str(p.what)) for p in reading.problems]}")
    return found


def _plain(node: text_yaml.Node) -> Plain:
    if isinstance(node, text_yaml.Scalar):
        return node.text
    if isinstance(node, text_yaml.Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def visit_of(name: str, told: Mapping[str, Plain]) -> Visit:
    """Return the inspection that a mapping of the story tells; `name` says in faults which. Raises ValueError."""
    day = date.fromisoformat(_text(told["date"]))
    school = _text(told["school"])
    issues = _dict(told.get("issues", {}))
    return Visit(
        school=school,
        checklist=_text(told["checklist"]),
        team=_text(told["team"]),
        by=_text(told["by"]),
        began=datetime.combine(day, time.fromisoformat(_text(told["began"])), ZONE),
        sealed=datetime.combine(day, time.fromisoformat(_text(told["sealed"])), ZONE),
        header=_texts(told.get("header", {})),
        answers=_texts(told["answers"]),
        private=_texts(told.get("private", {})),
        pictures=_pictures(told.get("photos", {}), school),
        acts={key: tuple(_acts(f"{name}: {key}", acts, school)) for key, acts in issues.items()},
    )


def _acts(where: str, told: Plain, school: str) -> Iterator[Act]:
    """Yield the acts of one issue; each is written `03-05 09:20 yanghui confirm: {…}`."""
    for line in told if isinstance(told, list) else ():
        for head, options in _dict(line).items():
            day, clock, by, command = head.split()
            at = datetime.combine(
                date.fromisoformat(f"{YEAR}-{day}"), time.fromisoformat(clock), ZONE
            )
            if isinstance(options, str) and options:
                if command not in MAIN_OPTION:
                    raise ValueError(f"{where}: {head} takes no text alone")
                options = {MAIN_OPTION[command]: options}
            given = _dict(options) if options else {}
            yield Act(
                at, by, command, {key: _option(value, school) for key, value in given.items()}
            )


def _option(value: Plain, school: str) -> str | tuple[Picture, ...]:
    return value if isinstance(value, str) else _pictures(value, school)


def _pictures(told: Plain, school: str) -> tuple[Picture, ...]:
    """Return the pictures of `{通道-前.jpg: corridor bad east}`: scene, good or bad, and a word for the place."""
    made = []
    for name, words in _dict(told).items():
        scene, state, *place = _text(words).split()
        if state not in {"good", "bad"}:
            raise ValueError(f"{name}: good or bad, not {state}")
        made.append(Picture(name, scene, " ".join([school, *place]), state == "good"))
    return tuple(made)


def _dict(value: Plain) -> dict[str, Plain]:
    if value == "":
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"a mapping is wanted, not {value!r}")
    return value


def _texts(value: Plain) -> Text:
    return {key: _text(text) for key, text in _dict(value).items()}


def _text(value: Plain) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is wanted, not {value!r}")
    return value
