"""The photos that a record names: are they in the folder beside the file, do they open, does no name lead elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspections.errors import Code, M, Problem, UserError
from inspections.inspection import Record
from inspections.laptop.blobs import read_evidence
from inspections.laptop.files import missing


def photo_problems(record: Record, folder: Path, shown: str) -> Iterator[Problem]:
    """Yield a problem for each photo that is named but missing from the folder, or that does not open."""
    named = [
        (record.lines.get(path.partition(".")[0]), name)
        for path, names in (*record.photos.items(), *record.private_photos.items())
        for name in names
    ]
    named += [(signed.line, signed.image) for signed in record.signatures if signed.image]
    for line, name in named:
        try:
            read_evidence(inside(folder, name))
        except UserError as error:
            for problem in error.problems:
                yield _photo_problem(problem, name, folder, shown, line)


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
