"""Part of the data, in files of the session's folder, so that many versions of the rules can be
tried on few leads: all cells as they came, under the names that the data give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..tables import columns as table_columns
from ..tables.columns import Need
from ..tables.duckdb import Session, literal, name
from ..tables.keys import key_text, text_of
from ..tables.loaded import Relation, load_all, open_table
from ..tables.opened import Opened, Pick
from ..tables.sources import Given
from .scored import Version

WANTED: Final = "kept_wanted"
"""The keys (`k`) of the leads that are taken along: those asked for, and whoever else is of their
companies, if rules ask for colleagues."""


@dataclass(slots=True)
class _Source:
    """One file, and what any version reads of it."""

    data: Given
    called: str
    needs: dict[str, Need] = field(default_factory=dict)
    keys: dict[str, None] = field(default_factory=dict)
    companies: dict[str, None] = field(default_factory=dict)

    def add(self, needs: Sequence[Need], key: str, company: str | None = None) -> None:
        for need in needs:
            known = self.needs.setdefault(need.source, need)
            if known.optional and not need.optional:
                self.needs[need.source] = need
        self.keys[key] = None
        if company is not None:
            self.companies[company] = None


def part(session: Session, versions: Sequence[Version], asked: str, stem: str) -> dict[str, str]:
    """File → the file with the part of it that concerns the leads whose keys are in the table
    `asked`. Makes `WANTED`."""
    leads, *events = _sources(versions)
    session.run(f"CREATE OR REPLACE TABLE {WANTED} AS SELECT k FROM {asked}")
    made = {str(leads.data): _cut(session, leads, f"{stem}_leads")}
    for number, source in enumerate(events):
        made[str(source.data)] = _cut(session, source, f"{stem}_events_{number}")
    return made


def columns_read(versions: Sequence[Version]) -> set[tuple[str, str]]:
    """Each file with each column of it that one of these needs."""
    return {
        (str(source.data), need.source)
        for source in _sources(versions)
        for need in source.needs.values()
        if not need.optional
    }


def _sources(versions: Sequence[Version]) -> list[_Source]:
    """The leads first."""
    found: dict[str, _Source] = {}
    for version in versions:
        chosen, plan = version.chosen, version.plan
        own = found.setdefault(str(chosen.leads), _Source(chosen.leads, "the table of leads"))
        own.add(table_columns.of_leads(plan), version.key, plan.company)
    for version in versions:
        for one in version.chosen.events:
            own = found.setdefault(str(one.data), _Source(one.data, "the table of events"))
            own.add(table_columns.of_events(one.source, one.named_optional), one.source.lead)
    return list(found.values())


def _cut(session: Session, source: _Source, stem: str) -> str:
    session.tell("choosing leads", None)
    data = open_table(session, source.data, source.called)
    found = table_columns.find(data, tuple(source.needs.values()))
    places = {pick.name: pick.index for pick in found}
    picks = tuple(Pick(place, f"c{place}") for place in dict.fromkeys(places.values()))
    relation = load_all(session, data, picks, "whole")
    _add_colleagues(session, relation, source, places)
    whose = " OR ".join(_is_wanted(relation, f"c{places[key]}") for key in source.keys)
    path = session.folder / f"{stem}.parquet"
    session.run(
        f"COPY (SELECT {', '.join(_columns(data, picks))} FROM whole AS t WHERE {whose} "
        f"ORDER BY {relation.place}) TO {literal(str(path))} (FORMAT parquet)",
        "choosing leads",
    )
    _drop(session)
    return str(path)


def _columns(data: Opened, picks: Sequence[Pick]) -> Iterator[str]:
    for pick in picks:
        yield f"t.{pick.name} AS {name(data.columns[pick.index])}"


def _is_wanted(relation: Relation, column: str) -> str:
    return f"{key_text(relation, column)} IN (SELECT k FROM {WANTED})"


def _add_colleagues(
    session: Session, relation: Relation, source: _Source, places: dict[str, int]
) -> None:
    for company in source.companies:
        there = text_of(relation, f"c{places[company]}")
        for key in source.keys:
            own = f"c{places[key]}"
            session.run(
                f"INSERT INTO {WANTED} SELECT {key_text(relation, own)} FROM whole AS t WHERE "
                f"{there} IN (SELECT {there} FROM whole AS t WHERE {_is_wanted(relation, own)} "
                f"AND {there} <> '') AND NOT {_is_wanted(relation, own)}"
            )


def _drop(session: Session) -> None:
    kind = session.rows("SELECT table_type FROM information_schema.tables "
                        "WHERE table_name = 'whole'")[0][0]  # fmt: skip
    session.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} whole")
