"""Whether one more of an event ever lowers the score."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ...dsl.prove.monotone import SAME, OneMore
from ...dsl.prove.witness import Happened
from .proof import No, Proof, Unsettled, Verdict, Yes
from .tried import Tried, scored

MOST_LEADS: Final = 120
MOST_EVENTS: Final = 60


@dataclass(frozen=True, slots=True)
class Lowers:
    kind: str
    verdict: Verdict
    """Yes: with the event the lead of `before` has a lower score."""
    before: Tried | None = None


def lowers(proof: Proof) -> Iterator[Lowers]:
    """For each event. Of leads that are left out nothing is said: they have no score."""
    for kind in proof.rules.model.kinds.values():
        trend = OneMore(proof.reach.prover, kind.name).score()
        if not trend.down:
            why = "no points hang on it" if trend == SAME else "it only ever adds points"
            yield Lowers(kind.name, No(why))
            continue
        found = lowered(proof, kind.name)
        if found is not None:
            yield Lowers(kind.name, Yes(found[1]), found[0])
        else:
            yield Lowers(kind.name, Unsettled("no lead was found that it lowers, and no proof"))


def lowered(proof: Proof, kind: str) -> tuple[Tried, Tried] | None:
    """A lead, and the same with one event more and a lower score."""
    until = min(time.monotonic() + proof.seconds, proof.reach.end)
    for tried, event in _pairs(proof, kind):
        if time.monotonic() > until:
            return None
        more = replace(tried.witness, events=(*tried.witness.events, event))
        found = scored(proof.rules, more)
        if found is not None and _less(found, tried):
            return tried, found
    return None


def _less(found: Tried, before: Tried) -> bool:
    scores = found.result.score, before.result.score
    return scores[0] is not None and scores[1] is not None and scores[0] < scores[1]


def _pairs(proof: Proof, kind: str) -> Iterator[tuple[Tried, Happened]]:
    """Short leads and those with most points, each with events worth a try."""
    able = [tried for tried in proof.explored if tried.result.score is not None]
    best = sorted(able, key=lambda tried: -(tried.result.score or 0))
    leads = {id(tried): tried for pair in zip(able, best, strict=True) for tried in pair}
    events = list(islice(_events(proof, kind), MOST_EVENTS))
    for tried in list(leads.values())[:MOST_LEADS]:
        for event in events:
            yield tried, event


def _events(proof: Proof, kind: str) -> Iterator[Happened]:
    seen: dict[tuple[int, tuple[tuple[str, str], ...]], Happened] = {(0, ()): Happened(kind, 0)}
    for tried in proof.explored:
        for event in tried.witness.events:
            if event.kind == kind:
                for us in (0, event.us):
                    fields = tuple(sorted(event.fields.items()))
                    seen.setdefault((us, fields), Happened(kind, us, event.fields))
    yield from seen.values()
