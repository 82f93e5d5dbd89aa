"""Every case of the suite in Python and on every engine (tests/conformance/README.md)."""

from __future__ import annotations

import agreement
import engines
import engines_page
import pytest
from conformance import constructs, files, outcomes, runs
from volumes import some

NAMES = files.names()
FEWEST = 600
REFUSED = {
    "sqlite": {
        "clock_changes_in_text", "conditions_on_columns", "events_from_text", "numbers_of_text",
        "text_of_numbers", "unreadable",
    },
    "snowflake": {
        "for_every", "last_among_ties", "numbers_float", "numbers_float_halves", "total_of_floats",
    },
}  # fmt: skip
"""Files that speak of what a dialect cannot say exactly; it must refuse them all."""
STALE = "docs/engines.md is out of date: run `make engines-page`"
NEVER_VALID = {"foreign"}
"""Keeps foreign tokens in the lexer; no valid file has it."""
NEVER_LOWERED = {"Compare.op=!="}
"""It is lowered to the negation of `=`."""


@pytest.mark.parametrize("name", NAMES)
def test_in_python(name: str) -> None:
    suite = files.load(name)
    found = runs.in_python(suite)
    assert suite.fails not in found
    assert not runs.deviations(runs.succeeding(suite), found)


@pytest.mark.parametrize("name", [name for name in NAMES if files.load(name).fails])
def test_figures_that_are_too_large_on_engine(name: str, sql_engine: engines.Engine) -> None:
    suite = runs.able(files.load(name), sql_engine)
    with pytest.raises(engines.EngineError, match=f"`{suite.fails}`"):
        runs.by_engine(sql_engine, suite)


@pytest.mark.parametrize("name", NAMES)
def test_on_engine(name: str, sql_engine: engines.Engine) -> None:
    found = outcomes.on_engine(sql_engine, name)
    if found.mark == outcomes.NO_ARRAYS:
        pytest.skip(f"{sql_engine.name} has no arrays")
    refused = name in REFUSED.get(sql_engine.dialect, ())
    assert (found.mark == outcomes.REFUSED) == refused, found.reason
    assert not found.deviations


def test_the_page_tells_what_came_out(sql_engine: engines.Engine) -> None:
    """Of all files that ran on this engine in the tests above."""
    ran = outcomes.seen(sql_engine)
    if not ran:
        pytest.skip("no file has run on it")
    told = engines_page.told(engines_page.PAGE.read_text("utf-8"), sql_engine.dialect)
    assert {n: told.get(n) for n in ran} == {n: found.cell for n, found in ran.items()}, STALE


@pytest.mark.parametrize("dialect", engines_page.rendered_only())
def test_the_page_tells_what_is_rendered_only(dialect: str) -> None:
    told = engines_page.told(engines_page.PAGE.read_text("utf-8"), dialect)
    assert sorted(told) == NAMES, STALE
    tried = some(NAMES)
    found = {name: outcomes.in_text(dialect, name).cell for name in tried}
    assert {name: told[name] for name in tried} == found, STALE


def test_the_page_claims_nothing_for_files_and_dialects_that_are_not_there() -> None:
    page = engines_page.PAGE.read_text("utf-8")
    found = engines_page.cells(page)
    assert sorted(found) == NAMES, STALE
    assert all(list(row) == list(engines_page.columns()) for row in found.values()), STALE


def test_the_page_is_what_its_own_table_adds_up_to() -> None:
    """Its counts, refusals and limits follow from the marks and the dialects."""
    page = engines_page.PAGE.read_text("utf-8")
    assert page == engines_page.rewritten(page), STALE


WITH_COMPANIES = [name for name in NAMES if files.load(name).companies]


@pytest.mark.parametrize("name", WITH_COMPANIES)
def test_companies_in_python(name: str) -> None:
    suite = files.load(name)
    scored = agreement.by_python(suite.plan, suite.data)
    found = agreement.companies_by_python(suite.plan, suite.data, scored)
    assert runs.wrong_companies(suite, found) == []


@pytest.mark.parametrize("name", WITH_COMPANIES)
def test_companies_on_engine(name: str, sql_engine: engines.Engine) -> None:
    suite = files.load(name)
    assert runs.wrong_companies(suite, runs.companies_by_engine(sql_engine, suite)) == []


def test_the_form_that_the_readme_shows() -> None:
    readme = (files.HERE / "README.md").read_text("utf-8")
    shown = readme.partition("```yaml\n")[2].partition("```")[0]
    suite = files.from_text("readme", shown)
    assert [case.key for case in suite.cases] == ["two visits", "nobody"]
    assert not runs.deviations(suite, agreement.by_python(suite.plan, suite.data))


def test_there_are_enough_cases() -> None:
    assert sum(len(files.load(name).cases) for name in NAMES) >= FEWEST


def test_every_construct_of_the_grammar_is_in_some_file() -> None:
    seen = set().union(*map(constructs.rules_of_text, files.texts()))
    assert sorted(constructs.grammar_rules() - seen - NEVER_VALID) == []


def test_every_node_of_plans_is_in_some_file() -> None:
    seen = set().union(*(constructs.nodes_of(files.load(name)) for name in NAMES))
    assert sorted(constructs.plan_nodes() - seen - NEVER_LOWERED) == []
