"""Tables of results: made beside their targets, and put in place when all of them are complete."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

from ...compiler.dialects import find
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, shortened
from .base import Found, Parts, Warehouse

PREFIX: Final = "table:"
_LONGEST: Final = 40
"""Bytes of a target's name in that of the table beside it."""


def named(out: str, warehouse: Warehouse, word: str = "") -> Parts:
    """`table:marketing.scores` → its parts as the engine spells them; with a word behind."""
    parts = out.removeprefix(PREFIX).split(".")
    if not all(part.strip() for part in parts):
        raise DataError(f"`{out}` names no table", "write table:scores or table:marketing.scores")
    parts[-1] += word
    longest = find(warehouse.dialect).storing.longest_name
    if len(parts[-1].encode()) > longest:
        raise DataError(
            f"the name `{shortened(parts[-1])}` is too long: {longest} bytes at most",
            "an engine would cut it off, and take two tables for one: choose a shorter name",
        )
    _refuse_missing(warehouse, parts[:-1])
    return tuple(warehouse.spelled(part) for part in parts)


def _refuse_missing(warehouse: Warehouse, before: list[str]) -> None:
    """A schema that is not there, before anything is scored."""
    schemas = warehouse.schemas() if len(before) == 1 else None
    if schemas is None or fold(before[0]) in map(fold, schemas):
        return
    close = near(before[0], schemas)
    raise DataError(
        f"there is no schema `{before[0]}` in {warehouse.shown} to write to",
        f"did you mean `{close[0]}`?" if close else "make it first, or write to another",
    )


def refuse_others(
    warehouse: Warehouse, target: Parts, columns: Iterable[str], inputs: Iterable[Found]
) -> None:
    """Nothing is overwritten that is no table of results."""
    if any(target == found.parts[-len(target) :] for found in inputs):
        raise DataError(
            f"`{'.'.join(target)}` is one of the tables that are read", "write to another table"
        )
    there = warehouse.exists(target)
    names = {column.name.lower() for column in there.columns} if there else set()
    if there and not names.issuperset(columns):
        raise DataError(
            f"`{there.shown}` is there already, and holds something else than scores",
            "write to another table, or drop that one yourself",
        )


@contextmanager
def made(warehouse: Warehouse, queries: Mapping[Parts, str]) -> Iterator[tuple[Parts, ...]]:
    """A new table for each query, named beside its target; at the end they take the places of
    their targets. After any failure nothing is left of them."""
    new: dict[Parts, Parts] = {}
    try:
        for target, query in queries.items():
            short = target[-1].encode()[:_LONGEST].decode(errors="ignore")
            name = f"{short}_{secrets.token_hex(4)}"
            beside = (*target[:-1], warehouse.spelled(name))
            new[beside] = target
            warehouse.create(beside, query)
        yield tuple(new)
        warehouse.replace(new.items())
    except BaseException:
        for beside in new:
            with suppress(DataError):
                warehouse.discard(beside)
        raise
