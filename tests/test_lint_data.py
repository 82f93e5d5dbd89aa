"""Values and events that the data at hand do not have."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from leadscore.dsl import data_files
from leadscore.dsl.apply import apply_fixes
from leadscore.dsl.check.checker import check
from leadscore.dsl.config import DEFAULT, LintConfig
from leadscore.dsl.lint import lint
from leadscore.runtime.at_hand import values_at_hand
from leadscore.runtime.editor.worker import warnings

HEAD = """\
score "Demo score"
leads from "leads.csv", one per id
  industry text from "Branch" unknown for "Select"
  tags     list separated by "|"
  opted    yes/no
events from "events.csv", of id, at at, named what
  page_view with path text
  demo_request
"""
INDUSTRIES = ["Software"] * 120 + ["Real Estate"] * 60 + ["Bank 1"] * 40 + ["Select"] * 30
LEADS = "id,Branch,tags,opted\n" + "".join(
    f"{i},{industry},api | sso,yes\n" for i, industry in enumerate(INDUSTRIES)
)
EVENTS = "id,at,what,path\n" + "".join(
    f"{i},2026-03-01,{'page_view' if i % 2 else 'Demo Request'},/a\n" for i in range(200)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "leadscore.toml").touch()
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    (tmp_path / "events.csv").write_text(EVENTS.replace("Demo Request", "demo_request"), "utf-8")
    return tmp_path


def told(folder: Path, lines: str, config: LintConfig = DEFAULT) -> list[str]:
    model = check(folder / "x.score", text=f"{HEAD}group g\n{lines}")
    assert model.diagnostics == ()
    found = lint(model, config, values_at_hand)
    return [f"{d.title}; {d.help}" for d in found if d.code in ("W215", "W216")]


USUAL = "what it has most often is `Software`, `Real Estate`, `Bank 1`"
CONDITIONS: dict[str, list[str]] = {
    'industry is "software"': [],
    'industry is " REAL ESTATE "': [],
    'industry is "Softwear"': ["no `industry` in leads.csv is `Softwear`; write `\"Software\"`"],
    'industry is not "real-estate"': ["no `industry` in leads.csv is `real-estate`; write `\"Real Estate\"`"],
    # a value beside one that is there is for leads to come, but not if it is a slip
    'industry is "Software" or "Mining"': [],
    'industry is "Software" or "Reel Estate"': ["no `industry` in leads.csv is `Reel Estate`; write `\"Real Estate\"`"],
    # two spellings in one test are meant
    'industry is "Software" or "Softwear"': [],
    'industry is "Mining"': [f"no `industry` in leads.csv is `Mining`; {USUAL}"],
    'industry is "Mining" or "Fishing"': [f"no `industry` in leads.csv is any of these; {USUAL}"],
    "industry is in others": [f"no `industry` in leads.csv is in `others`; {USUAL}"],
    "industry is in some": [],
    'industry contains "Mining"': [],
    'industry is "Softer"': [f"no `industry` in leads.csv is `Softer`; {USUAL}"],
    'industry is "Sofwar"': [f"no `industry` in leads.csv is `Sofwar`; {USUAL}"],
    # a number in it is another value
    'industry is "Bank 2"': [f"no `industry` in leads.csv is `Bank 2`; {USUAL}"],
    # what means unknown is told by another rule
    'industry is "Select"': [],
    'tags include "api"': [],
    'tags include "Apps"': ["no `tags` in leads.csv is `Apps`; what it has most often is `api`, `sso`"],
    'any page_view where path is "/A"': [],
    'any page_view where path is "/pricing"': ["no `path` in events.csv is `/pricing`; what it has most often is `/a`"],
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition(condition: str, folder: Path) -> None:
    lists = 'list others = "Mining", "Fishing"\nlist some = "Mining", "Software"\n'
    found = told(folder, f"  +5 when {condition}\n{lists}")
    expected = [
        f"{one}, as the data has it" if "write" in one else one for one in CONDITIONS[condition]
    ]
    assert found == expected


def test_rows_of_tables(folder: Path) -> None:
    lines = (
        '  points by industry\n    +5 for "Software"\n    +3 for "Mining"\n    +1 for in others\n'
        '  points for each page_view by path, up to 9 points\n    +1 for "/a"\n    +3 for "/b"\n'
        'list others = "Fishing"\n'
    )
    assert [one.split(";")[0] for one in told(folder, lines)] == [
        "no `industry` in leads.csv is `Mining`",
        "no `industry` in leads.csv is in `others`",
        "no `path` in events.csv is `/b`",
    ]


MINING, SLIP = '  +5 when industry is "Mining"\n', '  +5 when industry is "Softwear"\n'


@pytest.mark.parametrize(
    ("leads", "mining", "slip"),
    [
        (LEADS, 1, 1),
        (LEADS.replace("Branch", "Industry"), 0, 0),  # no such column
        (LEADS.replace("tags", "Branch"), 0, 0),  # two of that name
        ("id,Branch\n" + "".join(f"{i},{i % 100:b} Lane\n" for i in range(300)), 0, 0),  # many
        ("\ufeffBranch\n" + "Software\n" * 3, 0, 1),  # as spreadsheets mark UTF-8
        (LEADS.replace("Software", "SOFTWARE"), 1, 1),
        ("id,Branch\n1,Software\n2,Software\n3,Software\n", 0, 1),  # few rows
        ("id,Branch\n1,Software\n2,Software\n", 0, 0),  # once or twice may be a slip itself
        (LEADS + "".join(f"x{i},New {i}\n" for i in range(9)), 0, 1),  # more will come
        (LEADS + "".join(f"x{i},New {i}\n" for i in range(2000)), 0, 0),  # anything may come
        (LEADS.replace(",", ";"), 1, 1),
        ("", 0, 0),
    ],
)
def test_what_data_must_be_to_say_something(
    leads: str, mining: int, slip: int, folder: Path
) -> None:
    (folder / "leads.csv").write_text(leads, "utf-8")
    assert len(told(folder, MINING)) == mining
    assert len(told(folder, SLIP)) == slip


def test_data_that_cannot_be_read_say_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "leads.csv").write_bytes(LEADS.encode() + b"1,\xe4,x,yes\n")
    assert told(folder, MINING) == []
    (folder / "leads.csv").unlink()
    assert told(folder, MINING) == []
    (folder / "leads.csv").mkdir()
    assert told(folder, MINING) == []
    (folder / "leads.csv").rmdir()
    (folder / "leads.csv").write_text(LEADS, "utf-8")
    assert len(told(folder, MINING)) == 1
    monkeypatch.setattr(data_files, "MOST_BYTES", len(LEADS) - 1)
    assert told(folder, MINING) == []


def test_a_project_sets_how_many_rows_are_enough(folder: Path) -> None:
    assert told(folder, MINING, LintConfig(options={"W215": {"fewest": 221}})) == []
    assert len(told(folder, MINING, LintConfig(options={"W215": {"fewest": 220}}))) == 1


def test_a_name_of_several_columns_says_nothing(folder: Path) -> None:
    head = HEAD.replace("path text", "path text, industry text")
    model = check(folder / "x.score", text=f"{head}group g\n{MINING}")
    assert [d.code for d in lint(model) if d.code == "W215"] == []


EVENT = "  +5 when any demo_request\n"


def test_an_event_that_is_named_otherwise(folder: Path) -> None:
    assert told(folder, EVENT) == []
    (folder / "events.csv").write_text(EVENTS, "utf-8")
    (found,) = told(folder, EVENT)
    assert found == 'no event in events.csv is named `demo_request`; write `called "Demo Request"`'
    assert told(folder, "  +5 when any page_view\n") == [], "nobody waits for it"
    model = check(folder / "x.score", text=f"{HEAD}group g\n{EVENT}")
    fixes = [d.fix for d in lint(model) if d.code == "W216" and d.fix is not None]
    after = apply_fixes(fixes, {"x.score": model.sources["x.score"].text}).texts["x.score"]
    assert '  demo_request called "Demo Request"\n' in after


def test_an_event_that_is_never_there(folder: Path) -> None:
    few = EVENTS.replace("Demo Request", "signup")
    (folder / "events.csv").write_text(few, "utf-8")
    assert told(folder, EVENT) == [], "it is rare, perhaps"
    many = few + few.split("\n", 1)[1] * 4
    (folder / "events.csv").write_text(many, "utf-8")
    assert told(folder, EVENT) == [
        "no event in events.csv is named `demo_request`; "
        "what it has most often is `signup`, `page_view`"
    ]


# ---------------------------------------------------------------- data that is no CSV

TYPED = (
    HEAD.replace('"leads.csv"', '"leads{0}"').replace('"events.csv"', '"events{0}"') + "group g\n"
    '  +1 when industry is "software"\n'
    '  +1 when industry is "Softwear"\n'
    '  +1 when tags include "Apps"\n'
    '  +1 when tags include "api"\n'
    '  +1 when any page_view where path is "/A"\n'
    '  +1 when any page_view where path is "/pricing"\n'
    "  +1 when any demo_request\n"
)
Rows = list[dict[str, Any]]
LEAD_ROWS: Rows = [
    {"id": i, "Branch": industry, "tags": "api | sso", "opted": True}
    for i, industry in enumerate(INDUSTRIES)
]
EVENT_ROWS: Rows = [
    {"id": i, "at": "2026-03-01", "what": "page_view" if i % 2 else "Demo Request", "path": "/a"}
    for i in range(200)
]


def write(path: Path, rows: Rows) -> None:
    """In the format that the name asks for."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".parquet":
        source = path.with_suffix(".rows")
        source.write_text(lines, "utf-8")
        with duckdb.connect() as con:
            con.read_json(str(source), format="newline_delimited").write_parquet(str(path))
    elif path.name.endswith(".csv.gz"):
        cells = [rows[0], *(row.values() for row in rows)]
        text = "".join(",".join(map(str, row)) + "\n" for row in cells)
        path.write_bytes(gzip.compress(text.encode()))
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(json.dumps(rows) if path.suffix == ".json" else lines, "utf-8")


def told_of(folder: Path, text: str) -> list[str]:
    model = check(folder / "x.score", text=text)
    assert model.diagnostics == ()
    found = lint(model, read=values_at_hand)
    return [f"{d.title}; {d.help}" for d in found if d.code in ("W215", "W216")]


@pytest.mark.parametrize(
    "ending", [".parquet", ".jsonl", ".ndjson", ".json", ".csv.gz", ".jsonl.gz"]
)
def test_data_of_other_formats(ending: str, tmp_path: Path) -> None:
    write(tmp_path / f"leads{ending}", LEAD_ROWS)
    write(tmp_path / f"events{ending}", EVENT_ROWS)
    assert told_of(tmp_path, TYPED.format(ending)) == [
        f'no event in events{ending} is named `demo_request`; write `called "Demo Request"`',
        f'no `industry` in leads{ending} is `Softwear`; write `"Software"`, as the data has it',
        f"no `tags` in leads{ending} is `Apps`; what it has most often is `api`, `sso`",
        f"no `path` in events{ending} is `/pricing`; what it has most often is `/a`",
    ]


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
def test_columns_of_other_types(ending: str, tmp_path: Path) -> None:
    lists: Rows = [{**row, "tags": ["api|x", " SSO "]} for row in LEAD_ROWS]
    text = TYPED.format(ending).split("events from")[0]
    write(tmp_path / f"leads{ending}", lists)
    found = told_of(tmp_path, text + 'group g\n  +1 when tags include "Apps"\n')
    seen = "what it has most often is `SSO`, `api|x`"
    assert found == [f"no `tags` in leads{ending} is `Apps`; {seen}"]
    write(tmp_path / f"leads{ending}", [{**row, "Branch": row["id"] % 3} for row in LEAD_ROWS])
    assert told_of(tmp_path, f"{text}group g\n{MINING}") == [], "numbers are not compared"
    write(tmp_path / f"leads{ending}", [{"id": 1, "tags": "api"}])
    assert told_of(tmp_path, f"{text}group g\n{MINING}") == [], "no such column"


@pytest.mark.parametrize("ending", [".parquet", ".jsonl", ".json", ".csv.gz", ".jsonl.gz", ".xlsx"])
@pytest.mark.parametrize("kept", [0, 3, 300, -300])
def test_damaged_data_of_other_formats_say_nothing(ending: str, kept: int, tmp_path: Path) -> None:
    text = TYPED.format(ending).split("events from")[0] + f"group g\n{SLIP}"
    file = tmp_path / f"leads{ending}"
    assert told_of(tmp_path, text) == [], "it is not there"
    if ending != ".xlsx":
        write(file, LEAD_ROWS)
        assert len(told_of(tmp_path, text)) == 1
        whole = file.read_bytes()
        file.write_bytes(whole[:kept] + b"\xff" * 10)
    else:
        file.write_bytes(b"PK\x03\x04")
    assert told_of(tmp_path, text) == []


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_many_lists_of_few_values(ending: str, tmp_path: Path) -> None:
    """3,000 cells, of which no two are alike, of 30 values."""
    tags = [
        " | ".join(f"t{n}" for n in (i % 30, i // 30 % 30, i // 900 % 30, 1)) for i in range(3000)
    ]
    rows: Rows = [{"id": i, "tags": cell} for i, cell in enumerate(tags)]
    if ending == ".csv":
        text = "id,tags\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(tags))
        (tmp_path / "leads.csv").write_text(text, "utf-8")
    else:
        write(tmp_path / f"leads{ending}", rows)
    text = TYPED.format(ending).split("events from")[0]
    (found,) = told_of(tmp_path, text + 'group g\n  +1 when tags include "Apps"\n')
    assert found.startswith(f"no `tags` in leads{ending} is `Apps`; what it has most often is `t1`")
    assert told_of(tmp_path, text + 'group g\n  +1 when tags include "T29"\n') == []


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TYPED.format(".csv.gz").split("events from")[0] + f"group g\n{SLIP}"
    write(tmp_path / "leads.csv.gz", LEAD_ROWS)
    size = (tmp_path / "leads.csv.gz").stat().st_size
    monkeypatch.setattr(data_files, "MOST_COMPRESSED", size)
    assert len(told_of(tmp_path, text)) == 1
    monkeypatch.setattr(data_files, "MOST_COMPRESSED", size - 1)
    assert told_of(tmp_path, text) == []


@pytest.mark.parametrize("settings", ["", "[lint]\nselect = 1\n"])
def test_an_editor_tells_of_it_too(settings: str, tmp_path: Path) -> None:
    """Whether or not the settings can be read."""
    (tmp_path / "leadscore.toml").write_text(settings, "utf-8")
    write(tmp_path / "leads.jsonl", LEAD_ROWS)
    text = TYPED.format(".jsonl").split("events from")[0] + f"group g\n{SLIP}"
    found = warnings(tmp_path / "x.score", check(tmp_path / "x.score", text=text))
    assert "W215" in [d.code for d in found]
