"""The bureau's first page: the sentence, what is overdue, where everything stands, by whom and what; the newest acts."""

from __future__ import annotations

from inspections.deadline import Bucket
from inspections.errors import M
from inspections.issue_words import TONES, urgency
from inspections.kinds import LABELS
from inspections.lifecycle import STATUSES
from inspections.timeline import COUNTING
from inspections.vocabulary import Counted, Status
from site_builder import links
from site_builder.charts import Bar, Trend, bar, trend
from site_builder.contexts import DashboardPage
from site_builder.figures import Statistics, breakdowns, figure, sentence_parts
from site_builder.lines import issue_line, late
from site_builder.listings import ALL, BUCKETS, Listings
from site_builder.material import Material
from site_builder.parts import Figure, IssueLine, Link, News
from site_builder.policy import event_shown
from site_builder.timeline import label

OVERDUE_MAX = 8
SOON_MAX = 5
CONFLICTS_MAX = 5
NEWS_MAX = 10
SCHOOLS_MAX = 20
TABLES = ("school", "area", "mode", "category")
BUCKET_TONES = {Bucket.OVERDUE: "late", Bucket.CLOSED: "done"}


def dashboard(m: Material, lists: Listings, stats: Statistics) -> DashboardPage:
    """Return the context of the dashboard."""
    running = [i for i in m.issues if i.counted is Counted.IN_PROGRESS and not late(m, i)]
    late_ones = sorted((i for i in m.issues if late(m, i)), key=urgency)
    disputed = sorted((i for i in m.issues if i.in_conflict), key=urgency)
    more = len(late_ones) > OVERDUE_MAX
    required = [i for i in m.issues if i.counted in (Counted.IN_PROGRESS, Counted.CLOSED)]
    closed = [i.closed_on for i in required if i.counted is Counted.CLOSED and i.closed_on]
    return DashboardPage(
        sentence=sentence_parts(m, stats, lists),
        progress=progress_bar(m, stats),
        figures=headline(m, lists, stats),
        overdue=_lines(m, late_ones[:OVERDUE_MAX]),
        overdue_all=Link(text=m.translate("全部逾期问题"), path=lists.href(ALL, "overdue"))
        if more
        else None,
        soon=_lines(m, sorted(running, key=urgency)[:SOON_MAX]),
        conflicts=_lines(m, disputed[:CONFLICTS_MAX]),
        by_status=_by_status(m, lists),
        by_due=_by_due(m, lists, stats),
        trend=_trend(m, [i.raised_on for i in required], closed),
        breakdowns=breakdowns(m, lists, stats, TABLES, SCHOOLS_MAX),
        news=_news(m),
    )


def progress_bar(m: Material, stats: Statistics) -> Bar:
    """Return the bar of closed, overdue and still running."""
    says = M(
        "整改要求{all}条：已完成{closed}条，正在整改{running}条，其中逾期{late}条",
        all=stats["requirements"], closed=stats["closed"], running=stats["in_progress"], late=stats["overdue"],
    )  # fmt: skip
    parts = (
        ("done", stats["closed"]),
        ("late", stats["overdue"]),
        ("open", stats["in_progress"] - stats["overdue"]),
    )
    return bar(parts, stats["requirements"], says.render(m.translate))


def headline(m: Material, lists: Listings, stats: Statistics) -> tuple[Figure, ...]:
    """Return the figures that stand large below the sentence."""
    late_tone = "late" if stats["overdue"] else ""
    return (
        figure(m, M("正在整改"), stats["in_progress"], lists.href(ALL, "in_progress")),
        figure(m, M("其中逾期"), stats["overdue"], lists.href(ALL, "overdue"), late_tone),
        figure(m, M("已完成整改"), stats["closed"], lists.href(ALL, "closed")),
        figure(m, M("未确认"), stats["unconfirmed"], lists.href(ALL, "unconfirmed")),
        figure(m, M("督查次数"), stats["inspections"], lists.rolls.visit_path(ALL, "sealed")),
        figure(m, M("受检学校"), stats["schools_inspected"], lists.rolls.school_path(ALL, "seen"), of=str(stats["schools_on_roster"])),
    )  # fmt: skip


def _lines(m: Material, issues: list) -> tuple[IssueLine, ...]:  # type: ignore[type-arg]
    return tuple(issue_line(m, issue) for issue in issues)


def _by_status(m: Material, lists: Listings) -> tuple[tuple[Figure, Bar], ...]:
    counts = dict.fromkeys(Status, 0)
    for issue in m.issues:
        counts[issue.status] += 1
    most = max(counts.values(), default=0)
    return tuple(
        (
            figure(m, M(status.label), n, lists.href(f"status-{status.value}")),
            bar(((TONES[STATUSES[status].counted], n),), most, ""),
        )
        for status, n in counts.items()
        if n
    )


def _by_due(m: Material, lists: Listings, stats: Statistics) -> tuple[tuple[Figure, Bar], ...]:
    counts = {one: stats["due_buckets"][one.value] for one in BUCKETS}
    most = max(counts.values(), default=0)
    return tuple(
        (
            figure(
                m,
                M(one.label),
                n,
                lists.href(f"due-{one.value}"),
                "late" if one is Bucket.OVERDUE and n else "",
            ),
            bar(((BUCKET_TONES.get(one, "open"), n),), most, ""),
        )
        for one, n in counts.items()
    )


def _trend(m: Material, found: list, closed: list) -> Trend | None:  # type: ignore[type-arg]
    says = M("累计发现{found}条，累计销号{closed}条", found=len(found), closed=len(closed))
    return trend(found, closed, m.as_of, says.render(m.translate))


def _news(m: Material) -> tuple[News, ...]:
    """Return the newest acts on issues, newest first; of one notice or round of closing each issue is a line."""
    acts = [
        (entry.event.at, entry.event.id, entry, issue)
        for issue in m.issues
        for entry in issue.timeline[-3:]
        if entry.effect in COUNTING
        and entry.event.kind in LABELS
        and event_shown(entry.event, m.audience)
    ]
    acts.sort(key=lambda act: act[:2], reverse=True)
    return tuple(
        News(
            day=entry.event.day,
            label=label(m, entry),
            who=m.name(entry.event.by),
            school=m.school_of(issue.school).name,
            issue=Link(text=issue.title, path=links.issue_path(issue.id)),
        )
        for _, _, entry, issue in acts[:NEWS_MAX]
    )
