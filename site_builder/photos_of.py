"""Which photos and files a tree needs, and each as a page shows it. Pure; `photos` does the copying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspections.checklist import ItemType
from inspections.fields import Holds
from inspections.kinds import BODIES
from inspections.labels import FILE_ROLES
from inspections.view import Evidence, File, Inspection
from site_builder import links
from site_builder.material import Material
from site_builder.parts import Photo
from site_builder.policy import PRIVATE_FIELDS, event_shown

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")


def is_picture(name: str) -> bool:
    """Return whether a file's name is that of a photo."""
    return name.lower().endswith(PICTURES)


def wanted(m: Material) -> tuple[str, ...]:
    """Return the hashes of all photos that the pages of this tree may show, sorted, each once."""
    return tuple(sorted(set(_named(m))))


def photo(m: Material, file: File | Mapping[str, object], caption: str, struck: str = "") -> Photo:
    """Return a photo as the page shows it; without thumbnail when it is missing, damaged or no picture."""
    if isinstance(file, File):
        name, digest = file.name, file.sha256
    else:
        name, digest = str(file.get("name", "")), str(file.get("sha256", ""))
    picture = m.pictures.get(digest)
    ready = picture is not None and picture.readable
    return Photo(
        name=name,
        caption=caption,
        thumb=links.thumb_path(digest) if ready else "",
        large=links.photo_path(digest) if ready else "",
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
        struck=struck,
    )


def evidence_photos(m: Material, evidence: tuple[Evidence, ...], *roles: str) -> tuple[Photo, ...]:
    """Return the pictures put forward as one of `roles`, each photo once, struck ones marked and last."""
    seen: dict[str, Photo] = {}
    for one in evidence:
        if one.role in roles and is_picture(one.file.name) and one.file.sha256 not in seen:
            struck = m.translate("已剔除") if one.struck else ""
            caption = m.translate(FILE_ROLES.get(one.role, one.role))
            seen[one.file.sha256] = photo(m, one.file, caption, struck)
    return tuple(sorted(seen.values(), key=lambda shot: bool(shot.struck)))


def inspection_photos(m: Material, inspection: Inspection) -> Iterator[tuple[str, File]]:
    """Yield the pictures of an inspection with the words of their item: none of private items, no signatures.

    Only the checklist that the inspection pins says which these are: without it there are none.
    """
    checklist = m.checklists.get(inspection.id)
    if checklist is None:
        return
    for path, files in inspection.photos.items():
        item = checklist.item(path.split(".")[0])
        if item is not None and (item.private or item.type is ItemType.SIGNATURE):
            continue
        yield from ((item.label if item else "", file) for file in files if is_picture(file.name))


def _named(m: Material) -> Iterator[str]:
    for issue in m.issues:
        files = (*issue.photos, *(one.file for one in issue.evidence))
        yield from (file.sha256 for file in files if is_picture(file.name))
        for entry in issue.timeline:
            if entry.event.known and event_shown(entry.event, m.audience):
                yield from _in_body(entry.event.kind, entry.event.body)
    for inspection in m.inspections:
        yield from (file.sha256 for _, file in inspection_photos(m, inspection))


def _in_body(kind: str, body: Mapping[str, object]) -> Iterator[str]:
    for field in BODIES[kind]:
        files = body.get(field.name)
        if field.holds is not Holds.FILES or (kind, field.name) in PRIVATE_FIELDS:
            continue
        for file in files if isinstance(files, (list, tuple)) else ():
            if isinstance(file, Mapping) and is_picture(str(file.get("name", ""))):
                yield str(file.get("sha256", ""))
