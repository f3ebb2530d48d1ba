"""Writes what the story's people wrote into the blank of their inspection, and draws the photos they took.

Only lines of answered questions change (`splice`), as when a person types them; comments typed in stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from inspections.inspection_yaml import private_file
from inspections.laptop.demo.drawing import Shot, draw
from inspections.laptop.demo.story import Picture, Visit
from inspections.splice import splice

INCOMING = "incoming"
"""Where files lie that schools sent in, one folder a school."""


def record_path(visit: Visit) -> str:
    """Return the path of the visit's YAML file in the workspace."""
    name = visit.id.removeprefix(f"{visit.school}-")
    return f"inspections/{visit.school}/{name}.yml"


def fill(root: Path, visit: Visit, seed: str) -> None:
    """Write the visit's answers into its blank, its private answers beside it, its photos into its folder."""
    path = root / record_path(visit)
    text = path.read_text("utf-8")
    for key, written in visit.header.items():
        text = splice(text, [key], list(_lines(key, written)))
    for key, written in visit.answers.items():
        if written:
            text = _answer(text, key, list(_lines(key, written)), list(visit.answers))
    path.write_text(text, "utf-8", newline="\n")
    if visit.private:
        lines = [f"inspection: {visit.id}", "answers:"]
        lines += [f"  {key}: {written}" for key, written in visit.private.items()]
        Path(private_file(str(path))).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    for n, picture in enumerate(visit.pictures):
        taken = visit.began + timedelta(minutes=11 + 9 * n)
        take(path.with_suffix("") / picture.name, picture, taken, seed)


def take(path: Path, picture: Picture, taken: datetime, seed: str) -> None:
    """Draw one photo, unless it lies there already (two acts of one minute may send the same)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shot = Shot(picture.scene, picture.place, picture.good, taken)
        path.write_bytes(draw(f"{path.parent.name}/{path.name}", shot, seed))


def send_in(
    root: Path, school: str, pictures: Sequence[Picture], at: datetime, seed: str
) -> list[str]:
    """Draw the files that come with an act and return their paths in the workspace."""
    names = []
    for n, picture in enumerate(pictures):
        name = f"{INCOMING}/{school}/{picture.name}"
        take(root / name, picture, at + timedelta(minutes=4 * n - 23), seed)
        names.append(name)
    return names


def _answer(text: str, key: str, lines: Sequence[str], order: Sequence[str]) -> str:
    """Return the text with an answer typed in: behind its key where nothing stands there yet, else spliced in."""
    before, empty, after = text.partition(f"\n  {key}:\n")
    if empty and not after.startswith("   "):
        typed = "".join(f"  {line}\n" if line else "\n" for line in lines)
        return f"{before}\n{typed}{after}"
    return splice(text, ["answers", key], list(lines), order)


def _lines(key: str, written: str) -> Iterator[str]:
    """Yield the lines of one answer: behind its key when it is one line, else below it."""
    if "\n" not in written:
        yield f"{key}: {written}"
        return
    yield f"{key}:"
    yield from (f"  {line}" if line else "" for line in written.rstrip("\n").split("\n"))
