"""Bundles read as a ledger of their own, in a folder that goes away again: for those who check and have no workspace.

Everything goes through the same door as an import. Whose district it is nobody vouches for: the check code of its root
key is what the reader compares with the bureau.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from inspections.admission import Register
from inspections.blocks import BadUpdateError, read_update
from inspections.certificates import Authority
from inspections.door import sort
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT
from inspections.laptop.bundle_file import BundleFile, opened
from inspections.laptop.bundle_import import import_bundle
from inspections.laptop.clock import Clock
from inspections.laptop.settings import DEFAULT_ZONE, FILE, Settings
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER, Workspace
from inspections.ledger import Ledger


@contextlib.contextmanager
def workspace_of(bundles: Sequence[Path], clock: Clock) -> Iterator[Workspace]:
    """Hand out a workspace that holds what the bundles carry. Raises UserError: unreadable, of several districts, empty."""
    with tempfile.TemporaryDirectory(prefix="ducha-verify-") as folder:
        root = Path(folder)
        with opened(bundles[0]) as first:
            settings = Settings(name=first.head.district, zone=ZoneInfo(DEFAULT_ZONE))
            (root / FILE).write_text(settings.text(), encoding="utf-8")
            _begin(root, first)
        workspace = Workspace(root, clock)
        try:
            for path in bundles:
                with opened(path) as bundle:
                    import_bundle(workspace, bundle)
            yield workspace
        finally:
            workspace.close()


def _begin(root: Path, bundle: BundleFile) -> None:
    """Make a ledger out of the register that a bundle carries."""
    ledger = Ledger(DISTRICT)
    try:
        blocks = read_update(bundle.update(DISTRICT), hashes=False)
    except BadUpdateError:
        blocks = ()
    found = sort(ledger, blocks, Register(DISTRICT, (), Authority(), bundle.head.root_key))
    if not found.accepted:
        raise UserError(
            Problem(
                code=Code.BUNDLE_DAMAGED,
                file=str(bundle.path),
                what=M("数据包里没有全区名册"),
                remedy=M("请督导室用 ducha bundle export 再做一个"),
            ),
            exit=Exit.REFUSED,
        )
    with Store(root / LEDGER, new=True) as store, store.transaction() as writing:
        writing.append(DISTRICT, ledger.prepare(found.accepted))
