"""Why the door turned something away, in words for the bureau: what is wrong, and what to do about it.

The quarantine keeps a code; its words are the door's and the certificates'. Refuses nothing: a code of a newer program
is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inspections.admission import says
from inspections.certificates import Doubt
from inspections.door_answers import SAYS, Against
from inspections.errors import M, Msg

_AGAIN: Final = M("请送来的人再同步一次；还是这样，就在写它的电脑上运行 ducha doctor")
_TELL: Final = M("不像是正常的操作：问清楚是谁的电脑、从哪里来的，必要时吊销设备")
_REMEDIES: Final[Mapping[Against, Msg]] = MappingProxyType({
    Against.HASH: _AGAIN,
    Against.DAMAGED: _AGAIN,
    Against.CHAIN: _AGAIN,
    Against.DOCUMENT: _TELL,
    Against.SIGNATURE: _TELL,
    Against.SLOT: _TELL,
    Against.FORK: M("写它的电脑的工作文件夹被复制过，或从备份恢复过：只留一处用，这一条需要的话请本人重办"),
    Against.SIZE: M("把说明写短些，照片和文件另附，请本人重办"),
    Against.CERTIFICATE: M("在督导室的电脑上给这台设备签发证书"),
    Against.REFUSED: M("请本人按规定重办"),
})  # fmt: skip


@dataclass(frozen=True)
class Why:
    """What is wrong, and what to do; the code for whoever asks the makers of the program."""

    code: str
    what: Msg
    remedy: Msg


def why(code: str) -> Why:
    """Return a reason of the quarantine in words."""
    if code in set(Against):
        against = Against(code)
        return Why(code, SAYS[against], _REMEDIES[against])
    for doubt in Doubt:
        told = says(doubt)
        if told.code.value == code:
            return Why(code, told.what, told.remedy)
    return Why(code, M("不合规定（{code}）", code=code), _REMEDIES[Against.REFUSED])
