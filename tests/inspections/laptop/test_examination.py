"""`ducha doctor`: every damage is seen, nothing is changed."""

import pytest

from inspections.errors import Code
from inspections.ids import DocId, EventId, PersonId, sha256_hex
from inspections.laptop.examination import blobs_of, examine
from inspections.laptop.recorder import Act, Recorder
from inspections.slots import client_of
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office


def codes(office: Office) -> list[Code]:
    return [p.code for p in examine(office.workspace(), lambda things, _: things).problems]


def test_a_sound_workspace_has_no_problem(office: Office) -> None:
    office.seal()
    found = examine(office.workspace(), lambda things, _: things)
    assert (found.problems, found.documents, found.blobs) == ((), 2, 2)
    assert found.events == len(office.events()) + len(office.events("district"))


@pytest.mark.parametrize(
    ("content", "code"), [(None, Code.PHOTO_MISSING), (b"x", Code.PHOTO_BROKEN)]
)
def test_a_photo_that_is_gone_or_changed_is_named(
    office: Office, content: bytes | None, code: Code
) -> None:
    office.seal()
    blob = next(p for p in (office.root / "ledger/blobs").rglob("*") if p.is_file())
    if content is None:
        blob.unlink()
    else:
        blob.write_bytes(content)
    assert codes(office) == [code]


def test_an_event_that_rests_on_an_unknown_one_is_named(office: Office) -> None:
    workspace = office.workspace()
    recorder = Recorder(workspace, PersonId("wangmin"), workspace.keyring.key("wangmin"))
    [first] = recorder.record(
        [
            Act(
                doc=DocId("yl3x"),
                kind="remarked",
                subject="q:X",
                role=Role.INSPECTOR,
                body={"text": "a"},
            )
        ]
    )
    recorder.record(
        [Act(doc=DocId("yl5x"), kind="remarked", subject="q:Y", role=Role.INSPECTOR,
             body={"text": "b"}, seen=frozenset({first.id}))]
    )  # fmt: skip
    assert codes(office) == [Code.EVENT_DAMAGED]


def test_another_name_than_the_ledger_s_is_told(office: Office) -> None:
    office.write("name: 别的区\ntime_zone: Asia/Shanghai\n", "district.yml")
    assert codes(office) == [Code.SETTINGS_FIELD]


def test_faulty_checklists_calendars_and_settings_are_told(office: Office) -> None:
    office.write("id: [", "checklists/bad.yml")
    office.write("year: 二〇二七", "calendar/2027.yml")
    office.write("name: [", "district.yml")
    assert {str(code).partition(".")[0] for code in codes(office)} >= {"yaml", "calendar"}


def test_doctor_changes_nothing(office: Office) -> None:
    office.seal()
    before = {p: p.read_bytes() for p in office.root.rglob("*") if p.is_file()}
    office.does("doctor")
    after = {p: p.read_bytes() for p in office.root.rglob("*") if p.is_file()}
    assert {p for p in before if before[p] != after.get(p)} == set()


def test_files_are_found_at_any_depth_of_a_body() -> None:
    body = {"a": [{"sha256": "x", "name": "n"}], "b": {"c": {"sha256": "y"}}, "sha256": 1}
    assert sorted(blobs_of(body)) == ["x", "y"]


def test_what_a_release_was_made_from_is_no_file() -> None:
    made_from = {"yl3x": {"events": 12, "sha256": "z", "receipt": None}}
    body = {"receipts": made_from, "manifest": {"sha256": "x", "name": "manifest.json", "bytes": 2}}
    assert list(blobs_of(body)) == ["x"]


def test_an_event_that_somebody_else_signed_is_named(office: Office) -> None:
    workspace = office.workspace()
    key = workspace.keyring.key("wangmin")
    recorder = Recorder(workspace, PersonId("wangmin"), key)
    act = Act(
        doc=DocId("yl3x"), kind="commented", subject="q:X", role=Role.INSPECTOR, body={"text": "a"}
    )
    with workspace.store.transaction() as writing:
        ledger = workspace.store.load(DocId("yl3x"))
        _, value, seq = recorder._sign(act, ledger, [])
        forged = value[:1] + bytes(64) + value[65:]
        event_id = EventId(sha256_hex(forged))
        client = client_of(key.public_hex, recorder.session)
        writing.append(DocId("yl3x"), ledger.add(event_id, forged, client, seq))
    assert codes(office) == [Code.EVENT_DAMAGED]
