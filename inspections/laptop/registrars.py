"""The district's own keys changed by its root key: a registrar appointed, renewed, revoked; a successor of the root.

Refuses what would leave the district without a key: the new key lies on disk before the ledger names it. What a
registrar certified while in office stays, unless nothing of it shall be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspections.certificate_events import DEVICE
from inspections.certificates import CERTIFIABLE, Authority
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.events import Event
from inspections.ids import DISTRICT
from inspections.keys import SigningKey
from inspections.laptop.actor import in_office
from inspections.laptop.certify import certificate_act
from inspections.laptop.files import read_capped
from inspections.laptop.founding import registrar_act
from inspections.laptop.keyring import REGISTRAR, ROOT, encrypted, new_key
from inspections.laptop.recorder import Act, Recorder
from inspections.laptop.revoking import Keep, held_of
from inspections.laptop.root_file import check_place, write_root
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role

PREFIX_LETTERS_MIN = 6


@dataclass(frozen=True)
class Change:
    """What became of the registrars: the one in office here, the one revoked, the devices whose certificate fell."""

    key: str = ""
    new: bool = False
    revoked: str = ""
    fallen: tuple[str, ...] = ()


def appoint(
    workspace: Workspace, root: Recorder, until: date | None, reason: str, *, replace: bool = False
) -> Change:
    """Put a registrar in office at this laptop: renew the key that lies here, or make one.

    A new one is made when none lies here, when it was revoked, or with `replace`: then the old one is revoked, and
    what it certified as far as this ledger holds it stays. Raises UserError; then nothing was changed.
    """
    keyring, district = workspace.keyring, workspace.district
    old = keyring.public(REGISTRAR) if keyring.has(REGISTRAR) else ""
    ended = bool(old) and district.authority.ended(old)
    if old and not ended and not replace:
        if _lacks(workspace, old, until):
            root.record([registrar_act(workspace, old, until)])
            workspace.forget()
        return Change(key=old)
    root.key.ready()
    key = new_key(workspace.seed, f"{REGISTRAR}\n{old}" if old else REGISTRAR)
    waiting = keyring.put(f"{REGISTRAR}.new", _text(workspace, key, like=REGISTRAR).encode())
    acts = [registrar_act(workspace, key.public_hex, until)]
    revoked = old if old in district.authority.registrars and not ended else ""
    if revoked:
        acts.append(_end(workspace, old, reason, held_of(workspace, old)))
    root.record(acts)
    if old:
        keyring.put(f"{REGISTRAR}-{old[:12]}.old", read_capped(keyring.path(REGISTRAR)))
    waiting.replace(keyring.path(REGISTRAR))
    workspace.forget()
    return Change(key.public_hex, new=True, revoked=revoked)


def certify_holder(workspace: Workspace, root: Recorder) -> bool:
    """Certify the root key's holder, of the roster's bureau, for this laptop; return whether that was needed.

    When the bureau's only computer is gone nobody else can: a backup of the ledger and the root key are what is left.
    """
    keyring, district, person = workspace.keyring, workspace.district, root.person
    known = district.persons.get(person)
    if known is None or Role.BUREAU not in known.roles:
        return False
    if keyring.has(person) and keyring.public(person) in district.devices:
        return False
    key = keyring.make(person).public_hex
    if district.authority.ended(key):
        return False
    roles = [role for role in known.roles if role in CERTIFIABLE]
    root.record([certificate_act(workspace, person, key, roles, known.schools, known.areas)])
    workspace.forget()
    return True


def _lacks(workspace: Workspace, key: str, until: date | None) -> bool:
    """Return whether a certificate up to `until` has to be issued. Raises UserError: one that lasts longer stands."""
    authority = workspace.district.authority
    held = authority.registrars.get(key, ())
    if not in_office(authority, key, workspace.today()):
        return True
    end = max(one.until or date.max for one in held)
    if end > (until or date.max):
        raise UserError(
            Problem(
                code=Code.USAGE,
                what=M("这把登记密钥现在的期限更长，不能缩短"),
                remedy=M("加上 --replace，换一把期限短的；旧的随之吊销"),
            ),
            exit=Exit.USAGE,
        )
    return end < (until or date.max)


def dismiss(
    workspace: Workspace, root: Recorder, prefix: str, reason: str, *, keep: bool = True
) -> Change:
    """Revoke the registrar's key that begins with `prefix`; what it did as far as this ledger holds it stays, or
    nothing (`keep` False). Raises UserError (exit 2) when there is none, or several.
    """
    known = workspace.district.authority
    meant = [key for key in known.registrars if key.startswith(prefix.lower())]
    if len(meant) != 1 or len(prefix) < PREFIX_LETTERS_MIN:
        raise UserError(
            Problem(
                code=Code.USAGE,
                what=M("没有（或不止一把）登记密钥以“{text}”开头", text=prefix),
                remedy=M("用 ducha device list 查，至少写 {n} 个字母", n=PREFIX_LETTERS_MIN),
            ),
            exit=Exit.USAGE,
        )
    stood = set(known.certificates)
    root.record([_end(workspace, meant[0], reason, held_of(workspace, meant[0]) if keep else {})])
    workspace.forget()
    fallen = stood - set(workspace.district.authority.certificates)
    return Change(revoked=meant[0], fallen=tuple(sorted(fallen)))


def hand_over(workspace: Workspace, root: Recorder, path: Path, *, passphrase: bool = True) -> str:
    """Write a new root key to the new file `path` and name it the successor; return its public half.

    What the old one recorded stays, also what stands beside its chain (it was used on two laptops). Raises UserError
    before anything is changed.
    """
    check_place(path, workspace.root)
    root.key.ready()
    chosen = workspace.opener.new(M("新的根密钥")) if passphrase else None
    old = root.key.public_hex
    key = new_key(workspace.seed, f"{ROOT}\n{old}")
    write_root(path, key, chosen, workspace.seed)
    subject = f"{DEVICE}{key.public_hex}"
    body: Mapping[str, object] = {"successor": key.public_hex}
    act = Act(doc=DISTRICT, kind="rooted", subject=subject, role=Role.ROOT, body=body)
    try:
        root.record([act])
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    before = workspace.district.authority
    workspace.forget()
    _take_over(workspace, Recorder(workspace, root.person, key), old, before)
    return key.public_hex


def _take_over(workspace: Workspace, root: Recorder, former: str, before: Authority) -> None:
    """Let the new root key stand for what the former one recorded beside its chain: adopt it, appoint its registrars."""
    now = workspace.district.authority
    beside = sorted(e.id for e in _events(workspace) if e.device == former and now.void(e))
    if not beside:
        return
    body = {"events": beside, "reason": "更换根密钥以前已经收下"}
    subject = f"{DEVICE}{former}"
    acts = [Act(doc=DISTRICT, kind="adopted", subject=subject, role=Role.ROOT, body=body)]
    for key, held in sorted(before.registrars.items()):
        if key not in now.registrars and not before.ended(key):
            end = max(one.until or date.max for one in held)
            acts.append(registrar_act(workspace, key, None if end == date.max else end))
    root.record(acts)
    workspace.forget()


def _end(workspace: Workspace, key: str, reason: str, keep: Keep) -> Act:
    subject = f"{DEVICE}{key}"
    seen = workspace.district.heads.get(subject, frozenset())
    body = {"reason": reason, "keep": {doc: dict(last) for doc, last in keep.items()}}
    return Act(
        doc=DISTRICT, kind="device_revoked", subject=subject, role=Role.ROOT, body=body, seen=seen
    )


def _text(workspace: Workspace, key: SigningKey, like: str) -> str:
    """Return the text of the new key's file: with a passphrase if the one it replaces has one."""
    keyring = workspace.keyring
    if not keyring.has(like) or not keyring.locked(like):
        return key.to_text()
    return encrypted(key, workspace.opener.new(M("登记密钥")), workspace.seed)


def _events(workspace: Workspace) -> list[Event]:
    return [e for e in workspace.events(DISTRICT) if isinstance(e, Event)]
