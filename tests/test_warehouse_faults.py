"""What goes wrong with a connection: one message that says which, exit 2, nothing half-written,
and no credentials in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import warehouses
from click.testing import Result
from leadscore.compiler.dialects._portable import Portable
from leadscore.compiler.dialects.postgres import Postgres
from leadscore.runtime.engines.alchemy import Alchemy
from leadscore.runtime.engines.faults import scrubbed
from project import invoke
from warehouses import RULES, Served

SECRET = "p@ss/wörd: 100%"
"""The password of `ann`; of its URL every sign but letters is spelled otherwise."""
SPELLED = quote(SECRET, safe="")
NAMES = ("postgres", "mariadb", "clickhouse")


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> Served:
    return prepared(request.param)


@pytest.fixture(params=["postgres"])
def postgres(request: pytest.FixtureRequest) -> Served:
    """With its name in the tests' own, so that the one server serves them all."""
    return prepared(request.param)


_PREPARED: dict[str, Served] = {}


def prepared(name: str) -> Served:
    """The server with a user `ann` who may read the two tables and nothing else."""
    if name not in _PREPARED:
        _PREPARED[name] = warehouses.served(name)
        {"postgres": in_postgres, "mariadb": in_mariadb}.get(name, lambda server: None)(
            _PREPARED[name]
        )
    return _PREPARED[name]


def in_postgres(server: Served) -> None:
    server.do(f"CREATE ROLE ann LOGIN PASSWORD '{SECRET}'")
    server.do(f"GRANT SELECT ON {server.leads}, {server.events} TO ann")
    rules: Path = server.engine.folder / "data/pg_hba.conf"  # type: ignore[attr-defined]
    rules.write_text("local all ann scram-sha-256\n" + rules.read_text())
    server.do("SELECT pg_reload_conf()")


def in_mariadb(server: Served) -> None:
    server.do(f"CREATE USER ann@localhost IDENTIFIED BY '{SECRET}'")
    for table in (server.leads, server.events):
        server.do(f"GRANT SELECT ON {table} TO ann@localhost")


def url_of(server: Served, password: str = SPELLED, database: str | None = None) -> str:
    """As `ann`; to ClickHouse as the user with a password that it knows."""
    if "clickhouse" in server.url:
        url = (
            server.url if password == SPELLED else server.url.replace("ann%27s%20secret", password)
        )
        return url.replace("/crm", f"/{database}") if database else url
    scheme, rest = server.url.split("://")
    host, path = rest.split("@")[1].split("/", 1)
    name, _, options = path.partition("?")
    return f"{scheme}://ann:{password}@{host}/{database or name}?{options}"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(url: str, server: Served | None = None, *more: str, rules: str = RULES) -> Result:
    names = {"leads": "crm.leads", "events": "crm.activity"}
    if server is not None:
        names = {"leads": server.leads, "events": server.events}
    Path("x.score").write_text(rules.format(**names), "utf-8")
    return invoke("run", "x.score", "--as-of", "2026-03-01", "--engine", url, *more)


def told(done: Result, *parts: str) -> None:
    assert done.exit_code == 2, (done.stdout, done.stderr, done.exception)
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) <= 3, done.stderr
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr
    for secret in (SECRET, SPELLED, "ann's secret", "ann%27s%20secret"):
        assert secret not in done.stderr


# ---------------------------------------------------------------- before a connection stands


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("postgresql://x@h/d", "psycopg", "postgres"), ("mysql://x@h/d", "pymysql", "mysql"),
        ("mariadb://x@h/d", "sqlalchemy", "mysql"),
        ("clickhouse://x@h/d", "clickhouse_connect.cc_sqlalchemy", "clickhouse"),
        ("local[2]", "pyspark.sql", "spark"), ("spark://h:7077", "pyspark.sql", "spark"),
        ("snowflake://x@h/d", "snowflake.sqlalchemy", "snowflake"),
        ("bigquery://p/d", "sqlalchemy_bigquery", "bigquery"),
    ],
)  # fmt: skip
def test_a_driver_that_is_missing_is_told_with_the_line_that_installs_it(
    desk: Path, monkeypatch: pytest.MonkeyPatch, url: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    told(run(url), "is not installed", f"pip install 'leadscore[{extra}]'")


@pytest.mark.parametrize(
    ("url", "engine"),
    [("postgresql", "PostgreSQL"), ("mysql", "MySQL"), ("clickhouse", "ClickHouse")],
)
def test_a_server_that_is_down(desk: Path, url: str, engine: str) -> None:
    pytest.importorskip("clickhouse_connect")
    done = run(f"{url}://ann:{SPELLED}@127.0.0.1:9/crm")
    told(done, f"{engine} on 127.0.0.1:9 cannot be reached", "check the host and the port")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (f"mssql://ann:{SPELLED}@h/d", ["no engine for `mssql://…`"]),
        (f"postgrsql://ann:{SPELLED}@h/d", ["did you mean `postgresql://…`?"]),
        (f"ann:{SPELLED}@h/d", ["that is no engine", "clickhouse://…", "local[*]"]),
        ("duckbd", ["`duckbd` is no engine"]),
        (f"postgresql://ann:{SECRET}@h:x/d", ["not how a connection to PostgreSQL", "`@` is %40"]),
    ],
)  # fmt: skip
def test_a_connection_that_is_written_wrongly(desk: Path, url: str, parts: list[str]) -> None:
    told(run(url), *parts)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("foo=1", "`foo`"), ("connect_timeout=soon", "soon"), ("charset=bogus", ""),
        ("ssl_ca=/nowhere/ca.pem", "no such file"),
    ],
)  # fmt: skip
def test_options_that_mysql_does_not_take(desk: Path, options: str, said: str) -> None:
    url = f"mysql://ann:{SPELLED}@127.0.0.1:9/crm?{options}"
    told(run(url), "MySQL on 127.0.0.1:9 does not take these options", said, "behind the `?`")


@pytest.mark.parametrize("option", ["foo=1", "sslmode=bogus", "connect_timeout=soon"])
def test_options_that_postgresql_does_not_take(desk: Path, option: str) -> None:
    url = f"postgresql://ann:{SPELLED}@127.0.0.1:9/crm?{option}"
    word = option.split("=")[option.startswith("sslmode")]
    told(run(url), "PostgreSQL on 127.0.0.1:9 does not take these options", word, "behind the `?`")


def test_a_wrong_password(server: Served, desk: Path) -> None:
    told(run(url_of(server, "wr%40ng"), server), "does not accept user `ann`")
    assert "wr@ng" not in run(url_of(server, "wr%40ng"), server).stderr


def test_an_unknown_database(server: Served, desk: Path) -> None:
    if "mysql" in server.url or "mariadb" in server.url:
        # To a user without permissions every database is one that is refused.
        server.do("GRANT SELECT ON nowhere.* TO ann@localhost")
    told(run(url_of(server, database="nowhere"), server), "has no database `nowhere`")


# ---------------------------------------------------------------- tables and columns


def test_a_missing_table_with_what_was_meant(server: Served, desk: Path) -> None:
    url, wrong = url_of(server), f"{server.leads}x"
    told(
        run(url, server, "--leads", wrong), f"no table `{wrong}`", f"did you mean `{server.leads}`?"
    )


def test_a_missing_schema(server: Served, desk: Path) -> None:
    told(run(url_of(server), server, "--leads", "nope.leads"), "there is no `nope` either")


def test_a_missing_column_with_what_was_meant(server: Served, desk: Path) -> None:
    rules = RULES.replace("employees number\n", "employes number\n").replace(
        "when employees", "when employes"
    )
    done = run(url_of(server), server, rules=rules)
    told(done, f"`{server.leads}` lacks the column `employes`", 'number from "employees"')


def test_a_column_of_another_type(server: Served, desk: Path) -> None:
    rules = RULES.replace("created   date", "created   number").replace(
        "created is before 2026-01-02", "created is over 3"
    )
    done = run(url_of(server), server, rules=rules)
    told(done, f"column `created` of `{server.leads}` is of type date", "exactly as a number")


def test_a_construct_that_an_engine_cannot_say_exactly(
    postgres: Served, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL can say all; here it is as an engine that is not exact about floats."""
    monkeypatch.setattr(Postgres, "float_number", Portable.float_number)
    done = run(url_of(postgres), postgres, "-o", "scores.csv")
    told(done, "PostgreSQL cannot read floating-point numbers exactly", "`share` in “Share”")
    assert not Path("scores.csv").exists()


def test_files_are_not_read_by_a_database(postgres: Served, desk: Path) -> None:
    done = run(
        url_of(postgres), postgres, "--events", "a.csv", rules=RULES.replace("{leads}", '"l.csv"')
    )
    told(done, "the leads are in the file `l.csv`, not in a table", "`--leads crm.contacts`")


def test_a_table_is_not_written_by_an_engine_of_files(desk: Path) -> None:
    Path("x.score").write_text(RULES.format(leads='"l.csv"', events='"e.csv"'), "utf-8")
    done = invoke("run", "x.score", "-o", "table:scores")
    told(done, "only where the data is in a database", "`--engine postgresql://…`")


def test_a_table_without_a_name(postgres: Served, desk: Path) -> None:
    told(run(url_of(postgres), postgres, "-o", "table:"), "names no table")


def test_names_that_an_engine_would_cut_off_are_refused(server: Served, desk: Path) -> None:
    """Cut off after 63 bytes, the scores and their breakdown would be one table."""
    before, schema = tables(server), server.leads.split(".")[0]
    for name, more in (("x" * 64, ()), ("é" * 32, ()), ("x" * 60, ("--breakdown",))):
        done = run(server.url, server, "-o", f"table:{schema}.{name}", *more)
        told(done, "is too long: 63 bytes at most", "a shorter name")
    assert tables(server) == before


def test_a_name_of_many_bytes_leaves_room_for_the_table_beside(
    postgres: Served, desk: Path
) -> None:
    target = f"{postgres.leads.split('.')[0]}.{'é' * 31}"
    for _ in range(2):
        assert run(postgres.url, postgres, "-o", f"table:{target}").exit_code == 0
    assert postgres.do(f"SELECT count(*) FROM {target}") == [(40,)]
    postgres.do(f"DROP TABLE {target}")


def test_a_figure_that_is_too_large_names_its_lead(server: Served, desk: Path) -> None:
    """Of 120 employees it has 19 digits; the lead's key is short, so that nothing of it shows."""
    rules = RULES.replace("employees is over 100", "employees * 99999999999999999 is over 100")
    done = run(url_of(server), server, "-o", "scores.csv", rules=rules)
    told(done, "has more than 18 digits for lead `…`", "far too large")
    assert not Path("scores.csv").exists()


# ---------------------------------------------------------------- in the middle of a run


@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_a_permission_that_is_refused_in_the_middle(name: str, desk: Path) -> None:
    server = prepared(name)
    before = tables(server)
    target = f"{server.leads.split('.')[0]}.refused"
    done = run(url_of(server), server, "-o", f"table:{target}", "--breakdown")
    told(done, "user `ann` may not do this", "denied", "nothing was changed")
    assert tables(server) == before


def tables(server: Served) -> set[str]:
    schema = server.leads.split(".")[0]
    names = server.do(
        f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{schema}'"
    )
    return {str(row[0]) for row in names}


def end_sessions(server: Served) -> None:
    """Ends all connections that a run has made."""
    if "postgres" in server.url:
        server.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'leadscore'"
        )
        return
    found = server.do(
        "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND user = 'root'"
    )
    for (session,) in found:
        server.do(f"KILL {session}")


@pytest.mark.parametrize("name", ["postgres", "mariadb"])
@pytest.mark.parametrize("when", ["create", "replace", "batches"])
def test_a_connection_that_is_lost_in_the_middle(
    name: str, when: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = prepared(name)
    target = f"{server.leads.split('.')[0]}.kept"
    words = (server, "-o", f"table:{target}")
    assert run(server.url, *words).exit_code == 0
    before = server.do(f"SELECT sum(score), max(as_of) FROM {target}")
    real: Callable[..., object] = getattr(Alchemy, when)

    def lost(self: Alchemy, *arguments: object) -> object:
        end_sessions(server)
        return real(self, *arguments)

    for class_ in {Alchemy, *Alchemy.__subclasses__()}:
        if when in vars(class_):
            monkeypatch.setattr(class_, when, lost)
    done = run(server.url, *words)
    monkeypatch.undo()
    told(done, "was lost", "run it again")
    assert server.do(f"SELECT sum(score), max(as_of) FROM {target}") == before
    assert not Path("scores.csv").exists()
    server.do(f"DROP TABLE {target}")


def test_a_server_that_goes_away_in_the_middle(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("clickhouse_connect")
    server = warehouses.ClickHouse()
    real = Alchemy.find

    def lost(self: Alchemy, spelled: str) -> object:
        found = real(self, spelled)
        server.process.kill()
        server.process.wait()
        return found

    monkeypatch.setattr(Alchemy, "find", lost)
    told(run(server.url, server, "-o", "scores.csv"), "ClickHouse on 127.0.0.1", "lost")
    assert not Path("scores.csv").exists()


# ---------------------------------------------------------------- secrets


def test_secrets_are_taken_out_however_they_are_spelled() -> None:
    text = f"cannot log in to postgresql://ann:{SPELLED}@db with {SECRET}"
    assert scrubbed(text, (SECRET,)) == "cannot log in to postgresql://ann:***@db with ***"


def test_a_secret_that_may_be_part_of_any_word_takes_all_of_the_text_with_it() -> None:
    assert scrubbed("no table here", ("a",)) == ""
    assert scrubbed("no table here", ("x",)) == "no table here"


def test_a_password_from_the_environment(postgres: Served, desk: Path) -> None:
    url = url_of(postgres).replace(f":{SPELLED}", "")
    names = {"leads": postgres.leads, "events": postgres.events}
    Path("x.score").write_text(RULES.format(**names), "utf-8")
    words = ("run", "x.score", "--as-of", "2026-03-01", "--top", "1")
    assert invoke(*words, "--engine", url, PGPASSWORD=SECRET).exit_code == 0
    assert invoke(*words, PGPASSWORD=SECRET, LEADSCORE_ENGINE=url).exit_code == 0
    told(invoke(*words, "--engine", url, PGPASSWORD="wrong"), "PGPASSWORD, ~/.pgpass")
