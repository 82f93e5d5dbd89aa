"""What MariaDB alone has: a key is looked up by an index of at most 1,000 bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns, EngineError
from leadscore.compiler.dialects.mariadb import LONGEST_KEY
from leadscore.compiler.sql_backend import Physical, Relation, render

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """score "x"
  +5 for each visit because "r"
  +1 when at least 2 people at the company with visit because "s"

leads from leads, one per id, company in firm
  id   text
  firm text

events from events, of id, at at, named kind
  visit
"""
LEADS: Columns = {"id": "text", "firm": "text"}
EVENTS: Columns = {"id": "text", "at": "time", "kind": "text"}


def query(
    folder: Path, keys: list[str], firm: str, *, breakdown: bool = False
) -> tuple[engines.Engine, str]:
    path = folder / "x.score"
    path.write_text(RULES)
    engine = engines.use("mariadb")
    leads = engine.load("ma_leads", LEADS, [(key, firm) for key in keys])
    visits = [(key, datetime(2026, 2, 1), "visit") for key in keys]
    events = engine.load("ma_events", EVENTS, visits)
    physical = Physical(Relation(leads, LEADS), (Relation(events, EVENTS),))
    plan = leadscore.load(path).plan
    return engine, render(plan, "mariadb", as_of=AS_OF, physical=physical, breakdown=breakdown)


def test_keys_are_found_by_an_index_however_long_their_columns(tmp_path: Path) -> None:
    """A join of each with every other takes 50 times as long for 10,000 leads."""
    engine, text = query(tmp_path, [f"k{n}" for n in range(100)], "acme")
    steps = [str(step) for step in engine.rows("EXPLAIN " + text)]
    assert not any("BNL" in step for step in steps)
    assert sum("key0" in step for step in steps) >= 2


def test_the_lines_of_a_breakdown_are_kept_before_they_are_sorted(tmp_path: Path) -> None:
    """Else each line works out its lead once more."""
    engine, text = query(tmp_path, ["a", "b"], "acme", breakdown=True)
    outermost = [step for step in engine.rows("EXPLAIN " + text) if step[1] == "PRIMARY"]
    assert [step[2][:8] for step in outermost] == ["<derived"]


def test_the_longest_key_and_one_letter_more(tmp_path: Path) -> None:
    keys = ["é" * LONGEST_KEY, "é" * (LONGEST_KEY - 1) + "e"]
    engine, text = query(tmp_path, keys, "f" * LONGEST_KEY)
    assert sorted(row[:2] for row in engine.rows(text)) == [(keys[1], 6), (keys[0], 6)]
    told = "a key of more than 240 characters in MariaDB"
    for keys, firm in ((["é" * (LONGEST_KEY + 1)], "acme"), (["a"], "f" * (LONGEST_KEY + 1))):
        engine, text = query(tmp_path, keys, firm)
        with pytest.raises(EngineError, match=told):
            engine.rows(text)
