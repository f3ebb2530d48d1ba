"""The command's outside: usage, help in both languages, global options anywhere, exit statuses."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest

from inspections.errors import Exit, M, Problem, UserError
from inspections.laptop import cli
from inspections.laptop.cli import COMMANDS, ducha, hoisted, run
from inspections.laptop.context import HEAVIER, Context
from inspections.laptop.language import translator
from tests.inspections.laptop.office import NOW, RECORD, Office

ROOT = Path(__file__).parents[3]


def commands(
    group: click.Group, ctx: click.Context, path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(ctx):
        if not path and name not in COMMANDS:
            continue
        yield (*path, name)
        command = group.get_command(ctx, name)
        if isinstance(command, click.Group):
            yield from commands(command, ctx, (*path, name))


ALL = list(commands(ducha, click.Context(ducha, obj=Context()), ()))


def said(*words: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run(list(words), env or {}, Path("/"))
    return status, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_help_works_without_a_workspace(path: tuple[str, ...]) -> None:
    for language in ("zh", "en"):
        status, out, err = said("--lang", language, *path, "--help")
        assert (status, err) == (0, "")
        assert out


def test_help_speaks_the_language_asked_for() -> None:
    zh, en = said("--help")[1], said("--lang", "en", "--help")[1]
    assert "用法" in zh
    assert "Usage" in en


def test_every_command_of_the_table_is_in_the_help() -> None:
    out = said("--help")[1]
    assert [name for name in COMMANDS if f"  {name} " not in out] == []


@pytest.mark.parametrize(
    "module", ["PIL", "mkdocs", "rich", "cel_expr_python", "chinese_calendar", "pycrdt", "nacl"]
)
def test_help_imports_nothing_heavy(module: str) -> None:
    code = (
        "import sys; from inspections.laptop.cli import run; run(['issue', '--help'], {});"
        f"raise SystemExit({module!r} in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [["nothing"], ["check", "--nothing"], ["new"], ["issue", "nothing"], ["new", "a", "b", "c"],
     ["issue", "list", "--status", "x"], ["issue", "list", "--school"], ["init", "x", "--role", "root"],
     ["--lang", "fr", "check"], ["report", "stats", "--as-of", "yesterday"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_said_in_one_line_and_leaves_with_2(words: list[str], language: str) -> None:
    status, out, err = said(*words, env={"DUCHA_LANG": language})
    assert (status, out) == (2, "")
    assert err.startswith("usage ")
    assert "Traceback" not in err


def test_words_that_are_no_utf_8_are_wrong_usage() -> None:
    status, _, err = said("check", "\udcc4\udce3")
    assert (status, "UTF-8" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "turned"),
    [
        (["check", "--json"], ["--json", "check"]),
        (["seal", "f", "--as", "wangmin"], ["--as", "wangmin", "seal", "f"]),
        (["issue", "list", "-C", "w", "--lang=en"], ["-C", "w", "--lang=en", "issue", "list"]),
        (["check", "--", "--json"], ["check", "--", "--json"]),
        (["check", "--as"], ["--as", "check"]),
    ],
)
def test_global_options_may_stand_anywhere(words: list[str], turned: list[str]) -> None:
    assert hoisted(words) == turned


def test_the_folder_can_be_given(office: Office) -> None:
    assert Office(office.root.parent).ducha("check", "-C", "w").status == 0


def test_a_subfolder_of_the_workspace_will_do(office: Office) -> None:
    office.fill()
    assert Office(office.root / "inspections/yl3x").ducha("check").status == 0


def test_the_environment_says_who_and_in_which_language(office: Office) -> None:
    office.fill()
    assert office.ducha("seal", RECORD, DUCHA_PERSON="wangmin").status == 0
    assert "issue" in office.ducha("issue", "list", DUCHA_LANG="en").out.lower()


def test_what_is_empty_in_chinese_is_empty_in_english() -> None:
    """gettext answers the empty text with the head of its catalogue; a side without a note printed it."""
    assert (translator("en")(""), translator("zh")("")) == ("", "")


def test_json_is_all_there_is_on_stdout(office: Office) -> None:
    words = ("--json", "seal", office.fill(), "--as", "wangmin")
    assert [set(answer) for answer in office.does(*words).json] == [{"file", "issues"}]


@pytest.mark.parametrize(
    ("met", "leaves"),
    [
        ((Exit.UNDECIDED, Exit.PROBLEMS), Exit.PROBLEMS),
        ((Exit.PROBLEMS, Exit.UNDECIDED), Exit.PROBLEMS),
        ((Exit.UNDECIDED, Exit.REFUSED), Exit.REFUSED),
        ((Exit.DONE, Exit.UNDECIDED), Exit.UNDECIDED),
    ],
)
def test_of_several_statuses_the_heavier_is_left_with(met: tuple[Exit, ...], leaves: Exit) -> None:
    ctx = Context()
    problem = UserError(Problem(code=next(iter(cli.Code)), what=M("x"), remedy=M("y"))).problems
    for exit in met:
        ctx.weigh(problem, exit)
    assert ctx.worst is leaves
    assert set(HEAVIER) == set(Exit)


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ducha, "main", interrupted)
    assert said("check")[0] == 5


def test_another_package_that_is_broken_does_not_break_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = EntryPoint("broken", "no_such_package.commands:x", cli.GROUP)
    monkeypatch.setattr(cli, "entry_points", lambda group: [broken])
    assert "broken" in said("--help")[1]
    assert said("broken")[0] in (1, 2)
    assert said("doctor", "--help")[0] == 0


@pytest.mark.parametrize(
    "asked", [["checklist", "list"], ["checklist", "show", "gate"], ["--help"]]
)
def test_a_reader_that_stops_reading_is_no_error(office: Office, asked: list[str]) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DUCHA_NOW": NOW}
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "inspections.laptop", *asked]
    done = subprocess.run(words, cwd=office.root, env=env, stdout=writing, stderr=subprocess.PIPE,
                          text=True, check=False)  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
