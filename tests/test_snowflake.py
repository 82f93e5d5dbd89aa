"""What Snowflake alone has: settings of a session, collations of columns, arrays of variants.

Executed by fakesnow as far as that can be; it knows of no collation.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects.snowflake import DIALECT
from leadscore.compiler.sql_backend import Physical, Relation, render
from leadscore.runtime.rules import Rules

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
LEADS = "leads from leads, one per id\n  id text\n  t text\n"


def loaded(folder: Path, rules: str) -> Rules:
    path = folder / "x.score"
    path.write_text(f'score "x"\n{rules}\n{LEADS}')
    return leadscore.load(path)


@pytest.mark.parametrize(
    ("spelled", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1)),
        (" 2026-07-01 10:05 ", datetime(2026, 7, 1, 10, 5)),
        ("2026-03-01T10:05:07Z", datetime(2026, 3, 1, 10, 5, 7)),
        ("1969-12-31 23:59:59.1234567", datetime(1969, 12, 31, 23, 59, 59, 123456)),
        ("2026-03-01 12:00 +12:00", datetime(2026, 3, 1)),
        ("2026-02-28T18:30:00.5-0530", datetime(2026, 3, 1, 0, 0, 0, 500000)),
    ],
)
def test_a_moment_that_is_bound_is_in_utc_unless_it_has_a_zone(
    tmp_path: Path, spelled: str, moment: datetime
) -> None:
    """Whatever the zone and the formats of the session."""
    rules = loaded(tmp_path, '  +1 when id is known because "r"')
    engine = engines.use("snowflake")
    columns: Columns = {"id": "text", "t": "text"}
    leads = Relation(engine.load("snow_leads", columns, [("a", "VP")]), columns)
    text = render(rules.plan, "snowflake", as_of="parameter", physical=Physical(leads))
    assert ":as_of" in text
    found = engine.rows(text.replace(":as_of", f"'{spelled}'"))
    assert [row[-2] for row in found] == [moment]


def test_texts_and_keys_are_compared_by_bytes_whatever_their_collation(tmp_path: Path) -> None:
    rules = loaded(tmp_path, '  +1 when t is "VP" because "r"').plan
    text = render(rules, "snowflake", as_of=AS_OF)
    assert """COLLATE(TRIM(CAST(src."t" AS VARCHAR), ' '), '')""" in text
    assert "COLLATE(CAST(overall.lead_key AS VARCHAR), '')" in text


def test_elements_of_an_array(tmp_path: Path) -> None:
    """Each between two marks, and a mark of the data as another."""
    engine = engines.use("snowflake")
    made = DIALECT.elements(sql.name("tags"), "list", ";").sql("snowflake")
    (found,) = engine.rows(f"SELECT {made} FROM (SELECT [' a ', 'b' || CHR(31) || 'c'] AS tags)")
    assert found == ("\x1fa\x1f\x1fb\x1ec\x1f",)


def test_a_division_leaves_no_rest() -> None:
    """A quotient has six digits behind the point, and would be rounded to a whole number."""
    engine = engines.use("snowflake")
    made = DIALECT.quotient(sql.name("a"), sql.name("b")).sql("snowflake")
    assert made == "CAST((a - MOD(a, b)) / b AS BIGINT)"
    values = "SELECT 9999999 AS a, 10000000 AS b UNION ALL SELECT -7, 2"
    assert sorted(engine.rows(f"SELECT {made} FROM ({values})")) == [(-3,), (0,)]
