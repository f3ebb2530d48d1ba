"""`release.yml`: the working copy of a release, written by `ducha publish` and edited by a person.

What is chosen stands in it and nothing else: titles, which issues, which photos, the bulletin's text. Facts (status,
deadline) stand beside as remarks only and are taken from the ledger again, so that editing cannot change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from inspections.errors import Code, Level, M, Msg, Problem
from inspections.faults import Faults
from inspections.ids import ISSUE_ID_LETTERS, IssueId
from inspections.releases import ALL, CLOSED, Scope
from inspections.text_yaml import Mapping as MappingNode
from inspections.text_yaml import Node, Scalar, read
from inspections.text_yaml import Sequence as SequenceNode
from inspections.yaml_lines import scalar

FILE: Final = "release.yml"
YES, NO = "是", "否"
_WORDS: Final = {YES: True, "yes": True, "true": True, NO: False, "no": False, "false": False}
_KEYS: Final = ("as_of", "title", "bulletin", "scope", "text", "issues")
_SCOPE: Final = ("campaign", "area", "from", "to", "status")
_ISSUE: Final = ("id", "publish", "title", "photos")
PHOTO_DIGITS: Final = 16


@dataclass(frozen=True, kw_only=True)
class DraftIssue:
    """An issue of the draft: its public title, whether it is published, its photos (start of the hash -> ticked)."""

    id: IssueId
    title: str
    publish: bool = True
    photos: Mapping[str, bool] = field(default_factory=dict)
    line: int = 0
    remark: str = ""
    photo_remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What `release.yml` says. `bulletin`: whether the text is also issued as a 通报 with a number of its own."""

    as_of: date
    title: str
    text: str
    scope: Scope = field(default_factory=Scope)
    bulletin: bool = True
    issues: tuple[DraftIssue, ...] = ()


def draft_text(draft: Draft) -> str:
    """Return the file's text: Chinese remarks above what a person may change."""
    scope = draft.scope
    lines = [
        "# 发布的底稿。改好以后运行 ducha publish 看预览，运行 ducha publish --yes 发布。",
        "# 状态、时限取自台账，这里改不了；不公布的一条，把 publish 后面改成 否。",
        f"as_of: {draft.as_of.isoformat()}",
        f"title: {scalar(draft.title)}",
        "# 是：同时印发一期通报，记入台账；否：只在网站上发布",
        f"bulletin: {YES if draft.bulletin else NO}",
        "# 发布的范围；数字按这个范围统计",
        "scope:",
        f"  campaign: {scalar(scope.campaign)}",
        f"  area: {scalar(scope.area)}",
        f"  from: {scope.from_.isoformat() if scope.from_ else scalar('')}",
        f"  to: {scope.to.isoformat() if scope.to else scalar('')}",
        f"  status: {scope.status}      # {ALL} 全部，{CLOSED} 只公布已销号的",
        "# 通报的正文，一行一段；不要写人名、电话",
        "text: |",
        *(f"  {line}".rstrip() for line in draft.text.splitlines()),
        "issues:" if draft.issues else "issues: []",
    ]
    for issue in draft.issues:
        lines += _issue_lines(issue)
    return "\n".join(lines) + "\n"


def _issue_lines(issue: DraftIssue) -> Iterator[str]:
    yield f"  # {issue.remark}" if issue.remark else "  #"
    yield f"  - id: {issue.id}"
    yield f"    publish: {YES if issue.publish else NO}"
    yield f"    title: {scalar(issue.title)}"
    if issue.photos:
        yield "    photos:      # 可以公开的照片写 是；先看清楚照片上有没有人脸、姓名"
    for digest, ticked in issue.photos.items():
        remark = issue.photo_remarks.get(digest, "")
        yield f"      {digest}: {YES if ticked else NO}" + (f"      # {remark}" if remark else "")


def read_draft(data: bytes, file: str = FILE) -> tuple[Draft | None, tuple[Problem, ...]]:
    """Return what a draft says, None if anything in it is wrong, and every problem with its line. Never raises."""
    reading = read(data)
    faults = Faults(file, reading.text)
    top = _fields(reading.root, _KEYS, faults, M("底稿"))
    scope = _fields(top.get("scope"), _SCOPE, faults, M("范围")) if "scope" in top else {}
    as_of = _day(top.get("as_of"), faults)
    issues = top.get("issues")
    entries: Sequence[Node] = issues.items if isinstance(issues, SequenceNode) else ()
    status = _text(scope.get("status")) or ALL
    if status not in (ALL, CLOSED):
        faults.add(Code.RELEASE_FIELD, scope["status"], M("没有“{text}”这种范围", text=status), M("写 all 或 closed"))  # fmt: skip
    title = _text(top.get("title"))
    if not title and not reading.problems:
        faults.add(Code.RELEASE_FIELD, top.get("title") or 1, M("没有写标题"), M("写一行 title: 第几期通报的标题"))  # fmt: skip
    found = [one for one in (_issue(node, faults) for node in entries) if one]
    draft = Draft(
        as_of=as_of or date.min,
        title=title,
        text=_text(top.get("text")).rstrip() + "\n",
        scope=Scope(
            campaign=_text(scope.get("campaign")),
            area=_text(scope.get("area")),
            from_=_day(scope.get("from"), faults),
            to=_day(scope.get("to"), faults),
            status=status,
        ),
        bulletin=_yes(top.get("bulletin"), faults),
        issues=tuple(found),
    )
    if as_of is None and not faults.problems and not reading.problems:
        faults.add(Code.RELEASE_FIELD, 1, M("没有写截至哪一天"), M("写一行 as_of: 2026-04-24"))
    problems = (*(one.at(file) for one in reading.problems), *faults.problems)
    wrong = any(one.level is Level.ERROR for one in problems)
    return (None if wrong else draft), problems


def _issue(node: Node, faults: Faults) -> DraftIssue | None:
    said = _fields(node, _ISSUE, faults, M("问题"))
    id_ = _text(said.get("id"))
    if len(id_) != ISSUE_ID_LETTERS:
        faults.add(Code.RELEASE_FIELD, said.get("id") or node, M("“{text}”不是问题的编号", text=id_), M("编号由程序写好，不要改；改乱了就删去这一段"))  # fmt: skip
        return None
    title = _text(said.get("title"))
    publish = _yes(said.get("publish"), faults)
    if publish and not title:
        faults.add(Code.RELEASE_FIELD, said.get("title") or node, M("没有写公开标题"), M("写公众看得懂的一句话，不写人名和位置"))  # fmt: skip
    photos = said.get("photos")
    entries = photos.entries if isinstance(photos, MappingNode) else ()
    return DraftIssue(
        id=IssueId(id_),
        title=title,
        publish=publish,
        photos={key.text: _yes(value, faults) for key, value in entries},
        line=node.line,
    )


def _fields(node: Node | None, known: Sequence[str], faults: Faults, label: Msg) -> dict[str, Node]:
    if not isinstance(node, MappingNode):
        if node is not None:
            faults.add(Code.RELEASE_FIELD, node, M("{label}应是几行“名称: 内容”", label=label), M("照 ducha publish 写出的样子改"))  # fmt: skip
        return {}
    found: dict[str, Node] = {}
    for key, value in node.entries:
        if key.text in known:
            found[key.text] = value
        else:
            what = M("{label}里没有“{key}”这一项", label=label, key=key.text)
            faults.unknown_key(Code.RELEASE_FIELD, key, value, known, what)
    return found


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""


def _yes(node: Node | None, faults: Faults) -> bool:
    text = _text(node).lower()
    if node is not None and text not in _WORDS:
        faults.add(Code.RELEASE_FIELD, node, M("“{text}”应写 是 或 否", text=text), M("改成 是 或 否"))  # fmt: skip
    return _WORDS.get(text, False)


def _day(node: Node | None, faults: Faults) -> date | None:
    text = _text(node)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        assert node is not None
        faults.add(Code.RELEASE_FIELD, node, M("“{text}”不是日期", text=text), M("写成 2026-04-24"))
        return None
