"""Finding a data file: that it is there, readable, and what its name says it is."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, TypeAlias, cast

from ...dsl.diagnostics import near
from ..errors import DataError, listed

Format: TypeAlias = Literal["csv", "parquet", "json"]

ENDINGS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}
READS: Final = "leadscore reads .csv, .tsv, .parquet, .jsonl and .json files, also .csv.gz"
SAVE_AS_CSV: Final = "in Excel or Google Sheets save it as CSV (UTF-8) and give that file"

_REMOTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_GZIP = b"\x1f\x8b"
_CONTENTS: Final = (
    (b"PAR1", "a Parquet file", "rename it to end in .parquet"),
    (b"PK\x03\x04", "an Excel workbook or a zip archive", SAVE_AS_CSV),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", SAVE_AS_CSV),
    (_GZIP, "compressed with gzip", "rename it to end in .gz"),
)
"""First bytes, what such a file is, what to do if its name says another thing."""


@dataclass(frozen=True, slots=True)
class DataFile:
    path: Path
    format: Format
    gzipped: bool
    ending: str

    @property
    def shown(self) -> str:
        return self.path.name

    def open(self) -> IO[bytes]:
        """The file's bytes, uncompressed."""
        if self.gzipped:
            return cast("IO[bytes]", gzip.open(self.path, "rb"))
        return self.path.open("rb")


def find(spelling: str | os.PathLike[str]) -> DataFile:
    """The data file of that path; `DataError` if it cannot be one."""
    text = os.fspath(spelling)
    remote = _REMOTE.match(text)
    if remote:
        raise DataError(
            f"`{remote[1]}://…` is not a file on this machine",
            "download it first and give the path of the file",
        )
    path = Path(text)
    _refuse_absent(path)
    found = _named(path)
    _refuse_other_content(found)
    return found


def _refuse_absent(path: Path) -> None:
    try:
        there, folder, regular = path.exists(), path.is_dir(), path.is_file()
    except (OSError, ValueError) as error:
        raise DataError(f"`{path.name}` cannot be read: {reason(error)}") from error
    if folder:
        files = sorted(p.name for p in path.iterdir() if p.suffix in ENDINGS)
        raise DataError(
            f"`{path}` is a folder", f"give a file in it: {listed(files, 5)}" * bool(files)
        )
    if not there:
        raise DataError(f"there is no file `{path}`", _others(path))
    if not regular:
        raise DataError(f"`{path}` is not a file that can be read twice", "save it as a file first")


def _others(path: Path) -> str:
    """What may have been meant instead of a path that is not there."""
    if not path.parent.is_dir():
        return f"there is no folder `{path.parent}` either"
    try:
        names = [entry.name for entry in path.parent.iterdir() if _known_ending(entry)]
    except OSError:
        return ""
    close = near(path.name, names) or tuple(n for n in names if n.split(".")[0] == path.stem)[:3]
    if close:
        return f"did you mean {listed(close)}?"
    return f"data files there: {listed(sorted(names), 5)}" if names else ""


def _known_ending(path: Path) -> bool:
    return _ending(path)[0] in ENDINGS


def _ending(path: Path) -> tuple[str, bool]:
    """The ending that says what a file holds, and whether `.gz` follows it."""
    gzipped = path.suffix.lower() == ".gz"
    return (path.with_suffix("") if gzipped else path).suffix.lower(), gzipped


def _named(path: Path) -> DataFile:
    ending, gzipped = _ending(path)
    if ending in (".xlsx", ".xls", ".ods", ".numbers"):
        raise DataError(f"`{path.name}` is a spreadsheet, not a table of text", SAVE_AS_CSV)
    kind = ENDINGS.get(ending)
    if kind is None or (gzipped and kind == "parquet"):
        raise DataError(f"`{path.name}` does not say by its ending what it holds", READS)
    return DataFile(path, kind, gzipped, ending)


def _refuse_other_content(file: DataFile) -> None:
    with told(file.shown):
        raw = file.path.open("rb")
        with raw:
            start = raw.read(4)
    if file.gzipped and not start.startswith(_GZIP):
        raise DataError(
            f"`{file.shown}` ends in .gz but is not compressed", "rename it without the .gz"
        )
    own = {"parquet": b"PAR1", "csv": _GZIP, "json": _GZIP}[file.format]
    if start.startswith(own) and (file.gzipped or file.format == "parquet"):
        return
    for magic, what, advice in _CONTENTS:
        if start.startswith(magic):
            raise DataError(f"`{file.shown}` ends in {file.ending} but is {what}", advice)
    if file.format == "parquet":
        what = "is empty" if not start else "is not a Parquet file, though its name says so"
        raise DataError(f"`{file.shown}` {what}", "export it again, or give it its true ending")


@contextmanager
def told(shown: str, doing: str = "read") -> Iterator[None]:
    """Turns the system's errors while a file is read or written into a `DataError`."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"`{shown}` is cut short or damaged", "export or download it again"
        ) from error
    except OSError as error:
        raise DataError(f"`{shown}` cannot be {doing}: {reason(error)}") from error


_REASONS: Final[tuple[tuple[type[OSError], str], ...]] = (
    (PermissionError, "no permission"),
    (FileNotFoundError, "it is not there"),
    (IsADirectoryError, "it is a folder"),
)


def reason(error: Exception) -> str:
    """An error of the system in a few words, without paths."""
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return (getattr(error, "strerror", None) or str(error)).lower()
