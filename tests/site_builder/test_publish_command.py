"""`ducha publish`: the draft, the preview, what is recorded, what comes back and what is refused."""

import json

import pytest

from inspections.ids import IssueId
from inspections.issued_reports import issued_reports
from inspections.release_manifest import read_manifest
from inspections.releases import Manifest, fingerprint
from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office
from tests.site_builder.released import LATER, NOW, edit, prepared, publish, tree

__all__ = ["founded", "office"]


@pytest.fixture
def ready(office: Office) -> tuple[Office, dict[str, str]]:
    return office, prepared(office)


def manifest(office: Office, n: int) -> Manifest:
    workspace = office.workspace()
    data = workspace.blob(workspace.district.releases[n].manifest)
    assert data is not None
    return read_manifest(data)


def test_the_first_run_writes_a_draft_and_publishes_nothing(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    assert (office.root / "release.yml").is_file()
    assert not office.workspace().district.releases


def test_what_is_published_has_the_checklists_title_and_its_facts(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office)
    rows = {row.issue: row for row in manifest(office, 1).rows}
    row = rows[IssueId(ids["gas"])]
    assert (row.title, row.status, row.severity) == ("燃气报警装置未检修", "notified", "severe")


def test_what_is_unconfirmed_is_neither_a_row_nor_a_requirement(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office)
    made = manifest(office, 1)
    assert {row.issue for row in made.rows} == {ids["duty"], ids["gas"], ids["exits"]}
    assert made.figures["requirements"] == 3


def test_only_closed_ones_become_rows_and_the_figures_stay_whole(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office, "--status", "closed")
    made = manifest(office, 1)
    assert [row.issue for row in made.rows] == [ids["exits"]]
    assert (made.figures["requirements"], made.figures["closed"]) == (3, 1)


def test_the_title_given_by_hand_is_the_public_one(ready: tuple[Office, dict[str, str]]) -> None:
    office, ids = ready
    publish(office, "--title", f"{ids['duty'][:6]}=值班日志不完整")
    titles = office.workspace().district.releases[1].titles
    assert titles[IssueId(ids["duty"])] == "值班日志不完整"


def test_the_event_names_the_state_of_every_ledger(ready: tuple[Office, dict[str, str]]) -> None:
    office, _ = ready
    before = {event.id for event in office.events()}
    publish(office)
    named = office.workspace().district.releases[1].ledgers["yl3x"]  # type: ignore[index]
    assert (named.events, named.sha256) == (len(before), fingerprint(before))


def test_a_bulletin_is_issued_with_the_release_unless_the_draft_says_no(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    publish(office)
    office.does("publish", now=LATER)
    edit(office, ("bulletin: 是", "bulletin: 否"))
    publish(office, now=LATER)
    district = office.workspace().district
    assert (len(district.releases), len(issued_reports(district))) == (2, 1)


def test_the_text_that_was_edited_is_the_one_that_is_published(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    edit(office, ("text: |\n", "text: |\n  各校要引以为戒。\n"))
    publish(office)
    assert "各校要引以为戒。" in (office.root / "site/public/releases/1.html").read_text("utf-8")


def test_an_issue_keeps_its_public_number_in_later_releases(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office)
    first = {row.issue: row.number for row in manifest(office, 1).rows}
    office.does("issue", "confirm", ids["masks"], "--as", "yanghui", now=LATER)
    publish(office, now=LATER)
    second = {row.issue: row.number for row in manifest(office, 2).rows}
    assert {issue: second[issue] for issue in first} == first
    assert second[IssueId(ids["masks"])] == "2-1"


def test_what_is_no_longer_published_is_named_as_taken_back(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office)
    number = next(r.number for r in manifest(office, 1).rows if r.issue == ids["duty"])
    office.does("issue", "withdraw", ids["duty"], "--cause", "not_a_problem", "--reason", "查过", "--as", "yanghui", now=LATER)  # fmt: skip
    publish(office, now=LATER)
    assert manifest(office, 2).gone == (number,)
    pages = tree(office.root / "site/public")
    assert number not in {one["number"] for one in json.loads(pages["data/published.json"])["rows"]}
    assert b'id="gone"' in pages["releases/2.html"]


def test_a_release_that_is_withdrawn_leaves_only_its_number(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    publish(office)
    office.does("publish", "--withdraw", "1", "--reason", "家长来电", "--as", "yanghui", now=LATER)
    pages = tree(office.root / "site/public")
    assert "第三小学".encode() not in b"".join(pages.values())
    assert "家长来电".encode() not in b"".join(pages.values())
    publish(office, now=LATER)
    assert sorted(office.workspace().district.releases) == [1, 2]


@pytest.mark.parametrize(
    "text", ["王敏没有到岗", "周老师负责", "电话 139 0000 1111", "身份证11010119900307123X"]
)
def test_names_and_numbers_of_persons_stop_a_release(
    ready: tuple[Office, dict[str, str]], text: str
) -> None:
    office, ids = ready
    status, codes = office.refused(
        "publish", "--yes", "--as", "yanghui", "--title", f"{ids['duty']}={text}"
    )
    assert (status, set(codes)) == (1, {"release.private"})
    assert not office.workspace().district.releases


def test_a_name_that_somebody_looked_at_may_be_published(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    publish(office, "--title", f"{ids['duty']}=王敏小学分校值班", "--checked", "王敏小学")
    assert office.workspace().district.releases


def test_an_issue_that_was_withdrawn_since_the_draft_stops_the_release(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    office.does("publish", now=NOW)
    office.does(
        "issue",
        "withdraw",
        ids["duty"],
        "--cause",
        "other",
        "--reason",
        "x",
        "--as",
        "yanghui",
        now=NOW,
    )
    status, codes = office.refused("publish", "--yes", "--as", "yanghui", now=NOW)
    assert (status, codes) == (1, ["release.changed"])


def test_a_new_scope_does_not_overwrite_a_draft(ready: tuple[Office, dict[str, str]]) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    assert office.refused("publish", "--area", "东片")[0] == 2
    office.does("publish", "--area", "东片", "--new", now=NOW)
    assert "东片" in (office.root / "release.yml").read_text("utf-8")
    assert (office.root / "releases/draft.yml").is_file()


@pytest.mark.parametrize("person", ["wangmin", "zhaolei", "zhoulaoshi"])
def test_only_the_bureau_publishes(ready: tuple[Office, dict[str, str]], person: str) -> None:
    assert ready[0].refused("publish", "--yes", "--as", person) == (3, ["rule.role"])


def test_only_ticked_photos_go_public_and_without_their_metadata(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    draft = (office.root / "release.yml").read_text("utf-8")
    line = next(line for line in draft.splitlines() if "报警器" in line)
    edit(office, (line, line.replace(": 否", ": 是")))
    publish(office)
    photos = [path for path in tree(office.root / "site/public") if path.startswith("photos/")]
    assert len(photos) == 1
    office.does("publish", now=LATER)
    assert line.replace(": 否", ": 是") in (office.root / "release.yml").read_text("utf-8")
    assert "报警器".encode() not in b"".join(tree(office.root / "site/public").values())


def test_the_preview_shows_the_site_and_cannot_be_taken_for_it(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    office.does("publish", "--html", "look", now=NOW)
    marker = json.loads((office.root / "look/ducha-site.json").read_text("utf-8"))
    assert "release" not in marker
    assert "燃气报警装置未检修" in (office.root / "look/preview.html").read_text("utf-8")
    assert office.refused("verify", "look")[0] == 2


def test_releases_are_listed(ready: tuple[Office, dict[str, str]]) -> None:
    office, _ = ready
    publish(office)
    listed = office.does("publish", "--list", "--json").json
    assert [(one["n"], one["rows"], one["withdrawn"]) for one in listed] == [(1, 3, None)]


def test_the_public_tree_can_be_built_again_with_the_others(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    publish(office)
    before = tree(office.root / "site/public")
    office.does("build", "--audience", "public", now=LATER)
    assert tree(office.root / "site/public") == before


def test_what_happened_after_the_day_of_the_figures_is_not_in_the_release(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, ids = ready
    office.does("issue", "confirm", ids["masks"], "--as", "yanghui", now=LATER)
    publish(office, "--as-of", "2026-03-20", now=LATER)
    made = manifest(office, 1)
    assert IssueId(ids["masks"]) not in {row.issue for row in made.rows}
    late = [event.id for event in office.events() if event.at.isoformat() > "2026-03-21"]
    assert late
    assert not set(late) & set(made.ledgers["yl3x"])  # type: ignore[index]
    assert office.ducha("verify", "site/public").status == 0


@pytest.mark.parametrize("left", [b"no picture", None])
def test_a_ticked_photo_that_cannot_be_read_is_a_warning_and_one_that_is_not_ticked_is_none(
    ready: tuple[Office, dict[str, str]], left: bytes | None
) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    lines = (office.root / "release.yml").read_text("utf-8").splitlines()
    line = next(line for line in lines if "报警器" in line)
    for blob in (office.root / "ledger/blobs").rglob(f"{line.split(':')[0].strip()}*"):
        blob.unlink() if left is None else blob.write_bytes(left)
    words = ("--json", "publish", "--yes", "--as", "yanghui")
    assert office.ducha("--json", "publish", now=NOW).codes == []
    edit(office, (line, line.replace(": 否", ": 是")))
    said = office.ducha(*words, now=NOW)
    assert (said.status, said.codes) == (0, ["release.photo"])


def test_a_ticked_photo_that_can_be_read_is_no_warning(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    office.does("publish", now=NOW)
    draft = (office.root / "release.yml").read_text("utf-8")
    line = next(line for line in draft.splitlines() if "报警器" in line)
    edit(office, (line, line.replace(": 否", ": 是")))
    assert office.ducha("--json", "publish", now=NOW).codes == []


def test_a_build_that_stops_at_the_public_tree_says_what_it_made(
    ready: tuple[Office, dict[str, str]],
) -> None:
    office, _ = ready
    publish(office)
    named = office.workspace().district.releases[1].manifest
    for blob in (office.root / "ledger/blobs").rglob(f"{named}*"):
        blob.unlink()
    said = office.ducha("--json", "build", "--audience", "all", now=NOW)
    assert (said.status, said.codes) == (3, ["release.missing"])
    made = [tree["out"] for tree in said.json["trees"]]
    assert made[0] == str(office.root / "site/bureau")
    assert (office.root / "site/bureau/index.html").is_file()
    for_people = office.ducha("build", "--audience", "all", now=NOW)
    assert "site/bureau/index.html" in for_people.out


def test_a_build_that_stops_before_any_tree_stands_says_of_none(
    ready: tuple[Office, dict[str, str]],
) -> None:
    said = ready[0].ducha("--json", "build", "--audience", "public", now=NOW)
    assert (said.status, said.out) == (2, "")
