"""What each edit does by itself, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..report.document import Block, Says, Table
from ..review.words import leads
from .result import EditEffect, Effects, Found
from .words import number, scores_of, stages_of, with_others


def edits(found: Found) -> Iterator[Block]:
    effects = found.effects
    if not effects.edits:
        yield Says(_nothing(effects))
        return
    yield Says(_how(effects))
    order = sorted(effects.edits, key=_weight, reverse=True)
    rows = tuple(_row(one, effects.all_tried) for one in order)
    yield Table(
        ("Edit", "Alone: scores", "stages", "Taken back: scores", "stages", ""), rows,
        frozenset({0, 5}),
    )  # fmt: skip
    yield from _sums(effects)
    yield from _untried(effects)


def _nothing(effects: Effects) -> str:
    if effects.fixed:
        return "No edit can be taken back by itself, so none can be tried alone."
    return "Nothing that scores has been edited."


def _weight(one: EditEffect) -> tuple[float, float]:
    effect = one.alone or one.back
    return (effect.stage, effect.score) if effect is not None else (-1, -1)


def _how(effects: Effects) -> str:
    told = (
        "Alone: what it changes when it is the only edit to the old rules. Taken back: what "
        "changes when it alone is taken out of the new rules."
    )
    if effects.all_tried:
        return told
    others, there = effects.tried - effects.changed_tried, effects.of - effects.changed
    rest = f" and on {others:,} of the {there:,} others" if there else ""
    return (
        f"{told} Tried on {effects.changed_tried:,} of the {leads(effects.changed)} whose score or "
        f"stage changes{rest}, and projected to all (≈)."
    )


def _row(one: EditEffect, exact: bool) -> tuple[str, ...]:
    change = one.change
    notes = ", ".join(change.notes)
    return (
        f"{change.section}: {with_others(change, one.together)}".replace("`", "'"),
        scores_of(one.alone, exact), stages_of(one.alone, exact),
        scores_of(one.back, exact), stages_of(one.back, exact), notes.replace("`", "'"),
    )  # fmt: skip


def _sums(effects: Effects) -> Iterator[Block]:
    exact = effects.all_tried
    if effects.base_differs:
        yield Says(f"{_leads(effects.base_differs, exact)} differently by the old rules than by "
                   "the new ones with all these edits taken back: something cannot be taken back, "
                   "so what edits do alone is not exact.", "doubt")  # fmt: skip
    told = list(_interplay(effects))
    if not effects.complete:
        yield Says(
            "Not every edit could be tried alone, so nothing is said of what they add up to."
        )
    elif told:
        yield Says(f"The edits do not add up, for they meet in limits, stages or each other: "
                   f"{'; '.join(told)}.", "doubt")  # fmt: skip
    elif len(effects.edits) > 1:
        yield Says("The edits add up: each lead changes by the sum of what they do alone.")


def _interplay(effects: Effects) -> Iterator[str]:
    exact = effects.all_tried
    if effects.uneven:
        yield (f"of {number(effects.uneven, exact)} leads the score changes by another sum than "
               "the edits alone make")  # fmt: skip
    if effects.jointly:
        yield (f"{number(effects.jointly, exact)} change stage by several edits together, by none "
               "alone")  # fmt: skip
    if effects.cancelled:
        yield (f"{number(effects.cancelled, exact)} would change stage by an edit alone and do not "
               "by all together")  # fmt: skip


def _leads(found: float, exact: bool) -> str:
    return f"{number(found, exact)} lead{'s' if found != 1 else ''} come out"


def _untried(effects: Effects) -> Iterator[Block]:
    if any(one.alone is None or one.back is None for one in effects.edits):
        yield Says("?: there are no rules with this edit alone, or without it alone, that are free "
                   "of mistakes and find in the data what they read.")  # fmt: skip
    if effects.untried:
        yield Says(f"{effects.untried:,} more edits were not tried one by one.", "doubt")
    if effects.fixed:
        names = ", ".join(f"`{one.section}: {one.about}`" for one in effects.fixed[:6])
        yield Says(f"Cannot be taken back by themselves, so not tried: {names}.")
    if effects.words:
        changes = "change" if effects.words == 1 else "changes"
        yield Says(f"{effects.words:,} more {changes} of names, words or order, which change no "
                   "score.")  # fmt: skip
