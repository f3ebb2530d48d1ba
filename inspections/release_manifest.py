"""The bytes of a release's manifest: canonical JSON, the same for the same release everywhere (DESIGN §6).

Refuses what it does not understand wholly: half a manifest would be half a publication.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from inspections.canonical import dump, load
from inspections.ids import DocId, EventId, IssueId, SchoolId
from inspections.releases import Manifest, PublicRow, PublicSchool, Scope
from inspections.vocabulary import Category, Severity, Stage, Status

FORMAT: Final = 1
ID_BYTES: Final = 32
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}-[1-9][0-9]{0,6}")
_SCHOOL: Final = re.compile(r"[a-z0-9_]{1,64}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
"""Numbers, schools and photos become paths of the tree, so a manifest from elsewhere may not say more than these."""


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the bytes of the manifest blob: canonical JSON, the same for the same release everywhere."""
    scope = manifest.scope
    return dump(
        {
            "format": FORMAT,
            "release": manifest.n,
            "on": manifest.on.isoformat(),
            "as_of": manifest.as_of.isoformat(),
            "lang": manifest.lang,
            "program": manifest.program,
            "district": manifest.district,
            "title": manifest.title,
            "text": manifest.text,
            "scope": {
                "campaign": scope.campaign,
                "area": scope.area,
                "from": _iso(scope.from_),
                "to": _iso(scope.to),
                "status": scope.status,
            },
            "figures": dict(manifest.figures),
            "schools": [
                {"id": one.id, "name": one.name, "stage": one.stage.value, "area": one.area}
                for one in manifest.schools
            ],
            "rows": [_row_json(row) for row in manifest.rows],
            "gone": list(manifest.gone),
            "ledgers": {doc: _packed(ids) for doc, ids in manifest.ledgers.items()},
            "files": dict(manifest.files),
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """Return what a manifest blob says. Raises ValueError when it is none, or one of a newer format."""
    try:
        said = load(data)
        if said["format"] != FORMAT:
            raise ValueError("a manifest of another format")
        scope = said["scope"]
        made = Manifest(
            n=int(said["release"]),
            on=date.fromisoformat(said["on"]),
            as_of=date.fromisoformat(said["as_of"]),
            lang=str(said["lang"]),
            program=str(said["program"]),
            district=str(said["district"]),
            title=str(said["title"]),
            text=str(said["text"]),
            scope=Scope(
                campaign=str(scope["campaign"]),
                area=str(scope["area"]),
                from_=_day(scope["from"]),
                to=_day(scope["to"]),
                status=str(scope["status"]),
            ),
            figures=dict(said["figures"]),
            schools=tuple(
                PublicSchool(
                    id=SchoolId(_like(_SCHOOL, one["id"])),
                    name=str(one["name"]),
                    stage=Stage(one["stage"]),
                    area=str(one["area"]),
                )
                for one in said["schools"]
            ),
            rows=tuple(map(_row, said["rows"])),
            gone=tuple(map(str, said["gone"])),
            ledgers={DocId(doc): _unpacked(text) for doc, text in said["ledgers"].items()},
            files={str(path): str(digest) for path, digest in said["files"].items()},
        )
        if not {row.school for row in made.rows} <= {one.id for one in made.schools}:
            raise ValueError("a row of a school that is not named")
        return made
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError(f"not a manifest: {error}") from error


def _row_json(row: PublicRow) -> dict[str, object]:
    return {
        "number": row.number,
        "issue": row.issue,
        "school": row.school,
        "title": row.title,
        "category": row.category.value,
        "severity": row.severity.value,
        "status": row.status.value,
        "due": _iso(row.due),
        "closed_on": _iso(row.closed_on),
        "photos": list(row.photos),
    }


def _row(said: Mapping[str, Any]) -> PublicRow:
    return PublicRow(
        number=_like(_NUMBER, said["number"]),
        issue=IssueId(said["issue"]),
        school=SchoolId(_like(_SCHOOL, said["school"])),
        title=str(said["title"]),
        category=Category(said["category"]),
        severity=Severity(said["severity"]),
        status=Status(said["status"]),
        due=_day(said["due"]),
        closed_on=_day(said["closed_on"]),
        photos=tuple(_like(_HASH, photo) for photo in said["photos"]),
    )


def _like(pattern: re.Pattern[str], text: object) -> str:
    if not (isinstance(text, str) and pattern.fullmatch(text)):
        raise ValueError(f"not a name for a file: {text!r}")
    return text


def _packed(ids: Iterable[EventId]) -> str:
    return base64.b64encode(b"".join(bytes.fromhex(id_) for id_ in sorted(ids))).decode("ascii")


def _unpacked(text: str) -> tuple[EventId, ...]:
    raw = base64.b64decode(text, validate=True)
    if len(raw) % ID_BYTES:
        raise ValueError("ids cut short")
    return tuple(EventId(raw[n : n + ID_BYTES].hex()) for n in range(0, len(raw), ID_BYTES))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
