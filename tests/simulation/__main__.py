"""The long run, by hand: `python -m tests.simulation --seeds 1000 [--from N] [--minutes M] [--steps K] [--trace]`.

Plays seed after seed until all are played, the time is over or a truth does not hold; then says which, with the seed
and the last acts before it. Leaves with 1 in that case.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from tests.simulation.run import STEPS, play
from tests.simulation.world import BrokenError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--met", action="store_true", help="how often everything was met")
    parser.add_argument("--digests", action="store_true", help="one line a seed")
    given = parser.parse_args()
    began, cpu = time.monotonic(), time.process_time()
    met: Counter[str] = Counter()
    acts = seeds = 0
    broken: BrokenError | None = None
    for seed in range(given.first, given.first + given.seeds):
        if given.minutes and time.monotonic() - began > given.minutes * 60:
            break
        try:
            outcome = play(seed, given.steps)
        except BrokenError as error:
            broken = error
            break
        acts, seeds, met = acts + outcome.acts, seeds + 1, met + outcome.met
        if given.digests:
            print(seed, outcome.acts, outcome.events, outcome.digest, flush=True)
    took, used = time.monotonic() - began, time.process_time() - cpu
    if given.met:
        print("\n".join(f"{count:6} {name}" for name, count in sorted(met.items())))
    print(
        f"{seeds} seeds, {acts} acts, {met['deliveries']} deliveries in {took:.0f} s: "
        f"{acts / max(took, 0.01):.0f} acts a second ({acts / max(used, 0.01):.0f} a second of processor)"
    )
    if broken is not None:
        print(broken)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
