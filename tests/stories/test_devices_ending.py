"""A device comes to its end: what of its acts counts, on every laptop, in whatever order things arrive."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.ids import DISTRICT
from inspections.view import Issue
from tests.inspections.laptop.office import FILLED, NOW, RECORD, Office, photo
from tests.stories.enrolled import BUREAU, certify, join, key_of, newcomer, request_of, states
from tests.stories.together import Laptop

LATER = "2026-03-12T09:00:00+08:00"
LOST = ("--reason", "电脑被盗")


@pytest.fixture
def sun(office: Office, tmp_path: Path) -> Laptop:
    """An inspector's laptop that has joined, and knows of one sealed inspection."""
    office.seal()
    laptop = newcomer(tmp_path, "sunli", "孙丽")
    join(office, laptop, "--role", "area_lead")
    return laptop


@pytest.fixture
def qian(office: Office, sun: Laptop, tmp_path: Path) -> Laptop:
    laptop = newcomer(tmp_path, "qianwei", "钱伟")
    join(office, laptop, "--role", "area_lead")
    return laptop


def issue(office: Office, item: str) -> str:
    return next(str(one["id"]) for one in office.issues() if one["item"] == item)


def carry(one: Office, other: Office, who: tuple[str, ...] = ()) -> None:
    """Carry all that a laptop has to another."""
    path = one.root / "carried.zip"
    one.does("bundle", "export", path, *(BUREAU if not isinstance(one, Laptop) else ()))
    other.does("bundle", "import", path, *(BUREAU if not isinstance(other, Laptop) else who))


def beyond(office: Office) -> list[str]:
    return [one["id"] for one in office.does("--json", "device", "list", "--beyond").json]


def folded(laptop: Office) -> tuple[Issue, ...]:
    return laptop.workspace().view().issues


def test_what_the_bureau_holds_counts_and_what_arrives_later_does_not_until_adopted(
    office: Office, sun: Laptop
) -> None:
    duty, masks = issue(sun, "duty"), issue(sun, "masks")
    sun.does("issue", "confirm", duty)
    carry(sun, office)
    told = office.does("--json", "device", "revoke", "孙丽", *LOST, *BUREAU).json
    assert (told["kept"], told["void"]) == (1, 0)
    assert [list(sessions.values()) for sessions in told["keep"].values()] == [[0]]
    sun.does("issue", "confirm", masks)
    carry(sun, office)
    assert (office.status(duty), office.status(masks)) == ("confirmed", "found")
    [late] = beyond(office)
    assert office.refused("device", "adopt", late[:5], "--reason", "属实", *BUREAU) == (
        2, ["device.unknown"],
    )  # fmt: skip
    office.does("device", "adopt", late[:12], "--reason", "属实", *BUREAU)
    assert office.status(masks) == "confirmed"
    assert beyond(office) == []
    assert office.refused("device", "adopt", late, "--reason", "又一次", *BUREAU) == (
        2, ["device.unknown"],
    )  # fmt: skip


def test_all_that_one_run_of_the_program_recorded_is_kept_to_its_last_act(
    office: Office, sun: Laptop
) -> None:
    record = RECORD.replace("yl3x", "yl5x")
    sun.write(FILLED.replace("yl3x", "yl5x").replace("wangmin, liqiang", "sunli"), record)
    for name in ("报警器.jpg", "通道-后.jpg"):
        photo((sun.root / record).with_suffix("") / name)
    sun.does("seal", record)
    carry(sun, office)
    before = folded(office)
    sessions = {(e.session, e.seq) for e in office.events("yl5x")}
    assert max(n for _, n in sessions) > 1
    told = office.does("--json", "device", "revoke", "sunli", *LOST, *BUREAU).json
    assert told["kept"] == len(sessions)
    assert (folded(office), beyond(office)) == (before, [])


def test_the_import_says_how_much_of_it_does_not_count(office: Office, sun: Laptop) -> None:
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    sun.does("issue", "confirm", issue(sun, "duty"))
    path = sun.export()
    [told] = office.does("--json", "bundle", "import", path, *BUREAU).json
    assert [one["void"] for one in told["documents"]] == [1]


def test_on_a_third_laptop_the_order_of_arrival_changes_nothing(
    office: Office, sun: Laptop, qian: Laptop, tmp_path: Path
) -> None:
    sun.does("issue", "confirm", issue(sun, "duty"))
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    other = Laptop(qian.copy(tmp_path / "other").root, who="qianwei")
    carry(office, qian)
    carry(sun, qian)
    carry(sun, other)
    assert other.status(issue(other, "duty")) == "confirmed"
    carry(office, other)
    assert qian.status(issue(qian, "duty")) == other.status(issue(other, "duty")) == "found"
    assert folded(qian) == folded(other)
    assert qian.ids() == other.ids()


def test_what_others_did_upon_a_revoked_act_stays_and_is_told(
    office: Office, sun: Laptop, qian: Laptop
) -> None:
    duty, masks = issue(sun, "duty"), issue(sun, "masks")
    sun.does("issue", "confirm", duty)
    carry(sun, qian)
    qian.does("issue", "comment", duty, "--text", "看过")
    qian.does("issue", "advise", duty, "--requirement", "补齐", "--due", "2026-03-09")
    qian.does("issue", "confirm", masks)
    carry(qian, office)
    assert office.status(duty) == "notified"
    told = office.does("--json", "device", "revoke", "sunli", *LOST, "--keep-none", *BUREAU).json
    assert (told["kept"], told["void"], told["keep"]) == (0, 1, {})
    assert office.status(masks) == "confirmed"
    assert office.status(duty) == "found"
    assert "看过" in office.does("issue", "show", duty).out
    [void] = beyond(office)
    office.does("device", "adopt", void, "--reason", "属实", *BUREAU)
    assert office.status(duty) == "notified"


def test_adopting_a_later_act_says_which_earlier_one_it_lacks(office: Office, sun: Laptop) -> None:
    duty = issue(sun, "duty")
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    sun.does("issue", "confirm", duty)
    sun.does("issue", "advise", duty, "--requirement", "补齐", "--due", "2026-03-09")
    carry(sun, office)
    first, second = beyond(office)
    told = office.does("--json", "device", "adopt", second, "--reason", "属实", *BUREAU).json
    assert told == {"adopted": [second], "missing": [first]}
    assert office.status(duty) == "found"
    office.does("device", "adopt", first, "--reason", "属实", *BUREAU)
    assert office.status(duty) == "notified"


def test_a_laptop_that_knows_of_its_end_records_nothing_more_but_hands_over_what_it_has(
    office: Office, sun: Laptop
) -> None:
    duty, masks = issue(sun, "duty"), issue(sun, "masks")
    sun.does("issue", "confirm", duty)
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    carry(office, sun)
    before = sun.ids()
    assert sun.refused("issue", "confirm", masks) == (3, ["certificate.revoked"])
    assert sun.refused("new", "yl3x", "small", "--team", "t9") == (3, ["certificate.revoked"])
    assert sun.ids() == before
    assert "孙丽" in sun.ducha("issue", "confirm", masks).err
    carry(sun, office)
    assert len(beyond(office)) == 1


def test_after_its_end_the_laptop_joins_again_with_a_new_key(office: Office, sun: Laptop) -> None:
    old = key_of(sun, "sunli")
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    carry(office, sun)
    sun.does("device", "request")
    assert office.refused("device", "certify", request_of(sun), *BUREAU) == (
        3, ["certificate.revoked"],
    )  # fmt: skip
    sun.does("device", "request", "--new-key")
    join(office, sun)
    new = key_of(sun, "sunli")
    assert (sun.root / f".ducha/keys/sunli-{old[:12]}.old").exists()
    sun.does("issue", "confirm", issue(sun, "duty"))
    known = states(office)
    assert (known["sunli", old[:12]], known["sunli", new[:12]]) == ("ended", "certified")
    assert ("sunli", "") not in known


def test_revoking_twice_records_nothing_and_keep_none_still_takes_more_back(
    office: Office, sun: Laptop
) -> None:
    duty = issue(sun, "duty")
    sun.does("issue", "confirm", duty)
    carry(sun, office)
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    before = office.bytes_of(DISTRICT)
    office.does("device", "revoke", "sunli", *LOST, *BUREAU)
    assert office.bytes_of(DISTRICT) == before
    office.does("device", "revoke", "sunli", *LOST, "--keep-none", *BUREAU)
    assert office.status(duty) == "found"
    after = office.bytes_of(DISTRICT)
    office.does("device", "revoke", "sunli", *LOST, "--keep-none", *BUREAU)
    assert office.bytes_of(DISTRICT) == after


def test_of_several_keys_the_one_is_named_and_of_a_person_the_one_in_force(
    office: Office, sun: Laptop
) -> None:
    first = key_of(sun, "sunli")
    sun.does("device", "request", "--new-key")
    join(office, sun, "--role", "area_lead")
    assert office.refused("device", "revoke", "sunli", *LOST, *BUREAU) == (2, ["device.unknown"])
    office.does("device", "revoke", first[:12], *LOST, *BUREAU)
    told = office.does("--json", "device", "revoke", "孙丽", *LOST, *BUREAU).json
    assert told["key"] == key_of(sun, "sunli")


def test_neither_the_district_s_keys_nor_one_s_own_are_revoked_like_that(office: Office) -> None:
    root = office.workspace().keyring.public("root")
    assert office.refused("device", "revoke", root[:12], *LOST, *BUREAU) == (3, ["rule.role"])
    assert office.refused("device", "revoke", "yanghui", *LOST, *BUREAU) == (3, ["rule.role"])
    assert office.refused("device", "revoke", "nobody", *LOST, *BUREAU) == (2, ["device.unknown"])
    assert office.refused("device", "revoke", "wangmin", *LOST, "--as", "nobody")[0] == 2


def test_who_has_no_office_key_neither_revokes_nor_adopts(office: Office, sun: Laptop) -> None:
    sun.does("issue", "confirm", issue(sun, "duty"))
    office.does("device", "revoke", "sunli", *LOST, "--keep-none", *BUREAU)
    carry(sun, office)
    [void] = beyond(office)
    (office.root / ".ducha/keys/root.key").unlink()
    assert office.refused("device", "revoke", "wangmin", *LOST, *BUREAU) == (3, ["rule.role"])
    assert office.refused("device", "adopt", void, "--reason", "属实", *BUREAU) == (
        3,
        ["rule.role"],
    )


def test_of_those_who_share_the_office_s_computer_only_the_bureau_uses_its_key(
    office: Office, tmp_path: Path
) -> None:
    """The keys of several people lie there; an inspector among them ended the key of his superior."""
    before = office.bytes_of(DISTRICT)
    new = request_of(newcomer(tmp_path, "liqiang", "李强"))
    for words in (("revoke", "yanghui", *LOST), ("certify", new, "--yes")):
        assert office.refused("device", *words, "--as", "wangmin") == (3, ["rule.role"])
    assert office.bytes_of(DISTRICT) == before
    assert office.refused("device", "revoke", "wangmin", *LOST, *BUREAU) == (0, [])


def test_an_expired_laptop_is_told_the_day_and_goes_on_and_is_renewed_by_a_request(
    office: Office, tmp_path: Path
) -> None:
    laptop = newcomer(tmp_path, "zhao", "赵")
    join(office, laptop, "--role", "inspector", "--until", "2026-03-10")
    said = laptop.ducha("new", "yl3x", "small", "--team", "t7", now=LATER)
    assert said.status == 0
    assert "certificate.time" in said.err and "2026-03-10" in said.err
    key = key_of(laptop, "zhao")[:12]
    days = {
        day: states(office, f"2026-03-{day}T09:00:00+08:00")["zhao", key] for day in ("10", "11")
    }
    assert days == {"10": "certified", "11": "expired"}
    carry(laptop, office)
    assert [e.by for e in office.events()] == ["zhao"]
    laptop.does("device", "request", now=LATER)
    answer = certify(office, request_of(laptop), "--until", "2026-12-31", now=LATER).json[0]
    laptop.does("bundle", "import", answer["answer"], now=LATER)
    assert "certificate.time" not in laptop.ducha("new", "yl5x", "small", now=LATER).err


@pytest.mark.parametrize(
    ("terms", "now", "warned"),
    [
        (("--until", "2026-03-16"), NOW, True),
        (("--until", "2026-03-17"), NOW, False),
        (("--until", "2026-03-02"), NOW, True),
        (("--from", "2026-03-05"), NOW, True),
        (("--from", "2026-03-05"), LATER, False),
        ((), LATER, False),
    ],
)
def test_a_certificate_s_holder_is_reminded_in_its_last_fortnight_and_before_its_first_day(
    office: Office, tmp_path: Path, terms: tuple[str, ...], now: str, warned: bool
) -> None:
    laptop = newcomer(tmp_path, "zhao", "赵")
    join(office, laptop, "--role", "inspector", *terms)
    said = laptop.ducha("new", "yl3x", "small", "--team", "t7", now=now)
    assert (said.status, "certificate.time" in said.err) == (0, warned)


def test_the_list_names_people_without_a_device_and_keys_whose_records_wait(
    office: Office, sun: Laptop
) -> None:
    office.does("person", "add", "neu", "--name", "新人", "--role", "inspector", "--no-key", "--as", "chenjing")  # fmt: skip
    carry(office, sun)
    certify(office, request_of(_unknown_to(sun, office)), "--role", "inspector")
    sun_knows = states(sun)
    assert sun_knows["neu", ""] == "none"
    assert "waiting" in sun_knows.values()


def _unknown_to(sun: Laptop, office: Office) -> Laptop:
    """Return a laptop that joined behind the back of another and whose records reached it without its certificate."""
    from tests.stories.test_together_bundles import rewritten

    other = newcomer(sun.root.parent, "neu2", "新二")
    join(office, other, "--role", "inspector")
    other.does("new", "yl3x", "small", "--team", "t8")
    empty = b"\x00\x00"
    bundle = rewritten(other.export(), "documents/district.update", empty)
    sun.does("bundle", "import", bundle)
    return other


def test_at_a_terminal_the_laptop_asks_before_it_believes(office: Office, tmp_path: Path) -> None:
    laptop = newcomer(tmp_path, "zhao", "赵")
    answer = certify(office, request_of(laptop), "--role", "inspector").json[0]
    words = ("bundle", "import", answer["answer"])
    assert at_terminal(laptop, words, "n")[0] == 3
    assert not laptop.workspace().has_ledger
    status, shown = at_terminal(laptop, words, "y")
    assert status == 0 and answer["root_code"] in shown
    assert laptop.workspace().has_ledger


def at_terminal(office: Office, words: tuple[str, ...], typed: str) -> tuple[int, str]:
    """Run the command with somebody at the terminal who types a line; return its exit status and what was shown."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "inspections.laptop", *words], cwd=office.root,
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "DUCHA_NOW": NOW},
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, f"{typed}\n".encode())
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end has closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return run.wait(30), shown.decode()
