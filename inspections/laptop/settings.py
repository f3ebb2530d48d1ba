"""`district.yml`: what the workspace is called, its time zone, and settings that its reader may change by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.laptop.files import read_capped
from inspections.text_yaml import Mapping, Scalar, read
from inspections.yaml_lines import scalar

FILE = "district.yml"
DEFAULT_ZONE = "Asia/Shanghai"
KEYS = (
    "name",
    "time_zone",
    "as_of",
    "person",
    "server",
    "server_ca",
    "proxy",
    "objection_days",
    "verify_days",
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The district's name, its time zone, the day as of which figures are stated, who works here, the server's address."""

    name: str
    zone: ZoneInfo
    as_of: date | None = None
    person: str | None = None
    server: str | None = None
    server_ca: str | None = None
    """A file with the authority that signed the server's certificate, where it is the bureau's own."""
    proxy: str | None = None
    objection_days: int = 10
    verify_days: int = 3

    def text(self) -> str:
        """Return the file's text."""
        lines = [
            "# 督查工作区的设置。名称和时区由 ducha init 写入，其余可以改。",
            f"name: {scalar(self.name)}",
            f"time_zone: {self.zone.key}",
        ]
        if self.as_of:
            lines.append(
                f"as_of: {self.as_of.isoformat()}      # 统计截至这一天；删去这一行就是今天"
            )
        if self.person:
            lines.append(f"person: {scalar(self.person)}")
        if self.server:
            lines.append(server_line(self.server))
        lines += way_lines(self.server_ca, self.proxy)
        return "\n".join(lines) + "\n"


def read_settings(root: Path) -> Settings:
    """Return the settings of the workspace at `root`.

    Raises UserError with every fault of the file, each with its line.
    """
    path = root / FILE
    reading = read(read_capped(path))
    problems = [problem.at(FILE) for problem in reading.problems]
    found: dict[str, Scalar] = {}
    if isinstance(reading.root, Mapping):
        for key, value in reading.root.entries:
            if isinstance(value, Scalar) and key.text in KEYS:
                found[key.text] = value
            elif key.text in KEYS:
                problems.append(_fault(key, M("这里只写一个值"), f"{key.text}: …"))
            else:
                what = M("没有“{key}”这项设置", key=key.text)
                problems.append(_fault(key, what, "、".join(KEYS)))
    elif not problems:
        problems.append(_fault(None, M("文件是空的"), "name: …"))
    settings = _settings(found, problems, root.name)
    if problems:
        raise UserError(*problems)
    return settings


def _settings(found: dict[str, Scalar], problems: list[Problem], fallback: str) -> Settings:
    def text(key: str, default: str) -> str:
        return found[key].text if key in found and found[key].text else default

    zone, as_of, numbers = ZoneInfo(DEFAULT_ZONE), None, {}
    try:
        zone = ZoneInfo(text("time_zone", DEFAULT_ZONE))
    except (ZoneInfoNotFoundError, ValueError):
        problems.append(_fault(found["time_zone"], M("没有这个时区"), f"time_zone: {DEFAULT_ZONE}"))
    if "as_of" in found:
        try:
            as_of = date.fromisoformat(found["as_of"].text)
        except ValueError:
            problems.append(_fault(found["as_of"], M("不是日期"), "as_of: 2026-04-24"))
    for key, default in (("objection_days", 10), ("verify_days", 3)):
        if not text(key, str(default)).isdecimal():
            problems.append(_fault(found[key], M("不是天数"), f"{key}: {default}"))
        else:
            numbers[key] = int(text(key, str(default)))
    person = text("person", "") or None
    return Settings(
        name=text("name", fallback),
        zone=zone,
        as_of=as_of,
        person=person,
        server=text("server", "") or None,
        server_ca=text("server_ca", "") or None,
        proxy=text("proxy", "") or None,
        **numbers,
    )


def server_line(url: str) -> str:
    """Return the line of `district.yml` that says where the server is."""
    return f"server: {scalar(url)}      # 同步服务器的地址，ducha sync 用"


def way_lines(ca: str | None, proxy: str | None) -> list[str]:
    """Return the lines of `district.yml` that say how to get to the server."""
    lines = [f"server_ca: {scalar(ca)}      # 服务器的证书由它签发"] if ca else []
    return [*lines, f"proxy: {scalar(proxy)}      # 经过这个代理连服务器"] if proxy else lines


def _fault(place: Scalar | None, what: Msg, example: str) -> Problem:
    return Problem(
        code=Code.SETTINGS_FIELD,
        file=FILE,
        line=place.line if place else 1,
        column=place.column if place else 1,
        what=what,
        remedy=M("写成 {example}", example=example),
    )
