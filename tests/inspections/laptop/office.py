"""A small workspace for tests, and the command run in it: two schools, seven people, one checklist of eleven items."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image

from inspections.events import Event
from inspections.ids import DocId
from inspections.laptop.cli import run
from inspections.laptop.clock import Clock
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER, Workspace

NOW = "2026-03-02T09:00:00+08:00"
RECORD = "inspections/yl3x/2026-03-02-small-t1.yml"
SCHOOLS = """学校代码,名称,学段,办别,片区,寄宿,学生数,责任督学,电话
yl3x,云岭区第三小学,小学,公办,东片,否,1104,王敏,13900001111
yl5x,云岭区第五小学,primary,public,西片,是,,,
"""
PEOPLE = """人员代码,姓名,角色,学校,片区
wangmin,王敏,inspector,,
liqiang,李强,督学,yl5x,
zhaolei,赵蕾,area_lead,,东片 西片
yanghui,杨慧,bureau,,
zhoulaoshi,周老师,school,yl3x,
wulaoshi,吴老师,school,yl5x,
"""
CHECKLIST = """id: small
version: 2026.01
title: 小清单
mode: comprehensive
sections:
  - id: one
    title: 一、全部
    items:
      - {id: duty, no: 1, label: 值班记录, type: result, required: true, finding:
          {title: 值班记录缺失, category: duty, severity: ordinary, disposition: notice, days: 3}}
      - {id: gas, no: 2, label: 燃气报警, type: result, finding:
          {title: 燃气报警装置未检修, category: fire_gas, severity: severe, disposition: report_up, days: 1}}
      - {id: exits, no: 3, label: 疏散通道, type: result, finding:
          {title: 通道被占用, category: fire_gas, severity: ordinary, disposition: on_site}}
      - {id: masks, no: 4, label: 口罩库存, type: number, check: [{expr: value >= 0, message: 不能为负, level: error}],
         finding: {when: value < 30, title: 口罩不足, category: supplies, severity: minor, disposition: notice, days: 5}}
      - {id: handover, no: 5, label: 交接时间, type: time}
      - {id: phone, no: 6, label: 值班电话, type: text}
      - {id: lessons, no: 7, label: 健康课节数, type: number}
      - {id: drill, no: 8, label: 演练日期, type: date}
      - {id: drilled, no: 9, label: 演练过, type: confirm}
      - {id: sick, no: 10, label: 因病缺课学生, type: text, private: true}
"""
FILLED = """inspection: yl3x-2026-03-02-small-t1
school: yl3x
checklist: small@2026.01
date: 2026-03-02
team: t1
inspectors: [wangmin, liqiang]
visit: 四不两直
documents_seen: []

answers:
  # 1 值班记录
  duty: 不符合，两天没有签名
  gas:
    value: 不符合
    place: 食堂
    photos: [报警器.jpg]
  exits:
    value: 立行立改
    photos: [通道-后.jpg]
  # 4 口罩库存
  masks: 20
  handover: 08:30
  phone: 08312345678
  drilled: 是

findings: []

signatures:
  - {name: 王敏, as: 检查人}
  - {name: 周老师, as: 学校}
"""
PRIVATE = """inspection: yl3x-2026-03-02-small-t1
answers:
  sick: 二（3）班某某，发热
"""


@dataclass(frozen=True)
class Said:
    """What a run of the command left: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the problems; the run was made with `--json`."""
        return [json.loads(line)["code"] for line in self.err.splitlines() if line[:1] == "{"]


@dataclass
class Office:
    """A workspace at `root` and the people who work in it."""

    root: Path
    seed: str = ""

    def ducha(self, *words: str | Path, now: str = NOW, **env: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            variables = {"DUCHA_NOW": now, "DUCHA_SEED": self.seed, **env}
            status = run([str(w) for w in words], variables, self.root)
        return Said(status, out.getvalue(), err.getvalue())

    def does(self, *words: str | Path, now: str = NOW) -> Said:
        """Run a command that must succeed."""
        said = self.ducha(*words, now=now)
        assert said.status == 0, (words, said)
        return said

    def refused(self, *words: str | Path, now: str = NOW) -> tuple[int, list[str]]:
        """Run a command; return its exit status and the codes of its problems."""
        said = self.ducha("--json", *words, now=now)
        return said.status, said.codes

    def checked(self, *words: str | Path) -> tuple[int, list[tuple[str, int | None]]]:
        """Run `check`; return its exit status, and code and line of each problem."""
        said = self.ducha("--json", "check", *words)
        return said.status, [(p["code"], p["line"]) for p in said.json["problems"]]

    def write(self, text: str | bytes, path: str = RECORD) -> Path:
        data = text if isinstance(text, bytes) else text.encode()
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)
        return self.root / path

    def fill(self, text: str = FILLED) -> str:
        """Put a filled record with its photos and its private sibling into the workspace."""
        self.write(text)
        self.write(PRIVATE, RECORD.replace(".yml", ".private.yml"))
        folder = (self.root / RECORD).with_suffix("")
        photo(folder / "报警器.jpg", (200, 30, 30))
        photo(folder / "通道-后.jpg", (30, 200, 30))
        return RECORD

    def seal(self, text: str = FILLED) -> dict[str, str]:
        """Fill and seal; return item -> issue id."""
        self.does("seal", self.fill(text), "--as", "wangmin")
        return {i["item"]: i["id"] for i in self.issues()}

    def issues(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.does("issue", "list", "--json").json
        return found

    def status(self, issue: str) -> str:
        return next(str(i["status"]) for i in self.issues() if i["id"] == issue)

    def workspace(self, now: str = NOW) -> Workspace:
        return Workspace(self.root, Clock(datetime.fromisoformat(now)))

    def events(self, doc: str = "yl3x") -> list[Event]:
        return [e for e in self.workspace().events(DocId(doc)) if isinstance(e, Event)]

    def bytes_of(self, doc: str = "yl3x") -> list[bytes]:
        with Store(self.root / LEDGER) as store:
            return list(store.updates(DocId(doc)))

    def copy(self, to: Path) -> Office:
        shutil.copytree(self.root, to)
        return Office(to)

    def take_over(self, other: Office, doc: str = "yl3x") -> None:
        """Put the events that another copy of this workspace has more of into this one: two laptops met."""
        held = set(self.bytes_of(doc))
        new = [update for update in other.bytes_of(doc) if update not in held]
        with Store(self.root / LEDGER) as store, store.transaction() as writing:
            for update in new:
                writing.append(DocId(doc), update)


def photo(path: Path, colour: tuple[int, int, int] = (90, 90, 90)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), colour).save(path)
    return path


def found(root: Path, seed: str = "") -> Office:
    """Make the workspace, as a bureau would."""
    office = Office(root.parent, seed)
    office.does("init", root, "--name", "云岭区", "--person", "chenjing", "--person-name", "陈静")
    office = Office(root, seed)
    office.write(SCHOOLS, "roster/schools.csv")
    office.write(PEOPLE, "roster/people.csv")
    office.write(CHECKLIST, "checklists/small.yml")
    office.does("school", "import", "roster/schools.csv", "--as", "chenjing")
    office.does("person", "import", "roster/people.csv", "--as", "chenjing")
    return office


@contextmanager
def only_readable(folder: Path) -> Iterator[None]:
    """Take the right to write in a folder away for the block; root works as nobody meanwhile."""
    import os

    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(0)
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)
