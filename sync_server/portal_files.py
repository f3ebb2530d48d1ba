"""The files of an issue as its pages list them: of acts and as it was found; none of a private field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from inspections.errors import Translate
from inspections.events import Event
from inspections.fields import Holds
from inspections.kinds import BODIES
from inspections.laptop.blobs import PICTURES
from inspections.sight import PRIVATE_FIELDS
from inspections.view import Issue

SHOWN: Final = frozenset(PICTURES - {".heic"})
"""Pictures that browsers can be shown; those of some telephones are files to be saved."""


@dataclass(frozen=True)
class FileLine:
    """A file that can be looked at: its name, its hash, whether it is a picture, what it is."""

    name: str
    sha256: str
    picture: bool
    caption: str


def files_of(translate: Translate, event: Event) -> Iterator[FileLine]:
    """Yield the files that an act names."""
    for field in BODIES.get(event.kind, ()):
        if (event.kind, field.name) in PRIVATE_FIELDS or field.holds not in (Holds.FILE, Holds.FILES):  # fmt: skip
            continue
        for one in _files(event.body.get(field.name)):
            name = str(one.get("name"))
            yield FileLine(name, str(one.get("sha256")), _shown(name), translate(field.label))


def found_files(translate: Translate, issue: Issue) -> tuple[FileLine, ...]:
    """Return the photos of an issue as it was found."""
    label = translate("发现时")
    return tuple(FileLine(f.name, f.sha256, _shown(f.name), label) for f in issue.photos)


def _shown(name: str) -> bool:
    return name[name.rfind(".") :].lower() in SHOWN


def _files(value: Any) -> Iterable[Mapping[str, Any]]:
    given = value if isinstance(value, list | tuple) else [value]
    return [one for one in given if isinstance(one, Mapping)]
