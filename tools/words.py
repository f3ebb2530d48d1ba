"""Gathers every Chinese text that people can meet and keeps the English catalogue complete.

    python tools/words.py           say what is missing or stale (exit 1)
    python tools/words.py update    take the texts anew into the catalogue, and compile it

Texts stand in `M("…")`, `_("…")` in templates, the tables (labels of statuses, kinds, fields, choices), and the
help of commands. Chinese is the source; `inspections/locale/en` holds the English.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LOCALE = ROOT / "inspections" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "ducha.po"
CLICK = LOCALE / "zh" / "LC_MESSAGES" / "messages.po"
PACKAGES = ("inspections", "site_builder", "sync_server")
SITE = "site_builder"
MARKERS = {"M", "_", "tr"}
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
HELPED = {"command", "group"}


def main(arguments: list[str]) -> int:
    """Update the catalogue, or say what it lacks."""
    if arguments == ["update"]:
        update()
    missing = lacking()
    for text in missing:
        print(f"no English: {text}")
    for path in stale():
        print(f"not compiled: {path.relative_to(ROOT)} (python tools/words.py update)")
    return 1 if missing or stale() else 0


def sources() -> list[str]:
    """Return every text, each once, sorted."""
    found = {*code_texts(), *template_texts(), *table_texts()}
    return sorted(text for text in found if has_chinese(text) and not is_pattern(text))


def is_pattern(text: str) -> bool:
    """Return whether the text is a regular expression, not words."""
    return "(?" in text


def has_chinese(text: str) -> bool:
    """Return whether the text holds a Chinese character or mark."""
    return any("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in text)


def code_texts() -> Iterator[str]:
    """Yield the first argument of every `M(…)`, the help of every command and option."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if package == SITE:
                yield from _literals(tree)
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield from _call_texts(node)
                elif isinstance(node, ast.FunctionDef) and _is_command(node):
                    yield ast.get_docstring(node) or ""


def _literals(tree: ast.Module) -> Iterator[str]:
    """Yield every text of a module of the site but its docstrings: tables there are put into words later."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    strays = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    skipped = docstrings | strays | parts
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
        ):
            yield node.value


def _call_texts(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in MARKERS | {"translate"} and node.args and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value)
    for keyword in node.keywords:
        if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def _is_command(node: ast.FunctionDef) -> bool:
    calls = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in HELPED for call in calls)


def template_texts() -> Iterator[str]:
    """Yield every `_("…")` of the templates."""
    from jinja2 import Environment
    from jinja2.nodes import Call, Const, Name

    from site_builder.scripts import words_of

    for path in sorted((ROOT / "templates").rglob("*.js")):
        yield from words_of(path.read_text(encoding="utf-8"))
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix not in (".html", ".j2", ".svg", ".txt"):
            continue
        for call in environment.parse(path.read_text(encoding="utf-8")).find_all(Call):
            if (
                isinstance(call.node, Name)
                and call.node.name in MARKERS
                and isinstance(call.args[0], Const)
            ):
                yield str(call.args[0].value)


def table_texts() -> Iterator[str]:
    """Yield the labels of the closed lists, the kinds, their fields and the choices."""
    from inspections import advice, deadline, kinds, labels, vocabulary
    from sync_server import accounts, audit, pending_devices, tokens

    for module in (vocabulary, deadline, accounts, audit, pending_devices, tokens):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, vocabulary.Labelled):
                yield from (member.label for member in value)
    yield from kinds.LABELS.values()
    yield from advice.TURN_LABELS.values()
    yield from (text for one in advice.ADVICE.values() for text in (one.means, one.school_does))
    yield from (field.label for body in kinds.BODIES.values() for field in body)
    yield from (word for words in labels.CHOICES.values() for word in words.values())
    yield from labels.FILE_ROLES.values()


def lacking() -> list[str]:
    """Return the texts that have no English, or English with other placeholders."""
    catalog = _read(ENGLISH)
    return [text for text in sources() if not _translated(catalog, text)]


def _translated(catalog: Catalog, text: str) -> bool:
    message = catalog.get(text)
    return bool(message and message.string) and _names(str(message.string)) == _names(text)


def _names(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def stale() -> list[Path]:
    """Return the catalogues whose compiled form is not what their text gives."""
    return [
        po
        for po in (ENGLISH, CLICK)
        if compiled(po)
        != (po.with_suffix(".mo").read_bytes() if po.with_suffix(".mo").exists() else b"")
    ]


def compiled(po: Path) -> bytes:
    """Return the compiled form of a catalogue."""
    stream, catalog = io.BytesIO(), _read(po)
    catalog.creation_date = catalog.revision_date = UNDATED
    write_mo(stream, catalog)
    return stream.getvalue()


def update() -> None:
    """Put new texts into the English catalogue, take out those that are no more, compile both catalogues."""
    old = _read(ENGLISH)
    new = Catalog(locale="en", project="ducha", charset="utf-8", fuzzy=False)
    new.header_comment = "# English of Ducha. Written by hand; kept complete by tools/words.py."
    new.creation_date = new.revision_date = UNDATED
    for text in sources():
        known = old.get(text)
        new.add(text, known.string if known else "")
    with ENGLISH.open("wb") as stream:
        write_po(stream, new, width=100, sort_output=True, omit_header=False)
    for po in (ENGLISH, CLICK):
        po.with_suffix(".mo").write_bytes(compiled(po))


def _read(po: Path) -> Catalog:
    if not po.exists():
        return Catalog(locale=po.parent.parent.name)
    with po.open("rb") as stream:
        return read_po(stream, locale=po.parent.parent.name)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
