"""`--as-of`, or `--as-of-column` and `--plus`: the moment at which leads are judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click
from click.core import ParameterSource

from ._failures import Mistake
from ._options import as_of_option
from ._terminal import note

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf, OwnMoment
    from ...compiler.plan import Plan
    from ..rules import Rules

_F = TypeVar("_F", bound=Callable[..., Any])
OWN_MOMENT: Final = ("as_of_column", "plus")
"""Options by the names of their values."""
_UNITS: Final = {
    "seconds": ("s", "sec", "second"), "minutes": ("min", "minute"), "hours": ("h", "hour"),
    "days": ("d", "day"), "weeks": ("w", "week"),
}  # fmt: skip
"""Of `timedelta` → how they are written, but for an `s` at the end."""
_NO_LENGTH: Final = {"month": 30, "mo": 30, "quarter": 90, "year": 365, "y": 365}
_DURATION: Final = re.compile(r"([0-9]{1,9})\s*([a-z]+)")


class Duration(click.ParamType[timedelta]):
    """`7d`, `12h`, `2 weeks`, `90 minutes`."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = _DURATION.fullmatch(value.strip().lower())
        number, word = (int(found[1]), found[2]) if found else (0, "")
        unit = next((u for u, words in _UNITS.items() if _is_one(word, words)), None)
        fixed = next((days for one, days in _NO_LENGTH.items() if _is_one(word, (one,))), None)
        if fixed is not None:
            self.fail(f"`{value}`: say {number * fixed}d, as months and years have no fixed length",
                      param, ctx)  # fmt: skip
        if word == "m":
            self.fail(f"`{value}`: say {number} minutes, or {number * 30}d", param, ctx)
        if unit is None:
            self.fail(f"`{value}` is no time such as 7d, 12h, 2w or 90 minutes", param, ctx)
        return _within(self, value, timedelta(**{unit: number}), param, ctx)


def _is_one(word: str, words: tuple[str, ...]) -> bool:
    return word in words or (word.removesuffix("s") in words and word != "s")


def _within(
    type_: Duration, value: str, span: timedelta, param: click.Parameter | None,
    ctx: click.Context | None,
) -> timedelta:  # fmt: skip
    from ...compiler.own_moment import LONGEST

    if span > LONGEST:
        type_.fail(f"`{value}` is more than a hundred years", param, ctx)
    return span


def own_moment_options(command: _F) -> _F:
    """`--as-of-column` and `--plus`, which together become the `as_of` of the command, in the
    place of that of `--as-of`."""

    @wraps(command)
    def settled(as_of_column: str | None, plus: timedelta | None, **others: Any) -> Any:
        if as_of_column is not None:
            _refuse_two_moments()
            others["as_of"] = _own(as_of_column, plus)
        elif plus is not None:
            raise Mistake(
                "`--plus` is a time after the moment of each lead",
                "say in which column that is: `--as-of-column COLUMN --plus 7d`",
            )
        return command(**others)

    column = click.option(
        "--as-of-column", metavar="COLUMN",
        help="Judge each lead at its own moment, which this column of the leads tells, instead of "
        "all at one.",
    )  # fmt: skip
    after = click.option(
        "--plus", metavar="TIME", type=Duration(),
        help="So long after what the column tells, such as 7d, 12h or 90 minutes.",
    )  # fmt: skip
    return cast(_F, column(after(settled)))


def as_of_options(command: _F) -> _F:
    return as_of_option(own_moment_options(command))


def planned(rules: Rules, as_of: AsOf) -> Plan:
    """The plan that reads what is asked for; tells that companies are left out."""
    plan = rules.plan_for(as_of)
    if rules.plan.accounts is not None and plan.accounts is None:
        note(
            "companies are left out: `accounts` takes the leads of a company together at one "
            "moment, and here each lead has its own"
        )
    return plan


def note_undeclared(rules: Rules, as_of: object) -> None:
    """Where no data is read that would show a name that is written wrongly."""
    from ...compiler.lower import declared_columns
    from ...compiler.own_moment import OwnMoment, column_of
    from ..tables.columns import closest

    if isinstance(as_of, OwnMoment) and column_of(rules.plan_for(as_of), as_of).asked:
        close = closest(as_of.column, tuple(c.name for c in declared_columns(rules.model)))
        if close is not None:
            note(
                f"the rules declare no column `{as_of.column}`, so the table of leads must have "
                f"it; did you mean `{close}`?"
            )


def typed(option: str) -> bool:
    """Whether somebody has given it, by the name of its value."""
    source = click.get_current_context().get_parameter_source(option)
    return source not in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)


def _refuse_two_moments() -> None:
    if typed("as_of"):
        raise Mistake(
            "`--as-of` judges all leads at one moment, `--as-of-column` each at its own",
            "give one of the two",
        )


def _own(column: str, plus: timedelta | None) -> OwnMoment:
    from ...compiler.own_moment import OwnMoment

    return OwnMoment(column, plus or timedelta(0))
