"""CSV files: what separates the cells, what the header says, and all cells as text.

A clean file is read by DuckDB. One that DuckDB refuses (ragged rows, mixed line ends, UTF-16,
backslash escapes) is read again, row by row, so that nothing is lost and what is really wrong is
told with its row, counted as a spreadsheet does: the header is row 1.
"""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from glob import escape as without_wildcards
from itertools import islice
from typing import IO, Final

import duckdb

from ..errors import DataError, counted
from .cells import Raw, query
from .duckdb import Session, enough, literal, name
from .files import SAVE_AS_CSV, DataFile, told
from .opened import Loaded, Opened, Pick

SAMPLE: Final = 1 << 20
HEADER_LIMIT: Final = 1 << 25
LONGEST_ROW: Final = 100_000_000
"""Bytes."""
_DELIMITERS: Final = (",", ";", "\t", "|")
_UTF_8: Final = "save it as CSV with the encoding UTF-8"
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of one file is written."""

    delimiter: str
    escape: str
    encoding: str
    header: tuple[str, ...]


def opened(session: Session, file: DataFile) -> Opened:
    form = probe(file)

    def load(picks: tuple[Pick, ...], table: str) -> Loaded:
        return _load(session, file, form, picks, table)

    return Opened(file.shown, form.header, 2, load)


# ---------------------------------------------------------------- the form of a file


def probe(file: DataFile) -> Form:
    """The form of a file by its first rows; `DataError` without a usable header."""
    with told(file.shown), file.open() as raw:
        encoding = _encoding(raw.read(4))
    with told(file.shown), _text(file, encoding) as text:
        sample = text.read(SAMPLE)
        whole = len(sample) < SAMPLE
        if not whole and "\n" not in sample and "\r" not in sample:
            sample += text.read(HEADER_LIMIT)
    _refuse_sample(file, sample)
    forms = [
        (_fits(sample, whole, delimiter, escape), delimiter, escape)
        for escape in ('"', "\\")
        for delimiter in (_DELIMITERS if file.ending != ".tsv" else ("\t",))
    ]
    fit, delimiter, escape = max(forms, key=lambda form: form[0])
    if fit == NO_FIT:
        delimiter, escape = _first_by_header(sample, file), '"'
    with _quoted_rightly(file, lambda: 1):
        header = next(_records(io.StringIO(sample, newline=""), delimiter, escape), [])
    _refuse_letters(file, 1, header)
    return Form(delimiter, escape, encoding, tuple(header))


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def _text(file: DataFile, encoding: str) -> io.TextIOWrapper:
    """The file's text; bytes that are not of its encoding become lone surrogates."""
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return io.TextIOWrapper(file.open(), encoding=encoding, errors=errors, newline="")


def _refuse_sample(file: DataFile, sample: str) -> None:
    start = sample.lstrip()[:200].lower()
    if not start:
        raise DataError(f"`{file.shown}` is empty", "a table needs a header row and rows under it")
    if "\0" in sample[:1000]:
        raise DataError(f"`{file.shown}` is not a text file", f"{_UTF_8}; {SAVE_AS_CSV}")
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise DataError(
            f"`{file.shown}` holds a web page, not a table",
            "a download that needs a sign-in often ends so: download it again in the browser",
        )
    if start.startswith(('{"', "{ ", "[{", "[ {")):
        raise DataError(
            f"`{file.shown}` ends in {file.ending} but holds JSON", "rename it to .json"
        )


Fit = tuple[float, int]
NO_FIT: Final[Fit] = (0.0, 0)


def _fits(sample: str, whole: bool, delimiter: str, escape: str) -> Fit:
    """How well rows agree with the header: the share that is as wide, and that width."""
    widths = []
    try:
        for row in islice(_records(io.StringIO(sample, newline=""), delimiter, escape), 200):
            widths.append(len(row))
    except csv.Error as error:
        if whole or "end of data" not in str(error):
            return NO_FIT
    if not whole and 1 < len(widths) < 200:
        widths.pop()
    widths = [width for width in widths if width]
    if not widths or widths[0] == 1:
        return NO_FIT
    share = sum(width == widths[0] for width in widths) / len(widths)
    return (round(share, 1), widths[0])


def _first_by_header(sample: str, file: DataFile) -> str:
    """The delimiter of a file with a single column, or with rows that cannot be read."""
    line = sample.splitlines()[0]
    found = "\t" if file.ending == ".tsv" else max(_DELIMITERS, key=line.count)
    return found if found in line else ","


def _records(lines: Iterable[str], delimiter: str, escape: str) -> Iterator[list[str]]:
    backslash = escape if escape == "\\" else None
    return csv.reader(
        lines, delimiter=delimiter, escapechar=backslash, strict=True, skipinitialspace=False
    )


# ---------------------------------------------------------------- the rows


def _load(
    session: Session, file: DataFile, form: Form, picks: tuple[Pick, ...], table: str
) -> Loaded:
    if form.escape == '"' and form.encoding != "utf-16":
        try:
            return _create(session, file, form, picks, table)
        except duckdb.Error:
            session.run(f"DROP TABLE IF EXISTS {name(table)}")
    clean = session.folder / f"{table}.csv"
    try:
        with enough(session.folder), clean.open("x", encoding="utf-8", newline="") as out:
            padded = _rewrite(file, form, [pick.index for pick in picks], out)
        tidy = DataFile(clean, "csv", False, ".csv")
        plain = Form(",", '"', "utf-8", tuple(pick.name for pick in picks))
        own = tuple(replace(pick, index=place) for place, pick in enumerate(picks))
        return replace(_create(session, tidy, plain, own, table, LONGEST_ROW), padded=padded)
    except duckdb.Error as error:
        raise DataError(f"`{file.shown}` cannot be read", str(error).splitlines()[0]) from error
    finally:
        clean.unlink(missing_ok=True)


def _create(
    session: Session, file: DataFile, form: Form, picks: tuple[Pick, ...], table: str,
    longest: int = 2_000_000,
) -> Loaded:  # fmt: skip
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(form.header)))
    compression = "gzip" if file.gzipped else "none"
    source = (
        f"read_csv({literal(without_wildcards(str(file.path)))}, columns = {{{columns}}}, "
        f"auto_detect = false, header = true, delim = {literal(form.delimiter)}, quote = '\"', "
        f"escape = '\"', strict_mode = true, compression = '{compression}', "
        f"max_line_size = {longest})"
    )
    made = query(source, picks, [Raw(f"c{pick.index}") for pick in picks])
    session.run(f"CREATE TABLE {name(table)} AS {made.sql}", f"reading {file.shown}")
    return Loaded(read=made.read, unread=made.unread, dotted=made.dotted)


def _rewrite(file: DataFile, form: Form, indexes: list[int], out: IO[str]) -> int:
    """Writes the wanted cells of all rows as plain CSV; returns how many rows were too short."""
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
    write([str(index) for index in indexes])
    width, padded, wide = len(form.header), 0, []
    for number, row in _numbered(file, form):
        if len(row) != width:
            if any(row[width:]):
                wide.append(number)
            padded += 0 < len(row) < width
            row += [""] * (width - len(row))
        write([row[index] for index in indexes])
    if wide:
        _refuse_wide(file, wide, width)
    return padded


def _numbered(file: DataFile, form: Form) -> Iterator[tuple[int, list[str]]]:
    """The rows under the header that hold anything, each with its number."""
    number = 1
    with told(file.shown), _text(file, form.encoding) as text:
        rows = _records(text, form.delimiter, form.escape)
        with _quoted_rightly(file, lambda: number + 1):
            next(rows, None)
            for number, row in enumerate(rows, 2):
                _refuse_letters(file, number, row)
                if row or len(form.header) == 1:
                    yield number, row


@contextmanager
def _quoted_rightly(file: DataFile, row: Callable[[], int]) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise DataError(
            f'row {row():,} of `{file.shown}` has a quote (") out of place',
            'a text that holds a quote stands in quotes, its own quotes doubled: "5"" disk"',
        ) from error


def _refuse_letters(file: DataFile, number: int, row: list[str]) -> None:
    text = "".join(row)
    if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
        raise DataError(f"row {number:,} of `{file.shown}` is not in UTF-8", _UTF_8)


def _refuse_wide(file: DataFile, wide: list[int], width: int) -> None:
    rows = ", ".join(f"{number:,}" for number in wide[:3]) + (", …" if len(wide) > 3 else "")
    raise DataError(
        f"{counted(len(wide), 'row')} of `{file.shown}` {'has' if len(wide) == 1 else 'have'} "
        f"more cells than the header, which has {width:,} (row {rows})",
        'a text with a separator in it stands in quotes: "Smith, Ann"',
    )
