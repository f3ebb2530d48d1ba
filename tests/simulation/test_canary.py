"""The canary: truths that are none and faults that are there must be found, or the simulation is silent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.simulation.checkers import CHECKERS
from tests.simulation.laptop import Laptop
from tests.simulation.mutants import MUTANTS, found, mutant
from tests.simulation.reading import Log
from tests.simulation.run import play
from tests.simulation.telling_worlds import notified, tale
from tests.simulation.world import BrokenError, Checker


class NobodyEverActs(Checker):
    """A wrong truth: no act is ever recorded."""

    def acknowledged(self, laptop: Laptop, ids: Sequence[str]) -> None:
        self.fail(f"{laptop.name} recorded {len(ids)}")


class NothingIsEverClosed(Checker):
    """A wrong truth, seen only at the end: everybody holds nothing."""

    def ended(self) -> None:
        if any(laptop.held() for laptop in self.world.laptops.values()):
            self.fail("somebody holds something")


@pytest.mark.parametrize("wrong", [NobodyEverActs, NothingIsEverClosed])
def test_a_wrong_truth_is_found_and_says_how_to_play_it_again(wrong: type[Checker]) -> None:
    with pytest.raises(BrokenError, match=r"--from 3 --seeds 1 --steps \d+") as broken:
        play(3, 2, (*CHECKERS, wrong))
    assert broken.value.checker == wrong.__name__


def test_a_laptop_that_loses_an_act_is_found() -> None:
    with pytest.raises(BrokenError, match="Durable"), tale() as story:
        notified(story)
        laptop = story.laptop("wang")
        laptop.owed.acts.add(next(iter(story.world.signing.signed)))
        laptop.log.__dict__["_held"] = {"district": {}, "yl3x": {}}
        story.world.check("looked", laptop)


def test_the_reader_of_the_checkers_reads_what_the_store_wrote() -> None:
    with tale() as story:
        notified(story)
        laptop = story.laptop("bureau")
        held = Log(laptop.log.path).held()["yl3x"]
        with laptop.fresh().store as store:
            assert dict(store.load("yl3x").values()) == held  # type: ignore[arg-type]


@pytest.mark.parametrize("name", MUTANTS)
def test_every_mutant_still_applies(name: str) -> None:
    before = [found(target) for target, _ in MUTANTS[name]]
    with mutant(name):
        assert all(
            found(target) is not was for (target, _), was in zip(MUTANTS[name], before, strict=True)
        )
    assert [found(target) for target, _ in MUTANTS[name]] == before


def test_a_mutant_is_killed() -> None:
    """One of them here; all of them by `python -m tests.simulation.mutants`."""
    with pytest.raises(BrokenError) as broken, mutant("signature skipped"), tale() as story:
        from tests.simulation import attacks, courier, hostile

        notified(story)
        story.carry(story.at("bureau"), "dark")
        parcel = hostile.strike(story.world, attacks.altered, story.laptop("bureau"))
        assert parcel is not None
        courier.deliver(story.world, parcel)
    assert broken.value.checker in ("NothingForged", "Innocent", "Untouched", "RefusalsAreTold")
