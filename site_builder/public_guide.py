"""怎样看 for the public: what is published and what is not, what the words mean, how anybody can check a release."""

from __future__ import annotations

from collections.abc import Iterable

from inspections.errors import M
from inspections.lifecycle import STATUSES
from inspections.releases import CLOSED, Scope
from inspections.vocabulary import Counted, Status
from site_builder.guidance import ADVICE
from site_builder.parts import Fact
from site_builder.public_contexts import PublicGuide
from site_builder.public_lines import tag
from site_builder.public_view import Published

STEPS = (
    M(
        "这里只有督导室分期发布的内容：哪所学校、什么问题、整改到哪一步。数字在前，问题在后，每期一页。"
    ),
    M("每条问题有一个公开编号，如 3-12：第 3 期第 12 条；以后各期再说到它，编号不变。"),
    M("正在整改的写时限，已销号的写销号日期；过了时限还没有销号的标“逾期”，截至那一期写明的日期。"),
    M("没有确认的、已并案的、已撤销的不公布；办理人员、具体位置、现场记录、申辩不公布。"),
    M("有一期发错了，整期撤回，期号不再使用；后来不再公布的问题，在撤下它的那一期里列出。"),
)


def guide(p: Published) -> PublicGuide:
    """Return the context of the page that explains the public tree."""
    shown = (Counted.IN_PROGRESS, Counted.CLOSED)
    return PublicGuide(
        steps=tuple(step.render(p.translate) for step in STEPS),
        statuses=tuple(
            (tag(p, status), p.translate(ADVICE[status].means))
            for status in Status
            if STATUSES[status].counted in shown
        ),
        check=tuple(_check(p)),
    )


def scope_facts(p: Published, scope: Scope) -> tuple[Fact, ...]:
    """Return what a release is about, in words; nothing for one about everything."""
    tr = p.translate
    found = []
    if scope.area:
        found.append(Fact(label=tr("片区"), text=scope.area))
    if scope.from_ or scope.to:
        since = scope.from_.isoformat() if scope.from_ else "…"
        until = scope.to.isoformat() if scope.to else "…"
        text = M("{since} 至 {until}", since=since, until=until).render(tr)
        found.append(Fact(label=tr("督查日期"), text=text))
    if scope.status == CLOSED:
        found.append(Fact(label=tr("逐条公布"), text=tr("只公布已销号的")))
    return tuple(found)


def _check(p: Published) -> Iterable[Fact]:
    if p.latest is None:
        return
    yield Fact(label=p.translate("程序版本"), text=p.latest.program)
    yield Fact(
        label=p.translate("最近一期"),
        text=M("第{n}期", n=p.latest.n).render(p.translate),
    )
