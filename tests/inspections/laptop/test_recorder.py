"""Slots, the chain of `prev` (FORMATS §1), processes side by side, sessions after a failure, the same seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.errors import Code, Exit, RuleError
from inspections.events import Event
from inspections.events_json import signature_holds
from inspections.ids import DocId, PersonId
from inspections.laptop.recorder import Act, MovedError, Recorder
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role
from tests.inspections.laptop.office import NOW, Office, found

YL3X, YL5X = DocId("yl3x"), DocId("yl5x")
ROOT = Path(__file__).parents[3]
CHATTER = """
import sys
from datetime import datetime
from pathlib import Path
from inspections.ids import DocId, PersonId
from inspections.laptop.clock import Clock
from inspections.laptop.recorder import Act, Recorder
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role
workspace = Workspace(Path(sys.argv[1]), Clock(datetime.fromisoformat(sys.argv[2])))
recorder = Recorder(workspace, PersonId("wangmin"), workspace.keyring.key("wangmin"))
for n in range(15):
    recorder.record([Act(doc=DocId("yl3x"), kind="remarked", subject="q:X", role=Role.INSPECTOR, body={"text": str(n)})])
"""


def fails(_: object) -> dict[str, str]:
    raise ZeroDivisionError


FAILS = Act(doc=YL3X, kind="remarked", subject="q:X", role=Role.INSPECTOR, body=fails)


def recorder(workspace: Workspace, person: str = "wangmin") -> Recorder:
    return Recorder(workspace, PersonId(person), workspace.keyring.key(person))


def comment(text: str, doc: DocId = YL3X) -> Act:
    """An act of a kind that no table knows: nothing has to be there for it."""
    return Act(doc=doc, kind="remarked", subject="q:X", role=Role.INSPECTOR, body={"text": text})


def chain(event: Event) -> tuple[str, int, str | None]:
    return event.session, event.seq, event.prev


def test_a_session_counts_from_nought_in_each_document(office: Office) -> None:
    writer = recorder(office.workspace())
    a, b, c = writer.record([comment("a"), comment("b", YL5X), comment("c")])
    assert [(e.doc, e.seq, e.prev) for e in (a, b, c)] == [
        (YL3X, 0, None), (YL5X, 0, None), (YL3X, 1, a.id),
    ]  # fmt: skip


def test_a_new_session_goes_on_from_the_device_s_last_event(office: Office) -> None:
    workspace = office.workspace()
    [first] = recorder(workspace).record([comment("a")])
    [second] = recorder(workspace).record([comment("b")])
    assert (second.seq, second.prev) == (0, first.id)
    assert second.session != first.session


def test_a_chain_is_the_device_s_own(office: Office) -> None:
    workspace = office.workspace()
    recorder(workspace, "wangmin").record([comment("a")])
    [other] = recorder(workspace, "liqiang").record([comment("b")])
    assert other.prev is None


def test_of_several_ends_the_smallest_id_is_gone_on_from(office: Office, tmp_path: Path) -> None:
    twin = office.copy(tmp_path / "twin")
    [one] = recorder(office.workspace()).record([comment("a")])
    [two] = recorder(twin.workspace()).record([comment("b")])
    office.take_over(twin)
    [next_] = recorder(office.workspace()).record([comment("c")])
    assert next_.prev == min(one.id, two.id)


def test_what_is_recorded_is_signed_and_says_when_and_as_whom(office: Office) -> None:
    workspace = office.workspace()
    [event] = recorder(workspace).record([comment("a")])
    value = workspace.store.load(YL3X).values()[event.id]
    assert signature_holds(value, event.device)
    assert (event.at.isoformat(), event.by, event.role) == (NOW, "wangmin", Role.INSPECTOR)


def test_an_act_can_rest_on_those_recorded_with_it(office: Office) -> None:
    act = Act(doc=YL3X, kind="remarked", subject="q:X", role=Role.INSPECTOR, after=(0,),
              body=lambda made: {"text": made[0].id})  # fmt: skip
    first, second = recorder(office.workspace()).record([comment("a"), act])
    assert (second.seen, second.body["text"]) == ({first.id}, first.id)


def test_all_are_recorded_or_none(office: Office) -> None:
    workspace = office.workspace()
    with pytest.raises(ZeroDivisionError):
        recorder(workspace).record([comment("a"), FAILS])
    assert workspace.store.documents() == (DocId("district"),)


def test_after_a_failure_a_new_session_begins(office: Office) -> None:
    workspace = office.workspace()
    writer = recorder(workspace)
    [first] = writer.record([comment("a")])
    with pytest.raises(ZeroDivisionError):
        writer.record([FAILS])
    [second] = writer.record([comment("b")])
    assert (second.seq, second.prev) == (0, first.id)
    assert second.session != first.session


def test_what_was_thought_of_before_another_wrote_is_not_recorded(office: Office) -> None:
    workspace = office.workspace()
    recorder(workspace, "liqiang").record([comment("a")])
    with pytest.raises(MovedError) as caught:
        recorder(workspace).record([comment("b")], {YL3X: 0})
    assert (caught.value.problems[0].code, caught.value.exit) == (Code.STORE_BUSY, Exit.TRY_AGAIN)
    assert len(workspace.store.load(YL3X)) == 1


def test_two_processes_on_one_store_lose_and_double_nothing(office: Office) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", CHATTER, str(office.root), NOW]
    both = [subprocess.Popen(words, env=env) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    events = office.events()
    assert len(events) == 30
    assert len({(e.session, e.seq) for e in events}) == 30
    assert {e.seq for e in events} == set(range(15))


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    def county(folder: str, seed: str) -> list[bytes]:
        (tmp_path / folder).mkdir()
        office = found(tmp_path / folder / "w", seed)
        office.seal()
        return office.bytes_of() + office.bytes_of("district")

    one = county("one", "demo")
    assert county("two", "demo") == one
    assert county("three", "other") != one


def test_without_a_seed_no_two_sessions_are_alike(office: Office) -> None:
    workspace = office.workspace()
    assert len({recorder(workspace).session for _ in range(50)}) == 50


def test_what_every_other_ledger_would_refuse_is_not_recorded(office: Office) -> None:
    workspace = office.workspace()
    act = Act(
        doc=YL3X,
        kind="commented",
        subject="q:X",
        role=Role.INSPECTOR,
        body={"text": "没有这个问题"},
    )
    with pytest.raises(RuleError) as refused:
        recorder(workspace).record([comment("a"), act])
    assert [problem.code for problem in refused.value.problems] == [Code.RULE_SUBJECT]
    assert workspace.store.count() == office.workspace().store.count()
    assert office.events() == []
