"""JSON: one object a line (.jsonl, .ndjson, .json), or one array of objects (.json).

A column is whole numbers, numbers, yes/no, texts or lists if all its values are; a mixture is
read as text, each value as it is spelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from glob import escape as without_wildcards
from typing import Any, Final

import duckdb

from ..errors import DataError
from .cells import Raw, query
from .duckdb import Session, literal, name
from .files import DataFile, told
from .opened import Loaded, Opened, Pick

_LARGEST: Final = 1 << 28
"""Bytes of one object."""
EVERY_LINE: Final = 'every line is one object: {"email": "ann@acme.io", "employees": 120}'


def opened(session: Session, file: DataFile) -> Opened:
    _refuse_cut_array(file)
    records = _records(file)
    columns = tuple(str(row[0]) for row in _read(session, file, _keys(records)))
    if not columns:
        raise DataError(f"`{file.shown}` is empty", EVERY_LINE)

    def load(picks: tuple[Pick, ...], table: str) -> Loaded:
        paths = [_pointer(columns[pick.index]) for pick in picks]
        kinds = _read(session, file, _kinds(records, paths))[0]
        raws = [
            _raw(file, columns[pick.index], path, frozenset(kind))
            for pick, path, kind in zip(picks, paths, kinds, strict=True)
        ]
        made = query(records, picks, raws)
        _read(session, file, f"CREATE TABLE {name(table)} AS {made.sql}")
        return Loaded(read=made.read, unread=made.unread, dotted=made.dotted)

    return Opened(file.shown, columns, 1, load)


def _records(file: DataFile) -> str:
    lines = "auto" if file.ending == ".json" else "newline_delimited"
    compression = "gzip" if file.gzipped else "uncompressed"
    return (
        f"read_json_objects({literal(without_wildcards(str(file.path)))}, format = '{lines}', "
        f"compression = '{compression}', maximum_object_size = {_LARGEST})"
    )


def _keys(records: str) -> str:
    """The names in order of first appearance; a row that is no object is an error."""
    objects = (
        "SELECT row_number() OVER () AS n, CASE WHEN json_type(json) = 'OBJECT' "
        f"THEN json_keys(json) ELSE error('no object') END AS keys FROM {records}"
    )
    return (
        f"SELECT k FROM (SELECT n, unnest(keys) AS k, unnest(range(len(keys))) AS i "
        f"FROM ({objects})) GROUP BY k ORDER BY min(n * 1000000 + i)"
    )


def _pointer(key: str) -> str:
    return literal("/" + key.replace("~", "~0").replace("/", "~1"))


def _kinds(records: str, paths: Iterable[str]) -> str:
    """For each path the list of kinds of its values."""
    kinds = ", ".join(
        f"list_distinct(list(CASE WHEN json_type(json, {path}) IN ('BIGINT', 'UBIGINT') THEN "
        f"CASE WHEN TRY_CAST(json_extract_string(json, {path}) AS BIGINT) IS NULL "
        f"THEN 'LARGE' ELSE 'BIGINT' END ELSE json_type(json, {path}) END))"
        for path in paths
    )
    return f"SELECT {kinds} FROM {records}"


def _raw(file: DataFile, column: str, path: str, kinds: frozenset[str | None]) -> Raw:
    known = kinds - {None, "NULL"}
    as_text = f"json_extract_string(json, {path})"
    if known == {"BIGINT"}:
        return Raw(f"CAST({as_text} AS BIGINT)", "BIGINT")
    if known and known <= {"BIGINT", "DOUBLE"}:
        return Raw(f"CAST({as_text} AS DOUBLE)", "DOUBLE")
    if known == {"BOOLEAN"}:
        return Raw(f"CAST({as_text} AS BOOLEAN)", "BOOLEAN")
    if known == {"ARRAY"}:
        return Raw(f"CAST(json_extract(json, {path}) AS VARCHAR[])", "VARCHAR[]")
    if "ARRAY" in known:
        raise DataError(
            f"column `{column}` of `{file.shown}` holds lists in some rows and not in others",
            "make it a list in every row, or a text in every row",
        )
    return Raw(as_text)


def _read(session: Session, file: DataFile, sql: str) -> list[tuple[Any, ...]]:
    try:
        return session.rows(sql, f"reading {file.shown}")
    except duckdb.Error as error:
        _refuse_bad_row(file)
        raise DataError(
            f"`{file.shown}` is not JSON that can be read", str(error).splitlines()[0]
        ) from error


def _refuse_cut_array(file: DataFile) -> None:
    """DuckDB takes an array that ends too early for a whole one."""
    if file.ending != ".json":
        return
    with told(file.shown), file.open() as content:
        start = end = b""
        while block := content.read(1 << 20):
            start, end = start or block.lstrip()[:1], block.rstrip()[-1:] or end
    if start == b"[" and end != b"]":
        raise DataError(f"`{file.shown}` is cut short or damaged", "export or download it again")


def _refuse_bad_row(file: DataFile) -> None:
    """Finds the first line that is at fault, and says so."""
    with told(file.shown), file.open() as lines:
        if file.ending == ".json" and lines.read(64).lstrip()[:1] == b"[":
            return
        lines.seek(0)
        for number, line in enumerate(lines, 1):
            fault = _fault(line) if line.strip() else None
            if fault:
                raise DataError(f"line {number:,} of `{file.shown}` {fault}", EVERY_LINE)


def _fault(line: bytes) -> str | None:
    if line.startswith(b"\xef\xbb\xbf"):
        return "starts with a byte order mark; save the file as UTF-8 without one"
    try:
        value = json.loads(line.decode())
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        return "is not in UTF-8"
    except UnicodeEncodeError:
        return "holds half a letter (`\\ud800` to `\\udfff` come in pairs)"
    except (ValueError, RecursionError):
        return "is not JSON"
    return None if isinstance(value, dict) else "is not an object in braces"
