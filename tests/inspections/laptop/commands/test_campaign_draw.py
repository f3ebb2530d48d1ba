"""Draws by the command: the pool is signed, the seed is shown, and another laptop computes the same."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.draw import ticket
from tests.inspections.laptop.office import Office

AS = ("--as", "yanghui")
ADD = ("campaign", "add", "random", "--title", "随机抽查", "--mode", "comprehensive", "--from", "2026-03-01",
       "--to", "2026-03-31", "--checklist", "small", "--drawn", *AS)  # fmt: skip
DRAW = ("campaign", "draw", "random")


@pytest.fixture
def random(office: Office) -> Office:
    office.does(*ADD)
    return office


def seed_file(office: Office, draw: str = "random-1") -> Path:
    return office.root / ".ducha" / "draws" / f"{draw}.seed"


def test_the_seed_is_in_no_event_until_it_is_shown_and_then_it_decides(random: Office) -> None:
    random.does(*DRAW, "--take", "小学=1", *AS)
    seed = seed_file(random).read_text().strip()
    assert not any(seed.encode() in update for update in random.bytes_of("district"))
    assert seed_file(random).stat().st_mode & 0o077 == 0
    assert random.does("--json", "campaign", "show", "random").json["schools"] == 0
    random.does(*DRAW, "--reveal", *AS)
    told = random.does("--json", *DRAW, "--check").json[0]
    first = min(["yl3x", "yl5x"], key=lambda s: ticket(seed, "", "random-1", s, "1"))
    assert [one["school"] for one in told["drawn"]] == [first]
    assert random.does("--json", "campaign", "show", "random").json["schools"] == 1


def test_another_laptop_without_the_seed_checks_the_same_and_cannot_reveal(
    random: Office, tmp_path: Path
) -> None:
    random.does(*DRAW, "--take", "全部=1", *AS)
    other = random.copy(tmp_path / "other")
    seed_file(other).unlink()
    assert other.refused(*DRAW, "--reveal", *AS) == (3, ["rule.guard"])
    random.does(*DRAW, "--reveal", *AS)
    other.take_over(random, "district")
    mine, theirs = (one.does("--json", *DRAW, "--check").json for one in (random, other))
    assert mine == theirs


def test_a_promised_public_value_is_mixed_in(random: Office) -> None:
    random.does(*DRAW, "--take", "全部=2", "--mix", "3月3日开奖号码", *AS)
    assert random.refused(*DRAW, "--reveal", *AS) == (2, ["usage"])
    random.does(*DRAW, "--reveal", "--mixed", "010203", *AS)
    [told] = random.does("--json", *DRAW).json
    lines = f"ducha-draw-1\n{told['seed']}\n010203\nrandom-1\n{told['drawn'][0]['school']}\n1"
    assert told["drawn"][0]["ticket"] == hashlib.sha256(lines.encode()).hexdigest()


def test_nobody_draws_again_before_the_last_draw_is_revealed(random: Office) -> None:
    random.does(*DRAW, "--take", "全部=1", *AS)
    assert random.refused(*DRAW, "--take", "全部=1", *AS) == (3, ["rule.status"])
    random.does(*DRAW, "--take", "全部=1", "--note", "种子丢了", *AS)
    assert random.does("--json", *DRAW).json[1]["note"] == "种子丢了"


def test_a_school_that_was_drawn_is_left_out_the_next_time_with_the_reason(random: Office) -> None:
    for _ in range(2):
        random.does(*DRAW, "--take", "全部=1", *AS)
        random.does(*DRAW, "--reveal", *AS)
    first, second = random.does("--json", *DRAW).json
    drawn = first["drawn"][0]["school"]
    assert [one["school"] for one in second["exclusions"]] == [drawn]
    assert {drawn, second["drawn"][0]["school"]} == {"yl3x", "yl5x"}
    assert random.refused(*DRAW, "--take", "全部=1", *AS) == (2, ["usage"])
    random.does(*DRAW, "--take", "全部=1", "--again", *AS)


def test_exclusions_weights_inspectors_and_recusals_are_signed(random: Office) -> None:
    random.does(*DRAW, "--take", "全部=1", "--exclude", "yl5x=正在搬迁", "--weight", "yl3x=3",
                "--inspector", "王敏", "--inspector", "李强", "--recuse", "王敏：yl3x=配偶任教", *AS)  # fmt: skip
    random.does(*DRAW, "--reveal", *AS)
    [told] = random.does("--json", *DRAW).json
    assert told["exclusions"] == [{"school": "yl5x", "reason": "正在搬迁"}]
    assert told["weights"] == {"yl3x": 3}
    assert [(one["school"], one["inspector"]) for one in told["drawn"]] == [("yl3x", "liqiang")]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("--take", "all=3"), (2, ["usage"])),
        (("--take", "幼儿园=1"), (2, ["usage"])),
        (("--take", "学校=1"), (2, ["usage"])),
        (("--take", "全部"), (2, ["usage"])),
        (("--take", "全部=0"), (2, ["usage"])),
        (("--take", "全部=1", "--exclude", "yl5x"), (2, ["usage"])),
        (("--take", "全部=1", "--reveal"), (2, ["usage"])),
        (("--reveal",), (2, ["usage"])),
        (("--take", "全部=1", "--as", "wangmin"), (3, ["rule.role"])),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_recorded(
    random: Office, words: tuple[str, ...], refusal: tuple[int, list[str]]
) -> None:
    before = random.bytes_of("district")
    assert random.refused(*DRAW, *AS, *words) == refusal
    assert random.bytes_of("district") == before


def test_a_check_before_the_seed_is_shown_says_so(random: Office) -> None:
    random.does(*DRAW, "--take", "全部=1", *AS)
    assert random.refused(*DRAW, "--check") == (1, ["rule.status"])


def test_the_lines_of_the_manual_compute_the_same_without_our_program(random: Office) -> None:
    manual = Path(__file__).resolve().parents[4] / "docs" / "campaigns.md"
    [lines] = re.findall(r"```python\n(.*?)```", manual.read_text("utf-8"), re.S)
    random.does(*DRAW, "--take", "小学=1", "--take", "全部=1", "--weight", "yl5x=3", "--mix", "开奖号码",
                "--recuse", "王敏:yl3x=配偶任教", *AS)  # fmt: skip
    random.does(*DRAW, "--reveal", "--mixed", "0102", *AS)
    said = random.does("--json", *DRAW)
    ran = subprocess.run(
        [sys.executable, "-I", "-c", lines],
        input=said.out.encode(),
        capture_output=True,
        check=True,
    )
    drawn = [f"random-1 {one['group']} {one['school']}" for one in said.json[0]["drawn"]]
    assert ran.stdout.decode().splitlines() == drawn
    assert len(drawn) == 2
