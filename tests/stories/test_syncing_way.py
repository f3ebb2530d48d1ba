"""A laptop in a company's network: the bureau's own certificate and a proxy, given once and remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from inspections.laptop import sync_line
from tests.inspections.laptop.office import Office
from tests.inspections.laptop.tls import Authority, Proxy
from tests.stories.lines import serving
from tests.sync_server.serving import Hall


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with patch.object(sync_line, "PAUSES", (0.0,)):
        yield


@pytest.fixture
def laptop(tmp_path: Path) -> Office:
    return Hall(tmp_path).office


def settings(laptop: Office) -> str:
    return (laptop.root / "district.yml").read_text("utf-8")


def test_what_led_to_the_server_once_is_remembered(laptop: Office, tmp_path: Path):
    bureau = Authority(tmp_path / "bureau")
    with serving(tmp_path / "server", tls=bureau.sign("localhost")) as url, Proxy() as proxy:
        said = laptop.ducha("sync", url, "--as", "wangmin")
        assert (said.status, "server.certificate" in said.err) == (1, True), said
        assert "server_ca" not in settings(laptop)
        laptop.does("sync", url, "--as", "wangmin", "--ca", bureau.der(), "--proxy", proxy.url)
        bureau.der().unlink()
        laptop.does("sync", "--as", "wangmin")
        assert len(proxy.asked) == 2
        laptop.does("sync", "--as", "wangmin", "--proxy", "none")
        assert len(proxy.asked) == 2
    assert "server_ca: server-ca.pem" in settings(laptop)
    assert f"proxy: {proxy.url}" in settings(laptop)


def test_a_proxys_password_is_used_and_not_written_down(laptop: Office, tmp_path: Path):
    bureau = Authority(tmp_path / "bureau")
    with serving(tmp_path / "server", tls=bureau.sign("localhost")) as url, Proxy() as proxy:
        secret = proxy.url.replace("://", "://wang:geheim@")
        laptop.does("sync", url, "--as", "wangmin", "--ca", bureau.cert, "--proxy", secret)
        assert proxy.asked
    assert "geheim" not in settings(laptop) and "proxy" not in settings(laptop)


def test_another_authority_takes_the_place_of_the_one_before(laptop: Office, tmp_path: Path):
    old, new = Authority(tmp_path / "old"), Authority(tmp_path / "new")
    with serving(tmp_path / "server", tls=old.sign("localhost")) as url:
        laptop.does("sync", url, "--as", "wangmin", "--ca", old.cert)
    with serving(tmp_path / "server", tls=new.sign("localhost")) as url:
        assert laptop.ducha("sync", url, "--as", "wangmin").status == 1
        laptop.does("sync", url, "--as", "wangmin", "--ca", new.cert)
        laptop.does("sync", url, "--as", "wangmin")
    assert settings(laptop).count("server_ca") == 1


def test_a_file_that_is_no_certificate_is_told_before_anything_is_asked(
    laptop: Office, tmp_path: Path
):
    (tmp_path / "ca.pem").write_text("x", encoding="utf-8")
    said = laptop.ducha(
        "sync", "https://localhost:1", "--as", "wangmin", "--ca", tmp_path / "ca.pem"
    )
    assert (said.status, "server.certificate" in said.err) == (2, True)
