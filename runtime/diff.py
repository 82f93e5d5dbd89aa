"""What two rule files differ in, each difference judged: proved to be none, or shown by a lead
that comes out differently with it.

A change is judged by itself: the new file is compared with what it would be without the change.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from ..dsl.diff import Both, Change, Undoing, compare, gone
from ..dsl.diff.ways import Way
from ..dsl.model import Model
from .diff_pair import MOST_SUMMED, Lead, Pair, Side, Whole, Without
from .prove.proof import Proof
from .prove.reach import Reach
from .prove.tried import Tried, as_text
from .rules import Rules
from .whole_files import Decision, decide

MOST_TOGETHER: Final = 40
"""Of more changes none is looked for that another cannot be without."""


@dataclass(frozen=True, slots=True)
class Judged:
    change: Change
    lead: Lead | None = None
    undone: tuple[Change, ...] = ()
    """What the new file is without on the left of the lead; none at all: it is the old file."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be said of two files: of them as wholes, then of each change by itself."""

    whole: Decision
    judged: list[Judged]
    lead: Lead | None = None
    """One that the files score differently, where none of a change does."""


@dataclass
class Diff:
    old: Rules
    new: Rules
    seconds: float = 2.0
    """For one change."""
    overall: float = 60.0
    explore: float = 2.0
    """For leads of all kinds, where no other is found that the files score differently."""
    both: Both = field(init=False)
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.both = Both(self.old.model, self.new.model)
        self.reach = Reach(self.new, self.seconds, time.monotonic() + self.overall)
        self.reach.prover = self.both.differences.prover

    def compared(self) -> Compared:
        judged = self.judged()
        leads = [one.lead.new for one in judged if one.lead is not None]
        few = sum(len(group.rules) for group in self.new.plan.groups) <= MOST_SUMMED
        whole = decide(self.whole, self.old, self.changes, leads, self._proof if few else None)
        if whole.kind == "equal":
            return Compared(whole, [_made_up_for(one) for one in judged])
        if whole.tried is None or any(whole.tried is one for one in leads):
            return Compared(whole, judged)
        return self._by_whole_lead(whole, judged, whole.tried)

    def whole_files(self) -> Decision:
        """Whether they ever score a lead differently, for files of any size."""
        return decide(self.whole, self.old, self.changes, (), self._proof)

    def _proof(self, rules: Rules) -> Proof:
        return Proof(rules, self.seconds, self.explore)

    def _by_whole_lead(self, whole: Decision, judged: list[Judged], tried: Tried) -> Compared:
        """Told of the one change that can have done it, if there is but one."""
        able = [one for one in judged if one.change.effect not in ("equal", "words")]
        if len(able) != 1 or able[0].change.effect == "idle":
            return Compared(whole, judged, self._lead("Scored differently", self.whole, tried))
        change = replace(able[0].change, effect="scores")
        told = Judged(change, self._told(change, self.whole, tried))
        return Compared(whole, [told if one is able[0] else one for one in judged])

    def judged(self) -> list[Judged]:
        return self._jointly([self._judge(change) for change in self.changes])

    @cached_property
    def changes(self) -> list[Change]:
        return compare(self.both)

    @cached_property
    def _undoing(self) -> Undoing:
        return Undoing(self.new.model, gone(self.both))

    @cached_property
    def whole(self) -> Pair:
        puts = tuple(put for one in self.changes for put in one.puts)
        return Pair(Whole(self.old), self.new, self.both, self.reach, self.seconds, puts)

    def without(self, changes: Sequence[Change]) -> Model | None:
        """The new file without some changes; none if there is no such file."""
        undos = [change.undo for change in changes if change.undo is not None]
        return self._undoing.without(undos) if len(undos) == len(changes) else None

    # -- one change

    def _judge(self, change: Change) -> Judged:
        if change.prove is None:
            return Judged(change)
        undone = self.without([change])
        if undone is not None:
            return self._alone(change, undone, (change,))
        ways = change.prove()
        if not ways:
            return Judged(self._not_alone(change))
        others = self._needs(change)
        if others is None:
            return self._by_the_whole(change, ways)
        undone = self.without([change, *others])
        assert undone is not None, "it was made to find out what is needed"
        about = ", ".join(f"`{one.about}`" for one in others)
        note = f"judged together with {about}, for the file has mistakes with one of them alone"
        told = replace(change, notes=(*change.notes, note))
        return self._alone(told, undone, (change, *others))

    def _not_alone(self, change: Change) -> Change:
        """Told by what it means, as there is no file without it alone."""
        if change.effect != "other":
            return self._proved(change)
        about = ", ".join(f"`{one.about}`" for one in self._needs(change) or ())
        note = (
            f"cannot be taken back without {about}" if about else "cannot be taken back by itself"
        )
        return replace(change, notes=(*change.notes, note))

    def _alone(self, change: Change, model: Model, undone: tuple[Change, ...]) -> Judged:
        pair, found = self._pair(model)
        ways = _ways(found)
        if not ways:
            return Judged(self._proved(change))
        judged = self._by_lead(change, pair, ways, undone)
        if judged.lead is None and pair.none and all(one.every_way for one in found):
            return Judged(self._proved(change))
        return judged

    def _by_lead(
        self, change: Change, pair: Pair, ways: tuple[Way, ...], undone: tuple[Change, ...]
    ) -> Judged:
        tried = pair.found(ways)
        if tried is None:
            # What leads come in from the data with a value that is read otherwise is theirs to say.
            return Judged(change if change.puts else replace(change, effect="unsettled"))
        return Judged(replace(change, effect="scores"), self._told(change, pair, tried), undone)

    def _proved(self, change: Change) -> Change:
        """That it changes nothing as the rest of the new file is, and perhaps never does."""
        if change.effect == "other":
            return change
        if change.prove is not None and change.prove():
            return replace(change, effect="idle")
        notes = change.notes if change.if_equal is None else change.if_equal
        return replace(change, effect="equal", notes=notes)

    def _pair(self, undone: Model) -> tuple[Pair, list[Change]]:
        """The new file and what it would be, and what of that can come out differently."""
        both = Both(undone, self.new.model, self.both)
        found = [one for one in compare(both) if one.prove is not None]
        left = Without(undone, _same(both))
        puts = tuple(put for one in found for put in one.puts)
        return Pair(left, self.new, both, self.reach, self.seconds, puts), found

    def _needs(self, change: Change) -> list[Change] | None:
        """The fewest other changes without which the new file is one without mistakes."""
        others = [
            one for one in self.changes
            if one is not change and one.undo is not None and one.prove is not None
        ]  # fmt: skip
        if change.undo is None or len(others) > MOST_TOGETHER:
            return None
        if self.without([change, *others]) is None:
            return None
        for one in list(others):
            fewer = [other for other in others if other is not one]
            if self.without([change, *fewer]) is not None:
                others = fewer
        return others

    def _by_the_whole(self, change: Change, ways: tuple[Way, ...]) -> Judged:
        note = "cannot be taken back by itself, so that the whole files are compared"
        change = replace(change, notes=(*change.notes, note))
        return self._by_lead(change, self.whole, ways, ())

    # -- changes that matter only together

    def _jointly(self, found: list[Judged]) -> list[Judged]:
        """Changes of which none shows by itself may show when all are taken back."""
        mute = [one.change for one in found if one.change.effect in ("idle", "unsettled")]
        mute = [change for change in mute if change.undo is not None]
        model = self.without(mute) if len(mute) > 1 else None
        if model is None:
            return found
        pair, changes = self._pair(model)
        tried = pair.found(_ways(changes))
        if tried is None:
            return found
        for one in list(mute):
            fewer = [other for other in mute if other is not one]
            less = self.without(fewer)
            if less is not None and self._pair(less)[0].differs(tried):
                pair, mute = self._pair(less)[0], fewer
        return [self._with_others(one, mute, pair, tried) for one in found]

    def _with_others(self, judged: Judged, mute: list[Change], pair: Pair, tried: Tried) -> Judged:
        """The first of them shows the lead for all."""
        change = judged.change
        if not any(change is one for one in mute):
            return judged
        about = ", ".join(f"`{one.about}`" for one in mute if one is not change)
        note = (f"only together with {about}",) if about else ()
        told = replace(change, effect="scores", notes=(*change.notes, *note))
        lead = self._told(told, pair, tried) if change is mute[0] else None
        return Judged(told, lead, tuple(mute))

    # -- what is shown

    def _told(self, change: Change, pair: Pair, new: Tried) -> Lead | None:
        return self._lead(f"{change.about}: {change.kind}".replace("`", ""), pair, new)

    def _lead(self, title: str, pair: Pair, new: Tried) -> Lead | None:
        old, by_old = pair.before(new), self.whole.before(new)
        if old is None:
            return None
        sides = pair.sides(old, new)
        alone = by_old is None or self.whole.sides(by_old, new) != sides
        example = as_text(self.new, title, new)
        return Lead(example, sides, pair.stages_differ(new), alone, old, new)


def _made_up_for(judged: Judged) -> Judged:
    """In files that are equal together."""
    if judged.change.effect != "scores":
        return judged
    return replace(judged, change=replace(judged.change, effect="offset"))


def _ways(changes: Iterable[Change]) -> tuple[Way, ...]:
    return tuple(way for one in changes if one.prove is not None for way in one.prove())


def _same(both: Both) -> dict[int, int]:
    """Places of rules that give the same in both, if both read the same."""
    old, new = both.old, both.new
    read = [(one.columns, one.kinds, [i.events for i in one.ignored]) for one in (old, new)]
    return {at: both.pairs[at] for at in both.same} if read[0] == read[1] else {}


__all__ = ["Compared", "Diff", "Judged", "Lead", "Side"]
