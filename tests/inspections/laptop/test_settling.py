"""A file and the ledger brought together: killed at any of the four places, an edit is neither lost nor recorded twice."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from inspections.ids import InspectionId
from tests.inspections.laptop.office import RECORD, Office
from tests.stories.test_replicas import KILLS
from tests.stories.together import Laptop, laptop, meet

ID = InspectionId("yl3x-2026-03-02-small-t1")


@pytest.fixture
def two(office: Office) -> tuple[Laptop, Laptop]:
    wang, zhao = laptop(office, "wang", "wangmin"), laptop(office, "zhao", "zhaolei")
    for one in (wang, zhao):
        one.begin()
    meet(wang, zhao)
    return wang, zhao


def said(one: Laptop, path: str) -> list[tuple[str, object]]:
    return [(e.by, e.body["set"][path]) for e in one.events()
            if e.kind == "answered" and path in e.body["set"]]  # fmt: skip


@pytest.mark.parametrize("place", sorted(KILLS))
def test_a_kill_loses_no_edit_and_records_none_twice(
    two: tuple[Laptop, Laptop], place: str
) -> None:
    wang, zhao = two
    zhao.type_in(masks="40", phone="08312345678")
    bundle = zhao.export("zhao.ducha")
    wang.type_in(masks="20", lessons="3")
    with patch(KILLS[place], side_effect=KeyboardInterrupt):
        wang.ducha("bundle", "import", bundle, "--as", "wangmin")
    wang.take(bundle)
    wang.export("again.ducha")
    assert said(wang, "masks") == [("wangmin", "20"), ("zhaolei", "40")] or said(wang, "masks") == [
        ("zhaolei", "40"),
        ("wangmin", "20"),
    ]
    assert said(wang, "phone") == [("zhaolei", "08312345678")]
    assert said(wang, "lessons") == [("wangmin", "3")]
    assert len(wang.inspection().conflicts["masks"]) == 2


@pytest.mark.parametrize("place", sorted(KILLS))
def test_what_is_typed_after_a_kill_counts_too(two: tuple[Laptop, Laptop], place: str) -> None:
    wang, zhao = two
    zhao.type_in(phone="08312345678")
    bundle = zhao.export("zhao.ducha")
    wang.type_in(lessons="3")
    with patch(KILLS[place], side_effect=KeyboardInterrupt):
        wang.ducha("bundle", "import", bundle, "--as", "wangmin")
    wang.type_in(lessons="4", masks="9")
    wang.take(bundle)
    assert (wang.answers()["lessons"], wang.answers()["masks"]) == ("4", "9")
    assert wang.answers()["phone"] == "08312345678"
    assert wang.inspection().conflicts == {}
    assert said(wang, "phone") == [("zhaolei", "08312345678")]


def test_a_file_saved_while_it_is_merged_is_looked_at_again(two: tuple[Laptop, Laptop]) -> None:
    from inspections.laptop import rewriter

    wang, zhao = two
    zhao.type_in(phone="08312345678")
    bundle = zhao.export("zhao.ducha")
    real, saved = rewriter.read_capped, []

    def saves_first(*arguments: object) -> bytes:
        if not saved:
            saved.append(wang.type_in(masks="7"))  # type: ignore[func-returns-value]
        return real(*arguments)  # type: ignore[arg-type]

    with patch("inspections.laptop.rewriter.read_capped", saves_first):
        wang.take(bundle)
    assert (wang.answers()["masks"], wang.answers()["phone"]) == ("7", "08312345678")
    assert said(wang, "masks") == [("wangmin", "7")]


def test_a_photo_lost_from_the_folder_is_put_back(two: tuple[Laptop, Laptop]) -> None:
    from tests.inspections.laptop.office import photo

    wang, _ = two
    path = photo((wang.root / RECORD).with_suffix("") / "a.jpg")
    wang.type_in(gas="\n    value: 不符合\n    photos: [a.jpg]")
    wang.export()
    data = path.read_bytes()
    path.unlink()
    wang.export()
    assert path.read_bytes() == data
    assert len(wang.inspection().photos["gas"]) == 1


def test_an_answer_of_the_ledger_that_a_file_cannot_hold_is_named_and_kept(
    two: tuple[Laptop, Laptop],
) -> None:
    wang, zhao = two
    zhao.type_in(phone="08312345678")
    bundle = zhao.export("zhao.ducha")
    with patch("inspections.laptop.rewriter.reads", return_value=False):
        said_ = wang.ducha("--json", "bundle", "import", bundle, "--as", "wangmin")
    assert said_.codes == ["yaml.shape"]
    assert "phone" not in wang.answers()
    assert wang.inspection().answers["phone"] == ("08312345678",)


def test_an_answer_has_seen_what_its_file_showed_not_what_the_store_holds(
    two: tuple[Laptop, Laptop],
) -> None:
    wang, zhao = two
    zhao.type_in(masks="40")
    bundle = zhao.export("zhao.ducha")
    with patch("inspections.laptop.settling.rewrite", side_effect=KeyboardInterrupt):
        wang.ducha("bundle", "import", bundle, "--as", "wangmin")
    workspace = wang.workspace()
    from inspections.laptop.bundle_file import opened
    from inspections.laptop.bundle_import import import_bundle

    with opened(bundle) as one:
        import_bundle(workspace, one)
    workspace.close()
    assert "masks" not in wang.answers()
    wang.type_in(masks="20")
    wang.export()
    assert set(wang.inspection().conflicts["masks"]) == {"20", "40"}


def test_a_school_that_types_beside_its_own_column_is_told_and_can_go_on(
    two: tuple[Laptop, Laptop],
) -> None:
    """Recorded, it would be turned away everywhere else, and everything that the school records later with it."""
    wang, _ = two
    school = laptop(wang, "school", "zhoulaoshi")
    school.take(wang.export())
    school.type_in(masks="9")
    said = school.ducha("--json", "bundle", "export", "s.ducha", "--as", "zhoulaoshi")
    assert "rule.role" in said.codes
    school.does_as("issue", "raise", "--school", "yl3x", "--source", "self_check", "--title", "墙面开裂",
                   "--category", "other", "--severity", "minor", "--disposition", "notice")  # fmt: skip
    school.ducha("bundle", "export", "s.ducha", "--as", "zhoulaoshi")
    wang.take(school.root / "s.ducha")
    assert [issue.title for issue in wang.view().issues] == ["墙面开裂"]


def test_whoever_learns_from_a_bundle_that_his_key_was_revoked_is_told_and_the_rest_comes_in(
    office: Office,
) -> None:
    """His file was to be settled with the key of which the same bundle says that it has ended."""
    wang, bureau = laptop(office, "wang", "wangmin"), laptop(office, "bureau", "chenjing")
    wang.begin()
    bureau.does_as("device", "revoke", "wangmin", "--reason", "电脑被盗", "--keep-none")
    wang.type_in(masks="9")
    said = wang.ducha("--json", "bundle", "import", bundle_of(bureau), "--as", "wangmin")
    assert said.codes == ["certificate.revoked"]
    assert [device["state"] for device in wang.does("device", "list", "--json").json].count(
        "ended"
    ) == 1


def bundle_of(bureau: Laptop) -> Path:
    """Return a bundle with a school in it, so that the files of that school are settled."""
    bureau.does_as("issue", "raise", "--school", "yl3x", "--source", "tip", "--title", "墙面开裂", "--category", "other",
                   "--severity", "minor", "--disposition", "notice")  # fmt: skip
    return bureau.export()
