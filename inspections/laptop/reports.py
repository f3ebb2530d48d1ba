"""What `ducha check` says about one file, as a value that can be kept: its problems, what is open, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from inspections.errors import Code, Level, Msg, Problem

if TYPE_CHECKING:
    from inspections.laptop.working_copy import WorkingCopy

UNDECIDED = frozenset({Code.CONFLICT, Code.SEALED_EDITED})
OPEN = UNDECIDED | {Code.ITEM_REQUIRED}


@dataclass(frozen=True, kw_only=True)
class Report:
    """The outcome for one file; the lists are None when it could not be understood. `checklist` is `id@version`."""

    file: str
    problems: tuple[Problem, ...]
    checklist: str | None = None
    sealed: bool = False
    unanswered: tuple[str, ...] | None = None
    undecided: tuple[str, ...] | None = None
    inactive: tuple[str, ...] | None = None
    findings: int | None = None
    names: Mapping[str, str] | None = None
    """The words on the paper of the items in `undecided` and `inactive`."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what is wrong; what is only open yet (conflicts, required answers) left out."""
        return tuple(p for p in self.problems if p.level is Level.ERROR and p.code not in OPEN)

    @property
    def to_decide(self) -> tuple[Problem, ...]:
        """Return the problems that somebody has to decide (exit 4)."""
        return tuple(p for p in self.problems if p.code in UNDECIDED)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what is only pointed out."""
        return tuple(p for p in self.problems if p.level is Level.WARNING)

    @property
    def shown(self) -> tuple[Problem, ...]:
        """Return all problems but the missing answers, which are told by their numbers."""
        return tuple(p for p in self.problems if p.code is not Code.ITEM_REQUIRED)

    @property
    def summary(self) -> dict[str, Any]:
        """Return what the JSON answer says of the file beside its problems."""
        left_out = ("problems", "checklist", "names")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in left_out}


def report_of(copy: WorkingCopy) -> Report:
    """Return the report of a working copy."""
    found = copy.assessment
    if found is None:
        return Report(file=copy.shown, problems=copy.problems)
    assert copy.checklist is not None
    undecided = tuple(dict.fromkeys(rule.item for rule in found.undecided))
    named = {*undecided, *found.inactive}
    return Report(
        file=copy.shown,
        problems=copy.problems,
        checklist=copy.checklist.ref,
        sealed=bool(copy.known and copy.known.status == "sealed"),
        unanswered=tuple(found.unanswered),
        undecided=undecided,
        inactive=tuple(found.inactive),
        findings=len(found.found),
        names={item.id: item.label for item in copy.checklist.items if item.id in named},
    )


def report_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON that `read_report` takes."""
    plain = {field.name: getattr(report, field.name) for field in fields(report)}
    names = None if report.names is None else dict(report.names)
    return {
        **plain,
        "names": names,
        "problems": [_problem_json(problem) for problem in report.problems],
    }


def read_report(plain: Mapping[str, Any]) -> Report:
    """Return the report of its JSON. Raises KeyError, TypeError or ValueError when it is none."""
    lists = ("unanswered", "undecided", "inactive")
    read = {name: tuple(plain[name]) for name in lists if plain[name] is not None}
    problems = tuple(_problem(problem) for problem in plain["problems"])
    return Report(**{**plain, **read, "problems": problems})


def _problem_json(problem: Problem) -> dict[str, Any]:
    said = {"what": _said(problem.what), "remedy": _said(problem.remedy)}
    return {**{k: v for k, v in asdict(problem).items() if k not in said}, **said}


def _said(message: object) -> object:
    """Return a message's text and arguments: it can still be rendered in either language."""
    if isinstance(message, Msg):
        return {"M": message.text, "args": {k: _said(v) for k, v in message.args.items()}}
    return message if isinstance(message, int | float | None) else str(message)


def _problem(plain: Mapping[str, Any]) -> Problem:
    said = {"what": _message(plain["what"]), "remedy": _message(plain["remedy"])}
    return Problem(**{**plain, **said, "code": Code(plain["code"]), "level": Level(plain["level"])})


def _message(plain: Any) -> Any:
    if isinstance(plain, dict):
        return Msg(plain["M"], {name: _message(value) for name, value in plain["args"].items()})
    return plain
