"""What a conflict in a record says to the person who finds it, behind its `conflict:` (FORMATS §15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

CONFLICT = "conflict:"
SAYS = "填得不一样：一起看清后，把这几行改成一行  {key}: 答案"


def told(lines: Sequence[str], path: Sequence[str]) -> list[str]:
    """Return the lines that are written at `path`, each conflict among them with what is to be done."""
    return list(_told(lines, path))


def _told(lines: Sequence[str], path: Sequence[str]) -> Iterator[str]:
    key = path[-2] if len(path) > 1 else ""
    for line in lines:
        bare = line.strip(" -")
        yield f"{line}   # {SAYS.format(key=key)}" if bare == CONFLICT else line
        key = bare.partition(":")[0] if bare.endswith(":") else key
