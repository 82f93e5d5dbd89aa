"""A small job: rules, leads and events with every kind of fault in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import leadscore
import pytest
from leadscore.compiler.plan import Plan
from leadscore.runtime.errors import DataError
from leadscore.runtime.job.run import Engine, run

ENGINES: list[Engine] = ["duckdb", "python"]
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)

RULES = """
score "B2B", from 0 to 100 points

leads from "leads.csv", one per contact_id
  title      text  from "Job Title"
  employees  number
  opted_out  yes/no
  created    date

events from "events.csv", of contact_id, at occurred_at, named activity
  page_view  called "PageView" with path text, seconds number
  email_open

exclude leads when opted_out because "Opted out"

group fit "Who", at most 25 points
  +20   when title contains word "VP" because "VP"
  +10.5 when employees is over 100 because "Large"
  +1    when created is before 2026-01-02 because "Old"

group engagement "What"
  +15 for each page_view, at most 3 times because "Looked"
  +2  for each email_open, losing 50% every 7 days because "Read mail"
  +4  for every 60 of total seconds of page_view because "Time"

stages
  MQL  when score is at least 30
  Cold otherwise

label size
  Big   when employees is over 1,000
  Small otherwise
"""

LEADS = """\
contact_id,Job Title,employees,opted_out,created
a1,VP Sales,120,no,2026-01-01
a2,"CEO, founder",n/a,no,01/02/2026
=a3,cmd,5000,yes,
 a1 ,vp sales,1e3,maybe,2026-02-30
,No key,7,no,2026-01-01
-a9,Minus,1,,2026-01-01
a8
"""

EVENTS = """\
contact_id,activity,occurred_at,path,seconds
a1,PageView,2026-02-20T10:00:00Z,/pricing,40
a1, pageview ,2026-02-21 10:00,/x,abc
zz,PageView,2026-02-20,/x,1
,PageView,2026-02-20,/x,1
a2,email_open,2026-02-27 10:00:00+02:00,,
a2,email_open,yesterday,,
a2,email_open,,,
a2,email_open,2026-04-01,,
a2,Mystery,2026-02-01,,
a2,email_open,2026-02-20T00:00:00,,
"""


def prepared(folder: Path) -> Path:
    """The folder, with the files of the job in it."""
    (folder / "b2b.score").write_text(RULES)
    (folder / "leads.csv").write_text(LEADS)
    (folder / "events.csv").write_text(EVENTS)
    return folder


def plan(folder: Path, rules: str = RULES) -> Plan:
    (folder / "b2b.score").write_text(rules)
    return leadscore.load(folder / "b2b.score", allow_outside=True).plan


def refused(folder: Path, **options: Any) -> DataError:
    with pytest.raises(DataError) as caught:
        run(plan(folder), as_of=AS_OF, **options)
    return caught.value
