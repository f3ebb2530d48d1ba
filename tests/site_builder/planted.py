"""What is planted: every kind of act in an issue's life, an inspection's and the district's, each with its marks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from inspections.ids import DISTRICT, issue_id
from inspections.kinds import BODIES, DISTRICT_KINDS, INSPECTION_KINDS
from inspections.lifecycle import FACTS, MOVES
from inspections.roster import SCHOOL_COLUMNS
from inspections.rules import Fact, Move
from inspections.vocabulary import Role, Status
from tests.inspections.laptop.office import FILLED, RECORD, Office, photo
from tests.site_builder.planting import ACTORS, DAY, DOC, Marks, Planter

NOT_PLANTED = (
    "district_opened",
    "settings_set",
    "device_",
    "adopted",
    "registrar_",
    "rooted",
    "release",
)
"""District kinds that hold keys and the district's own name; and releases, which are made by the command."""
COLUMNS = {
    "name": "云岭区第三小学", "stage": "primary", "ownership": "public", "area": "东片", "boarding": "否",
    "inspector": "wangmin",
}  # fmt: skip
"""Columns of the roster whose values are of closed lists, or stand in every tree."""
AGAINST_PERSON = "escalated against a person"


def plant(office: Office) -> Marks:
    """Fill the workspace and return its marks."""
    marks = Marks()
    _people(office, marks)
    _record(office, marks)
    planter = Planter(office, marks)
    for kind in (*MOVES, *FACTS):
        if kind != "decided":
            _tell(planter, kind)
    _conflict(planter)
    _person(planter)
    for letter, kinds in (("tz", INSPECTION_KINDS), ("ty", ("opened", "answered", "signed"))):
        for pinned in (True, False):
            _inspection(planter, f"{letter}{'p' if pinned else 'q'}", kinds, pinned=pinned)
    _district(planter)
    planter.workspace.close()
    return marks


def _people(office: Office, marks: Marks) -> None:
    """Persons whose names are marks."""
    ids = sorted(set(ACTORS.values()) - {"chenjing"})
    roles = {person: role for role, person in ACTORS.items()}
    rows = "".join(f"{id_},{marks('person', id_)},{roles[id_]},,\n" for id_ in ids)
    office.write(f"人员代码,姓名,角色,学校,片区\n{rows}", "roster/people.csv")
    office.does("person", "import", "roster/people.csv", "--as", "chenjing")


def _record(office: Office, marks: Marks) -> None:
    """A record filled, with private answers beside it, and sealed by the command as people do."""
    text = FILLED.replace("两天没有签名", marks("record", "note")).replace(
        "食堂", marks("record", "place")
    )
    office.write(text.replace("王敏", marks("record", "signature")))
    name = f"{marks('record', 'private photo')}.jpg"
    answer = marks("record", "private answer")
    office.write(
        f"inspection: yl3x-2026-03-02-small-t1\nanswers:\n  sick:\n    value: {answer}\n    note: {answer}\n"
        f"    photos: [{name}]\n",
        RECORD.replace(".yml", ".private.yml"),
    )
    folder = (office.root / RECORD).with_suffix("")
    for file in ("报警器.jpg", "通道-后.jpg", name):
        photo(folder / file, (30, 200, 30))
    office.does("seal", RECORD, "--as", "wangmin")


def _tell(planter: Planter, kind: str) -> None:
    """Bring an issue to where `kind` may follow, then record it; again by an inspector on behalf, where one may."""
    row: Move | Fact = MOVES[kind] if kind in MOVES else FACTS[kind]
    froms = row.to if isinstance(row, Move) else row.within
    if kind in ("raised", "raised_fixed"):
        planter.issue(kind)
        return
    path = min((way(status) for status in froms if status is not None), key=len)
    given: dict[str, Any] = {"from_": _status(path) if kind in MOVES else None}
    if kind == "merged":
        given["into"] = planter.issue("raised")[0].subject.removeprefix("q:")
    planter.next(planter.issue(*path), kind, **given)
    if row.behalf:
        planter.next(planter.issue(*path), kind, role=Role.INSPECTOR, **given)


@cache
def way(to: Status) -> tuple[str, ...]:
    """Return the shortest chain of kinds that leads to a status, by the table."""
    todo: deque[tuple[Status | None, tuple[str, ...]]] = deque([(None, ())])
    known: set[Status | None] = {None}
    while todo:
        status, path = todo.popleft()
        if status is to:
            return path
        for kind, move in MOVES.items():
            after = move.to.get(status)
            if after is not None and after not in known and kind != "decided":
                known.add(after)
                todo.append((after, (*path, kind)))
    raise AssertionError(to)


def _status(path: Sequence[str]) -> str:
    status: Status | None = None
    for kind in path:
        status = MOVES[kind].to[status]
    assert status is not None
    return status.value


def _conflict(planter: Planter) -> None:
    """Two moves made blind that disagree; in one issue it stands, in another it is decided."""
    for settled in (False, True):
        told = planter.issue(*way(Status.SUBMITTED))
        sides = [
            planter.next(told, kind, role=Role.INSPECTOR, from_="submitted")
            for kind in ("returned", "passed")
        ]
        if settled:
            planter.record(
                DOC, "decided", told[0].subject, Role.BUREAU, [one.id for one in sides],
                from_="notified", stands=sides[0].id, falls=[sides[1].id],
            )  # fmt: skip


def _person(planter: Planter) -> None:
    """A step against a person: nothing of it may stand in any tree."""
    marked = {f.name: planter.marks(AGAINST_PERSON, f.name) for f in BODIES["escalated"]}
    file = planter.file(AGAINST_PERSON, "person", private=True)
    told = planter.issue("raised", "confirmed", "notified")
    given = marked | {"target": "person", "person": file, "step": "criticism"}
    given["unheard_of"] = planter.marks(AGAINST_PERSON, "a field of a newer version")
    planter.next(told, "escalated", **given)


def _inspection(planter: Planter, team: str, kinds: Sequence[str], *, pinned: bool) -> None:
    """Acts on an inspection, each having seen the one before; `pinned`: with the checklist that lies here."""
    subject = f"i:yl3x-2026-03-02-small-{team}"
    shelf = planter.workspace.shelf.get("small@2026.01")
    assert shelf is not None
    head = {"checklist": "small@2026.01", "mode": "special", "date": DAY.isoformat(), "team": team,
            "inspectors": ["wangmin"]} | ({"checklist_hash": shelf.hash} if pinned else {})  # fmt: skip
    seen: list[str] = []
    for kind in kinds:
        able = INSPECTION_KINDS[kind].who
        role = next(r for r in (Role.INSPECTOR, Role.BUREAU) if r in able)
        given = head if kind == "opened" else dict(_filled(planter, kind, team))
        seen.append(planter.record(DOC, kind, subject, role, seen[-1:], **given).id)


def _filled(planter: Planter, kind: str, team: str) -> Iterator[tuple[str, Any]]:
    """Yield what was filled in: at each item a mark, at a private one too, though no program of ours writes that."""
    state = "open" if team.startswith("ty") else "sealed"

    def what(
        item: str,
    ) -> tuple[str, str, str]:  # nobody knows what the checklist of a `q` calls private
        return kind, state, "private" if item == "sick" or team.endswith("q") else "answer"

    if kind in ("answered", "amended"):
        yield (
            "set",
            {
                f"{item}{aside}": planter.marks(*what(item))
                for item in ("duty", "handover", "phone", "sick")
                for aside in ("", ".note", ".place")
            },
        )
        yield (
            "photos_add",
            {item: [planter.file(*what(item), "photo")] for item in ("duty", "sick")},
        )
    if kind in ("sealed", "amended"):
        finding = {f.name: planter.value(kind, f) for f in BODIES["raised"]}
        issue = issue_id(f"yl3x-2026-03-02-small-{team}", kind, "")
        found = [finding | {"issue": issue, "item": kind, "part": "", "fixed": False}]
        yield ("findings" if kind == "sealed" else "findings_added"), found
    if kind == "sealed":
        yield "results", {"duty": "fail"}
        line = {name: planter.marks(kind, "score", name) for name in ("label", "got", "of")}
        yield "score", {"got": "1", "of": "9", "veto": ["duty"], "lines": [line | {"item": "duty"}]}
        yield "documents_seen", [{"what": planter.marks(kind, "document"), "count": 3}]


def _district(planter: Planter) -> None:
    """Every kind of act of the district's register, on subjects of their own; and the school's row, with all columns."""
    told = {column: planter.marks("school", column) for column in SCHOOL_COLUMNS} | COLUMNS
    subject = "d:school/yl3x"
    seen = planter.workspace.district.heads[subject]
    planter.record(DISTRICT, "school_set", subject, Role.BUREAU, seen, columns=told)
    for kind, row in DISTRICT_KINDS.items():
        if kind.startswith(NOT_PLANTED):
            continue
        role = next(r for r in reversed(ACTORS) if r in row.who)
        tails = {
            "calendar_set": "2031",
            "daily_filed": "yl3x/2026-03-02",
            "report_issued": "special/9",
        }
        tail = tails.get(kind, "9" if kind.startswith("release") else "planted")
        planter.record(DISTRICT, kind, row.subject + tail, role)
