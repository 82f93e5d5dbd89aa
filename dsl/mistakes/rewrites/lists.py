"""A list among the values of another: `list extra = gulf and "Dubai"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..declared import Declared
from ..list_in_list import NO_LISTS, both_lists
from ..written import NAME
from .names import Named

_LIST: Final = re.compile(rf"^list\s+({NAME})\s*(?:=|:=?)\s*(.+)$", re.IGNORECASE)
_JOINT: Final = re.compile(r"\s*[,;|&+]\s*|\s+(?:and|or|plus)\s+", re.IGNORECASE)


def of_lists(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """What is said of the first name of a list that stands among the values of another."""
    found = _LIST.match(masked)
    if found is None:
        return
    inner = next((n for n in _JOINT.split(found[2]) if n.lower() in declared.lists), None)
    if inner is None:
        return
    start, values = found.start(2), found[2]
    said = _JOINT.sub(", ", re.sub(rf"\b{inner}\b", f'"{inner}"', line[start:]))
    help = both_lists(inner, found[1])
    yield Named(start, start + len(values), said, "E031", NO_LISTS, help)
