"""Brackets around a single test or around a whole condition.

Brackets say in which order `and` and `or` are to be read. Where there is nothing to order they make
the reader look for what is meant.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +20 when (title contains word "CEO" and employees is over 50)
      +10 when (employees is over 500)

Prefer:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +20 when title contains word "CEO" and employees is over 50
      +10 when employees is over 500
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ._fixes import written

CODE = "W805"
FIX = "safe"
WHOLE = (ast.WhenRule, ast.WhenRow, ast.ClassRow, ast.Define, ast.Exclude, ast.Outcome)
JOINED = ast.AllOf | ast.AnyOf
SINGLE = (
    ast.Is | ast.IsIn | ast.IsKnown | ast.IsBetween | ast.Compare | ast.Recent | ast.Dated
    | ast.TextTest | ast.Includes | ast.EventTest | ast.OrderTest | ast.RepeatTest | ast.PeopleTest
)  # fmt: skip


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for line in parsed.of(*WHOLE):
            if isinstance(line.test, ast.Bracket) and isinstance(line.test.inner, JOINED):
                yield from _finding(model, line.test)
        negated = {node.inner.span for node in parsed.of(ast.Not)}
        for bracket in parsed.of(ast.Bracket):
            # `not (…)` is how a whole test is negated.
            if isinstance(bracket.inner, SINGLE | ast.Bracket) and bracket.span not in negated:
                yield from _finding(model, bracket)


def _finding(model: Model, bracket: ast.Bracket) -> Iterator[Diagnostic]:
    text = written(model, bracket)
    if "\n" not in text:  # brackets may hold a long condition together
        yield Diagnostic(
            CODE, "warning", "these brackets order nothing", bracket.span,
            help="take them away", fix=_fix(bracket.span, model.sources[bracket.span.path].text),
        )  # fmt: skip


def _fix(span: Span, text: str) -> Fix:
    """Each bracket's place keeps a space if words would run into one another."""
    edits = []
    for at, beside in ((span.start, span.start - 1), (span.end - 1, span.end)):
        apart = " " if text[beside : beside + 1].isalnum() else ""
        edits.append(Edit(Span(span.path, at, at + 1), apart))
    return Fix("take the brackets away", tuple(edits))
