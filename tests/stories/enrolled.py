"""Laptops that join by files: what the stories of devices share."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.inspections.laptop.office import NOW, Office, Said
from tests.stories.together import Laptop

BUREAU = ("--as", "yanghui")


def newcomer(folder: Path, person: str, name: str, *wish: str) -> Laptop:
    """Prepare a laptop of its own below `folder`; it belongs to no district yet."""
    Office(folder).does("device", "new", person, "--person", person, "--name", name, *wish)
    return Laptop(folder / person, who=person)


def request_of(laptop: Laptop) -> Path:
    """Return the newest request that this laptop wrote."""
    return max(laptop.root.glob("*.request.json"), key=lambda path: path.stat().st_mtime_ns)


def certify(bureau: Office, request: Path, *terms: str, now: str = NOW) -> Said:
    """Certify a request at the bureau; `Said.json` tells of it."""
    return bureau.does("--json", "device", "certify", request, *BUREAU, *terms, now=now)


def join(bureau: Office, laptop: Laptop, *terms: str, now: str = NOW) -> Path:
    """Let a laptop join the bureau's district; return the answer that it took in."""
    told = certify(bureau, request_of(laptop), *terms, now=now).json[0]
    laptop.does("bundle", "import", told["answer"], "--root", told["root_code"], now=now)
    shutil.copytree(bureau.root / "checklists", laptop.root / "checklists", dirs_exist_ok=True)
    return Path(told["answer"])


def key_of(office: Office, person: str) -> str:
    """Return the public key of a person at this laptop."""
    return office.workspace().keyring.public(person)


def states(office: Office, now: str = NOW) -> dict[tuple[str, str], str]:
    """Return (person, first letters of the key) -> what `device list` says of it."""
    told = office.does("--json", "device", "list", now=now).json
    return {(one.get("person", ""), (one["key"] or "")[:12]): one["state"] for one in told}
