"""The process that makes the sites: `ducha watch` on the mirror, ended with the server that started it (decision 22).

`python -m sync_server.site_watch MIRROR TREES STATE PARENT`. The command is found through the entry points, as for anybody who
types it: this package imports nothing of the one that makes sites. Refuses to outlive its parent, even a killed one.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Final

_DIES_WITH_PARENT: Final = 1
"""`PR_SET_PDEATHSIG` of prctl(2)."""


def main(mirror: str, trees: str, state: str, parent: int) -> None:
    """Run the command until a signal comes; exits as it does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _end_with(parent)
    from inspections.laptop.cli import run

    sys.exit(run(["-C", mirror, "watch", "--audience", "all", "--out", trees, "--state", state]))


def _end_with(parent: int) -> None:
    """Have the system send SIGTERM when the server is gone; leave at once if it is gone already."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
