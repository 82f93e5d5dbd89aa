"""Reads DMN decision tables and says which of their rows hold: enough of FEEL for published tables.

>>> holds("<18,>=60", "17"), holds("[18..21]", "22"), holds("-", None)
(True, False, True)
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

Value: TypeAlias = str | None
SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@cache
def rows(model: Path, table: str) -> list[list[str]]:
    """The cells of a table by the name of its decision, each row's output last."""
    root = ElementTree.parse(model).getroot()
    [named] = [
        each for each in root.iter()
        if each.get("name") == table and each.tag.endswith(("}decision", "}businessKnowledgeModel"))
    ]  # fmt: skip
    return [
        [(text.text or "").strip() for text in rule.iter() if text.tag.endswith("}text")]
        for rule in named.iter() if rule.tag.endswith("}rule")
    ]  # fmt: skip


def outputs(model: Path, table: str, *inputs: Value) -> list[str]:
    """The outputs of all rows that hold, in their order, without their quotes."""
    return [
        row[-1].strip('"') for row in rows(model, table)
        if all(map(holds, row[:-1], inputs))
    ]  # fmt: skip


def holds(tests: str, value: Value) -> bool:
    """Whether a value passes one of a cell's tests; nothing but `-` holds for none."""
    if tests == "-":
        return True
    return value is not None and any(_passes(test.strip(), value) for test in tests.split(","))


def _passes(test: str, value: str) -> bool:
    if found := re.fullmatch(r"([<>]=?)\s*(.+)", test):
        return SIGNS[found[1]](Decimal(value), Decimal(found[2]))
    if found := re.fullmatch(r"\[(.+)\.\.(.+)([\])])", test):
        upper = SIGNS["<=" if found[3] == "]" else "<"]
        return Decimal(found[1]) <= Decimal(value) and upper(Decimal(value), Decimal(found[2]))
    return test.strip('"') == value
