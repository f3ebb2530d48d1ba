"""Getting to a server: over real TLS by whom it is trusted, through a real proxy, and what is told when it does not work."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspections.errors import Code, Exit, UserError
from inspections.keys import SigningKey
from inspections.laptop import sync_line
from inspections.laptop.sync_line import Line
from inspections.laptop.sync_way import Way, authority, checked_proxy, system_proxy
from tests.inspections.laptop.tls import Authority, Pair, Proxy, answering

KEY = SigningKey.from_seed(b"w" * 32)
PLAIN = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
TODAY = date(2019, 3, 2)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "bureau")


@pytest.fixture(scope="module")
def good(bureau: Authority) -> Pair:
    return bureau.sign("localhost")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_line, "PAUSES", (0.0, 0.0))


def reach(url: str, way: Way) -> Line:
    """Ask the server for a photo that it does not have; return the line when it answered."""
    with Line(url, KEY, "", pause=lambda _: None, way=way) as line:
        assert line.get("0" * 64, 0) is None
        return line


def refused(url: str, way: Way) -> UserError:
    with pytest.raises(UserError) as told:
        reach(url, way)
    return told.value


def trusting(bureau: Authority, **more: object) -> Way:
    return Way(ca=authority(bureau.cert), today=TODAY, **more)  # type: ignore[arg-type]


def test_a_server_with_a_certificate_of_the_bureaus_own_authority(bureau: Authority, good: Pair):
    with answering(good) as port:
        assert reach(f"https://localhost:{port}", trusting(bureau)).tries == 0


def test_the_authority_as_windows_writes_it_is_the_same(bureau: Authority, good: Pair):
    assert authority(bureau.der()) == authority(bureau.cert).strip() + b"\n"
    with answering(good) as port:
        reach(f"https://localhost:{port}", Way(ca=authority(bureau.der())))


def test_an_unknown_authority_is_refused_at_once_and_the_way_out_named(good: Pair):
    with answering(good) as port:
        error = refused(f"https://localhost:{port}", Way())
    assert (error.problems[0].code, error.exit) == (Code.SERVER_CERTIFICATE, Exit.PROBLEMS)
    assert "--ca" in str(error.problems[0].remedy)


def test_another_authority_than_the_one_that_is_trusted_is_refused(good: Pair, tmp_path: Path):
    with answering(good) as port:
        error = refused(f"https://localhost:{port}", trusting(Authority(tmp_path / "other")))
    assert error.problems[0].code is Code.SERVER_CERTIFICATE


def test_a_certificate_of_another_name_is_refused(bureau: Authority):
    with answering(bureau.sign("elsewhere.example")) as port:
        error = refused(f"https://localhost:{port}", trusting(bureau))
    assert error.problems[0].code is Code.SERVER_CERTIFICATE
    assert "--ca" not in str(error.problems[0].remedy)


@pytest.mark.parametrize("span", [("20150101000000Z", "20160101000000Z"), ("20380101000000Z", "20390101000000Z")])  # fmt: skip
def test_out_of_its_time_it_shows_what_this_machine_takes_for_today(
    bureau: Authority, span: tuple[str, str]
):
    with answering(bureau.sign("localhost", *span)) as port:
        error = refused(f"https://localhost:{port}", trusting(bureau))
    assert error.problems[0].code is Code.SERVER_CERTIFICATE
    assert "2019-03-02" in str(error.problems[0].remedy)


def test_https_where_there_is_none_says_so():
    with answering(None) as port:
        error = refused(f"https://localhost:{port}", Way())
    assert error.problems[0].code is Code.SERVER_CERTIFICATE
    assert "http://" in str(error.problems[0].remedy)


def test_through_a_proxy_the_certificate_is_the_servers_still(bureau: Authority, good: Pair):
    with answering(good) as port, Proxy() as proxy:
        reach(f"https://localhost:{port}", trusting(bureau, proxy=proxy.url))
        refused(f"https://localhost:{port}", Way(proxy=proxy.url))
        assert proxy.asked == [f"CONNECT localhost:{port}"] * 2


def test_away_from_the_proxys_office_the_line_is_direct(bureau: Authority, good: Pair):
    with Proxy() as gone:
        pass
    with answering(good) as port:
        line = reach(f"https://localhost:{port}", trusting(bureau, proxy=gone.url))
    assert line.way.proxy is None


def test_a_proxy_that_lets_nobody_through_is_not_the_end(bureau: Authority, good: Pair):
    with answering(good) as port, Proxy(refusal=PLAIN) as proxy:
        reach(f"https://localhost:{port}", trusting(bureau, proxy=proxy.url))
        assert len(proxy.asked) == 1


def test_where_no_line_comes_about_the_proxy_of_the_machine_is_named_without_its_password():
    with answering(None) as port:
        pass
    error = refused(f"http://127.0.0.1:{port}", Way(known_proxy="http://user:secret@proxy:3128"))
    assert error.exit is Exit.TRY_AGAIN
    assert "http://proxy:3128" in str(error.problems[0].remedy)
    assert "secret" not in str(error.problems[0].remedy)


@pytest.mark.parametrize(
    "data",
    [b"no certificate", b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
)
def test_what_is_no_authority_is_refused(tmp_path: Path, data: bytes):
    (tmp_path / "ca").write_bytes(data)
    with pytest.raises(UserError) as told:
        authority(tmp_path / "ca")
    assert (told.value.problems[0].code, told.value.exit) == (Code.SERVER_CERTIFICATE, Exit.USAGE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("proxy:8080", "http://proxy:8080"),
        ("http://10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("none", None),
        ("NONE", None),
    ],
)
def test_a_proxy_is_written_as_people_write_it(typed: str, meant: str | None):
    assert checked_proxy(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["proxy", "socks5://proxy:1080", "http://proxy", "http://代理:80", "http://proxy:x", "："],
)
def test_what_is_no_proxy_is_told(typed: str):
    with pytest.raises(UserError) as told:
        checked_proxy(typed)
    assert (told.value.problems[0].code, told.value.exit) == (Code.SERVER_ADDRESS, Exit.USAGE)


def test_the_machines_proxy_is_known_by_its_environment():
    assert system_proxy({"HTTPS_PROXY": "http://p:1"}) == "http://p:1"
    assert system_proxy({"https_proxy": "http://p:2", "HTTP_PROXY": "http://q:1"}) == "http://p:2"
    assert system_proxy({}) is None
