"""The edits between two versions of the rules, and the versions in between: the old rules with one
edit alone, the new rules without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ...dsl.diff import Both, Change, Undoing, compare, gone
from ...dsl.model import Model

MOST_TOGETHER: Final = 40
"""Of more edits none is looked for that another cannot be without."""
MOST: Final = 60
"""So many edits are tried."""


@dataclass(frozen=True, slots=True)
class Edit:
    change: Change
    alone: Model | None = field(repr=False)
    """The old rules with it; none if there is no such file without mistakes."""
    without: Model | None = field(repr=False)
    """The new rules without it."""
    together: tuple[Change, ...] = ()
    """What else is with it in both, as the files have mistakes with one of them alone."""


@dataclass(frozen=True, slots=True)
class Edits:
    """`base` is the old rules in the words of the new ones: all edits taken back."""

    base: Model | None
    edits: tuple[Edit, ...]
    untried: int
    """So many more edits there are."""
    words: int
    """Changes of names, words and order, which change no score."""
    fixed: tuple[Change, ...]
    """Changes of what scores that cannot be taken back, so that no version is without them."""


def edits_of(both: Both) -> Edits:
    """All that may change a score."""
    changes = compare(both)
    undoing = Undoing(both.new, gone(both))
    able = [one for one in changes if one.effect != "words" and one.undo is not None]
    fixed = tuple(one for one in changes if one.prove is not None and one.undo is None)
    words = sum(one.effect == "words" for one in changes)
    tries = _Tries(undoing, able)
    found = tuple(tries.edit(change) for change in able[:MOST])
    return Edits(tries.without(able), found, max(0, len(able) - MOST), words, fixed)


@dataclass(frozen=True, slots=True)
class _Tries:
    undoing: Undoing
    changes: Sequence[Change]

    def without(self, changes: Sequence[Change]) -> Model | None:
        """The new rules without these."""
        return self.undoing.without([one.undo for one in changes if one.undo is not None])

    def only(self, changes: Sequence[Change]) -> Model | None:
        """The old rules with these."""
        return self.without([one for one in self.changes if not _among(one, changes)])

    def edit(self, change: Change) -> Edit:
        alone, without = self.only([change]), self.without([change])
        if alone is not None and without is not None:
            return Edit(change, alone, without)
        needed = self._needed(change)
        if not needed:
            return Edit(change, alone, without)
        both = [change, *needed]
        return Edit(change, self.only(both), self.without(both), tuple(needed))

    def _needed(self, change: Change) -> list[Change]:
        """The fewest other edits with which it can be both taken alone and taken back."""
        others = [one for one in self.changes if one is not change]
        if len(others) > MOST_TOGETHER or not self._stand([change, *others]):
            return []
        for one in list(others):
            fewer = [other for other in others if other is not one]
            if self._stand([change, *fewer]):
                others = fewer
        return others

    def _stand(self, changes: Sequence[Change]) -> bool:
        return self.only(changes) is not None and self.without(changes) is not None


def _among(one: Change, changes: Sequence[Change]) -> bool:
    return any(one is other for other in changes)
