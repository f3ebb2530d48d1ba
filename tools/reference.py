"""Writes docs/reference/*.md from the tables and the commands themselves, so that they cannot say anything else.

python tools/reference.py           say which pages are out of date (exit 1)
python tools/reference.py update    write them
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inspections.rules import Move

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "docs" / "reference"
GENERATED = "<!-- 由 tools/reference.py 生成，不要手改 -->\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    pages = all_pages()
    if arguments == ["update"]:
        for name, text in pages.items():
            (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        return 0
    old = [name for name, text in pages.items() if not _is(FOLDER / name, text)]
    for name in old:
        print(f"out of date: docs/reference/{name} (python tools/reference.py update)")
    return 1 if old else 0


def all_pages() -> dict[str, str]:
    """Return file name -> text of every generated page."""
    return {
        "lifecycle.md": lifecycle(),
        "events.md": events(),
        "commands.md": commands(),
        "words.md": words(),
        "modules.md": modules(),
    }


def lifecycle() -> str:
    """Return the page of statuses, moves and facts."""
    from inspections.lifecycle import FACTS, MOVES, STATUSES, leaves_by
    from inspections.vocabulary import Status

    statuses = [
        (
            f"`{s}`",
            s.label,
            row.counted.label,
            row.caution,
            "、".join(MOVES[k].label for k in leaves_by(s)),
        )
        for s, row in STATUSES.items()
    ]
    moves = [
        (f"`{m.command}`", m.label, _roles(m.who), _steps(m), "、".join(m.guards), _fields(m.body))
        for m in MOVES.values()
    ]
    facts = [
        (
            f"`{f.command}`",
            f.label,
            _roles(f.who),
            "全部"
            if len(f.within) == len(Status)
            else "、".join(s.label for s in Status if s in f.within),
            _fields(f.body),
        )
        for f in FACTS.values()
    ]
    return "\n".join(
        [
            "# 问题的一生\n",
            GENERATED,
            "## 状态\n",
            *_table(("状态", "中文", "统计", "谨慎", "之后可以"), statuses),
            "\n## 办理（改变状态）\n",
            *_table(("命令 ducha issue", "中文", "谁", "从 → 到", "条件", "内容"), moves),
            "\n## 记载（不改变状态）\n",
            *_table(("命令 ducha issue", "中文", "谁", "在哪些状态", "内容"), facts),
            "",
        ]
    )


def _steps(move: Move) -> str:
    """Return from where to where a move leads."""
    if move.kind == "decided":
        return "待裁定 → 采纳的一方"
    return "<br>".join(f"{s.label if s else '–'} → {t.label}" for s, t in move.to.items())


def modules() -> str:
    """Return the page that says of every module what it is for: the first paragraph of its docstring."""
    import ast

    parts = ["# Modules\n", GENERATED]
    folders = ("inspections", "inspections/folding", "inspections/laptop", "inspections/laptop/commands",
               "inspections/laptop/demo", "site_builder", "sync_server")  # fmt: skip
    for folder in folders:
        rows = []
        for path in sorted((ROOT / folder).glob("*.py")):
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name = path.stem if path.stem != "__init__" else "(package)"
            rows.append((f"`{name}`", " ".join(text.partition("\n\n")[0].split())))
        parts += [f"## {folder}\n", *_table(("module", "what it is for"), rows), ""]
    return "\n".join(parts)


def events() -> str:
    """Return the page of all other kinds."""
    from inspections.kinds import DISTRICT_KINDS, INSPECTION_KINDS, SERVER_KINDS

    parts = ["# 其他记录\n", GENERATED]
    for title, rows in (
        ("检查", INSPECTION_KINDS),
        ("区县", DISTRICT_KINDS),
        ("服务器", SERVER_KINDS),
    ):
        parts.append(f"## {title}\n")
        cells = [
            (f"`{k.kind}`", k.label, f"`{k.subject}`", _roles(k.who), _fields(k.body))
            for k in rows.values()
        ]
        parts += [*_table(("种类", "中文", "主体", "谁", "内容"), cells), ""]
    return "\n".join(parts)


def words() -> str:
    """Return the page of the closed lists."""
    from inspections import vocabulary

    parts = ["# 固定词表\n", GENERATED]
    for name, value in vars(vocabulary).items():
        if (
            isinstance(value, type)
            and issubclass(value, vocabulary.Labelled)
            and value is not vocabulary.Labelled
        ):
            parts.append(f"## {name}\n\n{(value.__doc__ or '').strip()}\n")
            parts += [*_table(("写法", "中文"), [(f"`{m.value}`", m.label) for m in value]), ""]
    return "\n".join(parts)


def commands() -> str:
    """Return the page of all commands with their options, as `--help` shows them."""
    from inspections.laptop.cli import ducha
    from inspections.laptop.context import Context

    parts = ["# 命令\n", GENERATED]
    root = click.Context(ducha, info_name="ducha", obj=Context())
    for path, command in _walk(root, ducha):
        parts.append(f"## {path}\n")
        if command.help:
            parts.append(command.help.strip() + "\n")
        rows = [
            (_option(one), one.help or "")
            for one in command.params
            if isinstance(one, click.Option)
        ]
        arguments = " ".join(
            p.make_metavar(root) for p in command.params if isinstance(p, click.Argument)
        )
        parts.append(f"`{path} {arguments}`".replace(" `", "`") + "\n")
        if rows:
            parts += [*_table(("选项", "说明"), rows), ""]
    return "\n".join(parts)


def _walk(ctx: click.Context, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        path = f"{ctx.command_path} {name}"
        yield path, command
        if isinstance(command, click.Group):
            yield from _walk(click.Context(command, info_name=name, parent=ctx), command)


def _option(one: click.Option) -> str:
    kind = one.type
    value = (
        ""
        if one.is_flag
        else " "
        + (
            "|".join(kind.choices)
            if isinstance(kind, click.Choice)
            else (one.metavar or one.name or "").upper()
        )
    )
    return f"`{'` `'.join(one.opts)}{value}`".replace("|", "\\|") + (
        "（必填）" if one.required else ""
    )


def _roles(roles: Iterable) -> str:  # type: ignore[type-arg]
    from inspections.vocabulary import Role

    return "、".join(role.label for role in Role if role in roles)


def _fields(body: Iterable) -> str:  # type: ignore[type-arg]
    return "<br>".join(f"`{field.name}` {field.label}" for field in body)


def _table(heading: tuple[str, ...], rows: Iterable[tuple]) -> Iterator[str]:  # type: ignore[type-arg]
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
