"""A county made up for measuring: a checklist of 60 items, schools, people, and records filled from a seed.

The checklist holds every kind of answer that a record of this version takes by hand, with conditions, checks,
findings and weights; the records are the program's own blanks with the answers typed in, questions and all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

SECTIONS = 6
ITEMS = 10 * SECTIONS
BEGAN = datetime.fromisoformat("2026-03-01T08:00:00+08:00")
HEAD = """\
id: sixty
version: 2026.03
title: 六十项检查
mode: special
basis:
  - {id: rule, text: 《中小学幼儿园安全管理办法》}
options:
  done: {落实: pass, 未落实: fail, 无此项: na}
sections:
"""
SECTION = """\
  - id: part{n}
    title: 第{n}部分
    items:
      - id: duty_{n}
        label: 值班人员在岗并有记录
        type: result
        options: done
        method: [visit, documents]
        required: true
        score: {{weight: 10}}
        finding: {{title: 值班不落实, category: duty, severity: ordinary, disposition: notice, days: 5, basis: rule}}
      - id: blocked_{n}
        label: 通道是否堵塞、上锁
        type: result
        options: {{是: fail, 否: pass}}
        score: {{weight: 10, veto: true}}
        finding: {{title: 通道堵塞, category: fire_gas, severity: ordinary, disposition: notice, days: 3}}
      - id: entry_{n}
        label: 进校核验
        type: result
        options: done
        parts: {{code: 身份, temp: 体温, log: 登记}}
        score: {{weight: 5}}
        finding: {{title: 进校核验不严, category: gate, severity: minor, disposition: notice, days: 5}}
      - id: stock_{n}
        label: 口罩库存
        type: number
        unit: 只
        check:
          - {{expr: value >= 0 && value <= 1000000, message: 库存应在 0 至一百万之间, level: error}}
      - id: daily_{n}
        label: 口罩每日用量
        type: number
        unit: 只
        check:
          - {{expr: value > 0, message: 每日用量应大于 0, level: error}}
      - id: lasts_{n}
        label: 口罩可用天数
        type: calc
        unit: 天
        calc: answers.stock_{n} / answers.daily_{n}
        finding: {{when: value < 30, title: 口罩不足 30 天, category: supplies, severity: ordinary, disposition: notice, days: 10}}
      - id: drill_{n}
        label: 最近一次演练日期
        type: date
        when: school.stage != 'training'
        check:
          - {{expr: value <= record.date, message: 演练日期在检查之后, level: error}}
        finding: {{when: "days(value, record.date) > 90", title: 三个月没有演练, category: plan_drill, severity: minor, disposition: notice, days: 20}}
      - id: known_{n}
        label: 现场人员知道报告流程
        type: confirm
        finding: {{when: value == false, title: 不清楚报告流程, category: awareness, severity: minor, disposition: on_site}}
"""
ODD = """\
      - id: source_{n}
        label: 供货方式
        type: choice
        options: [统一配送, 学校自采, 承包]
      - id: opened_{n}
        label: 开门时间
        type: time
"""
EVEN = """\
      - id: seen_{n}
        label: 看到的证照
        type: multi
        options: [营业执照, 食品经营许可证, 检验报告, 健康证]
        finding: {{when: count(value) < 2, title: 证照不全, category: canteen, severity: ordinary, disposition: notice, days: 5}}
      - id: said_{n}
        label: 访谈所得
        type: text
"""


def checklist_text() -> str:
    """Return the checklist of 60 items."""
    parts = (SECTION + (ODD if n % 2 else EVEN) for n in range(1, SECTIONS + 1))
    return HEAD + "".join(part.format(n=n) for n, part in enumerate(parts, 1))


def answers(chance: random.Random, day: date) -> Iterator[tuple[str, str]]:
    """Yield what an inspector typed: key and value, about one answer in thirty a finding."""
    for n in range(1, SECTIONS + 1):
        bad = chance.random
        yield f"duty_{n}", "落实" if bad() > 0.03 else "未落实，二楼无人"
        yield f"blocked_{n}", "否" if bad() > 0.03 else "是"
        for part in ("code", "temp", "log"):
            yield f"entry_{n}.{part}", "落实" if bad() > 0.02 else "未落实"
        daily = chance.randint(60, 400)
        yield f"daily_{n}", str(daily)
        yield f"stock_{n}", str(daily * (chance.randint(31, 60) if bad() > 0.05 else 12))
        yield f"drill_{n}", (day - timedelta(days=chance.randint(3, 92))).isoformat()
        yield f"known_{n}", "是" if bad() > 0.03 else "否"
        if n % 2:
            yield f"source_{n}", chance.choice(("统一配送", "学校自采", "承包"))
            yield f"opened_{n}", f"0{chance.randint(6, 8)}:{chance.randint(10, 59)}"
        else:
            yield f"seen_{n}", "[营业执照, 检验报告, 健康证]" if bad() > 0.03 else "[营业执照]"
            yield f"said_{n}", f"和{chance.randint(2, 9)}位老师谈过，都说清楚"


def filled(blank: str, chance: random.Random, day: date) -> str:
    """Return a blank with its answers typed in and signed by inspector and school."""
    text = blank
    for key, value in answers(chance, day):
        item, _, part = key.partition(".")
        line = f"    {part}:" if part else f"  {item}:"
        start = text.index(f"\n  {item}:") if part else 0
        at = text.index(f"\n{line}", start) + 1 + len(line)
        text = f"{text[:at]} {value}{text[text.index(chr(10), at) :]}"
    signed = "signatures:\n  - {name: 周岷, as: 检查人}\n  - {name: 周老师, as: 学校}\n"
    return text[: text.index("signatures: []")] + signed


def roster(schools: int) -> tuple[str, str]:
    """Return schools.csv and people.csv."""
    rows = [
        f"s{n:03},云岭第{n}小学,小学,公办,东片区,城关镇,否,{400 + n},{30 + n}"
        for n in range(1, schools + 1)
    ]
    head = "学校代码,名称,学段,办别,片区,乡镇街道,寄宿,学生数,教职工数\n"
    people = (
        "id,name,roles,schools,areas\nzhoumin,周岷,inspector,,\nluyuan,陆远,area_lead,,东片区\n"
    )
    return head + "\n".join(rows) + "\n", people


def found(folder: Path, schools: int) -> None:
    """Make a workspace by the real commands: ledger, roster, people, the checklist of 60 items."""
    schools_csv, people_csv = roster(schools)
    (folder / "schools.csv").write_text(schools_csv, encoding="utf-8")
    (folder / "people.csv").write_text(people_csv, encoding="utf-8")
    ducha(
        folder,
        "init",
        ".",
        "--name",
        "云岭县",
        "--person",
        "yanghui",
        "--person-name",
        "杨慧",
        "--role",
        "bureau",
    )
    ducha(folder, "school", "import", "schools.csv")
    ducha(folder, "person", "import", "people.csv")
    (folder / "checklists").mkdir(exist_ok=True)
    (folder / "checklists" / "sixty.yml").write_text(checklist_text(), encoding="utf-8")


def ducha(
    folder: Path, *arguments: str, person: str = "yanghui", fine: tuple[int, ...] = (0,)
) -> int:
    """Run a command of the program in the workspace. Raises SystemExit when its status is not `fine`."""
    from inspections.laptop.cli import run

    env = {"DUCHA_NOW": BEGAN.isoformat(), "DUCHA_SEED": "benchmark", "DUCHA_PERSON": person}
    status = run(list(arguments), env, folder)
    if status not in fine:
        raise SystemExit(f"ducha {' '.join(arguments[:4])}: {status}")
    return status
