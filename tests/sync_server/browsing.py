"""A server with accounts, and browsers without a script: they follow links, fill what a form asks for, keep cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from httpx import Response
from starlette.testclient import TestClient

from inspections.ids import PersonId, SchoolId
from sync_server import accounts
from sync_server.accounts import Account, AccountRole
from sync_server.app import create_app
from sync_server.audit import CONSOLE
from sync_server.pushing import push
from sync_server.service import ZONE, Service
from tests.sync_server.serving import YL3X, Hall

PASSWORD = "三月的风吹过操场旗杆"
ACCOUNTS = (
    ("yl3x", "school", "yl3x", ("yl3x",), ()),
    ("yl5x", "school", "yl5x", ("yl5x",), ()),
    ("wangmin", "inspector", "wangmin", (), ()),
    ("zhaolei", "area_lead", "zhaolei", (), ("东片",)),
    ("yanghui", "bureau", "yanghui", (), ()),
    ("ops", "admin", "ops", (), ()),
)


@dataclass
class Browser:
    """One person's browser."""

    client: TestClient
    last: Response = field(init=False)

    def open(self, path: str, **more: str) -> Response:
        self.last = self.client.get(path, **({"headers": more} if more else {}))
        return self.last

    @property
    def text(self) -> str:
        return unescape(self.last.text)

    def hidden(self) -> dict[str, list[str]]:
        """What the form of the page carries unseen."""
        found: dict[str, list[str]] = {}
        main = self.last.text.partition("<main")[2]
        for name, value in re.findall(r'<input type="hidden" name="(\w+)"[^>]* value="([^"]*)"', main):  # fmt: skip
            found.setdefault(name, []).append(unescape(value))
        return found

    def send(self, path: str, files: object = None, **typed: object) -> Response:
        """Send the form of the page that is open, filled."""
        self.last = self.client.post(path, data={**self.hidden(), **typed}, files=files)  # type: ignore[arg-type]
        return self.last

    def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        self.open("/sign-in")
        return self.send("/sign-in", name=name, password=password)


@dataclass
class House:
    """The server in this process, its accounts, and whoever comes."""

    hall: Hall
    service: Service
    app: object

    def browser(self, name: str | None = None) -> Browser:
        client = TestClient(self.app, raise_server_exceptions=True)  # type: ignore[arg-type]
        browser = Browser(client)
        if name is not None:
            browser.sign_in(name)
            assert browser.last.status_code == 200, browser.text
        return browser

    @property
    def issue(self) -> str:
        return str(self.hall.office.issues()[0]["id"])

    def path(self, kind: str = "", issue: str = "") -> str:
        return f"/my/schools/yl3x/issues/{issue or self.full_issue}" + (f"/{kind}" if kind else "")

    @property
    def full_issue(self) -> str:
        return self.issue

    def bureau_does(self, *words: str, by: str = "yanghui") -> None:
        """Let the bureau act at its laptop, and hand it to the server."""
        self.hall.office.does(*words, "--as", by)
        push(self.service, YL3X, self.hall.blocks(), self.hall.key("wangmin").public_hex)

    def notify(self) -> str:
        """Let the first issue be notified; return its id."""
        issue = self.issue
        self.bureau_does("issue", "confirm", issue)
        self.bureau_does("issue", "notify", issue)
        return issue


@contextmanager
def a_house(folder: Path, **caps: int) -> Iterator[House]:
    hall = Hall(folder)
    service = hall.opened(**caps)
    now = service.clock.now(ZONE)
    with service.database.writing() as connection:
        for name, role, person, schools, areas in ACCOUNTS:
            account = Account(
                id=name, name=name, role=AccountRole(role), person=PersonId(person),
                schools=tuple(SchoolId(one) for one in schools), areas=areas,
            )  # fmt: skip
            accounts.add(connection, now, account, CONSOLE)
            accounts.choose_password(connection, now, accounts.get(connection, name), PASSWORD)
    try:
        yield House(hall, service, create_app(service))
    finally:
        service.close()
