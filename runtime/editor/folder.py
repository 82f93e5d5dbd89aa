"""The data files around a rule file: their names, their columns, and sections that declare them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ...dsl.editor.complete_words import Item
from ...dsl.model import Model
from ..errors import DataError, counted
from ..infer import guess
from ..infer.sections import Events, can_be_written, data_sections
from .values import DELIMITERS, JSON, PARQUET

MOST_FILES = 100
DEEPEST = 2
"""Folders inside the folder of a rule file."""
MOST_DRAFTS = 6
"""Files that sections are drafted for."""
MOST_BYTES = 5_000_000
"""Larger files are not looked through while one types."""
DATA = frozenset((*DELIMITERS, PARQUET, *JSON))


def files(path: Path) -> tuple[str, ...]:
    """Data and rules beside a rule file and in folders there, as it may name them."""
    return tuple(_found(path))[:MOST_FILES]


def _found(path: Path) -> Iterator[str]:
    root = path.parent
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(
            one for one in inner if not one.startswith(".") and _shallow(root, folder)
        )
        for name in sorted(names):
            file = Path(folder, name)
            if file.suffix.lower() in (*DATA, ".score") and file != path:
                shown = file.relative_to(root).as_posix()
                if can_be_written(shown):
                    yield shown


def _shallow(root: Path, folder: str) -> bool:
    return len(Path(folder).relative_to(root).parts) < DEEPEST


def columns(path: Path, file: str) -> tuple[str, ...]:
    """Names of the columns of a file of texts, as its first line has them."""
    found = path.parent / file
    try:
        return _columns(found, found.stat().st_mtime_ns) if file else ()
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=100)
def _columns(file: Path, changed: int) -> tuple[str, ...]:
    if file.suffix.lower() not in DELIMITERS:
        return ()
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        head = stream.readline(1_000_000)
    delimiter = max(DELIMITERS[file.suffix.lower()], key=head.count)
    names = next(csv.reader([head], delimiter=delimiter), [])
    return tuple(name.strip() for name in names if name.strip() and can_be_written(name))


# ---------------------------------------------------------------- drafts


def drafts(path: Path, model: Model) -> tuple[Item, ...]:
    """Sections for data that the rules do not declare: leads, or else events of the leads."""
    whole = [f for f in files(path) if not f.endswith(".score") and _handy(path.parent / f)]
    some = whole[:MOST_DRAFTS]
    if model.leads is None:
        found = [item for file in some for item in _leads(path, file)]
        return tuple(sorted(found, key=lambda item: -(item.insert or "").count("\n")))
    table = model.leads.table
    if model.event_sources or table is None or not table.is_file:
        return ()
    return tuple(i for f in some if f != table.name for i in _events(path, table.name, f))


def _handy(file: Path) -> bool:
    try:
        return file.stat().st_size <= MOST_BYTES
    except OSError:
        return False


def _leads(path: Path, file: str) -> Iterator[Item]:
    try:
        found = guess(str(path.parent / file)).leads
    except DataError:
        return
    if found.key is not None:
        text = _section(data_sections(found, file, ()))
        detail = f"{counted(len(found.columns), 'column')}, from the data"
        yield Item(f'leads from "{file}"', "snippet", detail, text)


def _events(path: Path, leads: str, file: str) -> Iterator[Item]:
    try:
        found = guess(str(path.parent / leads), str(path.parent / file))
    except DataError:
        return
    events = found.events
    if events is not None and events.lead is not None and events.at is not None:
        whole = _section(data_sections(found.leads, leads, [Events(events, file)]))
        start = min(i for i in (whole.find("\nevents "), whole.find("\nevent ")) if i >= 0)
        detail = f"{counted(len(events.kinds), 'event')}, from the data"
        yield Item(f'events from "{file}"', "snippet", detail, whole[start + 1 :])


def _section(text: str) -> str:
    """Without the comments that stand by themselves."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip() + "\n"
