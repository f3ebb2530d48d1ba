"""A question to the person at the terminal. Where nobody sits there (a script, a pipe), it is not asked."""

from __future__ import annotations

import sys

import click


def agreed(question: str) -> bool | None:
    """Return whether the person agrees, None when there is no terminal to ask at.

    Raises click.Abort when the person breaks off.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return click.confirm(question, default=False, err=True)
