"""The messages of sync as JSON: written as they are, read strictly and under caps (`sync_protocol` says what they mean).

Keys that this version does not know are passed over, so that a later one may add some. Refuses what lacks a field, has
another type or another form, or is more than the caps allow.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from inspections.sync_fields import (
    HEX_32,
    HEX_64,
    capped,
    matching,
    read_bytes,
    read_client,
    read_count,
    read_doc,
    read_flag,
    read_heads,
    read_id,
    read_list,
    read_mark,
    read_words,
)
from inspections.sync_protocol import (
    DOCUMENTS_MAX,
    LISTED_MAX,
    PROTOCOL,
    UPDATES_MAX,
    Answer,
    Answered,
    Away,
    Fault,
    Fork,
    Heads,
    Offered,
    Request,
    Waiting,
)
from inspections.sync_wire import WireError, read_json, write_json

T = TypeVar("T")


def write_request(request: Request) -> bytes:
    """Return the JSON of a request."""
    documents = {
        doc: _slim(receipt=one.receipt, heads=_heads_told(one.heads), update=_text64(one.update))
        for doc, one in request.documents.items()
    }
    return write_json(
        {
            "protocol": PROTOCOL,
            "district": request.district,
            "device": request.device,
            "session": request.session,
            "program": request.program,
            "documents": documents,
        }
    )


def read_request(text: bytes) -> Request:
    """Return the request. Raises WireError (TooLargeError beyond a cap) for anything that is none of this protocol."""
    return reading(text, _request)


@dataclass(frozen=True, slots=True)
class Update:
    """A part of a message that is an update, in base64 or as it is; several answers may hold the same one."""

    update: bytes
    in_base64: bool = False

    def __bytes__(self) -> bytes:
        return base64.b64encode(self.update) if self.in_base64 else self.update


def write_answer(answer: Answer) -> bytes:
    """Return the JSON of an answer."""
    return b"".join(map(bytes, answer_parts(answer)))


def answer_parts(answer: Answer) -> Iterator[bytes | Update]:
    """Yield the JSON of an answer in parts, its updates apart, so that whoever packs it can pack each of them once."""
    yield write_json(head_told(answer))[:-1] + b',"documents":{'
    between = b""
    for doc, one in answer.documents.items():
        told = answered_told(one)
        yield between + write_json(doc) + b":" + write_json(told)[:-1]
        if one.updates:
            yield (b"," if told else b"") + b'"updates":["'
            for n, update in enumerate(one.updates):
                yield from ((b'","',) if n else ())
                yield Update(update, in_base64=True)
            yield b'"]'
        yield b"}"
        between = b","
    yield b"}}"


def head_told(answer: Answer) -> dict[str, Any]:
    """Return what an answer says besides its documents."""
    return {
        "protocol": PROTOCOL,
        "district": answer.district,
        "server_time": answer.server_time.isoformat(),
        "denied": list(answer.denied),
        "collecting": answer.collecting,
        "more": answer.more,
    }


def answered_told(one: Answered) -> dict[str, Any]:
    """Return what an answer says of a document besides the updates; what says nothing is left out."""
    return _slim(
        receipt=one.receipt,
        astray=one.astray,
        heads=_heads_told(one.heads),
        turned_away=[_slim(**vars(away)) for away in one.turned_away],
        waiting=[_slim(**vars(waits)) for waits in one.waiting],
        forks=[[fork.client, fork.seq, fork.id] for fork in one.forks],
        wanted=dict(one.wanted),
    )


def read_answer(text: bytes) -> Answer:
    """Return the answer. Raises WireError (TooLargeError beyond a cap) for anything that is none of this protocol."""
    return reading(text, answer_of)


def write_fault(fault: Fault) -> bytes:
    """Return the JSON of what went wrong."""
    return write_json(vars(fault))


def read_fault(text: bytes) -> Fault:
    """Return what went wrong. Raises WireError for what is no such thing (a proxy's page, say)."""
    return reading(text, _fault)


def reading(text: bytes, read: Callable[[Mapping[str, Any]], T]) -> T:
    """Return what `read` makes of a message. Raises WireError for whatever it raises."""
    told = read_json(text)
    try:
        return read(told)
    except WireError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise WireError(f"not of this protocol: {error!r}"[:200]) from error


def _request(told: Mapping[str, Any]) -> Request:
    _of_this_protocol(told)
    return Request(
        district=matching(HEX_64, told["district"]),
        device=matching(HEX_64, told["device"]),
        session=matching(HEX_32, told["session"]),
        program=read_words(told.get("program", "")),
        documents={
            read_doc(doc): Offered(
                receipt=read_mark(one.get("receipt")),
                heads=read_heads(one.get("heads", {})),
                update=read_bytes(one.get("update", "")),
            )
            for doc, one in capped(told["documents"], DOCUMENTS_MAX).items()
        },
    )


def answer_of(told: Mapping[str, Any], update: Callable[[Any], bytes] = read_bytes) -> Answer:
    """Return the answer of a message; `update` reads what stands for an update."""
    _of_this_protocol(told)
    time = datetime.fromisoformat(told["server_time"])
    if time.tzinfo is None:
        raise WireError("a time without its offset")
    return Answer(
        district=matching(HEX_64, told["district"]),
        server_time=time,
        documents={
            read_doc(doc): _answered(one, update)
            for doc, one in capped(told["documents"], DOCUMENTS_MAX).items()
        },
        denied=tuple(read_doc(doc) for doc in read_list(told.get("denied", []), DOCUMENTS_MAX)),
        collecting=read_flag(told.get("collecting", False)),
        more=read_flag(told.get("more", False)),
    )


def _answered(one: Mapping[str, Any], update: Callable[[Any], bytes]) -> Answered:
    wanted = capped(one.get("wanted", {}), LISTED_MAX)
    return Answered(
        receipt=read_mark(one.get("receipt")),
        astray=read_flag(one.get("astray", False)),
        heads=read_heads(one.get("heads", {})),
        updates=tuple(map(update, read_list(one.get("updates", []), UPDATES_MAX))),
        turned_away=tuple(_away(away) for away in read_list(one.get("turned_away", []))),
        waiting=tuple(_waiting(waits) for waits in read_list(one.get("waiting", []))),
        forks=tuple(
            Fork(client=read_client(client), seq=read_count(seq), id=read_id(event))
            for client, seq, event in read_list(one.get("forks", []))
        ),
        wanted={matching(HEX_64, sha): read_count(held) for sha, held in wanted.items()},
    )


def _fault(told: Mapping[str, Any]) -> Fault:
    code, what, remedy = told["code"], told["what"], told.get("remedy", "")
    return Fault(code=read_words(code), what=read_words(what), remedy=read_words(remedy))


def _away(told: Mapping[str, Any]) -> Away:
    return Away(
        id=read_id(told["id"]), why=read_words(told["why"]), says=read_words(told.get("says", "")),
        remedy=read_words(told.get("remedy", "")), behind=read_count(told.get("behind", 0)),
    )  # fmt: skip


def _waiting(told: Mapping[str, Any]) -> Waiting:
    needs, device = told.get("needs"), told.get("device")
    return Waiting(
        id=read_id(told["id"]),
        needs=None if needs is None else read_id(needs),
        device=None if device is None else matching(HEX_64, device),
    )


def _heads_told(heads: Heads) -> dict[str, list[int | str]]:
    return {str(client): [seq, event] for client, (seq, event) in sorted(heads.items())}


def _text64(update: bytes) -> str:
    return base64.b64encode(update).decode("ascii")


def _slim(**values: Any) -> dict[str, Any]:
    """Return the fields that say something: a document without news is two braces."""
    return {name: value for name, value in values.items() if value}


def _of_this_protocol(told: Mapping[str, Any]) -> None:
    if read_count(told["protocol"]) != PROTOCOL:
        raise WireError("another protocol")
