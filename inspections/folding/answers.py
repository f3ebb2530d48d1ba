"""The answers of an inspection: per path every value that no later writing has seen; photos as sets (FORMATS §5, §6).

A null takes a value away. Refuses what a school writes outside its own column (`….self`).
"""

from __future__ import annotations

from collections.abc import Mapping

from inspections.folding import bodies
from inspections.folding.past import History, bits, mask_of
from inspections.kinds import SELF_ONLY
from inspections.view import File

_SELF = ".self"


def answers(history: History, writers: int) -> Mapping[str, tuple[object, ...]]:
    """Return path -> values, of the events in the mask `writers`; more than one value is a conflict."""
    written: dict[str, dict[int, object]] = {}
    for n in bits(writers):
        event = history.events[n]
        for path, value in bodies.mapping(event.body, "set").items():
            if event.role not in SELF_ONLY or path.endswith(_SELF):
                written.setdefault(path, {})[n] = value
    shown = {}
    for path in sorted(written):
        newest = history.newest(mask_of(written[path]))
        found: list[object] = []
        for n in bits(newest):
            if written[path][n] not in found:
                found.append(written[path][n])
        if found != [None]:
            shown[path] = tuple(found)
    return shown


def photos(history: History, writers: int) -> Mapping[str, tuple[File, ...]]:
    """Return path -> photos: adding wins, a strike takes away what it has seen."""
    strikes = [
        (n, bodies.text(strike, "path"), bodies.text(strike, "file"))
        for n in bits(writers)
        for strike in bodies.items(history.events[n].body, "photos_strike")
        if isinstance(strike, Mapping)
    ]
    shown: dict[str, dict[File, None]] = {}
    for n in bits(writers):
        added = bodies.mapping(history.events[n].body, "photos_add")
        for path in added:
            for file in bodies.files(added, path):
                if not any(
                    history.past[m] >> n & 1 and at == path and named in (file.sha256, file.name)
                    for m, at, named in strikes
                ):
                    shown.setdefault(path, {})[file] = None
    return {path: tuple(shown[path]) for path in sorted(shown)}
