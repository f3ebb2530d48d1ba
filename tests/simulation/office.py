"""The district of the simulation: two schools, eight people, one checklist; its folder is made once and copied.

Every laptop begins as a copy that holds only the keys of those who work at it.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from tests.inspections.laptop.office import CHECKLIST, Office

SCHOOLS = """学校代码,名称,学段,办别,片区,寄宿
yl3x,云岭区第三小学,小学,公办,东片,否
yl5x,云岭区第五小学,小学,公办,西片,是
"""
PEOPLE = """人员代码,姓名,角色,学校,片区
wangmin,王敏,inspector,,
liqiang,李强,inspector,yl5x,
zhaolei,赵蕾,area_lead,,东片
yanghui,杨慧,bureau,,
sunli,孙丽,bureau,,
zhoulaoshi,周老师,school,yl3x,
heike,贺柯,inspector area_lead,yl3x,
"""


@dataclass(frozen=True)
class Person:
    """What the roster above says of somebody: the simulation's own statement, never asked of the code."""

    id: str
    name: str
    roles: frozenset[str]
    schools: frozenset[str]


BOTH = frozenset({"yl3x", "yl5x"})
ROSTER = {
    one.id: one
    for one in (
        Person("wangmin", "王敏", frozenset({"inspector"}), BOTH),
        Person("liqiang", "李强", frozenset({"inspector"}), frozenset({"yl5x"})),
        Person("zhaolei", "赵蕾", frozenset({"area_lead"}), frozenset({"yl3x"})),
        Person("yanghui", "杨慧", frozenset({"bureau"}), BOTH),
        Person("sunli", "孙丽", frozenset({"bureau"}), BOTH),
        Person("zhoulaoshi", "周老师", frozenset({"school"}), frozenset({"yl3x"})),
        Person("heike", "贺柯", frozenset({"inspector", "area_lead"}), frozenset({"yl3x"})),
        Person("chenjing", "陈静", frozenset({"bureau", "root"}), BOTH),
    )
}
PLACES = {
    "bureau": ("yanghui", "sunli", "chenjing", "root"),
    "wang": ("wangmin",),
    "area": ("liqiang", "zhaolei"),
    "school": ("zhoulaoshi",),
    "dark": ("heike",),
}
"""Laptop -> whose keys lie there."""
FIRST_DAY = "2026-03-02"
PAPERS = ("甲.txt", "乙.txt", "丙.txt", "丁.txt")
PICTURES = ("一.png", "二.png", "三.png", "四.png")


def shelf() -> str:
    """Return the folder for what lives only as long as this process: in memory where there is such a place."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else tempfile.gettempdir()


@cache
def _kept() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    folder = tempfile.TemporaryDirectory(prefix="ducha-simulation-", dir=shelf())
    root = Path(folder.name) / "w"
    office = Office(root.parent, "simulation")
    day = f"{FIRST_DAY}T08:00:00+08:00"
    office.does(
        "init", root, "--name", "云岭区", "--person", "chenjing", "--person-name", "陈静", now=day
    )
    office = Office(root, "simulation")
    office.write(SCHOOLS, "roster/schools.csv")
    office.write(PEOPLE, "roster/people.csv")
    office.write(CHECKLIST, "checklists/small.yml")
    office.does("school", "import", "roster/schools.csv", "--as", "chenjing", now=day)
    office.does("person", "import", "roster/people.csv", "--as", "chenjing", now=day)
    for n, name in enumerate(PAPERS):
        office.write(f"第 {n} 份材料", f"papers/{name}")
    for n, name in enumerate(PICTURES):
        (root / "pictures").mkdir(exist_ok=True)
        Image.new("RGB", (4, 4), (60 * n, 90, 30)).save(root / "pictures" / name)
    return folder, root


def place(name: str, to: Path) -> None:
    """Make a laptop's folder at `to`."""
    shutil.copytree(_kept()[1], to)
    for key in (to / ".ducha" / "keys").glob("*.key"):
        if key.stem not in PLACES[name]:
            key.unlink()


def key_text(person: str) -> str:
    """Return the key file of a person, for whoever stole it."""
    return (_kept()[1] / ".ducha" / "keys" / f"{person}.key").read_text(encoding="utf-8")
