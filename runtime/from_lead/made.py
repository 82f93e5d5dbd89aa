"""From a lead to the text of an example, and back: it passes, or there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ...compiler.plan import Column
from ...dsl import ast
from ...dsl.check.checker import check
from ...dsl.example_names import has_because
from ..coverage.observe import Lead, Observer
from ..evaluate import Line, Number, Result
from ..examples.runner import run_examples
from ..examples.text import as_written, example, example_text
from ..lead import LeadRow, latest_first
from ..rules import RuleError, Rules
from .blank import blanked
from .fewer import fewer, one_each

MOST_EVENTS: Final = 50
"""Of more, those are left out that do not matter."""
NO_TEXT: Final = re.compile(r"[\x00-\x1f\x7f]+")
"""What cannot stand between quotes."""
Values = Mapping[str, object]


class CannotBeWritten(Exception):
    """An example cannot say what the lead is, or a value has no other that is treated the same."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True, slots=True)
class Made:
    text: str
    events: int
    """How many the lead has."""
    kept: int
    """How many of them the example tells."""
    stay: tuple[str, ...]
    """Columns that were to be blanked and have a value of which the rules ask for every letter."""


def made(
    rules: Rules, row: LeadRow, as_of: datetime, *, title: str | None = None,
    blank: Sequence[str] = (), most: int = MOST_EVENTS,
) -> Made:  # fmt: skip
    """The example as it can be pasted. Raises `CannotBeWritten`, and `Overflow`."""
    lead = _read(rules, row, as_of)
    events = len(lead.events) + sum(map(len, lead.colleagues or ()))
    lead = _fewer(rules, lead, most)
    stay = []
    for name in blank:
        before, lead = lead, _blank(rules, lead, name)
        if lead == before and _there(before, name):
            stay.append(name)
    result = _scored(rules, lead)
    text = example_text(_example(rules, lead, result, title))
    _hold(rules, text)
    kept = len(lead.events) + sum(map(len, lead.colleagues or ()))
    return Made(text, events, kept, tuple(stay))


def _scored(rules: Rules, lead: Lead) -> Result:
    return rules.score(
        lead.lead, lead.events, lead.as_of, colleagues=lead.colleagues, previous=lead.previous
    )


def _read(rules: Rules, row: LeadRow, as_of: datetime) -> Lead:
    """What rules read of the lead, in the order in which it is declared; the earliest event
    first."""
    columns = {column.name: row.lead.get(column.name) for column in rules.plan.leads.columns}
    colleagues = None
    if row.colleagues is not None:
        each = [_clean(latest_first(person, as_of)) for person in row.colleagues]
        colleagues = one_each(rules.scorer, each, as_of)
    previous = row.previous if rules.plan.remembers else None
    events = _clean(latest_first(row.events, as_of))
    return Lead(_clean([columns])[0], events[::-1], as_of, colleagues, previous)


def _clean(values: Sequence[Values]) -> list[dict[str, object]]:
    """Without line breaks in texts, which an example cannot have."""
    return [
        {name: NO_TEXT.sub(" ", raw) if isinstance(raw, str) else raw for name, raw in one.items()}
        for one in values
    ]


def _fewer(rules: Rules, lead: Lead, most: int) -> Lead:
    wanted = _came_out(rules, _scored(rules, lead))

    def holds(events: Sequence[Values]) -> bool:
        return wanted == _came_out(rules, _scored(rules, replace(lead, events=events)))

    return replace(lead, events=fewer(lead.events, holds, most))


def _came_out(rules: Rules, result: Result) -> tuple[Any, ...]:
    """All that the example will expect."""
    fired = [(line.group, line.rule, line.points, line.row) for line in _fired(result)]
    named = [group.name for group in rules.plan.groups if group.name is not None]
    named += [class_.name for class_ in rules.plan.classes]
    return result.excluded, result.score, [result[name] for name in named], fired


def _fired(result: Result) -> list[Line]:
    lines = result.breakdown if result.excluded is None else ()
    return [line for line in lines if line.kind == "rule" and line.points]


# ---------------------------------------------------------------- other values


def _blank(rules: Rules, lead: Lead, name: str) -> Lead:
    kind, dot, field = name.rpartition(".")
    if dot:
        return _blank_field(rules, lead, kind, field)
    column = _column(name, rules.plan.leads.columns)
    if column is None:
        _no_column(rules, name)
        return lead
    value = lead.lead.get(column.name)
    if value is None:
        return lead
    same = _Same(rules, lead)

    def with_(other: object) -> Lead:
        return replace(lead, lead={**lead.lead, column.name: other})

    other = blanked(rules.plan, column.type, value, lambda other: same(with_(other)))
    return with_(_other(other, name))


def _blank_field(rules: Rules, lead: Lead, kind: str, field: str) -> Lead:
    """Each different value of the field by another, the same one wherever it stands."""
    kinds = [one for source in rules.plan.events for one in source.kinds]
    found = next((one for one in kinds if one.name.lower() == kind.lower()), None)
    column = _column(field, found.fields) if found is not None else None
    if found is None or column is None:
        _no_column(rules, f"{kind}.{field}")
        return lead
    key = column.name
    values = {repr(e[key]): e[key] for e in lead.events
              if e["event"] == found.name and e.get(key) is not None}  # fmt: skip
    same = _Same(rules, lead)
    for value in values.values():

        def with_(other: object, of: Lead = lead, value: object = value) -> Lead:
            changed = [
                {**e, key: other} if e["event"] == found.name and e.get(key) == value else e
                for e in of.events
            ]
            return replace(of, events=changed)

        other = blanked(rules.plan, column.type, value, lambda o, w=with_: same(w(o)))  # type: ignore[misc]
        lead = with_(_other(other, f"{kind}.{field}"))
    return lead


def _there(lead: Lead, name: str) -> bool:
    """Whether the lead has a value in a column of its own."""
    return any(key.lower() == name.lower() and raw is not None for key, raw in lead.lead.items())


class _Same:
    """Whether everything comes out for a lead as it did for another: all conditions, all points."""

    def __init__(self, rules: Rules, lead: Lead) -> None:
        self.rules, self.observer = rules, Observer(rules.model, rules.plan)
        self.wanted = self._found(lead)

    def __call__(self, lead: Lead) -> bool:
        return self._found(lead) == self.wanted

    def _found(self, lead: Lead) -> tuple[object, ...]:
        result = _scored(self.rules, lead)
        return result, self.observer.letters(lead), self.observer.seen(lead)


def _other(other: object, name: str) -> object:
    if other is None:
        raise CannotBeWritten(
            f"the rules treat no other value of `{name}` the same, as far as was looked",
            "leave it as it is, or change it by hand and run the example",
        )
    return other


def _column(name: str, columns: Sequence[Column]) -> Column | None:
    return next((one for one in columns if one.name.lower() == name.lower()), None)


def _no_column(rules: Rules, name: str) -> None:
    """Nothing is said of a column that no rule reads: it is not in the example."""
    model = rules.model
    known = {*model.columns, *(f"{k}.{f}" for k, kind in model.kinds.items() for f in kind.fields)}
    if name.lower() not in known:
        from ...dsl.diagnostics import near

        close = near(name.lower(), sorted(known))
        help = f"did you mean `{close[0]}`?" if close else "a field of an event is EVENT.FIELD"
        raise CannotBeWritten(f"the rules have no column `{name}`", help)


# ---------------------------------------------------------------- the example


def _example(rules: Rules, lead: Lead, result: Result, title: str | None) -> ast.Example:
    taken = {one.title.value for one in rules.model.examples}
    found = example(
        rules.model, title or _title(rules, result, taken), lead.lead, lead.events, result,
        colleagues=lead.colleagues or (), previous=lead.previous,
    )  # fmt: skip
    told = tuple(line for line in found.lines if not isinstance(line, ast.Expect))
    return replace(found, lines=(*told, *_expected(rules, result)))


def _title(rules: Rules, result: Result, taken: set[str]) -> str:
    """By what came out, for the lead's own name stays out of the rules."""
    if result.excluded is not None:
        first = f"A lead that is left out: {result.excluded}"
    elif result.stage:
        first = f"A lead that is {result.stage} with {result.score} points"
    else:
        first = f"A lead with {result.score} points"
    title, number = first, 1
    while title in taken:
        number += 1
        title = f"{first} ({number})"
    return title


def _expected(rules: Rules, result: Result) -> Iterator[ast.Expect]:
    if result.excluded is not None or result.score is None:
        yield ast.Expect((ast.ExpectExcluded(),))
        return
    groups = [group.name for group in rules.plan.groups if group.name is not None]
    numbers = [("score", result.score), *((name, result[name]) for name in groups)]
    classes = [
        ast.ExpectClass(ast.Name(one.name), as_written(rules.model, one.name, result[one.name]))
        for one in rules.model.classes
    ]
    told = [ast.ExpectNumber(ast.Name(name), "=", _number(points)) for name, points in numbers]
    yield ast.Expect((*told, *classes))
    names = dict(_names(rules))
    for line in _fired(result):
        rule = (line.group, line.rule)
        name = names.get((*rule, None), names.get((*rule, line.row)))
        if name is not None:
            points = _number(line.points)
            given = ast.Points(points.value, points.decimals, True)
            yield ast.Expect((ast.ExpectPoints(given, ast.Text(name)),))


def _names(rules: Rules) -> Iterator[tuple[tuple[str | None, str, str | None], str]]:
    """The reasons of rules, and of rows by their words. Without one a rule goes by its own words,
    and an example with these would fail as soon as they are changed."""
    for group in rules.model.groups:
        for rule in group.rules:
            if rule.node.because is not None:
                yield (group.name, rule.name, None), rule.name
            for row in rule.rows:
                if has_because(row.node):
                    yield (group.name, rule.name, row.words), row.words


def _number(points: Number) -> ast.Number:
    value = Decimal(points).normalize() + Decimal(0)
    return ast.Number(value, max(0, -int(value.as_tuple().exponent)))


def _hold(rules: Rules, text: str) -> None:
    """The example, read in its place below the rules, passes."""
    source = rules.model.files[0].source.text.rstrip("\n")
    model = check(rules.model.path, text=f"{source}\n\n{text}")
    try:
        again = Rules(replace(model, examples=model.examples[-1:]))
    except RuleError as error:
        raise _not_writable() from error
    (outcome,) = run_examples(again, ("python",))
    if not outcome.passed:
        raise _not_writable()


def _not_writable() -> CannotBeWritten:
    return CannotBeWritten(
        "no example can be written that gives what this lead gets",
        "a value of it cannot be written in one, such as an element of a list with a separator in "
        "it; choose another lead, or write the example by hand",
    )
