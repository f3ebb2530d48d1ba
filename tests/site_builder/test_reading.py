"""Reading again sees what was written since, and reads, decodes and folds nothing a second time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspections.errors import Exit
from inspections.ids import SchoolId
from inspections.laptop.cli import run
from inspections.laptop.clock import Clock
from inspections.laptop.workspace import Workspace
from site_builder import reading
from site_builder.reading import Reader

NOW = "2026-04-24T09:00:00+08:00"
DAY = date(2026, 4, 24)
ONE, TWO = SchoolId("yl3x"), SchoolId("yl4x")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root, schools = tmp_path / "w", tmp_path / "s.csv"
    schools.write_text("code,name,stage\nyl3x,第三小学,primary\nyl4x,第四小学,primary\n", "utf-8")
    ducha("init", str(root), "--name", "云岭区", "--person", "sunyan")
    ducha("-C", str(root), "school", "import", str(schools))
    found = Workspace.find(root, Clock.from_text(NOW))
    raise_issue(found, ONE)
    raise_issue(found, TWO)
    return found


def ducha(*words: str, now: str = NOW) -> None:
    assert run(list(words), {"DUCHA_NOW": now, "DUCHA_SEED": now}) == Exit.DONE


def raise_issue(workspace: Workspace, school: str, now: str = NOW) -> None:
    ducha("-C", str(workspace.root), "issue", "raise", "--school", school, "--source", "tip", "--title", "门",
          "--category", "gate", "--severity", "ordinary", "--disposition", "notice", now=now)  # fmt: skip


def test_what_is_read_is_what_the_workspace_folds(workspace: Workspace) -> None:
    assert Reader().read(workspace, DAY).view == workspace.view(DAY)


def test_a_second_reading_sees_what_was_written_since(workspace: Workspace) -> None:
    reader = Reader()
    before = reader.read(workspace, DAY)
    raise_issue(workspace, TWO)
    after = reader.read(workspace, DAY)
    assert after.view == workspace.view(DAY)
    assert (len(before.view.issues), len(after.view.issues)) == (2, 3)


def test_a_school_that_did_not_change_is_not_folded_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader()
    reader.read(workspace, DAY)
    raise_issue(workspace, TWO)
    folded: list[str] = []
    fold = reading.fold_school

    def watched(school, events, district):  # type: ignore[no-untyped-def]
        folded.append(school.id)
        return fold(school, events, district)

    monkeypatch.setattr(reading, "fold_school", watched)
    reader.read(workspace, DAY)
    assert folded == [TWO]


def test_only_the_print_of_the_school_that_grew_changes(workspace: Workspace) -> None:
    reader = Reader()
    before = reader.read(workspace, DAY)
    raise_issue(workspace, TWO)
    after = reader.read(workspace, DAY)
    assert before.print_of(ONE) == after.print_of(ONE)
    assert before.print_of(TWO) != after.print_of(TWO)


def test_an_earlier_day_has_the_print_of_the_events_up_to_it(workspace: Workspace) -> None:
    reader = Reader()
    before = reader.read(workspace, DAY)
    raise_issue(workspace, TWO, now="2026-04-25T09:00:00+08:00")
    assert reader.read(workspace, DAY).print_of(TWO) == before.print_of(TWO)
    later = reader.read(workspace, date(2026, 4, 25))
    assert later.print_of(TWO) != before.print_of(TWO)
    assert len(later.view.schools[TWO].issues) == 2


def test_a_ledger_put_back_from_a_backup_is_read_anew(workspace: Workspace) -> None:
    """As many events as before, but others."""
    import shutil

    reader = Reader()
    backup = workspace.root.parent / "backup"
    shutil.copytree(workspace.root / "ledger", backup)
    raise_issue(workspace, TWO, now="2026-04-24T10:00:00+08:00")
    reader.read(workspace, DAY)
    workspace.close()
    shutil.rmtree(workspace.root / "ledger")
    shutil.copytree(backup, workspace.root / "ledger")
    raise_issue(workspace, TWO, now="2026-04-24T11:00:00+08:00")
    assert reader.read(workspace, DAY).view == workspace.view(DAY)
