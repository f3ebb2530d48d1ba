"""The one command `ducha`: global options, its subcommands, and what becomes of an error.

A subcommand is imported only when it is run; other packages register theirs in the entry-point group
`ducha.commands`, each with the line that `--help` shows as its docstring's first line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import click

from inspections.errors import Code, Exit, M, Msg, Problem, Translate, UserError
from inspections.laptop.command_table import COMMANDS
from inspections.laptop.context import Context
from inspections.laptop.help import localized
from inspections.laptop.language import LANGUAGES, speak
from inspections.laptop.output import make_printable, print_problems

GROUP = "ducha.commands"
FLAGS = ("--json",)
VALUED = ("-C", "--as", "--lang")


class Commands(click.Group):
    """Subcommands from `command_table` and from other packages, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every subcommand's name, those of other packages last."""
        return [*COMMANDS, *(entry.name for entry in entry_points(group=GROUP))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, or None when there is none of that name."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name][0].partition(":")
            found: click.Command = getattr(
                import_module(f"inspections.laptop.commands.{module}"), name
            )
            return localized(found, _translate(ctx))
        entry = next((e for e in entry_points(group=GROUP) if e.name == cmd_name), None)
        if entry is None:
            return None
        try:
            loaded: click.Command = entry.load()
        except ImportError as error:
            raise UserError(_not_installed(entry.name, error)) from error
        return localized(loaded, _translate(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands with their lines, importing none of ours."""
        translate = _translate(ctx)
        rows = [(name, message.render(translate)) for name, (_, message) in COMMANDS.items()]
        for entry in entry_points(group=GROUP):
            rows.append((entry.name, translate(_line_of(entry))))
        with formatter.section(translate("命令")):
            formatter.write_dl(rows)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="在哪个文件夹里做，默认当前文件夹",
)
@click.option("--as", "person", metavar="PERSON", default=None, help="谁在做：人员代码或姓名")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default=None, help="语言")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.version_option(package_name="ducha")
@click.pass_obj
def ducha(
    ctx: Context, folder: Path, person: str | None, language: str | None, as_json: bool
) -> None:
    """督查：离线检查、整改台账、学校能看的网站。"""
    ctx.start = ctx.start / folder
    ctx.person = person or ctx.env.get("DUCHA_PERSON") or None
    ctx.json = as_json


def run(
    arguments: list[str], env: Mapping[str, str] | None = None, start: Path | None = None
) -> int:
    """Run one command and return its exit status (FORMATS §9). Never raises for anything a person can do."""
    env = os.environ if env is None else env
    language = _language(arguments, env)
    speak(language)
    ctx = Context(env=env, start=start or Path(), language=language)
    try:
        _utf8(arguments)
        command = localized(ducha, ctx.translate)
        command.main(hoisted(arguments), prog_name="ducha", standalone_mode=False, obj=ctx)
    except UserError as error:
        print_problems(error.problems, ctx.translate, ctx.json)
        return int(error.exit)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        print_problems([_usage(error)], ctx.translate, ctx.json)
        return int(Exit.USAGE)
    except (KeyboardInterrupt, click.Abort):
        print_problems([_interrupted()], ctx.translate, ctx.json)
        return int(Exit.TRY_AGAIN)
    except SystemExit:  # click's answer to a reader that stopped reading
        _stop_writing()
        return int(Exit.DONE)
    finally:
        ctx.close()
    return int(ctx.worst)


def _line_of(entry: EntryPoint) -> str:
    """Return the first line of a command of another package; a package that is broken does not break `--help`."""
    try:
        return (entry.load().help or "").partition("\n")[0]
    except ImportError:
        return "（没有装好）"


def _not_installed(name: str, error: ImportError) -> Problem:
    return Problem(
        code=Code.USAGE,
        what=M("{name} 没有装好：{why}", name=name, why=str(error)),
        remedy=M("重新安装 ducha：pip install --force-reinstall ducha"),
    )


def _utf8(arguments: list[str]) -> None:
    """Raise UserError (exit 2) for words that the terminal sent in another encoding: nothing could keep them."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode("utf-8", "replace").decode()
            what = M("终端送来的字不是 UTF-8：“{text}”", text=shown)
            remedy = M("把终端的编码改为 UTF-8（Windows：chcp 65001），再做一次")
            raise UserError(
                Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE
            ) from None


def _translate(ctx: click.Context) -> Translate:
    found = ctx.find_object(Context)
    return found.translate if found else str


def hoisted(arguments: list[str]) -> list[str]:
    """Return the arguments with the global options first: they may stand behind a subcommand too."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in FLAGS or (argument.partition("=")[0] in VALUED and "=" in argument):
            first.append(argument)
        elif argument in VALUED:
            first += [argument, *[value for value in [next(waiting, None)] if value is not None]]
        else:
            rest.append(argument)
    return first + rest


def main() -> None:
    """Run `ducha` as the process it is, and leave with its exit status."""
    make_printable(sys.stdout, sys.stderr)
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_writing()
    raise SystemExit(status)


def _language(arguments: list[str], env: Mapping[str, str]) -> str:
    """Return the language before anything is parsed, so that help and usage errors speak it too."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1] if arguments[place + 1] in LANGUAGES else "zh"
        if argument.startswith("--lang="):
            return argument.partition("=")[2] if argument.partition("=")[2] in LANGUAGES else "zh"
    return "en" if env.get("DUCHA_LANG") == "en" else "zh"


def _usage(error: click.ClickException) -> Problem:
    """Return click's complaint in our words; what it names stays as it is."""
    remedy = M("用 ducha --help 看用法")
    if isinstance(error, click.UsageError) and error.ctx is not None:
        remedy = M("用 {command} --help 看用法", command=error.ctx.command_path)
    return Problem(code=Code.USAGE, what=_complaint(error), remedy=remedy)


def _complaint(error: click.ClickException) -> Msg:
    if isinstance(error, click.NoSuchOption):
        return M("没有选项 {name}", name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return M("少了 {name}", name=_shown(error.param))
    if isinstance(error, click.BadParameter):
        return M("{name} 不对：{why}", name=_shown(error.param), why=error.message)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return M("没有这个命令：{name}", name=error.command_name)
    return M("用法不对：{why}", why=error.format_message())


def _shown(parameter: Any) -> str:
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return (parameter.human_readable_name if parameter is not None else "").upper()


def _stop_writing() -> None:
    """Let what is still to be written go nowhere, so that the program's end does not complain of it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)


def _interrupted() -> Problem:
    return Problem(
        code=Code.USAGE, what=M("中断了"), remedy=M("再运行一次就接着做；已经记下的不会丢")
    )
