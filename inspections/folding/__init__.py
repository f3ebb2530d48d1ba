"""Events -> view (FORMATS §5 "The fold"): a pure function of the set of events; never raises, never drops.

`fold` gives the whole, `fold_school` and `fold_district` their part, `as_of` the events of an earlier day; `refusal`
and `possible` ask the same rules before something is recorded; `roster_of` and `view_of` make the whole of
schools folded each by itself. Nothing else here is for other packages.
"""

from inspections.folding.district import fold_district
from inspections.folding.guards import Refusal
from inspections.folding.judging import possible, refusal, unanswered
from inspections.folding.past import as_of, newest_without
from inspections.folding.school import (
    fold,
    fold_alone,
    fold_school,
    roster_of,
    spoken_forms,
    view_of,
)

__all__ = [
    "Refusal",
    "as_of",
    "fold",
    "fold_alone",
    "fold_district",
    "fold_school",
    "newest_without",
    "possible",
    "refusal",
    "roster_of",
    "spoken_forms",
    "unanswered",
    "view_of",
]
