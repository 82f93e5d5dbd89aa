"""A review as it was written for programs (`-o review.json`), read again for its pictures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from ..errors import DataError, shortened
from ..pictures.score_histogram import Bar
from .bands import Band, Rise, Verdict
from .findings import Leak, Why
from .rates import Estimate, Interval, Rate
from .result import ClassRates, RuleFigures, RuleRow

SCALE: Final = 10_000
"""Points have at most four decimals."""
MOST_BYTES: Final = 64 * 1024 * 1024
_T = TypeVar("_T")


class _Unlike(Exception):
    """Not what a review looks like."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where Sales should begin; no threshold if even the highest score has too many leads."""

    most: float
    weeks: float | None
    threshold: int | None
    leads: float
    wins: float
    spread: Interval


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The part of a review that a card shows."""

    title: str
    fingerprint: str
    about: tuple[str, ...]
    made: str
    rows: int
    everyone: Rate
    auc: Estimate | None
    rise: Rise
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    classes: tuple[ClassRates, ...]
    rules: tuple[RuleFigures, ...]
    reads_points: bool
    leaks: tuple[Leak, ...]
    begin: Begin | None
    scale: int = SCALE


def read_back(path: Path) -> Reviewed:
    """Raises `DataError`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Unlike
        return _reviewed(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise DataError(f"cannot read `{path}`: {error.strerror}") from None
    except (_Unlike, ValueError, KeyError, TypeError, AttributeError, ArithmeticError,
            RecursionError):  # fmt: skip
        raise DataError(
            f"`{shortened(path.name)}` is no review that this version wrote",
            "make one: `leadscore review FILE … -o review.json`",
        ) from None


def _reviewed(found: Any) -> Reviewed:
    return Reviewed(
        title=_text(found["title"]),
        fingerprint=_text(found["rules_fingerprint"]),
        about=_all(found["about"], _text),
        made=_text(found["made_at"]),
        rows=_whole(found["rows"]),
        everyone=_rate(found["everyone"]),
        auc=_estimate(found["auc"]),
        rise=_rise(found["rise"]),
        bars=_all(found["histogram"], _bar),
        bands=_all(found["bands"], _band),
        classes=tuple(_classes(found["classes"])),
        rules=_all(found["rules"], _rule),
        reads_points=found["rules_read_points"] is True,
        leaks=_all(found["leaks"], _leak),
        begin=_begin(found["capacity"]) if found["capacity"] is not None else None,
    )


# ---------------------------------------------------------------- single values


def _all(found: Any, one: Callable[[Any], _T]) -> tuple[_T, ...]:
    if not isinstance(found, list):
        raise _Unlike
    return tuple(one(item) for item in found)


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise _Unlike
    return found


def _whole(found: Any) -> int:
    if type(found) is not int or found < 0:
        raise _Unlike
    return found


def _number(found: Any) -> float:
    if type(found) not in (int, float) or not isfinite(found):
        raise _Unlike
    return float(found)


def _points(found: Any) -> int:
    return int(Decimal(str(_number(found))) * SCALE)


def _rate(found: Any) -> Rate:
    won, leads = _whole(found["won"]), _whole(found["leads"])
    if won > leads:
        raise _Unlike
    return Rate(won, leads)


def _interval(found: Any) -> Interval:
    low, high = _all(found, _number)
    return Interval(low, high)


def _estimate(found: Any) -> Estimate | None:
    if found is None:
        return None
    return Estimate(_number(found["value"]), _interval(found["interval"]))


# ---------------------------------------------------------------- parts


def _rise(found: Any) -> Rise:
    if found["verdict"] not in get_args(Verdict):
        raise _Unlike
    return Rise(found["verdict"], _number(found["trend"]), _all(found["wrong"], _pair))


def _pair(found: Any) -> tuple[int, int]:
    low, high = _all(found, _whole)
    return low, high


def _bar(found: Any) -> Bar:
    low, high = _number(found["from"]), _number(found["to_below"])
    return Bar(low, high, _whole(found["won"]), _whole(found["not_won"]))


def _band(found: Any) -> Band:
    return Band(_points(found["from"]), _points(found["to"]), _rate(found))


def _classes(found: Any) -> Iterator[ClassRates]:
    for name, one in found.items():
        values = _all(one["values"], lambda row: (_text(row["value"]), _rate(row)))
        rise = _rise(one["rise"]) if one["rise"] is not None else None
        yield ClassRates(name, values, rise, _all(one["low_first"], _text))


def _rule(found: Any) -> RuleFigures:
    least, most = _all(found["points"], _points)
    group = found["group"]
    return RuleFigures(
        None if group is None else _text(group), _text(found["rule"]), _rate(found),
        _rate(found["others"]), _estimate(found["lift"]), _estimate(found["auc_lost"]), least, most,
        _all(found["by_points"], _rule_row),
    )  # fmt: skip


def _rule_row(found: Any) -> RuleRow:
    return RuleRow(_points(found["points"]), _rate(found), _estimate(found["lift"]))


def _leak(found: Any) -> Leak:
    if found["why"] not in get_args(Why):
        raise _Unlike
    value, figure, before = found["value"], found["figure"], found["had_it_before"]
    return Leak(
        found["why"], _text(found["what"]), None if value is None else _text(value),
        found["kind"], found["read"] is True, _rate(found) if "leads" in found else None,
        None if figure is None else _number(figure), None if before is None else _whole(before),
    )  # fmt: skip


def _begin(found: Any) -> Begin:
    weeks, threshold = found["weeks"], found["threshold"]
    return Begin(
        _number(found["most"]), None if weeks is None else _number(weeks),
        None if threshold is None else _points(threshold), _number(found["leads"]),
        _number(found["wins"]), _interval(found["wins_interval"]),
    )  # fmt: skip
