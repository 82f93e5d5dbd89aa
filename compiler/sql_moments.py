"""As-of and the edges of windows: constants of the query, or columns of a query of one row.

Where each lead has its own, see `sql_own_moments`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .own_moment import OwnMoment
from .plan import Edge, Span
from .sql_names import Names, duration
from .sql_tree import Expr


@dataclass(frozen=True, slots=True)
class Given:
    """A moment that stands in the statement as this word, for which another program puts an
    expression of the dialect's moments."""

    word: str


OneMoment: TypeAlias = datetime | Literal["now", "parameter"] | Given
AsOf: TypeAlias = OneMoment | OwnMoment
CLOCK: Final = "clock"
AS_OF: Final = "as_of"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST: Final = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
LAST: Final = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


class Moments:
    """Edges by their distance from as-of. Those of a moving as-of stand in `CLOCK`, and every
    query that names that must join it."""

    beside: tuple[str, ...] = ()
    """Columns that rows of events have besides their lead's, and that tell whose they are."""

    def __init__(self, dialect: Dialect, as_of: AsOf, names: Names) -> None:
        self.dialect = dialect
        self.source = None if isinstance(as_of, datetime) else as_of
        self.us = _microseconds(as_of) if isinstance(as_of, datetime) else None
        self._names = names
        self._columns: dict[int, str] = {0: AS_OF}

    def of_events(self) -> Moments:
        """As they stand in rows of events."""
        return self

    def as_of(self) -> Expr:
        return self._from_as_of(0)

    def as_of_us(self) -> Expr:
        """Microseconds since 1970."""
        if self.us is not None:
            return sql.whole(self.us)
        return self.dialect.microseconds(self.as_of())

    def as_of_words(self) -> str:
        """For people."""
        if self.us is None:
            return (
                "the parameter as_of" if self.source == "parameter" else "the moment of the query"
            )
        moment = _EPOCH + timedelta(microseconds=self.us)
        return f"{moment.replace(tzinfo=None).isoformat(' ')} UTC"

    def edge(self, edge: Edge) -> Expr:
        if edge.base == "epoch":
            return self.dialect.at(within_years(edge.us))
        return self._from_as_of(edge.us)

    def _from_as_of(self, us: int) -> Expr:
        if self.us is not None:
            return self.dialect.at(within_years(self.us + us))
        if us not in self._columns:
            word = "in" if us > 0 else "ago"
            self._columns[us] = self._names.take(word, duration(abs(us)))
        return sql.name(self._columns[us], CLOCK)

    def age_us(self, moment: Expr) -> Expr:
        """Of an event, in microseconds."""
        return sql.binary("-", self.as_of_us(), self.dialect.microseconds(moment))

    def fixed(self, edge: Edge) -> int | None:
        """The edge as a moment, if it can be told now."""
        if edge.base == "epoch":
            return edge.us
        return None if self.us is None else self.us + edge.us

    def within(self, moment: Expr, span: Span, no_later: bool = False) -> list[Expr]:
        """The tests that a moment lies in a span; `no_later`: it is never later than as-of."""
        tests = []
        if span.lower is not None:
            tests.append(self.held(">=" if span.lower.inclusive else ">", moment, span.lower))
        if span.upper is not None and not (no_later and _is_open(span.upper)):
            tests.append(self.held("<=" if span.upper.inclusive else "<", moment, span.upper))
        return tests

    def held(self, op: str, moment: Expr, edge: Edge) -> Expr:
        """The test of a moment against an edge."""
        return sql.compare(op, moment.copy(), self.edge(edge))

    def clock(self) -> exp.Select | None:
        """The query of one row, once all edges are known; none for a constant as-of."""
        if self.source is None:
            return None
        inner = sql.select([sql.named(self._moment(), AS_OF)]).subquery("t", copy=False)
        columns = [
            sql.named(self.dialect.shifted(sql.name(AS_OF), us) if us else sql.name(AS_OF), column)
            for us, column in self._columns.items()
        ]
        return sql.select(columns, inner)

    def _moment(self) -> Expr:
        if isinstance(self.source, Given):
            return exp.Var(this=self.source.word)
        return self.dialect.now() if self.source == "now" else self.dialect.parameter()


def _is_open(upper: Edge) -> bool:
    """Whether nothing up to as-of lies above this edge."""
    return upper.base == "as_of" and (upper.us > 0 or (upper.us == 0 and upper.inclusive))


def _microseconds(moment: datetime) -> int:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def within_years(us: int) -> int:
    """Kept to the years that engines and Python can spell; no data lie beyond."""
    return min(max(us, FIRST), LAST)
