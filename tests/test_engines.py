"""The harness itself: every engine gives back what was loaded, exactly and typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import engines
import pytest
from engines import Engine, EngineError, Family

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 1)
NASTY = 'it\'s "so"; -- \\n \\ `x` %s :a {{b}} $1 ${HOME}\n\r\t\\N é ß İ ẞ 😀 \u200b'

VALUES: dict[Family, list[object]] = {
    "text": [NASTY, "", " ", "a ", "NULL", "\\N", "\\", "\N{COMBINING ACUTE ACCENT}", "x" * 70_000],
    "whole": [0, -1, 999_999_999_999_999_999, -(10**18) + 1, 2**53 + 1],
    "decimal": [Decimal("0.000001"), Decimal("-0.1"), Decimal("999999999999999999.999999"), Decimal(7)],
    "float": [0.1, -1e300, 5e-324, 0.0, 1 / 3],
    "yes/no": [True, False],
    "date": [date(1969, 12, 31), date(2024, 2, 29), date(9999, 12, 31)],
    "time": [datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(2026, 3, 8, 2, 30), MOMENT],
    "instant": [datetime(1999, 7, 1, 12, 0, 0, 1, UTC), datetime(2026, 3, 8, 6, 59, 59, 999_999, UTC)],
    "list": [("a", "b c"), ("it's \\ \"x\"",), ("é", "", "😀"), ()],
}  # fmt: skip


def load_column(engine: Engine, family: Family, values: list[object]) -> str:
    """A table of `id` and `v`; gives its name as the engine writes it."""
    rows = [(i, value) for i, value in enumerate(values)]
    return named(engine, engine.load("values of one", {"id": "whole", "v": family}, rows))


def named(engine: Engine, parts: tuple[str, ...]) -> str:
    mark = "`" if engine.dialect in ("mysql", "mariadb", "spark", "bigquery") else '"'
    return ".".join(f"{mark}{part}{mark}" for part in parts)


def read(engine: Engine, family: Family, values: list[object]) -> list[object]:
    found = engine.rows(f"SELECT id, v FROM {load_column(engine, family, values)} ORDER BY id")
    assert [row[0] for row in found] == list(range(len(values)))
    return [row[1] for row in found]


@pytest.mark.parametrize("family", VALUES)
def test_values_come_back_as_they_were(engine: Engine, family: Family) -> None:
    values = [*VALUES[family], None]
    found = read(engine, family, values)
    told = [engine.seen(value, family) for value in values]
    assert found == told
    assert list(map(type, found)) == list(map(type, told))


SEEN: dict[str, dict[Family, object]] = {
    "sqlite": {"decimal": "0.100000", "time": "2026-03-01 12:00:00.000001", "yes/no": 1,
               "date": "2026-03-01", "instant": "2026-03-01 12:00:00.000001", "list": "a;b"},
    "mysql": {"yes/no": 1, "list": "a;b"},
    "mariadb": {"yes/no": 1, "list": "a;b"},
    "snowflake": {"list": "a;b"},
}  # fmt: skip
ONE: dict[Family, object] = {
    "text": "a", "whole": 1, "decimal": Decimal("0.1"), "float": 0.5, "yes/no": True,
    "date": MOMENT.date(), "time": MOMENT, "instant": MOMENT, "list": ("a", "b"),
}  # fmt: skip


@pytest.mark.parametrize("family", ONE)
def test_types_are_the_engines_own(engine: Engine, family: Family) -> None:
    """What `seen` says is held by hand here, so that it cannot excuse a loss."""
    [found] = read(engine, family, [ONE[family]])
    expected = SEEN.get(engine.name, {}).get(family, ONE[family])
    assert (found, type(found)) == (expected, type(expected))


def test_edges_of_moments(engine: Engine) -> None:
    assert read(engine, "time", [engine.earliest, engine.latest]) == [
        engine.seen(engine.earliest, "time"),
        engine.seen(engine.latest, "time"),
    ]
    edges: list[object] = [engine.earliest_instant, engine.latest_instant]
    assert read(engine, "instant", edges) == [engine.seen(edge, "instant") for edge in edges]
    assert engine.latest - engine.earliest > timedelta(days=390 * 365)


def test_empty_text_is_not_null(engine: Engine) -> None:
    table = load_column(engine, "text", ["", None])
    assert engine.rows(f"SELECT id FROM {table} WHERE v IS NULL") == [(1,)]


def test_names_of_columns(engine: Engine) -> None:
    name = "What is your 'occupation'? 1.5% 10"
    table = named(engine, engine.load("t", {name: "whole"}, [(7,)]))
    mark = "`" if "`" in table else '"'
    assert engine.rows(f"SELECT {mark}{name}{mark} FROM {table}") == [(7,)]


def test_a_table_without_rows(engine: Engine) -> None:
    families: dict[str, Family] = {f"c{i}": family for i, family in enumerate(VALUES)}
    assert engine.rows(f"SELECT * FROM {named(engine, engine.load('none', families, []))}") == []


def test_a_table_is_made_anew(engine: Engine) -> None:
    engine.load("again", {"a": "text"}, [("x",)])
    table = named(engine, engine.load("again", {"b": "whole"}, [(1,), (2,)]))
    assert sorted(engine.rows(f"SELECT b FROM {table}")) == [(1,), (2,)]


def test_required_columns(engine: Engine) -> None:
    """They hold the same; an engine may then answer otherwise, as ClickHouse does for joins."""
    columns: dict[str, Family] = {"id": "whole", "v": "text"}
    table = named(engine, engine.load("must", columns, [(1, "a")], required=("id", "v")))
    assert engine.rows(f"SELECT id, v FROM {table}") == [(1, "a")]


def test_many_rows(engine: Engine) -> None:
    many = 20_000 if engine.name == "bigquery" else 100_000
    rows = [
        (i, f"row {i}", Decimal(i), datetime(2026, 1, 1) + timedelta(minutes=i))
        for i in range(many)
    ]
    columns: dict[str, Family] = {"i": "whole", "t": "text", "d": "decimal", "at": "time"}
    table = named(engine, engine.load("many", columns, rows))
    found = engine.rows(f"SELECT COUNT(*), MIN(i), MAX(i), COUNT(DISTINCT t) FROM {table}")
    assert found == [(many, 0, many - 1, many)]


NOON = "TIMESTAMP '2026-07-01 12:00:00'"
EPOCH: dict[str, str] = {
    "duckdb": f"SELECT epoch_us(CAST({NOON} AS TIMESTAMPTZ))",
    "postgres": f"SELECT CAST(EXTRACT(EPOCH FROM CAST({NOON} AS TIMESTAMPTZ)) * 1000000 AS BIGINT)",
    "mysql": "SELECT CAST(UNIX_TIMESTAMP('2026-07-01 12:00:00') * 1000000 AS SIGNED)",
    "mariadb": "SELECT CAST(UNIX_TIMESTAMP('2026-07-01 12:00:00') * 1000000 AS SIGNED)",
    "clickhouse": "SELECT toUnixTimestamp64Micro(toDateTime64('2026-07-01 12:00:00', 6))",
    "spark": f"SELECT unix_micros({NOON})",
    "datafusion": "SELECT CAST(TIMESTAMPTZ '2026-07-01 12:00:00' AS BIGINT) / 1000",
    "snowflake": "SELECT DATE_PART(EPOCH_MICROSECOND, '2026-07-01 12:00:00'::TIMESTAMP_LTZ)",
}  # fmt: skip


def test_sessions_are_not_in_utc(engine: Engine) -> None:
    """Noon in New York is 16 o'clock in UTC in summer: 1,782,921,600 seconds after 1970."""
    if engine.name not in EPOCH:
        pytest.skip(f"{engine.name} has no time zone of a session, or must have UTC")
    assert engine.rows(EPOCH[engine.name]) == [(1_782_921_600_000_000,)]


def test_what_the_engine_has_no_type_for(engine: Engine) -> None:
    families = engine.families({"a": "whole", "b": "list", "c": "decimal"})
    assert families["a"] == "whole"
    joins = engine.name in ("sqlite", "mysql", "mariadb", "snowflake")
    assert families["b"] == ("text" if joins else "list")
    assert families["c"] == ("text" if engine.name == "sqlite" else "decimal")


def test_errors_are_of_one_kind(engine: Engine) -> None:
    with pytest.raises(EngineError, match=f"(?i)^{engine.name}: .*nope"):
        engine.rows("SELECT nope FROM nope")


def test_an_engine_is_started_once(engine: Engine) -> None:
    assert engines.start(engine.name) is engine
    assert engine in engines.started()
    assert engine.version[0].isdigit()


USES = """
import engines
import pytest

@pytest.fixture(autouse=True)
def broken(monkeypatch):
    def start():
        raise engines.Unavailable("there is no server here")
    import engines.sqlite
    monkeypatch.setattr(engines.sqlite, "start", start)

def test_it(request):
    engines.use("sqlite")
"""


@pytest.mark.parametrize(
    ("setting", "outcome", "words"),
    [
        ("", "skipped", "sqlite: there is no server here"),
        ("duckdb,postgres", "skipped", "sqlite: there is no server here"),
        ("all", "failed", "sqlite is required but cannot be started: there is no server here"),
        ("duckdb,sqlite", "failed", "sqlite is required but cannot be started"),
    ],
)
def test_a_missing_engine(
    setting: str,
    outcome: str,
    words: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEADSCORE_REQUIRE_ENGINES", setting)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makepyfile(USES)
    result = pytester.runpytest_subprocess("-rs")
    result.assert_outcomes(**{outcome: 1})
    result.stdout.fnmatch_lines([f"*{words}*"])
