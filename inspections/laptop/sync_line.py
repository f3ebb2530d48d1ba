"""The line to the server: signed requests over HTTP, tried again a bounded number of times, every failure in words.

A bad line is the usual case: whatever is asked here may be asked twice. Answers are read under caps before anything is
unpacked. Refuses an answer that is none of ours (a proxy's page, another program) and follows no redirection: a signed
request is for one address.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Final

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.join_protocol import JOIN_PATH, Ask, Told, read_told, write_ask
from inspections.keys import SigningKey
from inspections.laptop.sync_way import Way, hindrance, is_of_proxy, unreachable
from inspections.sync_apart import read_apart
from inspections.sync_json import read_answer, read_fault, write_request
from inspections.sync_protocol import (
    APART,
    BLOBS_PATH,
    LENGTH,
    OFFSET,
    SYNC_PATH,
    Answer,
    Fault,
    Request,
)
from inspections.sync_wire import (
    AUTHORIZATION,
    BODY_BYTES_MAX,
    GZIP,
    WireError,
    authorization,
    packed,
    unpacked,
)
from inspections.sync_zstd import ZSTD, unframed

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS: Final = 10.0
SILENCE_SECONDS: Final = 60.0
"""How long the server may say nothing before the line counts as dead."""
PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each new try; after the last the person is told."""
ASKED_PAUSE_MAX: Final = 30.0
"""Of a server that says when to come again."""
BLOB_BYTES_MAX: Final = 33 * 1024 * 1024
_LATER: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Reply:
    """A whole answer: its status, its headers, its body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def number(self, name: str) -> int | None:
        """Return a header that is a count, None where it is not."""
        text = self.headers.get(name.lower(), "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


@dataclass
class Line:
    """A line to the server at `url`, for the holder of `key`; closed by `with`."""

    url: str
    key: SigningKey
    district: str
    pause: Callable[[float], None] = time.sleep
    silence_seconds: float = SILENCE_SECONDS
    way: Way = field(default_factory=Way)
    tries: int = field(default=0, init=False)
    """How often a request had to be sent again."""
    _client: httpx.Client | None = field(default=None, init=False)

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        if self._client is not None:
            self._client.close()

    def sync(self, request: Request) -> Answer:
        """Return the server's answer. Raises UserError: exit 5 no line or busy, 3 refused, 1 no server of ours."""
        headers = {"Content-Type": "application/json", "Content-Encoding": GZIP, "Accept": APART}
        reply = self._ask("POST", SYNC_PATH, packed(write_request(request)), headers)
        if reply.status != 200:
            raise self._failed(reply)
        try:
            apart = reply.headers.get("content-type", "").startswith(APART)
            answer = (read_apart if apart else read_answer)(_plain(reply))
        except WireError as error:
            raise self._strange() from error
        if answer.district != self.district:
            what = M("{url} 是另一个区县的服务器，没有同步", url=self.url)
            raise _refused(Code.SERVER_DISTRICT, what, M("核对地址：ducha sync 本区县服务器的地址"))
        return answer

    def join(self, ask: Ask) -> Told:
        """Return what the server says to a laptop that asks to be let in; the line's `district` is `JOINING`.

        Raises UserError as `sync` does; exit 3 with the server's reason when the code does not hold, or the key may not.
        """
        reply = self._ask("POST", JOIN_PATH, write_ask(ask), {"Content-Type": "application/json"})
        if reply.status != 200:
            raise self._failed(reply)
        try:
            return read_told(_plain(reply))
        except WireError as error:
            raise self._strange() from error

    def put(self, digest: str, offset: int, total: int, piece: bytes) -> int | None:
        """Send a piece of a photo; return how many bytes the server holds now, None when it is whole.

        Raises UserError; PHOTO_BROKEN when the whole is not what its name says, or no document there names it.
        """
        headers = {OFFSET: str(offset), LENGTH: str(total), "Content-Type": "application/octet-stream"}  # fmt: skip
        reply = self._ask("PUT", BLOBS_PATH + digest, piece, headers)
        if reply.status in (200, 201):
            return None
        held = reply.number(OFFSET)
        if reply.status in (204, 409) and held is not None:
            return held
        if reply.status in (404, 422):
            what = M("服务器没有收照片或文件 {id}：不是图片，或已损坏", id=digest[:12])
            remedy = M("运行 ducha doctor，按它说的换上原来的照片")
            raise UserError(Problem(code=Code.PHOTO_BROKEN, what=what, remedy=remedy))
        raise self._failed(reply)

    def get(self, digest: str, start: int) -> tuple[bytes, int] | None:
        """Return bytes of a photo from `start` on, at most a piece, and how many the whole has; None if it is not there."""
        reply = self._ask("GET", BLOBS_PATH + digest, b"", {"Range": f"bytes={start}-{start + PIECE_BYTES - 1}"})  # fmt: skip
        if reply.status == 404:
            return None
        if reply.status not in (200, 206):
            raise self._failed(reply)
        if reply.status == 200:
            return reply.body[start:], len(reply.body)
        first, _, total = reply.headers.get("content-range", "").partition("/")
        if not first.startswith(f"bytes {start}-") or not total.isdecimal() or not reply.body:
            raise self._strange()
        return reply.body, int(total)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer to a request; try again while the line or the server fails, a bounded number of times."""
        import httpx

        last: Exception | None = None
        for pause in (*PAUSES, None):
            try:
                reply = self._once(method, path, body, headers)
            except httpx.TransportError as error:
                last, wait = error, self._after(error, pause)
            else:
                if reply.status not in _LATER or pause is None:
                    return reply
                last, wait = None, min(reply.number("retry-after") or pause, ASKED_PAUSE_MAX)
            if wait is not None:
                self.tries += 1
                self.pause(wait)
        raise unreachable(self.url, self.way) from last

    def _after(self, error: httpx.TransportError, pause: float | None) -> float | None:
        """Return after how long to try again, directly where the proxy is out of reach. Raises UserError where it is no use."""
        if self.way.proxy and is_of_proxy(error):
            self.way, client, self._client = replace(self.way, proxy=None), self._client, None
            if client is not None:
                client.close()
            return pause and 0.0
        if (told := hindrance(self.url, self.way, error)) is not None:
            raise told from error
        return pause

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        import httpx

        if self._client is None:
            timeout = httpx.Timeout(self.silence_seconds, connect=CONNECT_SECONDS)
            self._client = self.way.client(timeout, https=self.url.startswith("https:"))
        nonce = secrets.token_hex(16)
        signature = authorization(self.key, nonce, self.district, method, path, body)
        sent = {**headers, AUTHORIZATION: signature, "Accept-Encoding": f"{ZSTD}, {GZIP}"}
        with self._client.stream(method, self.url + path, content=body, headers=sent) as answer:
            found = bytearray()
            most = BODY_BYTES_MAX if method == "POST" else BLOB_BYTES_MAX
            for piece in answer.iter_raw():
                found += piece
                if len(found) > most:
                    raise self._strange()
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status_code, told, bytes(found))

    def _failed(self, reply: Reply) -> UserError:
        try:
            fault = read_fault(_plain(reply))
        except WireError:
            if reply.status in _LATER:
                return self._busy(M("请稍后再运行一次；已经送到和收到的都在，会接着做"))
            return self._strange()
        if reply.status in _LATER or reply.status == 507:
            return self._busy(_said(fault.remedy), _said(fault.what))
        if reply.status in (401, 403):
            return _refused(Code.SERVER_REFUSED, *_words(fault))
        what, remedy = _words(fault)
        return UserError(Problem(code=Code.SERVER_ANSWER, what=what, remedy=remedy))

    def _busy(self, remedy: Msg, what: Msg | None = None) -> UserError:
        says = what or M("服务器 {url} 暂时不能收", url=self.url)
        problem = Problem(code=Code.SERVER_BUSY, what=says, remedy=remedy)
        return UserError(problem, exit=Exit.TRY_AGAIN)

    def _strange(self) -> UserError:
        what = M("{url} 的答复看不懂：那里可能不是督查服务器，或者程序版本不同", url=self.url)
        remedy = M("核对地址；地址没有错就请管理员看看，两边的 ducha 是不是同一个版本")
        return UserError(Problem(code=Code.SERVER_ANSWER, what=what, remedy=remedy))


PIECE_BYTES: Final = 256 * 1024
"""A photo travels in pieces of this size: what a cut line loses is at most one."""


def _plain(reply: Reply) -> bytes:
    encoding = reply.headers.get("content-encoding")
    return unframed(reply.body) if encoding == ZSTD else unpacked(reply.body, encoding)


def _words(fault: Fault) -> tuple[Msg, Msg]:
    return _said(fault.what), _said(fault.remedy)


def _said(text: str) -> Msg:
    return Msg("{text}", {"text": text or "—"})


def _refused(code: Code, what: Msg, remedy: Msg) -> UserError:
    return UserError(Problem(code=code, what=what, remedy=remedy), exit=Exit.REFUSED)
