"""Events that matter for what comes out; of colleagues, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from ..evaluate import Scorer
from .reduce import reduced

Values = Mapping[str, object]
WORK: Final = 4_000_000
"""Events that are looked at to find those that matter: some seconds."""


def fewer(
    events: Sequence[Values], holds: Callable[[Sequence[Values]], bool], most: int
) -> list[Values]:
    """All of them, if they are not more than `most`."""
    if len(events) <= most:
        return list(events)
    return reduced(events, holds, WORK)


def one_each(
    scorer: Scorer, colleagues: Sequence[Sequence[Values]], as_of: datetime
) -> list[list[Values]]:
    """The people who have events that the rules ask colleagues for, a person for each line of an
    example: rules only count people, so for each thing that is asked one event is enough, and
    what one person did may be told as of two if these are not asked for the same."""
    return [[event] for person in colleagues for event in _telling(scorer, person, as_of)]


def _telling(scorer: Scorer, person: Sequence[Values], as_of: datetime) -> list[Values]:
    """Events of one person that together match each pattern once, as far as there are such."""
    open_ = set(_matched(scorer, person, as_of))
    found = []
    for event in sorted(person, key=lambda one: -len(_matched(scorer, [one], as_of))):
        matched = set(_matched(scorer, [event], as_of))
        if matched and matched <= open_:
            open_ -= matched
            found.append(event)
    return found


def _matched(scorer: Scorer, events: Sequence[Values], as_of: datetime) -> list[int]:
    """By number the patterns of people that a person with these events fits."""
    counts = scorer.people(events, as_of, ()) or ()
    return [number for number, count in enumerate(counts) if count]
