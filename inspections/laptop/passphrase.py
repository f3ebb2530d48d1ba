"""Opening the key files of one run: asks for a passphrase once per key, warns once of a file that others can read.

Asks only at a terminal; a script gives the passphrase in the environment, which the command hands in. Refuses to guess:
three tries, then the command ends and nothing is recorded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IMODE
from typing import Final

from inspections.errors import Code, Level, M, Msg, Problem, RuleError, UserError
from inspections.key_file import PASSPHRASE_LETTERS_MIN, KeyFile, normal, read_key_file, too_short
from inspections.keys import SigningKey
from inspections.laptop.files import read_capped

KEY_BYTES_MAX: Final = 10_000
TRIES: Final = 3
_OTHERS: Final = 0o077

_GIVE_IT: Final = M("在终端里运行，或在环境变量 DUCHA_PASSPHRASE 里给出口令")
_CALLED: Final = {"registrar": M("登记密钥"), "root": M("根密钥")}

Ask = Callable[[Msg], str | None]
"""Puts a question whose answer is not shown; None where nobody sits at a terminal."""


def nobody(question: Msg) -> None:
    """Answer nothing: there is no terminal."""


def silent(problem: Problem) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Opener:
    """Opens key files for one run of the program."""

    given: str | None = None
    """The passphrase that the environment gives (`DUCHA_PASSPHRASE`)."""
    given_new: str | None = None
    """The one for a key that is locked now (`DUCHA_NEW_PASSPHRASE`); else `given`."""
    ask: Ask = nobody
    warn: Callable[[Problem], None] = silent
    _opened: dict[Path, SigningKey] = field(default_factory=dict)
    _warned: set[Path] = field(default_factory=set)

    def read(self, path: Path) -> SigningKey:
        """Return the key in a file; an encrypted one is opened when it first signs.

        Raises UserError: FILE_MISSING, or KEY_UNREADABLE when it is damaged or none.
        """
        found = key_file(path)
        self.look(path)
        if not found.locked:
            return found.open("")
        return SigningKey.later(found.public_hex, lambda: self._unlocked(path, found))

    def look(self, path: Path) -> None:
        """Warn, once a run, if others can read the file or folder."""
        if path not in self._warned:
            self._warned.add(path)
            for fault in exposed(path):
                self.warn(fault)

    def new(self, name: Msg) -> str:
        """Return a new passphrase for the key called `name`, asked twice, or given by the environment.

        Raises RuleError (KEY_PASSPHRASE, exit 3): nobody to ask, too short, two different ones.
        """
        given = self.given_new or self.given
        if given is None:
            given = self.ask(
                M("给“{name}”定一个口令（至少 {n} 个字）", name=name, n=PASSPHRASE_LETTERS_MIN)
            )
            if given is None:
                raise RuleError(
                    _nobody(
                        name, M("在终端里运行，或用环境变量 DUCHA_PASSPHRASE，或加 --no-passphrase")
                    )
                )
            if len(normal(given)) >= PASSPHRASE_LETTERS_MIN and given != self.ask(M("再输一遍")):
                raise RuleError(_different())
        if len(normal(given)) < PASSPHRASE_LETTERS_MIN:
            raise RuleError(too_short())
        return given

    def _unlocked(self, path: Path, found: KeyFile) -> SigningKey:
        key = self._opened.get(path)
        if key is None or key.public_hex != found.public_hex:
            key = self._opened[path] = self._tried(path, found)
        return key

    def _tried(self, path: Path, found: KeyFile) -> SigningKey:
        for left in reversed(range(TRIES)):
            typed = (
                self.ask(M("“{name}”的口令", name=_called(path)))
                if self.given is None
                else self.given
            )
            if typed is None:
                raise RuleError(_nobody(_called(path)))
            try:
                return found.open(typed)
            except RuleError as error:
                if not left or self.given is not None:
                    raise
                self.warn(error.problems[0])
        raise AssertionError("the last try returns or raises")


def key_file(path: Path) -> KeyFile:
    """Return what a key file says. Raises UserError: FILE_MISSING, or KEY_UNREADABLE when it is damaged or none."""
    text = read_capped(path, KEY_BYTES_MAX).decode("utf-8", "replace")
    try:
        return read_key_file(text)
    except UserError as error:
        raise UserError(*(p.at(str(path)) for p in error.problems), exit=error.exit) from None


def exposed(path: Path) -> Iterator[Problem]:
    """Yield a warning if others on this computer can read or exchange a key's file; Windows keeps its own rights."""
    if os.name == "nt" or not path.exists():
        return
    if S_IMODE(path.stat().st_mode) & _OTHERS:
        mode = "700" if path.is_dir() else "600"
        yield Problem(
            code=Code.KEY_EXPOSED,
            level=Level.WARNING,
            file=str(path),
            what=M("这台电脑上的别人也能读这个密钥"),
            remedy=M(
                "运行 chmod {mode} '{path}'；U 盘改不了权限，就把它收好", mode=mode, path=str(path)
            ),
        )


def at_terminal(question: str) -> str | None:
    """Return what a person types, unseen, after `question`; None when there is no terminal to ask at."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    import click

    typed: str = click.prompt(question, hide_input=True, err=True, default="", show_default=False)
    return typed


def _called(path: Path) -> str | Msg:
    """Return what people call the key in a file."""
    return _CALLED.get(path.stem, path.stem)


def _nobody(name: str | Msg, remedy: Msg = _GIVE_IT) -> Problem:
    return Problem(
        code=Code.KEY_PASSPHRASE,
        what=M("密钥“{name}”要口令，这里没有终端可以问", name=name),
        remedy=remedy,
    )


def _different() -> Problem:
    return Problem(
        code=Code.KEY_PASSPHRASE,
        what=M("两遍口令不一样"),
        remedy=M("再做一次；什么也没有改动"),
    )
