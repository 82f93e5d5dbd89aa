"""What leads are like and what they did, each value and event by itself, whatever the rules read.

Columns of many different numbers are cut into bands, columns of nearly as many texts as leads are
only known or unknown, and so are times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ...compiler.plan import EventSource
from ..history.everything import Everything
from ..tables.duckdb import Session, literal
from ..tables.events import Names, names_of
from ..tables.keys import key_text, text_of
from ..tables.loaded import Relation, Tables
from ..tables.unread import moment
from .calibration import Expected
from .rates import FEW_LEADS, Rate

UNKNOWN: Final = ""
MOST_VALUES: Final = 200
"""Of a column, or kinds of events of a table."""
FEW_VALUES: Final = 12
"""Numbers with more different values than this are cut into bands."""
MOST_DIFFERENT: Final = 10_000
"""Values of a field of events."""
BANDS: Final = 5
_NEARLY_ALL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that some of the leads have."""

    of: str
    """The column, the kind of event, or that with one of its fields."""
    value: str | None
    """In words; `UNKNOWN` for no value, none for events, whatever their fields."""
    came: Expected
    """Of the leads that have it."""
    others: Rate
    read: bool
    """Whether a rule reads the column, or asks for the event."""
    anytime: Rate | None = None
    """Of events: the leads that have it before or after they are judged."""

    @property
    def rate(self) -> Rate:
        return self.came.rate

    @property
    def is_event(self) -> bool:
        return self.anytime is not None


@dataclass(frozen=True, slots=True)
class ColumnTraits:
    column: str
    read: bool
    traits: tuple[Trait, ...]


# ---------------------------------------------------------------- columns


@dataclass(frozen=True, slots=True)
class _Kind:
    known: int
    different: int
    numbers: int
    times: int

    def nearly(self, number: int) -> bool:
        return self.known > 0 and number >= _NEARLY_ALL * self.known


def of_columns(
    session: Session, everything: Everything, places: Sequence[int], read: frozenset[int],
    everyone: Rate,
) -> Iterator[ColumnTraits]:  # fmt: skip
    """Values that at least `FEW_LEADS` leads have; `read` are the places that rules read."""
    kinds = _kinds(session, everything, places)
    for done, (place, kind) in enumerate(zip(places, kinds, strict=True)):
        session.tell("looking at columns", done / len(places))
        if kind.known:
            label = _label(session, everything, place, kind)
            rows = _values(session, everything, label)
            column, known = everything.columns[place], place in read
            made = (Trait(column, value, came, everyone - came.rate, known) for value, came in rows)
            yield ColumnTraits(column, known, tuple(made))


def _joined(everything: Everything) -> str:
    relation = everything.relation
    return f"{relation.name} AS t JOIN rated AS r ON r.place = t.{relation.place}"


def _kinds(session: Session, everything: Everything, places: Sequence[int]) -> list[_Kind]:
    if not places:
        return []
    cells = [everything.cell(place) for place in places]
    asked = ", ".join(
        f"count({cell}), approx_count_distinct({cell}), count({_number(cell)}), "
        f"count(TRY_CAST({cell} AS TIMESTAMP))"
        for cell in cells
    )
    row = session.rows(f"SELECT {asked} FROM {_joined(everything)}")[0]
    return [_Kind(*row[i : i + 4]) for i in range(0, len(row), 4)]


def _number(cell: str) -> str:
    """SQL: nothing for `nan` and `inf`, which are how some programs write that there is none."""
    read = f"TRY_CAST({cell} AS DOUBLE)"
    return f"CASE WHEN isfinite({read}) THEN {read} END"


def _label(session: Session, everything: Everything, place: int, kind: _Kind) -> str:
    """SQL for what a value is called."""
    cell = everything.cell(place)
    if kind.nearly(kind.numbers) and kind.different > FEW_VALUES:
        return _number_label(session, everything, _number(cell))
    many = kind.different > MOST_VALUES and kind.different > kind.known / 2
    if many or (kind.nearly(kind.times) and kind.different > FEW_VALUES):
        return f"CASE WHEN {cell} IS NOT NULL THEN 'known' ELSE '' END"
    return f"coalesce({cell}, '')"


def _number_label(session: Session, everything: Everything, number: str) -> str:
    shares = ", ".join(str(i / BANDS) for i in range(1, BANDS))
    found = session.rows(f"SELECT quantile_disc({number}, [{shares}]) FROM {_joined(everything)}")[
        0
    ][0]
    edges = list(dict.fromkeys(found))
    whens = "".join(
        f" WHEN {number} <= {edge!r} THEN {literal(words)}"
        for edge, words in zip(edges, _bands_in_words(edges), strict=True)
    )
    return f"CASE WHEN {number} IS NULL THEN ''{whens} ELSE {literal(f'over {edges[-1]:,g}')} END"


def _bands_in_words(edges: list[float]) -> list[str]:
    """
    >>> _bands_in_words([0.0, 12.0, 1500.0])
    ['at most 0', 'over 0 to 12', 'over 12 to 1,500']
    """
    words = [f"at most {edges[0]:,.10g}"]
    return words + [f"over {low:,.10g} to {high:,.10g}" for low, high in pairwise(edges)]


def _values(session: Session, everything: Everything, label: str) -> Iterator[tuple[str, Expected]]:
    rows = session.rows(
        f"SELECT {label} AS v, {_figures()} FROM {_joined(everything)} "
        f"GROUP BY 1 HAVING count(*) >= {FEW_LEADS} ORDER BY 3 DESC, 1 LIMIT {MOST_VALUES}"
    )
    for value, *figures in rows:
        yield value, _came(figures)


def _figures(test: str = "true") -> str:
    return (
        f"count(*) FILTER (r.won AND {test}), count(*) FILTER ({test}), "
        f"sum(r.expect) FILTER ({test}), sum(r.expect * (1 - r.expect)) FILTER ({test})"
    )


def _came(figures: Sequence[float | None]) -> Expected:
    won, leads, expected, variance = figures
    return Expected(Rate(int(won or 0), int(leads or 0)), expected or 0.0, variance or 0.0)


# ---------------------------------------------------------------- events


def of_events(
    session: Session, tables: Tables, read: frozenset[str], everyone: Rate
) -> Iterator[Trait]:
    """Kinds of events that at least `FEW_LEADS` leads have, those that the rules know under the
    rules' names."""
    for relation, source in zip(tables.events, tables.plan.events, strict=True):
        session.tell("looking at events", None)
        names = names_of(session, relation, source)
        kind = _kind(names, source)
        session.run(
            "CREATE OR REPLACE TABLE did AS SELECT place, v, "
            "bool_or(happened <= moment) AS before FROM "
            f"(SELECT {key_text(relation, source.lead)} AS k, {kind} AS v, "
            f"{moment(relation, source.at)} AS happened FROM {relation.name} AS t) AS e "
            "JOIN rated AS r USING (k) WHERE v <> '' GROUP BY ALL",
            "looking at events",
        )
        for name, came, anytime in _kinds_of_events(session):
            yield Trait(name, None, came, everyone - came.rate, name in read, anytime)


def _kind(names: Names, source: EventSource) -> str:
    """SQL for what an event of `t` is called: by the rules, else as the data spell it."""
    if names.text is None:
        return literal(source.kinds[0].name)
    known = [kind for kind in source.kinds if names.spelled[kind.name]]
    whens = "".join(f" WHEN {names.test((kind,))} THEN {literal(kind.name)}" for kind in known)
    return f"CASE{whens} ELSE {names.text} END" if whens else names.text


def _kinds_of_events(session: Session) -> Iterator[tuple[str, Expected, Rate]]:
    for value, _, *figures in _did(session, "NULL"):
        yield value, _came(figures[:-2]), Rate(*figures[-2:])


def _did(session: Session, field: str) -> list[Any]:
    return session.rows(
        f"SELECT v, {field} AS f, {_figures('before')}, "
        "count(*) FILTER (won), count(*) FROM did JOIN rated AS r USING (place) GROUP BY 1, 2 "
        f"HAVING count(*) >= {FEW_LEADS} ORDER BY count(*) DESC, 1, 2 LIMIT {MOST_VALUES}"
    )


def of_fields(
    session: Session, tables: Tables, fields: Mapping[str, str], everyone: Rate
) -> Iterator[Trait]:
    """Texts of events, such as the page of a visit; `fields` are columns of the data by the names
    that the rules have for them. Those with nearly as many values as there are events say who or
    which it was, and are left alone."""
    for relation, source in zip(tables.events, tables.plan.events, strict=True):
        names = names_of(session, relation, source)
        read = {(kind.name, field.source) for kind in source.kinds for field in kind.fields}
        for column in [one for one in fields if one in relation.types]:
            session.tell("looking at events", None)
            if not _make_did(session, relation, source, _kind(names, source), column):
                continue
            for name, value, *figures in _did(session, "f"):
                came, anytime = _came(figures[:-2]), Rate(*figures[-2:])
                known = (name, column) in read
                yield Trait(f"{name} with {fields[column]}", value, came, everyone - came.rate,
                            known, anytime)  # fmt: skip


def _make_did(
    session: Session, relation: Relation, source: EventSource, kind: str, column: str
) -> bool:
    """Which leads did what with which of the most frequent values; false if those are too many."""
    value = f"nullif(trim({text_of(relation, column)}), '')"
    different = session.rows(f"SELECT approx_count_distinct({value}) FROM {relation.name} AS t")
    if not 0 < different[0][0] <= MOST_DIFFERENT:
        return False
    session.run(
        f"CREATE OR REPLACE TABLE often AS SELECT {kind} AS v, {value} AS f FROM {relation.name} "
        f"AS t WHERE {value} IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= {FEW_LEADS} "
        f"ORDER BY count(*) DESC, 1, 2 LIMIT {MOST_VALUES}"
    )
    session.run(
        "CREATE OR REPLACE TABLE did AS SELECT place, v, f, bool_or(happened <= moment) AS before "
        f"FROM (SELECT {key_text(relation, source.lead)} AS k, {kind} AS v, {value} AS f, "
        f"{moment(relation, source.at)} AS happened FROM {relation.name} AS t) AS e "
        "JOIN often USING (v, f) JOIN rated AS r USING (k) WHERE v <> '' GROUP BY ALL",
        "looking at events",
    )
    return True
