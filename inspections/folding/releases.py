"""The releases of the district: the first release of a number stands, and only once it can be taken back (FORMATS §7).

Refuses a second release of a number, withdrawn or not: a number that the public has read means one thing. Of two that
were made blind the earlier recorded counts, and the other stands in the timeline as without effect, so that its maker
sees it and gives it the next number.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from inspections.errors import M, Msg
from inspections.events import Event
from inspections.folding import bodies
from inspections.ids import DocId, IssueId
from inspections.releases import NUMBER_MAX, Fingerprint, Release

KINDS = frozenset({"released", "release_withdrawn"})


def enter(releases: MutableMapping[int, Release], tail: str, event: Event) -> Msg | None:
    """Enter a release or its withdrawal; return why it has no effect, or None."""
    plain = tail.isascii() and tail.isdecimal() and not tail.startswith("0")
    if not plain or int(tail[:7]) > NUMBER_MAX:
        return M("“{n}”不是期号", n=tail)
    n = int(tail)
    if event.kind == "release_withdrawn":
        return _withdraw(releases, n, event)
    if n in releases:
        return M("第 {n} 期已经发布过，期号不能再用", n=n)
    manifest = next(iter(bodies.files(event.body, "manifest")), None)
    if manifest is None:
        return M("第 {n} 期没有文件清单", n=n)
    releases[n] = Release(
        n=n,
        event=event,
        ledgers={
            DocId(doc): _fingerprint(bodies.mapping(receipts, doc))
            for receipts in [bodies.mapping(event.body, "receipts")]
            for doc in sorted(receipts)
        },
        manifest=manifest.sha256,
        titles=_titles(bodies.mapping(event.body, "public_titles")),
        program=bodies.text(event.body, "program") or "",
    )
    return None


def _withdraw(releases: MutableMapping[int, Release], n: int, event: Event) -> Msg | None:
    known = releases.get(n)
    if known is None:
        return M("没有发布过第 {n} 期，不能撤回", n=n)
    if known.withdrawn is not None:
        return M("第 {n} 期已经撤回", n=n)
    releases[n] = replace(known, withdrawn=event)
    return None


def _fingerprint(said: Mapping[str, object]) -> Fingerprint:
    return Fingerprint(
        events=bodies.whole(said, "events") or 0,
        sha256=bodies.text(said, "sha256") or "",
        receipt=bodies.whole(said, "receipt"),
    )


def _titles(said: Mapping[str, object]) -> dict[IssueId, str]:
    return {IssueId(issue): title for issue in sorted(said) if (title := bodies.text(said, issue))}
