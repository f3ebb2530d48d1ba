"""Rows and findings without an id get one written into the file, so that they keep it whatever is put above them."""

from __future__ import annotations

from inspections.inspection import Record
from inspections.splice import BOM
from inspections.yaml_lines import scalar


def name_entries(text: str, record: Record) -> str:
    """Return `text` with the ids that `record` gave to rows and findings without one written into them."""
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    lines = body.splitlines(keepends=True)
    for entry in sorted(record.unnamed, key=lambda e: (e.line, e.column), reverse=True):
        line, at = lines[entry.line - 1], entry.column - 1
        ending = line[len(line.rstrip("\r\n")) :] or ("\r\n" if "\r\n" in body else "\n")
        between = ", " if entry.in_brackets else ending + " " * at
        lines[entry.line - 1] = f"{line[:at]}{entry.key}: {scalar(entry.name)}{between}{line[at:]}"
    return bom + "".join(lines)
