"""A new laptop joins over the network, from an empty folder to the first act; and every way in which it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from inspections.check_code import check_code
from inspections.ids import DISTRICT, PersonId
from inspections.laptop import sync_line
from inspections.laptop.actor import root_recorder
from inspections.laptop.certify import certificate_act
from inspections.laptop.sync_line import Line
from inspections.laptop.workspace import LEDGER, Workspace
from inspections.vocabulary import Role
from tests.inspections.laptop.office import NOW, Office
from tests.stories.joining_office import Bureau, asks, bureau, empty, key_of, process
from tests.stories.lines import Cutting, saying, serving
from tests.stories.together import Laptop
from tests.sync_server.serving import Hall


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with patch.object(sync_line, "PAUSES", (0.0,)):
        yield


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau(Hall(tmp_path_factory.mktemp("office"))) as found:
        yield found


def joined(office: Bureau, folder: Path, who: str) -> Laptop:
    """Let somebody join the whole way; return the laptop."""
    laptop = empty(folder, who)
    asks(laptop, office.url, office.clerk.invite(who))
    office.clerk.says(key_of(laptop))
    laptop.does("join", "--root", office.root_code)
    return laptop


def test_an_inspector_joins_by_the_real_command_and_works(office: Bureau, tmp_path: Path) -> None:
    laptop = empty(tmp_path / "new", "wangmin")
    code = office.clerk.invite("王敏")
    first = process(laptop, "join", office.url, code, "--computer", "督查-9")
    key = key_of(laptop)
    assert (first.returncode, check_code(key) in first.stdout) == (5, True)
    assert office.clerk.sees(key)
    assert "督查-9" in office.clerk.browser.text
    assert office.clerk.says(key) == 200
    second = process(laptop, "join", "--root", office.root_code)
    assert second.returncode == 0, second.stderr
    assert {e.id for e in office.hall.office.events()} <= {e.id for e in laptop.events()}
    assert not (laptop.root / ".ducha/join.json").exists()
    issue = laptop.issues()[0]["id"]
    laptop.does("issue", "comment", issue, "--text", "到校看过")
    assert laptop.does("--json", "sync").json["sent"] == {"yl3x": 1}
    assert laptop.does("doctor").status == 0


def test_a_school_joins_and_holds_its_own_school_only(office: Bureau, tmp_path: Path) -> None:
    laptop = joined(office, tmp_path / "school", "wulaoshi")
    docs = laptop.workspace().documents()
    assert set(docs) <= {DISTRICT, "yl5x"}
    assert laptop.refused("issue", "list", "--school", "yl3x")[0] == 0
    assert laptop.does("--json", "issue", "list").json == []


def test_until_the_bureau_says_yes_there_is_no_ledger_and_the_command_says_what_to_do(
    office: Bureau,
    tmp_path: Path,
) -> None:
    laptop = empty(tmp_path / "new")
    said = asks(laptop, office.url, office.clerk.invite("liqiang"), "--root", office.root_code)
    assert (said.codes, said.json["standing"]) == (["join.waiting"], "waiting")
    assert said.json["code"] == check_code(key_of(laptop))
    assert said.json["root_code"] == office.root_code
    assert not (laptop.root / LEDGER).exists()
    assert laptop.refused("new", "yl5x", "small") == (2, ["workspace.missing"])
    assert "ducha join" in laptop.ducha("issue", "list").err
    assert asks(laptop).json["compared"] is True


def test_with_wait_it_asks_until_the_bureau_has_said_yes(office: Bureau, tmp_path: Path) -> None:
    from inspections.laptop.commands import join

    laptop, verdicts = empty(tmp_path / "new"), []

    def clerk(_: float) -> None:
        verdicts.append(office.clerk.says(key_of(laptop)))

    code = office.clerk.invite("liqiang")
    with patch.object(join.time, "sleep", clerk):
        said = asks(laptop, office.url, code, "--wait", "--root", office.root_code, status=0)
    assert (verdicts, said.json["standing"]) == ([200], "joined")


def test_while_it_waits_a_line_that_fails_is_told_and_asked_again(
    office: Bureau, tmp_path: Path
) -> None:
    from inspections.laptop.commands import join

    laptop, code, slept = empty(tmp_path / "new"), office.clerk.invite("liqiang"), list[float]()
    with Cutting(office.url) as line:

        def passing(seconds: float) -> None:
            if seconds:  # not the pause of the line itself
                slept.append(seconds)
                line.pieces = 0 if len(slept) == 1 else 1 << 30
                if len(slept) == 2:
                    office.clerk.says(key_of(laptop))

        with patch.object(join.time, "sleep", passing):
            said = asks(laptop, line.url, code, "--wait", "--root", office.root_code, status=0)
    assert (said.codes, slept) == (["server.unreachable"], [1.0, 2.0])
    assert said.json["standing"] == "joined"


def test_two_devices_with_one_code_get_it_in_turn_and_the_second_not_at_all(
    office: Bureau, tmp_path: Path
) -> None:
    one, two = empty(tmp_path / "one"), empty(tmp_path / "two")
    code = office.clerk.invite("liqiang")
    asks(one, office.url, code)
    assert asks(two, office.url, code, status=3).codes == ["server.refused"]
    assert not list(two.root.iterdir())
    office.clerk.says(key_of(one))
    one.does("join", "--root", office.root_code)


def test_two_devices_that_have_both_seen_the_code_free_race_for_it(
    office: Bureau, tmp_path: Path
) -> None:
    from inspections.laptop import join_state

    one, two = empty(tmp_path / "one"), empty(tmp_path / "two")
    code = office.clerk.invite("liqiang")
    asking = join_state.Asking(url=office.url, code=code, person="liqiang", name="李强")
    for laptop in (one, two):
        join_state.keep(laptop.root, asking)
    assert asks(one).codes == ["join.waiting"]
    assert asks(two, status=3).codes == ["server.refused"]


def test_an_invitation_that_is_over_lets_nobody_ask(office: Bureau, tmp_path: Path) -> None:
    laptop, code = empty(tmp_path / "new"), office.clerk.invite("liqiang")
    with serving(office.hall.server, "2026-03-05T09:00:01+08:00") as url:
        assert asks(laptop, url, code, status=3).codes == ["server.refused"]
    assert not list(laptop.root.iterdir())


@pytest.mark.parametrize("text", ["", "{", '{"url":"http://127.0.0.1:9"}'])
def test_a_laptop_whose_notes_are_lost_goes_on_with_address_and_code(
    office: Bureau, tmp_path: Path, text: str
) -> None:
    laptop, code = empty(tmp_path / "new"), office.clerk.invite("liqiang")
    asks(laptop, office.url, code)
    (laptop.root / ".ducha/join.json").write_text(text, "utf-8")
    assert asks(laptop, status=2).codes == ["usage"]
    assert asks(laptop, office.url, code).codes == ["join.waiting"]


def test_a_device_that_was_denied_is_told_and_joins_with_a_new_code(
    office: Bureau, tmp_path: Path
) -> None:
    laptop = empty(tmp_path / "new")
    asks(laptop, office.url, office.clerk.invite("liqiang"))
    office.clerk.says(key_of(laptop), "deny")
    assert asks(laptop, status=3).codes == ["join.denied"]
    asks(laptop, office.url, office.clerk.invite("liqiang"))
    office.clerk.says(key_of(laptop))
    laptop.does("join", "--root", office.root_code)


def test_a_wrong_code_an_address_of_something_else_and_no_network_are_told_apart(
    office: Bureau,
    tmp_path: Path,
) -> None:
    laptop = empty(tmp_path / "new")
    assert asks(laptop, office.url, "AAAA-AAAA-AAAA-AAAA", status=3).codes == ["server.refused"]
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as other:
        assert asks(laptop, other, "AAAA-AAAA", status=1).codes == ["server.answer"]
    assert asks(laptop, "http://127.0.0.1:9", "AAAA", status=5).codes == ["server.unreachable"]
    assert asks(laptop, "ftp://x", "AAAA", status=2).codes == ["server.address"]
    assert asks(laptop, status=2).codes == asks(laptop, office.url, status=2).codes == ["usage"]
    assert not list(laptop.root.iterdir())


def test_a_district_whose_code_was_not_the_one_read_out_is_not_joined(
    office: Bureau, tmp_path: Path
) -> None:
    laptop = empty(tmp_path / "new")
    code, false = office.clerk.invite("liqiang"), check_code("a" * 64)
    assert asks(laptop, office.url, code, "--root", false, status=3).codes == ["device.root"]
    office.clerk.says(key_of(laptop))
    assert asks(laptop, "--root", false, status=3).codes == ["device.root"]
    assert asks(laptop, status=2).codes == ["usage"]
    assert not (laptop.root / LEDGER).exists()
    assert office.root_code not in laptop.ducha("join").err
    laptop.does("join", "--root", office.root_code.lower())


def test_a_server_that_sends_another_district_than_the_one_compared_is_not_believed(
    office: Bureau, tmp_path: Path
) -> None:
    laptop = empty(tmp_path / "new")
    asks(laptop, office.url, office.clerk.invite("liqiang"), "--root", office.root_code)
    office.clerk.says(key_of(laptop))
    false = certifying(tmp_path, key_of(laptop))
    lie = {"district": false.district.root_key, "update": false.store.load(DISTRICT).encode()}
    honest = Line.join
    with patch.object(Line, "join", lambda line, ask: replace(honest(line, ask), **lie)):
        assert asks(laptop, status=3).codes == ["device.unknown"]
    assert not (laptop.root / LEDGER).exists()
    assert not (laptop.root / "people.csv").exists()
    false.close()
    asks(laptop, status=0)


def certifying(folder: Path, key: str) -> Workspace:
    """Return another district, whose root key certifies a laptop's key for 李强, as anybody could."""
    Office(folder).does("init", "far", "--name", "远处", "--person", "x_1", "--person-name", "某")
    workspace = Office(folder / "far").workspace()
    root = root_recorder(workspace, PersonId("x_1"))[0]
    root.record([certificate_act(workspace, PersonId("liqiang"), key, [Role.INSPECTOR])])
    workspace.forget()
    return workspace


def test_a_folder_with_other_things_in_it_is_left_as_it_was(office: Bureau, tmp_path: Path) -> None:
    laptop = empty(tmp_path / "full")
    (laptop.root / "旅行.txt").write_text("x", "utf-8")
    code = office.clerk.invite("liqiang")
    assert asks(laptop, office.url, code, status=2).codes == ["workspace.missing"]
    assert [p.name for p in laptop.root.iterdir()] == ["旅行.txt"]
    asks(Laptop(laptop.root / "sub", who="liqiang"), office.url, code)


def test_a_laptop_that_has_joined_asks_nobody_again(office: Bureau, tmp_path: Path) -> None:
    laptop = joined(office, tmp_path / "new", "liqiang")
    before = laptop.bytes_of(DISTRICT)
    code = office.clerk.invite("liqiang")
    for words in ((), (office.url, code)):
        assert asks(laptop, *words, status=2).codes == ["workspace.exists"]
    assert laptop.bytes_of(DISTRICT) == before
    office.clerk.browser.open("/office/devices")
    assert "李强" in office.clerk.browser.text  # still invited, the code is not used


def test_a_folder_prepared_for_joining_by_files_can_join_over_the_network(
    office: Bureau, tmp_path: Path
) -> None:
    Office(tmp_path).does("device", "new", "w2", "--person", "liqiang", "--name", "李强")
    laptop = Laptop(tmp_path / "w2", who="liqiang")
    key = key_of(laptop)
    asks(laptop, office.url, office.clerk.invite("liqiang"))
    assert key_of(laptop) == key
    office.clerk.says(key)
    laptop.does("join", "--root", office.root_code)


def test_a_key_with_a_passphrase_joins_too(office: Bureau, tmp_path: Path) -> None:
    Office(tmp_path).does("device", "new", "w2", "--person", "liqiang", "--name", "李强")
    laptop = Laptop(tmp_path / "w2", who="liqiang")
    words = {"DUCHA_NEW_PASSPHRASE": "一个很长的口令吧"}
    assert laptop.ducha("device", "passphrase", "--as", "liqiang", **words).status == 0
    code, given = office.clerk.invite("liqiang"), {"DUCHA_PASSPHRASE": "一个很长的口令吧"}
    assert laptop.ducha("join", office.url, code, **given).status == 5
    office.clerk.says(key_of(laptop))
    assert laptop.ducha("--json", "join", "--root", office.root_code).codes == ["key.passphrase"]
    assert laptop.ducha("join", "--root", office.root_code, **given).status == 0


def test_names_that_a_false_server_sends_paint_nothing_on_the_terminal(tmp_path: Path) -> None:
    told = {"protocol": 1, "district": "a" * 64, "name": "云岭\x1b[2K\r区", "person": "liqiang", "called": "李强", "standing": "waiting"}  # fmt: skip
    body = json.dumps(told).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)  # fmt: skip
    laptop = Laptop(tmp_path / "new", who="liqiang")
    with saying(answer) as url:
        said = laptop.ducha("join", url, "AAAA", now=NOW)
    assert said.status == 5
    assert not {"\x1b", "\r"} & set(said.out + said.err)


@pytest.mark.parametrize("person", ["../root", "root", "registrar", "CON", ""])
def test_a_person_that_no_key_may_be_called_is_not_taken_from_a_server(
    tmp_path: Path, person: str
) -> None:
    told = {"protocol": 1, "district": "a" * 64, "name": "x", "person": person, "called": "李强", "standing": "invited"}  # fmt: skip
    body = json.dumps(told).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)  # fmt: skip
    laptop = Laptop(tmp_path / "new", who="liqiang")
    with saying(answer) as url:
        assert laptop.ducha("join", url, "AAAA").status in (1, 2)
    assert not list(tmp_path.rglob("*.key"))
