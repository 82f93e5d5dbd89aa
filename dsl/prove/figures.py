"""What is said of how many events there are by a figure of them: the highest, the last, how many
different ones."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from .. import terms
from ..terms import Edge, Events, FieldValue, Metric, Span, Test
from .atoms import Term
from .domains import Domain

HERE = Edge("as_of", 0, inclusive=True)


def some(term: Term, domain: Domain) -> Iterator[tuple[Events, int]]:
    """So many of these there are at least."""
    total = _averaged(term)
    if total is not None and not domain.unknown:
        yield from _far_from_zero(total, domain, average=True)
    if not isinstance(term, terms.Measured) or not domain.numbers:
        return
    metric, least = term.metric, domain.numbers[0][0]
    if metric.kind == "distinct" and metric.field is not None:
        if least > 0:
            yield _where(metric.events, terms.Known(metric.field)), int(least)
    elif metric.kind in ("count", "days") or domain.unknown:
        return
    elif metric.kind in ("first_at", "last_at"):
        window = _cut(metric.events, domain.numbers[0][0], domain.numbers[-1][1])
        yield window or metric.events, 1
    elif metric.kind == "total":
        yield from _far_from_zero(metric, domain)
    elif metric.field is not None:
        yield _where(metric.events, _as_said(metric.field, domain)), 1


def none_of(term: Term, domain: Domain) -> Iterator[Events]:
    """Of these there are none."""
    if not isinstance(term, terms.Measured) or not domain.numbers:
        return
    metric = term.metric
    if metric.kind in ("first_at", "last_at"):
        yield from _beyond(metric, domain)
    if metric.field is None:
        return
    low, high = domain.numbers[0][0], domain.numbers[-1][1]
    none_known = not domain.known and metric.kind in ("total", "lowest", "highest")
    if none_known or (metric.kind == "distinct" and high == 0):
        yield _where(metric.events, terms.Known(metric.field))
    elif metric.kind == "highest" and high < inf:
        yield _where(metric.events, terms.Compare(">", metric.field, int(high)))
    elif metric.kind == "lowest" and low > -inf:
        yield _where(metric.events, terms.Compare("<", metric.field, int(low)))


def _averaged(term: Term) -> Metric | None:
    """The total of an average."""
    match term:
        case terms.Arithmetic("/", terms.Measured(total), terms.Measured(count)):
            field = total.field
            if total.kind == "total" and count.kind == "count" and field is not None:
                known = _where(total.events, terms.Known(field))
                return total if count.events == known else None
    return None


def _far_from_zero(
    metric: Metric, domain: Domain, *, average: bool = False
) -> Iterator[tuple[Events, int]]:
    """A sum that is not 0 has a part of its sign; an average, one as far from 0."""
    if metric.field is None or not domain.numbers:
        return
    low, high = domain.numbers[0][0], domain.numbers[-1][1]
    if low > 0:
        least = int(low) if average else 1
        yield _where(metric.events, terms.Compare(">=", metric.field, least)), 1
    if high < 0:
        most = int(high) if average else -1
        yield _where(metric.events, terms.Compare("<=", metric.field, most)), 1


def _beyond(metric: Metric, domain: Domain) -> Iterator[Events]:
    """Earlier than the first, later than the last."""
    low, high = domain.numbers[0][0], domain.numbers[-1][1]
    if metric.kind == "last_at" and high < 0:
        beyond = _cut(metric.events, high + 1, 0)
    elif metric.kind == "first_at" and low > -inf:
        beyond = _cut(metric.events, -inf, low - 1)
    else:
        return
    if beyond is not None:
        yield beyond


def _where(events: Events, test: Test) -> Events:
    both = test if events.where is None else terms.All((events.where, test))
    return Events(events.kinds, both, events.span)


def _as_said(field: FieldValue, domain: Domain) -> Test:
    """What is certain of a known value in the domain."""
    parts: list[Test] = [terms.Known(field)]
    if field.type == "number":
        parts.append(terms.AnyOf(tuple(_between(field, *span) for span in domain.numbers)))
    if field.type == "text":
        if domain.only is not None:
            parts.append(terms.TextIn(field, tuple(sorted(domain.only))))
        if domain.never:
            parts.append(terms.Not(terms.TextIn(field, tuple(sorted(domain.never)))))
        parts += [_like(field, how, texts) for how, texts in domain.fit]
        parts += [terms.Not(_like(field, how, texts)) for how, texts in domain.unfit]
    if field.type == "yes/no" and not domain.no:
        parts.append(terms.Yes(field))
    return terms.All(tuple(parts))


def _like(field: FieldValue, how: str, texts: tuple[str, ...]) -> Test:
    return terms.TextLike(how, field, texts)  # type: ignore[arg-type]


def _between(field: FieldValue, low: float, high: float) -> Test:
    ends: list[Test] = []
    if low > -inf:
        ends.append(terms.Compare(">=", field, int(low)))
    if high < inf:
        ends.append(terms.Compare("<=", field, int(high)))
    return terms.All(tuple(ends))


def _cut(events: Events, low: float, high: float) -> Events | None:
    """Those of the events so far from as-of; none where a window of the calendar stands in the
    way."""
    lower, upper = (events.span.lower, events.span.upper) if events.span else (None, None)
    if any(edge is not None and edge.base != "as_of" for edge in (lower, upper)):
        return None
    if low > -inf:
        lower = max((lower or _at(low), _at(low)), key=_first)
    if high < 0:
        upper = min((upper or HERE, _at(high)), key=_last)
    return Events(events.kinds, events.where, Span(lower, upper))


def _at(us: float) -> Edge:
    return Edge("as_of", int(us), inclusive=True)


def _first(edge: Edge) -> int:
    return edge.us + (not edge.inclusive)


def _last(edge: Edge) -> int:
    return edge.us - (not edge.inclusive)
