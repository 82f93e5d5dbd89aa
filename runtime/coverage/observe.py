"""How each condition comes out for a lead: asked of the evaluator, by a plan made for it.

The plan is the file's own with one more grade, which has a letter for each condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ...compiler.lower import walk
from ...compiler.plan import (
    Class,
    ClassRow,
    Define,
    Group,
    Metric,
    Not,
    People,
    Plan,
    Tally,
)
from ...compiler.plan import (
    Sequence as InOrder,
)
from ...dsl.model import Model
from ..evaluate import Scorer
from .sites import ALWAYS, Asked, Guard, Site, Sites, Value, defines

Values = Mapping[str, object]
LETTERS: Final = "conditions, a letter each"
"""A name that no file has."""
MOST_PARTS: Final = 100
"""Letters of one grade: more would nest too deep."""
ABSENT: Final = "-"
VALUE: Final[dict[str, Value]] = {"t": "true", "f": "false", "U": "unknown", "u": "unknown"}
HOLDS: Final = "tU"
"""A test of an unknown value may still hold, as `is not` does."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a condition can ask of. `colleagues`: the events of each other person."""

    lead: Values
    events: Sequence[Values]
    as_of: datetime
    colleagues: Sequence[Sequence[Values]] | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A condition came out so. It was not asked if `by` is there: the condition that kept it
    from being asked."""

    site: int
    value: Value
    by: int | None = None


@dataclass(slots=True)
class Observer:
    model: Model
    plan: Plan
    sites: list[Site] = field(init=False)
    guards: list[Guard] = field(init=False)
    _scorers: dict[Asked, tuple[list[Site], Scorer]] = field(init=False)

    def __post_init__(self) -> None:
        found = Sites(self.model)
        found.everything()
        self.sites, self.guards = found.sites, found.guards
        self._scorers = {}
        for asked in ("lead", "event", "ignored"):
            sites = [site for site in self.sites if site.asked == asked]
            if sites:
                made = _probe(self.plan, self.model, sites, asked)
                self._scorers[asked] = sites, Scorer(made)

    def letters(self, one: Lead) -> dict[int, str]:
        """Of the conditions that are asked of the lead. Raises `Overflow`."""
        colleagues = None if one.colleagues is None else list(one.colleagues)
        return self._read("lead", one.lead, one.events, one.as_of, colleagues, one.previous)

    def seen(self, one: Lead) -> set[Seen]:
        """Everything that comes out for a lead and its events. Raises `Overflow`."""
        of_lead = self.letters(one)
        found = set(self._judged([of_lead], "lead"))
        everyone = [one.events, *(one.colleagues or ())]
        for asked in ("event", "ignored"):
            if asked in self._scorers:
                each = [
                    self._read(asked, {}, [event], one.as_of)
                    for events in everyone for event in _once(events)
                ]  # fmt: skip
                found |= set(self._judged([of_lead | letters for letters in each], asked))
        return found

    def _read(self, asked: Asked, lead: Values, events: Sequence[Values], as_of: datetime,
              colleagues: Sequence[Sequence[Values]] | None = None,
              previous: str | None = None) -> dict[int, str]:  # fmt: skip
        if asked not in self._scorers:
            return {}
        sites, scorer = self._scorers[asked]
        result = scorer.numbers(lead, events, as_of, colleagues, previous)
        letters = "".join(result[_grade_name(start)] for start in range(0, len(sites), MOST_PARTS))
        return {site.number: letter for site, letter in zip(sites, letters, strict=True)}

    def _judged(self, each: Iterable[dict[int, str]], asked: Asked) -> Iterator[Seen]:
        for letters in each:
            let: list[int | None] = []
            for guard in self.guards:
                let.append(self._stopped(guard, let, letters))
            for site in self.sites:
                letter = letters.get(site.number, ABSENT)
                if site.asked == asked and site.tests and letter != ABSENT:
                    by = let[site.guard] if site.guard is not None else None
                    yield Seen(site.number, VALUE[letter], by)

    def _stopped(self, guard: Guard, let: list[int | None], letters: dict[int, str]) -> int | None:
        """The first condition that keeps others from being asked; none if they are."""
        if guard.users:
            stops = [self._stop_of(user, let) for user in guard.users]
            return None if None in stops else stops[0]
        above = let[guard.above] if guard.above is not None else None
        if above is not None or guard.site is None:
            return above
        letter = letters.get(guard.site, ABSENT)
        return None if letter != ABSENT and (letter in HOLDS) is guard.holds else guard.site

    def _stop_of(self, user: int, let: list[int | None]) -> int | None:
        guard = self.sites[user].guard
        return let[guard] if guard is not None else None


def _once(events: Sequence[Values]) -> Iterator[Values]:
    """Events that are alike in all count once."""
    yield from {tuple(sorted((k, repr(v)) for k, v in e.items())): e for e in events}.values()


# ---------------------------------------------------------------- the plan


def _probe(plan: Plan, model: Model, sites: Sequence[Site], asked: Asked) -> Plan:
    """Of the lead with all its points, or of one event without any."""
    letters = _grades(sites)
    groups = plan.groups if asked == "lead" else (Group(None, ""),)
    classes = (*plan.classes, *letters) if asked == "lead" else letters
    ignored = () if asked == "ignored" else plan.ignored
    named = tuple(Define(name, test) for name, test in defines(model).items())
    nodes = list(walk((groups, classes, named)))
    return replace(
        plan, excluded=(), groups=groups, classes=classes, ignored=ignored, defines=named,
        lower=plan.lower if asked == "lead" else None,
        upper=plan.upper if asked == "lead" else None,
        metrics=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Metric))),
        tallies=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Tally))),
        sequences=tuple(dict.fromkeys(n for n in nodes if isinstance(n, InOrder))),
        people=tuple(dict.fromkeys(n for n in nodes if isinstance(n, People))),
        accounts=None, hand_offs=(),
    )  # fmt: skip


def _grade_name(start: int) -> str:
    return f"{LETTERS}, from {start}"


def _grades(sites: Sequence[Site]) -> tuple[Class, ...]:
    starts = range(0, len(sites), MOST_PARTS)
    return tuple(
        Class(_grade_name(start), tuple(map(_rows, sites[start : start + MOST_PARTS])))
        for start in starts
    )


def _rows(site: Site) -> tuple[ClassRow, ...]:
    rows = [ClassRow(Not(site.base), ABSENT)] if site.base is not None else []
    letters: tuple[tuple[Value, str], ...] = (("true", "t"), ("false", "f"))
    rows += [ClassRow(site.tests[value], letter) for value, letter in letters
             if value in site.tests]  # fmt: skip
    if "unknown" in site.tests:
        rows.append(ClassRow(site.holds, "U"))
        rows.append(ClassRow(ALWAYS, "u"))
    elif not site.tests:
        rows += [ClassRow(site.holds, "t"), ClassRow(ALWAYS, "f")]
    else:
        rows.append(ClassRow(ALWAYS, "f"))
    return tuple(rows)
