"""Faults put into the program on purpose, one at a time: the simulation has to find each of them.

`python -m tests.simulation.mutants [NAME…] [--seeds N]` plays seeds on each mutant until a checker sees it, and prints
which checker and which seed. Each patch names the function that it replaces; a test holds that they still apply.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from tests.simulation.run import STEPS, play
from tests.simulation.world import BrokenError

Patches = tuple[tuple[str, Callable[[Any], Any]], ...]


def _session_on_disk(real: Any) -> Any:
    """The session is kept in a file beside the ledger and taken up again by the next program."""

    def session(self: Any) -> str:
        file = self.workspace.root / ".ducha" / f"session-{self.person}"
        if not file.exists():
            file.write_text(real(self), encoding="utf-8")
        return file.read_text(encoding="utf-8")

    return session


def _next_on_disk(real: Any) -> Any:
    """… and so is the number: it is counted from what the ledger holds of the session."""

    def next_seq(self: Any, doc: Any) -> int:
        from inspections.slots import client_of

        ledger = self.workspace.store.load(doc)
        return ledger.next_clock(client_of(self.key.public_hex, self.session))

    return next_seq


def _least(real: Any) -> Any:
    """The rows of the statuses with their caution turned round."""
    return {
        status: dataclasses.replace(row, caution=9 - row.caution) for status, row in real.items()
    }


def _decided_unseen(real: Any) -> Any:
    """`decided` is let through from whatever its author claims, whether there was a conflict or not."""

    def judge(move: Any, before: Any) -> Any:
        if move.kind == "decided" and move.from_ is not None and before.sides:
            return move.from_
        return real(move, before)

    return judge


def _base_kept_once(real: Any) -> Any:
    """The base of a working copy is kept when there is none, and never again."""

    def keep(self: Any, table: str, inspection: Any, *rest: Any) -> None:
        held = self._connection.execute(
            f"SELECT 1 FROM {table} WHERE inspection = ?", (inspection,)
        )
        if held.fetchone() is None:
            real(self, table, inspection, *rest)

    return keep


def _add_struck_blind(real: Any) -> Any:
    """A strike takes a photo away whether its author had seen it or not."""

    def photos(history: Any, writers: int) -> Any:
        shown = real(history, writers)
        struck = {
            (one["path"], one["file"])
            for event in history.events
            for one in event.body.get("photos_strike") or ()
        }
        left = {
            p: tuple(f for f in files if (p, f.sha256) not in struck) for p, files in shown.items()
        }
        return {p: files for p, files in left.items() if files}

    return photos


def _evidence_struck_blind(real: Any) -> Any:
    """The same for the evidence of an issue."""

    def strike(result: Any, n: int, added: list[Any]) -> Any:
        named = result.acts[n].body.get("file")
        for one in added:
            if named in (one.file.sha256, one.file.name) and one.struck is None:
                one.struck = n
        return real(result, n, added)

    return strike


def _always(answer: Any) -> Callable[[Any], Any]:
    return lambda real: lambda *args, **more: answer


MUTANTS: dict[str, Patches] = {
    "signature skipped": (("inspections.door.signature_holds", _always(True)),),
    "scope skipped": (("inspections.certificates.Authority._in_scope", _always(True)),),
    "nothing absorbed": (("inspections.folding.graph._is_absorbed", _always(False)),),
    "least instead of most caution": (("inspections.folding.graph.STATUSES", _least),),
    "prev dropped by the recorder": (
        ("inspections.laptop.recorder.Recorder._before", _always(None)),
    ),
    "prev not asked for by the door": (
        ("inspections.door._needs", lambda real: lambda event: sorted(event.seen)),
    ),
    "session kept on disk": (
        ("inspections.laptop.recorder.Recorder._new_session", _session_on_disk),
        ("inspections.laptop.recorder.Recorder.next_seq", _next_on_disk),
    ),
    "duplicate rule off": (("inspections.folding.school.settle_duplicates", lambda real: dict),),
    "deciding without having seen": (("inspections.folding.graph.judge", _decided_unseen),),
    "base not updated": (("inspections.laptop.store_writing.Transaction._keep", _base_kept_once),),
    "strike wins over add: photos": (("inspections.folding.inspection.photos", _add_struck_blind),),
    "strike wins over add: evidence": (
        ("inspections.folding.evidence._strike", _evidence_struck_blind),
    ),
    "judge skipped at the door": (("inspections.admission.judge", _always(())),),
    "judge skipped by the recorder": (("inspections.laptop.recorder.judge", _always(())),),
    "first bad chain ends the delivery": (
        ("inspections.door._chains", lambda real: _stops_at_bad(real)),
    ),
    "revoked keys go on": (("inspections.certificates.Authority.void", _always(False)),),
    "applied before it is committed": (
        ("inspections.laptop.store.Store.transaction", lambda real: _keeps_loaded(real)),
    ),
}


def _stops_at_bad(real: Any) -> Any:
    """A chain that does not begin where the ledger stands ends the whole delivery."""

    def chains(ledger: Any, blocks: Any) -> Any:
        from inspections.events_json import decode, signature_holds

        found = real(ledger, blocks)
        for n, chain in enumerate(found):
            block = chain.places[0][0]
            event = decode(block.value, block.id)
            if not hasattr(event, "device") or not signature_holds(block.value, event.device):
                return found[: n + 1]
        return found

    return chains


def _keeps_loaded(real: Any) -> Any:
    """A transaction that fails forgets nothing of what was added to a loaded ledger."""

    @contextlib.contextmanager
    def transaction(self: Any) -> Iterator[Any]:
        kept = dict(self._kept)
        try:
            with real(self) as writing:
                yield writing
        except BaseException:
            self._kept.update(kept)
            raise

    return transaction


@contextlib.contextmanager
def mutant(name: str) -> Iterator[None]:
    """Run the block with one of the faults in the program."""
    with contextlib.ExitStack() as stack:
        for target, change in MUTANTS[name]:
            stack.enter_context(patch(target, change(found(target))))
        yield


def found(target: str) -> Any:
    """Return what a patch replaces. Raises AttributeError or ImportError when it is no longer there."""
    parts = target.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for part in parts[n:]:
            thing = thing.__dict__[part] if isinstance(thing, type) else getattr(thing, part)
        return thing
    raise ImportError(target)


def killed(name: str, seeds: range, steps: int = STEPS) -> tuple[int, str] | None:
    """Return the seed and the checker that see a mutant, None if none of the seeds does."""
    for seed in seeds:
        try:
            with mutant(name):
                play(seed, steps)
        except BrokenError as error:
            return seed, error.checker
        except Exception as error:  # noqa: BLE001  (a mutant may bring the program down: seen as well)
            return seed, f"{type(error).__name__}: {error}"[:80]
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutants")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--from", type=int, default=0, dest="first")
    given = parser.parse_args()
    alive = 0
    for name in given.names or MUTANTS:
        seen = killed(name, range(given.first, given.first + given.seeds))
        alive += seen is None
        print(f"{name:36} {'ALIVE' if seen is None else f'seed {seen[0]}, {seen[1]}'}", flush=True)
    return 1 if alive else 0


if __name__ == "__main__":
    raise SystemExit(main())
