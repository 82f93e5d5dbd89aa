"""How the outcome is known: an `outcome` of the rules, a column, or a column with a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from ...compiler.lower import declared_columns
from ...compiler.own_moment import OwnMoment, judged
from ...dsl.fold import fold
from ...dsl.model import Outcome
from ..errors import DataError, listed, shortened
from . import own_outcome
from .leads import Ending, column_ending
from .own_outcome import Moments
from .work import Work, read_by


@dataclass(frozen=True, slots=True)
class Found:
    own: Outcome | None
    """Of the rules."""
    ending: Ending
    words: str
    timed: bool
    """Whether it is known since when a lead has its outcome."""


def find_outcome(work: Work) -> Found:
    """`DataError` if it is not said how to know it."""
    asked = work.asked
    if asked.won_at is not None:
        words = f"won is who has a time in `{asked.won_at}`"
        return Found(None, _of_column(work), words, True)
    own = _own(work)
    if own is not None:
        return Found(own, _of_rules(work, own), f"the outcome `{own.name}` of the rules", True)
    says = f" says {listed(asked.won)}" if asked.won else " says yes"
    article = "an" if (asked.outcome or "")[:1].lower() in ("a", "e", "i", "o", "u") else "a"
    words = f"won is who has {article} `{asked.outcome}` that{says}"
    return Found(None, _of_column(work), words, asked.outcome_at is not None)


def _of_column(work: Work) -> Ending:
    asked = work.asked
    if asked.horizon is not None and asked.outcome_at is None and asked.won_at is None:
        raise DataError(
            f"nothing says when `{asked.outcome}` was known, so no lead can be given its time",
            "name the column with that time: `--outcome-at closed_at`; or leave out `--horizon`",
        )
    return column_ending(work.session, work.everything, asked, work.place(asked.outcome))


def _own(work: Work) -> Outcome | None:
    """The rules' outcome that is meant, if it is not a column."""
    known, wanted = work.model.outcomes, work.asked.outcome
    if wanted is None and len(known) == 1:
        return next(iter(known.values()))
    if wanted is None:
        raise DataError("nothing says which leads were won", _how_to_say(list(known)))
    found = next((one for key, one in known.items() if fold(key) == fold(wanted)), None)
    if found is None and work.place(wanted) is None:
        shown = work.everything.relation.shown
        raise DataError(
            f"`{shortened(wanted)}` is neither an outcome of the rules nor a column of `{shown}`",
            f"its columns are {listed(work.everything.columns, 20)}",
        )
    return found


def _how_to_say(known: list[str]) -> str:
    if known:
        return f"say which outcome of the rules counts: `--outcome {known[0]}`"
    return (
        "name the column that says so, such as `--outcome converted`, or write it into the "
        "rules: `outcome customer when any deal_won`"
    )


def _of_rules(work: Work, outcome: Outcome) -> Ending:
    plan = own_outcome.plan_of(work.model, outcome)
    if isinstance(work.asked.as_of, OwnMoment):
        plan = judged(plan, work.asked.as_of, declared_columns(work.model))
    events = read_by(plan, work.events)
    return own_outcome.ending(work.session, plan, work.leads, events, _moments(work))


def _moments(work: Work) -> Moments:
    asked = work.asked
    if asked.horizon is None:
        return Moments(asked.as_of, asked.until or datetime.now(UTC))
    if isinstance(asked.as_of, OwnMoment):
        later = replace(asked.as_of, plus=asked.as_of.plus + (asked.horizon or timedelta(0)))
        return Moments(asked.as_of, later)
    return Moments(asked.as_of, asked.as_of + asked.horizon)
