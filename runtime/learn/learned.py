"""The whole of `learn`: history in, a card with its figures out, and the file that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from ...compiler.own_moment import OwnMoment
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, counted, listed, shortened
from ..history.doubts import as_today
from ..infer.data import no_column
from ..infer.sections import path_for
from ..tables.duckdb import Progress, silent
from .asked import Data, Wishes
from .card import Card, learn
from .codes import said_of_codes
from .declared import Declared, column_called, declare
from .event_features import of_events
from .evidence import percent
from .features import of_column
from .figures import SIZES, Figures, HeldOut, fewest, figures
from .frame import AnyFeature, Frame, LeftOut
from .history import History, read
from .leaks import Leak, leaks
from .tallies import counting_later, number_columns
from .thresholds import Staged, Threshold, staged, thresholds
from .write import Sheet, text_of

FEW_WINNERS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    frame: Frame
    own: bool
    """Whether each lead is judged at its own moment."""
    history: History
    declared: Declared
    cards: tuple[Card, ...]
    """Of growing size."""
    sizes: tuple[int, ...]
    """How many rules each was asked for."""
    chosen: int
    """The place of the smallest card, of those no larger than asked for, that is as good as any."""
    figures: Figures
    leaks: tuple[Leak, ...]
    thresholds: tuple[Threshold, ...]
    staged: Staged

    @property
    def card(self) -> Card:
        return self.cards[self.chosen]

    @property
    def held_out(self) -> HeldOut:
        return self.figures.cards[self.chosen]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to learn: on other leads the card may be no better than
        chance."""
        return not self.card.rules or self.held_out.auc.low <= 0.5

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is to be said of the data, in sentences."""
        today = as_today(self._numbers()) if self.own else ()
        return *self.declared.notes, *self.history.doubts, *today, *said_of_codes(self.card)

    def _numbers(self) -> list[str]:
        """Those that the card reads; what may be a leak is told as such."""
        told = {leak.source for leak in self.leaks}
        read = number_columns(tuple(rule.block.feature for rule in self.card.rules))
        return [source for source in read if source not in told]

    @property
    def few(self) -> int | None:
        """Leads of the rarer kind, if they are so few that figures are loose."""
        winners = int(self.frame.won.sum())
        rarer = min(winners, self.frame.leads - winners)
        return rarer if rarer < FEW_WINNERS else None


def learned(data: Data, wishes: Wishes, tell: Progress = silent) -> Learned:
    """`DataError` for data that cannot be read or learned from, or a column that is not there."""
    # On cores that others use too, threads wait for one another for longer than they work.
    with threadpool_limits(1):
        return _learned(data, wishes, tell)


def _learned(data: Data, wishes: Wishes, tell: Progress) -> Learned:
    declared = declare(data, tell)
    refuse_unknown(declared, data, wishes)
    refuse_unordered(declared, wishes)
    history = read(data, declared, tell)
    frame = frame_of(data, declared, history)
    tell("learning", None)
    sizes = sorted({*SIZES, wishes.rules})
    cards = learn(frame, np.arange(frame.leads), wishes, sizes)
    sizes = sizes[: len(cards)]
    most = next((i for i, size in enumerate(sizes) if size >= wishes.rules), len(sizes) - 1)
    found = figures(frame, wishes, sizes, tell)
    chosen = fewest(found.cards[: most + 1])
    scores, held = cards[chosen].scores(np.arange(frame.leads)), found.cards[chosen]
    return Learned(
        frame, data.asked.own, history, declared, tuple(cards), tuple(sizes), chosen, found,
        tuple(_leaks(frame, history)), tuple(thresholds(scores, held)), staged(scores, held),
    )  # fmt: skip


def _leaks(frame: Frame, history: History) -> Iterator[Leak]:
    """At most one for each column."""
    counts = list(counting_later(frame, history.tallies)) if history.tallies is not None else []
    yield from counts
    told = {leak.source for leak in counts}
    yield from (leak for leak in leaks(frame) if leak.source not in told)


def frame_of(data: Data, declared: Declared, history: History) -> Frame:
    found = list(_features(data, declared, history))
    features: tuple[AnyFeature, ...] = tuple(f for f in found if not isinstance(f, LeftOut))
    return Frame(features, history.won, tuple(f for f in found if isinstance(f, LeftOut)))


def _features(data: Data, declared: Declared, history: History) -> Iterator[AnyFeature | LeftOut]:
    left = {fold(name.strip()) for name in (*data.apart(), *data.leave_out)}
    for column in declared.columns:
        if not {fold(column.source.strip()), column.name} & left:
            yield from of_column(column, history)
    if history.events is not None:
        for feature in of_events(history.events, len(history.won)):
            if fold(feature.source) not in left:
                yield feature


def refuse_unknown(declared: Declared, data: Data, wishes: Wishes) -> None:
    """Every column and event that is named must be there."""
    sources = [data.key, *(column.source for column in declared.columns)]
    columns = [*sources, *(column.name for column in declared.columns)]
    grouped = (source for group in wishes.groups for source in group.sources)
    own = data.asked.as_of
    moment = [own.column] if isinstance(own, OwnMoment) else []
    told = (*data.leave_out, *wishes.directions, *wishes.signs, *grouped)
    events = list(declared.kinds)
    for names, there in (((*data.apart(), *moment), columns), (told, [*columns, *events])):
        folded = {fold(name.strip()) for name in there}
        for name in names:
            if fold(name.strip()) not in folded:
                close = near(name, events) if there != columns else ()
                raise no_column(declared.leads.shown, name, close or sources)


def refuse_unordered(declared: Declared, wishes: Wishes) -> None:
    """Of texts there is no more and no less."""
    for name, direction in wishes.directions.items():
        column = column_called(declared.columns, name)
        if column is not None and column.type in ("text", "list"):
            holds = "texts" if column.type == "text" else "lists of texts"
            raise DataError(
                f"`{shortened(column.source)}` holds {holds}, of which there is no more or less, "
                f"so its points cannot be {direction}",
                f"leave it out of `--{direction}`; `--only-plus` and `--only-minus` go for texts",
            )


# ---------------------------------------------------------------- the file


def score_file(found: Learned, data: Data, wishes: Wishes, target: Path) -> str:
    tables = (path_for(target, data.leads), *(path_for(target, str(e.data)) for e in data.events))
    sheet = Sheet(
        found.card, wishes.groups, found.frame, found.declared, tables,
        _bars(found.staged), tuple(_remarks(found, data)),
    )  # fmt: skip
    return text_of(sheet)


def _bars(found: Staged) -> tuple[tuple[str, int], ...]:
    return tuple((one.name, one.score) for one in found.stages if one.score is not None)


def _remarks(found: Learned, data: Data) -> Iterator[str]:
    won, auc = int(found.frame.won.sum()), found.held_out.auc
    yield (
        f"Learned from history: {counted(found.frame.leads, 'lead')}, of which {won:,} won "
        f"({percent(won / found.frame.leads)})."
    )
    yield (
        "On leads that it was not learned from, a winner has more points than another lead in "
        f"{auc.value:.0%}"
    )
    yield f"of pairs (AUC {auc.value:.3f}, 95% interval {auc.low:.3f} to {auc.high:.3f})."
    if found.few is not None:
        yield f"That is from {found.few} leads of the rarer kind: small numbers, loose figures."
    middle = int(np.median(found.card.scores(np.arange(found.frame.leads))))
    yield f"Half of the leads have {middle} points or more; {doubling(found.card)} double the odds."
    yield "Behind each row: how many of its leads won, the 95% interval, and how many times the"
    yield "average that is. Points are what a row adds beside the other rules."
    used = {rule.block.feature.source for rule in found.card.rules}
    told = [leak.source for leak in found.leaks if leak.source in used]
    if told:
        yield f"Look at {listed(told, 5)}: filled in when the outcome was known?"


def doubling(card: Card) -> str:
    points = np.log(2) / max(card.scale.step, 1e-9)
    return f"{points:.1f} points" if points < 9.95 else f"{points:.0f} points"


def rows_of(card: Card) -> int:
    """Different points that the rules can give, 0 aside: what other scorecards count as terms."""
    return sum(len(set(points.tolist()) - {0}) for points in card.points)
