"""A school in its browser: what it is shown, what it does, what is refused; and what then stands in the ledger."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from inspections.admission import Register
from inspections.blocks import encode_update
from inspections.door import sort
from inspections.events import Event
from inspections.ledger import Ledger
from inspections.vocabulary import Role
from sync_server import accounts
from sync_server.access import DeniedError
from sync_server.account_acts import Wish, record
from sync_server.blob_files import BlobFiles
from tests.sync_server.browsing import Browser, House, a_house
from tests.sync_server.serving import held, receipts, revoke_server


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def acts(house: House, *kinds: str) -> list[Event]:
    """What accounts recorded, the oldest first."""
    found = [e for e in held(house.service).values() if e.account and (not kinds or e.kind in kinds)]  # fmt: skip
    return sorted(found, key=lambda e: e.seq)


def a_picture(name: str = "后.jpg") -> tuple[str, bytes, str]:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Camera of somebody"
    Image.new("RGB", (60, 40), "white").save(out, "JPEG", exif=exif)
    return name, out.getvalue(), "image/jpeg"


def at_form(house: House, kind: str, who: str = "yl3x") -> tuple[Browser, str]:
    """A browser with the form of an act open, and its address."""
    browser, path = house.browser(who), house.path(kind)
    browser.open(path)
    assert browser.last.status_code == 200
    return browser, path


def test_a_school_answers_and_sees_the_servers_receipt_with_its_time(house: House):
    house.notify()
    browser, path = at_form(house, "submitted")
    said = browser.send(
        path,
        files=[("photos_after", a_picture()), ("files", ("登记本.pdf", b"%PDF-1.4 x", ""))],
        measures="补上了三月的值班记录\r\n以后每天交接",
        person="周老师",
        done_on="2026-03-02",
    )
    assert said.status_code == 200
    assert "2026-03-02 09:00 收到，回执第" in browser.text
    (event,) = acts(house)
    assert (event.kind, event.account, event.by, event.role) == ("submitted", "yl3x", "yl3x", Role.SCHOOL)  # fmt: skip
    assert event.from_ == "notified"
    assert event.body["measures"] == "补上了三月的值班记录\n以后每天交接"
    photo = event.body["photos_after"][0]
    assert BlobFiles(house.service.folder).path(photo["sha256"]).read_bytes() == a_picture()[1]
    assert event.id in receipts(house.service)[-1].body["ids"]


def test_a_laptop_takes_what_the_school_did_in_its_browser(house: House):
    house.notify()
    browser, path = at_form(house, "acknowledged")
    browser.send(path, name="周老师")
    (event,) = acts(house)
    workspace = house.hall.office.workspace()
    ledger = Ledger(event.doc)
    with house.service.database.reading() as connection, house.service.documents.opened(connection, event.doc) as one:  # fmt: skip
        blocks = list(one.ledger.blocks())
    register = Register(event.doc, (), workspace.district.authority, delivered=blocks)
    found = sort(ledger, blocks, register)
    assert event.id in {block.id for block in found.accepted}
    assert not found.turned_away
    assert not found.waiting


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("acknowledged", {"name": "周老师"}),
        (
            "planned",
            {"measures": "先补后改", "person": "周老师", "by": "2026-03-04"},
        ),
        ("progressed", {"done": "一半", "remaining": "另一半"}),
        ("extension_requested", {"due": "2026-03-20", "reason": "配件未到"}),
        ("objected", {"about": "fact", "text": "当天有记录"}),
        ("commented", {"text": "收到"}),
    ],
)
def test_every_act_that_needs_no_file_is_one_form(house: House, kind: str, typed: dict[str, str]):
    house.notify()
    browser, path = at_form(house, kind)
    assert browser.send(path, **typed).status_code == 200
    (event,) = acts(house)
    assert event.kind == kind
    assert typed.items() <= dict(event.body).items()


def test_a_form_that_is_sent_twice_is_recorded_once(house: House):
    house.notify()
    browser, path = at_form(house, "commented")
    carried = browser.hidden()
    for _ in range(2):
        assert browser.client.post(path, data={**carried, "text": "收到"}).status_code == 200
    assert len(acts(house)) == 1


def test_the_same_words_from_a_new_page_are_recorded_again(house: House):
    house.notify()
    for _ in range(2):
        browser, path = at_form(house, "commented")
        browser.send(path, text="又没有收到回信")
    assert len(acts(house)) == 2


def test_what_the_page_showed_is_what_was_seen(house: House):
    house.notify()
    browser, path = at_form(house, "commented")
    shown = set(browser.hidden()["seen"])
    house.bureau_does("issue", "comment", house.issue, "--text", "请尽快")
    browser.send(path, text="好的")
    (event,) = acts(house)
    assert event.seen == shown


def test_an_act_upon_a_page_that_others_have_overtaken_is_not_recorded_and_says_so(house: House):
    house.notify()
    browser, path = at_form(house, "submitted")
    house.bureau_does("issue", "withdraw", house.issue, "--cause", "other", "--reason", "误发")
    assert browser.send(path, measures="改好了").status_code == 409
    assert acts(house) == []
    assert "别人办理了这个问题" in browser.text


@pytest.mark.parametrize("seen", [["f" * 64], ["x"], []])
def test_a_page_that_nobody_was_shown_is_no_ground_for_an_act(house: House, seen: list[str]):
    house.notify()
    browser, path = at_form(house, "commented")
    carried = {**browser.hidden(), "seen": seen}
    assert browser.client.post(path, data={**carried, "text": "好"}).status_code == 409
    assert acts(house) == []


def test_what_is_missing_or_wrong_is_told_at_its_field_and_what_was_typed_stays(house: House):
    house.notify()
    browser, path = at_form(house, "planned")
    said = browser.send(path, measures="先补<b>后改", person="", by="下周")
    assert said.status_code == 422
    assert said.text.count('aria-invalid="true"') == 2
    assert "先补&lt;b&gt;后改" in said.text
    assert acts(house) == []
    browser.send(path, measures="先补后改", person="周老师", by="2026-03-04")
    assert len(acts(house)) == 1


@pytest.mark.parametrize(
    ("field", "name", "data"),
    [
        ("photos_after", "后.jpg", b"no picture at all"),
        ("photos_after", "后.jpg", b""),
        ("photos_after", "后.pdf", b"%PDF-1.4"),
        ("photos_after", "后.svg", b"<svg onload=alert(1)>"),
        ("files", "setup.exe", b"MZ"),
        ("files", "page.html", b"<script>"),
        ("files", "noname", b"x"),
    ],
)
def test_a_file_that_is_no_picture_or_paper_is_refused_and_nothing_is_recorded(
    house: House, field: str, name: str, data: bytes
):
    house.notify()
    browser, path = at_form(house, "submitted")
    said = browser.send(path, files=[(field, (name, data, "image/jpeg"))], measures="改好了")
    assert said.status_code == 422
    assert acts(house) == []


def test_a_photo_is_shown_without_what_the_camera_wrote_into_it(house: House):
    house.notify()
    browser, path = at_form(house, "submitted")
    browser.send(path, files=[("photos_after", a_picture())], measures="改好了")
    (event,) = acts(house)
    digest = event.body["photos_after"][0]["sha256"]
    said = browser.open(house.path(f"files/{digest}"))
    assert said.headers["content-type"] == "image/jpeg"
    assert b"Camera of somebody" not in said.content
    assert Image.open(io.BytesIO(said.content)).size == (60, 40)


def test_a_file_is_found_at_the_issue_that_names_it_only(house: House):
    house.notify()
    browser, path = at_form(house, "submitted")
    browser.send(path, files=[("photos_after", a_picture())], measures="改好了")
    digest = acts(house)[0].body["photos_after"][0]["sha256"]
    other = house.hall.office.issues()[1]["id"]
    assert browser.open(house.path(f"files/{digest}")).status_code == 200
    assert browser.open(house.path(f"files/{digest}", other)).status_code == 404


def test_a_paper_is_saved_and_never_opened_in_the_page(house: House):
    house.notify()
    browser, path = at_form(house, "evidence_added")
    browser.send(path, files=[("files", ("说明.pdf", b"%PDF-1.4 x", "text/html"))], note="附上")
    (event,) = acts(house)
    said = browser.open(house.path(f"files/{event.body['files'][0]['sha256']}"))
    assert said.headers["content-type"] == "application/octet-stream"
    assert said.headers["content-disposition"].startswith("attachment;")


def test_another_schools_account_finds_neither_the_issue_nor_its_files_nor_its_forms(house: House):
    house.notify()
    browser, path = at_form(house, "submitted")
    browser.send(path, files=[("photos_after", a_picture())], measures="改好了")
    digest = acts(house)[0].body["photos_after"][0]["sha256"]
    other = house.browser("yl5x")
    own = f"/my/schools/yl5x/issues/{house.issue}"
    for way in ("/my/schools/yl3x", house.path(), house.path("commented"), house.path(f"files/{digest}"), own, f"{own}/files/{digest}"):  # fmt: skip
        assert other.open(way).status_code == 404, way
    other.open("/password")
    token = other.hidden()["csrf"]
    seen = sorted(held(house.service))[:1]
    for way in (house.path("commented"), f"{own}/commented"):
        said = other.client.post(way, data={"csrf": token, "seen": seen, "text": "混进来"})
        assert said.status_code == 404, way
    assert len(acts(house)) == 1


def test_the_act_itself_asks_again_whose_school_it_is(house: House):
    house.notify()
    browser, _ = at_form(house, "commented")
    wish = Wish(
        school="yl3x", issue=house.issue, kind="commented", given={"text": "混进来"},
        seen=frozenset(browser.hidden()["seen"]),
    )  # fmt: skip
    with house.service.database.reading() as connection:
        other = accounts.get(connection, "yl5x")
    with pytest.raises(DeniedError):
        record(house.service, other, wish)
    assert acts(house) == []


@pytest.mark.parametrize("kind", ["closed", "passed", "withdrawn", "raised", "evidence_struck", "sealed", "x"])  # fmt: skip
def test_no_address_leads_a_school_to_an_act_that_its_pages_do_not_offer(house: House, kind: str):
    house.notify()
    browser, _ = at_form(house, "commented")
    carried = browser.hidden()
    assert browser.client.get(house.path(kind)).status_code == 404
    assert browser.client.post(house.path(kind), data={**carried, "conclusion": "好", "text": "好"}).status_code == 404  # fmt: skip
    assert acts(house) == []


def test_what_the_status_does_not_allow_is_not_offered_and_not_recorded(house: House):
    browser = house.browser("yl3x")
    browser.open(house.path())  # found by an inspector, not yet notified
    assert house.path("submitted") not in browser.text
    browser.open(house.path("commented"))
    carried = browser.hidden()
    said = browser.client.post(house.path("submitted"), data={**carried, "measures": "改好了"})
    assert said.status_code == 409
    assert acts(house) == []


def test_the_readers_of_a_school_find_no_form(house: House):
    house.notify()
    for who in ("wangmin", "zhaolei", "yanghui"):
        browser = house.browser(who)
        assert browser.open(house.path()).status_code == 200
        assert house.path("commented") not in browser.text
        assert browser.open(house.path("commented")).status_code == 403


def test_the_receipts_of_an_account_are_listed_the_newest_first(house: House):
    house.notify()
    for text in ("一", "二"):
        browser, path = at_form(house, "commented")
        browser.send(path, text=text)
    browser.open("/my/schools/yl3x/receipts")
    assert browser.text.count("回执第") == 2


def test_many_schools_acts_at_once_are_all_recorded_each_in_its_place(house: House):
    house.notify()
    forms = [at_form(house, "commented") for _ in range(6)]
    carried = [browser.hidden() for browser, _ in forms]

    def send(n: int) -> int:
        browser, path = forms[n]
        return browser.client.post(path, data={**carried[n], "text": f"第{n}条"}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, range(6))) == {200}
    events = acts(house)
    assert sorted(e.body["text"] for e in events) == [f"第{n}条" for n in range(6)]
    named = [i for receipt in receipts(house.service) for i in receipt.body["ids"]]
    assert all(named.count(event.id) == 1 for event in events)


def test_a_server_without_a_certificate_records_nothing_for_anybody(house: House):
    house.notify()
    browser, path = at_form(house, "commented")
    revoke_server(house.hall, house.service)
    assert browser.send(path, text="好").status_code == 409
    assert acts(house) == []


def test_what_was_handed_in_stands_in_the_servers_log(house: House):
    house.notify()
    browser, path = at_form(house, "commented")
    browser.send(path, text="这句话不进日志")
    bureau = house.browser("yanghui")
    bureau.open("/office/log")
    assert "登记到台账" in bureau.text
    assert "这句话不进日志" not in bureau.text


def test_the_update_that_holds_an_act_is_as_every_other(house: House):
    house.notify()
    browser, path = at_form(house, "commented")
    browser.send(path, text="好")
    with house.service.database.reading() as connection, house.service.documents.opened(connection, acts(house)[0].doc) as one:  # fmt: skip
        update = encode_update(list(one.ledger.blocks()))
    fresh = Ledger(acts(house)[0].doc)
    fresh.apply(update)
    assert len(fresh) == len(one.ledger)
