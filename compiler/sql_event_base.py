"""The base query of one source of events: raw rows up to as-of, every value read as its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from sqlglot import exp

from ..dsl.fold import fold
from . import sql_tree as sql
from .dialects import Dialect
from .plan import (
    Arithmetic,
    Column,
    Edge,
    FieldValue,
    Plan,
    SoonAfter,
    Span,
    Test,
    events_of,
)
from .reserved import RESERVED
from .sql_chain import with_clock
from .sql_moments import Moments, within_years
from .sql_names import Names
from .sql_sources import AT, KIND, LEAD, Source, exact, folded, form, key_text, plain_text
from .sql_terms import Form
from .sql_tree import Expr
from .sql_walk import all_events, event_tests, texts_of
from .walk import leaves, value_of, values_in

Reading: TypeAlias = tuple[FieldValue, bool]
"""A field, and whether it is read folded, as tests do, or in its own spelling."""

# ---------------------------------------------------------------- what is read


def readings(plan: Plan) -> dict[Reading, frozenset[str]]:
    """What is read of events, each with the kinds of events of which it is asked."""
    found: dict[Reading, set[str]] = {}
    for reading, kinds in _readings(plan):
        found.setdefault(reading, set()).update(kinds)
    return {reading: frozenset(kinds) for reading, kinds in found.items()}


def _readings(plan: Plan) -> Iterator[tuple[Reading, Sequence[str]]]:
    every = [kind.name for source in plan.events for kind in source.kinds]
    for events in all_events(plan):
        yield from _tested(events.where, events.kinds, every)
    for tally in plan.tallies:
        for row in tally.rows:
            yield from _tested(row.test, tally.events.kinds, every)
        if tally.keep.once_per is not None:
            yield (tally.keep.once_per, False), tally.events.kinds
    for metric in plan.metrics:
        if metric.field is not None:
            yield (metric.field, False), metric.events.kinds
    for sequence in plan.sequences:
        for events in events_of(sequence):
            if sequence.same is not None:
                yield (sequence.same, False), events.kinds
    for ignored in plan.ignored:
        if isinstance(ignored, SoonAfter) and ignored.same is not None:
            yield (ignored.same, False), ignored.events.kinds
            yield (ignored.same, False), ignored.by.kinds


def _tested(
    test: Test | None, kinds: Sequence[str], every: Sequence[str]
) -> Iterator[tuple[Reading, Sequence[str]]]:
    """Arithmetic is done for events of every kind, whichever a test asks for."""
    for leaf in leaves(test) if test is not None else ():
        value = value_of(leaf)
        asked = every if isinstance(value, Arithmetic) else kinds
        for part in values_in(value) if value is not None else ():
            if isinstance(part, FieldValue):
                yield (part, part.type in ("text", "list")), asked


# ---------------------------------------------------------------- one source


class EventBase:
    def __init__(
        self,
        dialect: Dialect,
        moments: Moments,
        plan: Plan,
        place: int,
        source: Source,
        whole_keys: bool,
    ) -> None:
        self.dialect, self.moments, self.source = dialect, moments, source
        self.events = plan.events[place]
        self._key = self.events.lead
        self._whole_keys = whole_keys
        self._asked = readings(plan)
        tests = event_tests(plan)
        self._texts = texts_of(tests)
        self._calculates = any(
            isinstance(value_of(leaf), Arithmetic) for test in tests for leaf in leaves(test)
        )
        """Whether numbers of events may get too large, which is told with the lead's key."""
        self._spans = [_reaching_back(plan, events.span) for events in plan.asked]
        self._names = Names([LEAD, KIND, AT, *RESERVED])
        self._columns: dict[tuple[Column, bool], str] = {}

    # ------------------------------------------------------------ fields

    def _found(self, reading: Reading) -> list[tuple[str, Column]]:
        """The kinds that have the field, each with its column."""
        wanted = (reading[0].name, reading[0].type)
        return [
            (kind.name, column)
            for kind in self.events.kinds
            for column in kind.fields
            if (column.name, column.type) == wanted
        ]

    def forms(self, reading: Reading) -> set[Form]:
        columns = [column for _, column in self._found(reading)]
        return {form(self.dialect, c, self.source.family_of(self.dialect, c)) for c in columns}

    def _is_direct(self, reading: Reading) -> bool:
        """Whether the field is one column for all kinds of which it is asked."""
        found = self._found(reading)
        there = {kind.name for kind in self.events.kinds} & self._asked[reading]
        return len({column for _, column in found}) == 1 and there <= {kind for kind, _ in found}

    def is_plain(self, fields: Mapping[Reading, str]) -> bool:
        """Whether the base query is all that is needed."""
        if self.events.named is not None or self._raw_edges() is None or self._calculates:
            return False
        return all(map(self._is_direct, fields))

    def _read(self, column: Column, reading: Reading) -> Expr:
        value, is_folded = reading
        if not is_folded:
            return exact(self.dialect, self.source, column)
        return folded(self.dialect, self.source, column, self._texts.get(value, frozenset()))

    def _column(self, column: Column, reading: Reading) -> Expr:
        """A column of the base query, made when it is first asked for."""
        made = (column, reading[1])
        if made not in self._columns:
            self._columns[made] = self._names.take(column.name)
        return sql.name(self._columns[made])

    def _chosen(self, reading: Reading, wanted: Form) -> Expr:
        """A field above the base query, told by kind where kinds differ."""
        found = self._found(reading)
        if not found:
            type_ = self.dialect.nothing[reading[0].type]
            return sql.cast(sql.null(), self.dialect.decimal if wanted == "decimal" else type_)
        if self._is_direct(reading):
            value = self._column(found[0][1], reading)
        else:
            kinds: dict[Column, list[Expr]] = {}
            for kind, column in found:
                kinds.setdefault(column, []).append(sql.text(kind))
            value = sql.case(
                [(sql.is_in(sql.name(KIND), k), self._column(c, reading)) for c, k in kinds.items()]
            )
        mixed = wanted == "decimal" and self.forms(reading) != {"decimal"}
        return self.dialect.as_decimal(value) if mixed else value

    # ------------------------------------------------------------ queries

    def chosen(
        self, base: str, fields: Mapping[Reading, str], forms: Mapping[Reading, Form]
    ) -> exp.Select:
        """This source's part of all events, from its base query."""
        columns: list[Expr] = [sql.name(LEAD), sql.name(KIND), sql.name(AT)]
        columns += [sql.named(self._chosen(r, forms[r]), name) for r, name in fields.items()]
        tests = [sql.not_null(sql.name(KIND))] if self.events.named is not None else []
        if self._raw_edges() is None and not self.moments.beside:
            tests += self._in_time()
        tests += self._has_lead() if self._calculates else []
        return with_clock(sql.select(columns, sql.table(base), *tests))

    def query(self, fields: Mapping[Reading, str] | None) -> exp.Select:
        """The base query: with these fields, or with those that `chosen` has asked for."""
        key = self.source.column(self._key)
        lead = key if self._whole_keys else key_text(self.dialect, self.source, self._key)
        columns = [sql.named(lead, LEAD), sql.named(self._kind(), KIND)]
        columns.append(sql.named(self._moment(), AT))
        for reading, name in (fields or {}).items():
            columns.append(sql.named(self._read(self._found(reading)[0][1], reading), name))
        for (column, is_folded), name in self._columns.items():
            reading = (FieldValue(column.name, column.type), is_folded)
            columns.append(sql.named(self._read(column, reading), name))
        return sql.select(columns, self.source.table, *(self._raw_edges() or ()))

    def _has_lead(self) -> list[Expr]:
        lead = sql.name(LEAD)
        return [sql.not_null(lead) if self._whole_keys else sql.compare("!=", lead, sql.text(""))]

    def _kind(self) -> Expr:
        """The kind's name in the rules, NULL for what is none. Names spelled as in the rules are
        told at once; only others are folded."""
        if self.events.named is None:
            return sql.text(self.events.kinds[0].name)
        called = {fold(kind.called.strip(" ")): kind.name for kind in self.events.kinds}
        folded_ = self.dialect.fold(
            plain_text(self.dialect, self.source, self.events.named), frozenset(called)
        )
        whens = [(sql.text(one), sql.text(name)) for one, name in called.items()]
        told = sql.simple_case(folded_, whens)
        if self.source.family(self.events.named) != "text":
            return told
        return sql.case(self._spelled_as_in_rules(), told)

    def _spelled_as_in_rules(self) -> Iterator[tuple[Expr, Expr]]:
        assert self.events.named is not None
        raw = self.dialect.exact(self.source.column(self.events.named))
        same = [sql.text(k.name) for k in self.events.kinds if k.called == k.name]
        if same:
            yield sql.is_in(raw.copy(), same), raw.copy()
        for kind in self.events.kinds:
            if kind.called != kind.name:
                yield sql.compare("=", raw.copy(), sql.text(kind.called)), sql.text(kind.name)

    # ------------------------------------------------------------ time

    def _moment(self) -> Expr:
        """In a column of unknown type moments are read in the way that is right for all types
        of moments; the engine refuses text."""
        family = self.source.family(self.events.at) or self.dialect.at_family
        return self.dialect.moment(self.source.column(self.events.at), family)

    def _raw_edges(self) -> list[Expr] | None:
        """Up to as-of and not before all windows, on the raw column, so that an engine can leave
        out parts of the table; none if it is no constant, or the column is no moment."""
        edges = []
        for op, edge in self.edges():
            constant = self._raw_edge(edge)
            if constant is None:
                return None
            edges.append(sql.compare(op, self.source.column(self.events.at), constant))
        return [*edges, *self._after_all_that_is_none(edges)]

    def _after_all_that_is_none(self, edges: list[Expr]) -> Iterator[Expr]:
        nothing = self.dialect.before_all()
        if nothing is not None and len(edges) == 1:
            yield sql.compare(">", self.source.column(self.events.at), nothing)

    def _raw_edge(self, edge: Edge) -> Expr | None:
        fixed = self.moments.fixed(edge)
        if fixed is None:
            return None
        family = self.source.family(self.events.at)
        return self.dialect.raw_moment(within_years(fixed), family)

    def edges(self) -> list[tuple[str, Edge]]:
        """What events that count lie between."""
        lower = _earliest(self._spans, self.moments)
        edges = [] if lower is None else [(">=" if lower.inclusive else ">", lower)]
        return [*edges, ("<=", Edge("as_of", 0, True))]

    def _in_time(self) -> list[Expr]:
        """The same of the moment as it has been read."""
        return [self.moments.held(op, sql.name(AT), edge) for op, edge in self.edges()]


def _reaching_back(plan: Plan, span: Span | None) -> Span | None:
    """Events that are ignored for following others too soon are told by those before them."""
    if span is None or span.lower is None:
        return span
    longest = max((i.within for i in plan.ignored if isinstance(i, SoonAfter)), default=0)
    return Span(replace(span.lower, us=span.lower.us - longest), span.upper)


def _earliest(spans: list[Span | None], moments: Moments) -> Edge | None:
    """The earliest edge, if no span is open below and it can be told which one it is."""
    edges = [span.lower for span in spans if span is not None and span.lower is not None]
    if not edges or len(edges) < len(spans):
        return None
    if len({edge.base for edge in edges}) > 1 and moments.us is None:
        return None
    return min(
        edges,
        key=lambda e: (e.us if moments.us is None else moments.fixed(e) or 0, not e.inclusive),
    )
