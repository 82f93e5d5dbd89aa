"""Writing results: whole files or none, the same bytes whichever engine has scored.

A file is written beside its target under a name of its own, brought to the disk, and moved over
the target when it is complete. A failure leaves the old file as it was and nothing else behind.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb

from .errors import DataError
from .output_columns import CSV, JSON, PARQUET, Cells
from .tables.duckdb import Session, literal
from .tables.files import reason

FORMATS: Final[dict[str, tuple[Cells, str]]] = {
    ".csv": (CSV, "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"),
    ".parquet": (PARQUET, "FORMAT parquet, COMPRESSION zstd"),
    ".jsonl": (JSON, "FORMAT json"),
}
"""Ending → what stands in the cells, and how DuckDB writes them."""
_ERRNO: Final = re.compile(r"errno\W+([0-9]+)")


def checked_target(out: str | os.PathLike[str], inputs: Iterable[Path]) -> Path:
    """The file to write, links followed; `DataError` now rather than after the work if it cannot
    be written: an unknown ending, no such folder, no permission, an input of the same job."""
    if str(out).startswith("table:"):
        raise DataError(
            "a table can be written only where the data is in a database",
            "say where: `--engine postgresql://…`; or give a file, such as `-o scores.csv`",
        )
    target = Path(out)
    if target.suffix.lower() not in FORMATS:
        raise DataError(
            f"`{target.name}` does not say by its ending how to write it",
            "end it in .csv, .parquet or .jsonl",
        )
    with told(target):
        refuse_target(target, inputs)
        target = target.resolve()
    with written(target):
        return target


def refuse_target(target: Path, inputs: Iterable[Path]) -> None:
    if not target.parent.is_dir():
        raise DataError(
            f"there is no folder `{target.parent}`", "make it first, or give another path"
        )
    if target.is_dir():
        raise DataError(f"`{target}` is a folder", f"give a file in it: {target / 'scores.csv'}")
    if not target.exists():
        return
    if not target.is_file():
        raise DataError(f"`{target}` is not a file", "give the path of a file")
    if any(path.exists() and target.samefile(path) for path in inputs):
        raise DataError(
            f"`{target.name}` is one of the files that are read", "write to another file"
        )


def cells_of(target: Path) -> Cells:
    return FORMATS[target.suffix.lower()][0]


def beside(target: Path, word: str) -> Path:
    """`scores.csv` → `scores.breakdown.csv`."""
    return target.with_name(f"{target.stem}.{word}{target.suffix}")


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """A new file beside the target, that is gone afterwards unless it was moved."""
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with told(target):
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def told(target: Path) -> Iterator[None]:
    """Turns what goes wrong while a file is written into a `DataError`."""
    try:
        yield
    except OSError as error:
        raise DataError(f"`{target}` cannot be written: {reason(error)}") from error
    except duckdb.IOException as error:
        why = _reason(str(error))
        full = why == os.strerror(errno.ENOSPC).lower()
        advice = f"free some space in `{target.parent}`, or write elsewhere" if full else ""
        raise DataError(f"`{target}` cannot be written: {why}", advice) from error


def _reason(text: str) -> str:
    """The system's own words in an error of DuckDB."""
    number = _ERRNO.search(text)
    if number:
        return os.strerror(int(number[1])).lower()
    return text.splitlines()[0].rpartition(": ")[2].lower()


def write_all(session: Session, files: dict[Path, str]) -> None:
    """Writes each query to its file: all of them, or none."""
    with ExitStack() as parts:
        moves = []
        for target, query in files.items():
            part = parts.enter_context(written(target))
            _write(session, query, part, target)
            moves.append((part, target))
        for part, target in moves:
            with told(target):
                part.replace(target)
        for folder in {target.parent for target in files}:
            _to_disk(folder)


def replace_all(files: dict[Path, str]) -> None:
    """Writes each text to its file: all of them, or none."""
    with ExitStack() as parts:
        moves = [(parts.enter_context(written(target)), target) for target in files]
        for part, target in moves:
            with told(target):
                part.write_text(files[target], encoding="utf-8", newline="\n")
        for part, target in moves:
            with told(target):
                part.replace(target)


def _write(session: Session, query: str, part: Path, target: Path) -> None:
    how = FORMATS[target.suffix.lower()][1]
    with told(target):
        session.run(
            f"COPY ({query}) TO {literal(str(part))} ({how}, USE_TMP_FILE false)", "writing"
        )
        _to_disk(part)


def _to_disk(path: Path) -> None:
    """A folder, where the system can, so that the move itself is kept."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
