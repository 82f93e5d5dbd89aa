"""Coverage as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ...dsl.diagnostics import Span
from ...dsl.source import Source
from ..evaluate import Overflow
from ..examples.said import Case, case_of
from ..rules import Rules
from .gaps import Gaps, Why
from .observe import Lead, Observer
from .sites import VALUES, Site, Value

State: TypeAlias = Literal["all", "both", "one", "never", "dead"]
"""`both`: as true and as false, though not as unknown. `dead`: proved that it never is one of the
two."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that a condition never has in the examples."""

    value: Value
    why: Why
    by: str | None = None
    """The condition that takes every such lead, with its line."""
    write: str | None = None
    """What an example has to say to reach it; tried."""


@dataclass(frozen=True, slots=True)
class Condition:
    span: Span
    line: int
    words: str
    owner: str
    reached: Mapping[Value, tuple[str, ...]]
    """Titles of the examples, by what came out."""
    missing: tuple[Missing, ...]

    @property
    def wanted(self) -> tuple[Value, ...]:
        """What can come out."""
        dead = {one.value for one in self.missing if one.why == "dead"}
        can = {*self.reached, *(one.value for one in self.missing)} - dead
        return tuple(value for value in VALUES if value in can)

    @property
    def state(self) -> State:
        two = [one for one in self.missing if one.value != "unknown"]
        if any(one.why == "dead" for one in two):
            return "dead"
        if not self.missing:
            return "all"
        if not self.reached:
            return "never"
        return "one" if two or "true" not in self.reached else "both"


@dataclass(frozen=True, slots=True)
class Coverage:
    file: str
    sources: Mapping[str, Source]
    examples: int
    conditions: tuple[Condition, ...]
    """In the order of the text, file by file."""

    def count(self, value: Value | None = None) -> tuple[int, int]:
        """How many values are reached, and how many can be; of all values, or of one."""
        wanted = [(c, v) for c in self.conditions for v in c.wanted if value in (None, v)]
        return sum(v in c.reached for c, v in wanted), len(wanted)

    @property
    def percent(self) -> float:
        return percent(*self.count())


def percent(reached: int, wanted: int) -> float:
    """Rounded down to a tenth, so that 100 means all.

    >>> percent(2, 3), percent(1999, 2000), percent(0, 0)
    (66.6, 99.9, 100.0)
    """
    return reached * 1000 // wanted / 10 if wanted else 100.0


def coverage(rules: Rules, file: str) -> Coverage:
    """What the examples of a file reach of its conditions, and of those that it uses."""
    observer = Observer(rules.model, rules.plan)
    found = _Found(rules, observer)
    cases = [case_of(rules.plan, example) for example in rules.model.examples]
    for case in cases:
        found.add(case)
    gaps = Gaps(rules, observer)
    sites = sorted((s for s in observer.sites if s.tests), key=lambda s: found.place(s.span))
    conditions = tuple(found.condition(site, gaps) for site in sites)
    return Coverage(file, rules.model.sources, len(cases), conditions)


class _Found:
    """What came out, example by example."""

    def __init__(self, rules: Rules, observer: Observer) -> None:
        self.observer, self.sources = observer, rules.model.sources
        self.order = {path: number for number, path in enumerate(self.sources)}
        self.reached: dict[tuple[int, Value], dict[str, None]] = {}
        self.taken: dict[tuple[int, Value], int] = {}
        """By which row above a lead was taken before this one was asked."""

    def add(self, case: Case) -> None:
        lead = Lead(case.lead, case.events, case.as_of, case.colleagues, case.previous)
        try:
            seen = self.observer.seen(lead)
        except Overflow:
            return
        for one in sorted(seen, key=lambda one: (one.site, one.value, one.by or 0)):
            if one.by is None:
                titles = self.reached.setdefault((one.site, one.value), {})
                titles[case.example.title.value] = None
            elif self.observer.sites[one.by].row:
                self.taken.setdefault((one.site, one.value), one.by)

    def place(self, span: Span) -> tuple[int, int, int]:
        return self.order[span.path], span.start, -span.end

    def line(self, span: Span) -> int:
        return self.sources[span.path].position(span.start)[0]

    def condition(self, site: Site, gaps: Gaps) -> Condition:
        reached = {
            value: tuple(self.reached[site.number, value])
            for value in VALUES if (site.number, value) in self.reached
        }  # fmt: skip
        missing = tuple(self._missing(site, gaps, set(reached)))
        return Condition(
            site.span, self.line(site.span), site.words, site.owner, reached, missing
        )  # fmt: skip

    def _missing(self, site: Site, gaps: Gaps, reached: set[Value]) -> Iterator[Missing]:
        for value in site.tests:
            if value in reached:
                continue
            why, by = gaps.why(site, value)
            if (value == "unknown" and why == "dead") or (value != "true" and why == "shadowed"):
                continue  # such as the last row of a table that leaves nobody out
            if why in ("dead", "shadowed"):
                yield Missing(value, "dead", self._named(by))
                continue
            taken = self.taken.get((site.number, value))
            why = why if taken is None else "shadowed"
            yield Missing(value, why, self._named(taken), gaps.write(site, value))

    def _named(self, number: int | None) -> str | None:
        if number is None:
            return None
        site = self.observer.sites[number]
        return f"`{site.words}` (line {self.line(site.span)})"


# ---------------------------------------------------------------- for programs


def as_object(found: Coverage) -> dict[str, Any]:
    reached, wanted = found.count()
    values = {value: dict(zip(("reached", "of"), found.count(value), strict=True))
              for value in VALUES}  # fmt: skip
    return {
        "percent": found.percent, "reached": reached, "of": wanted, "examples": found.examples,
        "values": values, "conditions": [_condition(one) for one in found.conditions],
    }  # fmt: skip


def _condition(one: Condition) -> dict[str, Any]:
    return {
        "file": one.span.path, "line": one.line, "rule": one.owner, "condition": one.words,
        "state": one.state, "reached": {value: list(one.reached[value]) for value in one.reached},
        "missing": [
            {"value": m.value, "why": m.why, "by": m.by, "write": m.write} for m in one.missing
        ],
    }  # fmt: skip


def together(found: Sequence[Coverage]) -> float:
    """The share over several files, in per cent."""
    counts = [one.count() for one in found]
    return percent(sum(r for r, _ in counts), sum(w for _, w in counts))
