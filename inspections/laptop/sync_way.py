"""The way to a server: which authorities its certificate may come from, through which proxy; and what hinders on the way.

Trusted are the system's authorities (`SSL_CERT_FILE` counts there), those that browsers trust, and one of the bureau's own.
The environment is not asked for a proxy (decision 0027): a laptop that moves between office and school would fail where
nobody sees why. Refuses to go on without checking a certificate.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.laptop.files import read_capped

if TYPE_CHECKING:
    import httpx

DIRECT: Final = "none"
"""What is typed for no proxy."""
_EXPIRED, _NOT_YET, _NAMES = 10, 9, (62, 64)
"""OpenSSL's X509_V_ERR_…: expired, not yet valid, another host name or address."""


@dataclass(frozen=True)
class Way:
    """How to get there; `today` is what this machine's clock says, to be shown where a date may be the fault."""

    ca: bytes | None = None
    proxy: str | None = None
    today: date | None = None
    known_proxy: str | None = None
    """A proxy that the system knows of and that is not used: named where no line comes about."""

    def client(self, timeout: httpx.Timeout, *, https: bool) -> httpx.Client:
        """Return what sends requests this way."""
        import httpx

        verify = self._trusted() if https or (self.proxy or "").startswith("https:") else False
        return httpx.Client(timeout=timeout, verify=verify, proxy=self.proxy, trust_env=False)

    def _trusted(self) -> ssl.SSLContext:
        import certifi

        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        if self.ca:
            context.load_verify_locations(cadata=self.ca.decode("ascii"))
        return context


def authority(path: Path) -> bytes:
    """Return the certificates of a file as PEM, also of one in DER as Windows writes it. Raises UserError (exit 2)."""
    data = read_capped(path)
    try:
        text = data.decode("ascii") if b"-----BEGIN" in data else ssl.DER_cert_to_PEM_cert(data)
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ValueError, ssl.SSLError) as error:
        what = M("这不是证书文件，或已损坏")
        remedy = M("向管理员要签发服务器证书的根证书（.pem 或 .cer），不是私钥")
        problem = Problem(code=Code.SERVER_CERTIFICATE, file=str(path), what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE) from error
    return text.encode()


def checked_url(text: str) -> str:
    """Return the address of a server as it is kept. Raises UserError (exit 2): not http or https, user or query in it."""
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (raises for a port that is none)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine or "@" in parts.netloc or parts.query or parts.fragment or not url.isascii():
        what = M("这不是服务器地址：{text}", text=text)
        remedy = M("写成 https://服务器的名称，如 https://ducha.example.cn")
        problem = Problem(code=Code.SERVER_ADDRESS, what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE)
    return url


def checked_proxy(text: str) -> str | None:
    """Return the address of a proxy, None for `none`. Raises UserError (exit 2) for what is neither."""
    url = text.strip()
    if url.lower() == DIRECT:
        return None
    url = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        fine = False
    if not fine or not url.isascii():
        what = M("这不是代理服务器的地址：{text}", text=text)
        remedy = M("写成 http://代理的名称:端口；不用代理写 none")
        problem = Problem(code=Code.SERVER_ADDRESS, what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE)
    return url


def system_proxy(env: Mapping[str, str]) -> str | None:
    """Return the proxy that this machine's environment, or Windows' settings, name for https."""
    import urllib.request

    named = {name.lower(): value for name, value in env.items()}
    registry: Mapping[str, str] = getattr(urllib.request, "getproxies_registry", dict)()
    return named.get("https_proxy") or named.get("all_proxy") or registry.get("https") or None


def is_of_proxy(error: httpx.TransportError) -> bool:
    """Return whether the proxy, not the server, could not be reached or did not want to."""
    import httpx

    dead = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
    return isinstance(error, dead) and _of_tls(error) is None


def hindrance(url: str, way: Way, error: httpx.TransportError) -> UserError | None:
    """Return what is to be told of a failure that trying again does not mend, None for one that may pass."""
    fault = _of_tls(error)
    if fault is None:
        return None
    reason = str(fault.reason or "")
    if isinstance(fault, ssl.SSLCertVerificationError):
        what, remedy = _certificate(url, way, fault)
    elif reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"):
        what = M("{url} 那里不是 https", url=url)
        remedy = M("核对地址和端口；服务器没有装证书的，地址以 http:// 开头")
    elif reason in ("", "UNEXPECTED_EOF_WHILE_READING"):
        return None  # cut off in the middle of a handshake: the line, not the certificate
    else:
        what = M("和 {url} 建立加密连接没有成功（{why}）", url=url, why=reason)
        remedy = M("把这句话告诉管理员；在单位里的，问一问是不是防火墙或代理拦住了")
    return UserError(Problem(code=Code.SERVER_CERTIFICATE, what=what, remedy=remedy))


def unreachable(url: str, way: Way) -> UserError:
    """Return what is told when no line came about."""
    what = M("连不上服务器 {url}，或者连接断了", url=url)
    remedy = M("检查网络和地址，再运行一次；已经送到和收到的都在，会接着做")
    if way.known_proxy and not way.proxy:
        remedy = M(
            "检查网络和地址，再运行一次；这台电脑上网要经过代理的话，加上 --proxy {proxy}",
            proxy=_without_password(way.known_proxy),
        )
    problem = Problem(code=Code.SERVER_UNREACHABLE, what=what, remedy=remedy)
    return UserError(problem, exit=Exit.TRY_AGAIN)


def _certificate(url: str, way: Way, fault: ssl.SSLCertVerificationError) -> tuple[Msg, Msg]:
    today = way.today.isoformat() if way.today else "—"
    if fault.verify_code == _EXPIRED:
        return (
            M("{url} 的证书已过期", url=url),
            M("这台电脑的日期是 {today}：不对就先把日期改对；日期没有错，请管理员换上新的证书", today=today),
        )  # fmt: skip
    if fault.verify_code == _NOT_YET:
        return (
            M("{url} 的证书还没有生效", url=url),
            M("这台电脑的日期可能不对（现在是 {today}）：改对日期再运行一次", today=today),
        )
    if fault.verify_code in _NAMES:
        return (
            M("{url} 的证书不是给这个名称的", url=url),
            M("照督导室给的地址一字不差地写；还是这样就告诉管理员，不要绕过去"),
        )
    return (
        M("{url} 的证书不是这台电脑信任的机构签发的", url=url),
        M("督导室自己签发的证书，向管理员要根证书文件，加上 --ca 文件；没有听说过的，不要继续，告诉管理员"),
    )  # fmt: skip


def _of_tls(error: BaseException) -> ssl.SSLError | None:
    """Return the fault of TLS that lies behind an error, None if there is none."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLError):
            return behind
        behind = behind.__cause__ or behind.__context__
    return None


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url if "@" not in parts.netloc else parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()  # fmt: skip
