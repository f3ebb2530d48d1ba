"""What every command is handed: where, who, when, in which language, and how to speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspections.errors import Code, Exit, Msg, Problem, RuleError, Translate, UserError
from inspections.laptop.clock import Clock
from inspections.laptop.language import translator
from inspections.laptop.output import print_json, print_problems, print_text
from inspections.vocabulary import Labelled

if TYPE_CHECKING:
    from inspections.laptop.actor import Actor
    from inspections.laptop.passphrase import Opener
    from inspections.laptop.workspace import Workspace

T = TypeVar("T")
HEAVIER = (Exit.PROBLEMS, Exit.REFUSED, Exit.TRY_AGAIN, Exit.USAGE, Exit.UNDECIDED, Exit.DONE)
"""Which exit status a command that met several leaves with: the first of these (FORMATS §9: 1 goes before 4)."""


@dataclass
class Context:
    """One run of one command. Nothing below it reads the environment."""

    env: Mapping[str, str] = field(default_factory=dict)
    start: Path = field(default_factory=Path)
    language: str = "zh"
    json: bool = False
    person: str | None = None
    worst: Exit = Exit.DONE

    @property
    def translate(self) -> Translate:
        """The function that puts a Chinese source text into this run's language."""
        return translator(self.language)

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, or `DUCHA_NOW`."""
        return Clock.from_text(self.env.get("DUCHA_NOW"))

    @property
    def seed(self) -> str | None:
        """`DUCHA_SEED`: keys and sessions derive from it (tests, demo)."""
        return self.env.get("DUCHA_SEED") or None

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace that the command was started in. Raises UserError (exit 2) when there is none."""
        from inspections.laptop.workspace import Workspace

        return Workspace.find(self.start, self.clock, self.seed, self.opener)

    @cached_property
    def opener(self) -> Opener:
        """What opens the keys of this run: passphrases from `DUCHA_PASSPHRASE`, else asked at the terminal."""
        from inspections.laptop.passphrase import Opener, at_terminal

        return Opener(
            self.env.get("DUCHA_PASSPHRASE") or None,
            self.env.get("DUCHA_NEW_PASSPHRASE") or None,
            ask=lambda question: at_terminal(self.text(question)),
            warn=lambda problem: self.fail([problem], Exit.DONE),
        )

    @cached_property
    def actor(self) -> Actor:
        """Who acts; told when their certificate has expired or soon does, which hinders nothing.

        Raises UserError: several keys and no `--as`, no such key, no certificate, a key that was revoked.
        """
        from inspections.laptop.actor import find_actor
        from inspections.laptop.key_states import reminders

        found = find_actor(self.workspace, self.person)
        authority, today = self.workspace.district.authority, self.workspace.today()
        self.fail(reminders(authority, found.recorder.key.public_hex, today), Exit.DONE)
        return found

    @property
    def sender(self) -> Actor:
        """Who hands over what lies here: as `actor`, also with a key that was revoked. Raises UserError."""
        from inspections.laptop.actor import find_actor

        try:
            return self.actor
        except RuleError:
            return find_actor(self.workspace, self.person, ended=True)

    def close(self) -> None:
        """Close the workspace's store, if this run opened it: its journal is folded in, the folder can be moved."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    def forget(self) -> None:
        """Forget what was read of the workspace: its files have changed."""
        self.close()
        self.__dict__.pop("workspace", None)

    def path(self, name: str | Path) -> Path:
        """Return a path that the person typed, taken from the folder of `-C`."""
        return self.start / Path(name).expanduser()

    def text(self, message: Msg) -> str:
        """Return the message in this run's language."""
        return message.render(self.translate)

    def say(self, message: Msg) -> None:
        """Print a message for people: on stdout, or on stderr when stdout is for JSON."""
        print_text(self.text(message), stderr=self.json)

    def answer(self, value: Any) -> None:
        """Print the JSON answer of a command that was asked for JSON."""
        print_json(value)

    def fail(self, problems: Iterable[Problem], exit: Exit = Exit.PROBLEMS) -> None:
        """Print problems and go on; the command's exit status becomes at least this bad (1 goes before 4)."""
        listed = list(problems)
        print_problems(listed, self.translate, self.json)
        self.weigh(listed, exit)

    def weigh(self, problems: Sequence[Problem], exit: Exit) -> None:
        """Let problems count towards the exit status, without printing them."""
        if problems and HEAVIER.index(exit) < HEAVIER.index(self.worst):
            self.worst = exit

    def caught(self, error: UserError) -> None:
        """Print an error's problems and go on with the next good thing."""
        self.fail(error.problems, error.exit)

    def progress(self, things: Iterable[T], what: Msg, total: int | None = None) -> Iterator[T]:
        """Iterate over `things` with a progress bar on stderr, when a person is watching."""
        import sys

        if not sys.stderr.isatty() or self.json:
            yield from things
            return
        from rich.console import Console
        from rich.progress import track

        console = Console(file=sys.stderr)
        yield from track(
            things, description=self.text(what), total=total, console=console, transient=True
        )


pass_context = click.make_pass_decorator(Context, ensure=False)


def ids(*lists: type[Labelled]) -> list[str]:
    """Return the ids of closed lists, for an option that takes one of them."""
    return [member.value for one in lists for member in one]


def usage(what: Msg, remedy: Msg) -> UserError:
    """Return the error for wrong usage (exit 2)."""
    return UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)
