"""The whole of `learn --keep`: which points of a rule file history would have otherwise.

Held out as for learned cards: in each of five folds the changes are sought anew on the other four.
As many are then made on all leads as helped on leads that had no part in it, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..errors import DataError
from ..history.asked import Asked
from ..history.doubts import doubts
from ..history.leads import History, make_history
from ..history.outcome import find_outcome
from ..history.work import Work, read
from ..learn.evidence import Evidence, evidence
from ..learn.figures import FOLDS, dealt
from ..learn.frame import Bools, Floats
from ..learn.history import refuse_few
from ..learn.measures import Gain, Interval, auc, mean_auc, mean_gain
from ..rules import Rules
from ..tables.duckdb import Progress, opened, silent
from ..tables.sources import GivenEvents
from .literals import Literal, literals
from .measured import Measured, measured, rescored
from .search import Change, path, scores


@dataclass(frozen=True, slots=True)
class Changed:
    literal: Literal
    value: Decimal
    evidence: Evidence
    """Of the leads that have these points."""


@dataclass(frozen=True, slots=True)
class Tried:
    """So many changes, on leads that had no part in seeking them."""

    changes: int
    auc: Interval
    gain: Gain
    """Over the rules as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    rules: Rules
    leads: int
    won: int
    history: History
    doubts: tuple[str, ...]
    """What is to be said of how the outcome is known."""
    points: int
    """That could be changed."""
    tried: tuple[Tried, ...]
    """From no change up."""
    chosen: int
    """How many are made."""
    changed: tuple[Changed, ...]
    before: float
    after: float
    """AUC on all leads."""


def tuned(
    rules: Rules, asked: Asked, leads: str | None, events: Sequence[GivenEvents],
    tell: Progress = silent,
) -> Tuned:  # fmt: skip
    """Raises `DataError`."""
    found = list(literals(rules.model))
    if not found:
        raise DataError(
            "no points to tune are written in this file",
            "name the file with the rules, not one that uses it",
        )
    with opened(tell=tell) as session:
        work = read(session, rules, asked, leads, events)
        outcome = find_outcome(work)
        history = make_history(session, work.tables, work.everything, outcome.ending, asked)
        ended = session.rows("SELECT won FROM history WHERE state = 'counts'")
        refuse_few(outcome.words, history, (won for (won,) in ended))
        tell("scoring", None)
        what = measured(work, rules, found)
        said = doubts(outcome.timed, asked.horizon)
        return _tuned(work, rules, history, said, what)


def _tuned(
    work: Work, rules: Rules, history: History, said: tuple[str, ...], found: Measured
) -> Tuned:
    tried = _held_out(found, work.session.tell)
    chosen = _fewest(tried)
    everyone = np.arange(len(found.won))
    changes = path(found, everyone)[:chosen] if chosen else []
    after = {found.literals[change.place]: change.value for change in changes}
    scored = rescored(work, rules, after)
    return Tuned(
        rules, len(found.won), int(found.won.sum()), history, said, len(found.literals),
        tuple(one for one, _ in tried), len(changes),
        tuple(_changed(found, change) for change in changes),
        auc(scores(found, []), found.won), auc(scored, found.won),
    )  # fmt: skip


def _changed(found: Measured, change: Change) -> Changed:
    has = np.zeros(len(found.won), dtype=bool)
    has[found.slopes[change.place].leads] = True
    return Changed(found.literals[change.place], change.value, evidence(has, found.won))


# ---------------------------------------------------------------- held out


def _held_out(found: Measured, tell: Progress) -> list[tuple[Tried, list[_Fold]]]:
    dealt_out = list(dealt(found.won))
    paths = []
    for number, (train, _) in enumerate(dealt_out):
        tell("tuning on four of five parts", number / FOLDS)
        paths.append(path(found, train))
    tried: list[tuple[Tried, list[_Fold]]] = []
    for changes in range(max(map(len, paths)) + 1):
        made = [
            _Fold(scores(found, one[:changes])[test], found.won[test])
            for one, (_, test) in zip(paths, dealt_out, strict=True)
        ]
        first = tried[0][1] if tried else made
        interval = mean_auc([(fold.scores, fold.won) for fold in made])
        tried.append((Tried(changes, interval, _mean_gain(first, made)), made))
    return tried


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    scores: Floats
    won: Bools


def _mean_gain(old: Sequence[_Fold], new: Sequence[_Fold]) -> Gain:
    return mean_gain([(a.scores, b.scores, a.won) for a, b in zip(old, new, strict=True)])


def _fewest(tried: list[tuple[Tried, list[_Fold]]]) -> int:
    """The fewest changes that are about as good as the best number of them, if that is surely
    better than none."""
    best, folds = max(tried, key=lambda one: one[0].auc.value)
    if not best.gain.sure:
        return 0
    for one, made in tried:
        short = _mean_gain(made, folds)
        if one.gain.sure and short.value <= short.error:
            return one.changes
    return best.changes
