"""The JSON Schemas that editors read: `.ducha/schemas/` of a workspace, made from the checklists, never truth.

They may be deleted; the next `ducha check` writes them again. That one cannot be written stops nothing.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from inspections.checklist import Checklist
from inspections.errors import UserError
from inspections.laptop.files import write_whole
from inspections.schema import Schema, record_schema
from inspections.schema_format import checklist_schema

FOLDER = Path(".ducha") / "schemas"
FORMAT = "checklist.json"


def schema_text(schema: Schema) -> str:
    """Return the schema as the text of its file; the same schema gives the same text."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def keep_schemas(root: Path, checklists: Iterable[Checklist]) -> None:
    """Write the schemas of these checklists, and that of the format, unless they stand there as they should."""
    _keep(root / FOLDER / FORMAT, _format_text())
    for ref, checklist in sorted({one.ref: one for one in checklists}.items()):
        _keep(_schema_file(root, ref), schema_text(record_schema(checklist)))


@cache
def _format_text() -> str:
    return schema_text(checklist_schema())


def has_schema(root: Path, ref: str) -> bool:
    """Return whether a schema of the checklist `id@version` stands there."""
    return _schema_file(root, ref).is_file()


def _schema_file(root: Path, ref: str) -> Path:
    return root / FOLDER / f"{ref}.json"


def _keep(path: Path, text: str) -> None:
    data = text.encode()
    with contextlib.suppress(UserError):
        if not _is(path, data):
            write_whole(path, data)


def _is(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
