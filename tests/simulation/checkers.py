"""Every checker of the simulation."""

from __future__ import annotations

from tests.simulation.checkers_bytes import (
    Closed,
    Durable,
    ForksAreSeen,
    Innocent,
    NothingForged,
    NothingIsLost,
    OnePlaceOneAct,
    RefusalsAreTold,
    TypedIsSaidOnce,
    Untouched,
)
from tests.simulation.checkers_view import (
    AddingWins,
    Alike,
    ByTheRules,
    CachesEqualARefold,
    Entitled,
    InspectionsByTheRules,
    NeverClosedInConflict,
    NothingVanishes,
)
from tests.simulation.world import Checker

CHECKERS: tuple[type[Checker], ...] = (
    Durable, NothingForged, Closed, OnePlaceOneAct, Innocent, Untouched, RefusalsAreTold, ForksAreSeen, NothingIsLost, TypedIsSaidOnce,
    Alike, ByTheRules, InspectionsByTheRules, AddingWins, NeverClosedInConflict, NothingVanishes, Entitled,
    CachesEqualARefold,
)  # fmt: skip
