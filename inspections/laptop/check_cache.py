"""What `ducha check` found in files that have not changed since: `.ducha/cache/check.json`, never truth.

A report is taken from here only when everything it rests on is the same: the file, its private sibling, the photos
beside it, every checklist, the roster, the ledger of its school, and the program. Of another, or when the cache is
damaged, nothing is taken. Nothing of a private answer is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import inspections
from inspections.errors import Code, UserError
from inspections.ids import DISTRICT, DocId, sha256_hex
from inspections.laptop.files import write_whole
from inspections.laptop.reports import Report, read_report, report_json
from inspections.laptop.workspace import Workspace

FILE = Path(".ducha") / "cache" / "check.json"
CACHE_BYTES_MAX = 64 * 1024 * 1024
PRIVATE = ".private.yml"


class CheckCache:
    """The kept reports of one workspace, by the path of their file."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = _load(workspace.root / FILE)
        self._before = dict(self._kept)
        self._ledgers: dict[DocId, str] = {}
        self._common = _digest((_program(), self._checklists(), self._roster()))

    def key(self, path: Path) -> str | None:
        """Return the hash of all that the report of `path` rests on; None when the file cannot be read."""
        try:
            parts: list[bytes | str] = [
                path.read_bytes(),
                *_sibling(path),
                *_photos(path.with_suffix("")),
                *_photos(path.with_suffix(".private")),
            ]
        except OSError:
            return None
        shown = self._workspace.shown(path)
        return _digest((self._common, shown, self._ledger(DocId(path.parent.name)), *parts))

    def get(self, path: Path, key: str | None) -> Report | None:
        """Return the report that was kept of `path` under this key, or None."""
        kept = self._kept.get(self._workspace.shown(path))
        if key is None or kept is None or kept.get("key") != key:
            return None
        try:
            return read_report(kept["report"])
        except (KeyError, TypeError, ValueError):
            return None

    def put(self, path: Path, key: str | None, report: Report) -> None:
        """Keep a report, unless it speaks of a private answer or of another school than the folder's."""
        name = self._workspace.shown(path)
        private = any((problem.file or "").endswith(PRIVATE) for problem in report.problems)
        strays = path.resolve().parent.parent != self._workspace.root / "inspections" or any(
            problem.code is Code.RECORD_PLACE for problem in report.problems
        )
        if key is None or private or strays or report.checklist is None:
            self._kept.pop(name, None)
        else:
            self._kept[name] = {"key": key, "report": report_json(report)}

    def save(self, files: Iterable[Path] | None = None) -> None:
        """Write what was kept; with `files`, only theirs. A cache that cannot be written stops nothing."""
        if files is not None:
            names = {self._workspace.shown(path) for path in files}
            self._kept = {name: kept for name, kept in self._kept.items() if name in names}
        if self._kept == self._before:
            return
        body = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
        with contextlib.suppress(UserError):
            write_whole(self._workspace.root / FILE, sha256_hex(body).encode() + b"\n" + body)

    def _ledger(self, doc: DocId) -> str:
        """Return the hash of a document's log; it is only added to."""
        if doc not in self._ledgers:
            held = self._workspace.store.updates(doc) if self._workspace.has_ledger else ()
            self._ledgers[doc] = _digest(held)
        return self._ledgers[doc]

    def _checklists(self) -> str:
        return _digest(part for path in self._workspace.shelf.files() for part in _named(path))

    def _roster(self) -> str:
        files = [self._workspace.root / n for n in ("district.yml", "schools.csv", "people.csv")]
        return _digest((self._ledger(DISTRICT), *(part for f in files for part in _named(f))))


def _load(path: Path) -> dict[str, Any]:
    """Return what the file holds; nothing of a file that is not what was written."""
    try:
        if path.stat().st_size > CACHE_BYTES_MAX:
            return {}
        digest, _, body = path.read_bytes().partition(b"\n")
        kept = json.loads(body) if sha256_hex(body).encode() == digest else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {n: v for n, v in kept.items() if isinstance(v, dict)} if isinstance(kept, dict) else {}


def _sibling(path: Path) -> Iterator[bytes]:
    sibling = path.with_suffix(PRIVATE)
    if sibling.exists():
        yield b"private"
        yield sibling.read_bytes()


def _photos(folder: Path) -> Iterator[str]:
    """Yield name, size and time of each photo: a picture's bytes are not read again for nothing."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            yield from (path.name, _stamp(path))


def _named(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError:
        return path.name, b""


@cache
def _program() -> str:
    """Return what tells one program from another: its version and, for a checkout, the stamps of its files."""
    root = Path(inspections.__file__).parent
    stamps = (part for p in sorted(root.rglob("*.py")) for part in (p.as_posix(), _stamp(p)))
    return _digest((version("ducha"), *stamps))


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "gone"
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_mode}"


def _digest(parts: Iterable[bytes | str]) -> str:
    """Return a hash of the parts in their order, each with its length: no two lists give the same bytes."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()
