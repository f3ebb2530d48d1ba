"""Identities: content hashes, inspection ids, issue ids and their spoken form (FORMATS §1, §10)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import NewType

EventId = NewType("EventId", str)
InspectionId = NewType("InspectionId", str)
IssueId = NewType("IssueId", str)
SchoolId = NewType("SchoolId", str)
PersonId = NewType("PersonId", str)
DocId = NewType("DocId", str)

DISTRICT = DocId("district")
ISSUE_ID_LETTERS = 26
SPOKEN_LETTERS = 6
SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
INSPECTION_ID = re.compile(
    r"(?P<school>[a-z0-9_]+)-(?P<date>\d{4}-\d\d-\d\d)-(?P<checklist>[a-z0-9_]+)-(?P<team>[a-z0-9_]+)(-(?P<n>\d+))?"
)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def sha256_hex(data: bytes) -> str:
    """Return the lower-case hex SHA-256 of `data` (64 digits)."""
    return hashlib.sha256(data).hexdigest()


def crockford(data: bytes, letters: int) -> str:
    """Return the first `letters` letters of `data` in Crockford's base32 (5 bits a letter, no I L O U)."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    padded = number << (-bits % 5)
    count = (bits + (-bits % 5)) // 5
    return "".join(
        _CROCKFORD[(padded >> (5 * (count - 1 - i))) & 31] for i in range(min(letters, count))
    )


def inspection_id(school: str, day: date, checklist: str, team: str, n: int = 1) -> InspectionId:
    """Return `<school>-<date>-<checklist>-<team>`, with `-2` … for a further one on the same day."""
    return InspectionId(
        f"{school}-{day.isoformat()}-{checklist}-{team}" + (f"-{n}" if n > 1 else "")
    )


def issue_id(inspection: str, item: str, row: str) -> IssueId:
    """Return the id of the issue that an inspection raises at an item (and part, row or finding id)."""
    digest = hashlib.sha256("\n".join((inspection, item, row)).encode()).digest()
    return IssueId(crockford(digest, ISSUE_ID_LETTERS))


def lone_issue_id(school: str, session: str, seq: int) -> IssueId:
    """Return the id of an issue that was raised without an inspection."""
    return issue_id(school, "raised", f"{session}:{seq}")


def short_mark(device: str, session: str) -> str:
    """Return four letters that tell what one start of the program on one device names from what any other does."""
    return crockford(hashlib.sha256(f"{device}\n{session}".encode()).digest(), 4).lower()


def spoken(issue: str, all_issues: Iterable[str]) -> str:
    """Return the first letters of `issue` that no other of `all_issues` shares, six at least."""
    length = SPOKEN_LETTERS
    for other in all_issues:
        while other != issue and length < len(issue) and other[:length] == issue[:length]:
            length += 1
    return issue[:length]
