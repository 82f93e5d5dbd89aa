"""Witnesses, tried: what the evaluator makes of them is all that is ever shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ...compiler.normal import EPOCH
from ...dsl import ast
from ...dsl.prove.witness import Happened, Witness
from ...dsl.terms import DAY
from ..evaluate import Overflow, Result, Scorer
from ..examples.text import example, example_text
from ..rules import Rules


@dataclass(frozen=True, slots=True)
class Tried:
    """A witness and what came out."""

    witness: Witness
    result: Result

    @property
    def size(self) -> int:
        """How much there is to read."""
        one = self.witness
        return len(one.lead) + sum(2 + len(e.fields) for e in one.events) + 3 * len(one.colleagues)


@dataclass(slots=True)
class Trier:
    rules: Rules
    left: int = 20_000
    """Leads that may still be tried."""
    seen: list[Tried] = field(default_factory=list)

    def run(self, witness: Witness) -> Tried | None:
        """None if it cannot be scored."""
        self.left -= 1
        found = scored(self.rules, witness)
        if found is not None:
            self.seen.append(found)
        return found


def scored(rules: Rules | Scorer, witness: Witness) -> Tried | None:
    try:
        now = EPOCH + timedelta(microseconds=witness.as_of)
        result = rules.score(
            witness.lead, raw_events(witness.events, witness.as_of), now,
            colleagues=[raw_events(person, witness.as_of) for person in witness.colleagues],
            previous=witness.previous,
        )  # fmt: skip
    except (Overflow, OverflowError):
        return None
    return Tried(witness, result)


def later(witness: Witness, days: int) -> Witness:
    """The same lead, so many days on."""

    def moved(events: tuple[Happened, ...]) -> tuple[Happened, ...]:
        return tuple(replace(event, us=event.us - days * DAY) for event in events)

    return replace(
        witness, events=moved(witness.events), as_of=witness.as_of + days * DAY,
        colleagues=tuple(moved(person) for person in witness.colleagues),
    )  # fmt: skip


def raw_events(happened: tuple[Happened, ...], as_of: int) -> list[Mapping[str, object]]:
    return [
        {"event": one.kind, "at": EPOCH + timedelta(microseconds=as_of + one.us), **one.fields}
        for one in happened for _ in range(one.times)
    ]  # fmt: skip


def as_example(rules: Rules, title: str, tried: Tried) -> ast.Example:
    one = tried.witness
    return example(
        rules.model, title, one.lead, raw_events(one.events, one.as_of), tried.result,
        colleagues=[raw_events(person, one.as_of) for person in one.colleagues],
        previous=one.previous,
    )  # fmt: skip


def as_text(rules: Rules, title: str, tried: Tried) -> str:
    return example_text(as_example(rules, title, tried))


def smaller(witness: Witness) -> Iterator[Callable[[Witness], Witness]]:
    """Ways to leave something out, the largest first."""
    for person in witness.colleagues:
        yield lambda w, p=person: replace(  # type: ignore[misc]
            w, colleagues=tuple(one for one in w.colleagues if one is not p)
        )
    for event in witness.events:
        yield lambda w, e=event: replace(  # type: ignore[misc]
            w, events=tuple(one for one in w.events if one is not e)
        )
    for name in witness.lead:
        yield lambda w, n=name: replace(  # type: ignore[misc]
            w, lead={k: v for k, v in w.lead.items() if k != n}
        )
