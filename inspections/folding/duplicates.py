"""Merged issues: which one goes on, and groups that end nowhere (FORMATS §5 rule 7).

Refuses to let a problem vanish: if following `into` ends at no live issue of the school (crosswise merges, a target
withdrawn, unknown or elsewhere), one of the group counts, 待裁定, as what its members came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspections.folding.bodies import member
from inspections.ids import IssueId
from inspections.lifecycle import STATUSES
from inspections.timeline import Effect
from inspections.view import Issue
from inspections.vocabulary import Badge, Status


def settle_duplicates(issues: Mapping[IssueId, Issue]) -> dict[IssueId, Issue]:
    """Return the issues of a school, those of a group without a live issue marked, the first of each counted once."""
    groups: dict[str, list[Issue]] = {}
    for issue in issues.values():
        end = _dead_end(issue, issues)
        if end is not None:
            groups.setdefault(end, []).append(issue)
    settled = dict(issues)
    for members in groups.values():
        counted = max(members, key=lambda i: (STATUSES[_came_from(i)].caution, i.id))
        for issue in members:
            settled[issue.id] = replace(issue, badges=issue.badges | {Badge.CONFLICT})
        settled[counted.id] = replace(
            settled[counted.id], counted=STATUSES[_came_from(counted)].counted
        )
    return settled


def _dead_end(issue: Issue, issues: Mapping[IssueId, Issue]) -> str | None:
    """Return a name for the end that a merged issue leads to; None if it is not merged or ends at a live one."""
    if issue.status is not Status.MERGED:
        return None
    way: list[IssueId] = []
    here: Issue | None = issue
    while here is not None and here.status is Status.MERGED:
        if here.id in way:
            return min(way[way.index(here.id) :])
        way.append(here.id)
        if here.merged_into is None:
            return here.id
        target = here.merged_into
        here = issues.get(target)
    if here is None:
        return target
    return here.id if here.status is Status.WITHDRAWN else None


def _came_from(issue: Issue) -> Status:
    """Return the most cautious status that the newest merging came from."""
    froms = [
        status
        for e in issue.timeline
        if e.event.kind == "merged"
        and e.effect is Effect.MOVED
        and (status := member(e.event.from_, Status))
    ]
    return max(froms[-1:], key=lambda s: STATUSES[s].caution, default=Status.FOUND)
