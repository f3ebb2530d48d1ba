"""Which campaign, team or checklist is meant; and whether an inspection lies within the campaign that it names.

Refuses what lies outside in words; whoever was told and insists (`--outside`) is let through, and coverage then
counts the inspection as one outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspections.assignments import Team, teams, teams_of
from inspections.campaigns import Campaign, campaigns, schools_of
from inspections.district import District, School
from inspections.errors import Code, Exit, Level, M, Msg, Problem, RuleError, UserError, listed
from inspections.inspection import Record


def campaign_named(district: District, name: str) -> Campaign:
    """Return the campaign with this id or title. Raises UserError (exit 2) when there is none, or several."""
    known = campaigns(district)
    found = [one for one in known.values() if name in (one.id, one.title)]
    if len(found) == 1:
        return found[0]
    raise _unknown(
        M("没有督查任务“{name}”，或不止一个", name=name),
        M("现有的任务：{known}", known=listed(f"{one.id} {one.title}" for one in known.values())),
    )


def team_named(district: District, name: str) -> Team:
    """Return the team with this id or name. Raises UserError (exit 2) when there is none, or several."""
    known = [one for one in teams(district).values() if not one.retired]
    found = [one for one in known if name in (one.id, one.name)]
    if len(found) == 1:
        return found[0]
    raise _unknown(
        M("没有督导小组“{name}”，或不止一个", name=name),
        M("现有的小组：{known}；新的用 ducha team add 登记",
          known=listed(f"{one.id} {one.name}" for one in known)),
    )  # fmt: skip


def named_by(district: District, name: str) -> Campaign | None:
    """Return the campaign that a record is to name; None where this laptop knows no campaign at all.

    An inspector's laptop may not have received the campaign yet: then any name is taken as it is typed.
    """
    return campaign_named(district, name) if district.campaigns else None


def checklist_of(campaign: Campaign | None, typed: str | None) -> str:
    """Return the checklist to fill: the typed one, else the only one of the campaign. Raises UserError (exit 2)."""
    if typed:
        return typed
    offered = campaign.checklists if campaign else ()
    if len(offered) == 1:
        return offered[0]
    remedy = M("用 ducha checklist list 看有哪些清单")
    if offered:
        remedy = M("这个任务的清单：{known}", known=listed(offered))
    raise _unknown(M("没有写用哪张检查清单"), remedy)


def team_of(district: District, campaign: Campaign | None, school: School) -> str | None:
    """Return the one team that the campaign sends to the school, None if there is none or a choice."""
    if campaign is None:
        return None
    among = [team for i, team in teams(district).items() if i in campaign.teams]
    sent = teams_of(school, among)
    return sent[0] if len(sent) == 1 else None


def refuse_outside(
    district: District, campaign: Campaign, school: School, day: date, checklist: str
) -> None:
    """Raise RuleError (exit 3) with everything that lies outside the campaign."""
    problems = [
        Problem(code=Code.RULE_SCOPE, what=what, remedy=remedy)
        for what, remedy in _outside(district, campaign, school, day, checklist)
    ]
    if problems:
        raise RuleError(*problems)


def campaign_problems(district: District, record: Record, shown: str) -> Iterator[Problem]:
    """Yield a warning when a record names a campaign that would not count it: one nobody knows, or not of this school."""
    name = record.header.campaign
    known = campaigns(district)
    if not name or not known:
        return
    school = district.schools.get(record.header.school)
    if name not in known:
        what = M("没有督查任务“{name}”，或不止一个", name=name)
        remedy = M("写任务的代码：{known}", known=listed(known))
    elif school and school.id not in {one.id for one in schools_of(district, known[name])}:
        what = M(
            "{school}不在督查任务“{title}”的范围里", school=school.name, title=known[name].title
        )
        remedy = M("核对 campaign 这一行；不是为这项任务去的，就空着")
    else:
        return
    yield Problem(
        code=Code.RECORD_HEADER,
        level=Level.WARNING,
        file=shown,
        line=record.lines.get("campaign"),
        what=what,
        remedy=remedy,
    )


def _outside(
    district: District, campaign: Campaign, school: School, day: date, checklist: str
) -> list[tuple[Msg, Msg]]:
    anyway = M("核对以后确实要做，加上 --outside")
    found = []
    if campaign.ended:
        what = M("督查任务“{title}”已经结束", title=campaign.title)
        found.append((what, anyway))
    elif not campaign.on(day):
        what = M("{day} 不在督查任务“{title}”的时间里（{from_} 至 {to}）", day=day.isoformat(), title=campaign.title,
                 from_=str(campaign.from_), to=str(campaign.to))  # fmt: skip
        found.append((what, anyway))
    if school.id not in {one.id for one in schools_of(district, campaign)}:
        what = M("{school}不在督查任务“{title}”的范围里", school=school.name, title=campaign.title)
        remedy = M("不写 --campaign，或请督导室改任务的范围；核对以后确实要做，加上 --outside")
        found.append((what, remedy))
    if campaign.checklists and checklist not in campaign.checklists:
        what = M("督查任务“{title}”不用清单 {checklist}", title=campaign.title, checklist=checklist)
        remedy = M("这个任务的清单：{known}；核对以后确实要用别的，加上 --outside",
                   known=listed(campaign.checklists))  # fmt: skip
        found.append((what, remedy))
    return found


def _unknown(what: Msg, remedy: Msg) -> UserError:
    return UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)
