"""One issue's command folds one school, and shows what a fold of everything shows."""

import pytest

from inspections.blocks import encode_update
from inspections.errors import Code, Exit, UserError
from inspections.ids import DocId, SchoolId
from inspections.laptop.part import Part
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER, Workspace
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import Office


@pytest.fixture
def two_schools(office: Office) -> Office:
    office.seal()
    for school in ("yl3x", "yl5x"):
        office.does("issue", "raise", "--school", school, "--title", "口罩不足", "--place", "仓库", "--category",
                    "supplies", "--severity", "ordinary", "--disposition", "notice", "--requirement", "补足",
                    "--days", "3", "--basis", "要求", "--source", "tip", "--as", "wangmin")  # fmt: skip
    return office


def test_a_school_of_the_part_is_that_of_the_whole(two_schools: Office) -> None:
    workspace = two_schools.workspace()
    whole, part = workspace.view(), Part(workspace)
    assert part.view(whole.schools) == whole


def test_every_issue_is_found_by_its_spoken_form_and_by_its_id(two_schools: Office) -> None:
    workspace = two_schools.workspace()
    issues = workspace.view().issues
    assert len(issues) == 6
    for issue in issues:
        assert Part(workspace).issue(issue.spoken.lower()) == issue
        assert Part(workspace).issue(issue.id) == issue


def test_only_the_school_of_the_issue_is_folded(
    two_schools: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = two_schools.workspace()
    mine, *_ = [i for i in workspace.view().issues if i.school == "yl3x"]
    monkeypatch.setattr(Workspace, "view", None)
    part = Part(workspace)
    assert part.issue(mine.spoken).id == mine.id
    assert set(part._views) == {"yl3x"}
    two_schools.does("issue", "show", mine.spoken)
    two_schools.does("issue", "list", "--school", "yl5x")


@pytest.mark.parametrize("letters", ["", " ", "ZZZZZZ", "%", "q:"])
def test_letters_of_no_issue_are_refused(two_schools: Office, letters: str) -> None:
    with pytest.raises(UserError) as caught:
        Part(two_schools.workspace()).issue(letters)
    assert [p.code for p in caught.value.problems] == [Code.ISSUE_UNKNOWN]
    assert caught.value.exit is Exit.USAGE


def test_a_school_without_events_has_a_view(two_schools: Office) -> None:
    assert Part(two_schools.workspace()).school(SchoolId("nowhere")).issues == ()


def test_spoken_forms_look_at_the_issues_of_all_schools(office: Office) -> None:
    key = office.workspace().keyring.key("wangmin")
    with Store(office.root / LEDGER) as store, store.transaction() as writing:
        for n, doc in enumerate((DocId("yl3x"), DocId("yl5x"))):
            told = a_chain(1, key=key, doc=doc, subject=f"q:AAAAAAA{n}")
            writing.append(doc, encode_update(told))
    workspace = office.workspace()
    assert [issue.spoken for issue in workspace.view().issues] == ["AAAAAAA0", "AAAAAAA1"]
    assert Part(workspace).view([SchoolId("yl3x")]).issues == workspace.view().issues[:1]
    with pytest.raises(UserError) as caught:
        Part(workspace).issue("AAAAAA")
    assert [p.code for p in caught.value.problems] == [Code.ISSUE_AMBIGUOUS]
