"""From releases to the files of the public tree: texts, and the ticked photos re-encoded; writes only its cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import sha256_hex
from inspections.laptop.language import translator
from inspections.laptop.workspace import Workspace
from inspections.releases import Manifest, Release
from site_builder.mkdocs_plugin import Tree
from site_builder.output import MARKER
from site_builder.photos import Blob, prepare
from site_builder.program import program
from site_builder.public_tree import marker, render_public
from site_builder.public_view import photos_of
from site_builder.releasing import released


def public_tree(workspace: Workspace) -> Tree:
    """Return the public tree of all releases that stand. Raises UserError: nothing released, a manifest not here."""
    known = released(workspace)
    if not known:
        raise UserError(
            Problem(
                code=Code.USAGE,
                what=M("还没有发布过内容，公开的网站无从生成"),
                remedy=M("先用 ducha publish 发布；督导室内部看用 ducha build"),
            ),
            exit=Exit.USAGE,
        )
    return tree_of(known, workspace.blob, photo_cache(workspace))


def tree_of(
    known: Iterable[tuple[Release, Manifest]], blob: Blob, cache: Path, by: str = ""
) -> Tree:
    """Return the tree of these releases, in the language of the newest one, with its marker.

    `by` is the program that the marker names, by default this one.
    """
    given = sorted(known, key=lambda pair: pair[0].n)
    release, manifest = given[-1]
    withdrawn = {one.n: one.withdrawn.at.date() for one, _ in given if one.withdrawn}
    tree = unmarked(
        [m for _, m in given],
        withdrawn=tuple(withdrawn.items()),
        lang=manifest.lang,
        blob=blob,
        cache=cache,
    )
    return Tree(
        texts={**tree.texts, MARKER: marker(release, manifest, withdrawn, by or program())},
        files=tree.files,
    )


def unmarked(
    manifests: Iterable[Manifest],
    *,
    withdrawn: Iterable[tuple[int, date]] = (),
    lang: str,
    blob: Blob,
    cache: Path,
) -> Tree:
    """Return the tree of these releases without a marker: what a manifest lists the hashes of."""
    given = sorted(manifests, key=lambda one: one.n)
    gone = dict(withdrawn)
    shown = [one for one in given if one.n not in gone]
    photos = prepare(photos_of(shown), blob, cache)
    texts = render_public(
        shown,
        district=given[-1].district,
        withdrawn=gone.items(),
        pictures=photos.pictures,
        translate=translator(lang),
    )
    return Tree(texts=texts, files=photos.files)


def file_hashes(tree: Tree) -> Mapping[str, str]:
    """Return path -> SHA-256 of every file of a tree."""
    found = {path: sha256_hex(text.encode("utf-8")) for path, text in tree.texts.items()}
    found |= {path: sha256_hex(source.read_bytes()) for path, source in tree.files.items()}
    return dict(sorted(found.items()))


def photo_cache(workspace: Workspace) -> Path:
    """Return where re-encoded photos are kept."""
    return workspace.root / ".ducha" / "cache" / "photos"
