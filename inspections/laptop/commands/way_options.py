"""`--ca` and `--proxy` of the commands that talk to the server: read, checked, and kept in `district.yml` once they worked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspections.laptop.context import Context

if TYPE_CHECKING:
    from inspections.laptop.settings import Settings
    from inspections.laptop.sync_way import Way

CA_FILE = "server-ca.pem"
"""Where the authority that was given is kept, beside `district.yml`."""
C = TypeVar("C", bound=Callable[..., Any])


def way_options(command: C) -> C:
    """Give a command the options `ca` and `proxy`."""
    ca = click.option("--ca", metavar="FILE", default=None, type=click.Path(path_type=Path),
                      help="签发服务器证书的根证书文件，督导室自己签发证书时用；成功以后记住")  # fmt: skip
    proxy = click.option("--proxy", metavar="URL", default=None, help="经过这个代理连服务器，如 http://代理:8080，不用写 none；成功以后记住")  # fmt: skip
    return ca(proxy(command))


def way_of(ctx: Context, ca: Path | None, proxy: str | None, settings: Settings | None) -> Way:
    """Return the way to the server by the options, else by the settings. Raises UserError (exit 2) for what is none."""
    from zoneinfo import ZoneInfo

    from inspections.laptop.settings import DEFAULT_ZONE
    from inspections.laptop.sync_way import Way, authority, checked_proxy, system_proxy

    file, named = ctx.path(ca) if ca else None, proxy
    if settings is not None:
        file = file or (ctx.workspace.root / settings.server_ca if settings.server_ca else None)
        named = named or settings.proxy
    zone = settings.zone if settings else ZoneInfo(DEFAULT_ZONE)
    return Way(
        ca=authority(file) if file else None,
        proxy=checked_proxy(named) if named else None,
        today=ctx.clock.now(zone).date(),
        known_proxy=system_proxy(ctx.env),
    )


def remember_way(ctx: Context, ca: Path | None, proxy: str | None) -> None:
    """Keep in the workspace what was given and led to the server; a proxy with a password in its address is not kept."""
    from inspections.laptop.files import write_whole
    from inspections.laptop.settings import FILE, way_lines
    from inspections.laptop.sync_way import authority, checked_proxy

    root, settings = ctx.workspace.root, ctx.workspace.settings
    wanted: dict[str, str] = {}
    if ca is not None:
        write_whole(root / CA_FILE, authority(ctx.path(ca)))
        wanted |= {"server_ca": CA_FILE} if settings.server_ca != CA_FILE else {}
    kept = checked_proxy(proxy) if proxy else None
    if kept and "@" not in kept and kept != settings.proxy:
        wanted["proxy"] = kept
    if not wanted:
        return
    path = root / FILE
    text = path.read_text("utf-8")
    for key in wanted:
        text = re.sub(rf"(?m)^{key}:.*\n?", "", text)
    lines = way_lines(wanted.get("server_ca"), wanted.get("proxy"))
    write_whole(path, ("\n".join([text.rstrip("\n"), *lines]) + "\n").encode())
    ctx.workspace.__dict__.pop("settings", None)
