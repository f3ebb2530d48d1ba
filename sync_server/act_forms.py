"""The form of an act, made from its row of the tables: one input per field, read back into what `act_bodies` takes.

Refuses nothing by itself but shapes: a date that is none, a choice that is not offered, what must be filled and is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.fields import Default, Field, Holds
from inspections.labels import choice_label
from inspections.rules import Fact, Move
from sync_server import uploads
from sync_server.service import Service

SHOWN: Final = frozenset({Holds.TEXT, Holds.DATE, Holds.CHOICE, Holds.FILE, Holds.FILES})
TEXT_LETTERS_MAX: Final = 5000
FILES_MAX: Final = 20
SHORT: Final = frozenset({"name", "person"})
PICTURE_FIELDS: Final = frozenset({"photos", "photos_before", "photos_after"})
HINTS: Final[Mapping[tuple[str, str], Msg]] = {
    ("acknowledged", "name"): M("写签收人的姓名"),
    ("planned", "measures"): M("准备怎样改、分几步"),
    ("submitted", "measures"): M("做了什么、改成什么样；有几处就一处一处写"),
    ("submitted", "photos_after"): M("同一处、同一角度拍，看得出改好了"),
    ("extension_requested", "reason"): M("为什么来不及，已经做到哪一步"),
    ("objected", "text"): M("哪里与事实不符，依据是什么"),
}


@dataclass(frozen=True, kw_only=True)
class Input:
    """One field of a form: how it is asked, and what stands in it."""

    name: str
    label: str
    kind: str
    required: bool
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: Msg | None = None
    fault: Problem | None = None


def inputs(
    row: Move | Fact,
    today: date,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Problem] | None = None,
) -> tuple[Input, ...]:
    """Return the inputs of an act's form, with what was typed before and what was wrong with it."""
    return tuple(
        _input(row, one, today, typed, (faults or {}).get(one.name))
        for one in row.body
        if one.holds in SHOWN
    )


def read(
    service: Service, row: Move | Fact, form: FormData
) -> tuple[dict[str, Any], dict[str, Problem]]:
    """Return the values of a form that was sent, files kept; and per field what is wrong with it, if anything is.

    No file is kept while another field is wrong: it would have to be chosen again anyhow.
    """
    given: dict[str, Any] = {}
    faults: dict[str, Problem] = {}
    fields = [one for one in row.body if one.holds in SHOWN]
    for one in sorted(fields, key=lambda one: one.holds in (Holds.FILE, Holds.FILES)):
        try:
            value = _read(service, one, form, keeping=not faults)
        except UserError as error:
            faults[one.name] = error.problems[0]
            continue
        if value is None and one.default is Default.NONE:
            faults[one.name] = _missing(one)
        elif value is not None:
            given[one.name] = value
    return given, faults


def typed_in(row: Move | Fact, form: FormData) -> dict[str, str]:
    """Return the texts of a form as they were typed, to be shown again."""
    return {
        one.name: str(form.get(one.name) or "")[:TEXT_LETTERS_MAX]
        for one in row.body
        if one.holds in SHOWN and not isinstance(form.get(one.name), UploadFile)
    }


def _input(
    row: Move | Fact,
    one: Field,
    today: date,
    typed: Mapping[str, str] | None,
    fault: Problem | None,
) -> Input:
    kinds = {Holds.DATE: "date", Holds.CHOICE: "choice", Holds.FILE: "files", Holds.FILES: "files"}
    kind = kinds.get(one.holds, "short" if one.name in SHORT else "text")
    if one.name in PICTURE_FIELDS:
        kind = "photos"
    begins = today.isoformat() if one.default is Default.TODAY else ""
    return Input(
        name=one.name,
        label=one.label,
        kind=kind,
        required=one.default is Default.NONE,
        value=begins if typed is None else typed.get(one.name, ""),
        choices=tuple((str(c), choice_label(one, c)) for c in one.choices),
        hint=HINTS.get((row.kind, one.name)),
        fault=fault,
    )


def _read(service: Service, one: Field, form: FormData, *, keeping: bool) -> Any:
    """Return the value of a field, None for an empty one. Raises UserError."""
    if one.holds in (Holds.FILE, Holds.FILES):
        sent = list(_sent(form, one.name))
        if len(sent) > FILES_MAX:
            raise _fault(one, M("文件太多"), M("一项最多 {n} 个文件", n=FILES_MAX))
        if not sent or not keeping:
            return None if not sent else ()
        pictures = one.name in PICTURE_FIELDS
        kept = tuple(uploads.keep(service, upload, pictures_only=pictures) for upload in sent)
        return kept if one.holds is Holds.FILES else kept[0]
    text = str(form.get(one.name) or "").replace("\r\n", "\n").strip()
    if not text:
        return None
    if one.holds is Holds.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _fault(one, M("“{text}”不是日期", text=text[:40]), M("写成 2026-03-02")) from None
    if one.holds is Holds.CHOICE and text not in one.choices:
        raise _fault(one, M("没有这个选项"), M("选其中一个"))
    if len(text) > TEXT_LETTERS_MAX:
        raise _fault(one, M("写得太长"), M("不超过 {n} 字；详细材料作为附件", n=TEXT_LETTERS_MAX))
    return text


def _sent(form: FormData, name: str) -> Iterator[UploadFile]:
    """Yield the files that were chosen for a field; a browser sends an empty one where none was."""
    for one in form.getlist(name):
        if isinstance(one, UploadFile) and one.filename:
            yield one


def _missing(one: Field) -> Problem:
    what = M("“{label}”还没有填", label=Msg(one.label))
    return Problem(code=Code.RULE_FIELD, what=what, remedy=M("填写后再提交"))


def _fault(one: Field, what: Msg, remedy: Msg) -> UserError:
    told = M("{label}：{what}", label=Msg(one.label), what=what)
    return UserError(Problem(code=Code.RULE_FIELD, what=told, remedy=remedy))
