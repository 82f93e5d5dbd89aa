"""Reading tables: whatever a data team may hand over, no row is lost and each fault is told."""

from __future__ import annotations

import doctest
import gzip
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from leadscore.runtime.errors import DataError, masked
from leadscore.runtime.tables import duckdb as table_duckdb
from leadscore.runtime.tables.loaded import load_all, open_table
from leadscore.runtime.tables.opened import Pick


@pytest.fixture
def session() -> Iterator[table_duckdb.Session]:
    with table_duckdb.opened() as opened:
        yield opened


def read(session: table_duckdb.Session, path: Path | Any) -> tuple[Any, list[tuple[Any, ...]]]:
    """The relation with all columns of a file, and its rows."""
    found = open_table(session, path, "the table of leads")
    picks = tuple(Pick(i, column) for i, column in enumerate(found.columns))
    relation = load_all(session, found, picks, "leads")
    columns = ", ".join(table_duckdb.name(pick.name) for pick in picks)
    return relation, session.rows(f"SELECT {columns} FROM leads")


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(session: table_duckdb.Session, path: Path | str) -> DataError:
    with pytest.raises(DataError) as caught:
        read(session, path)
    return caught.value


# ---------------------------------------------------------------- CSV

CSV_FILES: list[tuple[str, str, bytes, list[tuple[str | None, ...]]]] = [
    ("plain", "a.csv", b"x,y\n1,2\n3,4\n", [("1", "2"), ("3", "4")]),
    ("no newline at the end", "a.csv", b"x,y\n1,2", [("1", "2")]),
    ("CRLF", "a.csv", b"x,y\r\n1,2\r\n", [("1", "2")]),
    ("CR", "a.csv", b"x,y\r1,2\r3,4\r", [("1", "2"), ("3", "4")]),
    ("mixed line ends", "a.csv", b"x,y\r\n1,2\n3,4\r\n", [("1", "2"), ("3", "4")]),
    ("BOM", "a.csv", b"\xef\xbb\xbfx,y\n1,2\n", [("1", "2")]),
    ("UTF-16", "a.csv", "x,y\n1,é\n".encode("utf-16"), [("1", "é")]),
    ("UTF-16 big", "a.csv", b"\xfe\xff" + "x\ty\n1\té\n".encode("utf-16-be"), [("1", "é")]),
    ("semicolons, decimal commas", "a.csv", b"x;y\n1,5;2\n3,25;4\n", [("1,5", "2"), ("3,25", "4")]),
    ("tabs", "a.csv", b"x\ty\n1,2\t3\n", [("1,2", "3")]),
    ("tsv", "a.tsv", b"x,z\ty\n1\t2\n", [("1", "2")]),
    ("pipes", "a.csv", b"x|y\n1|2\n", [("1", "2")]),
    ("quotes", "a.csv", b'x,y\n"a, b","say ""hi"""\n', [("a, b", 'say "hi"')]),
    ("newlines in values", "a.csv", b'x,"y\nz"\n1,"2\r\n3"\n', [("1", "2\r\n3")]),
    ("quote inside", "a.csv", b'x,y\n1,5" disk\n', [("1", '5" disk')]),
    ("backslash before quotes", "a.csv", b'x,y\n1,"a \\"b\\" c"\n', [("1", 'a "b" c')]),
    ("empty is unknown", "a.csv", b'x,y\n,""\n1,NULL\n', [(None, None), ("1", "NULL")]),
    ("spaces stay", "a.csv", b"x,y\n 1 , 2\n", [(" 1 ", " 2")]),
    ("short row", "a.csv", b"x,y,z\n1,2,3\n4\n5,6,7\n",
     [("1", "2", "3"), ("4", None, None), ("5", "6", "7")]),
    ("row with a comma too many", "a.csv", b"x,y\n1,2,\n3,4,,\n", [("1", "2"), ("3", "4")]),
    ("blank lines", "a.csv", b"x,y\n\n1,2\n\n3,4\n\n", [("1", "2"), ("3", "4")]),
    ("header only", "a.csv", b"x,y\n", []),
    ("one column", "a.csv", b"x\n1\n2\n", [("1",), ("2",)]),
    ("names with spaces and quotes", "a.csv", b'"Job ""Title""",y y\nCEO,1\n', [("CEO", "1")]),
    ("long value", "a.csv", b"x,y\n1," + b"z" * 5_000_000 + b"\n", [("1", "z" * 5_000_000)]),
    ("gzip", "a.csv.gz", gzip.compress(b"x,y\n1,2\n"), [("1", "2")]),
    ("gzip, ragged", "a.csv.gz", gzip.compress(b"x,y\n1\n"), [("1", None)]),
    ("wildcards in its name", "a*[b]?.csv", b"x\n1\n", [("1",)]),
    ("quote in its name", "a'b\".csv", b"x\n1\n", [("1",)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "rows"), [case[1:] for case in CSV_FILES], ids=[c[0] for c in CSV_FILES]
)
def test_csv_is_read_whole(
    session: table_duckdb.Session,
    tmp_path: Path,
    name: str,
    content: bytes,
    rows: list[tuple[str | None, ...]],
) -> None:
    written(tmp_path, "axb.csv", "x\nanother file\n")
    relation, found = read(session, written(tmp_path, name, content))
    assert found == rows
    assert relation.rows == len(rows)
    assert set(relation.types.values()) == {"VARCHAR"}


def test_short_rows_are_counted(session: table_duckdb.Session, tmp_path: Path) -> None:
    relation, _ = read(session, written(tmp_path, "a.csv", "x,y,z\n1\n2,3,4\n5,6\n"))
    assert relation.padded == 2


def test_newlines_in_values_do_not_confuse_rows(
    session: table_duckdb.Session, tmp_path: Path
) -> None:
    texts = ["a,\n" * i for i in range(5)]
    rows = "".join(f'{i},"{texts[i % 5]}",{i * 3}\n' for i in range(20_000))
    path = written(tmp_path, "a.csv", "id,text,triple\n" + rows)
    relation, _ = read(session, path)
    wrong = "CAST(triple AS INT) <> 3 * CAST(id AS INT) OR CAST(id AS INT) <> rowid"
    assert relation.rows == 20_000
    assert session.rows(f"SELECT count(*) FROM leads WHERE {wrong}") == [(0,)]


def test_only_picked_columns_of_many_are_read(
    session: table_duckdb.Session, tmp_path: Path
) -> None:
    header = ",".join(f"column {i}" for i in range(10_000))
    row = ",".join(str(i) for i in range(10_000))
    path = written(tmp_path, "wide.csv", f"{header}\n{row}\n")
    found = open_table(session, path, "")
    load_all(session, found, (Pick(9_999, "last"), Pick(5, "sixth")), "leads")
    assert session.rows("SELECT * FROM leads") == [("9999", "5")]


REFUSED_CSV: list[tuple[str, str, bytes, str]] = [
    ("empty", "a.csv", b"", "`a.csv` is empty"),
    ("only a BOM", "a.csv", b"\xef\xbb\xbf\n", "`a.csv` is empty"),
    ("too many cells", "a.csv", b"x,y\n1,2\n3,4,5\n6,7\n8,9,10\n",
     "2 rows of `a.csv` have more cells than the header, which has 2 (row 3, 5)"),
    ("one with too many cells", "a.csv", b"x,y\n3,4,5\n",
     "1 row of `a.csv` has more cells than the header, which has 2 (row 2)"),
    ("bad quote", "a.csv", b'x,y\n1,2\n3,"ab"c\n', 'row 3 of `a.csv` has a quote (") out of place'),
    ("open quote", "a.csv", b'x,y\n1,"abc\n5,6\n', 'row 2 of `a.csv` has a quote (") out of place'),
    ("Latin-1", "a.csv", "x,y\n1,2\n3,é\n".encode("latin-1"), "row 3 of `a.csv` is not in UTF-8"),
    ("Latin-1 header", "a.csv", "x,é\n1,2\n".encode("latin-1"), "row 1 of `a.csv` is not in UTF-8"),
    ("binary", "a.csv", b"\x00\x01\x02\x03", "`a.csv` is not a text file"),
    ("Excel", "a.csv", b"PK\x03\x04rest", "`a.csv` ends in .csv but is an Excel workbook"),
    ("gzip", "a.csv", gzip.compress(b"x\n"), "`a.csv` ends in .csv but is compressed with gzip"),
    ("no gzip", "a.csv.gz", b"x\n1\n", "`a.csv.gz` ends in .gz but is not compressed"),
    ("cut gzip", "a.csv.gz", gzip.compress(b"x,y\n" + os.urandom(9999).hex().encode())[:2000],
     "`a.csv.gz` is cut short or damaged"),
    ("Parquet", "a.csv", b"PAR1....PAR1", "`a.csv` ends in .csv but is a Parquet file"),
    ("JSON", "a.csv", b'{"a": 1}\n', "`a.csv` ends in .csv but holds JSON"),
    ("web page", "a.csv", b"<!DOCTYPE html><html>", "`a.csv` holds a web page, not a table"),
    ("workbook", "a.xlsx", b"PK\x03\x04", "`a.xlsx` is a spreadsheet, not a table of text"),
    ("no ending", "leads", b"x\n", "`leads` does not say by its ending what it holds"),
    ("no Parquet", "a.parquet", b"x\n1\n", "`a.parquet` is not a Parquet file"),
    ("empty Parquet", "a.parquet", b"", "`a.parquet` is empty"),
    ("cut Parquet", "a.parquet", b"PAR1abcdefgh", "`a.parquet` is cut short or damaged"),
    ("no JSON", "a.jsonl", b'{"a": 1}\n{"a":\n', "line 2 of `a.jsonl` is not JSON"),
    ("no object", "a.jsonl", b'{"a": 1}\n\n[1]\n', "line 3 of `a.jsonl` is not an object"),
    ("JSON in Latin-1", "a.jsonl", b'{"a": "\xe9"}\n', "line 1 of `a.jsonl` is not in UTF-8"),
    ("empty JSON", "a.jsonl", b"", "`a.jsonl` is empty"),
    ("broken array", "a.json", b'[{"a": 1},', "`a.json` is cut short or damaged"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [case[1:] for case in REFUSED_CSV],
    ids=[case[0] for case in REFUSED_CSV],
)
def test_faulty_files_are_told(
    session: table_duckdb.Session, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    error = refused(session, written(tmp_path, name, content))
    assert error.message.startswith(message)
    assert error.help
    assert str(tmp_path) not in error.message


# ---------------------------------------------------------------- files


def test_a_missing_file_suggests_near_names(session: table_duckdb.Session, tmp_path: Path) -> None:
    written(tmp_path, "leads.csv", "x\n1\n")
    error = refused(session, tmp_path / "leds.csv")
    assert error.message == f"there is no file `{tmp_path / 'leds.csv'}`"
    assert error.help == "did you mean `leads.csv`?"
    assert "no folder" in refused(session, tmp_path / "no" / "leads.csv").help


def test_a_folder_is_no_file(session: table_duckdb.Session, tmp_path: Path) -> None:
    written(tmp_path, "leads.csv", "x\n1\n")
    error = refused(session, tmp_path)
    assert error.message == f"`{tmp_path}` is a folder"
    assert error.help == "give a file in it: `leads.csv`"


@pytest.mark.parametrize("path", ["https://user:secret@host/a.csv", "s3://bucket/secret.parquet"])
def test_nothing_is_read_over_a_network(session: table_duckdb.Session, path: str) -> None:
    error = refused(session, path)
    assert "is not a file on this machine" in error.message
    assert "secret" not in str(error)


def test_a_pipe_is_refused(session: table_duckdb.Session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "is not a file that can be read twice" in refused(session, tmp_path / "a.csv").message


_AS_NOBODY = """
import os, sys
from pathlib import Path
from leadscore.runtime.errors import DataError
from leadscore.runtime.tables.files import find
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    find(sys.argv[1])
except DataError as error:
    print(error.message)
"""


def test_no_permission_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "x\n1\n")
    path.chmod(0)
    for folder in (tmp_path, *list(tmp_path.parents)[:4]):
        folder.chmod(folder.stat().st_mode | 0o055)
    command = [sys.executable, "-c", _AS_NOBODY, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "`a.csv` cannot be read: no permission"


# ---------------------------------------------------------------- typed data


def test_json_lines_keep_their_types(session: table_duckdb.Session, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.jsonl",
        '{"id": 1, "n": 0.1, "yes": true, "tags": ["a", 2], "mixed": 1, '
        '"big": 12345678901234567890}\n'
        '{"id": 2, "n": 3, "mixed": "x", "Job/Title~": "CEO", "at": "2026-03-01T10:00:00Z"}\n'
        '{"id": 3, "n": null, "o": {"k": 1}}\n',
    )
    relation, rows = read(session, path)
    assert dict(relation.types) == {
        "id": "BIGINT", "n": "DOUBLE", "yes": "BOOLEAN", "tags": "VARCHAR[]", "mixed": "VARCHAR",
        "big": "VARCHAR", "Job/Title~": "VARCHAR", "at": "VARCHAR", "o": "VARCHAR",
    }  # fmt: skip
    assert rows == [
        (1, 0.1, True, ["a", "2"], "1", "12345678901234567890", None, None, None),
        (2, 3.0, None, None, "x", None, "CEO", "2026-03-01T10:00:00Z", None),
        (3, None, None, None, None, None, None, None, '{"k":1}'),
    ]


def test_json_array(session: table_duckdb.Session, tmp_path: Path) -> None:
    _, rows = read(session, written(tmp_path, "a.json", '[{"a": 1},\n {"a": 2, "b": "x"}]'))
    assert rows == [(1, None), (2, "x")]


def test_lists_beside_texts_are_refused(session: table_duckdb.Session, tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"tags": ["a"]}\n{"tags": "b"}\n')
    assert "`tags` of `a.jsonl` holds lists in some rows" in refused(session, path).message


TYPED = """SELECT 7::UTINYINT AS u, 1.50::DECIMAL(9, 2) AS d, 0.1::FLOAT AS f, 2.5::DOUBLE AS x,
    DATE '2026-03-01' AS day, TIMESTAMP '2026-03-01 10:00:00.123456' AS moment,
    TIMESTAMP_NS '1969-12-31 23:59:59.999999999' AS ns, TIMESTAMPTZ '2026-03-01 10:00:00+02' AS z,
    ['a', 'b'] AS l, [1, 2] AS li, 'p'::ENUM('p', 'q') AS e, {'k': 1} AS s, 'text'::BLOB AS b"""

FAMILIES = {
    "u": "whole", "d": "decimal", "f": "float", "x": "float", "day": "date", "moment": "time",
    "ns": "time", "z": "instant", "l": "list", "li": "list", "e": "text", "s": "text", "b": "text",
}  # fmt: skip

VALUES = (
    7, Decimal("1.50"), 0.1, 2.5, date(2026, 3, 1), datetime(2026, 3, 1, 10, 0, 0, 123456),
    datetime(1969, 12, 31, 23, 59, 59, 999999), ["a", "b"], ["1", "2"], "p", "{'k': 1}", "text",
)  # fmt: skip


def typed_values(session: table_duckdb.Session) -> tuple[Any, ...]:
    return session.rows("SELECT u, d, f, x, day, moment, ns, l, li, e, s, b FROM leads")[0]


def test_parquet_keeps_its_types(session: table_duckdb.Session, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    session.run(f"COPY ({TYPED}) TO {table_duckdb.literal(str(path))} (FORMAT parquet)")
    found = open_table(session, path, "")
    relation = load_all(
        session, found, tuple(Pick(i, c) for i, c in enumerate(found.columns)), "leads"
    )
    assert relation.families == FAMILIES
    assert typed_values(session) == VALUES
    assert session.rows("SELECT epoch_us(z) FROM leads") == [(1772352000000000,)]
    assert session.rows(f"SELECT {relation.place} FROM leads") == [(0,)]
    assert relation.first_row == 1


class OnceOnly:
    """An Arrow stream that can be read once, as a reader of batches is."""

    def __init__(self, query: str) -> None:
        self.con = duckdb.connect()
        self.relation: duckdb.DuckDBPyRelation | None = self.con.sql(query)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        assert self.relation is not None, "read a second time"
        relation, self.relation = self.relation, None
        return relation.__arrow_c_stream__(requested_schema)


def test_arrow_objects_are_tables(session: table_duckdb.Session) -> None:
    relation, rows = read(session, OnceOnly("SELECT range AS id FROM range(3000)"))
    assert (relation.rows, relation.shown) == (3000, "the table of leads")
    assert rows[2999] == (2999,)
    session.run("DROP TABLE leads")
    arrow = OnceOnly(TYPED.replace("'p'::ENUM('p', 'q')", "'p'"))
    found = open_table(session, arrow, "")
    load_all(session, found, tuple(Pick(i, c) for i, c in enumerate(found.columns)), "leads")
    assert typed_values(session) == VALUES


def test_a_failing_arrow_object_is_told(session: table_duckdb.Session) -> None:
    class Broken:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            raise RuntimeError("the tap is shut")

    with pytest.raises(DataError, match="the table of leads cannot be read as an Arrow table"):
        read(session, Broken())


# ---------------------------------------------------------------- the session


def test_the_session_is_shut_off_and_in_utc(session: table_duckdb.Session) -> None:
    settings = {
        row[0]: row[1]
        for row in session.rows("SELECT name, value FROM duckdb_settings()")
    }  # fmt: skip
    assert settings["autoinstall_known_extensions"] == "false"
    assert settings["autoload_known_extensions"] == "false"
    assert settings["TimeZone"] == "UTC"
    secret = [1, 2, 3]
    with pytest.raises(duckdb.CatalogException):
        session.rows("SELECT * FROM secret")
    assert len(secret) == 3


def test_the_temporary_folder_goes_with_the_session(tmp_path: Path) -> None:
    settings = table_duckdb.Settings(memory="150MB", folder=tmp_path)
    with table_duckdb.opened(settings) as session:
        session.run(
            "CREATE TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(4000000)"
        )
        assert any(session.folder.rglob("*"))
        assert session.rows("SELECT count(b) FROM t") == [(4_000_000,)]
    assert list(tmp_path.iterdir()) == []


def test_keys_are_masked() -> None:
    assert masked("ann@acme.io") == "ann…"
    assert masked("7") == "…"


@pytest.mark.parametrize(
    "module",
    [
        "infer.names", "output_columns", "summary", "tables.columns", "errors",
        "tables.sources",
    ],
)  # fmt: skip
def test_examples_in_docstrings(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"leadscore.runtime.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
