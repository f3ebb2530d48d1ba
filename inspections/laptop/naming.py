"""Rows and findings without an id get one written into the file, so that they keep it whatever is put above them."""

from __future__ import annotations

from inspections.inspection_write import name_entries
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.working_copy import RECORD_BYTES_MAX, WorkingCopy, read_copy
from inspections.laptop.workspace import Workspace


def named(workspace: Workspace, copy: WorkingCopy) -> WorkingCopy:
    """Return the working copy with every id in its file (FORMATS §10, §15); no other byte changes.

    Raises UserError when the file cannot be written.
    """
    if copy.record is None or not copy.record.unnamed:
        return copy
    text = read_capped(copy.path, RECORD_BYTES_MAX).decode("utf-8")
    write_whole(copy.path, name_entries(text, copy.record).encode())
    return read_copy(workspace, copy.path)
