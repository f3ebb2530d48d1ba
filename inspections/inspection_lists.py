"""The lists of a record besides its answers: findings not on the list, signatures, kept answers of gone items."""

from __future__ import annotations

from inspections.answer_leaves import Leaves, check_finding_field
from inspections.answers import by_word
from inspections.errors import Code, M
from inspections.faults import Faults
from inspections.inspection import FINDING_FIELDS, REMOVED, Answer, Signed
from inspections.text_yaml import Mapping, Node, Scalar, Sequence
from inspections.vocabulary import Category, Disposition, Signatory


def read_findings(node: Node | None, reader: Leaves, prefix: str) -> tuple[str, ...]:
    """Read the findings that are not on the list; return the ids of those not struck out."""
    faults = reader.faults
    if node is None or (isinstance(node, Scalar) and not node.text):
        return ()
    if not isinstance(node, Sequence):
        faults.add(
            Code.YAML_SHAPE,
            node,
            M("findings 下面要一个问题一段"),
            M("另起一行缩进，写成 - title: …"),
        )
        return ()
    names = reader.names("id", list(node.items), prefix)
    pairs = [(n, e) for n, e in zip(names, node.items, strict=True) if n and isinstance(e, Mapping)]
    for name, entry in pairs:
        _finding(name, entry, reader)
    return tuple(name for name, _ in pairs if f"findings.{name}.{REMOVED}" not in reader.answers)


def _finding(name: str, entry: Mapping, reader: Leaves) -> None:
    path, faults = f"findings.{name}", reader.faults
    for key, value in entry.entries:
        if key.text not in FINDING_FIELDS:
            what = M("问题没有“{key}”这一栏", key=key.text)
            faults.unknown_key(Code.FINDING_FIELD, key, value, FINDING_FIELDS, what)
        elif key.text == "photos":
            reader.add_photos(path, value, name)
        elif key.text != "id" and (text := reader.leaf(f"{path}.{key.text}", key, value, key.text)):
            check_finding_field(faults, key.text, text, value)
            _check_word(faults, key.text, text, value)
    if REMOVED not in {key.text for key, _ in entry.entries}:
        for field, label in (
            ("title", M("问题")),
            ("category", M("问题类别")),
            ("severity", M("严重程度")),
        ):
            node = entry.get(field)
            if node is None or (isinstance(node, Scalar) and not node.text.strip()):
                faults.add(Code.FINDING_FIELD, entry, M("问题 {id} 没有写{label}", id=name, label=label),
                           M("补上一行 {field}: …", field=field))  # fmt: skip


def _check_word(faults: Faults, field: str, text: str, node: Node) -> None:
    table = {"category": Category, "disposition": Disposition}.get(field)
    if table is not None and by_word(table, text) is None:
        words = "、".join(member.label for member in table)
        faults.add(
            Code.FINDING_FIELD,
            node,
            M("没有“{text}”这个词", text=text),
            M("从这些里选：{words}", words=words),
        )
    if field == "fixed" and text not in ("是", "否"):
        faults.add(
            Code.FINDING_FIELD,
            node,
            M("fixed 只写 是 或 否，写的是“{text}”", text=text),
            M("当场改好写 是"),
        )


def read_signatures(node: Node | None, faults: Faults) -> tuple[Signed, ...]:
    """Return the signatures that the file holds."""
    signed: list[Signed] = []
    for entry in node.items if isinstance(node, Sequence) else ():
        texts = (
            {k.text: faults.text(v, M("签字")) for k, v in entry.entries}
            if isinstance(entry, Mapping)
            else {}
        )
        as_ = by_word(Signatory, texts.get("as", ""))
        unknown = set(texts) - {"name", "as", "image", "objection"}
        if texts.get("name") and as_ is not None and not unknown:
            signed.append(
                Signed(
                    texts["name"],
                    as_,
                    texts.get("image", ""),
                    texts.get("objection", ""),
                    entry.line,
                )
            )
        else:
            words = "、".join(s.label for s in Signatory)
            faults.add(
                Code.SIGNATURE_FIELD,
                entry,
                M("签字要写姓名和身份"),
                M("写成 - {{name: 王敏, as: 检查人}}，身份有：{words}", words=words),
            )
    if (
        node is not None
        and not isinstance(node, Sequence)
        and not (isinstance(node, Scalar) and not node.text)
    ):
        faults.add(
            Code.SIGNATURE_FIELD, node, M("签字要一人一行"), M("写成 - {{name: 王敏, as: 检查人}}")
        )
    return tuple(signed)


def read_orphans(node: Node | None) -> dict[str, Answer]:
    """Return the kept answers of items that the checklist no longer has."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return {
        key.text: Answer(value.text, value.line, value.column)
        for key, value in entries
        if isinstance(value, Scalar) and value.text
    }
