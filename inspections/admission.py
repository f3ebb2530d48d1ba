"""Who may enter a document, and with what: the certificates of the district and the judge, asked by the door.

In `district` itself each certificate counts from the moment it is accepted, so that one delivery can carry a
certificate and what its device wrote. What a revoked key wrote is let in: it has no effect there (see
`folding.effective`), and innocent acts may rest on it. What a receipt names is let in whatever the judge says: the
server holds it, and its verdict is final (decision 0010).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from inspections.blocks import Block
from inspections.certificates import KEY_KINDS, Authority, Doubt
from inspections.errors import Code, M, Msg, Problem
from inspections.events import Event, Unreadable
from inspections.events_json import decode, signature_holds
from inspections.ids import DISTRICT, DocId, EventId
from inspections.judge import judge
from inspections.receipts import is_receipt, named_by
from inspections.vocabulary import Role

_AREA_KIND: Final = "school_set"
_SPELLED: Final = b'"kind":"received"'
"""How canonical JSON spells it: an update of thousands of events is not decoded to find its few receipts."""
_SAYS: Final[Mapping[Doubt, tuple[Code, Msg, Msg]]] = {
    Doubt.MISSING: (Code.CERTIFICATE_MISSING, M("写它的设备还没有证书"),
                    M("请督导室给这台设备签发证书，再导入一次")),
    Doubt.PERSON: (Code.CERTIFICATE_PERSON, M("署名的人不是设备证书上的人"),
                   M("用本人的设备办理；替别人登记的写明 --behalf")),
    Doubt.ROLE: (Code.CERTIFICATE_ROLE, M("设备证书没有写这个角色"),
                 M("用证书上有的角色办理，或请督导室另签证书")),
    Doubt.SCOPE: (Code.CERTIFICATE_SCOPE, M("设备证书不管这所学校"),
                  M("请由管这所学校的人办理，或请督导室另签证书")),
    Doubt.TIME: (Code.CERTIFICATE_TIME, M("收到时设备证书不在有效期内"),
                 M("请督导室签发新的证书，再导入一次")),
    Doubt.ISSUER: (Code.CERTIFICATE_ISSUER, M("这把密钥无权签发或吊销证书"),
                   M("请持根密钥的人或登记服务器办理")),
    Doubt.REVOKED: (Code.CERTIFICATE_REVOKED, M("设备已吊销，这一条不在保留之列，也没有追认"),
                    M("属实的请督导室追认")),
}  # fmt: skip


class Register:
    """The admission to one document, by what the district says now.

    `root_key` is the key that may open a district which is still empty; `received_on` the day of a server's receipt;
    `delivered` what stands before the door, so that a receipt is heard before what it names is judged.
    """

    def __init__(
        self,
        doc: DocId,
        held: Iterable[Event | Unreadable],
        authority: Authority,
        root_key: str = "",
        received_on: date | None = None,
        delivered: Collection[Block] = (),
    ) -> None:
        self._doc = doc
        self._held: dict[EventId, Event] = {e.id: e for e in held if isinstance(e, Event)}
        self._authority = authority
        self._root_key = root_key
        self._received_on = received_on
        self._stale = False
        self._delivered = delivered
        self._vouched: frozenset[str] | None = None
        self._known: dict[tuple[str, str, Role, str | None], Doubt | None] = {}

    def uncertified(self, event: Event) -> Problem | None:
        """Return why no certificate covers the event, None if one does, or did before it was revoked."""
        if self._doc == DISTRICT or event.kind in KEY_KINDS:
            doubt = self._doubt(event)
        else:  # the certificates stand still while a school's document is sorted
            author = event.device, event.by, event.role, event.account
            if author not in self._known:
                self._known[author] = self._doubt(event)
            doubt = self._known[author]
        return says(doubt) if doubt else None

    def refused(self, event: Event) -> Problem | None:
        """Return the first thing that speaks against recording the event, None if nothing does or a receipt names it."""
        found = judge(event, self._held.get)
        if not found or event.id in self._receipted():
            return None
        return found[0]

    def took(self, event: Event) -> None:
        """Note an accepted event; in `district` it may change whose word counts."""
        self._held[event.id] = event
        if self._doc == DISTRICT and (event.kind in KEY_KINDS or event.kind == _AREA_KIND):
            self._stale = True

    def _receipted(self) -> frozenset[str]:
        """Return the ids that receipts of the server name, held or delivered; asked only when something is refused."""
        if self._vouched is None:
            told = list(_signed(self._delivered, _SPELLED, self._doc))
            authority = self._authority
            if self._doc == DISTRICT:
                # the server's own certificate may stand in this very delivery
                keys = _signed(self._delivered, b'"as":"root"', self._doc)
                authority = Authority.of([*self._held.values(), *filter(self._is_of_root, keys)])
            receipts = (e for e in (*self._held.values(), *told) if is_receipt(e))
            named = (named_by(e) for e in receipts if authority.serves(e))
            self._vouched = frozenset[str]().union(*named)
        return self._vouched

    def _is_of_root(self, event: Event) -> bool:
        opens = event.kind == "district_opened"
        return event.kind in KEY_KINDS and (not opens or event.device == self._root_key)

    def _doubt(self, event: Event) -> Doubt | None:
        if self._doc == DISTRICT and not self._held:
            first = event.kind == "district_opened" and event.device == self._root_key
            return None if first else Doubt.MISSING
        doubt = self._authority.uncovered(event, self._received_on)
        if (
            doubt is not None and self._stale
        ):  # what came in since can only have added to what is certified
            self._authority, self._stale = Authority.of(self._held.values()), False
            doubt = self._authority.uncovered(event, self._received_on)
        return doubt


def _signed(blocks: Iterable[Block], spelled: bytes, doc: DocId) -> Iterator[Event]:
    """Yield the events among `blocks` whose bytes hold `spelled` and that their device signed."""
    for block in blocks:
        if spelled in block.value:
            event = decode(block.value, block.id, doc)
            if isinstance(event, Event) and signature_holds(block.value, event.device):
                yield event


def says(doubt: Doubt) -> Problem:
    """Return a doubt in words: what is wrong with the certificate, and what its author can do."""
    code, what, remedy = _SAYS[doubt]
    return Problem(code=code, what=what, remedy=remedy)
