"""Every checker of the simulation."""

from __future__ import annotations

from tests.simulation.checkers_arrivals import (
    ForksAreSeen,
    Innocent,
    LossesAreSeen,
    RefusalsAreTold,
    Untouched,
)
from tests.simulation.checkers_bytes import (
    Closed,
    Durable,
    NothingForged,
    NothingIsLost,
    OnePlaceOneAct,
    TypedIsSaidOnce,
)
from tests.simulation.checkers_counting import NeverClosedInConflict, NothingVanishes
from tests.simulation.checkers_view import (
    AddingWins,
    Alike,
    ByTheRules,
    CachesEqualARefold,
    Entitled,
    InspectionsByTheRules,
)
from tests.simulation.world import Checker

CHECKERS: tuple[type[Checker], ...] = (
    Durable, NothingForged, Closed, OnePlaceOneAct, Innocent, Untouched, RefusalsAreTold, ForksAreSeen, LossesAreSeen, NothingIsLost, TypedIsSaidOnce,
    Alike, ByTheRules, InspectionsByTheRules, AddingWins, NeverClosedInConflict, NothingVanishes, Entitled,
    CachesEqualARefold,
)  # fmt: skip
