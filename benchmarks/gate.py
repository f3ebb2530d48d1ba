"""What the door costs: reading an update, gate and judge of 1 and of 60 events, beside the verified signature.

python -m benchmarks.gate
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from statistics import median

from benchmarks.fresh import machine
from benchmarks.year import KEYS, WHO, year
from inspections import door
from inspections.admission import Register
from inspections.blocks import Block, encode_update, read_update
from inspections.certificates import Authority
from inspections.events import Event
from inspections.events_json import decode, sign, signature_holds
from inspections.ids import DISTRICT, DocId
from inspections.judge import judge
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.vocabulary import Role
from tests.inspections.drafts import a_draft

ROOT = SigningKey.from_seed(b"r" * 32)
DOC = DocId("s001")
RUNS = 300


def main() -> None:
    """Measure deliveries of 1 and 60 events to a ledger of a school's year, print the table."""
    blocks = year(DOC, random.Random(1), 20, 5).blocks
    held = list(blocks[:-60])
    authority = Authority.of(_district())
    print(f"Gate and judge, µs an event ({machine()}; median of {RUNS})\n")
    print(
        "| delivery to a ledger of 740 events | read | gate and judge | of it judge | signature |"
    )
    print("|---|---:|---:|---:|---:|")
    for count in (1, 60):
        print(_row(held, blocks[-60:][:count], authority), flush=True)


def _row(held: list[Block], new: list[Block], authority: Authority) -> str:
    ledger = Ledger(DOC)
    ledger.apply(encode_update(held))
    events = [_event(block) for block in held]
    known = {event.id: event for event in [*events, *map(_event, new)]}
    update = encode_update(new)
    verified = door.signature_holds
    door.signature_holds = lambda value, device: True  # measured apart
    try:
        registers = iter([Register(DOC, events, authority) for _ in range(RUNS)])
        sorts = _micros(lambda: door.sort(ledger, new, next(registers)))
        assert len(door.sort(ledger, new, Register(DOC, events, authority)).accepted) == len(new)
    finally:
        door.signature_holds = verified
    fresh = [known[block.id] for block in new]
    figures = (
        _micros(lambda: read_update(update, hashes=False)),
        sorts,
        _micros(lambda: [judge(event, known.get) for event in fresh]),
        _micros(lambda: [signature_holds(b.value, known[b.id].device) for b in new]),
    )
    told = " | ".join(f"{micros / len(new):.0f}" for micros in figures)
    return f"| {len(new)} event{'s' if len(new) > 1 else ''} | {told} |"


def _district() -> list[Event]:
    """Return a register that certifies the year's people."""
    said = [("district_opened", "d:settings", {"name": "x", "root_key": ROOT.public_hex})]
    for who, key in KEYS.items():
        scope = {"schools": [DOC] if WHO[who] is Role.SCHOOL else []}
        body = {"person": who, "roles": [WHO[who].value], "scope": scope, "from": None, "until": None}  # fmt: skip
        said.append(("device_certified", f"d:device/{key.public_hex}", body))
    values = [
        sign(a_draft(doc=DISTRICT, kind=kind, subject=subject, role=Role.ROOT, body=body), ROOT)[1]
        for kind, subject, body in said
    ]
    return [event for value in values if isinstance(event := decode(value), Event)]


def _event(block: Block) -> Event:
    event = decode(block.value, block.id)
    assert isinstance(event, Event)
    return event


def _micros(run: Callable[[], object]) -> float:
    """Return the median of the processor time of a run, in µs."""
    spent = []
    gc.collect()
    gc.disable()  # what the benchmark itself holds would be walked again and again
    for _ in range(RUNS):
        start = time.process_time_ns()
        run()
        spent.append((time.process_time_ns() - start) / 1000)
    gc.enable()
    return median(spent)


if __name__ == "__main__":
    main()
