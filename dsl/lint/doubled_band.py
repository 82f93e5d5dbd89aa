"""Rules side by side whose bands of numbers share some.

Every rule counts, so a number that stands in two bands gets the points of both. Told of rules that
follow one another in a group and ask for the same number, where the bands share a single value, or
few beside what each holds. A ladder, in which `over 50` and `over 200` both add something, is meant
so and not told.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      +5  when employees is between 1 and 50
      +10 when employees is between 50 and 200
      +20 when employees is over 200

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      +5  when employees is between 1 and 49
      +10 when employees is between 50 and 200
      +20 when employees is over 200
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Label
from ..intervals import Interval
from ..model import Model
from ._bands import Band, Series, able, rules_in_turn, shared

CODE = "W314"


def check(model: Model) -> Iterator[Diagnostic]:
    for series in rules_in_turn(model):
        for both, one, other in shared(series):
            part = able(model, series.subject, both)
            if part is not None:
                yield _finding(series, part, one, other)


def _finding(series: Series, both: Interval, one: Band, other: Band) -> Diagnostic:
    first, last = series.words(*both)
    values = f"`{first}` counts" if first == last else f"`{first}` to `{last}` count"
    upper, lower = sorted((one.node, other.node), key=lambda node: node.span)
    return Diagnostic(
        CODE, "warning", f"{values} in this rule and in one above it", lower.span,
        labels=(Label(upper.span, "gives its points as well"),),
        help="let the bands end where the next begins, or write a table: `points by …`",
    )  # fmt: skip
