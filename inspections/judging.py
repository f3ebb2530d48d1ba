"""What stands in the way of sealing a record: failed checks, empty required items, missing photos, conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from inspections.checklist import Check, Checklist, Item, ItemType
from inspections.errors import Code, Level, M, Msg, Problem
from inspections.expressions import Kind, Value
from inspections.found import Found
from inspections.inspection import Record
from inspections.meanings import Meanings, private_value, row_values
from inspections.vocabulary import Disposition, Result, Severity

Run = Callable[..., Value | None]
_PHOTOS = frozenset({ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE})


class Judge:
    """Collects the problems of one record; `run` evaluates an expression and says None while it is undecided."""

    def __init__(self, record: Record, checklist: Checklist, run: Run) -> None:
        self.problems: list[Problem] = []
        self._record, self._checklist, self._run = record, checklist, run

    def checks(self, item: Item, values: Mapping[str, object]) -> None:
        """Run the checks of one item: of its value, or of each of its rows."""
        value = (
            private_value(self._record, self._checklist, item)
            if item.private
            else values.get(item.id)
        )
        for n, check in enumerate(item.check, 1):
            rule = f"check {n}"
            if item.type in (ItemType.MATRIX, ItemType.REPEAT) and "row." in check.expr:
                self._check_rows(item, check, rule)
            elif value is None:
                continue
            elif self._run(item, check.expr, Kind.CHECK, rule, value=value) is False:
                self._failed(item, check, item.id, item.label)

    def _check_rows(self, item: Item, check: Check, rule: str) -> None:
        rows = (
            tuple(item.rows) if item.type is ItemType.MATRIX else self._record.rows.get(item.id, ())
        )
        for row in rows:
            fields = row_values(self._record, item, row)
            if (
                fields
                and self._run(item, check.expr, Kind.CHECK, rule, row, fields=fields) is False
            ):
                label = f"{item.label}·{item.rows.get(row, row)}"
                self._failed(item, check, f"{item.id}.{row}", label)

    def _failed(self, item: Item, check: Check, path: str, label: str) -> None:
        heavy = check.level is Level.ERROR
        code = Code.VALUE_CHECK if heavy else Code.VALUE_WARNING
        remedy = M("核对后改正") if heavy else M("核对一下；确实如此就不用改")
        what = M("{label}：{message}", label=label, message=check.message)
        self._add(code, path, item.id, what, remedy, check.level)

    def required(self, items: Iterable[Item]) -> None:
        """Note the required items that have no answer."""
        for item in items:
            if (
                item.required
                and item.type not in (ItemType.CALC, ItemType.NOTE)
                and not self.answered(item)
            ):
                name = f"{item.no} {item.label}" if item.no else item.label
                self._add(
                    Code.ITEM_REQUIRED, item.id, item.id, M("{item}还没有填", item=name), _how(item)
                )

    def answered(self, item: Item) -> bool:
        """Return whether an item is filled (all of its parts or cells), a conflict counting as filled."""
        record = self._record
        if item.private:
            paths = {*record.private, *record.private_photos}
            return any(path == item.id or path.startswith(f"{item.id}.") for path in paths)
        if any(path.split(".")[0] == item.id for path in record.conflicts):
            return True
        if item.type in _PHOTOS:
            return bool(record.photos.get(item.id))
        if item.type is ItemType.REPEAT:
            return item.id in record.rows
        cells = [f"{item.id}.{row}.{col}" for row in item.rows for col in item.columns]
        wanted = cells or [f"{item.id}.{part}" for part in item.parts] or [item.id]
        return all(path in record.answers for path in wanted)

    def evidence(
        self,
        items: Iterable[Item],
        results: Mapping[str, Result],
        meanings: Meanings,
        found: Iterable[Found],
    ) -> None:
        """Note missing photos: those a rule asks for, and any finding said to be put right without one."""
        for item in items:
            states = {results.get(item.id), *meanings.parts.get(item.id, {}).values()}
            rule = item.evidence
            if rule and (states & set(rule.on) if rule.on else self.answered(item)):
                self._photos(item, rule.photo_min)
        for finding in found:
            path = ".".join(p for p in (finding.item or "findings", finding.row) if p)
            if finding.fixed and not finding.photos:
                self._add(Code.EVIDENCE_MISSING, path, finding.item, M("{title}写了立行立改，没有照片", title=finding.title),
                          M("补上改好后的照片 photos: [文件名]，或改成不合格"))  # fmt: skip
            if (
                finding.severity is Severity.SEVERE
                and finding.disposition is Disposition.ON_SITE
                and not finding.fixed
            ):
                self._add(Code.FINDING_FIELD, path, finding.item, M("{title}是严重问题，不能只当场指出", title=finding.title),
                          M("把处置改成 disposition: 下发整改通知"))  # fmt: skip

    def _photos(self, item: Item, least: int) -> None:
        own = (item.id, f"{item.id}.")
        there = {
            name
            for photos in (self._record.photos, self._record.private_photos)
            for path, names in photos.items()
            if path == own[0] or path.startswith(own[1])
            for name in names
        }
        if len(there) < least:
            code = Code.EVIDENCE_TOO_FEW if there else Code.EVIDENCE_MISSING
            what = M(
                "{label}要 {least} 张照片，现有 {there} 张",
                label=item.label,
                least=least,
                there=len(there),
            )
            self._add(code, item.id, item.id, what, M("照片放进同名文件夹，写上 photos: [文件名]"))

    def conflicts(self) -> None:
        """Note every path at which people answered differently."""
        for path, conflict in self._record.conflicts.items():
            item = self._checklist.item(path.split(".")[0])
            sides = "；".join(f"{s.by} {_said(s.value)}" for s in conflict.sides)
            what = M("{label}填得不一样：{sides}", label=item.label if item else path, sides=sides)
            key = path.rsplit(".", maxsplit=1)[-1]
            remedy = M(
                "看清后改成一行 {key}: …，或用 ducha decide 文件 {path} 答案", key=key, path=path
            )
            line = self._record.lines.get(path, conflict.line)
            self.problems.append(
                Problem(
                    code=Code.CONFLICT, what=what, remedy=remedy, line=line, column=conflict.column
                )
            )

    def over_budget(self, item: Item, reason: Msg) -> None:
        """Note a rule that the runtime stopped."""
        what = M("{label}的规则算不完：{reason}", label=item.label, reason=reason)
        self._add(
            Code.VALUE_BUDGET, item.id, item.id, what, M("请制表人把清单里这一项的表达式改短")
        )

    def _add(
        self, code: Code, path: str, item: str, what: Msg, remedy: Msg, level: Level = Level.ERROR
    ) -> None:
        line, column = self._place(path, item)
        problem = Problem(
            code=code, what=what, remedy=remedy, level=level, line=line, column=column
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def _place(self, path: str, item: str) -> tuple[int | None, int | None]:
        """Return line and column of the answer at `path`, else of what stands below it, else of its item's key."""
        answers = {**self._record.answers, **self._record.private}
        near = answers.get(path) or next(
            (a for p, a in answers.items() if p.startswith(f"{path}.")), None
        )
        return (near.line, near.column) if near else (self._record.lines.get(item), None)


def _how(item: Item) -> Msg:
    """Return how to answer an item."""
    if item.type is ItemType.RESULT:
        return M("查了就填；没有查到写 未检查")
    return M("写在 {item}: 后面，中间空一格", item=item.id)


def _said(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "、".join(value)
