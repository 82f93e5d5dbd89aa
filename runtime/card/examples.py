"""Examples, for a card: what a lead is and did, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...dsl import ast
from ...dsl.printer import show
from ...dsl.spoken.words import counted, listed, number, quoted, spaced
from .card import ExampleCard

_MORE: Final = {"=": "", ">=": "at least ", "<=": "at most "}


def example(node: ast.Example) -> ExampleCard:
    given = (words for line in node.lines for words in _given(line))
    expected = (
        _expected(item)
        for line in node.lines if isinstance(line, ast.Expect) for item in line.items
    )  # fmt: skip
    return ExampleCard(node.title.value, tuple(given), tuple(expected))


def _given(line: ast.Line) -> Iterator[str]:
    match line:
        case ast.AsOf():
            yield f"on {line.date.spelled}"
        case ast.LeadLine() if line.pairs:
            yield _pairs(line.pairs)
        case ast.Was():
            yield f"was {quoted(_value(line.stage))} before"
        case ast.Did():
            yield _did(line)


def _did(node: ast.Did) -> str:
    who = "a colleague: " if node.colleague else ""
    many = f"{number(node.count.value)} × " if node.count is not None else ""
    when = ""
    if isinstance(node.moment, ast.Date):
        when = f" on {node.moment.spelled}"
    elif node.moment is not None:
        count = number(node.moment.count.value, node.moment.count.decimals)
        when = f" {counted(count, node.moment.unit)} ago"
    given = f" with {_pairs(node.pairs)}" if node.pairs else ""
    return f"{who}{many}{spaced(node.event.text)}{when}{given}"


def _pairs(pairs: Iterable[ast.Pair]) -> str:
    told = [f"{spaced(pair.name.text)} {_given_value(pair.value)}" for pair in pairs]
    return listed(told, "and")


def _given_value(node: ast.Node) -> str:
    return quoted(node.value) if isinstance(node, ast.Text) else show(node)


def _value(node: ast.Name | ast.Text) -> str:
    return node.text if isinstance(node, ast.Name) else node.value


def _expected(item: ast.Expected) -> str:
    match item:
        case ast.ExpectNumber():
            figure = number(item.number.value, item.number.decimals)
            return f"{spaced(item.name.text)} {_MORE[item.op]}{figure}"
        case ast.ExpectClass():
            return f"{spaced(item.name.text)} {quoted(_value(item.value))}"
        case ast.ExpectExcluded():
            return "left out"
        case ast.ExpectPoints():
            points = show(item.points) if item.points is not None else "no points"
            return f"{points} for {quoted(item.rule.value)}"
