"""Which data a job reads, and which columns of it: what is given, what is named, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from leadscore.compiler.plan import (
    Column,
    Events,
    EventSource,
    Kind,
    Leads,
    Metric,
    Plan,
    Table,
)
from leadscore.runtime.errors import DataError
from leadscore.runtime.tables import columns as table_columns
from leadscore.runtime.tables import duckdb as table_duckdb
from leadscore.runtime.tables.loaded import choose, load
from leadscore.runtime.tables.sources import GivenEvents, choose_events, choose_leads, parse_events


@pytest.fixture
def session() -> Iterator[table_duckdb.Session]:
    with table_duckdb.opened() as opened:
        yield opened


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content)
    return path


# ---------------------------------------------------------------- which data is read

FIELD = Column("path", "text", "path")
VIEW = Kind("page_view", "PageView", (FIELD,))
OPEN = Kind("email_open", "email_open", ())
PURCHASE = Kind("purchase", "purchase", ())


def source(*kinds: Kind, table: Table = Table("given"), named: str | None = "what") -> EventSource:  # noqa: B008
    return EventSource(table, "lead", "at", named, kinds)


def plan(
    *events: EventSource,
    leads: Table = Table("given"),  # noqa: B008
    columns: tuple[Column, ...] = (),
    key: str | None = "id",
    asked: bool = True,
) -> Plan:
    kinds = tuple(sorted(kind.name for one in events for kind in one.kinds))
    return Plan(
        title="", scale=1, leads=Leads(leads, key, columns), events=events, ignored=(), defines=(),
        excluded=(), groups=(), lower=None, upper=None, classes=(),
        metrics=(Metric("count", Events(kinds)),) if asked and kinds else (), tallies=(),
        fingerprint="f",
    )  # fmt: skip


def chosen(rules: Plan, *given: str) -> list[tuple[tuple[str, ...], Any]]:
    found = choose_events(rules, parse_events(given))
    return [(tuple(kind.name for kind in one.source.kinds), one.data) for one in found]


def test_leads_are_chosen() -> None:
    assert choose_leads(plan(leads=Table("file", "/a.csv")), None) == "/a.csv"
    assert choose_leads(plan(leads=Table("file", "/a.csv")), "b.csv") == "b.csv"
    with pytest.raises(DataError, match="are not given\ngive a file of them: `--leads leads"):
        choose_leads(plan(), None)
    with pytest.raises(DataError, match=r"are in the table `crm\.contacts`, not in a file"):
        choose_leads(plan(leads=Table("table", "crm.contacts")), None)


def test_events_are_chosen() -> None:
    web = source(VIEW, OPEN)
    orders = source(PURCHASE, table=Table("file", "/orders.csv"), named=None)
    crm = source(PURCHASE, table=Table("table", "crm.orders"), named=None)
    rules = plan(web, orders)
    assert chosen(rules, "e.csv") == [
        (("page_view", "email_open"), "e.csv"),
        (("purchase",), "/orders.csv"),
    ]
    assert chosen(rules, "e.csv", "purchase=o.csv") == [
        (("purchase",), "o.csv"),
        (("page_view", "email_open"), "e.csv"),
    ]
    assert chosen(rules, "PAGE_VIEW=v.csv", "email_open=o.csv") == [
        (("page_view",), "v.csv"),
        (("email_open",), "o.csv"),
        (("purchase",), "/orders.csv"),
    ]
    assert chosen(plan(crm), "o.csv") == [(("purchase",), "o.csv")]
    assert chosen(plan(orders), "o.csv") == [(("purchase",), "o.csv")]
    assert chosen(plan(orders)) == [(("purchase",), "/orders.csv")]
    both = plan(web, source(PURCHASE, named="kind"))
    assert chosen(both, "e.csv") == [
        (("page_view", "email_open"), "e.csv"),
        (("purchase",), "e.csv"),
    ]


def test_events_that_nothing_asks_for_need_no_data() -> None:
    assert chosen(plan(source(VIEW), asked=False)) == []
    assert chosen(plan(source(VIEW), asked=False), "e.csv") == [(("page_view",), "e.csv")]


OWN = Table("file", "/own.csv")
EVENTS_REFUSED = [
    ((source(VIEW),), (),
     "the events `page_view` are not given\ngive a file of them: `--events events.csv`"),
    ((source(VIEW, table=Table("table", "web.hits")),), (),
     "the events `page_view` are in the table `web.hits`, not in a file"),
    ((source(VIEW, OPEN),), ("page_view=v.csv",), "the events `email_open` are not given"),
    ((source(VIEW),), ("page_vew=v.csv",),
     "the rules know no event `page_vew`\ndid you mean `page_view`?"),
    ((source(VIEW),), ("page_view=v.csv", "page_view=w.csv"), "`page_view` is given twice"),
    ((source(VIEW),), ("v.csv", "w.csv"), "more than one file of events is given without a name"),
    ((source(VIEW, named=None), source(PURCHASE, named=None)), ("e.csv",),
     "it is not clear which events that file holds\nsay it: `--events page_view=page_view.csv`"),
    ((source(VIEW, table=OWN), source(PURCHASE, table=OWN)), ("e.csv",),
     "it is not clear which events that file holds"),
    ((source(VIEW),), ("page_view=v.csv", "e.csv"), "the rules read no events from that file"),
    ((), ("e.csv",), "the rules read no events from that file"),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "given", "message"), EVENTS_REFUSED)
def test_unclear_events_are_told(
    sources: tuple[EventSource, ...], given: tuple[str, ...], message: str
) -> None:
    with pytest.raises(DataError) as caught:
        chosen(plan(*sources), *given)
    assert str(caught.value).startswith(message)


def test_a_file_of_one_kind_needs_no_names(session: table_duckdb.Session, tmp_path: Path) -> None:
    leads = written(tmp_path, "leads.csv", "id\n1\n")
    rules = plan(source(VIEW))
    without = written(tmp_path, "v.csv", "lead,at,path\n1,2026-01-01,/a\n")
    tables = load(session, choose(rules, leads, [GivenEvents("page_view", without)]))
    assert tables.plan.events[0].named is None
    for relation in (tables.leads, *tables.events):
        session.run(f"DROP TABLE {relation.name}")
    named = written(tmp_path, "w.csv", "lead,at,path,what\n1,2026-01-01,/a,PageView\n")
    tables = load(session, choose(rules, leads, [GivenEvents("page_view", named)]))
    assert tables.plan.events[0].named == "what"
    assert tables.events[0].families == {
        "lead": "text", "at": "time", "what": "text", "path": "text",
    }  # fmt: skip


# ---------------------------------------------------------------- columns


def test_missing_columns_are_told_all_at_once(
    session: table_duckdb.Session, tmp_path: Path
) -> None:
    columns = (
        Column("title", "text", "title"),
        Column("employees", "number", "employees"),
        Column("email", "text", "email"),
    )
    path = written(tmp_path, "leads.csv", "Contact ID,Job Title,No. of Employees,email\n1,,,\n")
    with pytest.raises(DataError) as caught:
        load(session, choose(plan(columns=columns, key="contact_id"), path, ()))
    assert caught.value.message == (
        "`leads.csv` lacks 3 columns that the rules read: `contact_id`, `title`, `employees`"
    )
    assert caught.value.help.startswith(
        'say in the .score file what it is called there: `one per "Contact ID"`, '
        '`title text from "Job Title"`, `employees number from "No. of Employees"`; '
        "columns of `leads.csv`: `Contact ID`, "
    )


def test_names_match_but_for_case_and_spaces(session: table_duckdb.Session, tmp_path: Path) -> None:
    path = written(tmp_path, "leads.csv", " ID ,Title,title\n1,a,b\n")
    tables = load(session, choose(plan(columns=(Column("t", "text", "title"),)), path, ()))
    assert list(tables.leads.types) == ["id", "title"]
    assert session.rows("SELECT id, title FROM leads") == [("1", "b")]


@pytest.mark.parametrize(
    ("header", "columns", "message"),
    [
        ("id,x,x", ("x",), "2 columns that could be `x`: `x`, `x` (columns 2 and 3)"),
        ("id,X,x ", ("x",), "2 columns that could be `x`: `X`, `x ` (columns 2 and 3)"),
        ("id,X,x", ("X", "x"), "`X` and `x` of `leads.csv` differ only in case"),
    ],
)  # fmt: skip
def test_ambiguous_columns_are_told(
    session: table_duckdb.Session,
    tmp_path: Path,
    header: str,
    columns: tuple[str, ...],
    message: str,
) -> None:
    path = written(tmp_path, "leads.csv", f"{header}\n1,2,3\n")
    rules = plan(columns=tuple(Column(f"c{i}", "text", c) for i, c in enumerate(columns)))
    with pytest.raises(DataError) as caught:
        load(session, choose(rules, path, ()))
    assert caught.value.message.endswith(message)


def test_duplicate_names_that_nobody_reads_do_no_harm(
    session: table_duckdb.Session, tmp_path: Path
) -> None:
    path = written(tmp_path, "leads.csv", "id,,,x,x\n1,2,3,4,5\n")
    load(session, choose(plan(), path, ()))
    assert session.rows("SELECT * FROM leads") == [("1",)]


def test_rules_without_a_key_score_no_tables(session: table_duckdb.Session) -> None:
    with pytest.raises(DataError, match="do not say which column identifies a lead"):
        table_columns.of_leads(plan(key=None))
