"""A tree on disk, a small web server that can be cut off, and a tab that keeps every fault."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

STRICT = "default-src 'self'; base-uri 'none'; object-src 'none'; img-src 'self' data:"
"""What a careful server sends: no inline script or style, nothing from elsewhere. Our pages must work under it."""


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    """Put a tree on disk."""
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


class Web:
    """A server of one folder on this machine; it counts what it is asked for, and can be cut off and come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.port = 0
        self.server: http.server.ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Begin to serve, on the same port as before."""
        handler = functools.partial(_Handler, self)
        self.server = http.server.ThreadingHTTPServer(("localhost", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def cut(self) -> None:
        """Stop: nobody listens at the port any more."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def address(self, path: str = "") -> str:
        return f"http://localhost:{self.port}/{path}"


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, web: Web, *args: Any) -> None:
        self.web = web
        super().__init__(*args, directory=str(web.folder))

    def do_GET(self) -> None:
        self.web.asked.append(self.path.lstrip("/"))
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", STRICT)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Web]:
    """Serve a folder while the block runs."""
    web = Web(folder)
    web.start()
    try:
        yield web
    finally:
        web.cut()


@contextlib.contextmanager
def tab_of(chromium: Any, faults: list[object], **options: Any) -> Iterator[Any]:
    """Open a tab of its own context; what its console and its pages complain about comes into `faults`."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    tab = context.new_page()
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield tab
    finally:
        context.close()
