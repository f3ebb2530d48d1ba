"""A tree that is built again takes over what would come out the same: always the bytes of a build from nothing."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.errors import Code, Exit, UserError
from inspections.ids import SchoolId
from inspections.laptop.cli import run
from inspections.laptop.clock import Clock
from inspections.laptop.workspace import Workspace
from site_builder import former, putting
from site_builder.building import sources
from site_builder.former import Former, RebuiltTexts
from site_builder.inputs import COVERED
from site_builder.material import Material
from site_builder.policy import Audience
from site_builder.putting import Put, put_tree, record_of

NOW = "2026-04-24T09:00:00+08:00"
ENV = {"DUCHA_NOW": NOW, "DUCHA_SEED": "putting"}
SCHOOLS = ("yl3x", "yl4x", "yl5x")
ROSTER = "code,name,stage,area\n" + "".join(f"{s},第{s[2]}小学,primary,东片\n" for s in SCHOOLS)


@dataclass(frozen=True)
class County:
    """A workspace with three schools."""

    root: Path

    def ducha(self, *words: str) -> None:
        assert run(["-C", str(self.root), *words], ENV) == Exit.DONE, words

    def raise_issue(self, school: str, title: str, *more: str) -> None:
        self.ducha(
            "issue", "raise", "--school", school, "--source", "tip", "--title", title, "--category", "gate",
            "--severity", "ordinary", "--disposition", "notice", "--requirement", "改好", "--days", "5", *more,
        )  # fmt: skip

    def put(self, name: str = "bureau", *, clean: bool = False, day: date | None = None,
            school: str | None = None) -> Put:  # fmt: skip
        workspace = Workspace.find(self.root, Clock.from_text(NOW))
        audience = Audience.SCHOOL if school else Audience.BUREAU
        own = SchoolId(school) if school else None
        put = put_tree(sources(workspace, as_of=day), self.root / "site" / name, audience=audience, school=own,
                       clean=clean)  # fmt: skip
        workspace.close()
        return put

    def tree(self, name: str = "bureau") -> dict[str, bytes]:
        folder = self.root / "site" / name
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def file(self, path: str) -> Path:
        return self.root / "site" / "bureau" / path


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = County(tmp_path / "w")
    (tmp_path / "s.csv").write_text(ROSTER, encoding="utf-8")
    assert run(["init", str(made.root), "--name", "云岭区", "--person", "sunyan"], ENV) == Exit.DONE
    made.ducha("school", "import", str(tmp_path / "s.csv"))
    for school in SCHOOLS:
        made.raise_issue(school, f"{school}的门卫不登记")
    return made


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The parts that were made, not taken over."""
    made: list[str] = []
    begin = former.RebuiltTexts.begin

    def watched(self: former.RebuiltTexts, part: str, inputs: str) -> bool:
        taken = begin(self, part, inputs)
        if not taken:
            made.append(part)
        return taken

    monkeypatch.setattr(former.RebuiltTexts, "begin", watched)
    yield made


def schools_in(made: list[str]) -> list[str]:
    return [part for part in made if part.startswith("school/")]


def test_a_second_build_of_the_same_leaves_the_tree_alone(county: County) -> None:
    assert county.put().changed
    before = county.root.joinpath("site/bureau").stat().st_ino
    assert not county.put().changed
    assert county.root.joinpath("site/bureau").stat().st_ino == before


def test_only_the_pages_of_the_school_that_changed_are_made_again(
    county: County, rendered: list[str]
) -> None:
    county.put()
    rendered.clear()
    county.raise_issue("yl4x", "围栏松动")
    county.put()
    assert schools_in(rendered) == ["school/yl4x"]


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_happens_a_build_upon_the_last_one_equals_a_build_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    county = made(tmp_path_factory.mktemp("law"))
    doings = happenings(county, chance)
    for _ in range(4):
        chance.choice(doings)()
        day = chance.choice((None, None, date(2026, 4, 23), date(2026, 5, 20)))
        county.put(day=day)
        county.put("fresh", clean=True, day=day)
        assert county.tree() == county.tree("fresh")


def made(folder: Path) -> County:
    return county.__wrapped__(folder)  # type: ignore[attr-defined,no-any-return]


def happenings(county: County, chance: random.Random) -> list[Callable[[], object]]:
    """What may happen between two builds."""

    def issue() -> None:
        county.raise_issue(chance.choice(SCHOOLS), f"问题{chance.random()}")

    def renamed() -> None:
        rows = ROSTER.replace("第3小学", f"第{chance.randint(30, 99)}小学")
        (county.root.parent / "s.csv").write_text(rows, encoding="utf-8")
        county.ducha("school", "import", str(county.root.parent / "s.csv"))

    def holiday() -> None:
        day = f"2026-04-{chance.randint(25, 30)}"
        text = f"holidays: [{day}]\n"
        (county.root / "calendar").mkdir(exist_ok=True)
        (county.root / "calendar" / "2026.yml").write_text(text, encoding="utf-8")

    def touched() -> None:
        page = chance.choice(sorted(county.root.glob("site/bureau/issues/*.html")) or [None])
        if page:
            page.write_text("改过", encoding="utf-8")

    def gone() -> None:
        page = chance.choice(sorted(county.root.glob("site/bureau/schools/*.html")) or [None])
        if page:
            page.unlink()

    return [issue, issue, renamed, holiday, touched, gone, lambda: None]


@pytest.mark.parametrize("path", ["index.html", "schools/yl3x.html", "assets/ducha.css"])
def test_a_page_that_somebody_edited_is_put_right(county: County, path: str) -> None:
    county.put()
    before = county.tree()
    county.file(path).write_text("改过", encoding="utf-8")
    assert county.put().changed
    assert county.tree() == before


def test_a_page_put_in_the_place_of_another_with_its_size_and_time_is_put_right(
    county: County,
) -> None:
    county.put()
    before = county.tree()
    page, other = county.file("schools/yl3x.html"), county.root / "other.html"
    other.write_bytes(page.read_bytes().replace("云岭区".encode(), "假冒区".encode()))
    known = page.stat()
    os.utime(other, ns=(known.st_atime_ns, known.st_mtime_ns))
    other.replace(page)
    county.put()
    assert county.tree() == before


def test_a_file_that_somebody_laid_into_the_tree_goes(county: County) -> None:
    county.put()
    before = county.tree()
    county.file("stranger.html").write_text("别人的", encoding="utf-8")
    county.put()
    assert county.tree() == before


def test_writing_a_new_page_never_changes_the_tree_that_still_stands(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages taken over are the same files as in the old tree until the swap."""
    county.put()
    before = county.tree()
    county.raise_issue("yl4x", "围栏松动")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(putting, "marker_of", full)
    with pytest.raises(UserError) as caught:
        county.put()
    assert caught.value.problems[0].code is Code.STORE_FULL
    assert county.tree() == before
    assert [p.name for p in county.root.joinpath("site").iterdir()] == ["bureau"]


def test_another_program_takes_nothing_over(
    county: County, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    county.put()
    rendered.clear()
    monkeypatch.setattr("site_builder.inputs.program", lambda: "newer")
    monkeypatch.setattr(putting, "program", lambda: "newer")
    assert county.put().changed
    assert schools_in(rendered) == [f"school/{school}" for school in SCHOOLS]


def test_a_damaged_record_costs_time_only(county: County, rendered: list[str]) -> None:
    county.put()
    before = county.tree()
    workspace = Workspace.find(county.root)
    record = record_of(workspace, county.root / "site" / "bureau")
    record.write_bytes(record.read_bytes().replace(b"school/yl3x", b"school/yl4x"))
    rendered.clear()
    county.put()
    assert len(schools_in(rendered)) == 3
    assert county.tree() == before


def test_a_tree_that_was_copied_elsewhere_is_made_anew(county: County) -> None:
    """Its record is that of another place."""
    import shutil

    county.put()
    shutil.copytree(county.root, county.root.parent / "copy")
    assert County(county.root.parent / "copy").put().changed


def test_a_schools_own_tree_stands_while_only_another_school_changes(county: County) -> None:
    county.put("school/yl3x", school="yl3x")
    county.raise_issue("yl4x", "围栏松动")
    assert not county.put("school/yl3x", school="yl3x").changed


def test_the_zip_of_a_school_is_made_again_when_it_is_gone(county: County) -> None:
    words = ("build", "--audience", "school", "--school", "yl3x", "--zip")
    county.ducha(*words)
    zip_ = county.root / "site" / "school" / "yl3x.zip"
    before = zip_.read_bytes()
    zip_.unlink()
    county.ducha(*words)
    assert zip_.read_bytes() == before


def test_the_print_of_a_part_covers_every_field_that_its_pages_are_made_from() -> None:
    """A new field of `Material` must enter `Inputs.of`, or be computed from the others."""
    computed = {"counted_days", "buckets", "lines", "visit_lines"}
    assert {field.name for field in fields(Material)} == COVERED | computed


def test_photos_are_taken_over_and_one_that_comes_later_is_shown(county: County) -> None:
    from PIL import Image

    photo = county.root.parent / "门卫室.jpg"
    Image.new("RGB", (640, 480), "navy").save(photo)
    county.raise_issue("yl4x", "围栏松动", "--photos", str(photo))
    [blob] = (path for path in (county.root / "ledger" / "blobs").glob("*/*"))
    blob.rename(county.root / "away")
    assert county.put().photos == 0
    (county.root / "away").rename(blob)
    assert county.put().photos == 1
    shown = {
        path: county.file(path).stat().st_ino for path in county.tree() if path.endswith(".jpg")
    }
    county.raise_issue("yl3x", "路灯不亮")
    county.put()
    assert {path: county.file(path).stat().st_ino for path in shown} == shown
    county.put("fresh", clean=True)
    assert county.tree() == county.tree("fresh")


def test_two_schools_that_say_the_same_id_are_never_taken_over(tmp_path: Path) -> None:
    """Events may say anything: the later school's page stands, as in a build from nothing."""
    old = RebuiltTexts(tmp_path / "old", Former(target=tmp_path / "old"), "p")
    for part, text in (("school/a", "甲"), ("school/b", "乙")):
        old.begin(part, "same")
        old["issues/X.html"] = text
    known = old.parts()
    assert (tmp_path / "old" / "issues" / "X.html").read_text("utf-8") == "乙"
    assert {part.inputs for part in known.values()} == {""}
