"""A condition that can never hold.

Two of its parts exclude one another: a number that is under 10 and over 50, a text that is two
things at once. Mostly `or` was meant. A condition is also told if all who could pass it are left
out, by `exclude` or by what the group asks for, or if no event is such.

Avoid:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      +10 when employees is under 10 and employees is over 50
      +10 when industry is "Software" and industry is "Finance"

Prefer:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      +10 when employees is under 10 or employees is over 50
      +10 when industry is "Software" or "Finance"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .. import ast, terms
from ..conditions import Part
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import Model
from . import domain_with_more
from ._parts import all_parts, apart
from ._proofs import Given, Proofs, Whole, proofs

CODE = "W304"
MOST_PARTS = 50
"""Of longer conditions only so many parts are compared with one another."""


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    told: list[Diagnostic] = []
    for part in all_parts(model):
        if isinstance(part.node, ast.AllOf) and isinstance(part.test, terms.All):
            told += _all_of(logic, part.node, part.test)
    yield from told
    known = (*told, *domain_with_more.check(model))
    yield from _wholes(proofs(model), {(d.span.path, d.span.start) for d in known})


def _all_of(logic: Logic, node: ast.AllOf, test: terms.All) -> Iterator[Diagnostic]:
    both = list(zip(node.items, test.tests, strict=True))[:MOST_PARTS]
    for (first, one), (second, other) in combinations(both, 2):
        if not apart(one, other) and logic.excludes(one, other):
            yield _finding(Part(second, other), first)
            return


def _finding(part: Part, first: ast.Node) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "this condition can never hold", part.node.span,
        underlined="excludes the other part", labels=(Label(first.span, "the other part"),),
        help="write `or` between the two if one of them is enough",
    )  # fmt: skip


def _wholes(asked: Proofs, told: set[tuple[str, int]]) -> Iterator[Diagnostic]:
    """What follows from all parts together, and from what is given. Names of definitions are
    told where these stand."""
    vain = set(_vain_defines(asked))
    for whole in asked.wholes:
        span = whole.node.span
        if isinstance(getattr(whole.test, "value", None), terms.Days):
            continue  # what a window decides is told as that
        if asked.able(whole) or whole.test in vain or whole.test == terms.Always(False):
            continue
        if not any(path == span.path and span.start <= at < span.end for path, at in told):
            yield _whole(whole, asked.why(whole, True))


def _vain_defines(asked: Proofs) -> Iterator[terms.Test]:
    for define in asked.model.defines.values():
        if define.test is not None and not asked.possible([(define.test, True)]):
            yield terms.Defined(define.name)


def _whole(whole: Whole, why: Given | None) -> Diagnostic:
    labels = (Label(why.node.span, f"{said(why)} all who would pass"),) if why else ()
    help = "take it out, or look whether the other one says too much" if why else \
        "take it out, or ask for less"  # fmt: skip
    return Diagnostic(
        CODE, "warning", "this can never hold", whole.node.span, labels=labels, help=help
    )


def said(why: Given) -> str:
    return "leaves out" if isinstance(why.node, ast.Exclude) else "keeps out"
