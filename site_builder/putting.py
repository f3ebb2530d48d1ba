"""A tree put on disk: what would come out as it was is taken over, the rest is made, then all is swapped in at once.

A build after a change equals one from nothing byte for byte. Refuses to take over what it has no record of, or what
somebody touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspections.ids import SchoolId, sha256_hex
from site_builder.building import Progress, Sources, cache_of, marker_of, material_of
from site_builder.former import Former, RebuiltTexts, recall, remember, stamp, stamps_of
from site_builder.inputs import inputs_of, program
from site_builder.mkdocs_plugin import Tree, host
from site_builder.output import MARKER, replace_tree
from site_builder.pages import render_into
from site_builder.plan import OF_SCHOOL
from site_builder.policy import Audience

if TYPE_CHECKING:
    from inspections.laptop.workspace import Workspace


@dataclass(frozen=True)
class Archive:
    """The zip that goes with a tree: where, and what writes it from the finished tree."""

    path: Path
    write: Callable[[Tree], None]


@dataclass(frozen=True)
class Put:
    """A tree that stands on disk: its pages and photos, whether it changed, whose pages were made now."""

    pages: int
    photos: int
    changed: bool
    made: frozenset[str]


def put_tree(
    of: Sources,
    target: Path,
    *,
    audience: Audience,
    school: SchoolId | None = None,
    progress: Progress = iter,
    archive: Archive | None = None,
    clean: bool = False,
) -> Put:
    """Have a tree stand at `target`, with its zip if it has one, as a build from nothing (`clean`) would make it.

    What stands already as it should is not touched. When anything cannot be written, the old tree is left standing.
    Raises UserError: `target` holds something else (exit 2); the disk is full or write-protected (exit 5).
    """
    material, photos = material_of(of, audience=audience, school=school)
    inputs = inputs_of(material, of.read, of.pinned)
    whole = inputs.of(material)
    record = record_of(of.workspace, target)
    former = Former(target=target) if clean else recall(record, target)
    if former.stands(whole) and (archive is None or former.archive == stamp(archive.path)):
        return _put(former.stamps, None)

    built: list[RebuiltTexts] = []

    def make(folder: Path) -> Tree:
        texts = RebuiltTexts(folder, former, program())
        built.append(texts)
        render_into(texts, material, env=of.env, inputs=inputs.of, progress=progress)
        texts[MARKER] = marker_of(material)
        files = {path: texts.file(path, source) for path, source in photos.files.items()}
        return Tree(texts=texts, files=files)

    def fill(folder: Path) -> None:
        tree = host(make, folder, name=of.workspace.district.name or "ducha")
        if archive is not None:
            archive.write(tree)

    replace_tree(target, fill)
    stamps = stamps_of(target, (*built[0], *photos.files))
    zip_ = stamp(archive.path) if archive else None
    now = Former(
        target=target, inputs=whole, program=program(), parts=built[0].parts(), stamps=stamps,
        archive=zip_,
    )  # fmt: skip
    remember(record, now)
    return _put(stamps, built[0].made)


def record_of(workspace: Workspace, target: Path) -> Path:
    """Return where the record of the tree at `target` is kept."""
    name = sha256_hex(str(target.resolve()).encode("utf-8", "surrogatepass"))[:16]
    return cache_of(workspace) / "trees" / f"{name}.json"


def _put(paths: Iterable[str], made: Iterable[str] | None) -> Put:
    pages = photos = 0
    for path in paths:
        pages += path.endswith(".html")
        photos += path.endswith(".jpg")
    schools = (part.removeprefix(OF_SCHOOL) for part in made or () if part.startswith(OF_SCHOOL))
    return Put(pages, photos // 2, made is not None, frozenset(schools))
