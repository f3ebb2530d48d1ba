"""What a release would change, for the person who is about to publish: in a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inspections.errors import M, Msg, Translate
from inspections.release_rows import REASONS, figures_sentence
from inspections.releases import Difference, Manifest, PublicRow
from site_builder.parts import Fact
from site_builder.releasing import Proposal

SHOWN_MAX = 20


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows that are new, changed, or taken back: number, school, title, what became of it."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """preview.html: what the release changes, and the text of its bulletin."""

    title: str
    as_of: date
    sentence: str
    groups: tuple[Group, ...]
    same: int
    left_out: tuple[Fact, ...]
    photos: int
    problems: tuple[str, ...]
    paragraphs: tuple[str, ...]


def said(proposed: Proposal, changes: Difference, translate: Translate) -> Iterator[Msg]:
    """Yield the lines of the preview in a terminal."""
    manifest = proposed.manifest
    yield M(
        "第 {n} 期 {title}，截至 {day}",
        n=manifest.n, title=manifest.title, day=manifest.as_of.isoformat(),
    )  # fmt: skip
    yield M("  {sentence}", sentence=figures_sentence(manifest.figures))
    yield M(
        "  逐条公布 {n} 条：新 {new}，有变化 {changed}，没有变化 {same}；撤下 {gone}；照片 {photos} 张",
        n=len(manifest.rows), new=len(changes.new), changed=len(changes.changed), same=changes.same,
        gone=len(changes.gone), photos=sum(len(row.photos) for row in manifest.rows),
    )  # fmt: skip
    for group in groups(manifest, changes, translate):
        yield M("{title}：", title=group.title)
        for row in group.rows[:SHOWN_MAX]:
            number, school, title, state = row
            yield M("  {number} {school} {title}（{state}）", number=number, school=school, title=title, state=state)  # fmt: skip
        if len(group.rows) > SHOWN_MAX:
            yield M("  …… 还有 {n} 条，全部见 --html", n=len(group.rows) - SHOWN_MAX)
    for reason, n in sorted(proposed.left_out.items()):
        yield M("不逐条公布 {n} 条：{why}", n=n, why=REASONS[reason])
    yield M("通报正文：")
    for line in manifest.text.splitlines():
        yield M("  {line}", line=line)


def groups(manifest: Manifest, changes: Difference, translate: Translate) -> tuple[Group, ...]:
    """Return the rows that are new, changed and taken back; groups without rows are left out."""
    names = {one.id: one.name for one in manifest.schools}

    def row(one: PublicRow, state: str) -> tuple[str, str, str, str]:
        return (one.number, names.get(one.school, one.school), one.title, state)

    def became(old: PublicRow, new: PublicRow) -> str:
        before, after = translate(old.status.label), translate(new.status.label)
        if before != after:
            return f"{before} → {after}"
        return translate("内容有改动")

    found = (
        Group(
            title=M("新公布").render(translate),
            rows=tuple(row(one, translate(one.status.label)) for one in changes.new),
        ),
        Group(
            title=M("有变化").render(translate),
            rows=tuple(row(new, became(old, new)) for old, new in changes.changed),
        ),
        Group(
            title=M("撤下，不再公布").render(translate),
            rows=tuple(row(one, translate(one.status.label)) for one in changes.gone),
        ),
    )
    return tuple(one for one in found if one.rows)


def preview_page(proposed: Proposal, changes: Difference, translate: Translate) -> PreviewPage:
    """Return the context of the page that shows what the release changes."""
    manifest = proposed.manifest
    return PreviewPage(
        title=M("第 {n} 期 {title}", n=manifest.n, title=manifest.title).render(translate),
        as_of=manifest.as_of,
        sentence=figures_sentence(manifest.figures).render(translate),
        groups=groups(manifest, changes, translate),
        same=changes.same,
        left_out=tuple(
            Fact(label=REASONS[reason].render(translate), text=str(n))
            for reason, n in sorted(proposed.left_out.items())
        ),
        photos=sum(len(row.photos) for row in manifest.rows),
        problems=tuple(problem.what.render(translate) for problem in proposed.problems),
        paragraphs=tuple(line for line in manifest.text.splitlines() if line.strip()),
    )
