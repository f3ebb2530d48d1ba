"""A small client of the real yaml-language-server: it opens a text as an editor would, and asks what an editor asks.

The server comes from npm, pinned in package.json beside this file, into the user's cache, once for each lock file.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PINNED = ("package.json", "package-lock.json")
SECONDS_MAX = 30


def install() -> Path:
    """Return the server's start file. Raises FileNotFoundError without node or npm, RuntimeError when npm fails."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise FileNotFoundError(f"{tool} is not on this machine")
    pinned = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in PINNED)).hexdigest()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ducha-tests"
    place = cache / f"yaml-language-server-{pinned[:16]}"
    if not place.exists():
        _install(cache, place)
    return place / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def _install(cache: Path, place: Path) -> None:
    """Install beside the place and rename: two test processes may do this at once, and a kill leaves no half."""
    cache.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=cache))
    for name in PINNED:
        shutil.copy(HERE / name, fresh)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=300)
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise RuntimeError(f"npm ci failed: {done.stderr[-2000:]}")
    try:
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not place.exists():
            raise


class LanguageServer:
    """One running server. `open` shows it a file; `complete`, `hover` and `diagnose` ask about it."""

    def __init__(self, start_file: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(start_file), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._number = 0
        self._opened = 0
        self._found: dict[str, list[dict[str, Any]]] = {}
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": _CAPABILITIES})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": _SETTINGS})

    def close(self) -> None:
        """End the server."""
        self._ask("shutdown", None)
        self._tell("exit", None)
        self._process.wait(SECONDS_MAX)
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def diagnose(self, path: Path, text: str) -> list[str]:
        """Open the text as the file at `path` and return what the editor would underline: `line: message`."""
        uri = self.open(path, text)
        while uri not in self._found:
            self._answer(self._next())
        found = self._found.pop(uri)
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def open(self, path: Path, text: str) -> str:
        """Open the text as a file beside `path`, which need not exist; return its address.

        Each text gets an address of its own: what is said of an earlier one cannot be taken for an answer.
        """
        self._opened += 1
        uri = path.with_name(f"{path.stem}-{self._opened}.yml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def complete(self, path: Path, text: str) -> dict[str, str]:
        """Return what is offered where `|` stands in the text, each with what is said about it."""
        asked = self._at(path, text)
        answer = self._ask("textDocument/completion", asked) or {"items": []}
        return {item["label"]: _words(item.get("documentation")) for item in answer["items"]}

    def hover(self, path: Path, text: str) -> str:
        """Return what is shown when the mouse rests where `|` stands in the text."""
        answer = self._ask("textDocument/hover", self._at(path, text))
        return _words(answer["contents"]) if answer else ""

    def _at(self, path: Path, text: str) -> dict[str, Any]:
        before, after = text.split("|", 1)
        line, column = before.count("\n"), len(before.rpartition("\n")[2])
        uri = self.open(path, before + after)
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def _ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        """Keep what is underlined; answer what the server asks its editor."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self._found[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = message["params"].get("items", []) if message["params"] else []
            result = [_SETTINGS.get(one.get("section", ""), {}) for one in asked] or None
            self._send({"id": message["id"], "result": result})

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        return self._inbox.get(timeout=SECONDS_MAX)

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._inbox.put(json.loads(stream.read(length)))


_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
}
_SETTINGS: dict[str, Any] = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        # no list of schemas from the network: what is offered comes from the file that the text names
        "schemaStore": {"enable": False},
    }
}


def _words(documentation: Any) -> str:
    return documentation["value"] if isinstance(documentation, dict) else documentation or ""
