"""The score of an inspection: passed weight of applicable weight, explained line by line (FORMATS §11).

Refuses to pretend: while a required scored item is not checked there is no score, and not checked never passes. What
does not apply leaves the denominator; what was fixed on site was wrong when seen and scores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from inspections.checklist import Checklist, Item
from inspections.vocabulary import Result

BANDS: Mapping[str, str] = {"好": "85", "中": "60", "差": "0"}
"""The bands of a checklist that names none: from how many percent on."""
_FULL = frozenset({Result.PASS, Result.HIGHLIGHT})


@dataclass(frozen=True)
class Line:
    """What one scored item gave: `got` of `weight`; `result` is empty while it is not known."""

    item: str
    label: str
    weight: str
    result: str
    got: str


@dataclass(frozen=True)
class Score:
    """`got` of `of` and their `percent` (one place, half up) as decimal strings; None while it cannot be said.

    `veto` are the ids of failed veto items: any gives the lowest band.
    """

    got: str
    of: str
    percent: str | None
    veto: tuple[str, ...]
    band: str | None
    lines: tuple[Line, ...]


def score_of(
    checklist: Checklist, items: tuple[Item, ...], results: Mapping[str, Result]
) -> Score | None:
    """Return the score of the scored ones among `items` (those that apply); None if none is scored."""
    scored = [item for item in items if item.score is not None]
    if not scored:
        return None
    lines = tuple(_line(item, results.get(item.id)) for item in scored)
    counted = [
        line for line in lines if line.result not in ("", Result.NA.value, Result.NOT_CHECKED.value)
    ]
    got = sum((Decimal(line.got) for line in counted), Decimal(0))
    of = sum((Decimal(line.weight) for line in counted), Decimal(0))
    unknown = any(
        item.required and results.get(item.id) in (None, Result.NOT_CHECKED) for item in scored
    )
    percent = None if unknown or not of else rounded(got * 100 / of)
    veto = tuple(
        i.id for i in scored if i.score and i.score.veto and results.get(i.id) is Result.FAIL
    )
    return Score(plain(got), plain(of), percent, veto, _band(checklist, percent, bool(veto)), lines)


def score_json(score: Score | None) -> dict[str, object]:
    """Return the score as it stands in `sealed`; an empty object if there is none."""
    if score is None:
        return {}
    return {
        "got": score.got,
        "of": score.of,
        "percent": score.percent,
        "veto": list(score.veto),
        "band": score.band,
        "lines": [asdict(line) for line in score.lines],
    }


def rounded(number: Decimal) -> str:
    """Return the number with at most one place, half up, as the shortest decimal string (8, 28.6)."""
    return plain(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def plain(number: Decimal) -> str:
    """Return the shortest decimal string without an exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def _line(item: Item, result: Result | None) -> Line:
    weight = plain(Decimal(item.score.weight)) if item.score else "0"
    got = weight if result in _FULL else "0"
    return Line(item.id, item.label, weight, result.value if result else "", got)


def _band(checklist: Checklist, percent: str | None, veto: bool) -> str | None:
    bands = sorted(
        (checklist.bands or BANDS).items(), key=lambda band: Decimal(band[1]), reverse=True
    )
    if veto:
        return bands[-1][0]
    if percent is None:
        return None
    return next((name for name, least in bands if Decimal(percent) >= Decimal(least)), bands[-1][0])
