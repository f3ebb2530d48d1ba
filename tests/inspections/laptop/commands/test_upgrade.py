"""`ducha upgrade`: the difference in words, the file whole or untouched, the ledger told, nothing private quoted."""

from __future__ import annotations

import pytest

from inspections.laptop import upgrading
from tests.inspections.laptop.office import CHECKLIST, FILLED, RECORD, Office

NEXT = (
    CHECKLIST.replace("version: 2026.01", "version: 2026.02")
    .replace("      - {id: phone, no: 6, label: 值班电话, type: text}\n", "")
    .replace("id: handover, no: 5, label: 交接时间", "id: handover, no: 5, label: 交接时间（下午）")
    .replace(
        "      - {id: sick, no: 10, label: 因病缺课学生, type: text, private: true}\n",
        "      - {id: vents, no: 10, label: 通风次数, type: number}\n",
    )
)
SIBLING = RECORD.replace(".yml", ".private.yml")
SECRET = "二（3）班某某，发热"


@pytest.fixture
def begun(office: Office) -> Office:
    """An inspection opened by `new`, filled, and a newer version of its checklist on the shelf."""
    office.does("new", "yl3x", "small", "--as", "wangmin", "--visit", "四不两直")
    office.fill()
    office.write(NEXT, "checklists/small-2026.02.yml")
    return office


def upgrade(office: Office, *more: str) -> object:
    [told] = office.does("--json", "upgrade", RECORD, "--as", "wangmin", *more).json
    return told


def files(office: Office) -> dict[str, bytes]:
    places = (office.root / "inspections").rglob("*")
    return {str(path): path.read_bytes() for path in places if path.is_file()}


def test_the_difference_is_told_by_item(begun: Office) -> None:
    assert upgrade(begun) == {
        "file": RECORD, "from": "small@2026.01", "to": "small@2026.02", "added": ["vents"],
        "gone": ["phone", "sick"], "changed": ["handover"], "orphans": ["phone"],
        "private_orphans": 1, "recorded": 1,
    }  # fmt: skip


def test_people_read_the_difference_in_words(begun: Office) -> None:
    said = begun.does("upgrade", RECORD, "--as", "wangmin").out
    for words in (
        "small@2026.01 换到了 small@2026.02",
        "新增 1 项：10 通风次数",
        "6 值班电话",
        "交接时间（下午）",
    ):
        assert words in said


def test_what_fits_stays_and_what_does_not_is_kept(begun: Office) -> None:
    upgrade(begun)
    text = (begun.root / RECORD).read_text("utf-8")
    assert "checklist: small@2026.02\n" in text
    assert "  # 4 口罩库存\n  masks: 20\n" in text
    assert text.endswith("orphans: {phone: 08312345678}\n")
    assert begun.checked() == (0, [])


def test_private_answers_of_gone_items_stay_in_the_sibling_and_are_never_quoted(
    begun: Office,
) -> None:
    said = begun.does("upgrade", RECORD, "--as", "wangmin")
    assert f"orphans:\n  sick: {SECRET}\n" in (begun.root / SIBLING).read_text("utf-8")
    assert SECRET not in said.out + said.err + (begun.root / RECORD).read_text("utf-8")
    assert not any(SECRET.encode() in held for held in begun.bytes_of())


def test_the_ledger_holds_the_new_version_and_its_hash(begun: Office) -> None:
    upgrade(begun)
    event = begun.events()[-1]
    assert event.body["set"]["record.checklist"] == "small@2026.02"
    kept = begun.workspace().shelf.get("small@2026.02")
    assert kept is not None
    assert event.body["checklist_hash"] == kept.hash
    [known] = begun.workspace().view().inspections
    assert known.checklist == "small@2026.02"


def test_the_pin_is_that_of_the_new_version(begun: Office) -> None:
    upgrade(begun)
    begun.write(CHECKLIST.replace("一、全部", "一、旧版"), "checklists/small.yml")
    assert begun.checked() == (0, [])
    begun.write(NEXT.replace("一、全部", "一、新版"), "checklists/small-2026.02.yml")
    assert [code for code, _ in begun.checked()[1]] == ["checklist.changed"]


def test_a_dry_run_changes_nothing(begun: Office) -> None:
    before, events = files(begun), len(begun.events())
    told = upgrade(begun, "--dry-run")
    assert told["orphans"] == ["phone"]  # type: ignore[index]
    assert (files(begun), len(begun.events())) == (before, events)


def test_the_newest_version_has_nothing_to_change(begun: Office) -> None:
    upgrade(begun)
    before = files(begun)
    assert "没有要换的" in begun.does("upgrade", RECORD, "--as", "wangmin").out
    assert files(begun) == before


def test_a_version_can_be_named_and_answers_survive_the_way_back(begun: Office) -> None:
    upgrade(begun)
    upgrade(begun, "--to", "2026.01")
    text = (begun.root / RECORD).read_text("utf-8")
    assert "checklist: small@2026.01\n" in text
    assert "phone: 08312345678" in text
    assert begun.refused("upgrade", RECORD, "--to", "2031.01") == (2, ["checklist.unknown"])


def test_a_sealed_inspection_is_refused_with_the_way_out(begun: Office) -> None:
    begun.does("seal", RECORD, "--as", "wangmin")
    before = files(begun)
    assert begun.refused("upgrade", RECORD, "--as", "wangmin") == (3, ["sealed.already"])
    assert "ducha amend" in begun.ducha("upgrade", RECORD, "--as", "wangmin").err
    assert files(begun) == before


@pytest.mark.parametrize(
    ("was", "typed", "status", "code"),
    [
        ("  masks: 20", "  masks：20", 1, "yaml.colon"),
        ("  masks: 20", "  maks: 20", 1, "item.unknown"),
        ("  masks: 20", "  masks: 一万", 1, "value.type"),
        ("  masks: 20", "  masks:\n    conflict:\n      - {by: 甲, value: 1}\n      - {by: 乙, value: 2}", 4, "conflict"),
    ],
)  # fmt: skip
def test_a_file_with_faults_of_its_text_is_left_alone(
    begun: Office, was: str, typed: str, status: int, code: str
) -> None:
    begun.write(FILLED.replace(was, typed))
    before = files(begun)
    assert begun.refused("upgrade", RECORD, "--as", "wangmin") == (status, [code])
    assert files(begun) == before


def test_who_may_not_answer_changes_no_file(begun: Office) -> None:
    before = files(begun)
    assert begun.refused("upgrade", RECORD, "--as", "liqiang") == (3, ["rule.scope"])
    assert files(begun) == before


def test_one_faulty_file_never_stops_the_others(begun: Office) -> None:
    said = begun.ducha("upgrade", "inspections/none.yml", RECORD, "--as", "wangmin")
    assert said.status == 1
    assert "small@2026.02" in (begun.root / RECORD).read_text("utf-8")


@pytest.mark.parametrize("stopped_at", [0, 1, 2])
def test_a_kill_at_any_moment_loses_nothing_and_doing_it_again_ends_it(
    begun: Office, stopped_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [0]

    def counting(real):  # type: ignore[no-untyped-def]
        def step(*args, **kwargs):  # type: ignore[no-untyped-def]
            steps[0] += 1
            if steps[0] > stopped_at:
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        return step

    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "write_whole", counting(upgrading.write_whole))
        patched.setattr(upgrading, "settle", counting(upgrading.settle))
        assert begun.ducha("upgrade", RECORD, "--as", "wangmin").status == 5
    text = (begun.root / RECORD).read_text("utf-8") + (begun.root / SIBLING).read_text("utf-8")
    assert "08312345678" in text
    assert SECRET in text
    begun.does("upgrade", RECORD, "--as", "wangmin")
    begun.does("seal", RECORD, "--as", "wangmin")
    [known] = begun.workspace().view().inspections
    assert (known.checklist, known.said.get("phone")) == ("small@2026.02", None)


def test_another_laptop_is_told_and_goes_along(begun: Office) -> None:
    begun.does("bundle", "export", "../first.ducha", "--as", "wangmin")
    other = begun.copy(begun.root.parent / "other")
    upgrade(begun)
    begun.does("bundle", "export", "../b.ducha", "--as", "wangmin")
    other.write(FILLED.replace("lessons", "x").replace("masks: 20", "masks: 25"))
    said = other.ducha("--json", "bundle", "import", "../b.ducha", "--as", "wangmin")
    assert "checklist.version" in said.codes
    assert other.refused("seal", RECORD, "--as", "wangmin")[1] == ["checklist.version"]
    [told] = other.does("--json", "upgrade", RECORD, "--as", "wangmin").json
    assert told["orphans"] == ["phone"]
    other.does("seal", RECORD, "--as", "wangmin")
    [known] = other.workspace().view().inspections
    assert known.checklist == "small@2026.02"
    assert known.answers["masks"] == ("25",)


def test_a_blind_answer_to_an_item_that_is_gone_is_kept_and_stops_nothing(begun: Office) -> None:
    begun.does("bundle", "export", "../first.ducha", "--as", "wangmin")
    other = begun.copy(begun.root.parent / "other")
    upgrade(begun)
    other.write((other.root / RECORD).read_text("utf-8").replace("08312345678", "0831-999"))
    other.does("bundle", "export", "../b.ducha", "--as", "wangmin")
    begun.ducha("bundle", "import", "../b.ducha", "--as", "wangmin")
    assert "0831-999" in str([dict(e.body) for e in begun.events()])
    text = (begun.root / RECORD).read_text("utf-8")
    assert "0831-999" in text
    assert "08312345678" in text
    assert begun.checked() == (0, [])
    begun.does("seal", RECORD, "--as", "wangmin")
    begun.does("bundle", "export", "../b2.ducha", "--as", "wangmin")
    assert begun.checked() == (0, [])


def test_what_is_saved_while_it_runs_is_never_written_over(
    begun: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = FILLED.replace("masks: 20", "masks: 33")
    real = upgrading.upgrade

    def slow(*args):  # type: ignore[no-untyped-def]
        begun.write(typed)
        return real(*args)

    monkeypatch.setattr(upgrading, "upgrade", slow)
    assert begun.refused("upgrade", RECORD, "--as", "wangmin") == (5, ["store.busy"])
    assert (begun.root / RECORD).read_text("utf-8") == typed


def test_the_rows_of_an_item_that_is_gone_are_set_aside_and_not_put_back(office: Office) -> None:
    goods = (
        "      - {id: goods, label: 物品, type: repeat, fields: {n: {label: 数, type: number}}}\n"
    )
    office.write(CHECKLIST + goods, "checklists/small.yml")
    office.fill(FILLED.replace("\nfindings:", "  goods:\n    - {row: a, n: 3}\n\nfindings:"))
    office.does("bundle", "export", "../b.ducha", "--as", "wangmin")
    office.write(NEXT, "checklists/small-2026.02.yml")
    [told] = office.does("--json", "upgrade", RECORD, "--as", "wangmin").json
    assert "goods.a.n" in told["orphans"]
    assert office.events()[-1].body["set"]["goods.a.n"] is None
    assert "  goods:" not in (office.root / RECORD).read_text("utf-8")
