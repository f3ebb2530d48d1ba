"""The body of an act: what a person gave, turned into the shapes of `fields.Holds`, and defaults for what they left out.

Commands on a laptop and pages of the server make their bodies here; each says by its `Desk` where files lie, which day
it is, and what it calls a field. Refuses a value that does not fit, and one that is missing where no default stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from inspections.answers import by_word
from inspections.deadline import WorkCalendar, add_working_days
from inspections.errors import Code, Exit, M, Msg, Problem, UserError, listed
from inspections.fields import Default, Field, Holds
from inspections.folding import unanswered
from inspections.rules import Fact, Move
from inspections.view import Issue
from inspections.vocabulary import Category, Counted, Labelled, Severity

EMPTY: Mapping[Holds, object] = {Holds.TEXT: "", Holds.FILES: [], Holds.EVENTS: [], Holds.LIST: []}


class Desk(Protocol):
    """Where an act is written: a laptop's command, or a page of the server."""

    def today(self) -> date:
        """Return the day in the district's zone."""

    def calendar(self) -> WorkCalendar:
        """Return the district's working days."""

    def field(self, one: Field) -> Msg:
        """Return what a person calls the field here: an option, a label."""

    def file(self, value: Any) -> Mapping[str, object]:
        """Keep a file and return what stands for it in an event. Raises UserError."""

    def private_file(self, value: Any, issue: Issue, field: str) -> Mapping[str, object]:
        """Keep the file of a private field and return what stands for it. Raises UserError."""

    def issue(self, letters: str) -> Issue:
        """Return the issue that is meant. Raises UserError: none, or several."""

    def notice_id(self) -> str:
        """Return the id of the notice that all acts made here share."""

    def provisional(self, due: date) -> None:
        """Tell the person that a deadline lies in a year whose days off are not known yet."""


@dataclass(frozen=True)
class Bodies:
    """Makes the bodies of the acts of one desk."""

    desk: Desk

    def body(
        self, row: Move | Fact, issue: Issue | None, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the body of one act on `issue` (None: a new one).

        Raises UserError for a value that does not fit, or one that has no default here, naming the option.
        """
        body: dict[str, Any] = {}
        for one in row.body:
            value = given.get(one.name)
            if value is None or value == ():
                body[one.name] = self._default(one, issue, body)
            else:
                body[one.name] = self._given(one, issue, value)
        if row.kind == "decided" and issue is not None:
            body["falls"] = sorted(s.event.id for s in issue.sides if s.event.id != body["stands"])
        if row.kind == "evidence_struck" and issue is not None:
            body["file"] = _evidence(issue, body["file"])
        if row.kind == "corrected":
            body["value"] = _correction(body["field"], body["value"])
        return body

    def _given(self, one: Field, issue: Issue | None, value: Any) -> Any:
        match one.holds:
            case Holds.DATE:
                return (value.date() if isinstance(value, datetime) else value).isoformat()
            case Holds.FILE if one.private and issue is not None:
                return self.desk.private_file(value, issue, one.name)
            case Holds.FILE:
                return self.desk.file(value)
            case Holds.FILES:
                return [self.desk.file(one_file) for one_file in value]
            case Holds.RESPONSIBLE:
                unit, _, person = value.partition("/")
                return {"unit": unit.strip(), "person": person.strip() or None}
            case Holds.ISSUE:
                return self._other(one, issue, value)
            case Holds.EVENT:
                return _event(issue, value)
            case Holds.TEXT if one.default is Default.NONE and not (
                value.strip() or one.name == "value"
            ):
                raise self._fault(one, M("是空的"), M("写上{label}", label=Msg(one.label)))
            case _:
                return value

    def _other(self, one: Field, issue: Issue | None, letters: str) -> str:
        other = self.desk.issue(letters)
        if other.counted is Counted.EXCLUDED:
            what = M("{other} 是“{status}”", other=other.spoken, status=Msg(other.status.label))
            raise self._fault(one, what, M("并入一个还在台账里的问题"))
        if issue is not None and (other.school != issue.school or other.id == issue.id):
            raise self._fault(
                one,
                M("{other} 不是同一所学校的另一个问题", other=other.spoken),
                M("只能并入同一所学校的另一个问题"),
            )
        return other.id

    def _default(self, one: Field, issue: Issue | None, body: Mapping[str, Any]) -> Any:
        if one.default in _FROM_ISSUE and issue is not None:
            found = _FROM_ISSUE[one.default](one, issue)
            if found is None and one.default in _ANSWERED:
                raise self._fault(
                    one,
                    M("没有可以答复的申请、申辩或上报"),
                    M("先核对问题的经过：ducha issue show"),
                )
            return found
        match one.default:
            case Default.TODAY | Default.SAME_DAY:
                return self.desk.today().isoformat()
            case Default.DUE:
                return self._due(one, issue, body)
            case Default.NOTICE:
                return self.desk.notice_id()
            case _:
                return EMPTY.get(one.holds)

    def _due(self, one: Field, issue: Issue | None, body: Mapping[str, Any]) -> str:
        if issue is None or issue.days is None:
            raise self._fault(one, M("清单没有给这个问题定整改天数"), M("加上 --due 日期"))
        issued = date.fromisoformat(body["issued_on"])
        deadline = add_working_days(issued, issue.days, self.desk.calendar())
        if deadline.provisional:
            self.desk.provisional(deadline.day)
        return deadline.day.isoformat()

    def _fault(self, one: Field, what: Msg, remedy: Msg) -> UserError:
        full = M("{field}：{what}", field=self.desk.field(one), what=what)
        return UserError(Problem(code=Code.RULE_FIELD, what=full, remedy=remedy), exit=Exit.USAGE)


def _shown(one: Field, issue: Issue) -> Any:
    """Return what the issue shows now in the field of this name."""
    value = getattr(issue, one.name)
    if one.holds is Holds.RESPONSIBLE:
        return None if value is None else {"unit": value.unit, "person": value.person}
    return value


def _undecided(kind: str, *answered_by: str) -> Callable[[Field, Issue], str | None]:
    """Return what finds the newest fact of `kind` that still waits for an answer."""

    def newest(_: Field, issue: Issue) -> str | None:
        waiting = unanswered(issue, kind, *answered_by)
        return waiting[-1].id if waiting else None

    return newest


def _newest_answer(_: Field, issue: Issue) -> str | None:
    answer = issue.newest("submitted")
    return answer.id if answer else None


_FROM_ISSUE: Mapping[Default, Callable[[Field, Issue], Any]] = {
    Default.ISSUE: _shown,
    Default.ANSWER: _newest_answer,
    Default.REQUEST: _undecided("extension_requested", "extended", "extension_denied"),
    Default.OBJECTION: _undecided("objected", "objection_decided"),
    Default.REPORT: _undecided("reported_up", "up_answered"),
}
_ANSWERED = (Default.REQUEST, Default.OBJECTION, Default.REPORT)


def _event(issue: Issue | None, letters: str) -> str:
    """Return the event of this issue whose id begins so, or (in a conflict) the side that leads to this status."""
    assert issue is not None
    by_status: Sequence[str] = [
        s.event.id for s in issue.sides if letters in (s.status.value, s.status.label)
    ]
    by_id = [
        entry.event.id for entry in issue.timeline if entry.event.id.startswith(letters.lower())
    ]
    found = by_status or by_id
    if len(found) != 1:
        sides = listed(
            M("{id}（{status}）", id=side.event.id[:8], status=Msg(side.status.label))
            for side in issue.sides
        )
        raise UserError(
            Problem(
                code=Code.RULE_FIELD,
                what=M("“{letters}”对不上这个问题的任何一步，或对上几步", letters=letters),
                remedy=M(
                    "写编号的前几位：{sides}", sides=sides if issue.sides else "ducha issue show"
                ),
            ),
            exit=Exit.USAGE,
        )
    return found[0]


def _correction(field: str, typed: str) -> str:
    """Return the corrected value as the fold reads it. Raises UserError for one that the field cannot hold."""
    among: Mapping[str, type[Labelled]] = {"category": Category, "severity": Severity}
    if field in among:
        found = by_word(among[field], typed.strip())
        if found is None:
            raise _not(typed, M("写其中一个：{words}", words=listed(m.label for m in among[field])))
        return found.value
    if field in ("title", "responsible") and not typed.partition("/")[0].strip():
        raise _not(typed, M("写上内容；责任单位和责任人写成 单位/人"))
    return typed


def _not(typed: str, remedy: Msg) -> UserError:
    problem = Problem(code=Code.RULE_FIELD, what=M("“{text}”不能作更正", text=typed), remedy=remedy)
    return UserError(problem, exit=Exit.USAGE)


def _evidence(issue: Issue, name: str) -> str:
    """Return the SHA-256 of the evidence of this name or hash."""
    found = {
        e.file.sha256
        for e in issue.evidence
        if e.file.name == name or e.file.sha256.startswith(name)
    }
    if len(found) != 1:
        names = "、".join(sorted({e.file.name for e in issue.evidence}))
        raise UserError(
            Problem(
                code=Code.RULE_FIELD,
                what=M("这个问题没有佐证“{name}”，或不止一份", name=name),
                remedy=M("写其中一个文件名：{names}", names=names or "—"),
            ),
            exit=Exit.USAGE,
        )
    return next(iter(found))
