"""A private answer typed into the record: reported, moved by the next command that writes, and never in an event."""

from __future__ import annotations

import pytest

from inspections.laptop import keeping_private
from tests.inspections.laptop.office import CHECKLIST, FILLED, PRIVATE, RECORD, Office

SECRET = "三（2）班某某，腮腺炎"
TYPED = FILLED.replace(
    "  drilled: 是\n", f"  drilled: 是\n  # 谁知道\n  sick: {SECRET}   # 家长电话\n"
)
SIBLING = RECORD.replace(".yml", ".private.yml")
EMPTY = "inspection: yl3x-2026-03-02-small-t1\nanswers:\n  # 10 因病缺课学生\n  sick:\n"


@pytest.fixture
def typed(office: Office) -> Office:
    """An inspection with a private answer in its record, and the blank sibling beside it."""
    office.does("new", "yl3x", "small", "--as", "wangmin")
    office.fill(TYPED)
    office.write(EMPTY, SIBLING)
    return office


def said(office: Office, path: str) -> str:
    return (office.root / path).read_text("utf-8")


def nowhere_in_the_ledger(office: Office) -> bool:
    """Whether no byte of the ledger's events holds the answer."""
    return not any(SECRET.encode() in held for held in office.bytes_of())


def test_check_reports_it_at_its_line_and_changes_nothing(typed: Office) -> None:
    assert typed.checked() == (1, [("item.private", 26)])
    assert said(typed, RECORD) == TYPED


COMMANDS = {
    "seal": ("seal", RECORD),
    "decide": ("decide", RECORD, "masks", "20"),
    "upgrade": ("upgrade", RECORD),
    "bundle": ("bundle", "export", "../b.ducha"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_next_command_that_writes_moves_it_and_says_so(typed: Office, name: str) -> None:
    done = typed.ducha(*COMMANDS[name], "--as", "wangmin")
    assert "2026-03-02-small-t1.private.yml" in done.out
    assert SECRET not in done.out + done.err
    assert said(typed, RECORD) == TYPED.replace(f"  sick: {SECRET}   # 家长电话\n", "")
    assert said(typed, SIBLING) == EMPTY.replace("  sick:\n", f"  sick: {SECRET}\n")
    assert nowhere_in_the_ledger(typed)
    assert typed.checked()[0] == 0


def test_a_sealed_one_is_moved_by_amending(typed: Office) -> None:
    typed.write(FILLED)
    typed.does("seal", RECORD, "--as", "wangmin")
    typed.write(TYPED.replace("masks: 20", "masks: 21"))
    typed.does("amend", RECORD, "--reason", "数错", "--as", "wangmin")
    assert SECRET in said(typed, SIBLING)
    assert SECRET not in said(typed, RECORD)
    assert nowhere_in_the_ledger(typed)


def test_no_kept_base_holds_it(typed: Office) -> None:
    typed.does("seal", RECORD, "--as", "wangmin")
    blobs = typed.root / "ledger" / "private"
    ledger = [
        p for p in (typed.root / "ledger").rglob("*") if p.is_file() and blobs not in p.parents
    ]
    assert not any(SECRET.encode() in path.read_bytes() for path in ledger)


def test_without_a_sibling_one_is_made(typed: Office) -> None:
    (typed.root / SIBLING).unlink()
    typed.does("seal", RECORD, "--as", "wangmin")
    assert f"  sick: {SECRET}\n" in said(typed, SIBLING)


@pytest.mark.parametrize(
    "sibling", [PRIVATE, "inspection: x\n  answers: [", EMPTY.encode("utf-16")]
)
def test_another_answer_or_a_broken_sibling_loses_neither(
    typed: Office, sibling: str | bytes
) -> None:
    path = typed.write(sibling, SIBLING)
    before = path.read_bytes()
    assert typed.ducha("seal", RECORD, "--as", "wangmin").status == 1
    assert path.read_bytes() == before
    assert said(typed, RECORD) == TYPED
    assert nowhere_in_the_ledger(typed)


def test_a_file_with_faults_is_left_alone(typed: Office) -> None:
    typed.write(TYPED.replace("masks: 20", "masks：20"))
    assert typed.ducha("seal", RECORD, "--as", "wangmin").status == 1
    assert SECRET in said(typed, RECORD)
    assert said(typed, SIBLING) == EMPTY


def test_a_kill_between_the_two_files_leaves_it_in_both_and_is_mended(
    typed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keeping_private.write_whole

    def stopped(path, data):  # type: ignore[no-untyped-def]
        if path.name.endswith(".private.yml"):
            return real(path, data)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeping_private, "write_whole", stopped)
        assert typed.ducha("seal", RECORD, "--as", "wangmin").status == 5
    assert SECRET in said(typed, RECORD)
    assert SECRET in said(typed, SIBLING)
    typed.does("seal", RECORD, "--as", "wangmin")
    assert SECRET not in said(typed, RECORD)
    assert said(typed, SIBLING).count(SECRET) == 1


def test_an_item_that_became_private_leaves_the_record_when_it_is_upgraded(typed: Office) -> None:
    typed.write(FILLED)
    new = CHECKLIST.replace("2026.01", "2026.02").replace(
        "label: 值班电话, type: text}", "label: 值班电话, type: text, private: true}"
    )
    typed.write(new, "checklists/small-2026.02.yml")
    typed.does("upgrade", RECORD, "--as", "wangmin")
    assert "08312345678" not in said(typed, RECORD)
    assert "  phone: 08312345678\n" in said(typed, SIBLING)
    assert not any(b"08312345678" in held for held in typed.bytes_of())


def test_what_is_saved_meanwhile_is_never_written_over(
    typed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, real = TYPED.replace("masks: 20", "masks: 33"), keeping_private.read_record

    def slow(*args, **kwargs):  # type: ignore[no-untyped-def]
        typed.write(newer)
        return real(*args, **kwargs)

    monkeypatch.setattr(keeping_private, "read_record", slow)
    assert typed.ducha("seal", RECORD, "--as", "wangmin").status == 1
    assert said(typed, RECORD) == newer
