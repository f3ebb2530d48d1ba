"""Sealing and amending through the command: what is recorded, what is refused, what a kill leaves."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from inspections.events import Event
from inspections.found import list_digest
from inspections.laptop.sealing import Sealing
from tests.inspections.laptop.office import FILLED, NOW, RECORD, Office, photo

SEAL = [sys.executable, "-m", "inspections.laptop", "--as", "wangmin", "seal", RECORD]
ROOT = Path(__file__).parents[3]


def kinds(office: Office) -> list[str]:
    return [event.kind for event in office.events()]


def in_order(office: Office) -> list[Event]:
    return sorted(office.events(), key=lambda e: e.seq)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "DUCHA_NOW": NOW}


def test_a_seal_opens_answers_signs_and_seals_in_one_chain(office: Office) -> None:
    office.seal()
    events = in_order(office)
    assert [e.kind for e in events] == ["opened", "answered", "signed", "signed", "sealed"]
    assert [e.prev for e in events] == [None, *(e.id for e in events[:-1])]
    assert events[4].body["heads"] == [events[1].id]
    assert events[1].seen == {events[0].id}
    assert events[4].seen == {e.id for e in events[1:4]}


def test_the_issues_are_those_of_the_findings(office: Office) -> None:
    ids = office.seal()
    assert {item: office.status(issue) for item, issue in ids.items()} == {
        "duty": "found", "gas": "found", "exits": "fixed", "masks": "found",
    }  # fmt: skip


def test_what_was_signed_is_the_list_of_findings(office: Office) -> None:
    office.seal()
    events = in_order(office)
    assert {e.body["list_digest"] for e in events if e.kind == "signed"} == {
        list_digest(events[-1].body["findings"])
    }


def test_photos_are_kept_by_their_bytes(office: Office) -> None:
    office.seal()
    finding = next(f for f in in_order(office)[-1].body["findings"] if f["item"] == "gas")
    [file] = finding["photos"]
    kept = office.workspace().blob(file["sha256"])
    assert kept == (office.root / RECORD).with_suffix("").joinpath("报警器.jpg").read_bytes()


def test_nothing_private_is_in_any_event(office: Office) -> None:
    office.seal()
    everything = b"".join(office.bytes_of() + office.bytes_of("district"))
    assert "两天没有签名".encode() in everything
    for word in ("发热", "某某", "sick", "13900001111"):
        assert word.encode() not in everything, word


def test_every_file_of_a_folder_may_be_named_private_ones_included(office: Office) -> None:
    office.fill()
    files = sorted((office.root / RECORD).parent.glob("*.yml"))
    assert len(files) == 2
    assert len(office.does("--json", "--as", "wangmin", "seal", *files).json) == 1
    assert office.does("check", *files).status == 0


def test_the_signatures_are_missing_until_written_as_the_remedy_says(office: Office) -> None:
    head = FILLED[: FILLED.index("signatures:")]
    said = office.ducha("--as", "wangmin", "seal", office.fill(head + "signatures: []\n"))
    lines = re.findall(r"- \{.*?\}", said.err)
    assert len(lines) == 2
    office.fill(head + "signatures:\n" + "".join(f"  {line}\n" for line in lines))
    office.does("--as", "wangmin", "seal", RECORD)


def test_only_the_newest_answers_are_named_as_sealed(office: Office) -> None:
    office.fill(FILLED.replace("masks: 20", "masks: 24"))
    office.does("--as", "wangmin", "bundle", "export", "一.ducha")
    office.fill()
    office.does("--as", "wangmin", "bundle", "export", "二.ducha")
    office.seal()
    answers = [event for event in office.events() if event.kind == "answered"]
    (newer,) = [a for a in answers if not any(a.id in other.seen for other in answers)]
    (sealed,) = [event for event in office.events() if event.kind == "sealed"]
    assert (len(answers), sealed.body["heads"]) == (2, [newer.id])


def test_what_another_program_writes_meanwhile_is_looked_at_before_sealing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    whole = Sealing.findings

    def meanwhile(self: Sealing, *given: Any) -> Any:
        looked.append(1)
        if len(looked) == 1:
            office.does("--as", "wangmin", "new", "yl3x", "small", "--another")
        return whole(self, *given)

    monkeypatch.setattr(Sealing, "findings", meanwhile)
    office.does("--as", "wangmin", "seal", office.fill())
    assert (len(looked), kinds(office).count("sealed")) == (2, 1)


def test_a_second_seal_is_refused_and_records_nothing(office: Office) -> None:
    office.seal()
    before = office.bytes_of()
    assert office.refused("seal", RECORD, "--as", "wangmin") == (3, ["sealed.already"])
    assert office.bytes_of() == before


def test_all_hindrances_are_named_at_once(office: Office) -> None:
    text = FILLED.replace("duty: 不符合，两天没有签名", "duty:").replace("masks: 20", "masks: 很多")
    text = text[: text.index("signatures:")] + "signatures: []\n"
    status, codes = office.refused("seal", office.fill(text), "--as", "wangmin")
    assert status == 1
    assert sorted(codes) == [
        "item.required",
        "signature.missing",
        "signature.missing",
        "value.type",
    ]
    assert kinds(office) == []


def test_a_conflict_alone_waits_for_a_decision(office: Office) -> None:
    conflict = "masks:\n    conflict:\n      - {by: 王敏, value: 20}\n      - {by: 李强, value: 40}"
    file = office.fill(FILLED.replace("masks: 20", conflict))
    assert office.refused("seal", file, "--as", "wangmin") == (4, ["conflict"])


def test_a_reason_stands_for_the_school_s_signature(office: Office) -> None:
    file = office.fill(FILLED.replace("  - {name: 周老师, as: 学校}\n", ""))
    assert office.refused("seal", file, "--as", "wangmin") == (1, ["signature.missing"])
    office.does("seal", file, "--as", "wangmin", "--unsigned-reason", "校长拒签")
    assert in_order(office)[-1].body["unsigned_reason"] == "校长拒签"


def test_only_the_inspection_s_own_people_seal_it(office: Office) -> None:
    file = office.fill()
    assert office.refused("seal", file, "--as", "zhaolei") == (3, ["rule.scope"])
    assert office.refused("seal", file, "--as", "liqiang") == (3, ["rule.scope"])
    assert office.refused("seal", file, "--as", "yanghui") == (3, ["rule.role"])


def test_a_finding_without_an_id_gets_one_in_the_file(office: Office) -> None:
    finding = "findings:\n  - title: 观察室堆放杂物\n    category: 预案演练\n    severity: 轻微\n"
    file = office.fill(FILLED.replace("findings: []\n", finding))
    office.does("seal", file, "--as", "wangmin")
    text = (office.root / file).read_text("utf-8")
    assert re.search(r"  - id: f[0-9a-z]{4}1\n    title: 观察室堆放杂物\n", text)
    assert office.checked() == (0, [])


def test_what_was_opened_by_new_is_not_opened_again(office: Office) -> None:
    office.does(
        "new", "yl3x", "small", "--as", "wangmin", "--with", "liqiang", "--visit", "四不两直"
    )
    (office.root / RECORD).unlink()
    office.does("new", "yl3x", "small", "--as", "wangmin")
    office.seal()
    assert kinds(office).count("opened") == 1


def test_one_faulty_file_never_stops_the_good_ones(office: Office) -> None:
    bad = office.write(FILLED.replace("-t1", "-t2").replace("team: t1", "team: t2").encode("gbk"),
                       RECORD.replace("-t1", "-t2"))  # fmt: skip
    said = office.ducha("--json", "seal", bad, office.fill(), "--as", "wangmin")
    assert (said.status, said.codes) == (1, ["file.encoding"])
    assert [len(answer["issues"]) for answer in said.json] == [4]


# --- amending


def test_a_sealed_file_that_was_edited_says_so_until_it_is_amended(office: Office) -> None:
    office.seal()
    office.write(FILLED.replace("masks: 20", "masks: 24").replace("phone: 08", "phone: 09"))
    line = FILLED.splitlines().index("  masks: 20") + 1
    assert office.checked() == (4, [("sealed.edited", line), ("sealed.edited", line + 2)])
    office.does("amend", RECORD, "--reason", "抄错了", "--as", "wangmin")
    assert office.checked() == (0, [])


def test_amending_adds_what_is_found_now(office: Office) -> None:
    office.seal(FILLED.replace("masks: 20", "masks: 90"))
    office.write(FILLED)
    office.does("amend", RECORD, "--reason", "漏点一箱", "--as", "wangmin")
    [amended] = [e for e in office.events() if e.kind == "amended"]
    assert amended.body["set"] == {"masks": "20"}
    assert [f["item"] for f in amended.body["findings_added"]] == ["masks"]
    assert "masks" in {i["item"] for i in office.issues()}


def test_a_photo_taken_away_after_sealing_is_seen_and_struck_with_the_reason(
    office: Office,
) -> None:
    office.seal()
    office.write(FILLED.replace("    photos: [报警器.jpg]\n", ""))
    assert office.checked()[1] == [("sealed.edited", FILLED.splitlines().index("  gas:") + 1)]
    office.does("amend", RECORD, "--reason", "拍错学校", "--as", "wangmin")
    [amended] = [e for e in office.events() if e.kind == "amended"]
    assert [s["reason"] for s in amended.body["photos_strike"]] == ["拍错学校"]


def test_amending_what_says_the_same_records_nothing(office: Office) -> None:
    office.seal()
    before = office.bytes_of()
    office.does("amend", RECORD, "--reason", "再看一遍", "--as", "wangmin")
    assert office.bytes_of() == before


def test_what_is_not_sealed_is_not_amended(office: Office) -> None:
    words = ("amend", office.fill(), "--reason", "更正", "--as", "wangmin")
    assert office.refused(*words) == (3, ["rule.status"])


# --- kills and crowds


def test_two_seals_at_once_seal_once(office: Office) -> None:
    office.fill()
    both = [
        subprocess.Popen(SEAL, cwd=office.root, env=environment(), stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]  # fmt: skip
    said = [(process.communicate()[1], process.returncode) for process in both]
    assert sorted(status for _, status in said) == [0, 3], said
    assert kinds(office).count("sealed") == 1


def test_a_kill_at_any_moment_leaves_nothing_or_the_answers_or_all(office: Office) -> None:
    rng = random.Random(20260302)
    office.fill()
    text = (office.root / RECORD).read_bytes()
    started = time.monotonic()
    fresh = office.copy(office.root.parent / "whole")
    subprocess.run(SEAL, cwd=fresh.root, env=environment(), check=True, capture_output=True)
    takes = time.monotonic() - started
    outcomes = set()
    for n in range(4):
        trial = office.copy(office.root.parent / f"kill{n}")
        process = subprocess.Popen(
            SEAL, cwd=trial.root, env=environment(), stdout=subprocess.DEVNULL
        )
        time.sleep(takes * rng.uniform(0.3, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        outcomes.add(tuple(sorted(kinds(trial))))
        assert (trial.root / RECORD).read_bytes() == text
        assert trial.ducha("seal", RECORD, "--as", "wangmin").status in (0, 3)
        assert kinds(trial).count("sealed") == 1
        assert trial.ducha("doctor").status == 0
    assert outcomes <= {
        (), ("answered", "opened"), ("answered", "opened", "sealed", "signed", "signed"),
    }  # fmt: skip


def test_a_photo_that_is_no_picture_stops_the_seal_before_anything_is_written(
    office: Office,
) -> None:
    office.fill()
    photo(office.root / "x.jpg")
    (office.root / RECORD).with_suffix("").joinpath("报警器.jpg").write_bytes(b"no picture")
    assert office.refused("seal", RECORD, "--as", "wangmin") == (1, ["photo.broken"])
    assert kinds(office) == []


@pytest.mark.parametrize("name", ["../../x.jpg", "/etc/hostname", "..", "x/../报警器.jpg"])
def test_a_photo_name_never_leads_out_of_the_folder(office: Office, name: str) -> None:
    photo(office.root / "inspections/x.jpg")
    file = office.fill(FILLED.replace("[报警器.jpg]", f'["{name}"]'))
    assert office.refused("seal", file, "--as", "wangmin") == (1, ["photo.missing"])


def test_a_photo_name_with_a_control_character_is_refused(office: Office) -> None:
    file = office.fill(FILLED.replace("[报警器.jpg]", '["a\\0b.jpg"]'))
    status, codes = office.refused("seal", file, "--as", "wangmin")
    assert status == 1
    assert "photo.missing" in codes
