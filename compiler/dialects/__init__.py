"""SQL dialects, one file each: a new one is found by the name of its file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ...dsl.diagnostics import near
from ._storing import Holds
from .base import Dialect, Family

__all__ = ["Dialect", "Family", "Holds", "find", "names"]


@cache
def names() -> tuple[str, ...]:
    """All dialects, sorted.

    >>> "duckdb" in names()
    True
    """
    found = (module.name for module in iter_modules(__path__))
    return tuple(sorted(name for name in found if name != "base" and name[0] != "_"))


def find(name: str) -> Dialect:
    """The dialect of that name; `ValueError` says which there are."""
    if name not in names():
        close = near(name, names())
        known = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names())}"
        raise ValueError(f"no SQL dialect `{name}`; {known}")
    dialect: Dialect = import_module(f".{name}", __name__).DIALECT
    return dialect
