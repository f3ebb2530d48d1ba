"""A newcomer on an empty folder, with the real command in processes of its own: from `init` to a closed issue."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests/golden/example"
FILE = "inspections/yl3x/2022-04-12-opening_random-t3.yml"
pytestmark = pytest.mark.story


def ducha(
    folder: Path, *words: str, now: str = "2022-04-12T18:00:00+08:00"
) -> tuple[int, str, str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DUCHA_NOW": now}
    env.pop("DUCHA_PERSON", None)
    done = subprocess.run([sys.executable, "-m", "inspections.laptop", *words], cwd=folder, env=env,
                          capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_from_an_empty_folder_to_a_closed_issue(tmp_path: Path) -> None:
    day1, day2, day3 = (f"2026-03-0{n}T10:00:00+08:00" for n in (2, 3, 4))

    def go(*words: str, now: str = day1) -> str:
        status, out, err = ducha(tmp_path / "云岭", *words, now=now)
        assert status == 0, (words, out, err)
        return out

    assert ducha(tmp_path, "check")[0] == 2
    assert (
        ducha(tmp_path, "init", "云岭", "--name", "云岭区", "--person", "chenjing", now=day1)[0]
        == 0
    )
    (tmp_path / "云岭/s.csv").write_text(
        "学校代码,名称,学段,片区\nyl3x,第三小学,小学,东片\n", "gbk"
    )
    go("school", "import", "s.csv")
    go("person", "add", "wangmin", "--name", "王敏", "--role", "inspector")
    go("person", "add", "yanghui", "--name", "杨慧", "--role", "bureau", "--as", "chenjing")
    made = json.loads(go("new", "第三小学", "comprehensive_random", "--as", "wangmin", "--json"))
    path = tmp_path / "云岭" / made["file"]
    blank = path.read_text("utf-8")
    assert "record." not in ducha(tmp_path / "云岭", "check")[2]
    status, _, err = ducha(tmp_path / "云岭", "seal", made["file"], "--as", "wangmin")
    assert (status, "item.required" in err, "signature.missing" in err) == (1, True, True)

    finding = "findings:\n  - title: 观察室堆放杂物\n    category: 预案演练\n    severity: 一般\n    days: 3\n"
    signed = "signatures:\n  - {name: 王敏, as: 检查人}\n  - {name: 周老师, as: 学校}\n"
    text = filled(blank)
    text = text.replace(
        next(line for line in text.splitlines(True) if line.startswith("findings: []")), finding
    )
    text = text.replace(
        next(line for line in text.splitlines(True) if line.startswith("signatures: []")), signed
    )
    path.write_text(text, "utf-8")
    sealed = json.loads(go("seal", made["file"], "--as", "wangmin", "--json"))
    rows = json.loads(go("issue", "list", "--json"))
    assert {row["id"] for row in rows} == set(sealed[0]["issues"])
    issue = next(row["spoken"] for row in rows if row["title"] == "观察室堆放杂物")

    photo = tmp_path / "云岭/清空后.jpg"
    Image.new("RGB", (8, 8)).save(photo)
    go("issue", "confirm", issue, "--as", "yanghui")
    go("issue", "notify", issue, "--as", "yanghui")
    go("issue", "submit", issue, "--measures", "清空", "--photos-after", "清空后.jpg", "--behalf", "周老师",
       "--how", "phone", "--as", "yanghui", now=day2)  # fmt: skip
    go("issue", "pass", issue, "--method", "on_site", "--as", "wangmin", now=day3)
    assert (
        ducha(
            tmp_path / "云岭", "issue", "close", issue, "--conclusion", "属实", "--as", "yanghui"
        )[0]
        == 3
    )
    go("issue", "close", issue, "--conclusion", "属实", "--as", "chenjing", now=day3)
    shown = json.loads(go("issue", "show", issue, "--json"))
    assert (shown["status"], shown["due"], shown["closed_on"]) == (
        "closed",
        "2026-03-05",
        "2026-03-04",
    )
    stats = json.loads(go("report", "stats", "--json", now=day3))
    assert (stats["requirements"], stats["closed"]) == (1, 1)
    go("doctor")


def filled(blank: str) -> str:
    """Answer what is required in a blank as somebody in a hurry would: the first word that its question offers."""
    lines = blank.splitlines(keepends=True)
    for n, line in enumerate(lines):
        if "（必填）" not in line:
            continue
        offered = line.rpartition("|")[2] if "|" in line else "0"
        word = offered.split("/")[0].replace("如", "").strip()
        for m in range(n + 1, len(lines)):
            bare = lines[m].split("#")[0].rstrip()
            if bare.startswith("  ") and bare.endswith(":"):
                below = lines[m + 1].split("#")[0].rstrip() if m + 1 < len(lines) else ""
                if below.startswith("    ") and below.endswith(":"):
                    continue
                lines[m] = f"{bare} {word}\n"
                if not below.startswith("    "):
                    break
            if not lines[m].strip():
                break
    return "".join(lines)


def test_the_example_of_the_formats_comes_out_as_they_say(tmp_path: Path) -> None:
    w = tmp_path / "w"
    shutil.copytree(EXAMPLE, w)
    text = (w / FILE).read_text("utf-8")
    line = text.splitlines().index("  mask_stock:") + 1

    status, out, _ = ducha(w, "check", "--json")
    said = json.loads(out)
    assert (status, [(p["code"], p["line"]) for p in said["problems"]]) == (4, [("conflict", line)])
    [file] = said["files"]
    assert (file["inactive"], file["undecided"]) == (["handover_time"], ["mask_days"])

    status, _, err = ducha(w, "seal", FILE, "--json")
    codes = [json.loads(one)["code"] for one in err.splitlines()]
    assert (status, codes) == (1, ["conflict", "signature.missing", "signature.missing"])

    assert ducha(w, "decide", FILE, "mask_stock", "9280")[0] == 0
    start, end = text.index("  mask_stock:\n"), text.index("  # 7 口罩每日用量")
    decided = text[:start] + "  mask_stock: 9280\n" + text[end:]
    assert (w / FILE).read_text("utf-8") == decided

    signed = "signatures:\n  - {name: 王敏, as: 检查人}\n  - {name: 周老师, as: 学校}\n"
    empty = next(one for one in decided.splitlines(True) if one.startswith("signatures: []"))
    (w / FILE).write_text(decided.replace(empty, signed), "utf-8")
    assert ducha(w, "init", ".", "--name", "云岭区", "--person", "chenjing")[0] == 0
    for words in (("school", "import", "schools.csv"), ("person", "import", "people.csv")):
        assert ducha(w, *words)[0] == 0
    assert ducha(w, "seal", FILE, "--as", "wangmin")[0] == 0

    rows = json.loads(ducha(w, "issue", "list", "--json")[1])
    assert sorted(
        (r["item"], r["row"], r["title"], r["severity"], r["status"]) for r in rows
    ) == sorted(
        [
            ("gate_check", "log", "进校核验不严", "ordinary", "found"),
            ("mask_days", "", "口罩储备不足 30 天", "ordinary", "found"),
            ("chemicals", "a", "消毒用品过期", "ordinary", "found"),
            ("gas_alarm", "", "燃气报警装置未检修", "severe", "found"),
            ("exit_blocked", "", "疏散通道被占用", "ordinary", "fixed"),
            ("licences", "", "供货商证照不全", "ordinary", "found"),
            ("", "f1", "隔离观察室堆放杂物", "minor", "found"),
        ]
    )
    ledger = b"".join(p.read_bytes() for p in (w / "ledger").glob("ledger.sqlite*"))
    assert "门卫".encode() in ledger
    for private in ("发热", "随访", "sick_pupils"):
        assert private.encode() not in ledger
    assert ducha(w, "check")[0] == 0
