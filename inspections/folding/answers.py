"""The answers of an inspection: per path every value that no later writing has seen; photos as sets (FORMATS §5, §6).

A null takes a value away. Refuses what a school writes outside its own column (`….self`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspections.events import Event
from inspections.folding import bodies
from inspections.folding.past import History, bits, mask_of
from inspections.kinds import SELF_ONLY
from inspections.view import File, Said

_SELF = ".self"


@dataclass(frozen=True)
class Answers:
    """What is said at each path by those whom no later writing has seen, and the paths whose last word is null."""

    said: Mapping[str, tuple[Said, ...]]
    taken_out: frozenset[str]


def answers(history: History, writers: int) -> Answers:
    """Return what the events in the mask `writers` say; more than one value at a path is a conflict."""
    written: dict[str, dict[int, object]] = {}
    for n in bits(writers):
        event = history.events[n]
        for path, value in bodies.mapping(event.body, "set").items():
            if event.role not in SELF_ONLY or path.endswith(_SELF):
                written.setdefault(path, {})[n] = value
    said: dict[str, tuple[Said, ...]] = {}
    taken_out = []
    for path in sorted(written):
        found: list[Said] = []
        for n in bits(history.newest(mask_of(written[path]))):
            _join(found, written[path][n], history.events[n])
        if [one.value for one in found] == [None]:
            taken_out.append(path)
        else:
            said[path] = tuple(found)
    return Answers(said, frozenset(taken_out))


def _join(found: list[Said], value: object, event: Event) -> None:
    """Add an event to those that said the same, or its value as a new one."""
    for place, one in enumerate(found):
        if one.value == value:
            found[place] = Said(value, (*one.events, event))
            return
    found.append(Said(value, (event,)))


def private_answers(history: History, writers: int) -> tuple[Said, ...]:
    """Return the hashes of the private blobs that stand, by the events in the mask `writers`, each with who named it.

    No path is told: what a blob answers stands inside it. So an act names the blobs that it replaces, those that its
    author was shown; a school replaces only its own.
    """
    named: dict[str, list[int]] = {}
    replaced: dict[str, list[int]] = {}
    for n in bits(writers):
        body = history.events[n].body
        for one in bodies.items(body, "private"):
            digest = bodies.text(one, "sha256") if isinstance(one, Mapping) else None
            if digest is not None:
                named.setdefault(digest, []).append(n)
        for digest in bodies.texts(body, "replaces"):
            replaced.setdefault(digest, []).append(n)
    return tuple(
        Said(digest, tuple(history.events[n] for n in alive))
        for digest, at in named.items()
        if (alive := [n for n in at if not _replaced(history, n, replaced.get(digest, ()))])
    )


def _replaced(history: History, n: int, by: Iterable[int]) -> bool:
    mine = history.events[n].role in SELF_ONLY
    return any(
        history.past[m] >> n & 1 and (mine or history.events[m].role not in SELF_ONLY) for m in by
    )


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
