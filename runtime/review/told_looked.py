"""Values and events that stand out, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..history.doubts import as_today
from ..report.document import Block, Says, Table
from .calibration import Expected
from .findings import Leak, Stands
from .result import Review
from .traits import Trait
from .words import area, count, few, percent, times_between, value

MOST_UNREAD: Final = 10


def leaks(found: Review) -> Iterator[Block]:
    read = [leak for leak in found.leaks if leak.read]
    unread = [leak for leak in found.leaks if not leak.read]
    yield from suspected(read)
    if unread:
        names = dict.fromkeys(leak.what for leak in unread)
        yield Says("No rule reads these, and none should before somebody has looked when they are "
                   "filled in:")  # fmt: skip
        yield Table(
            ("What", "Value", "Leads", "Won", "Convert", "Why it looks so"),
            tuple(_unread(leak) for leak in unread[:MOST_UNREAD]), frozenset({0, 1, 5}),
        )  # fmt: skip
        if len(unread) > MOST_UNREAD:
            yield Says(f"And {len(unread) - MOST_UNREAD:,} more of {len(names):,} columns and "
                       "events.")  # fmt: skip
    if not any(leak.red for leak in found.leaks) and found.everyone.leads:
        yield Says("Nothing that the rules read looks as if it knew the outcome.", "good")
    for doubt in as_today(found.today):
        yield Says(doubt, "doubt")


def suspected(read: Iterable[Leak]) -> Iterator[Says]:
    for leak in read:
        yield Says(_leak(leak), "bad" if leak.red else "doubt")


def _leak(leak: Leak) -> str:
    what = f"`{leak.what}`"
    if leak.why == "outcome" and leak.kind == "rule":
        return f"Leak: the rule {what} gives points for what the outcome is made of."
    if leak.why == "outcome":
        return f"Leak: the rules read the column {what}, which says how it ended."
    if leak.why == "score":
        return (f"Too good to be true: AUC {area(leak.figure or 0)}. Look for something in the "
                "rules that is filled in when the outcome is known.")  # fmt: skip
    if leak.why == "name":
        return (f"By its name, the {leak.kind} {what} belongs to the end: make sure that it is "
                "known before.")  # fmt: skip
    if leak.before == 0:
        return (f"The event {what} belongs to the outcome ({_why(leak)}). No lead had it yet when "
                "it was judged, so nothing has leaked.")  # fmt: skip
    return f"This may be a leak: {_subject(leak)} {_why(leak)}. Is it known before the outcome is?"


def _subject(leak: Leak) -> str:
    if leak.kind == "rule":
        return f"of the leads that the rule `{leak.what}` gives points to"
    if leak.kind == "event":
        which = f" `{leak.value}`" if leak.value is not None else ""
        return f"of the leads with the event `{leak.what}`{which}, at whatever time,"
    if leak.value is None:
        return f"the column `{leak.what}`"
    return f"of the leads with `{value(leak.value)}` in `{leak.what}`"


def _why(leak: Leak) -> str:
    if leak.why == "filled":
        return "is filled in for nearly all winners and hardly for others"
    if leak.why == "alone":
        return f"alone tells winners from others (AUC {area(leak.figure or 0)})"
    if leak.rate is None:
        return ""
    return f"{leak.rate.won:,} of {leak.rate.leads:,} won"


_WORDS: Final = {
    "all won": "nearly all won", "none won": "nearly none won",
    "filled": "filled in for winners", "alone": "alone tells winners from others",
}  # fmt: skip


def _unread(leak: Leak) -> tuple[str, ...]:
    figures = ("", "", "")
    if leak.rate is not None:
        figures = f"{leak.rate.leads:,}", f"{leak.rate.won:,}", percent(leak.rate.value)
    shown = "(any)" if leak.value is None else value(leak.value)
    return (leak.what, shown, *figures, _WORDS.get(leak.why, leak.why))


# ---------------------------------------------------------------- unrewarded


def unrewarded(found: Review) -> Iterator[Block]:
    if not found.everyone.won:
        return
    for better in (True, False):
        own = [one for one in found.unrewarded if (one.lift.value > 1) == better]
        if own:
            kind = "more" if better else "less"
            yield Says(f"Leads with these win {kind} often, also than others of the same score, "
                       "and no rule reads them:")  # fmt: skip
            yield _stands(own)
    if any(not one.trait.is_event for one in found.unrewarded):
        yield Says("Columns are as the file has them, not as they were when the leads were judged: "
                   "look when each is filled in before you give points for it.")  # fmt: skip
    if not found.unrewarded:
        yield Says("Nothing else in the data tells winners from others beyond chance.")


def _stands(own: list[Stands]) -> Table:
    rows = tuple(
        (_of(one.trait), *_came(one.trait.came), times_between(one.lift),
         few(one.trait.rate, one.trait.others))
        for one in own
    )  # fmt: skip
    columns = ("What", "Leads", "Won", "Convert", "By score", "As often (likely)", "")
    return Table(columns, rows, frozenset({0, 6}))


def _of(trait: Trait) -> str:
    if trait.value is None:
        return f"did {trait.of}"
    return f"{trait.of}: {value(trait.value)}"


def _came(came: Expected) -> tuple[str, ...]:
    return (
        f"{came.rate.leads:,}", f"{came.rate.won:,}", percent(came.rate.value),
        count(round(came.expected, 1)),
    )  # fmt: skip


def misjudged(found: Review) -> Iterator[Block]:
    if not found.misjudged:
        return
    yield Says("The rules read these, and still other leads of the same score win more or less "
               "often:")  # fmt: skip
    rows = tuple(
        (_of(t), *_came(t.came), f"{t.came.ratio:.2f}", _advice(t)) for t in found.misjudged
    )
    columns = ("What", "Leads", "Won", "Convert", "By score", "Won / by score", "")
    yield Table(columns, rows, frozenset({0, 6}))


def _advice(trait: Trait) -> str:
    return "deserves more points" if trait.came.z > 0 else "deserves fewer points"
