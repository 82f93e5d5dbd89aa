"""Which leads of the history count, at which moment each is judged, and which of them won.

Everything about a lead comes from the table `everything`: all columns of the leads' file, `c0`,
`c1` …, as they came, and its moments. `history` is made of it, one row per row of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from ...compiler import normal
from ...compiler.lower import declared_columns
from ...compiler.normal import EPOCH
from ...compiler.own_moment import OwnMoment
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ...dsl.model import Model
from ..errors import DataError, listed, shortened
from ..tables.columns import closest
from ..tables.duckdb import Session, literal
from ..tables.keys import key_text
from ..tables.loaded import Chosen, Tables, load_all, open_table
from ..tables.moments import JUDGED
from ..tables.opened import Opened, Pick
from ..tables.sources import Given
from ..tables.unread import micros, moment
from .asked import Asked
from .everything import Everything
from .times import came_notes, read_notes

State: TypeAlias = Literal[
    "counts",
    "no key",
    "key twice",
    "no moment",
    "not yet",
    "unread",
    "known",
    "unripe",
    "undecided",
    "no time",
]
LEFT_OUT: Final[dict[State, str]] = {
    "no key": "Without a key",
    "key twice": "Of a key that stands in several rows",
    "no moment": "Without a moment at which to judge them",
    "not yet": "They came in only after they are judged",
    "unread": "The time of their outcome cannot be read",
    "known": "Their outcome was known already when they were judged",
    "unripe": "Their time to be won is not over yet",
    "undecided": "Without an outcome yet",
    "no time": "Won, but nothing says when",
}
"""Why leads do not count."""

MOST_ENDINGS: Final = 200
"""An outcome has no more different values."""
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class History:
    leads: int
    """Rows of the file."""
    left_out: Mapping[State, int]
    until: datetime | None
    """How far the data reach, where that matters."""
    notes: tuple[str, ...] = ()
    """What is to be said of the times in them."""


# ---------------------------------------------------------------- all columns


def read_everything(session: Session, chosen: Chosen, asked: Asked, names: Names) -> Everything:
    """The leads' file once more, whole."""
    data = open_table(session, chosen.leads, "the table of leads")
    wanted = {"known_at": asked.outcome_at or asked.won_at, "came_at": asked.came_at}
    times = {name: names.place(data, one) for name, one in wanted.items() if one is not None}
    return _everything(session, data, range(len(data.columns)), times)


def read_when_came(session: Session, leads: Given, column: str, names: Names) -> Everything:
    """Of the leads' file that column alone."""
    data = open_table(session, leads, "the table of leads")
    place = names.place(data, column)
    return _everything(session, data, (place,), {"came_at": place})


def _everything(
    session: Session, data: Opened, places: Iterable[int], times: Mapping[str, int]
) -> Everything:
    picks = [Pick(place, f"c{place}") for place in places]
    picks += [Pick(place, name, "time") for name, place in times.items()]
    return Everything(load_all(session, data, tuple(picks), "everything"), data.columns, times)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of columns, as people may write them."""

    declared: Mapping[str, str]
    """Of the rules, folded → of the data."""

    @classmethod
    def of(cls, model: Model) -> Names:
        return cls({fold(column.name): column.source for column in declared_columns(model)})

    def find(self, columns: Sequence[str], wanted: str) -> int | None:
        """Its place: of exactly that name in the data, as the rules declare it, or spelled in
        another case."""
        source = self.declared.get(fold(wanted), wanted)
        for name in (wanted, source):
            if name in columns:
                return columns.index(name)
        alike = [i for i, one in enumerate(columns) if fold(one.strip()) == fold(source.strip())]
        return alike[0] if alike else None

    def place(self, data: Opened, wanted: str) -> int:
        found = self.find(data.columns, wanted)
        if found is None:
            close = closest(wanted, data.columns)
            raise DataError(
                f"`{data.shown}` has no column `{shortened(wanted)}`",
                f"did you mean `{shortened(close)}`?" if close
                else f"columns of `{data.shown}`: {listed(data.columns, 20)}",
            )  # fmt: skip
        return found


# ---------------------------------------------------------------- how it ended


@dataclass(frozen=True, slots=True)
class Ending:
    """SQL over a row `t` of `everything`."""

    won: str
    """True, false, or NULL while it is open."""
    known_at: str | None
    """In microseconds since the epoch; none if nothing says when."""
    at_horizon: bool = False
    """Whether `won` speaks of the horizon's end already."""
    join: str = ""
    """What else both read, joined to `keyed`."""
    notes: tuple[str, ...] = ()
    """What is to be said of it."""


def column_ending(
    session: Session, everything: Everything, asked: Asked, place: int | None
) -> Ending:
    """Of the column at that place, or of `won_at`."""
    known_at = moment(everything.relation, "known_at") if asked.outcome_at or asked.won_at else None
    if asked.won_at is not None:
        return Ending(f"({known_at} IS NOT NULL)", known_at)
    assert place is not None, "the caller has looked"
    values = _values(session, everything, place)
    meant = _meant(values, asked, everything.columns[place])
    whens = " ".join(
        f"WHEN {everything.cell(place)} = {literal(value)} THEN {won}"
        for value, won in meant.items() if won is not None
    )  # fmt: skip
    notes = tuple(_none_is_open(values, asked, everything.columns[place]))
    return Ending(f"CASE {whens} END" if whens else "NULL", known_at, notes=notes)


def _values(session: Session, everything: Everything, place: int) -> list[str]:
    cell = everything.cell(place)
    found = session.rows(
        f"SELECT v FROM (SELECT {cell} AS v, count(*) AS n FROM {everything.relation.name} AS t "
        f"GROUP BY 1) WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT {MOST_ENDINGS + 1}"
    )
    return [value for (value,) in found]


def _meant(values: list[str], asked: Asked, column: str) -> dict[str, bool | None]:
    """Of each value whether it means won, lost, or open (none). `DataError` if that is not said."""
    if len(values) > MOST_ENDINGS:
        raise DataError(
            f"the column `{column}` has too many different values to be an outcome",
            "give a column with yes and no; for one with a time, `--won-at`",
        )
    won, still = ({fold(v.strip()) for v in given} for given in (asked.won, asked.undecided))
    _refuse_strangers(values, asked, column)
    if won:
        return {v: None if fold(v) in still else fold(v) in won for v in values}
    read = {v: None if fold(v) in still else normal.yes_no(v) for v in values}
    other = [v for v, meaning in read.items() if not isinstance(meaning, bool | None)]
    if other:
        raise DataError(
            f"the column `{column}` holds more than yes and no: {listed(other, _SHOWN)}",
            "say which values mean won: `--won VALUE`, and which are still "
            "open: `--undecided …`; the others are lost",
        )
    return {v: m if isinstance(m, bool | None) else None for v, m in read.items()}


def _refuse_strangers(values: list[str], asked: Asked, column: str) -> None:
    for value in _strange(values, asked.won):
        raise DataError(
            f"the column `{column}` never says `{shortened(value)}`",
            f"it says {listed(values, _SHOWN)}" if values else "it is empty",
        )
    for value in _strange(values, asked.undecided):
        for close in near(value.strip(), values, 1):
            raise DataError(
                f"the column `{column}` never says `{shortened(value)}`",
                f"did you mean `{shortened(close)}`?",
            )


def _none_is_open(values: list[str], asked: Asked, column: str) -> Iterator[str]:
    """There may be none any more, so that is no mistake."""
    for value in _strange(values, asked.undecided):
        says = f"it says {listed(values, _SHOWN)}" if values else "it is empty"
        yield f"No lead is `{shortened(value)}` in `{column}`: {says}."


def _strange(values: list[str], wanted: Iterable[str]) -> Iterator[str]:
    """Those that the column never says."""
    there = {fold(value) for value in values}
    return (value for value in wanted if fold(value.strip()) not in there)


# ---------------------------------------------------------------- who counts


def make_history(
    session: Session, tables: Tables, everything: Everything, ending: Ending, asked: Asked
) -> History:
    """Makes the table `history` (place, key, moment in microseconds, won, state). Needs the table
    `numbered` of all keys."""
    relation = everything.relation
    known_at = ending.known_at
    notes = (*ending.notes, *read_notes(session, everything, asked))
    until = _until(session, tables, asked, everything, known_at) if asked.horizon else None
    at, judged = f"{JUDGED}.as_of", f"LEFT JOIN {JUDGED} ON {JUDGED}.place = keyed.place"
    if isinstance(asked.as_of, datetime):
        at, judged = str(micros(asked.as_of)), ""
    key = key_text(tables.leads, tables.plan.leads.key or "")
    session.run(
        f"CREATE TABLE keyed AS SELECT t.{tables.leads.place} AS place, {key} AS k, "
        f"count(*) OVER (PARTITION BY {key}) AS times FROM {tables.leads.name} AS t"
    )
    won, state = _judged(ending, asked, until)
    session.run(
        f"CREATE TABLE history AS SELECT place, k AS key, judged AS moment, {won} AS won, "
        f"{state} AS state FROM (SELECT keyed.place, keyed.k, keyed.times, "
        f"CAST({at} AS BIGINT) AS judged, CAST({ending.won} AS BOOLEAN) AS won, "
        f"CAST({known_at or 'NULL'} AS BIGINT) AS known_at, "
        f"CAST({_came_at(everything) or 'NULL'} AS BIGINT) AS came_at, "
        f"{everything.unread('known_at')} AS unread "
        f"FROM {relation.name} AS t JOIN keyed ON keyed.place = t.{relation.place} "
        f"{judged} {ending.join})"
    )
    counts = dict(session.rows("SELECT state, count(*) FROM history GROUP BY 1"))
    left_out = {state: counts[state] for state in LEFT_OUT if state in counts}
    notes = (*notes, *came_notes(session, tables, everything, asked))
    return History(relation.rows, left_out, until, notes)


def _came_at(everything: Everything) -> str | None:
    return moment(everything.relation, "came_at") if "came_at" in everything.times else None


def _judged(ending: Ending, asked: Asked, until: datetime | None) -> tuple[str, str]:
    """SQL for whether a lead won, and for its state."""
    tests: list[tuple[str, State]] = [
        ("k IS NULL", "no key"), ("times > 1", "key twice"), ("judged IS NULL", "no moment"),
    ]  # fmt: skip
    if asked.came_at is not None:
        tests.append(("came_at > judged", "not yet"))
    if asked.outcome_at is not None or asked.won_at is not None:
        tests.append(("unread", "unread"))
    if ending.known_at is not None:
        tests.append(("known_at <= judged", "known"))
    won = "won"
    if asked.horizon is not None and until is not None:
        end = f"judged + {asked.horizon // timedelta(microseconds=1)}"
        tests.append((f"{end} > {micros(until)}", "unripe"))
        if not ending.at_horizon:
            tests.append(("won AND known_at IS NULL", "no time"))
            won = f"coalesce(won AND known_at <= {end}, false)"
    else:
        tests.append(("won IS NULL", "undecided"))
    whens = " ".join(f"WHEN {test} THEN '{state}'" for test, state in tests)
    return won, f"CASE {whens} ELSE 'counts' END"


def _until(
    session: Session, tables: Tables, asked: Asked, everything: Everything, known_at: str | None
) -> datetime:
    """The latest moment in the data that is not to come."""
    if asked.until is not None:
        return asked.until
    now = micros(datetime.now(UTC))
    queries = list(_moments(tables, everything, asked, known_at))
    latest = max(
        (found for sql, of in queries for found, in session.rows(
            f"SELECT max({sql}) FROM {of} AS t WHERE {sql} <= {now}") if found is not None),
        default=now,
    )  # fmt: skip
    return EPOCH + timedelta(microseconds=latest)


def _moments(
    tables: Tables, everything: Everything, asked: Asked, known_at: str | None
) -> Iterator[tuple[str, str]]:
    for relation, source in zip(tables.events, tables.plan.events, strict=True):
        yield moment(relation, source.at), relation.name
    if known_at is not None and (asked.outcome_at or asked.won_at):
        yield known_at, everything.relation.name
    came_at = _came_at(everything)
    if came_at is not None:
        yield came_at, everything.relation.name
    if asked.own:
        yield f"t.as_of - {_plus(asked)}", JUDGED


def _plus(asked: Asked) -> int:
    return asked.as_of.plus_us if isinstance(asked.as_of, OwnMoment) else 0
