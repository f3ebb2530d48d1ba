"""One inspection's YAML file on this laptop: what it holds, what its checklist makes of it, what is wrong with it.

Reading never changes the file. Problems of the text, of the roster, of the photos and of the answers come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspections.errors import Code, Level, M, Problem, UserError
from inspections.ids import DocId, InspectionId
from inspections.inspection import Record
from inspections.inspection_yaml import private_file, read_record
from inspections.laptop.campaign_choice import campaign_problems
from inspections.laptop.comparing import ledger_conflicts, sealed_problems, version_problems
from inspections.laptop.files import read_capped
from inspections.laptop.photo_check import photo_problems
from inspections.laptop.reports import OPEN, UNDECIDED
from inspections.laptop.workspace import Workspace

if TYPE_CHECKING:
    from inspections.assess import Assessment
    from inspections.checklist import Checklist
    from inspections.district import School
    from inspections.view import Inspection

RECORD_BYTES_MAX = 1_000_000
FOLDER = "inspections"
PRIVATE = ".private.yml"


@dataclass(frozen=True)
class WorkingCopy:
    """A file with everything known of it. `record` and `assessment` are None when it cannot be understood at all;
    `known` is the inspection as the ledger has it, or None.
    """

    path: Path
    shown: str
    problems: tuple[Problem, ...]
    record: Record | None = None
    checklist: Checklist | None = None
    school: School | None = None
    assessment: Assessment | None = None
    known: Inspection | None = None
    held: int = 0
    """How many events the ledger held of the school when the file was read."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what is wrong; what is only open yet (conflicts, required answers) left out."""
        return tuple(p for p in self.problems if p.level is Level.ERROR and p.code not in OPEN)

    @property
    def undecided(self) -> tuple[Problem, ...]:
        """Return the problems that somebody has to decide (exit 4)."""
        return tuple(p for p in self.problems if p.code in UNDECIDED)

    @property
    def unanswered(self) -> tuple[Problem, ...]:
        """Return the required answers that are missing: nothing wrong while filling, but they stop sealing."""
        return tuple(p for p in self.problems if p.code is Code.ITEM_REQUIRED)

    @property
    def photo_folder(self) -> Path:
        """The folder of the photos: named as the file, without `.yml`."""
        return self.path.with_suffix("")


def record_files(workspace: Workspace) -> tuple[Path, ...]:
    """Return every inspection file of the workspace, private siblings left out, by path."""
    found = (workspace.root / FOLDER).glob("*/*.yml")
    return tuple(sorted(path for path in found if not path.name.endswith(PRIVATE)))


def records_meant(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the records that these paths mean, each once: a private sibling means its record (`*.yml` names both)."""
    return tuple(
        dict.fromkeys(
            path.with_name(f"{path.name.removesuffix(PRIVATE)}.yml")
            if path.name.endswith(PRIVATE)
            else path
            for path in paths
        )
    )


def read_copy(workspace: Workspace, path: Path) -> WorkingCopy:
    """Return the working copy at `path`; whatever is wrong with it is in its problems. Never raises for its content."""
    from inspections.assess import assess

    shown = workspace.shown(path)
    try:
        data = read_capped(path, RECORD_BYTES_MAX)
    except UserError as error:
        return WorkingCopy(path, shown, tuple(p.at(shown) for p in error.problems))
    private, unread = _private(workspace, path)
    record, problems = read_record(data, shown, workspace.shelf.checklist, private)
    problems = (*problems, *unread)
    if record is None:
        faults = workspace.shelf.faults() if _lacks_checklist(problems) else ()
        return WorkingCopy(path, shown, (*problems, *faults))
    kept = workspace.shelf.get(record.header.checklist)
    assert kept is not None
    school = workspace.district.schools.get(record.header.school)
    assessment = assess(record, kept.checklist, school)
    known, held = known_inspection(workspace, record)
    found = [
        *problems,
        *_roster_problems(workspace, record, shown),
        *campaign_problems(workspace.district, record, shown),
        *_place_problems(workspace, record, path, shown),
        *(p.at(shown) for p in assessment.problems),
        *_private_conflicts(record, shown),
        *photo_problems(record, path, shown),
        *version_problems(workspace, kept.hash, known, record, shown),
        *sealed_problems(workspace, known, record, shown),
        *ledger_conflicts(workspace, known, record, shown),
    ]
    ordered = sorted(found, key=lambda p: (p.file or "", p.line or 0, p.column or 0))
    return WorkingCopy(
        path, shown, tuple(ordered), record, kept.checklist, school, assessment, known, held
    )


def _private(workspace: Workspace, path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the bytes of the private sibling, if there is one, and why they cannot be read."""
    sibling = Path(private_file(str(path)))
    if not sibling.exists():
        return None, ()
    try:
        return read_capped(sibling, RECORD_BYTES_MAX), ()
    except UserError as error:
        return None, tuple(replace(p, file=workspace.shown(sibling)) for p in error.problems)


def _private_conflicts(record: Record, shown: str) -> Iterator[Problem]:
    for at, conflict in record.private_conflicts.items():
        yield Problem(
            code=Code.CONFLICT,
            file=private_file(shown),
            line=conflict.line,
            column=conflict.column,
            what=M("“{path}”（不公开）填得不一样，还没有定下来", path=at),
            remedy=M("在 {file} 里改成一行：{path}: 答案", file=private_file(shown), path=at),
        )


def _lacks_checklist(problems: Iterable[Problem]) -> bool:
    return any(problem.code is Code.CHECKLIST_UNKNOWN for problem in problems)


def known_inspection(workspace: Workspace, record: Record) -> tuple[Inspection | None, int]:
    """Return the inspection as the ledger has it, or None; and how many events the ledger holds of its school."""
    if not workspace.has_ledger or record.header.school not in workspace.district.schools:
        return None, 0
    school = record.header.school
    # counted before it is read: what comes in between must look new to whoever records upon this, never seen
    held = len(workspace.events(DocId(school)))
    return workspace.inspection(school, record.header.inspection), held


def _roster_problems(workspace: Workspace, record: Record, shown: str) -> Iterator[Problem]:
    district, header = workspace.district, record.header
    if header.school not in district.schools and (district.schools or workspace.has_ledger):
        yield Problem(
            code=Code.RECORD_SCHOOL,
            file=shown,
            line=record.lines.get("school"),
            what=M("名册里没有学校 {school}", school=header.school),
            remedy=M("核对学校代码，或先用 ducha school import 导入"),
        )
    known = {*district.persons, *(person.name for person in district.persons.values())}
    for person in header.inspectors:
        if district.persons and person not in known:
            yield Problem(
                code=Code.RECORD_PERSON,
                file=shown,
                line=record.lines.get("inspectors"),
                what=M("名册里没有督查人员 {person}", person=person),
                remedy=M("核对人员代码，或先用 ducha person add 登记"),
            )


def _place_problems(
    workspace: Workspace, record: Record, path: Path, shown: str
) -> Iterator[Problem]:
    """Yield a problem when the file does not lie where its id says (FORMATS §10)."""
    expected = record_path(workspace, record.header.school, record.header.inspection)
    if path.resolve().is_relative_to(workspace.root / FOLDER) and path.resolve() != expected:
        yield Problem(
            code=Code.RECORD_PLACE,
            file=shown,
            line=1,
            what=M("文件名和里面的检查编号不一致"),
            remedy=M("改名为 {name}", name=workspace.shown(expected)),
        )


def record_path(workspace: Workspace, school: str, inspection: InspectionId) -> Path:
    """Return where the file of an inspection lies."""
    return workspace.root / FOLDER / school / f"{inspection.removeprefix(f'{school}-')}.yml"
