"""A key comes to its end: what of its acts counts, and those that the bureau takes over by name.

A revocation names, per document and session, the last number that counts (FORMATS §7): no clock decides. Later acts
come in everywhere and have no effect until adopted (decision 0010). Refuses keys of the district itself: root and
registrars have their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inspections.certificates import Doubt
from inspections.check_code import is_code_of
from inspections.district import District
from inspections.errors import Code, Exit, M, Msg, Problem, RuleError, UserError, listed
from inspections.events import Event
from inspections.folding.past import History
from inspections.ids import DISTRICT, DocId, EventId
from inspections.laptop.key_states import standing
from inspections.laptop.recorder import Act, Recorder
from inspections.laptop.workspace import Workspace
from inspections.receipts import Receipts
from inspections.vocabulary import Role

PREFIX_LETTERS_MIN: Final = 6
Keep = Mapping[DocId, Mapping[str, int]]


@dataclass(frozen=True)
class Beyond:
    """An act without effect because its key has ended, and the document in which it stands."""

    doc: DocId
    event: Event


def keys_named(district: District, text: str) -> tuple[str, ...]:
    """Return the keys of the person with this id or name that are in force, else the keys that begin so, or whose check
    code this is; a person's ended keys when none of theirs is in force.

    Raises UserError (exit 2) when there is none.
    """
    authority = district.authority
    given = {**authority.certificates, **authority.fallen}
    names = {str(p.id) for p in district.persons.values() if text in (p.id, p.name)} | {text}
    own = sorted(k for k, held in given.items() if any(one.person in names for one in held))
    if not own and len(text) >= PREFIX_LETTERS_MIN:
        known = {*given, *authority.roots, *authority.registrars, *authority.fallen_registrars}
        own = sorted(k for k in known if k.startswith(text.lower()) or is_code_of(text, k))
    if not own:
        raise _unknown(M("没有“{text}”的密钥", text=text), M("用 ducha device list 查人员和密钥"))
    return standing(authority, own) or tuple(own)


def one_key(district: District, text: str) -> str:
    """Return the one device key that is meant. Raises UserError (exit 2): none, or several; RuleError: an office's."""
    found = keys_named(district, text)
    if len(found) > 1:
        what = M("“{text}”对得上几把密钥", text=text)
        raise _unknown(what, M("写密钥的开头：{keys}", keys=listed(key[:12] for key in found)))
    authority = district.authority
    if found[0] in authority.roots:
        raise _refused(M("根密钥不能这样吊销"), M("更换根密钥用 ducha device root-successor"))
    if found[0] in authority.registrars or found[0] in authority.fallen_registrars:
        raise _refused(M("登记密钥不能这样吊销"), M("更换登记密钥用 ducha device registrar"))
    return found[0]


def held_of(workspace: Workspace, key: str) -> Keep:
    """Return document -> session -> the number of the last act of this key that the ledger holds now."""
    held: dict[DocId, dict[str, int]] = {}
    for doc, event in _events(workspace):
        if event.device == key:
            sessions = held.setdefault(doc, {})
            sessions[event.session] = max(event.seq, sessions.get(event.session, 0))
    return held


def counting(workspace: Workspace, key: str) -> bool:
    """Return whether an act of this key that the ledger holds still has an effect."""
    authority, receipts = workspace.district.authority, _receipts(workspace)
    return any(
        e.device == key and not authority.void(e, receipts[doc]) for doc, e in _events(workspace)
    )


def count(keep: Keep) -> int:
    """Return how many acts are kept: sessions count from 0 without a gap."""
    return sum(n + 1 for sessions in keep.values() for n in sessions.values())


def revoke(
    workspace: Workspace, office: Recorder, key: str, reason: str, keep: Keep
) -> tuple[Event, ...]:
    """Record the end of `key`, keeping its acts up to those numbers."""
    body = {"reason": reason, "keep": {doc: dict(numbers) for doc, numbers in keep.items()}}
    made = office.record([_act(workspace, "device_revoked", key, body)])
    workspace.forget()
    return made


def beyond(workspace: Workspace) -> tuple[Beyond, ...]:
    """Return the acts without effect because their key has ended: what an act rests on before it, else by claimed time."""
    authority = workspace.district.authority
    succeeded = any(before is not None for before in authority.roots.values())
    if not (succeeded or authority.revoked or authority.fallen or authority.fallen_registrars):
        return ()
    receipts = _receipts(workspace)
    found = {
        e.id: Beyond(doc, e)
        for doc, e in _events(workspace)
        if authority.doubt(e, None, receipts[doc]) is Doubt.REVOKED
    }
    return tuple(found[e.id] for e in History(one.event for one in found.values()).events)


def _receipts(workspace: Workspace) -> dict[DocId, Receipts]:
    """Return what the server's receipts say in each document: what one accepted stays, what one refused is no key's matter."""
    authority = workspace.district.authority
    return {doc: authority.receipts_of(workspace.events(doc)) for doc in workspace.documents()}


def adoptable(workspace: Workspace, prefixes: Iterable[str]) -> tuple[Event, ...]:
    """Return the acts without effect whose ids begin so. Raises UserError (exit 2) for one that is none, or several."""
    void = {one.event.id: one.event for one in beyond(workspace)}
    found: dict[EventId, Event] = {}
    for prefix in prefixes:
        meant = [
            i for i in void if len(prefix) >= PREFIX_LETTERS_MIN and i.startswith(prefix.lower())
        ]
        if len(meant) != 1:
            what = M("没有编号以“{text}”开头、等着追认的记录", text=prefix)
            if meant:
                what = M("有 {n} 条记录的编号以“{text}”开头", n=len(meant), text=prefix)
            raise _unknown(what, M("用 ducha device list --beyond 查编号，至少写 6 个字母"))
        found[meant[0]] = void[meant[0]]
    return tuple(found.values())


def adopt(
    workspace: Workspace, office: Recorder, events: Iterable[Event], reason: str
) -> tuple[Event, ...]:
    """Record that these acts count although their key has ended: one act for each key.

    Raises RuleError (exit 3): a registrar takes over nothing that root or registrars wrote.
    """
    by_key: dict[str, list[EventId]] = {}
    for event in events:
        by_key.setdefault(event.device, []).append(event.id)
    authority = workspace.district.authority
    offices = {*authority.roots, *authority.registrars, *authority.fallen_registrars}
    if office.key.public_hex not in authority.roots and not offices.isdisjoint(by_key):
        raise _refused(M("根密钥和登记密钥写的，登记密钥不能追认"), M("在保管根密钥的电脑上追认"))
    acts = [
        _act(workspace, "adopted", key, {"events": sorted(ids), "reason": reason})
        for key, ids in sorted(by_key.items())
    ]
    made = office.record(acts)
    workspace.forget()
    return made


def still_missing(workspace: Workspace, events: Iterable[Event]) -> tuple[EventId, ...]:
    """Return what these acts had seen that is still without effect: they may fail for the lack of it."""
    void = {one.event.id for one in beyond(workspace)}
    return tuple(sorted({seen for event in events for seen in event.seen} & void))


def _events(workspace: Workspace) -> Iterable[tuple[DocId, Event]]:
    for doc in workspace.documents():
        yield from ((doc, e) for e in workspace.events(doc) if isinstance(e, Event))


def _act(workspace: Workspace, kind: str, key: str, body: Mapping[str, object]) -> Act:
    subject = f"d:device/{key}"
    seen = workspace.district.heads.get(subject, frozenset())
    return Act(doc=DISTRICT, kind=kind, subject=subject, role=Role.ROOT, body=body, seen=seen)


def _unknown(what: Msg, remedy: Msg) -> UserError:
    problem = Problem(code=Code.DEVICE_UNKNOWN, what=what, remedy=remedy)
    return UserError(problem, exit=Exit.USAGE)


def _refused(what: Msg, remedy: Msg) -> RuleError:
    return RuleError(Problem(code=Code.RULE_ROLE, what=what, remedy=remedy))
