"""The messages of sync as JSON Schema 2020-12, for whoever writes a program against the server; `sync_json` reads them.

Built from the same caps and forms as the reader's, and tests hold both together: what this allows is read, what it
refuses is refused. Refuses to say what JSON Schema cannot: that one message is at most 64 MB when unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from inspections.slots import CLIENT_BITS
from inspections.sync_fields import CLIENT, DOC, HEX_32, HEX_64
from inspections.sync_protocol import (
    COUNT_MAX,
    DOCUMENTS_MAX,
    HEADS_MAX,
    LISTED_MAX,
    PROTOCOL,
    TEXT_MAX,
    UPDATE_BYTES_MAX,
    UPDATES_MAX,
)

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


def _object(required: Mapping[str, Schema], **more: Schema) -> Schema:
    """Return an object; keys that are not named here are passed over by the reader."""
    told = {**required, **more}
    return {"type": "object", "required": sorted(required), "properties": told}


def _map(keys: re.Pattern[str], values: Schema, most: int) -> Schema:
    names = {"pattern": _whole(keys)}
    return {"type": "object", "propertyNames": names, "additionalProperties": values, "maxProperties": most}  # fmt: skip


def _list(items: Schema, most: int = LISTED_MAX) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _row(*items: Schema) -> Schema:
    """Return a list of exactly these entries."""
    told = {"type": "array", "prefixItems": list(items), "items": False}
    return {**told, "minItems": len(items), "maxItems": len(items)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


HASH: Final[Schema] = {"type": "string", "pattern": _whole(HEX_64)}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": COUNT_MAX}
WORDS: Final[Schema] = {"type": "string", "maxLength": TEXT_MAX}
FLAG: Final[Schema] = {"type": "boolean"}
NONCE: Final[Schema] = {"type": "string", "pattern": _whole(HEX_32)}
DOCUMENT: Final[Schema] = {"type": "string", "pattern": _whole(DOC)}
UPDATE: Final[Schema] = {
    "type": "string",
    "contentEncoding": "base64",
    "maxLength": UPDATE_BYTES_MAX * 4 // 3 + 4,
    "pattern": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "description": "Yjs v1 update, base64",
}
MARK: Final[Schema] = {**_or_null(_row(COUNT, HASH)), "description": "回执：号，编号（id）"}
HEADS: Final[Schema] = {
    **_map(CLIENT, _row(COUNT, HASH), HEADS_MAX),
    "description": "链（Yjs client）: [seq, id]",
}
PROTOCOL_NUMBER: Final[Schema] = {"type": "integer", "const": PROTOCOL}
CLIENT_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 2**CLIENT_BITS - 1}

OFFERED: Final = _object({}, receipt=MARK, heads=HEADS, update=UPDATE)
REQUEST: Final = _object(
    {
        "protocol": PROTOCOL_NUMBER, "district": HASH, "device": HASH, "session": NONCE,
        "documents": _map(DOC, OFFERED, DOCUMENTS_MAX),
    },
    program=WORDS,
)  # fmt: skip
AWAY: Final = _object({"id": HASH, "why": WORDS}, says=WORDS, remedy=WORDS, behind=COUNT)
WAITING: Final = _object({"id": HASH}, needs=_or_null(HASH), device=_or_null(HASH))
ANSWERED: Final = _object(
    {}, receipt=MARK, astray=FLAG, heads=HEADS, updates=_list(UPDATE, UPDATES_MAX), turned_away=_list(AWAY), waiting=_list(WAITING),
    forks=_list(_row(CLIENT_NUMBER, COUNT, HASH)), wanted=_map(HEX_64, COUNT, LISTED_MAX),
)  # fmt: skip
ANSWER: Final = _object(
    {
        "protocol": PROTOCOL_NUMBER, "district": HASH, "documents": _map(DOC, ANSWERED, DOCUMENTS_MAX),
        "server_time": {"type": "string", "format": "date-time"},
    },
    denied=_list(DOCUMENT, DOCUMENTS_MAX), collecting=FLAG, more=FLAG,
)  # fmt: skip
FAULT: Final = _object({"code": WORDS, "what": WORDS}, remedy=WORDS)

SCHEMAS: Final[Mapping[str, Schema]] = {
    "SyncRequest": REQUEST, "SyncAnswer": ANSWER, "Fault": FAULT,
}  # fmt: skip
