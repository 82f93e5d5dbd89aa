"""The frame of the command line: help, exit codes, streams, speed; nothing ends in a traceback."""

from __future__ import annotations

import doctest
import json
import os
import pkgutil
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import click
import pytest
from leadscore.runtime import cli
from leadscore.runtime.cli import COMMANDS, _terminal
from project import COMMAND, invoke, started, typed, write_starter

HEAVY = ("lark", "rich", "duckdb", "sqlglot", "jinja2", "leadscore.dsl", "leadscore.compiler")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_starter(tmp_path_factory.mktemp("project"))


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project)
    return project


# ---------------------------------------------------------------- commands and their help


def test_every_module_of_the_folder_is_a_command_in_the_table() -> None:
    modules = {
        m.name
        for m in pkgutil.iter_modules(cli.__path__)
        if not (m.ispkg or m.name.startswith("_"))
    }
    assert modules == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    command: click.Command = import_module(f"leadscore.runtime.cli.{name}").command
    assert command.name == name
    assert command.get_short_help_str(limit=200) == COMMANDS[name]


def test_help_names_all_commands() -> None:
    told = invoke("--help")
    assert told.exit_code == 0
    for name, says in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(says)}$", told.stdout, re.MULTILINE)


def examples() -> Iterator[str]:
    for name in COMMANDS:
        lines = invoke(name, "--help").stdout.partition("Examples:")[2].splitlines()
        yield from (line.strip() for line in lines if line.strip())


def test_every_help_has_examples() -> None:
    assert {shlex.split(line)[1] for line in examples()} == set(COMMANDS)


def with_a_past(folder: Path) -> None:
    """The starter as the last commit of a repository, and once more under another name."""
    shutil.copy(folder / "rules.score", folder / "old.score")
    for arguments in ("init -q", "add -A", "-c user.name=A -c user.email=a@b.c commit -q -m Rules"):
        subprocess.run(["git", *arguments.split()], check=True, cwd=folder)


# The language server waits for an editor; `test_lsp.py` is one.
@pytest.mark.parametrize("line", [line for line in examples() if line != "leadscore lsp"])
def test_examples_of_the_help_work_as_typed(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_starter(tmp_path))
    if line.startswith("leadscore diff"):
        with_a_past(tmp_path)
    done = invoke(*shlex.split(line)[1:])
    assert done.exit_code == 0, done.stderr
    assert done.output


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "lsp"])
def test_commands_work_when_installed(name: str, tmp_path: Path) -> None:
    write_starter(tmp_path)
    if name == "diff":
        with_a_past(tmp_path)
    first = next(line for line in examples() if shlex.split(line)[1] == name)
    done = typed(*shlex.split(first)[1:], folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_version() -> None:
    assert re.fullmatch(r"leadscore \d+\.\d+\.\d+\n", invoke("--version").stdout)


def test_no_command_at_all_shows_the_help() -> None:
    told = invoke()
    assert told.exit_code == 2
    assert "Commands:" in told.stderr


# ---------------------------------------------------------------- the caller's mistakes

MISTAKES = [
    ("frobnicate", "no such command"),
    ("--frobnicate", "no such option"),
    ("run", "missing argument 'FILE'"),
    ("run rules.score --frobnicate", "no such option"),
    ("check nowhere.score", "there is no file `nowhere.score`"),
    ("test nowhere.score", "there is no file `nowhere.score`"),
    ("run nowhere.score", "there is no file `nowhere.score`"),
    ("explain nowhere.score L0001", "there is no file `nowhere.score`"),
    ("sql nowhere.score", "there is no file `nowhere.score`"),
    ("run rules.scor", "there is no file `rules.scor`\n  did you mean"),
    ("run data", "`data` is a folder"),
    ("run data.score", "no section `score`"),
    ("check data", "there is no `.score` file in `data`"),
    ("run rules.score --as-of yesterday", "`yesterday` is not a time"),
    ("run rules.score --as-of 2026-02-30", "`2026-02-30` is not a time"),
    ("run rules.score --as-of 2026-02-01T00:00+14:01", "is in no zone of this world"),
    ("run rules.score --as-of 2026-02-01T00:00-1201", "is in no zone of this world"),
    ("run rules.score --as-of 2026-02-01T00:00+05:60", "is in no zone of this world"),
    ("run rules.score --as-of 0001-01-01T00:00+14:00", "is not in the years 1 to 9999"),
    ("run rules.score --set mql_bar", "`mql_bar` is not NAME=VALUE"),
    ("run rules.score --set mqlbar=3", "there is no `let mqlbar`"),
    ("run rules.score --set mql_bar=high", "`high` is not a value like that of `mql_bar`"),
    ("run rules.score --engine oracle://db/x", "there is no engine for `oracle://…`"),
    ("run rules.score --engine oracle", "`oracle` is no engine"),
    ("run rules.score --leads nowhere.csv", "there is no file `nowhere.csv`"),
    ("run rules.score --events clicks=data/events.csv", "the rules know no event `clicks`"),
    ("run rules.score -o scores.xlsx", "does not say by its ending"),
    ("run rules.score -o nowhere/scores.csv", "there is no folder `nowhere`"),
    ("run rules.score --breakdown", "`--breakdown` writes a second file"),
    ("run rules.score --top 0", "0 is not in the range"),
    ("explain rules.score", "missing argument 'LEAD'"),
    ("explain rules.score L0001 --over forever", "`forever` is not a number of days"),
    ("sql rules.score --dialect dbase", "no SQL dialect `dbase`"),
    ("sql rules.score -o nowhere/x.sql", "`nowhere/x.sql` cannot be a file"),
    ("init .", "nothing is overwritten"),
    ("init new --events data/events.csv", "`--events` needs the leads too"),
    ("init new --leads nowhere.csv", "there is no file `nowhere.csv`"),
]


@pytest.mark.parametrize(("line", "says"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_a_mistake_is_told_in_two_lines(line: str, says: str, here: Path) -> None:
    told = invoke(*shlex.split(line))
    assert told.exit_code == 2, told.output
    assert says in told.stderr
    assert told.stderr.startswith("error: ")
    assert len(told.stderr.splitlines()) <= 2
    assert told.stdout == ""
    assert "Traceback" not in told.output


@pytest.mark.parametrize("line", ["run", "explain", "sql"])
def test_rules_with_errors_are_the_callers_mistake(line: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.score"
    broken.write_text('score "x"\n  +1 when ttle is known\n  +1 when jb is known\n', "utf-8")
    told = invoke(line, broken, *(["L1"] if line == "explain" else []))
    assert told.exit_code == 2
    assert f"error: {broken}, line 2: " in told.stderr
    assert f"there is 1 more mistake; see `leadscore check {broken}`" in told.stderr
    assert len(told.stderr.splitlines()) == 2


def test_a_lead_that_is_not_there_is_not_named_in_full(here: Path) -> None:
    told = invoke("explain", "rules.score", "ann.secret@acme.example")
    assert told.exit_code == 2
    assert "`ann…`" in told.stderr
    assert "secret" not in told.output


# ---------------------------------------------------------------- what leadscore itself does wrong


@pytest.fixture
def failing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("ann.secret@acme.example")

    monkeypatch.setattr("leadscore.runtime.cli.run.load_rules", fail)


def test_a_fault_of_our_own_asks_for_a_report(failing: None) -> None:
    told = invoke("run", "rules.score")
    assert told.exit_code == 70
    assert "leadscore itself has failed (RuntimeError); please report it" in told.stderr
    assert "LEADSCORE_DEBUG=1" in told.stderr
    assert "secret" not in told.output
    assert "Traceback" not in told.output


def test_debugging_shows_where(failing: None) -> None:
    told = invoke("run", "rules.score", LEADSCORE_DEBUG="1")
    assert told.exit_code == 70
    assert "Traceback" in told.stderr
    assert "RuntimeError: ann.secret@acme.example" in told.stderr


# ---------------------------------------------------------------- streams


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(project: Path) -> None:
    with started("run", "rules.score", "--top", "200", folder=project) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr is not None
        assert b"rror" not in process.stderr.read()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, "sql", "rules.score"], cwd=project, stdout=full, stderr=subprocess.PIPE,
            encoding="utf-8", check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "error: the output cannot be written: no space left on device\n"


def test_pipes_get_utf_8_whatever_the_system_prefers(project: Path) -> None:
    done = typed(
        "run", "rules.score", "--as-of", "2026-03-01", folder=project, PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 0
    assert "█" in done.stderr


def test_results_go_to_stdout_and_the_rest_to_stderr(here: Path) -> None:
    told = invoke("run", "rules.score", "--as-of", "2026-03-01", "--top", "3")
    assert [line.split()[0] for line in told.stdout.splitlines()] == [
        "lead_id", "L0137", "L0179", "L0075",
    ]  # fmt: skip
    assert "and 197 more" in told.stderr
    assert "MQL" in told.stderr


def on_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What the command shows on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *words], cwd=folder, env={**os.environ, "TERM": "xterm-256color", **environment},
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.wait(60)
    os.close(ours)
    return shown.decode()


def test_colour_is_for_terminals_that_want_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"NO_COLOR": "", "FORCE_COLOR": ""}
    assert "\x1b[" in on_a_terminal(project, "test", "rules.score", "--engine", "python", **plain)
    assert "\x1b[31" in on_a_terminal(project, "run", "nowhere.score", **plain)
    assert "\x1b[1m" in on_a_terminal(project, "run", "rules.score", **plain)
    for line in ("test rules.score --engine python", "run nowhere.score", "run rules.score"):
        # A bar of progress that has gone again is no colour.
        shown = on_a_terminal(project, *line.split(), NO_COLOR="1").replace("\x1b[2K", "")
        assert "\x1b[" not in shown
        monkeypatch.chdir(project)
        assert "\x1b[" not in invoke(*line.split()).output


def test_a_progress_bar_is_for_terminals_and_for_patience(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_terminal, "PATIENCE", 0.05)
    monkeypatch.setattr(_terminal, "TICK", 0.01)

    def shown(on_terminal: bool, seconds: float) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: on_terminal, raising=False)
        with _terminal.progress() as tell:
            tell("scoring", 0.5)
            time.sleep(seconds)
        return capsys.readouterr().err

    assert "██████████           scoring … 0 s" in shown(True, 0.2)
    assert shown(True, 0.2).endswith("\r\x1b[2K")
    assert shown(True, 0) == ""
    assert shown(False, 0.2) == ""


# ---------------------------------------------------------------- interruption


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_whoever_ends_a_run_finds_nothing_left_behind(
    sign: signal.Signals, code: int, engine: str, tmp_path: Path
) -> None:
    desk, scratch = tmp_path / "desk", tmp_path / "scratch"
    desk.mkdir()
    scratch.mkdir()
    rules = 'leads from "leads.csv", one per id\n  x number\n\nscore "x"\n  +1 when x is over 2\n'
    (desk / "x.score").write_text(rules, "utf-8")
    with (desk / "leads.csv").open("w") as file:
        file.write("id,x\n")
        file.writelines(f"{i},{i % 7}\n" for i in range(600_000))
    words = ("run", "x.score", "--engine", engine, "-o", "out.csv")
    with started(*words, folder=desk, TMPDIR=str(scratch)) as run:
        # Python tries a temporary folder with a file of its own, before ours is made in it.
        while not any(scratch.glob("leadscore-*")):
            assert run.poll() is None, "the job ended before it was at work"
            time.sleep(0.01)
        run.send_signal(sign)
        _, told = run.communicate(timeout=60)
    assert run.returncode == code
    assert told.strip() == b""
    assert sorted(path.name for path in desk.iterdir()) == ["leads.csv", "x.score"]
    assert list(scratch.iterdir()) == []


# ---------------------------------------------------------------- speed


@pytest.mark.parametrize(
    ("words", "heavy"),
    [(("--help",), HEAVY), (("format", "--help"), (*HEAVY[:5], "leadscore.compiler.plan"))],
)
def test_help_imports_nothing_heavy(words: Sequence[str], heavy: tuple[str, ...]) -> None:
    code = (
        "import json, sys\n"
        "from leadscore.runtime.cli import main\n"
        f"try: main({[*words]!r})\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = json.loads(done.stderr)
    assert [name for name in loaded if name.startswith(heavy)] == []


@pytest.mark.parametrize(
    "module",
    [
        "cli._terminal",
        "cli._learn_options",
        "cli._page_text",
        "cli.formats._place",
        "cli.formats._words",
        "cli.formats.github",
        "examples.said",
        "explain.words",
        "markdown",
        "movement.bins",
        "movement.words",
        "tune.measured",
    ],
)
def test_examples_in_docstrings(module: str) -> None:
    result = doctest.testmod(import_module(f"leadscore.runtime.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)
