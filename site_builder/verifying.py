"""Checking a public tree against the ledger: the facts computed anew from the events of each release, then every file.

Three questions, in this order: are the release and its manifest the ones that the district signed; do the facts of
every release follow from exactly the events that it names; is every file of the tree what these releases make. What
another version of the program wrote is compared with the signed hashes of the release instead of being made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from inspections.deadline import WorkCalendar
from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.ids import DISTRICT, DocId, EventId, sha256_hex
from inspections.laptop.workspace import Workspace
from inspections.release_rows import figures, gone, rows, schools
from inspections.releases import Manifest, Release, fingerprint
from site_builder.mkdocs_plugin import Tree
from site_builder.output import MARKER
from site_builder.program import program
from site_builder.public_building import file_hashes, photo_cache, tree_of
from site_builder.public_view import photos_of
from site_builder.releasing import Held, fold_of, released
from site_builder.tree_marker import PublicMarker


class Found(StrEnum):
    """What became of a file of the tree."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found: `files` path -> how it stands; `faults` what is wrong, `notes` what the reader should know."""

    n: int
    files: Mapping[str, Found]
    faults: tuple[Msg, ...]
    notes: tuple[Msg, ...]
    rebuilt: bool

    @property
    def good(self) -> bool:
        """Whether the tree is what was released: no fault, every file the same."""
        return not self.faults and all(one is Found.SAME for one in self.files.values())


def verify(
    site: Path, marker: PublicMarker, workspace: Workspace, cache: Path | None = None
) -> Verdict:
    """Return what the public tree in the folder `site` is, compared with the ledger of the workspace.

    `cache` is where re-encoded photos may be kept. Raises UserError when a manifest is not in the workspace.
    """
    known = tuple(pair for pair in released(workspace) if pair[0].n <= marker.release)
    own = next((pair for pair in known if pair[0].n == marker.release), None)
    if own is None or own[0].event.id != marker.event:
        fault = M("台账里没有这个网站所说的第 {n} 期发布", n=marker.release)
        return Verdict(n=marker.release, files={}, faults=(fault,), notes=(), rebuilt=False)
    release, manifest = own
    faults = [*_withdrawals(known, marker)]
    checked = [
        (one, *_facts(workspace, one, m, [pair for pair in known if pair[0].n < one.n]))
        for one, m in known
    ]
    for _, _, wrong in checked:
        faults += wrong
    at_marker = [
        (replace(one, withdrawn=one.withdrawn if one.n in marker.withdrawn else None), anew)
        for one, anew, _ in checked
    ]
    tree = tree_of(at_marker, workspace.blob, cache or photo_cache(workspace), marker.program)
    wanted, more, told = _wanted(tree, release, manifest, marker)
    return Verdict(
        n=release.n,
        files=dict(_compared(site, wanted)),
        faults=(*faults, *_photos(workspace, at_marker), *more),
        notes=tuple(told),
        rebuilt=marker.program == program(),
    )


def _wanted(
    tree: Tree, release: Release, manifest: Manifest, marker: PublicMarker
) -> tuple[dict[str, str], list[Msg], list[Msg]]:
    """Return path -> hash that each file should have, what is wrong with the hashes that were signed, and notes."""
    made, signed = file_hashes(tree), dict(manifest.files)
    own = {MARKER: made[MARKER]}
    faults: list[Msg] = []
    notes: list[Msg] = []
    if marker.program != program():
        theirs = marker.program or "?"
        notes.append(M("这个网站由 {theirs} 版程序生成，这里是 {ours} 版：文件按发布时登记的校验值比较，没有重新生成", theirs=theirs, ours=program()))  # fmt: skip
        if marker.withdrawn or marker.program != release.program:
            notes.append(M("网站在发布以后重新生成过，登记的校验值对不上；请用 {theirs} 版程序核对", theirs=theirs))  # fmt: skip
        return {**signed, **own}, faults, notes
    photos = {path: signed.get(path, made[path]) for path in tree.files}
    if not marker.withdrawn and release.program == program():
        texts = {path: made[path] for path in tree.texts if path != MARKER}
        if texts != {path: digest for path, digest in signed.items() if path not in photos}:
            faults.append(M("发布时登记的校验值和按台账重新生成的文字不一样"))
    if any(made[path] != digest for path, digest in photos.items()):
        notes.append(
            M("这台电脑重新压缩的照片和发布时的不是同样的字节，照片按发布时登记的校验值比较")
        )
    return {**made, **photos}, faults, notes


def _photos(workspace: Workspace, known: Iterable[tuple[Release, Manifest]]) -> Iterator[Msg]:
    shown = photos_of(manifest for release, manifest in known if release.withdrawn is None)
    missing = sum(not workspace.blobs.has(digest) for digest in shown)
    if missing:
        yield M("公开的照片有 {n} 张的原件不在这里，不能核对", n=missing)


def _withdrawals(known: Iterable[tuple[Release, Manifest]], marker: PublicMarker) -> Iterator[Msg]:
    later = [one.n for one, _ in known if one.withdrawn and one.n not in marker.withdrawn]
    for n in later:
        yield M("第 {n} 期已经撤回，这个网站还在公布它", n=n)


def _facts(
    workspace: Workspace,
    release: Release,
    manifest: Manifest,
    earlier: list[tuple[Release, Manifest]],
) -> tuple[Manifest, list[Msg]]:
    """Return the manifest with its facts computed anew from the events of its release, and what differs or lacks."""
    n = release.n
    wrong: list[Msg] = []
    for doc, one in release.ledgers.items():
        ids = manifest.ledgers.get(doc, ())
        if len(ids) != one.events or fingerprint(ids) != one.sha256:
            wrong.append(M("第 {n} 期的文件清单和签名的记录对不上：{doc}", n=n, doc=doc))
    if set(release.ledgers) != set(manifest.ledgers):
        wrong.append(M("第 {n} 期的文件清单和签名的记录对不上：{doc}", n=n, doc="…"))
    of, lacking = exactly(workspace, manifest)
    for name, count in lacking.items():
        wrong.append(
            M("这里的台账缺第 {n} 期用到的记录：{doc} 缺 {count} 条", n=n, doc=name, count=count)
        )
    if lacking:
        return manifest, wrong
    view = fold_of(of)
    photos = {row.issue: row.photos for row in manifest.rows}
    before = [one for _, one in earlier]
    made = rows(view, release.titles, photos, n=n, earlier=before)
    then = view.district.releases
    standing = [m for one, m in earlier if one.n in then and then[one.n].withdrawn is None]
    anew = replace(
        manifest,
        rows=made,
        schools=schools(view, made),
        figures=figures(view, manifest.scope, manifest.as_of, WorkCalendar()),
        gone=gone(view, manifest.scope, manifest.as_of, made, standing),
        program=release.program,
    )
    for what, told, computed in (
        (M("问题"), manifest.rows, anew.rows),
        (M("撤下的问题"), manifest.gone, anew.gone),
        (M("学校"), manifest.schools, anew.schools),
        (M("数字"), dict(manifest.figures), dict(anew.figures)),
    ):
        if told != computed:
            wrong.append(M("第 {n} 期公布的{what}和台账里的不一样", n=n, what=what))
    return anew, wrong


def exactly(workspace: Workspace, manifest: Manifest) -> tuple[Held, dict[str, int]]:
    """Return the events that a release names, and how many of which document are not here."""
    of: dict[DocId, tuple[Event | Unreadable, ...]] = {}
    lacking: dict[str, int] = {}
    there = set(workspace.documents())
    for doc, ids in manifest.ledgers.items():
        here = {event.id: event for event in workspace.events(doc)} if doc in there else {}
        wanted = [EventId(id_) for id_ in ids]
        missing = sum(id_ not in here for id_ in wanted)
        if missing:
            lacking[doc] = missing
        of[doc] = tuple(here[id_] for id_ in wanted if id_ in here)
    if DISTRICT not in of:
        lacking[DISTRICT] = lacking.get(DISTRICT, 1)
    return of, lacking


def _compared(site: Path, wanted: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
    """Yield every file that the tree should have or has, with how it stands, by path."""
    there = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    for path in sorted(wanted.keys() | there.keys()):
        if path not in there:
            yield path, Found.MISSING
        elif path not in wanted:
            yield path, Found.EXTRA
        else:
            same = sha256_hex(there[path].read_bytes()) == wanted[path]
            yield path, Found.SAME if same else Found.DIFFERS
