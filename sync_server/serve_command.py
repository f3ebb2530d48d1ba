"""`ducha serve`: the bureau's server on this machine, made once (`--init`) and then run until it is told to stop."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Code, Exit, Level, M, Problem, UserError
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.laptop.recorder import Recorder
    from inspections.laptop.workspace import Workspace
    from sync_server.service import Service

LINES_MAX = 500
"""Connections at once, of all addresses; `patience` caps those of one."""
GRACE_SECONDS = 20
"""How long requests under way may take to end when the server is told to stop."""


@click.command("serve")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--init", "init", is_flag=True, help="先建立服务器：在督导室的工作区里运行")
@click.option("--root-key", "root_file", metavar="FILE", default=None, type=click.Path(path_type=Path),
              help="根密钥文件，用来给服务器签发证书；和 --init 一起用")  # fmt: skip
@click.option("--database", metavar="URL", default=None,
              help="不用 SQLite，用一个空的 PostgreSQL 数据库；和 --init 一起用")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上听")
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535), help="端口，0 表示任选一个")  # fmt: skip
@click.option("--tls-cert", metavar="FILE", default=None, type=click.Path(path_type=Path), help="TLS 证书文件")  # fmt: skip
@click.option("--tls-key", metavar="FILE", default=None, type=click.Path(path_type=Path), help="TLS 私钥文件")  # fmt: skip
@click.option("--proxy", "proxies", metavar="ADDRESS", multiple=True,
              help="前面的反向代理的地址；只信它转来的来访地址和 https 标记，可写多次")  # fmt: skip
@click.option("--log-requests", is_flag=True, help="每个请求记一行日志（标准错误，JSON）")
@pass_context
def serve(
    ctx: Context,
    folder: Path | None,
    init: bool,
    root_file: Path | None,
    database: str | None,
    host: str,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: tuple[str, ...],
    log_requests: bool,
) -> None:
    """运行同步服务器。"""
    where = ctx.path(folder or ".")
    if init:
        if folder is None:
            raise usage(M("没有写建在哪个文件夹"), M("写成 ducha serve --init 文件夹"))
        _init(ctx, where, root_file, database)
        return
    if database is not None:
        what = M("--database 只在建立服务器时用")
        raise usage(what, M("和 --init 一起用；以后改 server.json 里的 database"))
    if (tls_cert is None) != (tls_key is None):
        raise usage(M("TLS 证书和私钥要一起给"), M("加上 --tls-cert 文件 --tls-key 文件"))
    line: dict[str, Any] = {"host": host, "port": port, "proxy_headers": bool(proxies)}
    if tls_cert and tls_key:
        line |= {"ssl_certfile": ctx.path(tls_cert), "ssl_keyfile": ctx.path(tls_key)}
    if proxies:
        line["forwarded_allow_ips"] = list(proxies)
    _run(ctx, where, line, log_requests)


def _init(ctx: Context, folder: Path, root_file: Path | None, database: str | None) -> None:
    from sync_server.making import make

    folder = folder.resolve()
    root = _root(ctx, ctx.workspace, root_file)
    made = make(ctx.workspace, root, folder, database)
    if ctx.json:
        ctx.answer({"key": made.key, "events": made.events, "blobs": made.blobs})
    ctx.say(M("服务器建好了：收入记录 {events} 条，照片和文件 {blobs} 个", events=made.events, blobs=made.blobs))  # fmt: skip
    ctx.say(M("可以把文件夹 {folder} 整个移到服务器上；里面有服务器的密钥，只给管理员", folder=str(folder)))  # fmt: skip
    ctx.say(M("启动：ducha serve {folder}", folder=str(folder)))


def _root(ctx: Context, workspace: Workspace, root_file: Path | None) -> Recorder:
    from inspections.laptop.actor import root_recorder
    from inspections.laptop.keyring import ROOT
    from inspections.laptop.lookup import person_named
    from inspections.laptop.root_file import root_from

    wanted = ctx.person or workspace.settings.person
    holder = person_named(workspace.district, wanted).id if wanted else ctx.actor.person
    if root_file is not None:
        return root_from(workspace, holder, ctx.path(root_file))
    if not workspace.keyring.has(ROOT):
        what = M("服务器的证书要用根密钥签发，它不在这台电脑上")
        raise usage(what, M("插上存根密钥的 U 盘，加上 --root-key 文件"))
    return root_recorder(workspace, holder)[0]


def _run(ctx: Context, folder: Path, line: dict[str, Any], log_requests: bool) -> None:
    from sync_server import logs
    from sync_server.service import opened
    from sync_server.sole import sole

    with closing(opened(folder, ctx.clock)) as service, sole(service):
        logs.set_up(requests=log_requests)
        _listen(ctx, service, line)


def _open_to_eyes() -> Problem:
    """Return the warning of a server that others reach without TLS (docs/interface.md says what a thief can do there)."""
    return Problem(
        code=Code.SERVER_ADDRESS,
        level=Level.WARNING,
        what=M("没有 TLS：途中的人看得到密码和内容，还能拿听到的请求再来问"),
        remedy=M("加上 --tls-cert 和 --tls-key；由反向代理管 TLS 的，只在本机听，并写明 --proxy"),
    )


def _listen(ctx: Context, service: Service, line: dict[str, Any]) -> None:
    import uvicorn

    from sync_server.app import create_app
    from sync_server.patience import OWN, PatientProtocol

    config = uvicorn.Config(
        create_app(service), **line, log_level="warning", log_config=None, access_log=False,
        server_header=False, date_header=True, timeout_keep_alive=20, timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=LINES_MAX, http=PatientProtocol, ws="none", h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    scheme = "https" if config.is_ssl else "http"
    try:
        config.load()
    except OSError as error:  # of TLS, too: what it cannot read or does not understand
        what = M("TLS 证书或私钥用不了：{why}", why=error.strerror or str(error))
        raise usage(what, M("核对两个文件：都是 PEM 格式，是一对，运行服务器的用户能读")) from None
    try:
        bound = config.bind_socket()
    except SystemExit:  # uvicorn's answer to an address that is taken
        what = M("端口 {port} 用不了：已被占用，或没有权限", port=line["port"])
        remedy = M("换一个端口（--port），或先停掉占用它的程序")
        raise UserError(
            Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.TRY_AGAIN
        ) from None
    with bound as socket:
        socket.listen(config.backlog)  # who reads the address can connect at once
        at = f"{scheme}://{config.host}:{socket.getsockname()[1]}"
        if ctx.json:
            ctx.answer({"url": at})
        if scheme == "http" and config.host not in OWN and not config.proxy_headers:
            ctx.fail([_open_to_eyes()], Exit.DONE)
        ctx.say(M("服务器在 {url} 上运行；按 Ctrl-C 停止", url=at))
        uvicorn.Server(config).run(sockets=[socket])
