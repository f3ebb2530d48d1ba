"""For tests of lines: authorities and certificates made by openssl, a server that speaks TLS, a proxy that opens tunnels."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[ca]
default_ca = here
[here]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
"""
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    cert: Path
    key: Path


class Authority:
    """An authority in a folder of its own, as a bureau makes one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name, text in (("cnf", CONFIG), ("index", ""), ("serial", "01")):
            (folder / name).write_text(text, encoding="utf-8")
        self._run(
            "req",
            "-x509",
            *KEY,
            "-days",
            "2",
            "-subj",
            "/CN=bureau",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        self.cert = folder / "ca.pem"

    def sign(
        self, name: str, begins: str = "20200101000000Z", ends: str = "20400101000000Z"
    ) -> Pair:
        """Return a certificate for a host, good between two moments."""
        pair = Pair(self.folder / f"{name}-{ends}.pem", self.folder / f"{name}-{ends}.key")
        self._run("req", "-new", *KEY, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                  "-keyout", pair.key.name, "-out", "csr")  # fmt: skip
        self._run("ca", "-batch", "-notext", "-config", "cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
                  "-startdate", begins, "-enddate", ends, "-in", "csr", "-out", pair.cert.name)  # fmt: skip
        return pair

    def der(self) -> Path:
        """Return the authority's certificate as Windows writes it."""
        self._run("x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.cer")
        return self.folder / "ca.cer"

    def _run(self, *words: str) -> None:
        command = shutil.which("openssl")
        assert command is not None
        subprocess.run([command, *words], cwd=self.folder, check=True, capture_output=True)


class _NotFound(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(pair: Pair | None) -> Iterator[int]:
    """Answer 404 to everybody over TLS (plainly without a pair); yield the port on localhost."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _NotFound)
    if pair is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.cert, pair.key)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Proxy:
    """A company's proxy: it opens tunnels, or says `refusal` to whoever asks."""

    refusal: bytes = b""
    asked: list[str] = field(default_factory=list)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)  # or the thread that waits keeps it open
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with suppress(OSError), near:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (piece := near.recv(4096)):
                    return
                head += piece
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            self.asked.append(f"{method} {target}")
            if self.refusal:
                near.sendall(self.refusal)
                return
            host, port = target.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as far:
                near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=_carry, args=(far, near), daemon=True)
                back.start()
                _carry(near, far)
                back.join(5)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
