"""What the server refused and what a revoked key wrote: for the bureau, where it would have stood (DESIGN §5, FORMATS §16).

Such acts stay in the document and count for nothing. Refuses to show them to a school, and their photos to anybody:
those belong to no issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from inspections.errors import Code, M, Msg
from inspections.ids import InspectionId, IssueId, SchoolId
from inspections.kinds import SERVER_KINDS
from inspections.receipts import NONE, Refused
from inspections.timeline import Effect, Entry
from site_builder import links
from site_builder.material import Material
from site_builder.parts import Fact, Tag, TimelineLine
from site_builder.policy import Shown, Sight, event_shown, sight
from site_builder.timeline import line

LINES_MAX = 50
"""How many of a school's acts its page lists, the newest."""
WORDS: Mapping[str, Msg] = {
    Code.RULE_ROLE: M("这个角色不能办理这一步"),
    Code.RULE_SCOPE: M("不在这个人负责的范围里"),
    Code.RULE_BEHALF: M("代录没有写清替谁、怎样得知"),
    Code.RULE_FIELD: M("内容没有照规定填写"),
    Code.RULE_SUBJECT: M("记到了不能这样记的对象上"),
    Code.RULE_LIMIT: M("超出了允许的大小或数量"),
    Code.CERTIFICATE_TIME: M("收到时设备证书不在有效期内"),
    Code.CERTIFICATE_REVOKED: M("设备已吊销"),
}
"""What the codes of receipts mean; a code that is not here is shown as it stands."""


def with_set_aside(
    m: Material, school: SchoolId, subject: str, entries: Iterable[Entry], lines: Iterable[TimelineLine]
) -> tuple[TimelineLine, ...]:  # fmt: skip
    """Return a timeline with what was set aside of its subject, each after what was recorded before it.

    `lines` are those of `entries` that the audience sees; a school's timeline comes back as it was.
    """
    shown = list(lines)
    view = m.view.schools.get(school)
    if view is None or sight(Shown.DISPUTED, m.audience) is not Sight.YES:
        return tuple(shown)
    at = {entry.event.id[:12]: entry.event.at for entry in entries}
    for entry in sorted(view.set_aside(subject), key=_order):
        if _told(m, entry):
            new = _line(m, school, entry)
            earlier = [n for n, one in enumerate(shown, 1) if at[one.id] <= entry.event.at]
            shown.insert(earlier[-1] if earlier else 0, new)
            at[new.id] = entry.event.at
    return tuple(shown)


def set_aside(m: Material, school: SchoolId) -> tuple[TimelineLine, ...]:
    """Return the newest acts on a school that were set aside, newest first, each with the page that it was meant for."""
    view = m.view.schools.get(school)
    if view is None or sight(Shown.DISPUTED, m.audience) is not Sight.YES:
        return ()
    found = [entry for entry in view.others if _told(m, entry)]
    newest = sorted(found, key=_order, reverse=True)[:LINES_MAX]
    return tuple(
        replace(made, facts=(*_meant(m, entry), *made.facts))
        for entry, made in ((entry, _line(m, school, entry)) for entry in newest)
    )


def _told(m: Material, entry: Entry) -> bool:
    """Return whether an entry is somebody's act without effect, and one that stands in this tree at all."""
    act = entry.effect is Effect.NO_EFFECT and entry.event.kind not in SERVER_KINDS
    return act and event_shown(entry.event, m.audience)


def _order(entry: Entry) -> tuple[object, str]:
    return entry.event.at, entry.event.id


def _line(m: Material, school: SchoolId, entry: Entry) -> TimelineLine:
    view = m.view.schools.get(school)
    refused = (view.receipts if view else NONE).refused.get(entry.event.id)
    made = replace(line(m, entry), photos=())
    return made if refused is None else _refused(m, made, refused)


def _refused(m: Material, made: TimelineLine, refused: Refused) -> TimelineLine:
    tr = m.translate
    why = WORDS.get(refused.code, M("{code}", code=refused.code))
    said = M("服务器回执第 {n} 号：{why}（{code}）", n=refused.n, why=why, code=refused.code)
    means = M("服务器收下了这一条，但是不承认；不改变状态。")
    remedy = Fact(label=tr("怎么办"), text=refused.remedy)
    return replace(
        made,
        flags=(Tag(text=tr("拒收"), tone="dispute", means=means.render(tr)),),
        notes=(said.render(tr), *made.notes[1:]),
        facts=(remedy, *made.facts) if refused.remedy else made.facts,
    )


def _meant(m: Material, entry: Entry) -> tuple[Fact, ...]:
    """Return the issue or inspection that an act was recorded on, if it has a page."""
    kind, _, tail = entry.event.subject.partition(":")
    issue, inspection = m.issue_of.get(IssueId(tail)), m.inspection_of.get(InspectionId(tail))
    if kind == "q" and issue is not None:
        text = f"{issue.spoken} {issue.title}"
        return (Fact(label=m.translate("问题"), text=text, path=links.issue_path(issue.id)),)
    if kind == "i" and inspection is not None:
        text = inspection.title or inspection.checklist
        path = links.inspection_path(inspection.id)
        return (Fact(label=m.translate("督查记录"), text=text, path=path),)
    return ()
