"""The bundle: one file that carries events and photos by USB stick or from laptop to laptop. Its format, its caps.

A zip. `读我.html` comes first and says in words what the file is; `bundle.json` says what is inside; then
`documents/<document>.update` (one Yjs update of ours each), `blobs/<sha256>`, and, only if somebody asked for it,
`private/<device>/<sha256>`: private blobs, each sealed for one device. No entry's name is ever used as a
path: what is read is asked for by name. Refuses another format than its own, and figures that are none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from inspections.ids import DocId, EventId

FORMAT: Final = "ducha-bundle-1"
README, HEAD = "读我.html", "bundle.json"
HEAD_BYTES_MAX: Final = 64 * 1024 * 1024
UPDATE_BYTES_MAX: Final = 64 * 1024 * 1024
ENTRIES_MAX: Final = 500_000
_DOC = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_HEX_64 = re.compile(r"[0-9a-f]{64}")
_SESSION = re.compile(r"[0-9a-f]{32}")

Heads = Mapping[str, tuple[int, EventId]]
"""session -> (seq, id) of its newest event."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a bundle carries of one document: how many events, and how far the sender's ledger went."""

    name: str
    events: int
    heads: Heads


@dataclass(frozen=True, kw_only=True)
class BundleHead:
    """Whose bundle it is, made by whom and when, and what is inside. `since` says what was left out, in words."""

    district: str
    root_key: str
    by: str
    by_name: str
    at: str
    program: str
    since: str = ""
    documents: Mapping[DocId, Carried] = field(default_factory=dict)
    blobs: Mapping[str, int] = field(default_factory=dict)
    private: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """device -> hash of a private blob -> bytes as sealed for that device."""

    def text(self) -> str:
        """Return the text of `bundle.json`."""
        documents = {
            doc: {
                "name": one.name,
                "events": one.events,
                "heads": {session: list(head) for session, head in sorted(one.heads.items())},
            }
            for doc, one in self.documents.items()
        }
        told: dict[str, Any] = {
            "format": FORMAT,
            "district": {"name": self.district, "root_key": self.root_key},
            "made": {"by": self.by, "name": self.by_name, "at": self.at, "program": self.program},
            "since": self.since,
            "documents": documents,
            "blobs": dict(sorted(self.blobs.items())),
        }
        if self.private:
            told["private"] = {
                device: dict(sorted(blobs.items()))
                for device, blobs in sorted(self.private.items())
            }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_head(data: bytes) -> BundleHead:
    """Return what `bundle.json` says. Raises ValueError for anything but our format."""
    try:
        told = json.loads(data.decode("utf-8"))
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError("another format")
        district, made = told["district"], told["made"]
        return BundleHead(
            district=_text(district["name"]),
            root_key=_text(district["root_key"]),
            by=_text(made["by"]),
            by_name=_text(made["name"]),
            at=_text(made["at"]),
            program=_text(made["program"]),
            since=_text(told["since"]),
            documents={_doc(doc): _carried(one) for doc, one in told["documents"].items()},
            blobs={_hash(sha): _count(n) for sha, n in told["blobs"].items()},
            private={
                _hash(device): {_hash(sha): _count(n) for sha, n in blobs.items()}
                for device, blobs in told.get("private", {}).items()
            },
        )
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def update_entry(doc: DocId) -> str:
    """Return the name of the entry that holds a document's events."""
    return f"documents/{doc}.update"


def blob_entry(digest: str) -> str:
    """Return the name of the entry that holds a photo."""
    return f"blobs/{digest}"


def private_entry(device: str, digest: str) -> str:
    """Return the name of the entry that holds a private blob sealed for a device."""
    return f"private/{device}/{digest}"


def readme(head: BundleHead) -> str:
    """Return the page that somebody reads who opens the file without knowing what it is."""
    schools = [one.name for doc, one in head.documents.items() if doc != "district"]
    events = sum(one.events for one in head.documents.values())
    listed = "、".join(schools[:40]) + ("……" if len(schools) > 40 else "")
    rows: tuple[tuple[str, str], ...] = (
        ("单位 · District", head.district),
        ("制作 · Made by", f"{head.by_name}（{head.by}）"),
        ("时间 · Made at", head.at),
        (
            "内容 · Contents",
            f"{events} 条记录，{len(schools)} 所学校，{len(head.blobs)} 张照片和文件",
        ),
        ("学校 · Schools", listed or "—"),
        ("未包含 · Left out", head.since or "—"),
    )
    if head.private:
        sealed = sum(map(len, head.private.values()))
        rows += (("不公开的答案 · Private answers", f"{sealed} 份，加了密，只有指定的人能打开"),)
    table = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in rows
    )
    return _PAGE.replace("TABLE", table)


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>督查数据包</title>
<style>body{font:16px/1.7 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:44em;margin:2em auto;padding:0 1em}
th{text-align:left;vertical-align:top;padding-right:1.5em;white-space:nowrap}code{background:#eee;padding:.1em .4em}</style>
</head><body>
<h1>督查数据包</h1>
<p>这个文件装着督查台账的记录和照片，供另一台电脑收下。不要解压，也不要改里面的内容：每一条记录都有签名，改过的收不进去。</p>
<table>TABLE</table>
<p>怎样收下：把文件放到工作文件夹里，运行 <code>ducha bundle import 文件名</code>。收几次、先后怎样都不要紧。</p>
<p>里面有未公开的督查内容，不要转给无关的人，不要传到网上。</p>
<hr>
<p lang="en">This file carries records and photos of a school supervision ledger to another computer. Do not unpack or
change it: every record is signed. To take it in: <code>ducha bundle import FILE</code>; twice or in any order does no
harm. It is not public.</p>
</body></html>
"""


def _carried(told: Mapping[str, Any]) -> Carried:
    heads = {
        _session(session): (_count(head[0]), EventId(_hash(head[1])))
        for session, head in told["heads"].items()
    }
    return Carried(name=_text(told["name"]), events=_count(told["events"]), heads=heads)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise ValueError("no text")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("no count")
    return value


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{value!r} has another form")
    return value


def _doc(value: object) -> DocId:
    return DocId(_matching(_DOC, value))


def _hash(value: object) -> str:
    return _matching(_HEX_64, value)


def _session(value: object) -> str:
    return _matching(_SESSION, value)
