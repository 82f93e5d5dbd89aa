"""Names that the data around a rule file have: its files, and the columns of these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lark import Token

from ..model import Column, Model
from ..parse.parsed import SoFar
from ..printer import quoted
from ..vocabulary import WORDS
from .complete_words import Item

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FROM = re.compile(r'^(?:leads|events|event\s+\w+)\s+from\s+"(?P<file>[^"\n]*)"', re.M)


@dataclass(frozen=True, slots=True)
class Data:
    """What is known of the data when it is asked for."""

    values: Callable[[Column], tuple[str, ...]]
    """Values of a column, the most frequent first."""
    files: Callable[[], tuple[str, ...]]
    """Files that rules can name, as they name them: data and other rules."""
    columns: Callable[[str], tuple[str, ...]]
    """Names of the columns of a file."""
    drafts: tuple[Item, ...] = ()
    """Sections that declare data which nothing declares yet."""


NO_DATA = Data(lambda column: (), lambda: (), lambda file: ())


def texts_of_data(model: Model, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    """For the inside of quotes."""
    kinds = [token.type for token in so_far.tokens]
    first, last = (kinds or [""])[0], (kinds or [""])[-1]
    if last == "USE" or (last == "FROM" and first in ("LEADS", "EVENTS", "EVENT", "LIST")):
        for file in data.files():
            if file.endswith(".score") == (first == "USE"):
                yield Item(file, "file")
        return
    yield from (Item(name, "column") for name in _columns(so_far, before, data))


def names_in_data(model: Model, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    """The same where quotes may be left out, and files in quotes."""
    if "TEXT" in so_far.accepted:
        files = (i for i in texts_of_data(model, so_far, before, data) if i.kind == "file")
        yield from (Item(quoted(i.label), "file") for i in files)
    if not so_far.tokens and so_far.heading in ("LEADS", "EVENT"):
        there = {column.source.strip().lower() for column in model.columns.values()}
        names = _columns(so_far, before, data)
        yield from (_new(name) for name in names if name.strip().lower() not in there)
    elif "NAME" in so_far.accepted or "TEXT" in so_far.accepted:
        for name in _columns(so_far, before, data):
            yield Item(name if _plain(name) else quoted(name), "column")


def _columns(so_far: SoFar, before: str, data: Data) -> tuple[str, ...]:
    """Columns of the file that the line, or the heading above it, names."""
    tokens = so_far.tokens
    kinds = [token.type for token in tokens]
    of_line = bool(kinds) and kinds[0] in ("LEADS", "EVENTS", "EVENT", "LIST")
    if of_line and kinds[-1] in ("PER", "OF", "AT", "NAMED", "COLUMN", "COMPANY"):
        return data.columns(_file(tokens))
    in_rows = so_far.heading in ("LEADS", "EVENTS", "EVENT") and (not kinds or kinds[-1] == "FROM")
    found = list(_FROM.finditer(before)) if in_rows else []
    return data.columns(found[-1]["file"]) if found else ()


def _file(tokens: list[Token]) -> str:
    return next((t.value[1:-1] for t in tokens if t.type == "TEXT"), "")


def _plain(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and name.lower() not in WORDS


def _new(source: str) -> Item:
    """A column as it is declared, but for its type."""
    if _plain(source):
        return Item(source, "column", "in the data", f"{source} ")
    name = re.sub(r"[^a-z0-9]+", "_", source.lower()).strip("_")
    name = name if _plain(name) else f"the_{name}"
    return Item(name, "column", f'"{source}" in the data', f"{name} text from {quoted(source)}")
