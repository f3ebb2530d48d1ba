"""Marked secrets in every field that the public may not see, and every byte of the public tree looked through."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import FILLED, RECORD, Office
from tests.site_builder.released import LATER, edit, publish, tree

__all__ = ["founded", "office"]

SECRETS = {
    "title as found": "密题壹", "place": "密地贰", "note": "密注叁", "requirement": "密求肆", "basis": "密据伍",
    "conclusion": "密结陆", "measures": "密施柒", "person": "密人捌", "objection": "密申玖", "comment": "密言拾",
    "request": "密延甲", "reason": "密由乙", "EXIF": "SECRETCAMERA", "file": "密照片", "told by": "密代丙",
    "plan": "密案丁", "look back": "密回戊", "correction": "密正己", "step": "密责庚",
    "inspector": "王敏", "school's person": "周老师", "phone": "13900001111", "answer": "08312345678", "private answer": "某某",
}  # fmt: skip
"""What stands for each secret: nobody writes these by chance."""


def jpeg_with_metadata(path: Path) -> None:
    """A photo as a telephone takes it: camera and place in its metadata, a comment behind them."""
    exif = Image.Exif()
    exif[0x010F] = SECRETS["EXIF"]
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (26.0, 5.0, 7.0)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (10, 120, 200)).save(
        out, "JPEG", exif=exif, comment=SECRETS["EXIF"].encode()
    )
    path.write_bytes(out.getvalue())


@pytest.fixture
def planted(office: Office) -> Office:
    """A small workspace with a secret in every field of what is published, and everything published that can be."""
    s = SECRETS
    record = FILLED.replace("place: 食堂", f"place: {s['place']}")
    record = record.replace("  duty: 不符合，两天没有签名", "\n".join((
        "  duty:", "    value: 不符合", f"    note: {s['note']}", f"    photos: [{s['file']}.jpg]", "    finding:",
        f"      title: {s['title as found']}", f"      requirement: {s['requirement']}",
    )))  # fmt: skip
    folder = (office.root / RECORD).with_suffix("")
    folder.mkdir(parents=True)
    jpeg_with_metadata(folder / f"{s['file']}.jpg")
    ids = office.seal(record)
    acts = (
        ("confirm", ids["duty"], "--basis", s["basis"], "--responsible", f"总务处/{s['person']}"),
        ("confirm", ids["gas"]),
        ("notify", ids["duty"], ids["gas"]),
        ("request-extension", ids["duty"], "--reason", s["request"], "--due", "2026-03-30", "--behalf", s["told by"], "--how", "phone"),
        ("extend", ids["duty"], "--reason", s["reason"], "--due", "2026-03-30"),
        ("plan", ids["duty"], "--measures", s["plan"], "--person", s["person"], "--by", "2026-03-20", "--behalf", s["told by"], "--how", "phone"),
        ("object", ids["duty"], "--about", "fact", "--text", s["objection"], "--behalf", s["told by"], "--how", "phone"),
        ("comment", ids["duty"], "--text", s["comment"]),
        ("correct", ids["gas"], "--field", "place", "--value", s["place"], "--reason", s["correction"]),
        ("escalate", ids["gas"], "--step", "talk", "--target", "school", "--reason", s["step"]),
        ("close", ids["exits"], "--conclusion", s["conclusion"]),
        ("look-back", ids["exits"], "--method", "on_site", "--note", s["look back"]),
    )  # fmt: skip
    for words in acts:
        office.does("issue", *words, "--as", "yanghui")
    office.does("issue", "submit", ids["duty"], "--measures", s["measures"], "--done-on", "2026-03-02", "--person", s["person"], "--behalf", s["told by"], "--how", "phone", "--as", "yanghui")  # fmt: skip
    office.does("publish", now=LATER)
    draft = (office.root / "release.yml").read_text("utf-8")
    edit(office, *((line, line.replace(": 否", ": 是")) for line in draft.splitlines() if "jpg" in line and ": 否" in line))  # fmt: skip
    publish(office, now=LATER)
    return office


def everything(folder: Path) -> bytes:
    return b"".join(name.encode() + b"\n" + data for name, data in tree(folder).items())


def test_no_byte_of_the_public_tree_holds_a_secret(planted: Office) -> None:
    held = everything(planted.root / "site/public")
    assert [what for what, secret in SECRETS.items() if secret.encode() in held] == []


def test_the_secrets_do_stand_in_the_bureaus_tree(planted: Office) -> None:
    """So that the test above finds nothing because nothing is there, not because nothing was planted."""
    planted.does("build", now=LATER)
    held = everything(planted.root / "site/bureau")
    absent = {what for what, secret in SECRETS.items() if secret.encode() not in held}
    assert absent <= {"EXIF", "private answer", "phone", "answer"}


def test_the_published_photo_is_there_and_its_metadata_are_not(planted: Office) -> None:
    photos = [(planted.root / "site/public" / path) for path in tree(planted.root / "site/public") if path.startswith(("photos/", "thumbs/"))]  # fmt: skip
    assert len(photos) >= 2
    for path in photos:
        with Image.open(path) as image:
            assert not dict(image.getexif())
            assert "comment" not in image.info


def test_the_ids_of_issues_and_of_inspections_stay_in_the_ledger(planted: Office) -> None:
    held = everything(planted.root / "site/public")
    assert [one["id"] for one in planted.issues() if one["id"].encode() in held] == []
    assert b"2026-03-02-small-t1" not in held


def test_the_preview_holds_no_secret_either(planted: Office) -> None:
    planted.does("publish", "--html", "look", now=LATER)
    held = everything(planted.root / "look")
    assert [what for what, secret in SECRETS.items() if secret.encode() in held] == []


def test_another_schools_tree_and_zip_hold_none_of_a_schools_secrets(planted: Office) -> None:
    planted.does("build", "--audience", "school", "--zip", now=LATER)
    with zipfile.ZipFile(planted.root / "site/school/yl5x.zip") as archive:
        zipped = b"".join(archive.read(name) for name in archive.namelist())
    held = everything(planted.root / "site/school/yl5x") + zipped
    assert [what for what, secret in SECRETS.items() if secret.encode() in held] == []
    assert "第三小学".encode() not in held
