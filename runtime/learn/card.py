"""A learned card: a few features in rows, with whole points. And how one is learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...dsl import ast
from ...dsl.fold import fold
from .asked import Group, Sign, Wishes
from .bins import binned, fewest_of
from .blocks import Band, Block
from .choose import coded_blocks, path
from .event_features import EVERY_KIND
from .frame import Amount, AnyFeature, Bools, Flag, Floats, Frame, Ints
from .logistic import chance, fit
from .points import Limit, Rule, Scale, Search, calibrated, reachable, said, settled, totals, turns
from .shape import shaped


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    rules: tuple[Rule, ...]
    points: tuple[Ints, ...]
    """Of each row of each rule."""
    limits: tuple[Limit, ...]
    """Of each group."""
    scale: Scale

    def scores(self, leads: Ints) -> Floats:
        return totals(self.rules, self.points, self.limits, leads)


def learn(frame: Frame, leads: Ints, wishes: Wishes, sizes: Sequence[int]) -> list[Card]:
    """A card of each size, from these leads alone; fewer where nothing more is worth a rule."""
    blocks = list(_blocks(frame, leads, wishes))
    chosen = path(blocks, frame.won, leads, max(sizes))
    able = dict.fromkeys(min(size, len(chosen)) for size in sizes)
    return [_card(frame, leads, wishes, [blocks[i] for i in chosen[:size]]) for size in able]


def _blocks(frame: Frame, leads: Ints, wishes: Wishes) -> Iterator[Block]:
    """Every feature in rows, but for those that cannot tell leads apart as they are asked to."""
    for feature in _able(frame, wishes):
        block = _bent(binned(feature, frame.won, leads), frame.won, leads, wishes)
        if len(block.rows) - sum(block.thin) > 1 and _as_signed(block, frame.won, leads, wishes):
            yield block


def _able(frame: Frame, wishes: Wishes) -> Iterator[AnyFeature]:
    """Without the days since an event of which more must not give fewer points, or not more: its
    next time makes them fewer. And without events of all kinds, if one kind is asked to be so."""
    events = {fold(f.source) for f in frame.features if f.place == "engagement"}
    asked = events & {*wishes.directions, *wishes.signs}
    for feature in frame.features:
        source = fold(feature.source)
        long = isinstance(feature.expression, ast.DaysSinceEvent) and source in wishes.directions
        all_kinds = source == EVERY_KIND and source in events and asked - {source}
        if not long and not all_kinds:
            yield feature


def _bent(block: Block, won: Bools, leads: Ints, wishes: Wishes) -> Block:
    """With bands that go the way they have to."""
    direction = wishes.directions.get(fold(block.feature.source))
    if direction is None or not isinstance(block.feature, Amount):
        return block
    rates, sizes = _rates(block, won, leads)
    return shaped(block, rates, sizes, leads, fewest_of(len(leads)), direction)


def _rates(block: Block, won: Bools, leads: Ints) -> tuple[Floats, Floats]:
    codes = block.codes[leads]
    sizes = np.bincount(codes, minlength=len(block.rows)).astype(np.float64)
    winners = np.bincount(codes, won[leads], len(block.rows))
    return winners / np.maximum(sizes, 1), sizes


def _as_signed(block: Block, won: Bools, leads: Ints, wishes: Wishes) -> bool:
    """Whether a condition pulls the way that its column may."""
    sign = wishes.signs.get(fold(block.feature.source))
    if not isinstance(block.feature, Flag):
        return True
    direction = wishes.directions.get(fold(block.feature.source))
    if direction is not None and sign not in (None, _sign_of(block, wishes)):
        return False
    if direction is None and sign is None:
        return True
    rates, _ = _rates(block, won, leads)
    side = said(block)
    return bool((rates[side] > rates[1 - side]) == (_sign_of(block, wishes) == "plus"))


def _sign_of(block: Block, wishes: Wishes) -> Sign | None:
    """Of a condition also as its direction asks: what holds is more than what does not."""
    source = fold(block.feature.source)
    direction = wishes.directions.get(source)
    if direction is None or not isinstance(block.feature, Flag):
        return wishes.signs.get(source)
    return "plus" if (direction == "rising") == (said(block) == 0) else "minus"


def _card(frame: Frame, leads: Ints, wishes: Wishes, blocks: Sequence[Block]) -> Card:
    won = frame.won[leads]
    limits = _limits(wishes)
    if not blocks:
        return Card((), (), limits, calibrated(np.zeros(len(leads)), won))
    better = _shaped(blocks, won, leads, wishes)
    weights = fit(coded_blocks(better, leads), won).weights
    rules = tuple(_rule(block, w, wishes) for block, w in zip(better, weights, strict=True))
    search = Search(rules, leads, won, limits, wishes.most_points)
    found = zip(rules, search.whole(weights), strict=True)
    points = tuple(settled(rule, given, wishes.most_points) for rule, given in found)
    points = reachable(rules, points, limits)
    kept = [i for i, given in enumerate(points) if given.any()]
    points = tuple(points[i] for i in kept)
    rules = tuple(rules[i] for i in kept)
    return Card(rules, points, limits, calibrated(totals(rules, points, limits, leads), won))


def _shaped(blocks: Sequence[Block], won: Bools, leads: Ints, wishes: Wishes) -> list[Block]:
    coded = coded_blocks(blocks, leads)
    found = fit(coded, won)
    p = chance(found.margin)
    return [
        shaped(
            block, weights, one.sums(p * (1 - p)), leads, fewest_of(len(leads)),
            wishes.directions.get(fold(block.feature.source)),
        )
        for block, one, weights in zip(blocks, coded, found.weights, strict=True)
    ]  # fmt: skip


def _rule(block: Block, weights: Floats, wishes: Wishes) -> Rule:
    source = fold(block.feature.source)
    direction = wishes.directions.get(source)
    bands = [i for i, row in enumerate(block.rows) if isinstance(row, Band)]
    most = 0 if direction is not None else max(1, len(turns(weights[bands])))
    group = group_of(block.feature, wishes.groups)
    return Rule(block, group, direction, _sign_of(block, wishes), most)


# ---------------------------------------------------------------- groups


def group_of(feature: AnyFeature, groups: Sequence[Group]) -> int:
    """The group that names the feature's column, else that of who they are or what they did."""
    for i, group in enumerate(groups):
        if fold(feature.source) in group.sources:
            return i
    for i, group in enumerate(groups):
        if group.name.lower() == feature.place:
            return i
    return len(groups) + (feature.place == "engagement")


def _limits(wishes: Wishes) -> tuple[Limit, ...]:
    return (*(Limit(group.low, group.high) for group in wishes.groups), Limit(), Limit())
