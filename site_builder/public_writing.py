"""The public tree written to disk, and the preview of a release beside the tree that it would make."""

from __future__ import annotations

import json
from pathlib import Path

from inspections.errors import Translate
from inspections.ids import sha256_hex
from inspections.laptop.workspace import Workspace
from inspections.releases import difference
from site_builder.former import Former, recall, remember, stamps_of
from site_builder.inputs import program
from site_builder.mkdocs_plugin import Tree, host
from site_builder.output import MARKER, replace_tree
from site_builder.public_building import public_tree
from site_builder.public_tree import site_of
from site_builder.public_view import photos_of, published
from site_builder.publish_preview import preview_page
from site_builder.publishing import preview_tree
from site_builder.putting import Put, record_of
from site_builder.releasing import Proposal, released
from site_builder.rendering import environment

PREVIEW = "preview.html"


def write_public(workspace: Workspace, target: Path) -> Tree:
    """Write the public tree of all releases at `target` and return it. Raises UserError."""
    tree = public_tree(workspace)
    _put(tree, target, workspace)
    return tree


def put_public(workspace: Workspace, target: Path, *, clean: bool = False) -> Put:
    """Have the public tree of all releases stand at `target`; one that stands as it should is not touched. Raises UserError.

    Readers of a served tree then keep what they have, and nobody is told of an update that was none.
    """
    inputs, record = _inputs(workspace), record_of(workspace, target)
    former = Former(target=target) if clean else recall(record, target)
    changed = not former.stands(inputs)
    if changed:
        tree = write_public(workspace, target)
        stamps = stamps_of(target, (*tree.texts, *tree.files))
        former = Former(target=target, inputs=inputs, program=program(), stamps=stamps)
        remember(record, former)
    pages, photos = (sum(path.endswith(end) for path in former.stamps) for end in (".html", ".jpg"))
    return Put(pages, photos // 2, changed, frozenset())


def _inputs(workspace: Workspace) -> str:
    """Return the print of all that the public tree is made from: releases, whether withdrawn, which photos are here."""
    known = released(workspace)
    told = {
        "program": program(),
        "name": workspace.district.name,
        "releases": [(r.event.id, r.manifest, r.withdrawn.id if r.withdrawn else "") for r, _ in known],
        "photos": [p for p in photos_of([m for _, m in known]) if workspace.blobs.has(p)],
    }  # fmt: skip
    return sha256_hex(json.dumps(told).encode())


def write_preview(
    workspace: Workspace, proposed: Proposal, target: Path, translate: Translate
) -> None:
    """Write the tree that the release would make to `target`, and `preview.html` in it. Raises UserError."""

    def words(text: str) -> str:
        return translate(text) if text else ""

    standing = [m for release, m in released(workspace) if release.withdrawn is None]
    changes = difference(standing, proposed.manifest)
    tree = preview_tree(workspace, proposed.manifest)
    site = site_of(
        published([*standing, proposed.manifest], translate=words), workspace.district.name
    )
    made = environment(words).get_template("public/preview.html")
    page = made.render(
        page=preview_page(proposed, changes, words), site=site, root="", path=PREVIEW
    )
    about = {"format": 1, "audience": "public", "preview": proposed.manifest.n}
    texts = {
        **tree.texts,
        PREVIEW: page,
        MARKER: json.dumps(about, ensure_ascii=False, indent=1) + "\n",
    }
    _put(Tree(texts=texts, files=tree.files), target, workspace)


def _put(tree: Tree, target: Path, workspace: Workspace) -> None:
    def fill(folder: Path) -> None:
        host(tree, folder, name=workspace.district.name or "ducha")

    replace_tree(target, fill)
