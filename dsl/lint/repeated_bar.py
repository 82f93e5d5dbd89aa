"""One number of points that several stages or labels are held against.

A bar that stands in three places is changed in two. Told of stages and labels together; within one
table the numbers are its own. Give the bar a name: `let mql_bar = 50`; then it can
also be tried with another value, `leadscore run --set mql_bar=40`.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +60 when title contains word "CEO"

    stages
      MQL  when score is at least 50
      Cold otherwise

    label urgency
      Call  when score is at least 50 and title is known
      Write when score is at least 50
      Wait  otherwise

Prefer:

    score "Demo score"

    leads
      title text

    let mql_bar = 50

    group fit
      +60 when title contains word "CEO"

    stages
      MQL  when score is at least mql_bar
      Cold otherwise

    label urgency
      Call  when score is at least mql_bar and title is known
      Write when score is at least mql_bar
      Wait  otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..model import Model
from ..printer import show
from ..walk import walk

CODE = "W813"


def check(model: Model, fewest: int = 3) -> Iterator[Diagnostic]:
    places: dict[tuple[str, object], list[ast.Number]] = {}
    tables: dict[tuple[str, object], set[str]] = {}
    groups = {"score", *(group.name.lower() for group in model.groups if group.name is not None)}
    for cls in model.classes:
        for test in walk(cls.node):
            if isinstance(test, ast.Compare) and isinstance(test.number, ast.Number):
                name = test.value.name.key if isinstance(test.value, ast.Ref) else ""
                if name in groups and test.op == ">=" and test.number.value != 0:
                    bar = name, test.number.value
                    places.setdefault(bar, []).append(test.number)
                    tables.setdefault(bar, set()).add(cls.name)
    for where, numbers in places.items():
        if len(numbers) >= fewest and len(tables[where]) > 1:
            yield _finding(where[0], sorted(numbers, key=lambda number: number.span))


def _finding(name: str, numbers: list[ast.Number]) -> Diagnostic:
    first, *others = numbers
    shown = show(first)
    return Diagnostic(
        CODE, "warning", f"`{name}` is held against `{shown}` in {len(numbers)} places", first.span,
        labels=tuple(Label(number.span, "here too") for number in others[:3]),
        help=f"give it a name, `let {name}_bar = {shown}`, and use the name",
    )  # fmt: skip
