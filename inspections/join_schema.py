"""The messages of `POST /api/v1/join` as JSON Schema 2020-12, beside those of sync; `join_protocol` reads them.

Refuses to say what a pattern cannot: which characters of other alphabets count as printable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inspections.device_request import LETTERS_MAX, REQUEST_BYTES_MAX
from inspections.join_protocol import CODE_LETTERS_MAX, Standing
from inspections.sync_schema import HASH, PROTOCOL_NUMBER, UPDATE, WORDS, Schema

PRINTABLE: Final = r"^[^\u0000-\u001f\u007f]*$"
_NAME: Final[Schema] = {
    "type": "string", "minLength": 1, "maxLength": LETTERS_MAX, "pattern": PRINTABLE,
}  # fmt: skip
ASK: Final[Schema] = {
    "type": "object",
    "required": ["code", "protocol"],
    "properties": {
        "protocol": PROTOCOL_NUMBER,
        "code": {"type": "string", "maxLength": CODE_LETTERS_MAX, "pattern": PRINTABLE},
        "request": {
            **UPDATE,
            "maxLength": (REQUEST_BYTES_MAX + 2) // 3 * 4,
            "description": "ducha device request 写的申请，base64；没有就是问邀请码是给谁的",
        },
        "district": {
            "anyOf": [HASH, {"type": "null"}],
            "description": "电话里核对过的根公钥；有了它，确认以后才送全区名册",
        },
    },
}
TOLD: Final[Schema] = {
    "type": "object",
    "required": ["called", "district", "name", "person", "protocol", "standing"],
    "properties": {
        "protocol": PROTOCOL_NUMBER,
        "district": HASH,
        "name": WORDS,
        "person": _NAME,
        "called": _NAME,
        "standing": {"type": "string", "enum": [one.value for one in Standing]},
        "update": UPDATE,
    },
}
JOIN_SCHEMAS: Final[Mapping[str, Schema]] = {"JoinRequest": ASK, "JoinAnswer": TOLD}
