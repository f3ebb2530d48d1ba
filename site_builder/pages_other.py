"""The page of all figures (FORMATS §8) and the page that explains every word and colour (怎样看)."""

from __future__ import annotations

from inspections.errors import M
from inspections.issue_words import BADGE_TONES
from inspections.lifecycle import STATUSES
from inspections.vocabulary import Badge, Counted, Status
from site_builder import links
from site_builder.contexts import GuidePage, StatisticsPage
from site_builder.figures import TABLES, Statistics, breakdowns, figure, sentence_parts
from site_builder.guidance import ADVICE, BADGES, COUNTED, READERS, TURN_LABELS
from site_builder.lines import status_tag
from site_builder.listings import ALL, BUCKETS, SETS, Listings
from site_builder.material import Material
from site_builder.parts import Figure, Tag

SCHOOLS_MAX = 60
"""Rows of the table of schools; the page of all schools has the others."""


def statistics_page(m: Material, lists: Listings, stats: Statistics) -> StatisticsPage:
    """Return the context of the page of all figures."""

    def of(label: str, key: str, path: str) -> Figure:
        return figure(m, M(label), stats[key], path)

    def schools(number: str) -> str:
        return lists.rolls.school_path(ALL, number)

    requirements = (
        of("整改要求", "requirements", lists.href(ALL)),
        of("已完成整改", "closed", lists.href(ALL, "closed")),
        of("正在整改", "in_progress", lists.href(ALL, "in_progress")),
        of("其中逾期", "overdue", lists.href(ALL, "overdue")),
        of("涉及学校", "schools", schools("schools")),
        of("全部完成的学校", "schools_closed", schools("all_closed")),
    )
    outside = (
        of("未确认", "unconfirmed", lists.href(ALL, "unconfirmed")),
        of("已并案", "merged", lists.href("status-merged")),
        of("已撤销", "withdrawn", lists.href("status-withdrawn")),
    )
    sets = [
        figure(m, title, stats[name], lists.href(f"set-{name}")) for name, title in SETS.items()
    ]
    sets.append(of("立行立改（已完成）", "fixed_on_site", lists.href("set-fixed_on_site")))
    visits = (
        of("督查次数", "inspections", lists.rolls.visit_path(ALL, "sealed")),
        of("受检学校", "schools_inspected", schools("seen")),
        of("在册学校", "schools_on_roster", schools("on_roster")),
        of("亮点", "highlights", links.INSPECTIONS),
    )
    tr = m.translate
    return StatisticsPage(
        sentence=sentence_parts(m, stats, lists),
        figures=(
            (tr("整改要求＝已完成整改＋正在整改"), requirements),
            (tr("不计入整改要求"), outside),
            (tr("正在整改中的情形"), tuple(sets)),
            (tr("按整改时限"), _by_deadline(m, lists, stats)),
            (tr("督查工作"), visits),
        ),
        breakdowns=breakdowns(m, lists, stats, (by.key for by in TABLES), SCHOOLS_MAX),
        documents=tuple(
            Figure(label=what, value=count, path=links.INSPECTIONS)
            for what, count in stats["documents_seen"].items()
        ),
    )


def _by_deadline(m: Material, lists: Listings, stats: Statistics) -> tuple[Figure, ...]:
    """Return how many are due by when: a figure a bucket."""
    return tuple(
        figure(m, M(one.label), stats["due_buckets"][one.value], lists.href(f"due-{one.value}"))
        for one in BUCKETS
    )


def guide_page(m: Material) -> GuidePage:
    """Return the context of the page that explains every status and badge, from the tables."""
    tr = m.translate
    return GuidePage(
        readers=tuple(
            (tr(title), tuple(tr(step) for step in steps))
            for title, steps in READERS.get(m.audience, ())
        ),
        statuses=tuple(
            (
                status_tag(m, status),
                tr(ADVICE[status].means),
                tr(TURN_LABELS[ADVICE[status].turn]),
                tr(STATUSES[status].counted.label),
            )
            for status in Status
        ),
        badges=tuple(
            (Tag(text=tr(badge.label), tone=BADGE_TONES.get(badge, "plain")), tr(BADGES[badge]))
            for badge in Badge
        ),
        counted=tuple((tr(counted.label), tr(COUNTED[counted])) for counted in Counted),
    )
