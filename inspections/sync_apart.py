"""An answer whose updates stand behind its JSON as they are: a quarter shorter on the line than in base64, read in a third of
the time.

Four bytes say how long the JSON is, most significant first; in it `updates` are their lengths, in the order in which they
follow. Refuses lengths that do not come out even.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from inspections.sync_fields import read_count
from inspections.sync_json import Update, answer_of, answered_told, head_told, reading
from inspections.sync_protocol import UPDATE_BYTES_MAX, Answer
from inspections.sync_wire import WireError, write_json

_LENGTH_BYTES: Final = 4


def answer_apart(answer: Answer) -> Iterator[bytes | Update]:
    """Yield an answer in parts, its JSON first."""
    documents = {
        doc: {
            **answered_told(one),
            **({"updates": [len(u) for u in one.updates]} if one.updates else {}),
        }
        for doc, one in answer.documents.items()
    }
    text = write_json({**head_told(answer), "documents": documents})
    yield len(text).to_bytes(_LENGTH_BYTES, "big") + text
    for one in answer.documents.values():
        yield from map(Update, one.updates)


def read_apart(body: bytes) -> Answer:
    """Return the answer of which `answer_apart` made these bytes. Raises WireError as `read_answer`."""
    at = _LENGTH_BYTES + int.from_bytes(body[:_LENGTH_BYTES], "big")
    text, rest = body[_LENGTH_BYTES:at], memoryview(body)[at:]

    def update(told: Any) -> bytes:
        nonlocal rest
        length = read_count(told)
        if length > min(len(rest), UPDATE_BYTES_MAX):
            raise WireError("an update longer than what there is")
        found, rest = bytes(rest[:length]), rest[length:]
        return found

    answer = reading(text, lambda told: answer_of(told, update))
    if rest:
        raise WireError("bytes after the last update")
    return answer
