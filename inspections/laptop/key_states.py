"""What has become of each key on a given day: root, in force, not yet, expired, ended; and what its holder is told.

Expiry is judged only where something is received (DESIGN §2), so here it is a warning and hinders nobody; a key that
has come to its end can record nothing that counts, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from inspections.certificate_events import Certificate
from inspections.certificates import Authority
from inspections.errors import Code, Exit, Level, M, Problem, RuleError, UserError

SOON: Final = timedelta(days=14)
"""How long before its end a certificate's holder is reminded."""


class State(StrEnum):
    """What a key is good for, or what its certificate is."""

    ROOT = "root"
    FORMER_ROOT = "former_root"
    REGISTRAR = "registrar"
    CERTIFIED = "certified"
    EARLY = "early"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True)
class KeyState:
    """A key with one of its certificates (a root key has none)."""

    key: str
    state: State
    certificate: Certificate | None = None


def key_states(authority: Authority, today: date | None = None) -> Iterator[KeyState]:
    """Yield each key with each of its certificates: root first, then registrars, then devices by person.

    Without `today` no days are judged.
    """
    for key, before in authority.roots.items():
        yield KeyState(key, State.ROOT if before is None else State.FORMER_ROOT)
    for key, held in authority.registrars.items():
        for one in held:
            state = _state(authority, one, today)
            yield KeyState(key, State.REGISTRAR if state is State.CERTIFIED else state, one)
    given = [one for held in authority.certificates.values() for one in held]
    given += [one for held in authority.fallen.values() for one in held]
    for one in sorted(given, key=lambda one: (one.person, one.device, one.by)):
        yield KeyState(one.device, _state(authority, one, today), one)


def reminders(authority: Authority, key: str, today: date) -> Iterator[Problem]:
    """Yield a warning when none of the certificates of `key` holds today, or the last one ends soon."""
    held = authority.certificates.get(key, ())
    valid = [one for one in held if _state(authority, one, today) is State.CERTIFIED]
    end = max((one.until or date.max for one in valid or held), default=date.max)
    if valid and end - today > SOON:
        return
    if valid:
        what = M("设备证书到 {day} 为止，还有 {n} 天", day=end.isoformat(), n=(end - today).days)
    elif end < today:
        what = M("设备证书已于 {day} 到期：可以接着登记，但续签以前服务器不收", day=end.isoformat())
    elif held:
        start = min(one.since or date.min for one in held)
        what = M("设备证书从 {day} 起才有效：可以先登记，那天以前服务器不收", day=start.isoformat())
    else:
        return
    remedy = M("运行 ducha device request 写一份申请，交督导室续签")
    yield Problem(code=Code.CERTIFICATE_TIME, level=Level.WARNING, what=what, remedy=remedy)


def uncovered(authority: Authority, key: str, person: str, name: str) -> UserError:
    """Return the error for a person whose key no certificate covers: not yet (exit 2), or no more (exit 3)."""
    what = M("{name}在这台电脑上的密钥已被吊销，新登记的不算数，没有登记", name=name)
    remedy = M("运行 ducha device request --person {id} --new-key，请督导室重新签发", id=person)
    if authority.ended(key) and key not in authority.revoked:
        what = M("{name}的证书是被吊销的登记密钥签发的，不再算数，没有登记", name=name)
        remedy = M("运行 ducha device request --person {id}，请督导室重新签发", id=person)
    if authority.ended(key):
        return RuleError(Problem(code=Code.CERTIFICATE_REVOKED, what=what, remedy=remedy))
    return UserError(
        Problem(
            code=Code.PERSON_AMBIGUOUS,
            what=M("{name}的密钥还没有证书", name=name),
            remedy=M("经网络申请的再运行一次 ducha join；按文件的把 ducha device request --person {id} 写的申请交督导室签发，再导入答复", id=person),
        ),
        exit=Exit.USAGE,
    )  # fmt: skip


def standing(authority: Authority, keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of `keys` that a certificate covers and that have not come to their end."""
    return tuple(k for k in keys if k in authority.certificates and not authority.ended(k))


def _state(authority: Authority, held: Certificate, today: date | None) -> State:
    if authority.ended(held.device):
        return State.ENDED
    if today is not None and held.until is not None and held.until < today:
        return State.EXPIRED
    if today is not None and held.since is not None and held.since > today:
        return State.EARLY
    return State.CERTIFIED
