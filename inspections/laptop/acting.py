"""One act on an issue, from what a person typed to a recorded event: role, scope, rules, body, `seen`.

The rules are asked of the fold (`acts.allow`), never stated here. What is refused is refused before anything is
written: what, why, and who could.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from inspections.act_bodies import Bodies
from inspections.acts import Act, act_on, allow
from inspections.district import School
from inspections.errors import Code, Exit, M, Msg, Problem, RuleError, UserError
from inspections.ids import DocId, IssueId, lone_issue_id
from inspections.laptop.bodies import bodies_of
from inspections.laptop.context import Context, usage
from inspections.laptop.part import Part
from inspections.rules import Fact, Move
from inspections.view import Issue
from inspections.vocabulary import Role


@dataclass(frozen=True)
class Behalf:
    """A school-side act recorded by somebody else: for whom, how it came, and the proof (FORMATS §1)."""

    name: str
    how: str
    proof: Mapping[str, object] | None

    @staticmethod
    def of(ctx: Context, name: str | None, how: str | None, proof: str | None) -> Behalf | None:
        """Return what `--behalf --how --proof` say, or None. Raises UserError (exit 2) for half of it."""
        if name is None and how is None and proof is None:
            return None
        if name is None or how is None or (how == "paper" and proof is None):
            raise usage(
                M("代为登记要写清替谁、怎么来的、凭据"),
                M("--behalf 姓名 --how paper|phone|on_site；纸质的再加 --proof 扫描件"),
            )
        kept = ctx.workspace.blobs.take(ctx.path(proof)) if proof else None
        return Behalf(name, how, kept)


@dataclass
class Acting:
    """Records one kind of act, on as many issues as are named, by the actor of this run."""

    ctx: Context
    row: Move | Fact
    given: Mapping[str, Any]
    behalf: Behalf | None
    happened_on: date | None
    _bodies: Bodies | None = field(default=None)

    @cached_property
    def part(self) -> Part:
        """The schools concerned as they stood when the command began with them: what is acted upon has been seen."""
        return Part(self.ctx.workspace)

    def prepare(self, letters: str) -> tuple[Issue, Act]:
        """Return the issue meant and the act on it, ready to be recorded.

        Raises UserError (no such issue, a field that does not fit) or RuleError (exit 3).
        """
        issue = self.part.issue(letters)
        school = self.part.school(issue.school).school
        role = self._role(school)
        happened_on = self._happened_on()
        self._allowed(issue, role, None)
        body = self._body(issue)
        if self.behalf:
            body["behalf"] = {
                "name": self.behalf.name,
                "how": self.behalf.how,
                "proof": self.behalf.proof,
            }
        self._allowed(issue, role, body)
        return issue, act_on(issue, self.row, role, body, happened_on=happened_on)

    def record(self, acts: Sequence[Act]) -> None:
        """Record what was prepared, all or none: half a notice must never be left by a power cut."""
        if acts:
            self.ctx.actor.recorder.record(acts)

    def raise_at(self, school_name: str) -> IssueId:
        """Record a new issue that came from no inspection and return its id."""
        school = self.ctx.workspace.find_school(school_name)
        role = self.ctx.actor.role_for(self.row.label, self.row.who, school)
        recorder, doc = self.ctx.actor.recorder, DocId(school.id)
        issue = lone_issue_id(school.id, recorder.session, recorder.next_seq(doc))
        act = Act(
            doc=doc,
            kind=self.row.kind,
            subject=f"q:{issue}",
            role=role,
            body=self.bodies.body(self.row, None, self.given),
            happened_on=self._happened_on(),
        )
        recorder.record([act])
        return issue

    @property
    def bodies(self) -> Bodies:
        """What makes bodies for this command; one notice id for all of its issues."""
        if self._bodies is None:
            self._bodies = bodies_of(self.ctx, self.part)
        return self._bodies

    def _body(self, issue: Issue) -> dict[str, Any]:
        """Return the body, faults of its fields with the issue they belong to: several may be named."""
        try:
            return self.bodies.body(self.row, issue, self.given)
        except UserError as error:
            named = (
                replace(p, what=M("{issue}：{what}", issue=issue.spoken, what=p.what))
                for p in error.problems
            )
            raise UserError(*named, exit=error.exit) from error

    def _role(self, school: School) -> Role:
        role = self.ctx.actor.role_for(self.row.label, self.row.who, school)
        if role in self.row.behalf and self.behalf is None:
            raise RuleError(
                Problem(
                    code=Code.RULE_BEHALF,
                    what=M(
                        "“{act}”是学校的事，由{role}登记要写清替谁",
                        act=Msg(self.row.label),
                        role=Msg(role.label),
                    ),
                    remedy=M("加上 --behalf 姓名 --how paper|phone|on_site [--proof 文件]"),
                )
            )
        return role

    def _allowed(self, issue: Issue, role: Role, body: Mapping[str, Any] | None) -> None:
        """Raise RuleError unless the rules let the actor do this; without a body, as far as they can tell."""
        actor = self.ctx.actor
        allow(issue, self.row, actor.person, role, actor.device.roles, body)

    def _happened_on(self) -> date | None:
        """Return the day it happened, if it was another one; never in the future of the day of recording."""
        if self.happened_on and self.happened_on > self.ctx.workspace.today():
            raise UserError(
                Problem(
                    code=Code.RULE_FIELD,
                    what=M("--happened-on {day} 在今天之后", day=self.happened_on.isoformat()),
                    remedy=M("写实际发生的日期"),
                ),
                exit=Exit.USAGE,
            )
        return self.happened_on
