"""Several laptops over real stores and files, under whatever order of work, carrying, losing and dying.

Three people edit, comment, seal, act on issues, export, import, import again, lose bundles and are killed at the four
places at which it matters. After each step four checkers hold: what was typed is in the ledger or still in the file,
and in the ledger it is current, in conflict, superseded by somebody who saw it, or late; equal sets of events make
equal views; file and ledger say the same; no comment of anybody is lost. `DUCHA_REPLICAS` runs more examples.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inspections.folding.past import History
from inspections.ids import EventId
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus
from tests.inspections.laptop.office import RECORD, Office, found
from tests.stories.together import Laptop, laptop, meet

EXAMPLES = int(os.environ.get("DUCHA_REPLICAS", "6"))
PEOPLE = ("wangmin", "zhaolei", "yanghui")
ITEMS = {"phone": "{n}", "masks": "{n}", "lessons": "{n}", "duty": "符合，第{n}处", "gas": "不符合"}
KILLS = {
    "before anything": "inspections.laptop.recorder.Recorder.record",
    "after the answers are in": "inspections.laptop.settling.rewrite",
    "after the intention": "inspections.laptop.rewriter.write_whole",
    "after the file": "inspections.laptop.settling.keep",
}
who = st.sampled_from(range(len(PEOPLE)))


def make_founded() -> Office:
    return found(Path(tempfile.mkdtemp(prefix="ducha-replicas-")) / "base")


class Replicas(RuleBasedStateMachine):
    base: Office

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ducha-replicas-"))
        start = self.base.copy(self.folder / "start")
        self.laptops = [laptop(start, person, person) for person in PEOPLE]
        for one in self.laptops[:2]:
            one.begin("--with", "yanghui")
        self.bundles: list[Path] = []
        self.typed: list[dict[str, str | None]] = [{} for _ in PEOPLE]
        self.settled: list[bool] = [False for _ in PEOPLE]
        self.comments: list[list[str]] = [[] for _ in PEOPLE]
        self.views: dict[frozenset[str], str] = {}
        self.n = 0

    def teardown(self) -> None:
        meet(*self.laptops)
        meet(*self.laptops)
        for n in range(len(PEOPLE)):
            self.typed[n].clear()
            self.settled[n] = True
        self.holds()
        assert len({frozenset(one.ids()) for one in self.laptops}) == 1
        assert len({repr(one.view()) for one in self.laptops}) == 1
        assert self.laptops[0].answers() == self.laptops[1].answers()
        shutil.rmtree(self.folder)

    def has_file(self, n: int) -> bool:
        return (self.laptops[n].root / RECORD).exists()

    def known(self, n: int) -> Inspection | None:
        return next(iter(self.laptops[n].view().inspections), None)

    @rule(n=who, key=st.sampled_from(sorted(ITEMS)), empty=st.booleans())
    def edit(self, n: int, key: str, empty: bool) -> None:
        known = self.known(n)
        if not self.has_file(n) or (known and known.status is not InspectionStatus.OPEN):
            return
        self.n += 1
        value = "" if empty and key != "duty" else ITEMS[key].format(n=self.n)
        self.laptops[n].type_in(**{key: value})
        self.typed[n][key] = value.partition("，")[0] or None
        self.settled[n] = False

    @rule(n=who)
    def comment(self, n: int) -> None:
        if self.has_file(n):
            self.n += 1
            line = f"  # 第 {self.n} 条批注"
            self.laptops[n].put("  # 4 口罩库存\n", f"{line}\n  # 4 口罩库存\n")
            self.comments[n].append(line)

    @rule(n=who, since=st.booleans())
    def export(self, n: int, since: bool) -> None:
        self.n += 1
        more = ["--since", str(self.bundles[-1])] if since and self.bundles else []
        self.laptops[n].export(f"{self.n}.ducha", *more)
        self.bundles.append(self.laptops[n].root / f"{self.n}.ducha")
        self._collected(n)

    @precondition(lambda self: self.bundles)
    @rule(n=who, pick=st.integers(0, 99), again=st.booleans())
    def take(self, n: int, pick: int, again: bool) -> None:
        bundle = self.bundles[pick % len(self.bundles)]
        self.laptops[n].take(bundle, *[bundle] * again)
        if brings_the_school(bundle):
            self._collected(n)

    @precondition(lambda self: self.bundles)
    @rule(pick=st.integers(0, 99))
    def lose(self, pick: int) -> None:
        self.bundles.pop(pick % len(self.bundles))

    @precondition(lambda self: self.bundles)
    @rule(n=who, pick=st.integers(0, 99), where=st.sampled_from(sorted(KILLS)))
    def die(self, n: int, pick: int, where: str) -> None:
        """Be killed while a bundle is taken in; nobody is told what was done by then."""
        with patch(KILLS[where], side_effect=KeyboardInterrupt):
            bundle = str(self.bundles[pick % len(self.bundles)])
            self.laptops[n].ducha("bundle", "import", bundle, "--as", PEOPLE[n])
        self.settled[n] = False

    @rule(n=who, signed=st.booleans())
    def seal(self, n: int, signed: bool) -> None:
        if not self.has_file(n) or not signed:
            return
        one = self.laptops[n]
        if "signatures: []" in one.text:
            one.put(
                "signatures: []   ",
                "signatures: [{name: 王敏, as: 检查人}, {name: 周, as: 学校}]   ",
            )
        said = one.ducha("seal", RECORD, "--as", PEOPLE[n])
        assert said.status in (0, 1, 3, 4), said
        if said.status == 0:
            self._collected(n)

    @rule(n=who, act=st.sampled_from(["confirm", "comment", "withdraw", "restore"]))
    def move(self, n: int, act: str) -> None:
        for issue in self.laptops[n].view().issues[:1]:
            more = {"comment": ["--text", "看过"], "confirm": [], "restore": ["--reason", "恢复"],
                    "withdraw": ["--cause", "not_a_problem", "--reason", "不是"]}[act]  # fmt: skip
            words = ["issue", act, issue.id, *more, "--as", "yanghui"]
            assert self.laptops[n].ducha(*words).status in (0, 3)

    def _collected(self, n: int) -> None:
        """Hold that all that was typed is in the ledger now, and that the file says what the ledger says."""
        told = {(path, str(value) if value is not None else None)
                for event in self.laptops[n].events() if event.kind == "answered"
                for path, value in event.body["set"].items()}  # fmt: skip
        known = self.known(n)
        for path, value in self.typed[n].items():
            nothing_there = value is None and not any(p == path for p, _ in told)
            assert (path, value) in told or nothing_there, (PEOPLE[n], path, value, known)
        self.typed[n].clear()
        self.settled[n] = True

    @invariant()
    def holds(self) -> None:
        for n, one in enumerate(self.laptops):
            view = one.view()
            key = frozenset(one.ids())
            assert self.views.setdefault(key, repr(view)) == repr(view)
            for known in view.inspections:
                nothing_is_lost(one, known)
                if self.settled[n] and self.has_file(n):
                    file_says_what_the_ledger_says(one, known)
            if self.has_file(n):
                lines = one.text.splitlines()
                assert [line for line in self.comments[n] if line not in lines] == []
                for path, value in self.typed[n].items():
                    assert one.answers().get(path) == value, (
                        "typed, not taken in, and gone from the file"
                    )


def nothing_is_lost(one: Laptop, known: Inspection) -> None:
    events = [e for e in one.events() if e.subject == f"i:{known.id}"]
    history = History(events)
    late = {event.id for event in known.late}
    current = {(path, e.id) for path, said in known.said.items() for s in said for e in s.events}
    wrote: dict[str, list[EventId]] = {}
    for event in events:
        for path in event.body.get("set", {}) if event.kind in ("answered", "amended") else ():
            wrote.setdefault(path, []).append(event.id)
    for path, ids in wrote.items():
        for event_id in ids:
            n = history.position[event_id]
            superseded = any(history.past[history.position[i]] >> n & 1 for i in ids)
            taken_out = path in known.taken_out
            assert superseded or taken_out or event_id in late or (path, event_id) in current


def file_says_what_the_ledger_says(one: Laptop, known: Inspection) -> None:
    if known.status is InspectionStatus.DISCARDED:
        return
    told: dict[str, Any] = {k: v for k, v in one.answers().items() if not k.startswith("record.")}
    open_notes = {f"{path}.note" for path in known.conflicts}
    singles = {p: v[0] for p, v in known.answers.items() if len(v) == 1 and p not in open_notes}
    for path, value in singles.items():
        if not path.startswith("record."):
            assert told.get(path) == value, (path, value, told.get(path))
    for path in known.conflicts.keys() - open_notes:
        assert isinstance(told.get(path), tuple) or path.startswith("record."), path
    assert {p for p in told if p not in known.answers} == set()


def brings_the_school(bundle: Path) -> bool:
    """Whether the bundle holds events of the school; one with nothing new says nothing of its files either."""
    with zipfile.ZipFile(bundle) as opened:
        return any("yl3x" in name for name in opened.namelist())


def test_no_order_of_work_loses_anything() -> None:
    Replicas.base = make_founded()
    try:
        Replicas.TestCase.settings = settings(
            max_examples=EXAMPLES, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        )  # fmt: skip
        Replicas.TestCase("runTest").runTest()  # type: ignore[no-untyped-call]
    finally:
        shutil.rmtree(Replicas.base.root.parent)
