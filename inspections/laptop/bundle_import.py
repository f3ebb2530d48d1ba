"""A bundle taken in: the district first, one transaction a document, photos before the events that name them.

What comes in goes through `taking_in`, as it does from the server. Twice, in any order, in pieces: the outcome is the
same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspections.blocks import BadUpdateError, Block, read_update
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT, DocId
from inspections.laptop.bundle_file import BundleFile
from inspections.laptop.bundle_maker import lost_by_maker
from inspections.laptop.taking_in import Came, take_in
from inspections.laptop.workspace import Workspace

__all__ = ["Came", "import_bundle", "same_district"]


def same_district(workspace: Workspace, bundle: BundleFile) -> None:
    """Raise UserError (exit 3) for a bundle of another district."""
    if bundle.head.root_key != workspace.district.root_key:
        raise UserError(
            Problem(
                code=Code.BUNDLE_DISTRICT,
                file=str(bundle.path),
                what=M(
                    "这是“{theirs}”的数据包，这里是“{ours}”，没有收下",
                    theirs=bundle.head.district,
                    ours=workspace.district.name,
                ),
                remedy=M("在“{theirs}”的工作文件夹里导入它", theirs=bundle.head.district),
            ),
            exit=Exit.REFUSED,
        )


def import_bundle(workspace: Workspace, bundle: BundleFile) -> tuple[Came, ...]:
    """Take in all documents of a bundle and return what came into each, the district first.

    Raises UserError (exit 3) for a bundle of another district, (exit 5) when the store is busy or the disk full;
    the documents taken in before stay, and doing it again goes on from there.
    """
    same_district(workspace, bundle)
    waiting = set(workspace.store.documents_waiting())
    docs = sorted(waiting | set(bundle.head.documents), key=lambda d: (d != DISTRICT, d))
    came = []
    for doc in docs:
        came.append(_take_in(workspace, bundle, doc))
        if doc == DISTRICT:
            workspace.forget()
    workspace.forget()
    return tuple(came)


def _take_in(workspace: Workspace, bundle: BundleFile, doc: DocId) -> Came:
    blocks, problems = _blocks(bundle, doc)
    held = workspace.events(doc)
    came = take_in(
        workspace,
        doc,
        blocks,
        _Photos(bundle),
        M("这一条已另存，其余的不受影响；请制作的人核对，并告诉督导室"),
        str(bundle.path),
    )
    return replace(
        came,
        lost=lost_by_maker(bundle.head, doc, held, workspace.district.authority),
        problems=(*problems, *came.problems),
    )


@dataclass(frozen=True)
class _Photos:
    """The photos of a bundle."""

    bundle: BundleFile

    def bring(self, digest: str) -> bytes | None:
        """Return a photo of the bundle, None where it has none."""
        return self.bundle.blob(digest) if self.bundle.has_blob(digest) else None


def _blocks(bundle: BundleFile, doc: DocId) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Return the events that the bundle carries of a document, or none and why."""
    if doc not in bundle.head.documents:
        return (), ()
    try:
        return read_update(bundle.update(doc), hashes=False), ()
    except UserError as error:
        return (), error.problems
    except BadUpdateError:
        problem = Problem(
            code=Code.BUNDLE_DAMAGED,
            file=str(bundle.path),
            what=M("数据包里 {doc} 的记录不是督查程序写的，没有收下", doc=doc),
            remedy=M("请制作的人用 ducha bundle export 再做一个"),
        )
        return (), (problem,)
