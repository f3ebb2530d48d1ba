"""What must not stand in a public text: names of persons, telephone numbers, identity numbers (FORMATS §16).

Looks at what people typed for the public (titles, bulletin) before it is published. Refuses to guess at names that the
ledger does not hold: the child that somebody names in a title is for the person who reads the preview to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from inspections.errors import Code, M, Msg, Problem
from inspections.view import SchoolView, View

NAME_LETTERS_MIN: Final = 2
_LONG_NUMBER: Final = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?\d(?:[- ]?\d){6,17}[Xx]?(?![\d.])")
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_FULL: Final = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    0xFF0D: 0x2D,
    0x2014: 0x2D,
    0x3000: 0x20,
}
_NAMED: Final = ("person", "name")
"""Fields of acts that name somebody."""


def names(view: View) -> frozenset[str]:
    """Return the names of persons that the ledger holds: staff, principals, those responsible, those who signed."""
    found = {person.name for person in view.district.persons.values()}
    for school in view.schools.values():
        found.update(_of_school(school))
    return frozenset(name for name in map(str.strip, found) if len(name) >= NAME_LETTERS_MIN)


def faults(
    texts: Mapping[str, str], names: Iterable[str], innocent: Iterable[str] = ()
) -> Iterator[Problem]:
    """Yield what must not be published: place (file and line, or words for it) -> text.

    `innocent` are the names of schools and areas: a person's name that is only part of one is not meant.
    """
    known = sorted(names, key=lambda name: (-len(name), name))
    masks = sorted({one for one in innocent if one}, key=len, reverse=True)
    for where, text in texts.items():
        plain = text.translate(_FULL)
        for one in masks:
            plain = plain.replace(one, "\n")
        for name in known:
            if name in plain:
                plain = plain.replace(name, "\n")
                yield _problem(where, name, M("公开的文字里有人名“{text}”", text=name))
        for number in _LONG_NUMBER.finditer(_DATE.sub("\n", plain)):
            said = number[0]
            yield _problem(where, said, M("公开的文字里有像电话或证件的号码“{text}”", text=said))


def _problem(where: str, text: str, what: Msg) -> Problem:
    return Problem(
        code=Code.RELEASE_PRIVATE,
        file=where,
        what=what,
        remedy=M(
            "从公开标题或通报里删去“{text}”；确实可以公开的，加 --checked “{text}”", text=text
        ),
    )


def _of_school(school: SchoolView) -> Iterator[str]:
    yield school.school.principal
    for inspection in school.inspections:
        yield from (signature.name for signature in inspection.signatures)
        yield from inspection.inspectors
    for issue in school.issues:
        if issue.responsible and issue.responsible.person:
            yield issue.responsible.person
        for entry in issue.timeline:
            body = entry.event.body
            behalf = body.get("behalf")
            for said in (body, behalf if isinstance(behalf, Mapping) else {}):
                yield from (v for n in _NAMED if isinstance(v := said.get(n), str))
