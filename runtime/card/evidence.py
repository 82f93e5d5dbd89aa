"""What a review found, for a card."""

from __future__ import annotations

from collections.abc import Iterator

from ..report.document import Block, Says
from ..review import told_looked, told_rules, told_score
from ..review.read_back import Begin, Reviewed
from ..review.words import counts, leads, percent, points
from .card import Card


def evidence(found: Card, reviewed: Reviewed | None) -> Iterator[Block]:
    if reviewed is None:
        yield Says("No review goes with this card: nothing here was held against what became of "
                   "the leads.", "doubt")  # fmt: skip
        return
    other = another_version(found, reviewed)
    if other:
        yield Says(other, "bad")
    yield from _about(reviewed)
    if not reviewed.everyone.won or not reviewed.everyone.lost:
        return
    yield from told_looked.suspected(leak for leak in reviewed.leaks if leak.red)
    yield Says("Does the score put winners first?")
    yield from told_score.order(reviewed)
    if reviewed.begin is not None:
        yield from _begin(reviewed, reviewed.begin)
    stages = next((one for one in reviewed.classes if one.name == "stage"), None)
    if stages is not None:
        yield from told_score.stages(stages)
    yield from told_rules.rules(reviewed)


def another_version(found: Card, reviewed: Reviewed) -> str:
    """What to say if the review was not of these rules; else nothing."""
    if reviewed.fingerprint == found.fingerprint:
        return ""
    of = f" of `{reviewed.title}`" if reviewed.title != found.title else ""
    return (
        f"The review is{of} of another version of the rules, `{reviewed.fingerprint}`. These "
        f"rules, `{found.fingerprint}`, were not reviewed: their figures may be others."
    )


def _about(reviewed: Reviewed) -> Iterator[Says]:
    everyone = reviewed.everyone
    yield Says(f"From a review of {reviewed.made[:10]}. {' '.join(reviewed.about)}")
    share = f" ({percent(everyone.value)})" if everyone.leads else ""
    yield Says(f"Of {leads(reviewed.rows)}, {counts(everyone.leads)}: {everyone.won:,} won{share}.")
    if everyone.scarce:
        yield Says("These are small numbers: whatever follows may be chance.", "doubt")


def _begin(reviewed: Reviewed, begin: Begin) -> Iterator[Says]:
    if begin.threshold is not None:
        threshold = points(begin.threshold, reviewed.scale)
        each = told_score.of_what(reviewed.everyone, begin.weeks)
        yield told_score.begin(begin.most, each, threshold, begin.leads, begin.wins, begin.spread)
