"""Which program this is, exactly enough to tell whether it would make the same bytes: its version and a hash of its files.

Counts what pages are made by: the domain, the site's code, its templates, the words of other languages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import inspections
import site_builder
from inspections.resources import data_folder

DIGITS = 8


@cache
def program() -> str:
    """Return `0.1.0+1a2b3c4d`: the version, and the start of a hash over code, templates and words.

    The same for the same files, wherever they lie and whatever their line ends. Raises OSError when one is missing.
    """
    found = hashlib.sha256()
    for name, path in sorted(_files()):
        data = path.read_bytes()
        text = data if path.suffix == ".mo" else data.replace(b"\r\n", b"\n")
        found.update(f"{name} {len(text)}\n".encode() + text)
    return f"{version('ducha')}+{found.hexdigest()[:DIGITS]}"


def _files() -> Iterator[tuple[str, Path]]:
    domain, site = Path(inspections.__file__).parent, Path(site_builder.__file__).parent
    templates = data_folder("templates", site_builder.__file__)
    folders = (
        ("inspections", domain, "*.py"),
        ("folding", domain / "folding", "*.py"),
        ("locale", domain / "locale", "**/*.mo"),
        ("site_builder", site, "*.py"),
        ("site", templates / "site", "**/*"),
        ("macros", templates / "macros", "**/*"),
    )
    for name, folder, pattern in folders:
        for path in folder.glob(pattern):
            if path.is_file():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
