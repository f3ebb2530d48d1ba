"""A bundle read: bounded in every way, every fault of the file in words, nothing of it trusted.

Entries are asked for by the names that the format gives them; no name from the file becomes a path.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspections.bundle_format import (
    ENTRIES_MAX,
    HEAD,
    HEAD_BYTES_MAX,
    UPDATE_BYTES_MAX,
    BundleHead,
    blob_entry,
    private_entry,
    read_head,
    update_entry,
)
from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.ids import DocId, sha256_hex
from inspections.laptop.blobs import FILE_BYTES_MAX
from inspections.laptop.files import missing, unreadable
from inspections.private_blobs import HEAD_BYTES_MAX as HEAD_BYTES
from inspections.private_blobs import SEAL_BYTES

_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError,
    struct.error, ValueError, KeyError, IndexError, OverflowError, OSError,
)  # fmt: skip
"""What Python's zip reader raises on files that are damaged, cut short, encrypted or made to do harm; OSError where an
entry claims to begin before the file does.
"""


@dataclass(frozen=True)
class BundleFile:
    """An open bundle."""

    path: Path
    head: BundleHead
    _zip: zipfile.ZipFile
    _names: frozenset[str]

    def update(self, doc: DocId) -> bytes:
        """Return the events of a document. Raises UserError (BUNDLE_DAMAGED) when the entry is gone or damaged."""
        return self._read(update_entry(doc), UPDATE_BYTES_MAX)

    def has_blob(self, digest: str) -> bool:
        """Return whether the bundle says it carries a photo."""
        return blob_entry(digest) in self._names

    def blob(self, digest: str) -> bytes:
        """Return the bytes of a photo. Raises UserError (BUNDLE_DAMAGED) unless they are what the hash says."""
        data = self._read(blob_entry(digest), FILE_BYTES_MAX)
        if sha256_hex(data) != digest:
            raise UserError(_damaged(self.path, blob_entry(digest)))
        return data

    def private(self, device: str, digest: str) -> bytes:
        """Return a private blob as it was sealed for a device. Raises UserError (BUNDLE_DAMAGED) when it is gone."""
        bytes_max = FILE_BYTES_MAX + HEAD_BYTES + SEAL_BYTES
        return self._read(private_entry(device, digest), bytes_max)

    def _read(self, name: str, bytes_max: int) -> bytes:
        try:
            return _bounded(self._zip, name, bytes_max)
        except _FAULTS as error:
            raise UserError(_damaged(self.path, name)) from error


@contextmanager
def opened(path: Path) -> Iterator[BundleFile]:
    """Open a bundle for reading. Raises UserError (BUNDLE_UNREADABLE): missing, cut short, not a bundle, a newer one."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise UserError(missing(path)) from None
    except OSError as error:
        raise UserError(unreadable(path, error)) from error
    with file:
        try:
            bundle = zipfile.ZipFile(file)
            names = [entry.filename for entry in bundle.infolist()]
            if len(names) > ENTRIES_MAX or len(set(names)) != len(names):
                raise ValueError("too many entries, or two of one name")
        except _FAULTS as error:
            raise UserError(
                _no_bundle(path, M("打不开，可能没有拷完整，或不是督查数据包"))
            ) from error
        try:
            head = read_head(_bounded(bundle, HEAD, HEAD_BYTES_MAX))
        except _FAULTS as error:
            raise UserError(
                _no_bundle(path, M("不是督查数据包，或由更新版本的程序制作"))
            ) from error
        yield BundleFile(path, head, bundle, frozenset(names))


def _bounded(bundle: zipfile.ZipFile, name: str, bytes_max: int) -> bytes:
    entry = bundle.getinfo(name)
    if entry.file_size > bytes_max:
        raise ValueError("too large")
    with bundle.open(entry) as stream:
        data = stream.read(bytes_max + 1)
    if len(data) != entry.file_size:
        raise ValueError("another length than it says")
    return data


def _no_bundle(path: Path, what: Msg) -> Problem:
    return Problem(
        code=Code.BUNDLE_UNREADABLE,
        file=str(path),
        what=what,
        remedy=M("请制作的人重新拷贝一次，或用 ducha bundle export 再做一个；台账没有改动"),
    )


def _damaged(path: Path, name: str) -> Problem:
    return Problem(
        code=Code.BUNDLE_DAMAGED,
        file=str(path),
        what=M("数据包里的 {name} 损坏了", name=name),
        remedy=M("其余的已收下；请制作的人重新拷贝一次，再导入"),
    )
