"""What files declare, found in their texts before they are read: for lines that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_LINE: Final = re.compile(
    r"^([ \t]*)(leads|events?|list|define|let|group|outcome|label|[A-Za-z]\w*)\b"
    r"[ \t]*([A-Za-z]\w*)?([^\n#]*)",
    re.MULTILINE,
)
_FIELD: Final = re.compile(r"([A-Za-z]\w*)[ \t]+(text|number|yes/no|date|time|list)\b")
_LIST: Final = re.compile(r"^list[ \t]+([a-z]\w*)", re.MULTILINE)
_HEADER: Final = re.compile(r"\bfrom[ \t]+\"([^\"\n]*)\"")
_NAMED: Final = frozenset(("list", "define", "let", "group", "outcome", "label"))


@dataclass(frozen=True, slots=True)
class Declared:
    """Names in lower case."""

    names: frozenset[str] = frozenset()
    """Of all kinds but fields of events."""
    events: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields of each that hold a text."""
    columns: dict[str, str] = field(default_factory=dict)
    """The type of each column of the leads; `yes` for `yes/no`."""
    headers: dict[str, str] = field(default_factory=dict)
    """The column of the leads that stands under a header of their table."""
    lists: frozenset[str] = frozenset()


def declared(texts: Iterable[str]) -> Declared:
    """What stands in the sections of these files."""
    names: set[str] = set()
    events: dict[str, tuple[str, ...]] = {}
    columns: dict[str, str] = {}
    headers: dict[str, str] = {}
    lists: set[str] = set()
    for text in texts:
        _gather(text.lower(), names, events, columns, headers)
        lists.update(_LIST.findall(text.lower()))
    every = frozenset(names | events.keys() | columns.keys())
    return Declared(every, events, columns, headers, frozenset(lists))


def _gather(
    text: str, names: set[str], events: dict[str, tuple[str, ...]], columns: dict[str, str],
    headers: dict[str, str],
) -> None:  # fmt: skip
    head, event = "", ""
    for indent, word, second, rest in _LINE.findall(text):
        if not indent:
            head, event = word, second if word == "event" else ""
            if event:
                events[event] = ()
            elif word in _NAMED and second:
                names.add(second)
        elif head == "leads":
            columns[word] = second
            header = _HEADER.search(rest)
            if header:
                headers[header[1]] = word
        elif head == "events":
            events[word] = _texts(f"{second}{rest}")
        elif event:
            events[event] += _texts(f"{word} {second}{rest}")


def _texts(line: str) -> tuple[str, ...]:
    return tuple(name for name, type_ in _FIELD.findall(line) if type_ == "text")
