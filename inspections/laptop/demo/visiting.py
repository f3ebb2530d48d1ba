"""What people do with their inspections: open, fill, seal, and then one act after another on what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from inspections.laptop.demo import hand
from inspections.laptop.demo.story import Act, Visit
from inspections.laptop.demo.telling import Step, Teller


@dataclass(frozen=True)
class Visiting:
    """The inspections of a story, done through the commands of `teller`."""

    teller: Teller

    def open(self, visit: Visit, *more: str) -> None:
        """Open an inspection: its blank lies ready; `more` are further options of `ducha new`."""
        day = visit.began.date().isoformat()
        place = ("--team", visit.team, "--date", day)
        self.teller.ducha(
            visit.began, visit.by, "new", visit.school, visit.checklist, *place, *more
        )

    def seal(self, visits: Iterable[Visit], at: datetime, by: str, *, check: bool = True) -> None:
        """Fill the blanks, have them checked (or not: sealing looks at the same), and seal them, all in one go."""
        paths = []
        for visit in visits:
            hand.fill(self.teller.root, visit, self.teller.seed)
            paths.append(hand.record_path(visit))
        if check:
            self.teller.ducha(at, by, "check", *paths)
        self.teller.ducha(at, by, "seal", *paths)

    def acts(self, told: Iterable[Visit]) -> Iterator[Step]:
        """Yield the acts; the same act on several issues of a school in one minute is one command."""
        groups: dict[tuple[object, ...], tuple[Visit, Act, list[str]]] = {}
        for visit in told:
            for key, acts in visit.acts.items():
                for act in acts:
                    same = (visit.school, act.at, act.by, act.command, tuple(act.options.items()))
                    group = groups.setdefault(same, (visit, act, []))
                    group[2].append(visit.issue(key))
        for visit, act, issues in groups.values():
            yield Step(act.at, partial(self._act, visit, act, issues))

    def _act(self, visit: Visit, act: Act, issues: list[str]) -> None:
        arguments = ["issue", act.command, *issues]
        for name, value in act.options.items():
            if isinstance(value, str):
                other = visit.issue(value) if name == "into" else value
                arguments += [f"--{name}", other]
                continue
            at = visit.sealed if name == "photos-before" else act.at
            root, seed = self.teller.root, self.teller.seed
            for path in hand.send_in(root, visit.school, value, at, seed):
                arguments += [f"--{name}", path]
        self.teller.ducha(act.at, act.by, *arguments)
