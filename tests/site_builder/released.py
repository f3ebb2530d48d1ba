"""A small workspace whose issues are ready to be published: three that stand at several statuses, one unconfirmed."""

from __future__ import annotations

from pathlib import Path

from tests.inspections.laptop.office import Office

NOW = "2026-03-20T09:00:00+08:00"
LATER = "2026-04-10T09:00:00+08:00"


def prepared(office: Office) -> dict[str, str]:
    """Seal an inspection and take three of its four issues on: duty under way, gas severe, exits closed."""
    ids = office.seal()
    office.does("issue", "confirm", ids["duty"], ids["gas"], "--as", "yanghui")
    office.does("issue", "notify", ids["duty"], ids["gas"], "--as", "yanghui")
    office.does("issue", "close", ids["exits"], "--conclusion", "改好了", "--as", "yanghui")
    return ids


def publish(office: Office, *words: str, now: str = NOW) -> None:
    office.does("publish", "--yes", "--as", "yanghui", *words, now=now)


def edit(office: Office, *changes: tuple[str, str]) -> None:
    """Change `release.yml` as a person would, each text once."""
    path = office.root / "release.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Return path -> bytes of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
