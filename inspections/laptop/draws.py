"""Random draws at this laptop: terms from what a person typed, the seed kept until it is shown, the two acts.

The seed lies in `.ducha/draws/` of this laptop, readable by its owner only, and in no event before it is revealed.
It is written before the commitment is recorded: a commitment whose seed is lost can never be revealed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspections.campaigns import Campaign, Rule, drawn_in
from inspections.district import District, School
from inspections.draw import Draw, Group, Left, Recusal, Terms, commitment
from inspections.errors import Code, M, Problem, RuleError
from inspections.folding.draws import terms_body
from inspections.ids import PersonId, SchoolId
from inspections.laptop.context import Context, usage
from inspections.laptop.entering_rows import enter_act
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Stage

SEED_BYTES = 32
_SCHOOLS = (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR, Stage.NINE_YEAR, Stage.SPECIAL)
STAGES: Mapping[str, tuple[Stage, ...]] = {
    "全部": tuple(Stage),
    "all": tuple(Stage),
    "中小学": _SCHOOLS,
    "schools": _SCHOOLS,
    **{one.value: (one,) for one in Stage},
    **{one.label: (one,) for one in Stage},
}
"""What a group may be called -> the stages of its schools."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person typed: group -> how many, and the rest as it goes into the terms."""

    takes: Mapping[str, int]
    left: Sequence[Left] = ()
    weights: Mapping[SchoolId, int] | None = None
    inspectors: Sequence[PersonId] = ()
    recusals: Sequence[Recusal] = ()
    mix: str = ""
    note: str = ""
    again: bool = False


def draws_of(district: District, campaign: str) -> dict[str, Draw]:
    """Return the draws of a campaign by id, in the order of their numbers."""
    found = {i: one for i, one in district.draws.items() if one.terms.campaign == campaign}
    return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))


def new_terms(district: District, campaign: Campaign, wanted: Wanted) -> Terms:
    """Return the terms of the campaign's next draw.

    Raises UserError (exit 2): a pool smaller than what is to be drawn. Raises RuleError (exit 3): an earlier draw is
    not revealed and no note says why there is another; else one could draw often and reveal what pleases.
    """
    _refuse_second(district, campaign, wanted.note)
    rule = Rule() if campaign.rule.drawn else campaign.rule
    schools = [
        one
        for _, one in sorted(district.schools.items())
        if not one.retired and rule.holds(one, frozenset())
    ]
    before = frozenset() if wanted.again else drawn_in(district, campaign.id)
    known = {one.school for one in wanted.left}
    left = (*wanted.left, *(Left(s, "本任务已经抽过") for s in sorted(before - known)))
    out = {one.school for one in left}
    groups = tuple(_group(name, n, schools, out) for name, n in wanted.takes.items())
    pool = {school for group in groups for school in group.schools}
    return Terms(
        id=f"{campaign.id}-{len(draws_of(district, campaign.id)) + 1}",
        campaign=campaign.id,
        groups=groups,
        left=tuple(one for one in left if one.school in {s.id for s in schools}),
        weights={s: n for s, n in (wanted.weights or {}).items() if s in pool},
        inspectors=tuple(dict.fromkeys(wanted.inspectors)),
        recusals=tuple(wanted.recusals),
        mix=wanted.mix,
        note=wanted.note,
    )


def commit(ctx: Context, terms: Terms) -> str:
    """Keep a new seed, sign the terms with its commitment, and return the commitment."""
    path = _seed_file(ctx.workspace, terms.id)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, _new_seed(ctx.workspace, terms.id).encode(), private=True)
    body = terms_body(terms)
    promised = commitment(body, _seed(path))
    enter_act(ctx, "draw_committed", terms.id, {**body, "commitment": promised})
    return promised


def reveal(ctx: Context, draw: Draw, mixed: str) -> Draw:
    """Show the seed, and return the draw with what it drew.

    Raises RuleError (exit 3) when the seed does not lie here; UserError (exit 2) when the public value that was
    promised is missing, or one is given that was not.
    """
    terms = draw.terms
    if bool(mixed) != bool(terms.mix):
        if mixed:
            raise usage(M("这次抽取没有承诺混入公开数"), M("去掉 --mixed"))
        raise usage(
            M("这次抽取承诺混入：{mix}", mix=terms.mix), M("加上 --mixed 和这个数，照公布的写")
        )
    path = _seed_file(ctx.workspace, terms.id)
    if draw.seed is None:
        if not path.exists():
            raise RuleError(
                Problem(
                    code=Code.RULE_GUARD,
                    what=M("抽取“{draw}”的种子不在这台电脑上", draw=terms.id),
                    remedy=M("在承诺的那台电脑上揭示；种子丢了，就另做一次抽取，并说明理由"),
                )
            )
        enter_act(ctx, "draw_revealed", terms.id, {"seed": _seed(path), "mixed": mixed or None})
    return ctx.workspace.district.draws[terms.id]


def _refuse_second(district: District, campaign: Campaign, note: str) -> None:
    waiting = [i for i, one in draws_of(district, campaign.id).items() if one.seed is None]
    if waiting and not note:
        raise RuleError(
            Problem(
                code=Code.RULE_STATUS,
                what=M("抽取“{draw}”还没有揭示，不能再抽", draw="、".join(waiting)),
                remedy=M("先揭示：ducha campaign draw {draw} --reveal；种子丢了才另抽，用 --note 写明理由",
                         draw=waiting[-1]),
            )
        )  # fmt: skip


def _group(name: str, take: int, schools: Iterable[School], out: set[SchoolId]) -> Group:
    pool = [one.id for one in schools if one.stage in STAGES[name] and one.id not in out]
    if take > len(pool):
        raise usage(
            M("{group}只有 {n} 所可抽，抽不出 {take} 所", group=name, n=len(pool), take=take),
            M("少抽几所，或减少排除"),
        )
    return Group(name, take, tuple(pool))


def _seed_file(workspace: Workspace, draw: str) -> Path:
    return workspace.root / ".ducha" / "draws" / f"{draw}.seed"


def _seed(path: Path) -> str:
    return read_capped(path).decode("ascii", "replace").strip()


def _new_seed(workspace: Workspace, draw: str) -> str:
    if workspace.seed is None:
        return secrets.token_hex(SEED_BYTES)
    return hashlib.sha256(f"{workspace.seed}\ndraw\n{draw}".encode()).hexdigest()
