"""Where the data folders lie that ship with the packages: in a wheel beside the code, in a checkout at its root."""

from __future__ import annotations

from pathlib import Path


def data_folder(name: str, package_file: str) -> Path:
    """Return the folder `name` (checklists, templates) for the package whose `__file__` is given.

    Raises FileNotFoundError when the installation is broken.
    """
    package = Path(package_file).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name}: not in this installation, looked beside {package}")
