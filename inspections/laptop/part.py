"""The part of the ledger that a command looks at: the schools concerned, each folded once, as a fold of all shows them.

Which school an issue belongs to is looked up in the store's table of subjects; what is shown comes from the events.
Refuses numbers over the whole district: those need `Workspace.view`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from inspections import folding
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.folding.roster import unregistered
from inspections.ids import DocId, IssueId, SchoolId
from inspections.laptop.lookup import issue_named, typed_letters
from inspections.laptop.workspace import Workspace
from inspections.timeline import Entry
from inspections.view import Issue, SchoolView, View


@dataclass
class Part:
    """Schools folded as they stood when they were first asked for: what a person acts upon has been seen."""

    workspace: Workspace
    _views: dict[SchoolId, SchoolView] = field(default_factory=dict)

    def school(self, school: SchoolId) -> SchoolView:
        """Return everything of one school; its issues in the spoken forms that the whole ledger gives them."""
        if school not in self._views:
            workspace = self.workspace
            row = workspace.district.schools.get(school) or unregistered(school)
            view = folding.fold_school(row, workspace.events(DocId(school)), workspace.district)
            issues = tuple(replace(one, spoken=self._spoken(one.id)) for one in view.issues)
            self._views[school] = replace(view, issues=issues)
        return self._views[school]

    def view(self, schools: Iterable[SchoolId]) -> View:
        """Return the district with these schools and no others."""
        views = {school: self.school(school) for school in sorted(set(schools))}
        return View(district=self.workspace.district, schools=views)

    def issue(self, letters: str) -> Issue:
        """Return the issue meant by its first letters, over all schools. Raises UserError: none, or several."""
        wanted = typed_letters(letters)
        found = self.workspace.store.issues_from(wanted) if wanted else ()
        views = [self.school(SchoolId(doc)) for doc in sorted({doc for _, doc in found})]
        issues = [issue for view in views for issue in view.issues]
        if not any(issue.id.startswith(wanted) for issue in issues):
            _refuse_void(view.set_aside(f"q:{issue}") for view in views for issue, _ in found)
        return issue_named(issues, letters)

    def _spoken(self, issue: IssueId) -> str:
        return folding.spoken_forms([issue, *self.workspace.store.beside(issue)])[issue]


def _refuse_void(aside: Iterable[tuple[Entry, ...]]) -> None:
    """Raise UserError for an issue that was raised by an act without effect: it is there, and says why."""
    for entry in (entry for entries in aside for entry in entries):
        problem = Problem(
            code=Code.ISSUE_UNKNOWN,
            what=M("这个问题的登记未生效：{why}", why=entry.why or M("设备已吊销")),
            remedy=M("按上面说的办理，或重新登记；全部经过用 ducha log 看"),
        )
        raise UserError(problem, exit=Exit.USAGE)
