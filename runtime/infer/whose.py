"""Which column of a table of events says whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..tables.duckdb import Session, name
from ..tables.loaded import Relation
from .columns import GuessedColumn
from .names import rule_names

MOST: Final = 0.5
"""A column most of whose values are keys of leads is the one, whatever its name."""
_ENOUGH: Final = 20
"""Different keys of leads, or a tenth of them, that a text must have to be one. Numbers are equal
by chance."""
_WORDS: Final = re.compile(
    r"(lead|contact|customer|prospect|person|user|case|client|visitor)(_?(id|key|number|no))?"
)


@dataclass(frozen=True, slots=True)
class Whose:
    column: str | None
    """By its name in the data."""
    share: float | None
    """Of its values that are keys of leads; unknown where the leads have no key."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: GuessedColumn
    share: float
    keys: int
    """Different ones among its values."""
    alike: bool
    """Called like the leads' key."""


def whose(
    session: Session, leads: Relation, key: str | None, events: Relation,
    columns: Iterable[GuessedColumn],
) -> Whose:  # fmt: skip
    """Events of people who are no leads do no harm, so a column called like the key needs only
    some of them. Without a key, a column named like one."""
    among = list(columns)
    able = [_candidate(session, leads, key, events, c) for c in among] if key is not None else []
    found = _best([one for one in able if one.share], leads.rows)
    if found is not None:
        return Whose(found.column.source, found.share)
    words = [c.source for c in among if _WORDS.fullmatch(c.name)]
    alike = [one.column.source for one in able if one.alike]
    return Whose(next(iter([*words, *alike]), None), None if key is None else 0.0)


def _best(able: list[_Candidate], leads: int) -> _Candidate | None:
    """A column with a value of its own in every row may number the events, as the leads' key does
    the leads: then another one that fits comes first."""
    ranked = sorted(able, key=lambda one: (-one.share, not one.alike))
    alike = [one for one in ranked if one.alike]
    repeated = [one for one in alike if one.column.different < one.column.known]
    most = [one for one in ranked if one.share >= MOST]
    plain = [one for one in ranked if _plainly(one, leads)]
    return next(iter([*repeated, *most, *alike, *plain]), None)


def _plainly(one: _Candidate, leads: int) -> bool:
    """Whether it is a key though most of its values are of other people."""
    if _WORDS.fullmatch(one.column.name):
        return True
    return one.column.type == "text" and one.keys >= min(_ENOUGH, leads / 10)


def _candidate(
    session: Session, leads: Relation, key: str, events: Relation, column: GuessedColumn
) -> _Candidate:
    known = f"SELECT trim(CAST({name(key)} AS VARCHAR), ' ') FROM {name(leads.name)}"
    text = f"trim(CAST({name(column.source)} AS VARCHAR), ' ')"
    share, keys = session.rows(
        f"SELECT avg(CASE WHEN m THEN 1 ELSE 0 END), count(DISTINCT v) FILTER (m) FROM "
        f"(SELECT {text} AS v, {text} IN ({known}) AS m FROM {name(events.name)} "
        f"WHERE {text} <> '')"
    )[0]
    return _Candidate(column, float(share or 0), keys, column.name == rule_names([key])[0])
