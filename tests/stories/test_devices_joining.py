"""A new laptop joins a district by files on a stick: request, certificate, answer; and all that can go wrong."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from inspections.check_code import check_code
from inspections.ids import DISTRICT, DocId
from inspections.laptop.actor import find_actor, root_recorder
from inspections.laptop.recorder import Act
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.vocabulary import Role
from tests.inspections.laptop.office import NOW, RECORD, Office, found
from tests.stories.enrolled import BUREAU, certify, join, key_of, newcomer, request_of
from tests.stories.test_together_bundles import rewritten
from tests.stories.together import Laptop


@pytest.fixture
def sun(tmp_path: Path) -> Laptop:
    return newcomer(tmp_path, "sunli", "孙丽", "--role", "inspector", "--computer", "督查-7")


def imported(laptop: Laptop, bundle: Path, *more: str) -> tuple[int, list[str]]:
    return laptop.refused("bundle", "import", bundle, *more)


def district_bytes(office: Office) -> list[bytes]:
    return office.bytes_of(DISTRICT)


def test_a_laptop_that_joined_by_files_works_like_any_other(office: Office, sun: Laptop) -> None:
    join(office, sun, "--role", "inspector")
    sun.does("new", "yl3x", "small", "--team", "t1")
    assert "inspectors: [sunli]" in sun.text
    sun.type_in(duty="符合", gas="符合", exits="符合", masks="20")
    sun.put(
        "signatures: []", "signatures:\n  - {name: 孙丽, as: 检查人}\n  - {name: 周老师, as: 学校}"
    )
    sun.does("seal", RECORD)
    out = sun.export()
    office.does("bundle", "import", out, *BUREAU)
    [issue] = office.issues()
    assert (issue["item"], issue["school"]) == ("masks", "yl3x")
    office.does("issue", "confirm", issue["id"], *BUREAU)
    assert office.does("doctor").status == 0


def test_a_prepared_laptop_has_its_own_key_no_ledger_and_a_request(sun: Laptop) -> None:
    assert [path.name for path in (sun.root / ".ducha/keys").iterdir()] == ["sunli.key"]
    assert not (sun.root / LEDGER).exists()
    told = json.loads(request_of(sun).read_bytes())
    assert (told["person"], told["name"], told["computer"], told["roles"]) == (
        "sunli", "孙丽", "督查-7", ["inspector"],
    )  # fmt: skip
    assert told["key"] == key_of(sun, "sunli")
    assert oct((sun.root / ".ducha/keys/sunli.key").stat().st_mode & 0o777) == "0o600"


def test_until_the_answer_has_come_the_laptop_says_what_it_waits_for(sun: Laptop) -> None:
    assert sun.refused("new", "yl3x", "small") == (2, ["workspace.missing"])
    assert "ducha bundle import" in sun.ducha("issue", "list").err


def test_the_bureau_sees_who_asks_for_what_and_both_say_the_same_code(
    office: Office, sun: Laptop
) -> None:
    code = check_code(key_of(sun, "sunli"))
    said = office.does("device", "certify", request_of(sun), "--role", "inspector", "--until", "2026-12-31", *BUREAU)  # fmt: skip
    for word in ("孙丽", "sunli", "督查-7", "督学", "2026-12-31", code):
        assert word in said.out
    assert code in sun.does("device", "request").out


def test_without_a_terminal_the_district_s_code_has_to_be_given(
    office: Office, sun: Laptop
) -> None:
    told = certify(office, request_of(sun), "--role", "inspector").json[0]
    assert imported(sun, told["answer"]) == (2, ["usage"])
    assert imported(sun, told["answer"], "--root", check_code("a" * 64)) == (3, ["device.root"])
    assert not (sun.root / LEDGER).exists()
    assert told["root_code"] not in sun.ducha("bundle", "import", told["answer"]).err
    sun.does("bundle", "import", told["answer"], "--root", told["root_code"].lower())


def test_a_request_changed_by_a_byte_is_refused(office: Office, sun: Laptop) -> None:
    data = request_of(sun).read_text("utf-8")
    changed = sun.root / "changed.json"
    changed.write_text(data.replace("孙丽", "孙莉"), "utf-8")
    before = district_bytes(office)
    assert office.refused("device", "certify", changed, "--role", "inspector", *BUREAU) == (
        1, ["device.request"],
    )  # fmt: skip
    assert district_bytes(office) == before


def test_another_code_than_the_one_read_out_is_refused(office: Office, sun: Laptop) -> None:
    before = district_bytes(office)
    words = ("device", "certify", request_of(sun), "--role", "inspector", *BUREAU, "--code")
    assert office.refused(*words, check_code("a" * 64)) == (3, ["device.request"])
    assert district_bytes(office) == before
    office.does(*words, check_code(key_of(sun, "sunli")))


def test_a_request_of_another_district_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far = Laptop(found(tmp_path / "far" / "w").root, who="wangmin")
    far.does("device", "request", "--person", "wangmin")
    assert office.refused("device", "certify", request_of(far), *BUREAU) == (3, ["bundle.district"])


def test_an_answer_for_another_laptop_leaves_this_one_as_it_was(
    office: Office, sun: Laptop, tmp_path: Path
) -> None:
    other = newcomer(tmp_path, "qianwei", "钱伟")
    told = certify(office, request_of(other), "--role", "inspector").json[0]
    assert imported(sun, told["answer"], "--root", told["root_code"]) == (3, ["device.unknown"])
    assert not (sun.root / LEDGER).exists()


def test_an_answer_of_a_district_that_somebody_made_up_is_known_by_its_code(
    office: Office, sun: Laptop, tmp_path: Path
) -> None:
    (tmp_path / "far").mkdir()
    false = certify(found(tmp_path / "far/w"), request_of(sun), "--role", "inspector", "--out", "..").json[0]  # fmt: skip
    true = certify(office, request_of(sun), "--role", "inspector").json[0]["root_code"]
    assert imported(sun, false["answer"], "--root", true) == (3, ["device.root"])
    assert not (sun.root / LEDGER).exists()


def test_a_bundle_that_names_the_right_root_for_a_false_district_is_none(
    office: Office, sun: Laptop, tmp_path: Path
) -> None:
    (tmp_path / "far").mkdir()
    false = certify(found(tmp_path / "far/w"), request_of(sun), "--role", "inspector", "--out", "..").json[0]  # fmt: skip
    true = certify(office, request_of(sun), "--role", "inspector").json[0]
    with zipfile.ZipFile(true["answer"]) as read:
        head = read.read("bundle.json")
    with zipfile.ZipFile(false["answer"]) as read:
        update = read.read("documents/district.update")
    mixed = rewritten(Path(true["answer"]), "bundle.json", head, "head.zip")
    mixed = rewritten(mixed, "documents/district.update", update, "mixed.zip")
    assert imported(sun, mixed, "--root", true["root_code"]) == (3, ["device.unknown"])
    assert not (sun.root / LEDGER).exists()


def test_no_name_of_a_district_paints_over_its_code(sun: Laptop, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far = found(tmp_path / "far/w")
    workspace = far.workspace()
    recorder, _ = root_recorder(workspace, find_actor(workspace, "chenjing").person)
    named = {"name": "云岭区\x1b[2J\r校验码 AAAA", "settings": {}}
    settings = Act(
        doc=DISTRICT, kind="settings_set", subject="d:settings", role=Role.ROOT, body=named
    )
    recorder.record([settings])
    workspace.close()
    told = certify(far, request_of(sun), "--role", "inspector").json[0]
    said = sun.ducha("bundle", "import", told["answer"])
    assert "云岭区" in said.out
    assert not {"\x1b", "\r"} & set(said.out)


def test_a_plain_bundle_of_the_district_is_no_answer_before_the_certificate(
    office: Office, sun: Laptop
) -> None:
    office.does("bundle", "export", sun.root / "plain.zip", *BUREAU)
    root = office.workspace().district.root_key
    assert imported(sun, sun.root / "plain.zip", "--root", root) == (3, ["device.unknown"])


def test_certifying_twice_records_nothing_and_writes_the_answer_again(
    office: Office, sun: Laptop
) -> None:
    first = certify(office, request_of(sun), "--role", "inspector").json[0]
    assert first["recorded"] == ["person_set", "device_certified"]
    before = district_bytes(office)
    Path(first["answer"]).unlink()
    again = certify(office, request_of(sun), now="2026-03-05T09:00:00+08:00").json[0]
    assert (again["recorded"], again["roles"]) == ([], ["inspector"])
    assert district_bytes(office) == before
    assert Path(again["answer"]).exists()


def test_a_narrower_certificate_says_that_the_wider_one_goes_on(
    office: Office, sun: Laptop
) -> None:
    certify(office, request_of(sun), "--role", "inspector")
    said = office.does("device", "certify", request_of(sun), "--role", "inspector", "--school", "yl3x", *BUREAU)  # fmt: skip
    assert "仍然有效" in said.out
    same = office.does("device", "certify", request_of(sun), "--role", "inspector", *BUREAU)
    assert "仍然有效" not in same.out


def test_who_is_on_the_roster_gets_the_roles_and_schools_that_stand_there(
    office: Office, tmp_path: Path
) -> None:
    school = newcomer(tmp_path, "zhoulaoshi", "周老师")
    told = certify(office, request_of(school)).json[0]
    assert (told["roles"], told["schools"], told["recorded"]) == (
        ["school"], ["yl3x"], ["device_certified"],
    )  # fmt: skip


def test_a_row_of_people_csv_that_nobody_imported_yet_counts_too(
    office: Office, sun: Laptop
) -> None:
    (office.root / "people.csv").open("a", encoding="utf-8").write("sunli,孙丽,area_lead,,东片\n")
    told = certify(office, request_of(sun)).json[0]
    assert (told["roles"], told["areas"]) == (["area_lead"], ["东片"])
    assert told["recorded"] == ["person_set", "device_certified"]


def test_a_wish_grants_nothing(office: Office, tmp_path: Path) -> None:
    greedy = newcomer(tmp_path, "greedy", "贪心", "--role", "bureau")
    assert office.refused("device", "certify", request_of(greedy), *BUREAU) == (2, ["usage"])
    told = certify(office, request_of(greedy), "--role", "inspector", "--school", "yl3x").json[0]
    assert (told["roles"], told["schools"]) == (["inspector"], ["yl3x"])


@pytest.mark.parametrize(
    ("terms", "answer"),
    [
        (("--role", "root"), (3, ["rule.role"])),
        (("--role", "server"), (3, ["rule.role"])),
        (("--role", "school"), (3, ["rule.scope"])),
        (("--role", "inspector", "--until", "2026-03-01"), (2, ["usage"])),
        (("--role", "inspector", "--from", "2026-05-01", "--until", "2026-04-01"), (2, ["usage"])),
        (("--role", "inspector", "--school", "nowhere"), (2, ["school.unknown"])),
        (("--role", "inspector", "--area", "南片"), (2, ["usage"])),
    ],
)
def test_terms_that_make_no_certificate_are_refused_before_anything_is_recorded(
    office: Office, sun: Laptop, terms: tuple[str, ...], answer: tuple[int, list[str]]
) -> None:
    before = district_bytes(office)
    assert office.refused("device", "certify", request_of(sun), *terms, *BUREAU) == answer
    assert district_bytes(office) == before


def test_another_name_than_the_roster_s_is_not_taken_for_the_same_person(
    office: Office, tmp_path: Path
) -> None:
    other = newcomer(tmp_path, "wangmin", "王小敏")
    assert office.refused("device", "certify", request_of(other), *BUREAU) == (
        3, ["certificate.person"],
    )  # fmt: skip
    other.does("device", "request", "--name", "王敏")
    certify(office, request_of(other))


def test_one_key_never_belongs_to_two_people(office: Office, sun: Laptop) -> None:
    certify(office, request_of(sun), "--role", "inspector")
    shutil.copy(sun.root / ".ducha/keys/sunli.key", sun.root / ".ducha/keys/qianwei.key")
    sun.does("device", "request", "--person", "qianwei", "--name", "钱伟", "--out", "two.json")
    words = ("device", "certify", sun.root / "two.json", "--role", "inspector", *BUREAU)
    assert office.refused(*words) == (3, ["certificate.person"])


def test_a_bad_request_among_good_ones_stops_none_of_them(
    office: Office, sun: Laptop, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", "utf-8")
    said = office.ducha("--json", "device", "certify", bad, request_of(sun), "--role", "inspector", *BUREAU)  # fmt: skip
    assert (said.status, said.codes) == (1, ["device.request"])
    assert [one["person"] for one in said.json] == ["sunli"]


def test_only_the_bureau_certifies(office: Office, sun: Laptop) -> None:
    shutil.move(office.root / ".ducha/keys/root.key", sun.root / "root.key")
    before = district_bytes(office)
    words = ("device", "certify", request_of(sun), "--role", "inspector")
    assert office.refused(*words, *BUREAU) == (3, ["rule.role"])
    assert office.refused(*words, "--as", "wangmin") == (3, ["rule.role"])
    assert district_bytes(office) == before


def offline_bureau(folder: Path) -> Office:
    """Found a bureau whose root key lies on a stick, `folder/root.key`."""
    Office(folder).does(
        "init", "b", "--bureau", "--root-key", folder / "root.key", "--no-passphrase",
        "--name", "云岭区", "--person", "yanghui", "--person-name", "杨慧",
    )  # fmt: skip
    bureau = Office(folder / "b")
    bureau.write("学校代码,名称,学段\nyl3x,云岭区第三小学,小学\n", "schools.in.csv")
    bureau.does("school", "import", "schools.in.csv")
    return bureau


def test_a_bureau_with_its_root_key_offline_certifies_by_its_registrar(
    tmp_path: Path, sun: Laptop
) -> None:
    bureau = offline_bureau(tmp_path)
    (tmp_path / "root.key").unlink()
    join(bureau, sun, "--role", "inspector")
    sun.does("new", "yl3x", "gate", "--team", "t1")
    bureau.does("bundle", "import", sun.export())
    assert [e.kind for e in bureau.events()] == ["opened"]


def test_a_certificate_that_fell_with_its_registrar_is_issued_anew_for_the_same_key(
    tmp_path: Path, sun: Laptop
) -> None:
    bureau = offline_bureau(tmp_path)
    join(bureau, sun, "--role", "inspector")
    sun.does("new", "yl3x", "gate", "--team", "t1")
    old = key_of(bureau, "registrar")
    root = ("--root-key", tmp_path / "root.key")
    bureau.does("device", "registrar", *root, "--replace")
    bureau.does(
        "device", "registrar", *root, "--revoke", old[:12], "--keep-none", "--reason", "被盗"
    )
    bureau.does("bundle", "export", sun.root / "news.zip")
    sun.ducha("bundle", "import", sun.root / "news.zip")
    said = sun.ducha("--json", "new", "yl3x", "gate", "--team", "t2")
    assert (said.status, said.codes) == (3, ["certificate.revoked"])
    assert "--new-key" not in said.err
    answer = certify(bureau, request_of(sun), "--role", "inspector").json[0]["answer"]
    sun.does("bundle", "import", answer)
    sun.does("new", "yl3x", "gate", "--team", "t2")
    bureau.does("bundle", "import", sun.export())
    void = bureau.does("--json", "device", "list", "--beyond").json
    assert [one["kind"] for one in void] == ["device_certified"]
    assert bureau.refused("device", "adopt", void[0]["id"], "--reason", "x") == (3, ["rule.role"])


def test_a_school_s_laptop_gets_its_own_school_and_answers_for_no_other(
    office: Office, tmp_path: Path
) -> None:
    issues = office.seal()
    issue = issues["duty"]
    office.does("issue", "confirm", issue, *BUREAU)
    office.does("issue", "notify", issue, *BUREAU)
    school = newcomer(tmp_path, "zhoulaoshi", "周老师", "--role", "school", "--school", "yl3x")
    answer = join(office, school)
    with zipfile.ZipFile(answer) as read:
        assert set(json.loads(read.read("bundle.json"))["documents"]) == {"district", "yl3x"}
    school.does("issue", "submit", issue, "--measures", "补齐", "--done-on", "2026-03-02", "--person", "周老师")  # fmt: skip
    assert school.refused("issue", "confirm", issues["gas"]) == (3, ["rule.role"])
    office.does("bundle", "import", school.export(), *BUREAU)
    assert office.status(issue) == "submitted"


def test_an_answer_for_one_area_carries_no_school_of_another(
    office: Office, tmp_path: Path
) -> None:
    office.seal()
    lead = newcomer(tmp_path, "lead", "片长")
    answer = join(office, lead, "--role", "area_lead", "--area", "西片")
    with zipfile.ZipFile(answer) as read:
        assert set(json.loads(read.read("bundle.json"))["documents"]) == {"district"}


def test_a_second_person_joins_at_a_laptop_that_has_its_ledger(office: Office, sun: Laptop) -> None:
    join(office, sun, "--role", "inspector")
    sun.does("device", "request", "--person", "qianwei", "--name", "钱伟", "--out", "qian.json")
    told = certify(office, sun.root / "qian.json", "--role", "inspector").json[0]
    assert sun.refused("new", "yl3x", "small", "--as", "qianwei") == (2, ["person.ambiguous"])
    sun.does("bundle", "import", told["answer"], "--as", "sunli")
    sun.does("new", "yl3x", "small", "--as", "qianwei")
    assert [e.by for e in sun.events()] == ["qianwei"]


def test_joining_writes_name_zone_and_rosters_unless_somebody_edited_them(
    office: Office, sun: Laptop, tmp_path: Path
) -> None:
    join(office, sun, "--role", "inspector")
    assert "name: 云岭区\n" in (sun.root / "district.yml").read_text("utf-8")
    assert "孙丽" in (sun.root / "people.csv").read_text("utf-8-sig")
    assert "13900001111" not in (sun.root / "schools.csv").read_text("utf-8-sig")
    other = newcomer(tmp_path, "qianwei", "钱伟")
    own = (other.root / "district.yml").read_text("utf-8") + "objection_days: 7\n"
    (other.root / "district.yml").write_text(own, "utf-8")
    told = certify(office, request_of(other), "--role", "inspector").json[0]
    said = other.ducha("--json", "bundle", "import", told["answer"], "--root", told["root_code"])
    assert (said.status, said.codes) == (0, ["settings.field"])
    assert (other.root / "district.yml").read_text("utf-8") == own


def test_a_laptop_that_was_cut_off_while_joining_joins_at_the_next_try(
    office: Office, sun: Laptop
) -> None:
    Store(sun.root / LEDGER, new=True).close()
    join(office, sun, "--role", "inspector")
    with Store(sun.root / LEDGER) as store:
        assert len(store.load(DocId(DISTRICT))) == len(office.events(DISTRICT))


def test_a_laptop_that_has_joined_takes_no_other_district(office: Office, sun: Laptop) -> None:
    join(office, sun, "--role", "inspector")
    words = ("device", "new", sun.root, "--person", "sunli", "--name", "孙丽")
    assert Office(sun.root.parent).refused(*words) == (2, ["workspace.exists"])
    office.does("bundle", "export", sun.root / "more.zip", *BUREAU)
    assert imported(sun, sun.root / "more.zip", "--root", "a" * 64) == (3, ["device.root"])
    assert imported(sun, sun.root / "more.zip") == (0, [])


def test_an_answer_that_cannot_be_written_is_written_at_the_next_try(
    office: Office, sun: Laptop
) -> None:
    words = ("device", "certify", request_of(sun), "--role", "inspector", *BUREAU)
    blocked = sun.root / "blocked"
    blocked.write_text("a file, no folder", "utf-8")
    status, codes = office.refused(*words, "--out", blocked)
    assert (status, codes) == (5, ["store.readonly"])
    assert certify(office, request_of(sun), "--role", "inspector").json[0]["recorded"] == []


def test_words_that_no_request_holds_leave_no_key(tmp_path: Path, sun: Laptop) -> None:
    folder = Office(tmp_path)
    for name in ("", "孙\n丽", "孙" * 101):
        words = ("device", "new", "x", "--person", "x_1", "--name", name)
        assert folder.refused(*words) == (2, ["usage"])
    assert not (tmp_path / "x/.ducha").exists()
    assert sun.refused("device", "request", "--person", "qianwei") == (2, ["usage"])
    assert sun.refused("device", "request", "--school", "第三小学") == (2, ["usage"])


def test_the_clock_of_a_request_is_the_laptop_s_and_only_a_claim(sun: Laptop) -> None:
    assert json.loads(request_of(sun).read_bytes())["at"] == NOW
