"""Servers and lines for stories of syncing: a real uvicorn in a thread, a line that is cut, a server that is none."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from inspections.laptop.clock import Clock
from sync_server.app import create_app
from sync_server.service import opened
from tests.inspections.laptop.office import NOW
from tests.inspections.laptop.tls import Pair


@contextmanager
def serving(folder: Path, now: str = NOW, tls: Pair | None = None) -> Iterator[str]:
    """Serve the server of a folder, over TLS with a pair; yield its address."""
    app = create_app(opened(folder, Clock.from_text(now)))
    secure = {"ssl_certfile": tls.cert, "ssl_keyfile": tls.key} if tls else {}
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, **secure)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.01)
        try:
            port = listening.getsockname()[1]
            yield f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass
class Cutting:
    """A line to `to` that carries pieces of at most `piece` bytes and is dead for ever after `pieces` of them."""

    to: str
    pieces: int = 1 << 30
    piece: int = 512
    carried: int = 0
    _listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))  # fmt: skip
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Cutting:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for one in self._open:
            one.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                host, port = self.to.removeprefix("http://").split(":")
                far = socket.create_connection((host, int(port)))
                self._open += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(a, b), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(self.piece):
                with self._lock:
                    self.carried += 1
                    dead = self.carried > self.pieces
                if dead:
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):  # cut, not closed: the other side sees a reset
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)
                one.close()


@contextmanager
def saying(answer: bytes) -> Iterator[str]:
    """Serve these bytes to whoever asks, whatever they ask; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    asking, _ = listening.accept()
                    with asking, suppress(OSError):
                        asking.settimeout(0.2)
                        with suppress(TimeoutError):
                            while asking.recv(65536):
                                asking.settimeout(0.05)
                        asking.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
