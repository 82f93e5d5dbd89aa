"""What a version of the rules gives each lead, as a table of the session: `k` (the key in normal
form), `score` (whole counts of 1/scale, of one scale for all versions), `x0`, `x1` … (stage, labels
and grades), `excluded`, and `times` (how many rows have this key).

Only these tables outlive the scoring of a version, so that the next can be read in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ...compiler.own_moment import AsOf
from ...compiler.plan import Plan
from ..job.run import ENGINES, Engine
from ..tables.duckdb import Session, name
from ..tables.keys import key_text, number_keys
from ..tables.loaded import Chosen, Relation, Tables, load
from ..tables.moments import find_moments

KEPT: Final = "kept_"
"""How the names of tables begin that stay."""


@dataclass(frozen=True, slots=True)
class Version:
    """Rules, and the data that they read."""

    chosen: Chosen
    classes: tuple[str, ...] = ()
    """Of which stages, labels and grades the values are kept, in this order."""

    @property
    def plan(self) -> Plan:
        return self.chosen.plan

    @property
    def key(self) -> str:
        return self.plan.leads.key or ""


def read(session: Session, version: Version, as_of: AsOf) -> Tables:
    """All that scoring needs; `DataError` as of any run."""
    tables = load(session, version.chosen)
    number_keys(session, tables)
    return find_moments(session, tables, as_of)


def score(
    session: Session, tables: Tables, version: Version, as_of: AsOf, engine: Engine, made: str,
    scale: int, breakdown: bool = False,
) -> None:  # fmt: skip
    """Makes the table `made`, and leaves `scored` (with a breakdown `lines`) beside it."""
    ENGINES[engine](session, tables, as_of, breakdown)
    types = session.types("scored")
    key = key_text(Relation("scored", "the scores", types, "rowid", 1, 0), version.key)
    by_name = {found.name.lower(): found.name for found in version.plan.classes}
    columns = [f"{key} AS k", f"t.score * {scale // version.plan.scale} AS score"]
    columns += [f"t.{name(by_name[one.lower()])} AS x{i}" for i, one in enumerate(version.classes)]
    columns += ["t.excluded", f"count(*) OVER (PARTITION BY {key}) AS times"]
    session.run(f"CREATE TABLE {made} AS SELECT {', '.join(columns)} FROM scored AS t")


def clear(session: Session) -> None:
    """Leaves nothing in the session but what is kept."""
    found = session.rows("SELECT table_name, table_type FROM information_schema.tables")
    for table, kind in sorted(found, key=lambda one: one[1] != "VIEW"):
        if not table.startswith(KEPT):
            session.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name(table)}")


def with_data(version: Version, places: dict[str, str]) -> Version:
    """The same rules with other files in the place of those."""
    chosen = version.chosen
    events = tuple(replace(one, data=places.get(str(one.data), one.data)) for one in chosen.events)
    leads = places.get(str(chosen.leads), chosen.leads)
    return replace(version, chosen=replace(chosen, leads=leads, events=events))
