"""The SQL of a dbt model, filled in as dbt does it, on running engines."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import engines
import jinja2
import leadscore
import pytest
from engines import Engine
from leadscore.compiler import dbt
from leadscore.compiler.dialects import names
from leadscore.compiler.sql_backend import render
from test_shapes import AFTER, EXECUTED, JOINED, OWN, RULES, load, load_joined

MODULES = SimpleNamespace(datetime=datetime, re=re, pytz=SimpleNamespace(utc=datetime.UTC))
MARCH_1 = datetime.datetime(2026, 3, 1, 8, 30, 0, 123, tzinfo=datetime.UTC)


class Stopped(Exception):
    """What `exceptions.raise_compiler_error` does in dbt."""


def stop(message: str) -> None:
    raise Stopped(message)


def filled(text: str, execute: bool = True, **vars: Any) -> str:
    return jinja2.Environment().from_string(text).render(
        config=lambda **_: "", source=lambda _, table: table, execute=execute, modules=MODULES,
        var=lambda name, default=None: vars.get(name, default),
        exceptions=SimpleNamespace(raise_compiler_error=stop),
    )  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path) -> leadscore.Rules:
    (tmp_path / "x.score").write_text(RULES)
    return leadscore.load(tmp_path / "x.score")


def model(rules: leadscore.Rules, dialect: str, **more: Any) -> str:
    return dbt.files(rules.model, rules.plan, dialect, name="scores", **more)["scores.sql"]


@pytest.mark.parametrize("name", EXECUTED)
def test_a_model_gives_what_the_query_gives(rules: leadscore.Rules, name: str) -> None:
    engine: Engine = engines.use(name)
    load(engine, AFTER)
    wanted = engine.rows(render(rules.plan, engine.dialect, as_of=MARCH_1))
    assert len(wanted) == len(AFTER)
    text = model(rules, engine.dialect)
    for asked in ("2026-03-01T08:30:00.000123Z", "2026-03-01 09:30:00.000123+01:00",
                  MARCH_1.replace(tzinfo=None), MARCH_1):  # fmt: skip
        found = engine.rows(filled(text, leadscore_as_of=asked))
        assert sorted(found, key=str) == sorted(wanted, key=str)
    fixed = model(rules, engine.dialect, as_of=MARCH_1)
    assert sorted(engine.rows(filled(fixed)), key=str) == sorted(wanted, key=str)
    now = engine.rows(filled(text))
    assert len(now) == len(AFTER)
    assert {str(row[-2])[:4] for row in now} == {str(datetime.datetime.now(datetime.UTC).year)}


@pytest.mark.parametrize("name", EXECUTED)
def test_a_model_of_leads_at_their_own_moments(rules: leadscore.Rules, name: str) -> None:
    engine: Engine = engines.use(name)
    load(engine, AFTER)
    load_joined(engine)
    plan = rules.plan_for(OWN)
    wanted = engine.rows(render(plan, engine.dialect, as_of=OWN))
    assert len(wanted) == len(JOINED) - 1
    text = dbt.files(rules.model, plan, engine.dialect, name="scores", as_of=OWN)["scores.sql"]
    assert sorted(engine.rows(filled(text)), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("name", names())
def test_what_is_no_moment_is_refused(rules: leadscore.Rules, name: str) -> None:
    text = model(rules, name, as_of="parameter")
    for asked in ("soon", "' OR 1 = 1", "2026", ""):
        with pytest.raises(Stopped, match="give now, or a moment such as"):
            filled(text, leadscore_as_of=asked)
    with pytest.raises(ValueError, match="out of range"):
        filled(text, leadscore_as_of="2026-02-30")
    assert filled(text, execute=False)


def test_stages_that_remember_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.score").write_text(RULES.replace("25\n", "25, until score is under 20\n"))
    with pytest.raises(ValueError, match="stages with `until` ask for the last run"):
        model(leadscore.load(tmp_path / "x.score"), "duckdb")


@pytest.mark.parametrize(
    "text", ["{{ x }}", "{% raw %}", "{# c #}", "{{{{", "{", "a\r\nb\rc", "{{% {%{", "%} #} }}"]
)
def test_a_template_gives_plain_texts_back(text: str) -> None:
    assert jinja2.Template(dbt.plain(text), keep_trailing_newline=True).render() == text
