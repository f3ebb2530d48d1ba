"""Plays the district's spring: every institution inspected once, the rounds of its inspectors, a random draw, reports.

What is drawn is known only once the seed is shown: the visits to it are told from there on. The story's words lie in
`district/*.yml`; where it has none, an inspection finds nothing amiss (`routine`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from inspections.laptop.demo import rounds, routine
from inspections.laptop.demo.cast import AREAS, PEOPLE, SCHOOLS, TEAMS, Cast
from inspections.laptop.demo.laptops import Laptops
from inspections.laptop.demo.story import DISTRICT, ZONE, Visit, read
from inspections.laptop.demo.telling import Step, Teller
from inspections.laptop.demo.visiting import Visiting
from inspections.laptop.demo.words import DISTRICT_README, LEAFLET

NAME = "青澜区"
AS_OF = "2026-05-29"
FOUNDER, FOUNDER_NAME = "luowenqian", "骆文谦"
FOUNDED = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
COMMITTED = datetime(2026, 4, 14, 16, 0, tzinfo=ZONE)
REVEALED = datetime(2026, 4, 16, 9, 0, tzinfo=ZONE)
PUBLISHED = datetime(2026, 5, 29, 17, 30, tzinfo=ZONE)
SPECIAL, ROUND, RANDOM = "zhuanxiang2026", "xunfang2026", "choucha2026"
CAMPAIGNS = (
    (SPECIAL, "2026年春季校园安全与防疫专项督导", "special", "2026-03-04", "2026-03-31", routine.SPECIAL, "--all"),
    (ROUND, "责任督学春季巡访", "followup", "2026-03-16", "2026-05-29", routine.FOLLOWUP, "--all"),
    (RANDOM, "2026年春季综合督检随机抽查", "comprehensive", "2026-04-17", "2026-04-30", routine.RANDOM, "--drawn"),
)  # fmt: skip
MIX, MIXED = "2026年4月15日双色球红球开奖号码", "03 08 14 19 26 31"
RELEASE = "青澜区春季校园安全与防疫专项督导整改情况"
STEPS = 1140
"""About how many steps the whole district takes, for a progress bar."""
SHOWN_SCHOOL = "my021"
"""The institution whose own tree is built too."""


@dataclass(frozen=True)
class District:
    """The story in the workspace of `teller`, with this cast; `take` says how many are drawn of each group."""

    teller: Teller
    cast: Cast
    take: tuple[tuple[str, int], ...] = (("中小学", 26), ("幼儿园", 10))

    def steps(self) -> Iterator[Step]:
        """Yield all of the story in its order. Each step must be done before the next one is asked for."""
        told = [
            *self._of(rounds.sweep(self.cast, _stories("special.yml")), SPECIAL),
            *self._of(rounds.rounds(self.cast, _stories("rounds.yml")), ROUND),
            *Laptops(self.teller, self.cast).steps(),
            *self._reports(),
            Step(COMMITTED, self._draw),
        ]
        yield Step(FOUNDED, self._found)
        yield from sorted((s for s in told if s.at < REVEALED), key=_minute)
        yield Step(REVEALED, self._reveal)
        drawn = rounds.drawn(self.cast, self._drawn(), _stories("drawn.yml"))
        later = [*(s for s in told if s.at >= REVEALED), *self._of(drawn, RANDOM)]
        yield from sorted(later, key=_minute)
        yield Step(PUBLISHED, self._publish)

    def _found(self) -> None:
        """Set up the district: workspace, roster, people, areas, teams, campaigns."""
        ducha, root = self.teller.ducha, self.teller.root
        root.mkdir(parents=True)
        founder = ("--person", FOUNDER, "--person-name", FOUNDER_NAME, "--role", "bureau")
        ducha(FOUNDED, FOUNDER, "init", ".", "--name", NAME, *founder, "--as-of", AS_OF)
        for noun, name in (
            ("school", SCHOOLS),
            ("person", PEOPLE),
            ("area", AREAS),
            ("team", TEAMS),
        ):
            (root / name).write_text(self.cast.text(name), "utf-8", newline="\n")
            ducha(FOUNDED, FOUNDER, noun, "import", name)
        # now that the people are known, their names stand in the roster
        ducha(FOUNDED, FOUNDER, "school", "import", SCHOOLS)
        teams = [word for team in self.cast.leaders for word in ("--team", team)]
        for id_, title, mode, first, last, checklist, which in CAMPAIGNS:
            ducha(FOUNDED, FOUNDER, "campaign", "add", id_, "--title", title, "--mode", mode, "--from", first,
                  "--to", last, "--checklist", checklist, which, *(teams if id_ == SPECIAL else ()))  # fmt: skip

    def _of(self, visits: list[Visit], campaign: str) -> Iterator[Step]:
        """Yield the steps of a campaign's visits: each opened at its time, a team's day sealed together."""
        visiting = Visiting(self.teller)
        visit = "unannounced" if campaign == RANDOM else "announced"
        for one in visits:
            options = ("--campaign", campaign, "--visit", visit)
            yield Step(one.began, partial(visiting.open, one, *options))
        for group in rounds.sealed_together(visits):
            at = max(one.sealed for one in group)
            yield Step(at, partial(visiting.seal, group, at, group[0].by, check=False))
        yield from visiting.acts(visits)

    def _draw(self) -> None:
        takes = [word for name, n in self.take for word in ("--take", f"{name}={n}")]
        self.teller.ducha(COMMITTED, FOUNDER, "campaign", "draw", RANDOM, *takes, "--mix", MIX)

    def _reveal(self) -> None:
        self.teller.ducha(
            REVEALED, FOUNDER, "campaign", "draw", RANDOM, "--reveal", "--mixed", MIXED
        )

    def _drawn(self) -> list[tuple[str, int, str]]:
        said = self.teller.ducha(REVEALED, FOUNDER, "--json", "campaign", "draw", RANDOM)
        return [(one["group"], one["place"], one["school"]) for one in json.loads(said)[0]["drawn"]]

    def _reports(self) -> Iterator[Step]:
        """Yield the bulletin and the special reports; each text file says in its first lines how it is issued."""
        for told in _stories("reports.yml").values():
            at = datetime.fromisoformat(f"2026-{told['at']}").replace(tzinfo=ZONE)
            yield Step(
                at, partial(self._report, at, {key: str(value) for key, value in told.items()})
            )

    def _report(self, at: datetime, told: dict[str, str]) -> None:
        name = f"reports/{told['series']}-{told['n']}.txt"
        path = self.teller.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{told['title']}\n\n{told['text']}", "utf-8", newline="\n")
        options = [w for key in ("title", "area", "from", "to", "public") if key in told
                   for w in (f"--{key}", told[key])]  # fmt: skip
        self.teller.ducha(
            at, told["by"], "report", "issue", told["series"], told["n"], "--text", name, *options
        )

    def _publish(self) -> None:
        """Publish what the sweep found, and build the trees of the bureau and of one kindergarten."""
        ducha, root = self.teller.ducha, self.teller.root
        (root / LEAFLET).write_text(DISTRICT_README, "utf-8", newline="\n")
        ducha(PUBLISHED, FOUNDER, "publish", "--campaign", SPECIAL)
        draft = root / "release.yml"
        text = re.sub(r"(?m)^title: .*", f"title: {RELEASE}", draft.read_text("utf-8"))
        ticked = re.sub(r"(?m)^(      [0-9a-f]{16}): 否(?!.*[单执告])", r"\1: 是", text)
        draft.write_text(ticked, "utf-8", newline="\n")
        ducha(PUBLISHED, FOUNDER, "publish", "--yes")
        ducha(PUBLISHED, FOUNDER, "build")
        ducha(PUBLISHED, FOUNDER, "build", "--audience", "school", "--school", SHOWN_SCHOOL)


def _minute(step: Step) -> datetime:
    return step.at


def _stories(name: str) -> dict[str, rounds.Told]:
    """Return the stories of one file by their keys."""
    return {key: told for key, told in read(DISTRICT, name).items() if isinstance(told, dict)}
