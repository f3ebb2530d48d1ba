"""The fields of event bodies as a table language: what a field holds, and where its value comes from when not given.

Commands generate their options from these, forms their inputs, the gate its checks, docs their tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What a field of a body holds, with its JSON shape."""

    TEXT = "text"  # string
    DATE = "date"  # "2022-04-12"
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # "29.5"
    CHOICE = "choice"  # one of `choices`
    FILE = "file"  # {"sha256", "name", "bytes"} or null
    FILES = "files"  # list of the same
    EVENT = "event"  # event id or null
    EVENTS = "events"  # sorted list of event ids
    ISSUE = "issue"  # issue id
    NOTICE = "notice"  # id that all issues of one notice share
    RESPONSIBLE = "responsible"  # {"unit": text, "person": text or null}
    OBJECT = "object"  # any JSON object
    LIST = "list"  # any JSON list


class Default(StrEnum):
    """Where a field's value comes from when the person does not give it."""

    NONE = "none"  # must be given
    NULL = "null"  # null, empty text or empty list
    TODAY = "today"
    SAME_DAY = "same_day"  # the day of the act
    DUE = "due"  # working days of the issue, counted from issued_on
    ISSUE = "issue"  # what the issue shows now
    ANSWER = "answer"  # the newest `submitted` shown, or null
    REQUEST = "request"  # the newest undecided `extension_requested`
    OBJECTION = "objection"  # the newest undecided `objected`
    REPORT = "report"  # the newest `reported_up`
    NOTICE = "notice"  # a new notice id, the same for all issues of one command


@dataclass(frozen=True)
class Field:
    """One field of a body: name, what it holds, where it comes from, its Chinese label.

    The file of a `private` field stays where it was recorded: no bundle carries it (FORMATS §16).
    """

    name: str
    holds: Holds
    label: str
    default: Default = Default.NONE
    choices: tuple[str, ...] = ()
    private: bool = False


def text(name: str, label: str, default: Default = Default.NONE) -> Field:
    """Return a field that holds a text."""
    return Field(name, Holds.TEXT, label, default)


def day(name: str, label: str, default: Default = Default.NONE) -> Field:
    """Return a field that holds a date."""
    return Field(name, Holds.DATE, label, default)


def choice(name: str, label: str, *choices: str, default: Default = Default.NONE) -> Field:
    """Return a field that holds one of `choices`."""
    return Field(name, Holds.CHOICE, label, default, choices)


def files(name: str, label: str, default: Default = Default.NULL) -> Field:
    """Return a field that holds a list of files."""
    return Field(name, Holds.FILES, label, default)


def file(name: str, label: str, default: Default = Default.NULL) -> Field:
    """Return a field that holds one file."""
    return Field(name, Holds.FILE, label, default)
