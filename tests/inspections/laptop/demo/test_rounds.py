"""The district's visits as they are planned and told, before any command runs: all of it, with every story in its place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from inspections.deadline import work_calendar
from inspections.laptop.demo import rounds, routine
from inspections.laptop.demo.cast import Cast
from inspections.laptop.demo.district import PUBLISHED
from inspections.laptop.demo.story import DISTRICT, Picture, Visit, read

CAST = Cast()
DRAW = [
    *(("中小学", n + 1, f"xx{n + 1:02d}") for n in range(26)),
    *(("幼儿园", n + 1, f"my{n + 1:03d}") for n in range(10)),
]
WRITTEN = {
    "measures", "reason", "conclusion", "remaining", "done", "note", "text", "requirement", "title",
}  # fmt: skip


def stories(name: str) -> dict[str, rounds.Told]:
    return {key: told for key, told in read(DISTRICT, name).items() if isinstance(told, dict)}


@pytest.fixture(scope="module")
def sweep() -> list[Visit]:
    return rounds.sweep(CAST, stories("special.yml"))


@pytest.fixture(scope="module")
def visited() -> list[Visit]:
    return rounds.rounds(CAST, stories("rounds.yml"))


@pytest.fixture(scope="module")
def drawn() -> list[Visit]:
    return rounds.drawn(CAST, DRAW, stories("drawn.yml"))


@pytest.fixture(scope="module")
def told(sweep: list[Visit], visited: list[Visit], drawn: list[Visit]) -> list[Visit]:
    return [*sweep, *visited, *drawn]


# Who is visited


def test_the_sweep_reaches_every_institution_once(sweep: list[Visit]) -> None:
    assert sorted(visit.school for visit in sweep) == sorted(CAST.institutions)


def test_seven_teams_sweep_on_working_days_and_are_never_at_two_places_at_once(
    sweep: list[Visit],
) -> None:
    calendar = work_calendar()
    assert len({visit.team for visit in sweep}) == 7
    assert [v for v in sweep if not calendar.is_workday(v.began.date())] == []
    assert max(Counter((visit.by, visit.began) for visit in sweep).values()) == 1


def test_each_of_22_inspectors_goes_to_private_kindergartens_first(visited: list[Visit]) -> None:
    by: dict[str, list[Visit]] = {}
    for visit in sorted(visited, key=lambda visit: visit.began):
        by.setdefault(visit.by, []).append(visit)
    assert len(by) == 22
    for inspector, mine in by.items():
        places = [CAST.institutions[visit.school] for visit in mine]
        assert {one.inspector for one in places} == {inspector}
        private = [one.kindergarten and one.ownership == "民办" for one in places]
        assert private == [True, True, False, False]


def test_the_places_of_the_draw_are_visited_by_their_own_inspectors(drawn: list[Visit]) -> None:
    assert [visit.school for visit in drawn] == [school for _, _, school in DRAW]
    assert [v for v in drawn if v.by != CAST.institutions[v.school].inspector] == []


def test_the_story_told_of_a_place_belongs_to_a_visit() -> None:
    visits = rounds.sweep(Cast(frozenset({"my001"})), {}), rounds.rounds(CAST, {})
    rounds_at = {visit.school for visit in visits[1]}
    assert set(stories("special.yml")) <= set(CAST.institutions)
    assert set(stories("rounds.yml")) <= rounds_at
    assert set(stories("drawn.yml")) == {f"{group} {place}" for group, place, _ in DRAW}


# What is found


def test_over_two_thousand_documents_of_four_kinds_are_seen(sweep: list[Visit]) -> None:
    seen: Counter[str] = Counter()
    for visit in sweep:
        for what, count in re.findall(r"what: (.+?), count: (\d+)", visit.header["documents_seen"]):
            seen[what] += int(count)
    assert len(seen) == 4
    assert sum(seen.values()) > 2000
    assert min(seen.values()) > 400


def test_eleven_institutions_are_noticed(sweep: list[Visit]) -> None:
    noticed = {v.school for v in sweep for acts in v.acts.values() for a in acts if a.command == "notify"}  # fmt: skip
    assert len(noticed) == 11


def test_the_draw_brings_34_pieces_of_feedback_of_three_kinds(drawn: list[Visit]) -> None:
    kinds: Counter[str] = Counter()
    items = {"leaders_know": "awareness", "stranger_test": "gate", "gate_equipment": "gate", "video_days": "gate",
             "places_managed": "key_places", "watch_room_ready": "key_places"}  # fmt: skip
    for visit in drawn:
        listed = dict(
            re.findall(r"id: (f\d).*?category: (\w+)", visit.header.get("findings", ""), re.DOTALL)
        )
        for key in visit.acts:
            kinds[listed.get(key) or items[key.partition(".")[0]]] += 1
    assert sum(kinds.values()) == 34
    assert set(kinds) == {"awareness", "gate", "key_places"}
    assert min(kinds.values()) >= 8


def test_drills_are_recorded_for_all_schools_and_the_bureau_s_own_kindergartens(
    sweep: list[Visit],
) -> None:
    drilled = {visit.school for visit in sweep if visit.answers["drill_people"]}
    wanted = {
        c for c, o in CAST.institutions.items() if not o.kindergarten or o.ownership == "直属"
    }
    assert drilled == wanted
    assert len(wanted) == 79 + 9


# How it is told


def test_no_two_texts_that_people_wrote_are_alike(told: list[Visit]) -> None:
    texts = Counter(
        value
        for visit in told
        for acts in visit.acts.values()
        for act in {(a.at, a.by, a.command): a for a in acts}.values()
        for name, value in act.options.items()
        if name in WRITTEN and isinstance(value, str)
    )
    assert len(texts) > 200
    assert [text for text, n in texts.items() if n > 1] == []


def test_over_forty_problems_each_have_a_name_of_their_own() -> None:
    raw = "\n".join(str(stories(name)) for name in ("special.yml", "rounds.yml", "drawn.yml"))
    titles = Counter(re.findall(r"title: ([^},\\]+)|'title': '([^']+)'", raw))
    assert len(titles) > 40
    assert [title for title, n in titles.items() if n > 1] == []


def test_every_remark_stands_in_one_place(told: list[Visit]) -> None:
    written = Counter(text for visit in told for text in visit.answers.values())
    remarks = [
        text
        for items in stories("remarks.yml").values()
        for kinds in items.values()
        if isinstance(kinds, dict)
        for texts in kinds.values()
        if isinstance(texts, list)
        for text in texts
    ]
    assert len(remarks) > 60
    assert [text for text in remarks if written[str(text)] != 1] == []


def test_acts_follow_each_other_on_working_days(told: list[Visit]) -> None:
    calendar = work_calendar()
    for visit in told:
        for acts in visit.acts.values():
            times = [visit.sealed, *(act.at for act in acts)]
            assert times == sorted(times), visit.id
            assert max(times) < PUBLISHED, visit.id
            assert [t for t in times[1:] if not calendar.is_workday(t.date())] == [], visit.id


def test_every_photo_taken_is_named_in_its_record(told: list[Visit]) -> None:
    for visit in told:
        written = "\n".join([*visit.header.values(), *visit.answers.values()])
        assert [p.name for p in visit.pictures if p.name not in written] == []


def test_a_file_name_stands_for_one_picture_of_a_school(told: list[Visit]) -> None:
    sent: dict[tuple[str, str], set[Picture]] = {}
    for visit in told:
        options = [o for acts in visit.acts.values() for act in acts for o in act.options.values()]
        for picture in (p for o in options if isinstance(o, tuple) for p in o):
            sent.setdefault((visit.school, picture.name), set()).add(picture)
    assert [key for key, pictures in sent.items() if len(pictures) > 1] == []


@pytest.mark.parametrize("checklist", [routine.SPECIAL, routine.FOLLOWUP, routine.RANDOM])
def test_routine_answers_are_of_their_institution_and_always_the_same(checklist: str) -> None:
    one, day = CAST.institutions["my013"], date(2026, 3, 20)
    neighbour = replace(one, code="my999")
    assert routine.answers(checklist, one, day) == routine.answers(checklist, one, day)
    assert routine.answers(checklist, neighbour, day) != routine.answers(checklist, one, day)


def test_four_special_reports_of_300_to_600_characters_differ() -> None:
    texts = [str(t["text"]) for t in stories("reports.yml").values() if t["series"] == "special"]
    assert len(set(texts)) == 4
    assert [len(text) for text in texts if not 300 <= len(text) <= 600] == []
