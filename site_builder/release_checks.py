"""What stands in the way of publishing a draft: choices that no longer fit the ledger, and words that are not public."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from inspections.errors import Code, Level, M, Problem
from inspections.ids import IssueId
from inspections.release_draft import FILE, PHOTO_DIGITS, Draft, DraftIssue
from inspections.release_privacy import faults, names
from inspections.release_rows import REASONS, Candidate
from inspections.view import View

Shows = Callable[[str], bool]
"""Whether a page can show the photo with a hash."""


def changed(draft: Draft, found: Mapping[IssueId, Candidate]) -> Iterator[Problem]:
    """Yield what of the draft no longer fits the ledger: issues and photos that cannot be published, and new ones."""
    known = set()
    for one in draft.issues:
        known.add(one.id)
        candidate = found.get(one.id)
        if one.publish and (candidate is None or candidate.left_out):
            why = REASONS[candidate.left_out] if candidate else M("不在这个范围里")
            yield Problem(
                code=Code.RELEASE_CHANGED,
                file=FILE,
                line=one.line or None,
                what=M("问题 {id} 不能公布：{why}", id=one.id[:6], why=why),
                remedy=M("把这一段的 publish 改成 否，或删去这一段"),
            )
        starts = tuple(one.photos)
        there = [file.sha256 for file, _ in candidate.photos] if candidate else []
        for start in starts:
            if one.photos[start] and not any(sha256.startswith(start) for sha256 in there):
                yield Problem(
                    code=Code.RELEASE_CHANGED,
                    file=FILE,
                    line=one.line or None,
                    what=M("问题 {id} 没有照片 {photo}", id=one.id[:6], photo=start),
                    remedy=M("照 ducha publish --new 写出的照片编号填"),
                )
    new = [one for id_, one in found.items() if id_ not in known and not one.left_out]
    if new:
        yield Problem(
            code=Code.RELEASE_CHANGED,
            level=Level.WARNING,
            file=FILE,
            what=M("底稿写好以后又有 {n} 条可以公布的，这一期没有它们", n=len(new)),
            remedy=M("要加上就运行 ducha publish --new 重写底稿；原来的底稿另存，不会丢"),
        )


def unreadable(draft: Draft, found: Mapping[IssueId, Candidate], shows: Shows) -> Iterator[Problem]:
    """Yield a warning for each ticked photo of which the public page can show only an empty frame.

    It is named by its hash: a preview goes round, and what people call their files is not public.
    """
    for one in draft.issues:
        if not one.publish or one.id not in found:
            continue
        for file, _ in found[one.id].photos:
            if file.sha256.startswith(ticked(one)) and not shows(file.sha256):
                yield Problem(
                    code=Code.RELEASE_PHOTO,
                    level=Level.WARNING,
                    file=FILE,
                    line=one.line or None,
                    what=M(
                        "问题 {id} 的照片 {photo} 不在这里，或读不出来，公开的网页上只有一个空框",
                        id=one.id[:6],
                        photo=file.sha256[:PHOTO_DIGITS],
                    ),
                    remedy=M("从有这张照片的电脑导入数据包再发布，或把它后面的 是 改成 否"),
                )


def ticked(one: DraftIssue) -> tuple[str, ...]:
    """Return how the hashes of an issue's ticked photos begin."""
    return tuple(start for start, yes in one.photos.items() if yes)


def hindrances(draft: Draft, today: date, requirements: int) -> Iterator[Problem]:
    """Yield what makes a release impossible whatever is chosen: a day that is yet to come, nothing to say."""
    if draft.as_of > today:
        yield Problem(
            code=Code.RELEASE_FIELD,
            file=FILE,
            what=M("截至日期 {day} 还没有到", day=draft.as_of.isoformat()),
            remedy=M("as_of 写今天或以前的日期"),
        )
    if not requirements:
        yield Problem(
            code=Code.RELEASE_FIELD,
            file=FILE,
            what=M("这个范围里没有整改要求，没有可以发布的"),
            remedy=M("核对 scope 的片区、日期、督查任务；问题先要确认"),
        )


def private(draft: Draft, view: View, checked: Iterable[str]) -> Iterator[Problem]:
    """Yield names, telephone and identity numbers in what was typed for the public; `checked` was looked at already."""
    lines = {one.id: one.line for one in draft.issues}
    texts = {"title": draft.title, "text": draft.text}
    texts |= {one.id: one.title for one in draft.issues if one.publish}
    innocent = {one.school.name for one in view.schools.values()}
    innocent |= {one.school.area for one in view.schools.values()} | set(checked)
    for problem in faults(texts, names(view), innocent):
        line = lines.get(IssueId(problem.file or ""))
        yield replace(problem, file=FILE, line=line or None)
