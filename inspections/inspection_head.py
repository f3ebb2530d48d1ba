"""The head of a filled record: from the file's keys to a `Header`, every fault at once (FORMATS §14, §15)."""

from __future__ import annotations

from datetime import date

from inspections.answers import half_width, iso_date
from inspections.errors import Code, M, Msg
from inspections.faults import Faults
from inspections.ids import INSPECTION_ID, InspectionId, SchoolId
from inspections.inspection import Header
from inspections.text_yaml import Mapping, Node, Scalar, Sequence
from inspections.vocabulary import Visit

LABELS = {
    "inspection": M("检查编号"),
    "school": M("学校代码"),
    "checklist": M("检查清单"),
    "date": M("督查日期"),
    "team": M("督导小组"),
    "inspectors": M("督查人员"),
}
"""The keys that every record has, with their words."""
OPTIONAL = {
    "campaign": M("督查任务"),
    "along_with": M("随同检查"),
    "visit": M("到访方式"),
    "documents_seen": M("查阅资料"),
}
BODY = ("answers", "findings", "signatures", "orphans")


def read_header(root: Mapping, faults: Faults) -> Header | None:
    """Return the head of the record, or None if something it cannot do without is missing or wrong."""
    for key, value in root.entries:
        known = (*LABELS, *OPTIONAL, *BODY)
        if key.text not in known:
            faults.unknown_key(
                Code.RECORD_HEADER, key, value, known, M("表头没有“{key}”这一栏", key=key.text)
            )
    texts = {k: _needed(root, k, label, faults) for k, label in LABELS.items() if k != "inspectors"}
    day = _day(root.get("date"), texts["date"], faults)
    inspectors = _people(root, faults)
    _same_id(root, texts, day, faults)
    if not all(texts.values()) or day is None or not INSPECTION_ID.fullmatch(texts["inspection"]):
        return None
    visit_typed = _text(root, "visit", faults)
    return Header(
        inspection=InspectionId(texts["inspection"]),
        school=SchoolId(texts["school"]),
        checklist=texts["checklist"],
        date=day,
        team=texts["team"],
        inspectors=inspectors,
        visit=_visit(root.get("visit"), visit_typed, faults),
        visit_typed=visit_typed,
        campaign=_text(root, "campaign", faults) or None,
        along_with=_text(root, "along_with", faults) or None,
        documents_seen=_documents(root.get("documents_seen"), faults),
    )


def visit_of(word: str) -> Visit | None:
    """Return how the visit was announced, by id or Chinese word; None if the word is unknown."""
    return next((v for v in Visit if word in (v.value, v.label)), None)


def _needed(root: Mapping, key: str, label: Msg, faults: Faults) -> str:
    node = root.get(key)
    text = faults.text(node, label) if node is not None else ""
    if not text and (node is None or isinstance(node, Scalar)):
        faults.add(
            Code.RECORD_HEADER,
            node or root,
            M("表头缺少{label}", label=label),
            M("补上一行 {key}: …", key=key),
        )
    return text


def _text(root: Mapping, key: str, faults: Faults) -> str:
    node = root.get(key)
    return faults.text(node, OPTIONAL[key]) if node is not None else ""


def _day(node: Node | None, text: str, faults: Faults) -> date | None:
    iso = iso_date(text)
    if iso is None and text and node is not None:
        faults.add(
            Code.RECORD_HEADER,
            node,
            M("督查日期应为日期，写的是“{text}”", text=text),
            M("写成 年-月-日，如 2022-04-12"),
        )
    return date.fromisoformat(iso) if iso else None


def _people(root: Mapping, faults: Faults) -> tuple[str, ...]:
    node = root.get("inspectors")
    people = faults.names(node, LABELS["inspectors"]) if node is not None else ()
    if not people:
        faults.add(
            Code.RECORD_HEADER,
            node or root,
            M("表头没有写督查人员"),
            M("补上 inspectors: [人员编号, 人员编号]"),
        )
    return people


def _same_id(root: Mapping, texts: dict[str, str], day: date | None, faults: Faults) -> None:
    """Note where the id and the other lines of the head disagree (FORMATS §10)."""
    node = root.get("inspection")
    if not texts["inspection"] or node is None:
        return
    match = INSPECTION_ID.fullmatch(texts["inspection"])
    if match is None:
        faults.add(
            Code.RECORD_HEADER, node, M("检查编号“{id}”的写法不对", id=texts["inspection"]),
            M("写成 学校-日期-清单-小组，如 yl3x-2022-04-12-opening_random-t3；用 ducha new 开表会自动写好"),
        )  # fmt: skip
        return
    parts = (
        ("school", texts["school"]),
        ("date", day.isoformat() if day else ""),
        ("checklist", texts["checklist"].split("@")[0]),
        ("team", texts["team"]),
    )
    for key, text in parts:
        if text and match[key] != text:
            faults.add(Code.RECORD_HEADER, root.get(key) or node, _disagrees(key, text, match[key]),
                       M("两处改成一样；编号不要改，改表头这一行"))  # fmt: skip


def _disagrees(key: str, text: str, in_id: str) -> Msg:
    return M("{label}是 {text}，检查编号里却是 {in_id}", label=LABELS[key], text=text, in_id=in_id)


def _visit(node: Node | None, typed: str, faults: Faults) -> Visit | None:
    found = visit_of(typed)
    if typed and found is None and node is not None:
        words = " / ".join(v.label for v in Visit)
        faults.add(
            Code.RECORD_HEADER,
            node,
            M("到访方式没有“{text}”", text=typed),
            M("从这些里选：{words}", words=words),
        )
    return found


def _documents(node: Node | None, faults: Faults) -> tuple[tuple[str, int], ...]:
    """Return the documents seen, each with how many."""
    if node is None or (isinstance(node, Scalar) and not node.text):
        return ()
    entries = node.items if isinstance(node, Sequence) else ()
    found: list[tuple[str, int]] = []
    for entry in entries:
        what, count = (
            (entry.get("what"), entry.get("count")) if isinstance(entry, Mapping) else (None, None)
        )
        text = half_width(count.text) if isinstance(count, Scalar) else ""
        name = what.text.strip() if isinstance(what, Scalar) else ""
        if name and text.isdecimal() and len(text) < 7:
            found.append((name, int(text)))
        elif isinstance(what, Scalar) and not what.text and (count is None or not text):
            continue
        else:
            faults.add(
                Code.RECORD_HEADER,
                entry,
                M("查阅资料这一行看不懂"),
                M("写成 - {{what: 值班记录, count: 14}}"),
            )
    if not isinstance(node, Sequence):
        faults.add(
            Code.RECORD_HEADER,
            node,
            M("查阅资料应一行一种"),
            M("写成 - {{what: 值班记录, count: 14}}"),
        )
    return tuple(found)
