"""What a request for a file asks of its answer: packed or as it is, only if it changed, only a part of it (RFC 9110).

A packed file has a mark of its own; a part is always of the file as it is. Refuses nothing: what it does not understand
it passes over, which is the whole file.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Final

from starlette.requests import Request

from sync_server.kept import Kept

PACKED_BYTES_MIN: Final = 1024
PACKED_BYTES_MAX: Final = 8 * 1024 * 1024
"""Of a file that is packed on the way; a larger one goes as it is."""
KEPT_BYTES_MAX: Final = 32 * 1024 * 1024
LEVEL: Final = 6
_SPAN: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def wants_packed(request: Request) -> bool:
    """Return whether the browser takes gzip; one that asks for a part gets it of the file as it is."""
    if "range" in request.headers:
        return False
    for one in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = one.partition(";")
        if name.strip().lower() == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", weight.replace(" ", "").lower())
    return False


def has_it(request: Request, mark: str) -> bool:
    """Return whether the browser says that it has what bears this mark."""
    told = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]  # fmt: skip
    return mark in told or told == ["*"]


def span(request: Request, mark: str, size: int) -> tuple[int, int] | None:
    """Return the first byte that is asked for and the one behind the last; None: everything. Empty: beyond the end."""
    found = _SPAN.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or request.headers.get("if-range", mark) != mark:
        return None
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1 if last else size, size)


def packed_file(mark: str, read: Callable[[], bytes]) -> bytes:
    """Return the packed file that bears this mark; it is read and packed unless it is kept."""
    return _PACKED.of(mark, lambda: gzip.compress(read(), LEVEL, mtime=0))


_PACKED: Final = Kept[str](KEPT_BYTES_MAX)
