"""The figures of some of the leads: of a stage, of a value of a column, of a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, sqrt
from typing import Final

from ...compiler.plan import Class
from ...dsl.fold import fold
from ..errors import DataError, listed, shortened
from ..history.work import Work
from . import measure
from .bands import bands, rise
from .calibration import Worth, beyond_chance, expected, worth
from .ranking import Cell, auc, cells, total
from .rates import Estimate, z_of
from .result import ClassRates, Part, Segments, Wear

MOST_CELLS: Final = 100_000
MOST_VALUES: Final = 20
"""Of a column that is looked at one by one."""


# ---------------------------------------------------------------- stages, labels and grades


def class_rates(work: Work) -> Iterator[ClassRates]:
    for number, found in enumerate(work.plan.classes):
        by_value = measure.by_score_and(work.session, f"x{number}", MOST_CELLS)
        order = dict.fromkeys([*_values(found), *sorted(by_value)])
        values = tuple((value, total(by_value.get(value, ()))) for value in order)
        low_first = tuple(sorted(by_value, key=lambda value: _middle(by_value[value])))
        rising = rise([total(by_value[value]) for value in low_first])
        yield ClassRates(found.name, values, rising if found.name == "stage" else None, low_first)


def _values(found: Class) -> list[str]:
    return [row.value for row in found.parts[0]] if len(found.parts) == 1 else []


def _middle(found: Sequence[Cell]) -> float:
    return sum(c.score * (c.won + c.lost) for c in found) / max(1, total(found).leads)


# ---------------------------------------------------------------- segments


def segments(work: Work, asked: Iterable[str], by: Worth) -> Iterator[Segments]:
    for wanted in asked:
        column = _class_column(work, wanted) or _brought(work, wanted)
        found = measure.by_score_and(work.session, column, MOST_VALUES)
        kept = sum(total(own).leads for own in found.values())
        rest = measure.number(work.session) - kept
        yield Segments(wanted, parts(found, by), rest)


def _class_column(work: Work, name: str) -> str | None:
    """The column of `rated` with the values of a stage, label or grade."""
    found = [i for i, one in enumerate(work.plan.classes) if fold(one.name) == fold(name)]
    return f"x{found[0]}" if found else None


def _brought(work: Work, wanted: str) -> str:
    """A column of the data, as one of `rated`."""
    place = work.place(wanted)
    if place is None:
        labels = listed(one.name for one in work.plan.classes)
        raise DataError(
            f"there is no column and no label `{shortened(wanted)}` to look at one by one",
            f"columns of the leads: {listed(work.everything.columns, 20)}"
            + (f"; labels of the rules: {labels}" if labels else ""),
        )
    cell, relation = work.everything.cell(place), work.everything.relation
    work.session.run(
        "CREATE OR REPLACE TABLE rated AS SELECT r.* EXCLUDE (segment), "
        f"{cell} AS segment FROM rated AS r JOIN {relation.name} AS t "
        f"ON t.{relation.place} = r.place"
    )
    return "segment"


def parts(found: Mapping[str, Sequence[Cell]], by: Worth) -> tuple[Part, ...]:
    """Those with the most leads first. Where all have one score, there is no order to judge."""
    came = [expected(own, by) for own in found.values()]
    made = [
        Part(value, one, off, auc(own) if len(own) > 1 else None)
        for (value, own), one, off in zip(found.items(), came, beyond_chance(came), strict=True)
    ]
    return tuple(sorted(made, key=lambda part: (-part.rate.leads, part.value)))


# ---------------------------------------------------------------- months


def months(found: Mapping[str, Sequence[Cell]], by: Worth) -> tuple[Part, ...]:
    return tuple(sorted(parts(found, by), key=lambda part: part.value))


def wear(found: Mapping[str, Sequence[Cell]], unit: int) -> Wear | None:
    """The later half of the leads, as near as months come to it, against the earlier."""
    order = sorted(found)
    if len(order) < 2:
        return None
    everyone, seen, split = sum(total(found[m]).leads for m in order), 0, 1
    for number, month in enumerate(order[:-1], 1):
        seen += total(found[month]).leads
        split = number
        if seen >= everyone / 2:
            break
    halves = [
        cells(cell for m in half for cell in found[m]) for half in (order[:split], order[split:])
    ]
    earlier, later = map(auc, halves)
    if earlier is None or later is None:
        return None
    by, cut = worth(halves[0], more=2), bands(halves[1], unit)
    held = [[c for c in halves[1] if band.low <= c.score <= band.high] for band in cut]
    came = [expected(own, by, others=True) for own in held]
    return Wear(
        order[split], earlier, later, _z(earlier, later),
        tuple(zip(cut, came, beyond_chance(came), strict=True)),
    )  # fmt: skip


def _z(earlier: Estimate, later: Estimate) -> float:
    """On the scale of odds, on which their intervals are even."""
    spread = sqrt(_error(earlier) ** 2 + _error(later) ** 2)
    return (_odds(later.value) - _odds(earlier.value)) / spread if spread else 0.0


def _error(found: Estimate) -> float:
    return (_odds(found.interval.high) - _odds(found.interval.low)) / (2 * z_of())


def _odds(value: float) -> float:
    value = min(max(value, 1e-9), 1 - 1e-9)
    return log(value / (1 - value))
