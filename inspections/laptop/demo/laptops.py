"""Two more laptops in the demo district, far from the bureau's network: what comes back on a stick comes late.

An inspector passes at the school what the area lead, knowing nothing of it, returns at the desk: a conflict, decided by
the bureau. A kindergarten writes its answer on its own laptop and hands the stick over when all is settled: late.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from inspections.laptop.demo.cast import Cast
from inspections.laptop.demo.rounds import Told
from inspections.laptop.demo.story import DISTRICT, ZONE, read
from inspections.laptop.demo.telling import Step, Teller

CLERK = "zengyuhe"
FOLDER = "laptops"


@dataclass(frozen=True)
class Laptops:
    """The scenes with other laptops, told in `district/laptops.yml`; the laptops lie beside the workspace while it is made."""

    teller: Teller
    cast: Cast

    def steps(self) -> Iterator[Step]:
        """Yield what happens: a laptop joins, takes the newest ledger, its person acts, the stick comes back."""
        for school, told in read(DISTRICT, "laptops.yml").items():
            if not isinstance(told, dict) or school not in self.cast.institutions:
                continue
            person = self.cast.who(str(told["person"]), school)
            for word, do in (("joins", self._join), ("takes", self._take), ("acts", self._act), ("meanwhile", self._meanwhile),
                             ("brings", self._bring), ("settles", self._settle)):  # fmt: skip
                if word in told:
                    scene = told[word]
                    plain: Told = scene if isinstance(scene, dict) else {"at": scene}
                    at = datetime.fromisoformat(f"2026-{plain['at']}").replace(tzinfo=ZONE)
                    yield Step(at, partial(do, at, school, person, plain))

    def _folder(self, person: str) -> Path:
        return self.teller.root.with_name(FOLDER) / person

    def _laptop(self, person: str) -> Teller:
        return replace(self.teller, root=self._folder(person))

    def _join(self, at: datetime, school: str, person: str, told: Told) -> None:
        """A laptop asks for a certificate, the bureau answers, both by files; the codes are compared by telephone."""
        folder = self._folder(person)
        folder.parent.mkdir(exist_ok=True)
        name = self.cast.names[person]
        self.teller.ducha(
            at, person, "device", "new", str(folder), "--person", person, "--name", name
        )
        (request,) = folder.glob("*.request.json")
        said = self.teller.ducha(at, CLERK, "--json", "device", "certify", str(request), "--yes")
        answer = json.loads(said)[0]
        self._laptop(person).ducha(
            at, person, "bundle", "import", answer["answer"], "--root", answer["root_code"]
        )

    def _take(self, at: datetime, school: str, person: str, told: Told) -> None:
        """The laptop takes in what the bureau knows of the school."""
        stick = self._folder(person).with_suffix(".from.zip")
        self.teller.ducha(at, CLERK, "bundle", "export", str(stick), "--school", school)
        self._laptop(person).ducha(at, person, "bundle", "import", str(stick))

    def _act(self, at: datetime, school: str, person: str, told: Told) -> None:
        """The person acts on the school's issue of that title, at their own laptop."""
        self._on(self._laptop(person), at, school, person, told)

    def _meanwhile(self, at: datetime, school: str, person: str, told: Told) -> None:
        """Somebody at the bureau acts on the same issue, and knows nothing of it."""
        self._on(self.teller, at, school, self.cast.who(str(told["by"]), school), told)

    def _bring(self, at: datetime, school: str, person: str, told: Told) -> None:
        """The bureau takes in what was done at the laptop."""
        stick = self._folder(person).with_suffix(".back.zip")
        self._laptop(person).ducha(at, person, "bundle", "export", str(stick), "--school", school)
        self.teller.ducha(at, CLERK, "bundle", "import", str(stick))

    def _settle(self, at: datetime, school: str, person: str, told: Told) -> None:
        """The bureau decides: the side of the story's kind stands."""
        issue = self._issue(self.teller, at, school, CLERK, str(told["issue"]))
        shown = json.loads(self.teller.ducha(at, CLERK, "--json", "issue", "show", issue))
        stands = next(e["id"] for e in reversed(shown["timeline"]) if e["kind"] == told["stands"])
        self.teller.ducha(at, str(told["by"]), "issue", "decide", issue, "--stands", stands,
                          "--reason", str(told["reason"]))  # fmt: skip

    def _on(self, laptop: Teller, at: datetime, school: str, person: str, told: Told) -> None:
        issue = self._issue(laptop, at, school, person, str(told["issue"]))
        options = told["options"] if isinstance(told["options"], dict) else {}
        words = [w for name, value in options.items() for w in (f"--{name}", str(value))]
        laptop.ducha(at, person, "issue", str(told["do"]), issue, *words)

    def _issue(self, where: Teller, at: datetime, school: str, person: str, title: str) -> str:
        said = where.ducha(at, person, "--json", "issue", "list", "--school", school)
        return next(str(one["id"]) for one in json.loads(said) if one["title"] == title)
