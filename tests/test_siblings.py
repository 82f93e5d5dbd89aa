"""Dialects that no engine here runs are held against siblings that are executed."""

from __future__ import annotations

import os

import engines
import engines_page
import pytest
import sqlglot
from conformance import files, outcomes, runs
from leadscore.compiler import dialects
from siblings import (
    PAGES,
    PRIMITIVES,
    SIBLINGS,
    columns_by_query,
    is_shaped_alike,
    page,
    rendering_as,
    shaped,
    unspelled,
)
from truths import misplaced
from volumes import some

NAMES = files.names()
RENDERED = engines_page.rendered_only()


def said_by(dialect: str) -> list[str]:
    """The files that it does not refuse, by the page of engines."""
    told = engines_page.told(engines_page.PAGE.read_text("utf-8"), dialect)
    return [name for name in NAMES if told[name] == outcomes.RENDERED]


def test_every_dialect_without_an_engine_has_a_sibling_with_one() -> None:
    assert {SIBLINGS[each] for each in RENDERED} <= set(engines.names())
    assert {"text", "quotient", "certain", "shown", "fold"} <= set(PRIMITIVES)


@pytest.mark.parametrize("dialect", RENDERED)
def test_the_queries_and_their_columns_are_those_of_the_sibling(dialect: str) -> None:
    pair = dialects.find(dialect), shaped(SIBLINGS[dialect], dialect)
    for name in some(said_by(dialect)):
        columns = []
        for each in pair:
            with rendering_as(each), columns_by_query() as found:
                outcomes.texts(dialect, files.load(name))
            columns.append(found)
        assert len(columns[0]) > 2
        assert columns[0] == columns[1], name


@pytest.mark.parametrize("dialect", RENDERED)
def test_nothing_but_primitives_differs_from_the_sibling(dialect: str) -> None:
    pair = unspelled(dialects.find(dialect)), unspelled(shaped(SIBLINGS[dialect], dialect))
    for name in some(said_by(dialect)):
        made = []
        for each in pair:
            with rendering_as(each):
                made.append(outcomes.texts(dialect, files.load(name)))
        assert made[0] == made[1], name


SHAPES = sorted(
    {(SIBLINGS[each], each) for each in RENDERED if not is_shaped_alike(SIBLINGS[each], each)}
)


@pytest.mark.parametrize(("engine", "like"), SHAPES[:1])
def test_the_sibling_runs_in_the_shape_of_the_other(engine: str, like: str) -> None:
    """All that are not shaped as their siblings are shaped alike."""
    assert all(is_shaped_alike(like, other) for _, other in SHAPES)
    running = engines.use(engine)
    with rendering_as(shaped(engine, like)):
        for name in NAMES:
            suite = runs.succeeding(files.load(name))
            assert not runs.deviations(suite, runs.by_engine(running, suite)), name


@pytest.mark.parametrize("dialect", RENDERED)
def test_the_page_of_spellings(dialect: str) -> None:
    path = PAGES / f"{dialect}.md"
    if os.environ.get("LEADSCORE_ACCEPT"):
        path.write_text(page(dialect), "utf-8")
    assert path.read_text("utf-8") == page(dialect)


@pytest.mark.parametrize("dialect", ["tsql"])
def test_conditions_are_only_where_the_dialect_wants_them(dialect: str) -> None:
    for name in said_by(dialect):
        assert [m for tree in outcomes.trees(dialect, name) for m in misplaced(tree)] == [], name


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("SELECT CASE WHEN (a < 0) <> (b < 0) THEN 1 END FROM t", ["a < 0", "b < 0"]),
        ("SELECT CASE WHEN a THEN 1 END FROM t", ["a"]),
        (
            "SELECT CASE WHEN a LIKE 'x' ESCAPE '!' AND NOT b IN (1) THEN 1 END FROM t WHERE (a = 1)",
            [],
        ),
    ],
)
def test_misplaced_conditions_are_found(query: str, wrong: list[str]) -> None:
    assert list(misplaced(sqlglot.parse_one(query, dialect="tsql"))) == wrong
