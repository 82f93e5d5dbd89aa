"""What Spark alone has: settings inside of texts, letters and steps in one call, and floating-point numbers as Java spells them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import engines
import leadscore
import pytest
from engines import Columns
from leadscore.compiler import dialects
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects.base import SETTLED, Unsupported
from leadscore.compiler.sql_backend import Physical, Relation, render
from leadscore.dsl.fold import FOLD, fold
from leadscore.runtime.rules import Rules

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
LETTERS = sorted({chr(letter) for letter in FOLD.values()} & SETTLED - {"ı"})
"""Latin, Greek and Cyrillic letters that fold from others."""


def loaded(folder: Path, rules: str) -> Rules:
    path = folder / "x.score"
    path.write_text(rules)
    return leadscore.load(path)


def test_a_text_with_the_name_of_a_setting_is_not_replaced(tmp_path: Path) -> None:
    rules = loaded(
        tmp_path,
        'score "x ${env:HOME}"\n  +1 when t is "a${env:HOME}b${x}" because "${env:HOME}"\n'
        "leads from leads, one per id\n  id text\n  t text\n",
    )
    for dialect in ("spark", "databricks"):
        for breakdown in (False, True):
            assert "${" not in render(rules.plan, dialect, as_of=AS_OF, breakdown=breakdown)
    engine = engines.use("spark")
    columns = {"id": "text", "t": "text"}
    rows = [("a", "a${env:HOME}b${x}"), ("b", "a${env:HOME}b"), ("c", "a/rootb${x}")]
    leads = Relation(engine.load("spark_leads", columns, rows), columns)  # type: ignore[arg-type]
    found = engine.rows(render(rules.plan, "spark", as_of=AS_OF, physical=Physical(leads)))
    assert [row[:2] for row in found] == [("a", 1), ("b", 0), ("c", 0)]


def test_a_column_with_the_name_of_a_setting_is_refused(tmp_path: Path) -> None:
    rules = loaded(
        tmp_path,
        'score "x"\n  +1 when n is over 1 because "n"\n'
        'leads from leads, one per id\n  id text\n  n number from "${x}"\n',
    )
    with pytest.raises(Unsupported, match=r"Spark cannot name `\$\{x\}`"):
        render(rules.plan, "spark", as_of=AS_OF)


def test_letters_beyond_16_bits_are_folded(tmp_path: Path) -> None:
    rules = loaded(
        tmp_path,
        'score "x"\n  +1 when t is "\U00010428k\u00df" because "r"\n'
        "leads from leads, one per id\n  id text\n  t text\n",
    )
    columns = {"id": "text", "t": "text"}
    rows = [
        ("a", "\U00010400\u212a\u1e9e"),
        ("b", "\U00010401k\u00df"),
        ("c", " \U00010428K\u00df "),
    ]
    engine = engines.use("spark")
    leads = Relation(engine.load("spark_leads", columns, rows), columns)  # type: ignore[arg-type]
    found = engine.rows(render(rules.plan, "spark", as_of=AS_OF, physical=Physical(leads)))
    assert [row[:2] for row in found] == [("a", 1), ("c", 1), ("b", 0)]


@pytest.mark.parametrize("letters", ["".join(LETTERS), "s", "i", "\u03c3", "abc"])
def test_every_letter_is_folded_as_in_python(letters: str) -> None:
    engine = engines.use("spark")
    marks = [*map(chr, range(1, 0x3000)), *"\ua641\uff21\U00010400"]
    spelled = [text for mark in marks for text in (mark, f"a{mark}", f"a{mark}b")]
    columns: Columns = {"id": "whole", "t": "text"}
    (table,) = engine.load("spark_letters", columns, list(enumerate(spelled)))
    folded = dialects.find("spark").fold(sql.name("t"), frozenset([letters]))
    query = sql.select([sql.name("id"), sql.named(folded, "folded")], sql.table(table))
    found = dict(engine.rows(query.sql("spark")))  # type: ignore[arg-type]

    def told(text: object) -> list[str]:
        return [char if char in letters else "?" for char in str(text)]

    assert [told(found[i]) for i in range(len(spelled))] == [told(fold(text)) for text in spelled]


def test_points_that_fade_out_in_many_steps(tmp_path: Path) -> None:
    rules = loaded(
        tmp_path,
        'score "x"\n  +4096 for each demo, losing 50% every 1 day because "r"\n'
        "leads from leads, one per id\n  id text\n"
        "events from events, of id, at happened, named kind\n  demo\n",
    )
    days = {"a": [0], "b": [3, 3], "c": [10, 4_000], "d": [-5, 1]}
    engine = engines.use("spark")
    leads = Relation(
        engine.load("spark_leads", {"id": "text"}, [(key,) for key in days]), {"id": "text"}
    )
    columns = {"id": "text", "happened": "time", "kind": "text"}
    naive = AS_OF.replace(tzinfo=None)
    rows = [
        (key, naive - timedelta(days=each), "demo") for key, some in days.items() for each in some
    ]
    events = Relation(engine.load("spark_events", columns, rows), columns)  # type: ignore[arg-type]
    sql = render(rules.plan, "spark", as_of=AS_OF, physical=Physical(leads, (events,)))
    assert "GET(" in sql
    # an event after the moment of the scores does not count
    assert {row[0]: row[1] for row in engine.rows(sql)} == {
        "a": 4_096, "b": 2 * 512, "c": 4, "d": 2_048,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "least"),
    [
        # Java spells these with a digit more than it takes to read them back
        (1.9532916614642915e17, "195329166146429150"),
        (8.34294180700339e17, "834294180700339000"),
        (0.0000005, "0.000001"),
        (-0.0000005, "-0.000001"),
    ],
)
def test_floating_point_numbers_by_their_shortest_spelling(
    tmp_path: Path, value: float, least: str
) -> None:
    rules = loaded(
        tmp_path,
        f'score "x"\n  +1 when n is {least} because "n"\n'
        "leads from leads, one per id\n  id text\n  n number\n",
    )
    engine = engines.use("spark")
    leads = Relation(
        engine.load("spark_floats", {"id": "text", "n": "float"}, [("a", value)]),
        {"id": "text", "n": "float"},
    )
    found = engine.rows(render(rules.plan, "spark", as_of=AS_OF, physical=Physical(leads)))
    assert found[0][1] == 1
