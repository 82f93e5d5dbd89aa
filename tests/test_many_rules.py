"""A thousand rules, more than anyone should have, on every engine: it gives what Python gives.

`LEADSCORE_RULES=1000 pytest tests/test_many_rules.py` runs as many on the slow engines too, which
takes minutes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

import engines
import pytest
from cases import Data, Table
from differential import Judge, disagreements
from leadscore.compiler.dialects.base import Unsupported
from leadscore.compiler.sql_backend import render
from reading import MAIN, plan_of
from volumes import volume

RULES: Final = 1_000
MANY: Final = volume(300, RULES, "LEADSCORE_RULES")
SLOW: Final = {"bigquery": 120, "snowflake": 120, "spark": 60}
"""Rules on engines that take long to read a long query, as they run here."""
LEADS: Final = 6
EVENTS: Final = 400
NOW: Final = datetime(2026, 3, 1)
HEAD: Final = """score "Many", from -1,000,000 to 1,000,000 points

leads from leads, one per id
  id text
  title text
  employees number

events from events, of id, at at, named event
  page_view with path text
  email_open

group many "Many"
"""


def spelled(n: int) -> str:
    """Rules of leads, of windows of events and of single events by turns."""
    match n % 4:
        case 0:
            return f'+{n % 9 + 1} when title contains "t{n}"'
        case 1:
            return f"-{n % 7 + 1} when employees is over {n}"
        case 2:
            window = f"in the last {n % 30 + 1} days"
            return f'+{n % 9 + 1} when any page_view where path starts with "/p{n}" {window}'
        case _:
            return f'+{n % 9 + 1} for each page_view where path is "/p{n}", at most 2 times'


def file_of(rules: Iterator[str]) -> dict[str, str]:
    lines = "\n".join(f'  {rule} because "r{n}"' for n, rule in enumerate(rules))
    stages = "stages\n  A when score is over 10\n  B otherwise"
    return {MAIN: f"{HEAD}{lines}\n\n{stages}\n"}


def data() -> Data:
    leads = [
        {"id": f"k{i}", "title": f"t{i * 37} x T{i * 5}", "employees": i * 97 if i % 5 else None}
        for i in range(LEADS)
    ]
    events = [
        {
            "id": f"k{i % (LEADS + 1)}", "at": NOW - timedelta(hours=i),
            "event": "page_view" if i % 4 else "email_open", "path": f"/p{i * 13 % 1_000}",
        }
        for i in range(EVENTS)
    ]  # fmt: skip
    of_leads = {"id": "VARCHAR", "title": "VARCHAR", "employees": "BIGINT"}
    of_events = {"id": "VARCHAR", "at": "TIMESTAMP", "event": "VARCHAR", "path": "VARCHAR"}
    found = Table(of_events, tuple(events), kinds=("page_view", "email_open"))
    return Data(NOW.replace(tzinfo=UTC), Table(of_leads, tuple(leads)), (found,))


@dataclass(frozen=True, slots=True)
class Many:
    """A case as the judge takes it."""

    rules: int
    data: Data

    def texts(self) -> dict[str, str]:
        return file_of(spelled(n) for n in range(self.rules))


@cache
def judge(rules: int) -> Judge:
    return Judge(Many(rules, data()))


def test_many_rules_score_alike(sql_engine: engines.Engine) -> None:
    rules = int(os.environ.get("LEADSCORE_RULES") or SLOW.get(sql_engine.name, MANY))
    assert disagreements(judge(rules), sql_engine) == []


@pytest.mark.parametrize(
    ("dialect", "columns"),
    [("postgres", "1,600"), ("sqlite", "1,900"), ("mariadb", "1,600"), ("datafusion", "1,500")],
)
def test_what_does_not_fit_an_engine_is_refused_with_its_limit(dialect: str, columns: str) -> None:
    # a breakdown needs the count and the points of each of these rules
    plan = plan_of(file_of(spelled(4 * n + 3) for n in range(RULES)))
    told = f"cannot hold more than {columns} columns in one query, and these rules need 2,0"
    with pytest.raises(Unsupported, match=re.escape(told)):
        render(plan, dialect, as_of=NOW, breakdown=True)
