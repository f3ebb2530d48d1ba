"""Private answers: salted blobs here, hashes in the ledger, sealed on the way, gone everywhere once erased."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.ids import sha256_hex
from tests.inspections.laptop.office import RECORD, Office, photo
from tests.stories.enrolled import key_of
from tests.stories.together import Laptop, laptop

SECRET = "二（3）班阿依古丽，水痘，已居家"
OTHER = "二（3）班阿依古丽与六（1）班赵某，水痘"
SIBLING = RECORD.replace(".yml", ".private.yml")
ID = "yl3x-2026-03-02-small-t1"


class Person(Laptop):
    """A laptop with the key of its own person alone, as they really are."""

    @property
    def sibling(self) -> str:
        return (self.root / SIBLING).read_text("utf-8")

    def tell(self, answer: str, photos: str = "") -> None:
        """Type a private answer into the sibling, as a person does in an editor."""
        long = f"\n    value: {answer}\n    photos: [{photos}]" if photos else f" {answer}"
        text, found = re.subn(r"(?m)^  sick:.*(\n    .*)*$", f"  sick:{long}", self.sibling)
        assert found == 1, text
        self.write(text, SIBLING)

    def private(self) -> list[tuple[int, int]]:
        """Of each event that speaks of private answers: how many it names, how many it replaces."""
        bodies = [e.body for e in self.events() if "private" in e.body or "replaces" in e.body]
        return [(len(b.get("private", ())), len(b.get("replaces", ()))) for b in bodies]

    def blobs(self) -> list[str]:
        return sorted(p.name for p in (self.root / "ledger" / "private").glob("??/*"))

    def where(self, secret: str | bytes) -> set[str]:
        """The files of this laptop that hold the secret, by their first two folders."""
        data = secret if isinstance(secret, bytes) else secret.encode()
        return {
            "/".join(path.relative_to(self.root).parts[:2])
            for path in self.root.rglob("*")
            if path.is_file() and holds(path, data)
        }


def holds(path: Path, secret: bytes) -> bool:
    """Whether a file, or an entry of a zip, holds the bytes, plain or as JSON escapes them."""
    forms = (
        {secret, json.dumps(secret.decode()).strip('"').encode()}
        if secret[:1] != b"\xff"
        else {secret}
    )
    datas: Iterator[bytes] = iter([path.read_bytes()])
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as bundle:
            datas = iter([bundle.read(name) for name in bundle.namelist()])
            return any(form in data for data in datas for form in forms)
    return any(form in data for data in datas for form in forms)


def person(office: Office, name: str, who: str) -> Person:
    made = laptop(office, name, who)
    for key in (made.root / ".ducha" / "keys").glob("*.key"):
        if key.stem != who:
            key.unlink()
    return Person(made.root, who=who, now=made.now)


@pytest.fixture
def wang(office: Office) -> Person:
    """王敏, an inspector of this inspection, who has begun it and typed the secret."""
    one = person(office, "wang", "wangmin")
    one.begin()
    one.tell(SECRET)
    return one


@pytest.fixture
def yang(office: Office) -> Person:
    """杨慧 of the bureau."""
    return person(office, "yang", "yanghui")


@pytest.fixture
def li(office: Office) -> Person:
    """李强, an inspector of another school."""
    return person(office, "li", "liqiang")


def test_an_event_names_a_private_answer_by_a_salted_hash_and_nothing_more(wang: Person) -> None:
    wang.export()
    [blob] = wang.blobs()
    [named] = [e.body["private"] for e in wang.events() if "private" in e.body]
    assert named == [{"sha256": blob, "bytes": 256}]
    assert wang.where("sick") == {
        "ledger/private",
        "inspections/yl3x",
        "checklists/small.yml",
        ".ducha/schemas",
    }
    assert sha256_hex(SECRET.encode()) not in str([e.body for e in wang.events()])
    assert wang.where(SECRET) == {"ledger/private", "inspections/yl3x"}


def test_an_answer_that_did_not_change_is_recorded_once(wang: Person) -> None:
    wang.export()
    wang.export()
    assert len(wang.private()) == 1


def test_the_same_answer_twice_has_two_hashes(wang: Person, office: Office) -> None:
    zhao = person(office, "zhao", "zhaolei")
    zhao.begin()
    zhao.tell(SECRET)
    wang.export()
    zhao.export()
    assert wang.blobs() != zhao.blobs()


def test_taking_an_answer_out_is_recorded(wang: Person) -> None:
    wang.export()
    wang.tell("")
    wang.export()
    assert wang.private() == [(1, 0), (0, 1)]
    assert wang.sibling.rstrip().endswith("sick:")


def test_the_blobs_are_for_their_owner_only(wang: Person) -> None:
    wang.export()
    kept = list((wang.root / "ledger" / "private").rglob("*"))
    assert {oct(p.stat().st_mode & 0o777) for p in kept if p.is_file()} == {"0o600"}
    assert {oct(p.stat().st_mode & 0o777) for p in kept if p.is_dir()} == {"0o700"}


def test_a_plain_bundle_has_no_byte_of_it(wang: Person, yang: Person) -> None:
    said = yang.take(wang.export())
    assert yang.where(SECRET) == set()
    assert yang.blobs() == []
    assert "不公开" not in said.out
    assert not any(
        name.startswith("private/") for name in zipfile.ZipFile(wang.root / "out.ducha").namelist()
    )


def test_who_has_not_got_it_is_told_that_it_is_there(wang: Person, yang: Person) -> None:
    yang.take(wang.export())
    assert "# ※ 本机没有：王敏填的不公开的答案 1 份（2026-03-02）" in yang.sibling


def test_sealed_for_the_bureau_it_arrives_there_and_stands_in_the_sibling(
    wang: Person, yang: Person
) -> None:
    bundle = wang.export("out.ducha", "--private-for", "杨慧")
    assert not holds(bundle, SECRET.encode())
    said = yang.take(bundle)
    assert f"  sick: {SECRET}\n" in yang.sibling
    assert "※" not in yang.sibling
    assert SECRET not in said.out + said.err


def test_who_may_not_hold_it_gets_nothing_sealed_and_this_is_said(
    office: Office, wang: Person, li: Person
) -> None:
    words = ("bundle", "export", "out.ducha", "--private-for", "李强", "--private-for", "yanghui")
    said = wang.does_as(*words).out
    assert ("李强：没有" in said, "杨慧：没有" in said) == (True, False)
    bundle = wang.root / "out.ducha"
    devices = {n.split("/")[1] for n in zipfile.ZipFile(bundle).namelist() if n[:8] == "private/"}
    assert devices == {key_of(office, "yanghui")}
    li.take(bundle)
    assert li.blobs() == []


def test_sealed_for_somebody_else_it_is_left_and_told_in_one_line(wang: Person, li: Person) -> None:
    said = li.take(wang.export("out.ducha", "--private-for", "yanghui"))
    assert li.blobs() == []
    assert said.out.count("没有收") == 1


def test_one_who_may_not_hold_it_keeps_nothing_even_when_it_is_sealed_for_him(
    wang: Person, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspections.laptop import private_travel

    with monkeypatch.context() as hostile:
        hostile.setattr(private_travel, "may_hold", lambda *_: True)
        bundle = wang.export("out.ducha", "--private-for", "李强")
    assert any(name.startswith("private/") for name in zipfile.ZipFile(bundle).namelist())
    li.take(bundle)
    assert li.blobs() == []


def test_a_person_whose_device_was_revoked_gets_nothing(office: Office) -> None:
    office.does("device", "revoke", "yanghui", "--reason", "丢了", "--as", "chenjing")
    one = person(office, "wang", "wangmin")
    one.begin()
    one.tell(SECRET)
    words = ("bundle", "export", "x.ducha", "--private-for", "杨慧", "--as", "wangmin")
    assert one.refused(*words) == (3, ["certificate.missing"])
    assert not (one.root / "x.ducha").exists()


def test_answers_that_differ_stand_in_the_sibling_until_one_is_decided(
    wang: Person, yang: Person
) -> None:
    yang.begin()
    yang.tell(OTHER)
    yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
    assert "conflict:" in yang.sibling
    assert SECRET in yang.sibling
    assert OTHER in yang.sibling
    assert yang.ducha("--json", "check", now=yang.now).json["problems"][0]["code"] == "conflict"
    told = yang.does_as("conflicts")
    assert SECRET not in told.out + told.err
    said = yang.does_as("decide", RECORD, "sick", OTHER, "--reason", "问过家长")
    assert "理由没有记下" in said.out
    assert yang.sibling.count("sick") == 1
    yang.export("back.ducha", "--private-for", "wangmin")
    wang.take(yang.root / "back.ducha")
    assert f"  sick: {OTHER}\n" in wang.sibling


def test_what_is_typed_without_holding_the_other_answer_never_replaces_it(
    wang: Person, yang: Person
) -> None:
    yang.take(wang.export())
    yang.tell(OTHER)
    wang.take(yang.export("back.ducha", "--private-for", "wangmin"))
    assert "conflict:" in wang.sibling
    assert SECRET in wang.sibling


def test_a_sibling_that_is_gone_takes_nothing_out(wang: Person) -> None:
    wang.export()
    (wang.root / SIBLING).unlink()
    wang.export()
    assert f"  sick: {SECRET}\n" in wang.sibling
    assert len(wang.private()) == 1


def test_a_private_photo_travels_sealed_and_lies_beside_the_record(
    wang: Person, yang: Person
) -> None:
    taken = photo((wang.root / RECORD).with_suffix("") / "病历.jpg", (1, 2, 3)).read_bytes()
    wang.tell(SECRET, "病历.jpg")
    bundle = wang.export("out.ducha", "--private-for", "yanghui")
    assert not any(
        taken in zipfile.ZipFile(bundle).read(n) for n in zipfile.ZipFile(bundle).namelist()
    )
    assert sha256_hex(taken) not in str([e.body for e in wang.events()])
    assert "病历" not in str([e.body for e in wang.events()])
    yang.take(bundle)
    assert ((yang.root / RECORD).with_suffix(".private") / "病历.jpg").read_bytes() == taken
    assert not ((yang.root / RECORD).with_suffix("") / "病历.jpg").exists()
    assert "photos: [病历.jpg]" in yang.sibling


def erased(wang: Person, yang: Person) -> None:
    """The bureau has got it and erases it; wang gets that."""
    photo((wang.root / RECORD).with_suffix("") / "病历.jpg", (1, 2, 3))
    wang.tell(SECRET, "病历.jpg")
    yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
    yang.does_as("erase", ID, "--reason", "学期结束", "--yes")


def test_erased_it_is_in_no_file_of_the_laptop_that_erased_it(wang: Person, yang: Person) -> None:
    erased(wang, yang)
    assert yang.where(SECRET) == set()
    assert yang.blobs() == []
    assert list(yang.root.rglob("病历.jpg")) == []
    assert "# ※ 2026-03-02 由杨慧销毁，不再保存：学期结束" in yang.sibling


def test_erased_it_goes_from_the_author_s_laptop_at_the_next_import(
    wang: Person, yang: Person
) -> None:
    erased(wang, yang)
    (wang.root / "out.ducha").unlink()
    said = wang.take(yang.export("back.ducha"))
    assert wang.where(SECRET) == set()
    assert wang.blobs() == []
    assert "销毁" in said.out
    count = len(wang.events())
    wang.export()
    assert len(wang.events()) == count


def test_the_chain_of_events_stays_whole(wang: Person, yang: Person) -> None:
    erased(wang, yang)
    wang.take(yang.export("back.ducha"))
    assert wang.does_as("doctor").status == 0


def test_a_restored_backup_is_erased_again(wang: Person, yang: Person, tmp_path: Path) -> None:
    wang.export()
    shutil.copytree(wang.root, tmp_path / "backup")
    erased(wang, yang)
    shutil.rmtree(wang.root)
    shutil.copytree(tmp_path / "backup", wang.root)
    assert wang.where(SECRET) == {"ledger/private", "inspections/yl3x"}
    wang.take(yang.export("back.ducha"))
    assert (wang.blobs(), wang.where(SECRET)) == ([], set())


@pytest.mark.parametrize("command", [("bundle", "export", "x.ducha"), ("doctor",)])
def test_blobs_put_back_from_a_backup_go_at_the_next_command(
    wang: Person, yang: Person, tmp_path: Path, command: tuple[str, ...]
) -> None:
    wang.export()
    shutil.copytree(wang.root / "ledger" / "private", tmp_path / "kept")
    erased(wang, yang)
    wang.take(yang.export("back.ducha"))
    shutil.copytree(tmp_path / "kept", wang.root / "ledger" / "private", dirs_exist_ok=True)
    assert wang.where(SECRET) == {"ledger/private"}
    wang.does_as(*command)
    assert (wang.blobs(), wang.where(SECRET)) == ([], set())


def test_stopped_between_sibling_and_blobs_it_is_done_by_the_next_command(
    wang: Person, yang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspections.laptop.private_store import PrivateStore

    def stopped(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(PrivateStore, "delete", stopped)
        photo((wang.root / RECORD).with_suffix("") / "病历.jpg", (1, 2, 3))
        wang.tell(SECRET, "病历.jpg")
        yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
        assert yang.ducha("erase", ID, "--reason", "x", "--yes", "--as", "yanghui").status == 5
    assert yang.where(SECRET) == {"ledger/private"}
    yang.does_as("doctor")
    assert (yang.blobs(), yang.where(SECRET)) == ([], set())
    assert yang.private() == [(2, 0)]


def test_what_was_typed_since_is_not_lost_when_the_answer_before_it_is_erased(
    wang: Person, yang: Person
) -> None:
    erased(wang, yang)
    wang.tell(OTHER)
    wang.take(yang.export("back.ducha"))
    assert wang.where(SECRET) == set()
    assert f"  sick: {OTHER}\n" in wang.sibling


def test_one_answer_can_be_erased_and_the_others_stay(wang: Person, yang: Person) -> None:
    photo((wang.root / RECORD).with_suffix("") / "病历.jpg", (1, 2, 3))
    wang.tell(SECRET, "病历.jpg")
    yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
    assert yang.does_as("erase", ID, "sick.note", "--reason", "x", "--yes").out.count("没有") == 1
    assert SECRET in yang.sibling


def test_a_late_private_answer_is_taken_by_an_amendment(wang: Person, yang: Person) -> None:
    """王敏 seals without knowing of what 杨慧 typed; her answer is late until it is taken."""
    wang.tell("")
    yang.take(wang.export("begun.ducha"))
    yang.tell(OTHER)
    bundle = yang.export("late.ducha", "--private-for", "wangmin")
    wang.fill()
    wang.tell(SECRET)
    wang.does_as("seal", RECORD)
    wang.take(bundle)
    [late] = [e for e in wang.inspection().late if "private" in e.body]
    assert "不公开的 1 处" in wang.does_as("conflicts").out
    wang.does_as("amend", RECORD, "--reason", "核对过", "--take", late.id[:8])
    assert len(wang.inspection().private) == 2
    assert OTHER in wang.sibling
    assert "conflict:" in wang.sibling


def test_a_sealed_answer_is_corrected_by_an_amendment(wang: Person) -> None:
    wang.fill()
    wang.tell(SECRET)
    wang.does_as("seal", RECORD)
    assert wang.checked() == (0, [])
    wang.tell(OTHER)
    assert wang.refused("bundle", "export", "x.ducha", "--as", "wangmin") == (4, ["sealed.edited"])
    [problem] = wang.ducha("--json", "check").json["problems"]
    assert (problem["file"], problem["code"]) == (SIBLING, "sealed.edited")
    assert OTHER not in str(problem)
    assert "不公开的答案也更正了" in wang.does_as("amend", RECORD, "--reason", "写错了").out
    assert wang.private()[-1] == (1, 1)
    assert wang.checked() == (0, [])


def test_the_file_about_a_person_is_sealed_for_the_bureau_alone_and_erased_on_its_issue(
    office: Office,
) -> None:
    issue = office.seal()["duty"]
    yang, zhao = person(office, "yang", "yanghui"), person(office, "zhao", "zhaolei")
    paper = photo(yang.root / "张某.jpg", (9, 9, 9))
    data = paper.read_bytes()
    yang.does_as("issue", "confirm", issue, "--responsible", "总务处")
    yang.does_as("issue", "escalate", issue, "--step", "talk", "--target", "person", "--person", paper, "--reason", "屡次")  # fmt: skip
    paper.unlink()
    assert yang.where(data) == {"ledger/private"}
    bundle = yang.export("p.ducha", "--private-for", "赵蕾")
    zhao.take(bundle)
    assert zhao.where(data) == set()
    yang.does_as("erase", issue[:8], "--reason", "期满", "--yes")
    assert (yang.where(data), yang.does_as("doctor").status) == (set(), 0)


def test_only_the_bureau_erases(wang: Person) -> None:
    wang.export()
    assert wang.refused("erase", ID, "--reason", "x", "--yes", "--as", "wangmin")[0] == 3
    assert len(wang.blobs()) == 1


def test_without_a_terminal_and_yes_nothing_is_erased(wang: Person, yang: Person) -> None:
    yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
    assert yang.refused("erase", ID, "--reason", "x", "--as", "yanghui")[0] == 2
    assert SECRET in yang.sibling


def test_what_is_old_is_listed_and_stays(wang: Person) -> None:
    wang.export()
    later = "2026-06-02T09:00:00+08:00"
    said = wang.ducha("--json", "erase", "--older-than", "60", now=later)
    assert [one["subject"] for one in said.json] == [ID]
    assert wang.ducha("--json", "erase", "--older-than", "100", now=later).json == []
    assert len(wang.blobs()) == 1


def test_another_blob_under_the_name_of_one_is_not_kept(
    wang: Person, yang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspections.laptop import private_travel
    from inspections.private_blobs import packed, sealed_for

    forged = packed("0f" * 32, f"i:{ID}", "sick", "编造的")
    with monkeypatch.context() as hostile:
        hostile.setattr(private_travel, "sealed_for", lambda key, _: sealed_for(key, forged))
        bundle = wang.export("out.ducha", "--private-for", "yanghui")
    yang.take(bundle)
    assert yang.blobs() == []


def test_what_was_erased_does_not_come_back_with_a_bundle_of_somebody_who_does_not_know(
    wang: Person, yang: Person
) -> None:
    erased(wang, yang)
    bundle = wang.export("again.ducha", "--private-for", "yanghui")
    words = ("--json", "bundle", "import", bundle, "--as", "yanghui")
    [told] = yang.ducha(*words, now=yang.now).json
    assert told["private"] == {"kept": 0, "left": 2, "erased": 0}


def test_stopped_before_anything_was_erased_the_answer_is_not_taken_for_a_new_one(
    wang: Person, yang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspections.laptop.commands import bundle_private

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    erased(wang, yang)
    back = yang.export("back.ducha")
    with monkeypatch.context() as patched:
        patched.setattr(bundle_private, "bring_private", stopped)
        assert wang.ducha("bundle", "import", back, "--as", "wangmin").status == 5
    count = len(wang.private())
    (wang.root / "out.ducha").unlink()
    wang.export("next.ducha")
    assert (len(wang.private()), wang.blobs(), wang.where(SECRET)) == (count, [], set())
