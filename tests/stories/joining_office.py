"""A bureau with a server, a clerk at its pages, and empty folders whose owners join: what the stories of joining share."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from inspections.check_code import check_code
from inspections.ids import PersonId
from sync_server import accounts
from sync_server.accounts import Account, AccountRole
from sync_server.audit import CONSOLE
from tests.inspections.laptop.office import NOW, Said
from tests.stories.lines import serving
from tests.stories.together import Laptop
from tests.sync_server.browsing import PASSWORD, Browser
from tests.sync_server.serving import Hall

CODE = re.compile(r'<span class="code">([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</span>')


@dataclass
class Clerk:
    """杨慧 of the bureau in her browser, without a script."""

    browser: Browser

    def invite(self, person: str) -> str:
        """Invite somebody; return the code that the page shows."""
        self.browser.open("/office/devices")
        self.browser.send("/office/invitations", person=person)
        found = CODE.search(self.browser.text)
        assert found, self.browser.text
        return found[1]

    def sees(self, key: str) -> bool:
        """Whether a device with this key waits on her page."""
        text = self.browser.open("/office/devices").text
        return f"/office/devices/{key}/deny" in text and check_code(key) in text

    def says(self, key: str, verdict: str = "confirm") -> int:
        self.browser.open("/office/devices")
        return self.browser.send(f"/office/devices/{key}/{verdict}").status_code


@dataclass
class Bureau:
    """The server at `url`, the workspace that it was made from, and the clerk."""

    hall: Hall
    url: str
    clerk: Clerk

    @property
    def root_code(self) -> str:
        return check_code(self.hall.office.workspace().district.root_key)


@contextmanager
def bureau(hall: Hall, now: str = NOW) -> Iterator[Bureau]:
    """Serve the hall's server by a real uvicorn; its clerk is signed in."""
    service = hall.opened()
    try:
        with service.database.writing() as connection:
            moment = datetime.fromisoformat(NOW)
            if accounts.find(connection, "yanghui") is None:
                who = Account(id="yanghui", name="杨慧", role=AccountRole.BUREAU, person=PersonId("yanghui"))  # fmt: skip
                accounts.add(connection, moment, who, CONSOLE)
                accounts.choose_password(connection, moment, accounts.get(connection, "yanghui"), PASSWORD)  # fmt: skip
    finally:
        service.close()
    with (
        serving(hall.server, now) as url,
        httpx.Client(base_url=url, follow_redirects=True) as http,
    ):
        browser = Browser(http)  # type: ignore[arg-type]
        browser.sign_in("yanghui")
        yield Bureau(hall, url, Clerk(browser))


def empty(folder: Path, who: str = "liqiang") -> Laptop:
    """Return a new laptop: an empty folder."""
    folder.mkdir()
    return Laptop(folder, who=who)


def key_of(laptop: Laptop) -> str:
    return laptop.workspace().keyring.public(laptop.who)


def asks(laptop: Laptop, *words: str, status: int = 5, now: str = NOW) -> Said:
    """Run `join`, for programs; it must end with this status."""
    said = laptop.ducha("--json", "join", *words, now=now)
    assert said.status == status, said
    return said


def process(laptop: Laptop, *words: str, prelude: str = "") -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own, after `prelude`."""
    command = [sys.executable, "-c", f"{prelude}\nfrom inspections.laptop.cli import main; main()"]
    env = {**os.environ, "DUCHA_NOW": NOW}
    return subprocess.run([*command, "-C", str(laptop.root), *words], env=env, capture_output=True, text=True, timeout=60)  # fmt: skip
