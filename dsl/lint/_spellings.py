"""The texts that a model compares each column with."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Span
from ..fold import fold
from ..model import Model

Asked = dict[str, list[ast.Text]]
"""Texts by their folded form."""


def asked_texts(model: Model) -> list[Asked]:
    """For each column and field what it is compared with, in `is`, in lists, in tables."""
    found: dict[str, Asked] = {}
    seen: set[tuple[str, Span]] = set()
    lists = {node.name.key: node for parsed in model.files for node in parsed.of(ast.ListOf)}
    for name, values in _values(model, lists):
        for item in values.items:
            if isinstance(item, ast.Text):
                texts = found.setdefault(name, {}).setdefault(fold(item.value.strip(" ")), [])
                if (name, item.span) not in seen:
                    seen.add((name, item.span))
                    texts.append(item)
    return list(found.values())


def _values(model: Model, lists: dict[str, ast.ListOf]) -> Iterator[tuple[str, ast.Values]]:
    for parsed in model.files:
        for test in parsed.of(ast.Is):
            if isinstance(test.value, ast.Ref):
                yield test.value.name.key, test.values
        for test in parsed.of(ast.IsIn):
            if isinstance(test.value, ast.Ref) and test.list_name.key in lists:
                yield test.value.name.key, lists[test.list_name.key].values
        for table in parsed.of(ast.PointsBy):
            if isinstance(table.value, ast.Ref):
                for row in table.rows:
                    if isinstance(row.matcher, ast.ForValues):
                        yield table.value.name.key, row.matcher.values


def together(model: Model) -> dict[tuple[str, int], int]:
    """For each text, by where it stands, the test that it stands in: who names two spellings in
    one breath means both."""
    return {
        (item.span.path, item.span.start): values.span.start
        for parsed in model.files for values in parsed.of(ast.Values) for item in values.items
    }  # fmt: skip
