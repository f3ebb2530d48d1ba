"""A workspace that has a key and no ledger joins a district: that of its first bundle, or that of a server.

Who makes the first contact has nobody to vouch for the other side: so the district's root key is believed only when
its check code was compared with the bureau by another way (telephone). Refuses a district that certifies no key lying
here; until everything is right nothing is written, and the ledger itself is written last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspections.admission import Register
from inspections.blocks import BadUpdateError, read_update
from inspections.certificates import Authority
from inspections.check_code import check_code, is_code_of
from inspections.district import District
from inspections.door import sort
from inspections.errors import Code, Exit, Level, M, Msg, Problem, UserError
from inspections.folding import fold_district
from inspections.ids import DISTRICT, PersonId
from inspections.laptop.bundle_file import BundleFile
from inspections.laptop.files import write_whole
from inspections.laptop.roster_files import write_people, write_schools
from inspections.laptop.settings import FILE
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER, Workspace
from inspections.ledger import Ledger


@dataclass(frozen=True)
class Offer:
    """What a laptop without a ledger is offered: a district, the persons whose keys lie here and that it certifies."""

    district: District
    persons: tuple[PersonId, ...]
    update: bytes

    @property
    def code(self) -> str:
        """The check code of the district's root key."""
        return check_code(self.district.root_key)


def is_new(workspace: Workspace) -> bool:
    """Return whether this workspace belongs to no district yet."""
    return not workspace.has_ledger or not workspace.district.root_key


def offered(workspace: Workspace, bundle: BundleFile) -> Offer:
    """Return what the bundle offers, verified by its root key, which nobody has vouched for yet. Writes nothing.

    Raises UserError (exit 3): no key here, no register of a district inside, no certificate for a key that lies here.
    """
    if not workspace.keyring.people():
        what = M("这里还没有密钥，谁也不能用这个数据包入网")
        raise _refused(bundle, what, M("先运行 ducha device request --person 代码 --name 姓名"))
    offer = examined(workspace, bundle.update(DISTRICT), bundle.head.root_key)
    if not offer.district.root_key:
        what = M("数据包里没有全区名册，不能凭它入网")
        raise _refused(bundle, what, M("请督导室用 ducha device certify 写答复，把答复原样拷来"))
    if not offer.persons:
        raise _refused(bundle, *(_ENDED if ended_here(workspace, offer) else _NOT_MINE))
    return offer


def examined(workspace: Workspace, update: bytes, root_key: str) -> Offer:
    """Return what an update of `district` offers to the keys that lie here, verified by this root key; writes nothing.

    Without a district in it `district.root_key` is empty; `persons` are none when it certifies no key here.
    """
    keyring = workspace.keyring
    here = {keyring.public(person): person for person in keyring.people()}
    ledger = Ledger(DISTRICT)
    try:
        blocks = read_update(update, hashes=False)
    except BadUpdateError:
        blocks = ()
    found = sort(ledger, blocks, Register(DISTRICT, (), Authority(), root_key))
    district = fold_district(found.events)
    mine = [person for key, person in here.items() if _certified(district, key, person)]
    return Offer(district, tuple(sorted(mine)), ledger.prepare(found.accepted))


def ended_here(workspace: Workspace, offer: Offer) -> bool:
    """Return whether the offered district has revoked a key that lies here."""
    keyring, revoked = workspace.keyring, offer.district.authority.revoked
    return any(keyring.public(person) in revoked for person in keyring.people())


_ENDED = (
    M("这台电脑的密钥已被吊销"),
    M("运行 ducha device request --new-key 做一把新的，再请督导室签发"),
)
_NOT_MINE = (
    M("这个数据包里没有这台电脑的证书：它是答复别的电脑的，或申请还没有签发"),
    M("导入督导室答复这台电脑的那一个；还没有申请就先运行 ducha device request"),
)


def check_root(offer: Offer, typed: str) -> None:
    """Raise UserError (DEVICE_ROOT, exit 3) unless what was typed is the check code of the offered root key."""
    if not is_code_of(typed, offer.district.root_key):
        what = M("校验码对不上：数据包的是 {code}", code=offer.code)
        remedy = M("打电话请督导室念一遍；还对不上就不要导入，数据包可能被人换过")
        raise UserError(Problem(code=Code.DEVICE_ROOT, what=what, remedy=remedy), exit=Exit.REFUSED)


def join(workspace: Workspace, offer: Offer) -> tuple[Problem, ...]:
    """Take in the district and make the ledger; return what of the plain files was left as it was, as warnings.

    The caller opens the workspace anew. Raises UserError (exit 5) when something cannot be written: doing it again
    goes on from there.
    """
    kept = []
    if not _write_settings(workspace, offer.district):
        kept.append(FILE)
    root = workspace.root
    if not write_schools(root, offer.district, {}):
        kept.append("schools.csv")
    if not write_people(root, offer.district):
        kept.append("people.csv")
    workspace.close()
    with Store(root / LEDGER, new=True) as store, store.transaction() as writing:
        if not store.load(DISTRICT).values():
            writing.append(DISTRICT, offer.update)
    return tuple(
        Problem(
            code=Code.SETTINGS_FIELD,
            level=Level.WARNING,
            file=name,
            what=M("和督导室的不一样，没有改写"),
            remedy=M("核对后按督导室的改，或删去后重新入网"),
        )
        for name in kept
    )


def _certified(district: District, key: str, person: PersonId) -> bool:
    held = district.authority.certificates.get(key, ())
    return not district.authority.ended(key) and any(one.person == person for one in held)


def _write_settings(workspace: Workspace, district: District) -> bool:
    """Write the district's name and time zone into `district.yml`; False, and nothing, if somebody edited the file."""
    own = workspace.settings
    told: Mapping[str, object] = district.settings
    try:
        zone = ZoneInfo(str(told.get("time_zone", own.zone.key)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = own.zone
    new = replace(own, name=district.name or own.name, zone=zone)
    if own.text() != (workspace.root / FILE).read_text("utf-8"):
        return (new.name, new.zone) == (own.name, own.zone)
    write_whole(workspace.root / FILE, new.text().encode())
    return True


def _refused(bundle: BundleFile, what: Msg, remedy: Msg) -> UserError:
    problem = Problem(code=Code.DEVICE_UNKNOWN, file=str(bundle.path), what=what, remedy=remedy)
    return UserError(problem, exit=Exit.REFUSED)
