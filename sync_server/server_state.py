"""How the server is: what it can do today and what somebody has to see to, in words, for the bureau and the administrator.

Every condition is asked anew when a page is opened. Refuses to fail: one that cannot be asked says so of itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from inspections.district import District
from inspections.errors import M, Msg
from sync_server.backing_up import BACKED_UP
from sync_server.database import get_meta
from sync_server.entering import COLLECTING
from sync_server.pending_devices import may_certify
from sync_server.routes_health import FREE_BYTES_MIN
from sync_server.schema import LOG
from sync_server.service import Service
from sync_server.site_trees import last_round

GOOD, WATCH, BAD = "good", "watch", "bad"
ENDS_SOON: Final = timedelta(days=30)
FREE_BYTES_LOW: Final = 2 * 1024 * 1024 * 1024
SITES_LATE: Final = timedelta(minutes=10)
"""From a delivery to the pages; a whole district takes a minute or two."""
BACKUP_LATE: Final = timedelta(days=7)
_GB: Final = 1024**3


@dataclass(frozen=True)
class Condition:
    """One thing about the server: how it is (`GOOD`, `WATCH`, `BAD`), and what to do if it is not good."""

    name: Msg
    tone: str
    says: Msg
    remedy: Msg | None = None


@dataclass(frozen=True)
class Asked:
    """What a condition is asked of."""

    service: Service
    connection: Connection
    district: District
    now: datetime


def conditions(service: Service, connection: Connection, district: District, now: datetime) -> tuple[Condition, ...]:  # fmt: skip
    """Return every condition, in the order in which they matter."""
    asked = Asked(service, connection, district, now)
    return tuple(ask(asked) for ask in _ALL)


def troubles(found: tuple[Condition, ...]) -> list[Condition]:
    """Return those that are not good, the worst first."""
    return sorted((one for one in found if one.tone != GOOD), key=lambda one: one.tone != BAD)


def _collecting(a: Asked) -> Condition:
    name = M("回执和文号")
    if get_meta(a.connection, COLLECTING) != "1":
        return Condition(name, GOOD, M("照常发出"))
    return Condition(
        name, BAD, M("服务器从备份恢复以后只收不发：没有回执，没有文号"),
        M("请每台电脑同步一次，再由管理员写明最后实际发出的文号：ducha admin confirm-number 号"),
    )  # fmt: skip


def _certificate(a: Asked) -> Condition:
    name, key = M("服务器的证书"), a.service.signer.key.public_hex
    if a.service.person(a.district.authority) is None:
        what = M("没有，或已吊销：不能发回执，学校在网页上办不了")
        return Condition(name, BAD, what, M("用根密钥重新建立服务器，见 docs/server.md"))
    ends = [one.until for one in a.district.authority.servers.get(key, ())]
    last: date | None = None if None in ends else max(one for one in ends if one)
    if last is not None and last - a.now.date() < ENDS_SOON:
        what = M("有效到 {day}", day=last.isoformat())
        return Condition(name, WATCH, what, M("在督导室的电脑上用根密钥续签"))
    if not may_certify(a.service, a.district):
        what, remedy = (
            M("有效；不能给新电脑签发证书"),
            M("新电脑由督导室的电脑签发：ducha device certify"),
        )
        return Condition(name, WATCH, what, remedy)
    return Condition(name, GOOD, M("有效，没有期限") if last is None else M("有效到 {day}", day=last.isoformat()))  # fmt: skip


def _disk(a: Asked) -> Condition:
    name, usage = M("磁盘"), shutil.disk_usage(a.service.folder)
    says = M("剩余 {free} GB，共 {total} GB", free=f"{usage.free / _GB:.1f}", total=f"{usage.total / _GB:.0f}")  # fmt: skip
    if usage.free < FREE_BYTES_MIN:
        return Condition(name, BAD, says, M("马上清出空间或换大的磁盘：满了就收不进新的记录"))
    if usage.free < FREE_BYTES_LOW:
        return Condition(name, WATCH, says, M("请管理员安排清出空间或换大的磁盘"))
    return Condition(name, GOOD, says)


def _sites(a: Asked) -> Condition:
    name, made = M("网页更新"), last_round(a.service.folder)
    newest = a.connection.execute(select(func.max(LOG.c.at))).scalar_one()
    came = datetime.fromisoformat(newest) if newest else a.now
    late = a.now - came > SITES_LATE
    see = M("请管理员看服务器文件夹里的 sites.log 和服务的日志")
    if made is None:
        says = M("还没有生成过")
        return Condition(
            name, WATCH if late else GOOD, says, see if late else M("第一次要一两分钟")
        )
    at = made.at.astimezone(a.now.tzinfo).strftime("%Y-%m-%d %H:%M")
    if made.why:
        return Condition(name, WATCH, M("{time} 没有成功：{why}", time=at, why=made.why), see)
    if made.at < came and late:
        return Condition(name, WATCH, M("停在 {time}，以后收到的还没有上网页", time=at), see)
    return Condition(name, GOOD, M("最近一次 {time}", time=at))


def _backup(a: Asked) -> Condition:
    name, told = M("备份"), get_meta(a.connection, BACKED_UP)
    remedy = M("在服务器上运行 ducha backup，每天一份，存到别的机器上")
    if told is None:
        return Condition(name, WATCH, M("还没有备份过"), remedy)
    at = datetime.fromisoformat(told).astimezone(a.now.tzinfo)
    says = M("最近一次 {time}", time=at.strftime("%Y-%m-%d %H:%M"))
    return Condition(name, *((WATCH, says, remedy) if a.now - at > BACKUP_LATE else (GOOD, says)))


_ALL: Final[tuple[Callable[[Asked], Condition], ...]] = (
    _collecting, _certificate, _disk, _sites, _backup,
)  # fmt: skip
