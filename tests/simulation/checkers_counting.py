"""Truths about what counts: nothing in conflict counts as closed, and no problem vanishes by being merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspections.view import Issue, SchoolView
from tests.simulation.checkers_view import EachSet
from tests.simulation.laptop import Laptop
from tests.simulation.telling import OUT_OF_COUNT, School


class NeverClosedInConflict(EachSet):
    """An issue of which the newest moves disagree is neither shown nor counted as closed."""

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        tellings = school.issues()
        for issue in view.issues:
            if len(tellings[issue.id].whole.sides) > 1 and "closed" in (
                issue.status,
                issue.counted,
            ):
                self.fail(f"{laptop.name} {issue.id[:6]} is in conflict and counts as closed")


class NothingVanishes(EachSet):
    """Merged issues of which none goes on count once, in conflict; every other merged or withdrawn one does not count."""

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        issues = {issue.id: issue for issue in view.issues}
        groups: dict[str, list[Issue]] = {}
        for issue in view.issues:
            end = _end(issue, issues)
            if end is None:
                if (issue.status in OUT_OF_COUNT) != (issue.counted == "excluded"):
                    self.fail(
                        f"{laptop.name} {issue.id[:6]} is {issue.status} and counts as {issue.counted}"
                    )
            else:
                groups.setdefault(end, []).append(issue)
        for end, group in groups.items():
            counted = [issue for issue in group if issue.counted != "excluded"]
            self.world.met["merged in a ring"] += 1
            if len(counted) != 1:
                self.fail(
                    f"{laptop.name}: {len(group)} issues merged into {end[:6]} count {len(counted)} times"
                )
            if not all("conflict" in issue.badges for issue in group):
                self.fail(
                    f"{laptop.name}: issues merged into {end[:6]} are not marked as to be decided"
                )


def _end(issue: Issue, issues: Mapping[Any, Issue]) -> str | None:
    """Return a name for the dead end that a merged issue leads to, None if it leads to a live one."""
    if issue.status != "merged":
        return None
    way: list[str] = []
    here: Issue | None = issue
    last = ""
    while here is not None and here.status == "merged":
        if here.id in way:
            return min(way[way.index(here.id) :])
        way.append(here.id)
        last = here.merged_into or here.id
        here = issues.get(here.merged_into) if here.merged_into else None
    if here is None or here.status == "withdrawn":
        return last
    return None
