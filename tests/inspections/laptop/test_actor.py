"""Who acts, in which role, for which school."""

import shutil

import pytest

from inspections.errors import Code, Exit, RuleError, UserError
from inspections.laptop.actor import find_actor, in_scope, root_recorder
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office

EVERYBODY = (Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL)


def who_is(office: Office, name: str | None) -> tuple[Code, Exit]:
    with pytest.raises(UserError) as caught:
        find_actor(office.workspace(), name)
    return caught.value.problems[0].code, caught.value.exit


def test_a_person_is_named_by_id_or_name(founded: Office) -> None:
    assert find_actor(founded.workspace(), "王敏").person == "wangmin"
    assert find_actor(founded.workspace(), "wangmin").name == "王敏"


def test_with_several_keys_somebody_must_be_named(founded: Office) -> None:
    assert who_is(founded, None) == (Code.PERSON_AMBIGUOUS, Exit.USAGE)


def test_with_one_key_nobody_needs_naming(office: Office) -> None:
    for key in (office.root / ".ducha/keys").iterdir():
        if key.stem != "wangmin":
            key.unlink()
    assert find_actor(office.workspace(), None).person == "wangmin"


def test_the_settings_name_who_works_here(office: Office) -> None:
    with (office.root / "district.yml").open("a", encoding="utf-8") as stream:
        stream.write("person: zhaolei\n")
    assert find_actor(office.workspace(), None).person == "zhaolei"


def test_a_person_whose_key_is_elsewhere_cannot_act_here(office: Office) -> None:
    (office.root / ".ducha/keys/wangmin.key").unlink()
    assert who_is(office, "wangmin") == (Code.PERSON_AMBIGUOUS, Exit.USAGE)


def test_an_unknown_person_is_named(founded: Office) -> None:
    assert who_is(founded, "zhangsan") == (Code.PERSON_UNKNOWN, Exit.USAGE)


def test_a_key_without_a_certificate_does_not_act(office: Office) -> None:
    keys = office.root / ".ducha/keys"
    (keys / "wangmin.key").unlink()
    other = office.workspace().keyring.make("wangmin")
    assert other is not None
    assert who_is(office, "wangmin") == (Code.PERSON_AMBIGUOUS, Exit.USAGE)


def test_of_several_roles_the_first_of_b_a_i_s_is_taken(office: Office) -> None:
    office.does("person", "add", "double", "--name", "双岗", "--role", "inspector", "--role",
                "bureau", "--as", "chenjing")  # fmt: skip
    actor = find_actor(office.workspace(), "double")
    assert actor.role_for("试", EVERYBODY, None) is Role.BUREAU
    assert actor.role_for("试", (Role.INSPECTOR,), None) is Role.INSPECTOR


def test_a_role_that_may_not_says_who_could(founded: Office) -> None:
    with pytest.raises(RuleError) as caught:
        find_actor(founded.workspace(), "wangmin").role_for("下发", (Role.BUREAU,), None)
    assert caught.value.exit is Exit.REFUSED
    assert "督导室" in str(caught.value.problems[0].remedy)


@pytest.mark.parametrize(
    ("person", "school", "holds"),
    [
        ("yanghui", "yl3x", True),
        ("liqiang", "yl5x", True),
        ("liqiang", "yl3x", False),
        ("zhaolei", "yl3x", True),
        ("zhoulaoshi", "yl3x", True),
        ("zhoulaoshi", "yl5x", False),
    ],
)
def test_scope_is_what_the_certificate_says(
    founded: Office, person: str, school: str, holds: bool
) -> None:
    workspace = founded.workspace()
    device = find_actor(workspace, person).device
    assert in_scope(device, workspace.find_school(school)) is holds


def test_a_school_person_of_no_school_holds_none(office: Office) -> None:
    office.does("person", "add", "lost", "--name", "无校", "--role", "school", "--as", "chenjing")
    workspace = office.workspace()
    device = find_actor(workspace, "lost").device
    assert not any(in_scope(device, school) for school in workspace.district.schools.values())


def test_without_the_root_key_nobody_is_entered(office: Office) -> None:
    (office.root / ".ducha/keys/root.key").unlink()
    workspace = office.workspace()
    with pytest.raises(RuleError):
        root_recorder(workspace, find_actor(workspace, "chenjing").person)
    words = ("person", "add", "new1", "--name", "新", "--role", "inspector", "--as", "chenjing")
    assert office.refused(*words) == (3, ["rule.role"])


def test_a_copied_folder_without_keys_names_what_to_do(office: Office) -> None:
    shutil.rmtree(office.root / ".ducha")
    assert who_is(office, None) == (Code.PERSON_AMBIGUOUS, Exit.USAGE)
