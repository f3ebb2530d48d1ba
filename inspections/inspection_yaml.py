"""From the text of a filled record to the record: every fault of the file at once, one never hiding another.

A record needs its checklist; without it nothing below `answers` can be understood and None is returned. Whether an
answer is good (checks, findings, what is still open) says `assess`.
"""

from __future__ import annotations

from collections.abc import Callable

from inspections.answer_nodes import AnswerReader
from inspections.checklist import Checklist
from inspections.errors import Code, M, Problem
from inspections.faults import Faults
from inspections.inspection import Answer, Header, Record, frozen
from inspections.inspection_head import read_header
from inspections.inspection_lists import read_findings, read_orphans, read_signatures
from inspections.text_yaml import Mapping, Node, Scalar, read

ChecklistOf = Callable[[str], Checklist | None]
FINDING_PREFIX = "f"


def read_record(
    data: bytes,
    file: str,
    checklist_of: ChecklistOf,
    private: bytes | None = None,
    mark: str = "",
) -> tuple[Record | None, tuple[Problem, ...]]:
    """Return the record that `data` holds, and every problem of it and of its private sibling.

    `checklist_of` gives the checklist of an `id@version`. A record comes back also when some answers are wrong;
    None when the head or the checklist is missing. `mark` tells the ids that rows and findings without one
    are given apart from those that another laptop gives (FORMATS §10).
    """
    root, faults = _root(data, file)
    if not isinstance(root, Mapping):
        if not faults.problems:
            _no_record(root, faults)
        return None, tuple(faults.problems)
    header = read_header(root, faults)
    checklist = _checklist(root, checklist_of, faults)
    if checklist is None:
        return None, tuple(faults.problems)
    main, hidden = AnswerReader(checklist, faults), AnswerReader(checklist, faults, private=True)
    main.mark = hidden.mark = mark
    lines = {key.text: key.line for key, _ in root.entries}
    lines |= _answers(root.get("answers"), checklist, main, hidden, faults)
    findings = read_findings(root.get("findings"), main, FINDING_PREFIX + mark)
    signatures = read_signatures(root.get("signatures"), faults)
    if private is not None:
        faults.problems += _private(private, private_file(file), header, checklist, hidden)
    if header is None:
        return None, tuple(faults.problems)
    record = Record(
        header=header,
        answers=frozen(main.answers | _head_answers(header, root)),
        private=frozen(hidden.answers),
        photos=frozen(main.photos),
        private_photos=frozen(hidden.photos),
        conflicts=frozen(main.conflicts),
        private_conflicts=frozen(hidden.conflicts),
        rows=frozen(main.rows | hidden.rows),
        findings=findings,
        signatures=signatures,
        orphans=frozen(read_orphans(root.get("orphans"))),
        unnamed=tuple(main.unnamed),
        private_unnamed=tuple(hidden.unnamed),
        lines=frozen(lines),
    )
    return record, tuple(faults.problems)


def private_file(file: str) -> str:
    """Return the name of the sibling that holds the private answers of a record's file."""
    return f"{file.removesuffix('.yml')}.private.yml"


def _root(data: bytes, file: str) -> tuple[Node | None, Faults]:
    """Return the root of a YAML file, and the place for its faults: those of the YAML itself are in it."""
    reading = read(data)
    faults = Faults(file, reading.text)
    faults.problems += [problem.at(file) for problem in reading.problems]
    return reading.root, faults


def _no_record(root: Node | None, faults: Faults) -> None:
    what, remedy = M("这不是一份检查记录"), M("用 ducha new 开一份新的，再把答案抄进去")
    faults.add(Code.YAML_SHAPE, root or 1, what, remedy)


def _checklist(root: Mapping, checklist_of: ChecklistOf, faults: Faults) -> Checklist | None:
    node = root.get("checklist")
    ref = node.text.strip() if isinstance(node, Scalar) else ""
    checklist = checklist_of(ref) if ref else None
    if ref and node is not None and checklist is None:
        faults.add(Code.CHECKLIST_UNKNOWN, node, M("没有检查清单 {ref}", ref=ref),
                   M("用 ducha checklist list 看有哪些，写成 编号@版本"))  # fmt: skip
    return checklist


def _answers(
    node: Node | None,
    checklist: Checklist,
    main: AnswerReader,
    hidden: AnswerReader,
    faults: Faults,
) -> dict[str, int]:
    """Read all answers into the two readers; return the line of each item's key."""
    if node is None or (isinstance(node, Scalar) and not node.text):
        return {}
    if not isinstance(node, Mapping):
        faults.add(
            Code.YAML_SHAPE, node, M("answers 下面要一项一行"), M("另起一行缩进，写成 编号: 答案")
        )
        return {}
    items = {item.id: item for item in checklist.items}
    for key, value in node.entries:
        item = items.get(key.text)
        if item is None:
            what = M("清单里没有 {item} 这一项", item=key.text)
            faults.unknown_key(Code.ITEM_UNKNOWN, key, value, items, what)
        elif item.private:
            hidden.read(item, value)
            if not (isinstance(value, Scalar) and not value.text):
                faults.add(Code.ITEM_PRIVATE, key, M("{label}不公开，不能写在这里", label=item.label),
                           M("挪到 {file} 里", file=private_file(faults.file)))  # fmt: skip
        else:
            main.read(item, value)
    return {key.text: key.line for key, _ in node.entries}


def _private(
    data: bytes, file: str, header: Header | None, checklist: Checklist, hidden: AnswerReader
) -> list[Problem]:
    """Read the sibling with the private answers into `hidden`; return its problems."""
    root, faults = _root(data, file)
    hidden.faults = faults
    if not isinstance(root, Mapping):
        return faults.problems
    belongs = root.get("inspection")
    if header and isinstance(belongs, Scalar) and belongs.text.strip() != header.inspection:
        faults.add(Code.RECORD_HEADER, belongs, M("这份不公开的答案是 {id} 的", id=belongs.text),
                   M("改成 inspection: {id}", id=header.inspection), header.inspection)  # fmt: skip
    answers = root.get("answers")
    for key, value in answers.entries if isinstance(answers, Mapping) else ():
        item = checklist.item(key.text)
        if item is not None and item.private:
            hidden.read(item, value)
        elif item is not None:
            faults.add(Code.ITEM_PRIVATE, key, M("{label}是公开的项，不写在这里", label=item.label),
                       M("挪到检查记录里"))  # fmt: skip
        else:
            what = M("清单里没有 {item} 这一项", item=key.text)
            known = [i.id for i in checklist.items if i.private]
            faults.unknown_key(Code.ITEM_UNKNOWN, key, value, known, what)
    return faults.problems


def _head_answers(header: Header, root: Mapping) -> dict[str, Answer]:
    """Return the lines of the head that people change together, as paths `record.<field>` (FORMATS §6)."""
    values: dict[str, str | tuple[str, ...]] = {
        "checklist": header.checklist,
        "inspectors": header.inspectors,
        "visit": header.visit_typed,
        "campaign": header.campaign or "",
        "along_with": header.along_with or "",
    }
    node = root.get("documents_seen") or root
    found = {
        f"record.{name}": Answer(
            value, (root.get(name) or root).line, (root.get(name) or root).column
        )
        for name, value in values.items()
        if value
    }
    for what, count in header.documents_seen:
        found[f"record.documents_seen.{what}"] = Answer(str(count), node.line, node.column)
    return found
