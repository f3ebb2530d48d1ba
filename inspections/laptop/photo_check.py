"""The photos that a record names: are they in the folder beside the file, do they open, does no name lead elsewhere?

Those of private answers lie in a folder of their own, `<record>.private`, which git ignores as it does the sibling.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from inspections.errors import Code, M, Problem, UserError
from inspections.inspection import Record
from inspections.laptop.blobs import read_evidence
from inspections.laptop.files import missing


def photo_problems(record: Record, path: Path, shown: str) -> Iterator[Problem]:
    """Yield a problem for each photo that the record at `path` names and that is missing, or does not open."""
    folder, public = path.with_suffix(""), public_names(record)
    named = [(at, name, folder) for at, names in record.photos.items() for name in names]
    named += [
        (at, name, private_photo(path, name, public).parent)
        for at, names in record.private_photos.items()
        for name in names
    ]
    found = [(record.lines.get(at.partition(".")[0]), name, where) for at, name, where in named]
    found += [(signed.line, signed.image, folder) for signed in record.signatures if signed.image]
    for line, name, where in found:
        try:
            read_evidence(inside(where, name))
        except UserError as error:
            for problem in error.problems:
                yield _photo_problem(problem, name, where, shown, line)


def public_names(record: Record) -> frozenset[str]:
    """Return the names of the pictures that the record itself names, signatures among them."""
    photos = {name for names in record.photos.values() for name in names}
    return frozenset(photos | {signed.image for signed in record.signatures})


def private_folder(record: Path) -> Path:
    """Return the folder for the photos of private answers of the record at this path."""
    return record.with_suffix(".private")


def private_photo(record: Path, name: str, public: Collection[str]) -> Path:
    """Return where a photo of a private answer lies: in its own folder, unless somebody has just put one beside it.

    One that the record names too (`public`) stays in the record's folder. The path may lead nowhere: `inside` asks.
    """
    own, shared = private_folder(record), record.with_suffix("")
    if Path(name).name != name:
        return own / "-"
    if name in public:
        return own / name if (own / name).exists() else shared / name
    return shared / name if (shared / name).exists() else own / name


def inside(folder: Path, name: str) -> Path:
    """Return the photo's path. Raises UserError when the name leads out of the folder."""
    path = folder / name
    if Path(name).name != name or name in ("", ".", "..") or not name.isprintable():
        raise UserError(missing(path))
    return path


def _photo_problem(
    problem: Problem, name: str, folder: Path, shown: str, line: int | None
) -> Problem:
    gone = problem.code is Code.FILE_MISSING
    return Problem(
        code=Code.PHOTO_MISSING if gone else problem.code,
        file=shown,
        line=line,
        what=M("找不到照片“{name}”", name=name)
        if gone
        else M("“{name}”：{what}", name=name, what=problem.what),
        remedy=M("把照片放进文件夹 {folder}/，文件名写得一样", folder=folder.name)
        if gone
        else problem.remedy,
    )
