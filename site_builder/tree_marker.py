"""The marker of a public tree, `ducha-site.json`, read: which release it says it is. Refuses trees of other audiences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.ids import EventId
from inspections.laptop.files import read_capped
from site_builder.output import MARKER

MARKER_BYTES_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class PublicMarker:
    """What a public tree says of itself; nothing of it is believed before it was compared with the ledger."""

    release: int
    event: EventId
    withdrawn: tuple[int, ...]
    program: str


def read_marker(site: Path) -> PublicMarker:
    """Return the marker of the public tree in the folder `site`. Raises UserError (exit 2) when it is none."""
    path = site / MARKER
    try:
        said: Any = json.loads(read_capped(path, MARKER_BYTES_MAX))
    except ValueError:
        raise _none(path, M("网站的标记读不出来")) from None
    if not isinstance(said, dict) or said.get("audience") != "public":
        raise _none(path, M("这不是公开的网站"))
    if "release" not in said:
        raise _none(path, M("这是发布之前的预览，没有发布过"))
    n, event, withdrawn = said["release"], said.get("event"), said.get("withdrawn")
    by = said.get("program")
    if not (
        isinstance(by, str)
        and _is_number(n)
        and isinstance(event, str)
        and isinstance(withdrawn, list)
    ):
        raise _none(path, M("网站的标记读不出来"))
    return PublicMarker(
        release=n, event=EventId(event), withdrawn=tuple(one for one in withdrawn if _is_number(one)), program=by
    )  # fmt: skip


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _none(path: Path, what: Msg) -> UserError:
    remedy = M("给出 ducha publish 生成的文件夹，里面有 index.html 和 {marker}", marker=MARKER)
    return UserError(
        Problem(code=Code.USAGE, file=str(path), what=what, remedy=remedy), exit=Exit.USAGE
    )
