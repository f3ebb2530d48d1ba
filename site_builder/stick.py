"""A school's tree as one zip for a USB stick: unpack it, double click index.html.

The same tree gives the same bytes: names sorted, one fixed time, photos stored as they are. Refuses nothing of its
own; a full disk leaves the zip of before (`writing_whole`).
"""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from inspections.errors import M, Translate
from inspections.laptop.files import writing_whole
from site_builder.mkdocs_plugin import Tree
from site_builder.offline import SERVED_ONLY
from site_builder.rendering import day_en, day_zh

README = "README.txt"
TIME = (1980, 1, 1, 0, 0, 0)
"""A zip holds the time of each file; one that passes would make other bytes of the same tree."""
MODE = 0o644 << 16
NAME_MAX = 40


def write_zip(path: Path, tree: Tree, *, folder: str, readme: str) -> None:
    """Write the tree at `path`, everything inside one folder, the README first. Raises UserError: the disk is full."""
    with writing_whole(path) as part, zipfile.ZipFile(part, "w") as out:
        _add(out, f"{folder}/{README}", readme.encode("utf-8-sig"))
        for name in sorted({*tree.texts, *tree.files}.difference(SERVED_ONLY)):
            text = tree.texts.get(name)
            data = tree.files[name].read_bytes() if text is None else text.encode("utf-8")
            _add(out, f"{folder}/{name}", data)


def folder_name(school: str, name: str) -> str:
    """Return the folder inside the zip: the school's name as far as every system can write it, and its id."""
    plain = "".join(c for c in name if c.isalnum() and ord(c) < 0x10000)[:NAME_MAX]
    return f"{plain}-{school}" if plain else school


def readme_text(school: str, as_of: date, translate: Translate = str) -> str:
    """Return what the README says: how to open it, for whom it is, how old it is. Lines end as Notepad wants them."""
    day = day_zh(as_of) if translate("督查") == "督查" else day_en(as_of)
    lines = (
        M("{school}的整改台账，数据截至{day}。", school=school, day=day),
        M(""),
        M("怎样打开：先把整个压缩包解压（不要在压缩包里直接点），再双击文件夹里的 index.html。"),
        M("不用联网，也不用安装软件；电脑和手机的浏览器都可以。"),
        M("第一页写着先办哪一件、什么时候之前办完、怎样答复。"),
        M("台账表格在 data 文件夹里：ledger.csv 可以用 Excel 打开。"),
        M(""),
        M("仅供{school}使用，不要转发。以后办理的情况要看新的一份。", school=school),
    )
    return "".join(f"{line.render(translate) if line.text else ''}\r\n" for line in lines)


def _add(out: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, TIME)
    info.create_system = 3  # else the system that writes it stands in its bytes
    info.external_attr = MODE
    stored = name.endswith(".jpg")
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    out.writestr(info, data, compresslevel=None if stored else 9)
