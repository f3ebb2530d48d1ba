"""The help of a command in the language of the run: copies of click's objects, so that the next run can speak another."""

from __future__ import annotations

import copy
from typing import TypeVar

import click

from inspections.errors import Translate

C = TypeVar("C", bound=click.Command)


def localized(command: C, translate: Translate) -> C:
    """Return a copy of the command, of its options and of its subcommands, with their help translated."""
    spoken = copy.copy(command)
    spoken.help = translate(command.help) if command.help else command.help
    spoken.params = [_parameter(one, translate) for one in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: localized(sub, translate) for name, sub in spoken.commands.items()}
    return spoken


def _parameter(one: click.Parameter, translate: Translate) -> click.Parameter:
    if not isinstance(one, click.Option) or not one.help:
        return one
    spoken = copy.copy(one)
    spoken.help = translate(one.help)
    return spoken
