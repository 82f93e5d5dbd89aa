"""Every engine gives what Python gives, for random rules, leads and events in bulk.

`make fuzz` goes on for much longer, from a fresh seed.
"""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import engines
from differential import Count, Judge, add, case_of

CASES: Final = 8
LEADS: Final = 12_500
SLOW: Final = {"spark": (3, 4_000), "bigquery": (4, 100), "snowflake": (8, 250),
               "mysql": (10, 500), "mariadb": (10, 500)}  # fmt: skip
"""Cases and leads of each where that many would take too long."""
REFUSED: Final = {"sqlite": 0.35, "datafusion": 0.15, "snowflake": 0.5}
"""So many of the cases a dialect may refuse, if the data are in columns that it cannot read
exactly or the conditions deeper than it reads; the others refuse none."""
REASONS: Final = (
    r"cannot read (numbers|moments) out of text exactly", "cannot read floating-point numbers",
    "cannot split lists", "figures of more digits", "cannot nest conditions",
)  # fmt: skip


@cache
def judge(seed: int, leads: int) -> Judge:
    """One for all engines."""
    gc.freeze()  # what is kept of the cases before is not gone through at every collection
    return Judge(case_of(seed, leads))


def test_random_cases_score_alike(sql_engine: engines.Engine) -> None:
    cases, leads = SLOW.get(sql_engine.name, (CASES, LEADS))
    count = Count()
    for seed in range(cases):
        add(count, judge(seed, leads), sql_engine, f"seed {seed}")
    assert not count.wrong, "\n".join(count.wrong)
    assert count.refused.total() <= cases * REFUSED.get(sql_engine.name, 0)
    unknown = [told for told in count.refused if not re.search("|".join(REASONS), told)]
    assert not unknown, "\n".join(unknown)


def test_processes_take_the_same_cases_as_one_alone() -> None:
    engines.use("duckdb")
    alone, shared = (_cases_of_a_run("--jobs", jobs) for jobs in ("1", "2"))
    assert alone == shared == ("3", "8")


def _cases_of_a_run(*options: str) -> object:
    """How many cases of 20 leads it takes for 50 scores from seed 5, and where to go on."""
    program = Path(__file__).with_name("fuzz_engines.py")
    asked = ["--first", "5", "--rows", "50", "--leads", "20", *options, "duckdb"]
    told = subprocess.run(
        [sys.executable, program, *asked], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"duckdb \| \S+ \| (\d+) .*; the next seed is (\d+)", told, re.DOTALL)
    return found.groups() if found else told
