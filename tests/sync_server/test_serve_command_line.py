"""`ducha serve` as a process: its log, the proxy before it, TLS, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.inspections.laptop.office import NOW
from tests.sync_server.serving import Hall

PAIR = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]  # fmt: skip


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def lines(self) -> list[dict]:
        written = self.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in written if line.startswith("{")]

    def requests(self) -> list[dict]:
        """Return the lines of requests; a line is written after its answer has gone, so the first is waited for."""
        until = time.monotonic() + 20
        while True:
            found = [line for line in self.lines() if line["what"] == "request"]
            if found or time.monotonic() > until:
                return found
            time.sleep(0.02)


@contextmanager
def serving(hall: Hall, *options: str) -> Iterator[Served]:
    log, told = hall.folder / "log", hall.folder / "told"
    command = [sys.executable, "-m", "inspections.laptop", "serve", str(hall.server), "--port", "0", "--json"]  # fmt: skip
    with log.open("wb") as err, told.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options], env={**os.environ, "DUCHA_NOW": NOW}, stdout=out, stderr=err
        )
    try:
        while not told.read_text("utf-8").rstrip().endswith("}"):
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.02)
        yield Served(process, json.loads(told.read_text("utf-8"))["url"], log)
    finally:
        process.kill()
        process.wait()


def test_each_request_is_a_line_when_asked_for(hall: Hall):
    with serving(hall, "--log-requests") as served:
        httpx.get(f"{served.url}/healthz?secret")
        (line,) = served.requests()
        assert (line["route"], line["status"], line["client"]) == ("/healthz", 200, "127.0.0.1")


def test_a_proxy_that_is_named_is_believed(hall: Hall):
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with serving(hall, "--log-requests", "--proxy", "127.0.0.1") as served:
        said = httpx.get(f"{served.url}/healthz", headers=told)
        assert served.requests()[0]["client"] == "203.0.113.9"
        assert "strict-transport-security" in said.headers


def test_anybody_else_who_says_to_be_a_proxy_is_not(hall: Hall):
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with serving(hall, "--log-requests", "--proxy", "192.0.2.1") as served:
        said = httpx.get(f"{served.url}/healthz", headers=told)
        assert served.requests()[0]["client"] == "127.0.0.1"
        assert "strict-transport-security" not in said.headers


@pytest.mark.parametrize(
    ("options", "warned"),
    [
        ([], False),
        (["--host", "127.0.0.2"], True),
        (["--host", "127.0.0.2", "--proxy", "127.0.0.1"], False),
    ],
    ids=["this machine only", "others too", "behind a proxy"],
)
def test_who_can_be_overheard_is_told_so(hall: Hall, options: list[str], warned: bool):
    with serving(hall, *options) as served:
        assert httpx.get(f"{served.url}/healthz").status_code == 200
        assert ("server.address" in served.log.read_text("utf-8")) is warned


def test_tls_by_file(hall: Hall, tmp_path: Path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run([*PAIR, "-keyout", key, "-out", cert], check=True, capture_output=True)
    with serving(hall, "--host", "localhost", "--tls-cert", str(cert), "--tls-key", str(key)) as served:  # fmt: skip
        trusts = ssl.create_default_context(cafile=str(cert))
        assert httpx.get(f"{served.url}/healthz", verify=trusts).status_code == 200
        assert served.url.startswith("https://")


def test_tls_files_that_do_not_fit_are_told_in_words(hall: Hall, tmp_path: Path):
    (tmp_path / "no.pem").write_text("no certificate", encoding="utf-8")
    wrong = str(tmp_path / "no.pem")
    for cert in (wrong, str(tmp_path / "missing.pem")):
        said = hall.office.ducha("serve", hall.server, "--tls-cert", cert, "--tls-key", wrong)
        assert (said.status, "Traceback" in said.err) == (2, False), said.err


def test_told_to_stop_it_ends_soon_leaves_no_process_behind_and_logged_nothing(hall: Hall):
    with serving(hall) as served:
        httpx.get(f"{served.url}/healthz")
        time.sleep(5.5)  # by then it makes sites
        children = Path(f"/proc/{served.process.pid}/task").glob("*/children")
        made = [pid for file in children for pid in file.read_text().split()]
        assert made
        served.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        served.process.wait(20)
        assert time.monotonic() - begun < 8
        assert served.lines() == []
        assert not any(Path(f"/proc/{pid}").exists() for pid in made)
