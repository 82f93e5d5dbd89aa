"""Which data each source of a plan is read from: what the caller gives, else what it names.

What the caller gives
    LEADS            replaces the table or file that the rules name
    EVENT=FILE       holds events of that kind; if it has the source's column of names, only the
                     rows of that name count, else all rows
    FILE             holds the events of the sources that have no file of their own: those whose
                     data the caller has to say anyway, else those in a warehouse's tables, else
                     the only source there is. It stands for several sources only if each of
                     them has a column of names, which tells their rows apart

A source of which some kinds are given by `EVENT=FILE` keeps its own data for the others. A source
none of whose events any rule asks for is read only if it is given.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from ...compiler.plan import EventSource, Kind, Plan, SoonAfter, Table, TableKind
from ...dsl.diagnostics import near
from ..errors import DataError, listed
from .typed import ArrowStream

Given: TypeAlias = str | os.PathLike[str] | ArrowStream


@dataclass(frozen=True, slots=True)
class GivenEvents:
    """Data of events that the caller gives: of one kind, or of all that have none."""

    event: str | None
    data: Given


@dataclass(frozen=True, slots=True)
class ChosenEvents:
    source: EventSource
    data: Given
    named_optional: bool = False
    """Whether data without the column of names holds nothing but the source's one kind."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What an engine reads, and how that is said."""

    kinds: tuple[TableKind, ...]
    one: str
    leads: str
    events: str
    of_one_kind: str
    """Examples."""


FILES: Final = Reads(("file",), "file", "leads.csv", "events.csv", "{}.csv")
TABLES: Final = Reads(("table",), "table", "crm.contacts", "web.activity", "web.{}")
BOTH: Final = replace(TABLES, kinds=("file", "table"), one="table or file")

_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_]*)=(.+)", re.DOTALL)


def parse_events(texts: Iterable[str]) -> tuple[GivenEvents, ...]:
    """`FILE` or `EVENT=FILE`; write `./a=b.csv` for a file whose name looks like the second.

    >>> [given.event for given in parse_events(["clicks.csv", "page_view=pages.csv"])]
    [None, 'page_view']
    """
    matched = ((text, _NAMED.fullmatch(text)) for text in texts)
    return tuple(
        GivenEvents(found[1], found[2]) if found else GivenEvents(None, text)
        for text, found in matched
    )


def choose_leads(plan: Plan, given: Given | None, reads: Reads = FILES) -> Given:
    if given is not None:
        return given
    table = plan.leads.table
    if table.kind in reads.kinds:
        return table.name
    raise DataError(
        f"the leads {_elsewhere(table, reads)}",
        f"give a {reads.one} of them: `--leads {reads.leads}`",
    )


def _elsewhere(table: Table, reads: Reads) -> str:
    if not table.name:
        return "are not given"
    name = Path(table.name).name if table.kind == "file" else table.name
    return f"are in the {table.kind} `{name}`, not in a {reads.one}"


def choose_events(
    plan: Plan, given: Sequence[GivenEvents], reads: Reads = FILES
) -> tuple[ChosenEvents, ...]:
    """The data of every source that is read, in the plan's order, single kinds first."""
    single = [one for one in given if one.event is not None]
    chosen = tuple(_of_kind(plan, one) for one in _refuse_twice(single))
    apart = {kind.name for one in chosen for kind in one.source.kinds}
    rest = [left for source in plan.events if (left := _without(source, apart))]
    plain = [one.data for one in given if one.event is None]
    if len(plain) > 1:
        raise DataError(
            f"more than one {reads.one} of events is given without a name",
            f"say what each holds: {_options(rest or plan.events, reads)}",
        )
    stands_for = _stand_in(rest, reads) if plain else ()
    if plain and not stands_for:
        raise DataError(f"the rules read no events from that {reads.one}", _reads_nothing(plan))
    return chosen + tuple(
        ChosenEvents(source, plain[0] if source in stands_for else _own(source, reads))
        for source in rest
        if source in stands_for or _asked(plan, source)
    )


def _reads_nothing(plan: Plan) -> str:
    return "leave out `--events`" if not plan.events else "each kind has its own file already"


def _refuse_twice(given: list[GivenEvents]) -> list[GivenEvents]:
    names = [str(one.event).lower() for one in given]
    for one in given:
        if names.count(str(one.event).lower()) > 1:
            raise DataError(f"`{one.event}` is given twice", "put its rows into one file")
    return given


def _of_kind(plan: Plan, given: GivenEvents) -> ChosenEvents:
    wanted = str(given.event).lower()
    for source in plan.events:
        for kind in source.kinds:
            if kind.name.lower() == wanted:
                return ChosenEvents(
                    replace(source, table=Table("given"), kinds=(kind,)), given.data, True
                )
    kinds = [kind.name for source in plan.events for kind in source.kinds]
    close = near(wanted, kinds)
    raise DataError(
        f"the rules know no event `{given.event}`",
        f"did you mean {listed(close)}?" if close else f"they read {listed(kinds) or 'no events'}",
    )


def _without(source: EventSource, apart: set[str]) -> EventSource | None:
    kinds = tuple(kind for kind in source.kinds if kind.name not in apart)
    return replace(source, kinds=kinds) if kinds else None


def _stand_in(rest: list[EventSource], reads: Reads) -> list[EventSource]:
    """The sources that one file or table without a name holds."""
    for tier in ("given", "table", "file"):
        sources = [source for source in rest if source.table.kind == tier]
        if len(sources) == 1 or (sources and tier != "file" and all(s.named for s in sources)):
            return sources
        if sources:
            raise DataError(
                f"it is not clear which events that {reads.one} holds",
                f"say it: {_options(sources, reads)}",
            )
    return []


def _own(source: EventSource, reads: Reads) -> Given:
    if source.table.kind in reads.kinds:
        return source.table.name
    names = listed(kind.name for kind in source.kinds)
    raise DataError(
        f"the events {names} {_elsewhere(source.table, reads)}",
        f"give a {reads.one} of them: `--events {reads.events}`, "
        f"or one by one: {_options([source], reads)}",
    )


def _options(sources: Iterable[EventSource], reads: Reads) -> str:
    kinds: list[Kind] = [kind for source in sources for kind in source.kinds]
    return " ".join(
        f"`--events {kind.name}={reads.of_one_kind.format(kind.name)}`" for kind in kinds[:3]
    )


def _asked(plan: Plan, source: EventSource) -> bool:
    """Whether any rule asks for events of this source, if only to ignore others."""
    asked = {kind for events in plan.asked for kind in events.kinds}
    for ignored in plan.ignored:
        asked |= set(ignored.by.kinds) if isinstance(ignored, SoonAfter) else set()
    return any(kind.name in asked for kind in source.kinds)
