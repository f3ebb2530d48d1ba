"""`ducha verify`: a public tree that is what was released, and every way in which one is not."""

import json
from pathlib import Path

import pytest

from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office
from tests.site_builder.released import LATER, prepared, publish

__all__ = ["founded", "office"]
SITE = "site/public"


@pytest.fixture
def public(office: Office) -> Office:
    prepared(office)
    publish(office)
    return office


def verified(office: Office, *words: str | Path) -> tuple[int, dict[str, object]]:
    said = office.ducha("--json", "verify", SITE, *words)
    return said.status, said.json


def test_a_tree_that_was_just_published_is_the_same_in_every_file(public: Office) -> None:
    status, found = verified(public)
    assert (status, found["files"], found["faults"], found["notes"]) == (0, {}, [], [])


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("index.html", "differs"),
        ("schools/yl3x.html", "differs"),
        ("data/published.json", "differs"),
        ("ducha-site.json", "differs"),
        ("issues/1-1.html", "missing"),
        ("more.html", "extra"),
    ],
)
def test_a_file_that_was_changed_is_named(public: Office, path: str, how: str) -> None:
    file = public.root / SITE / path
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes((file.read_bytes() if file.exists() else b"") + b" ")
    status, found = verified(public)
    assert (status, found["files"]) == (1, {path: how})


def test_the_ledger_may_go_on_after_a_release(public: Office) -> None:
    issue = public.issues()[0]["id"]
    public.does("issue", "comment", issue, "--text", "后来的话", "--as", "yanghui", now=LATER)
    public.does("school", "import", public.write("学校代码,名称,学段,片区\nyl3x,改名小学,小学,西片\n", "s.csv"), "--as", "chenjing")  # fmt: skip
    assert verified(public)[0] == 0


def test_a_bundle_is_enough_to_verify_on_a_laptop_without_a_workspace(
    public: Office, tmp_path: Path
) -> None:
    public.does("bundle", "export", tmp_path / "b.zip", "--as", "yanghui")
    elsewhere = Office(tmp_path)
    said = elsewhere.ducha("--json", "verify", public.root / SITE, tmp_path / "b.zip")
    assert (said.status, said.json["files"], said.json["faults"]) == (0, {}, [])


def test_a_ledger_that_lacks_events_of_the_release_says_so(public: Office, tmp_path: Path) -> None:
    public.does("bundle", "export", tmp_path / "b.zip", "--as", "yanghui", "--school", "yl5x")
    said = Office(tmp_path).ducha("--json", "verify", public.root / SITE, tmp_path / "b.zip")
    assert said.status == 1
    assert any("yl3x" in fault for fault in said.json["faults"])


def test_a_tree_that_still_shows_a_withdrawn_release_is_wrong(
    public: Office, tmp_path: Path
) -> None:
    public.does(
        "publish",
        "--withdraw",
        "1",
        "--reason",
        "错",
        "--as",
        "yanghui",
        "--out",
        tmp_path / "o",
        now=LATER,
    )
    assert verified(public)[0] == 1
    assert public.ducha("verify", tmp_path / "o").status == 0


def test_releases_upon_releases_verify_each_with_its_own_events(public: Office) -> None:
    for ids in public.issues():
        if ids["item"] == "masks":
            public.does("issue", "confirm", ids["id"], "--as", "yanghui", now=LATER)
    publish(public, now=LATER)
    assert verified(public)[0] == 0


def test_a_release_that_the_ledger_does_not_know_is_a_fault(public: Office) -> None:
    marker = public.root / SITE / "ducha-site.json"
    said = json.loads(marker.read_text("utf-8"))
    marker.write_text(json.dumps({**said, "release": 7}), encoding="utf-8")
    status, found = verified(public)
    assert (status, len(found["faults"])) == (1, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"audience": "bureau"}', '{"audience": "public", "release": "x"}']
)
def test_what_is_no_public_tree_is_wrong_usage(public: Office, text: str) -> None:
    (public.root / SITE / "ducha-site.json").write_text(text, encoding="utf-8")
    assert public.refused("verify", SITE) == (2, ["usage"])


def test_another_language_is_the_language_of_the_release(office: Office) -> None:
    prepared(office)
    office.does("--lang", "en", "publish", "--yes", "--as", "yanghui")
    assert 'lang="en"' in (office.root / SITE / "index.html").read_text("utf-8")
    assert verified(office)[0] == 0


def test_another_laptops_release_of_the_same_number_is_not_this_one(public: Office) -> None:
    marker = public.root / SITE / "ducha-site.json"
    said = json.loads(marker.read_text("utf-8"))
    marker.write_text(json.dumps({**said, "event": "0" * 64}), encoding="utf-8")
    status, found = verified(public)
    assert (status, len(found["faults"]), found["files"]) == (1, 1, {})  # type: ignore[arg-type]
