"""People entered at the bureau's laptop: with the root key, with a registrar's, or with neither."""

import pytest

from inspections.errors import Code, RuleError
from inspections.ids import DISTRICT
from inspections.keys import SigningKey
from inspections.laptop.actor import find_actor, office_recorder, roster_recorder
from inspections.laptop.entering import enter_people
from inspections.laptop.keyring import REGISTRAR, ROOT
from inspections.laptop.recorder import Act, Recorder
from inspections.vocabulary import Role
from tests.inspections.laptop.office import NOW, Office

ROW = {"name": "新人", "roles": ["inspector"], "schools": ["yl3x"], "areas": []}
LATER = "2027-03-02T09:00:00+08:00"


def appoint(office: Office, until: str | None = None) -> SigningKey:
    """Certify a registrar by the root key, and take the root key away; return the root key."""
    workspace = office.workspace()
    root, registrar = workspace.keyring.key(ROOT), workspace.keyring.make(REGISTRAR)
    person = find_actor(workspace, "chenjing").person
    body = {"from": NOW[:10], "until": until}
    subject = f"d:device/{registrar.public_hex}"
    act = Act(doc=DISTRICT, kind="registrar_certified", subject=subject, role=Role.ROOT, body=body)
    Recorder(workspace, person, root).record([act])
    (office.root / ".ducha/keys/root.key").unlink()
    return root


def revoke(office: Office, root: SigningKey, key: str) -> None:
    workspace = office.workspace()
    act = Act(doc=DISTRICT, kind="device_revoked", subject=f"d:device/{key}", role=Role.ROOT,
              body={"reason": "丢了", "keep": {}})  # fmt: skip
    Recorder(workspace, find_actor(workspace, "chenjing").person, root).record([act])


def enter(office: Office, now: str = NOW, who: str = "chenjing", **changes: object) -> list[Code]:
    workspace = office.workspace(now)
    row = {**ROW, **changes}
    try:
        return [
            p.code
            for p in enter_people(workspace, find_actor(workspace, who), [("xinren", row)]).refused
        ]
    except RuleError as error:
        return [p.code for p in error.problems]


def test_a_registrar_certifies_whom_the_bureau_enters(office: Office) -> None:
    appoint(office)
    assert enter(office) == []
    workspace = office.workspace()
    everything = {(e.kind, e.role, e.device) for e in office.events(DISTRICT)}
    registrar, chenjing = workspace.keyring.public(REGISTRAR), workspace.keyring.public("chenjing")
    assert ("device_certified", Role.ROOT, registrar) in everything
    assert ("person_set", Role.BUREAU, chenjing) in everything
    device = find_actor(workspace, "xinren").device
    assert (device.roles, device.schools) == ((Role.INSPECTOR,), ("yl3x",))


def test_with_the_root_key_here_the_root_key_does_both(office: Office) -> None:
    before = {e.id for e in office.events(DISTRICT)}
    assert enter(office) == []
    made = [e for e in office.events(DISTRICT) if e.id not in before]
    assert {e.kind for e in made} == {"person_set", "device_certified"}
    assert {e.device for e in made} == {office.workspace().keyring.public(ROOT)}
    assert len({e.session for e in made}) == 1


def test_a_registrar_does_not_certify_the_role_root(office: Office) -> None:
    appoint(office)
    before = len(office.events(DISTRICT))
    assert enter(office, roles=["bureau", "root"]) == [Code.RULE_ROLE]
    assert len(office.events(DISTRICT)) == before


def test_of_several_people_those_whom_the_rules_allow_are_entered(office: Office) -> None:
    appoint(office)
    workspace = office.workspace()
    rows = [("gen", {**ROW, "roles": ["root"]}), ("xinren", ROW)]
    entered = enter_people(workspace, find_actor(workspace, "chenjing"), rows)
    assert (entered.new, [p.code for p in entered.refused]) == (1, [Code.RULE_ROLE])
    assert set(office.workspace().district.persons) >= {"xinren"}


def test_a_registrar_past_its_day_certifies_nobody(office: Office) -> None:
    appoint(office, until="2026-12-31")
    before = len(office.events(DISTRICT))
    assert enter(office, now=LATER) == [Code.RULE_ROLE]
    assert len(office.events(DISTRICT)) == before


def test_a_revoked_registrar_certifies_nobody(office: Office) -> None:
    root = appoint(office)
    revoke(office, root, office.workspace().keyring.public(REGISTRAR))
    assert enter(office) == [Code.RULE_ROLE]


def test_a_registrar_key_that_the_root_never_signed_certifies_nobody(office: Office) -> None:
    (office.root / ".ducha/keys/root.key").unlink()
    office.workspace().keyring.make(REGISTRAR)
    assert enter(office) == [Code.RULE_ROLE]


def test_a_root_key_of_another_district_certifies_nobody(office: Office) -> None:
    (office.root / ".ducha/keys/root.key").unlink()
    office.workspace().keyring.make(ROOT)
    assert enter(office) == [Code.RULE_ROLE]


def test_an_inspector_enters_nobody_even_where_the_registrar_s_key_lies(office: Office) -> None:
    appoint(office)
    assert enter(office, who="wangmin") == [Code.RULE_ROLE]


def test_who_may_not_enter_people_is_told_that_it_is_about_people(office: Office) -> None:
    words = ("person", "add", "x", "--name", "某", "--role", "inspector", "--as", "wangmin")
    assert "登记人员" in office.ducha(*words).err


def test_doing_it_again_finishes_what_was_cut_short_and_then_records_nothing(
    office: Office,
) -> None:
    appoint(office)
    workspace = office.workspace()
    enter_people(workspace, find_actor(workspace, "chenjing"), [("xinren", ROW)], keys=False)
    before = len(office.events(DISTRICT))
    assert enter(office) == []
    assert len(office.events(DISTRICT)) == before + 1
    assert enter(office) == []
    assert len(office.events(DISTRICT)) == before + 1


def test_a_person_without_a_key_needs_no_registrar(office: Office) -> None:
    (office.root / ".ducha/keys/root.key").unlink()
    office.does("person", "add", "xinren", "--name", "新人", "--role", "inspector", "--no-key",
                "--as", "chenjing")  # fmt: skip
    assert not office.workspace().keyring.has("xinren")
    assert "xinren" in office.workspace().district.persons


def test_a_revoked_key_gets_no_new_certificate(office: Office) -> None:
    revoke(
        office, office.workspace().keyring.key(ROOT), office.workspace().keyring.public("wangmin")
    )
    before = len(office.events(DISTRICT))
    office.does("person", "import", "roster/people.csv", "--as", "chenjing")
    assert len(office.events(DISTRICT)) == before
    words = (
        "person",
        "add",
        "wangmin",
        "--name",
        "王敏",
        "--role",
        "area_lead",
        "--as",
        "chenjing",
    )
    assert office.refused(*words) == (3, ["rule.role"])


@pytest.mark.parametrize("name", ["root", "registrar"])
def test_nobody_is_called_like_a_key_of_the_district(office: Office, name: str) -> None:
    words = ("person", "add", name, "--name", "根", "--role", "inspector", "--as", "chenjing")
    assert office.refused(*words) == (2, ["roster.value"])


def test_the_bureau_enters_schools_without_the_root_key(office: Office) -> None:
    (office.root / ".ducha/keys/root.key").unlink()
    office.write("学校代码,名称,学段\nyl9x,云岭区第九小学,小学\n", "more.csv")
    office.does("school", "import", "more.csv", "--as", "chenjing")
    [event] = [e for e in office.events(DISTRICT) if e.subject == "d:school/yl9x"]
    assert event.role is Role.BUREAU


def test_the_registrar_goes_before_the_root_key(office: Office) -> None:
    root = appoint(office)
    workspace = office.workspace()
    (office.root / ".ducha/keys/root.key").write_text(root.to_text(), encoding="utf-8")
    actor = find_actor(workspace, "chenjing")
    assert office_recorder(workspace, actor).key.public_hex == workspace.keyring.public(REGISTRAR)
    assert roster_recorder(workspace, actor)[0].key.public_hex == root.public_hex
