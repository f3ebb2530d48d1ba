"""The real `ducha serve`, started in a tenth of a second, and signed requests of people to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from inspections.blocks import Block
from inspections.sync_json import write_request
from inspections.sync_protocol import SYNC_PATH, Offered
from tests.inspections.laptop.office import NOW
from tests.sync_server.forking import Child, ducha
from tests.sync_server.serving import Hall, Running, sends


class Reached(Running):
    """A server that runs already, and requests of its people."""

    def __init__(self, hall: Hall, child: Child) -> None:
        self.hall, self.child, self.url = hall, child, child.url
        self.http = httpx.Client(base_url=self.url, timeout=30)
        self.http.get("/readyz")  # from now on there is a worker to be traced

    def pushes(self, *blocks: Block) -> httpx.Response:
        request = self.hall.request("wangmin", yl3x=sends(*blocks))
        return self.send("wangmin", "POST", SYNC_PATH, write_request(request))

    def reads(self) -> bool:
        """Whether the server still answers who only asks: a sync without anything new, a page, a photo."""
        asked = self.send("wangmin", "POST", SYNC_PATH, write_request(self.hall.request("wangmin", yl3x=Offered())))  # fmt: skip
        pages = [self.http.get(path).status_code for path in ("/healthz", "/sign-in")]
        return [asked.status_code, *pages] == [200, 200, 200]


@contextmanager
def reached(hall: Hall, now: str = NOW, **patches: float) -> Iterator[Reached]:
    child = ducha("serve", hall.server, "--port", "0", "--json", now=now, **patches)
    try:
        server = Reached(hall, child)
        yield server
        server.http.close()
    finally:
        child.kill()
