"""What a browser keeps of a tree after one visit, so that it reads without a network: three files for `sw.js`.

`offline/head.json` is tiny and says which build this is; `offline/manifest.json` maps each page to its hash, so that
a later build brings only the pages that changed; `offline/bundle.json` holds all pages at once for the first visit.
Photos stand in no bundle: a browser keeps those that were looked at. Refuses to hold more than `BUNDLE_BYTES_MAX`:
then inspections are left out first, issues next, and read only with a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from inspections.ids import sha256_hex
from site_builder.scripts import WORKER

HEAD = "offline/head.json"
MANIFEST = "offline/manifest.json"
BUNDLE = "offline/bundle.json"
SERVED_ONLY = (HEAD, MANIFEST, BUNDLE, WORKER)
"""Files that serve a web server's readers only: of no use on a USB stick."""
BUNDLE_BYTES_MAX = 30_000_000
KEPT = (".html", ".css", ".js")
LEFT_OUT_FIRST = ("inspections/", "issues/")
HASH_DIGITS = 16


def offline_files(
    texts: Mapping[str, str],
    *,
    as_of: date,
    photos: Iterable[str] = (),
    bundle_bytes_max: int = BUNDLE_BYTES_MAX,
) -> dict[str, str]:
    """Return path -> text of the three files for a tree of `texts`; `photos` are the paths of its pictures."""
    pages, files, lines = _bundled(texts, bundle_bytes_max)
    manifest = _json(
        {"format": 1, "as_of": as_of.isoformat(), "files": files, "photos": sorted(photos)}
    )
    bundle = _json({"format": 1, "lines": list(lines), "pages": pages})
    head = {
        "format": 1,
        "build": sha256_hex(manifest.encode("utf-8")),
        "as_of": as_of.isoformat(),
        "bundle": sha256_hex(bundle.encode("utf-8")),
    }
    return {HEAD: _json(head), MANIFEST: manifest, BUNDLE: bundle}


def _bundled(
    texts: Mapping[str, str], bundle_bytes_max: int
) -> tuple[dict[str, list[int]], dict[str, str], dict[str, int]]:
    """Return the pages of the bundle, their hashes, and its lines: groups that would make it too large are left out whole."""
    lines: dict[str, int] = {}
    pages: dict[str, list[int]] = {}
    hashes: dict[str, str] = {}
    bytes_ = 0
    for group in _groups(texts):
        taken = _group(texts, group, lines, bundle_bytes_max - bytes_ if pages else None)
        if taken is None:
            break
        own, digests, more = taken
        bytes_ += more
        pages |= own
        hashes |= digests
    return dict(sorted(pages.items())), dict(sorted(hashes.items())), lines


def _group(
    texts: Mapping[str, str], group: Iterable[str], lines: dict[str, int], bytes_max: int | None
) -> tuple[dict[str, list[int]], dict[str, str], int] | None:
    """Return the pages of a group with their hashes and bytes, their lines added; None, and none added, when too large.

    Each text is asked for once: it may have to be read from the disk.
    """
    before, bytes_ = len(lines), 0
    own: dict[str, list[int]] = {}
    digests: dict[str, str] = {}
    for path in group:
        text, known = texts[path], len(lines)
        own[path] = _runs(text, lines)
        digests[path] = sha256_hex(text.encode("utf-8"))[:HASH_DIGITS]
        bytes_ += len(path) + 5 + 6 * len(own[path])
        for line in islice(reversed(lines), len(lines) - known):
            bytes_ += len(line.encode("utf-8")) + 3
        if bytes_max is not None and bytes_ > bytes_max:
            for line in list(islice(reversed(lines), len(lines) - before)):
                del lines[line]
            return None
    return own, digests, bytes_


def _groups(texts: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the paths of pages, styles and scripts: those that are always kept, then the first to be left out last."""
    kept = sorted(path for path in texts if path.endswith(KEPT) and path != WORKER)
    yield [path for path in kept if not path.startswith(LEFT_OUT_FIRST)]
    for folder in reversed(LEFT_OUT_FIRST):
        yield [path for path in kept if path.startswith(folder)]


def _runs(text: str, lines: dict[str, int]) -> list[int]:
    """Return a text as runs over the dictionary of all lines: first line, how many, first line, how many …

    Pages share most of their lines, and lines that came together once come together again.
    """
    runs: list[int] = []
    following = -1
    for line in text.split("\n"):
        n = lines.setdefault(line, len(lines))
        if n == following:
            runs[-1] += 1
        else:
            runs += (n, 1)
        following = n + 1
    return runs


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
