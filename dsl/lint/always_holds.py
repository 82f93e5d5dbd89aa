"""A condition that always holds.

Of two parts joined by `or` one holds where the other does not, so every lead passes. Mostly `and`
was meant: whoever writes `industry is not "A" or industry is not "B"` wants neither. A condition
that the group asks for already is told, too; not one that `exclude` makes sure of, for points for
all who are left are a beginning that some scorecards have.

Avoid:

    score "Demo score"

    leads
      industry text

    exclude leads when industry is unknown

    group fit
      +10 when industry is not "Education" or industry is not "Government"

Prefer:

    score "Demo score"

    leads
      industry text

    exclude leads when industry is unknown

    group fit
      +10 when industry is not "Education" or "Government"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from .. import ast, terms
from ..conditions import Part
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..intervals import complement, intersection, union, within
from ..logic import Logic, never_unknown, possible, ranges
from ..model import ClassRow, Model
from ..terms import MICRO, Test
from ._fixes import source_of
from ._parts import all_parts, apart
from ._proofs import Proofs, of_nobody, proofs

CODE = "W306"
FIX = "unsafe"
COUNTED = terms.Measured
MOST_PARTS = 50
"""Of longer conditions only so many parts are compared with one another."""


def check(model: Model) -> Iterator[Diagnostic]:
    told = list(_parts(model))
    yield from told
    yield from _wholes(proofs(model), {d.span for d in told})


def _parts(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    for part in all_parts(model):
        if isinstance(part.node, ast.AnyOf) and isinstance(part.test, terms.AnyOf):
            yield from _any_of(model, logic, part.node, part.test)
        elif not isinstance(part.node, ast.AllOf | ast.Bracket) and _whole(part):
            yield _finding(part.node.span, None, None)


def _wholes(asked: Proofs, told: set[Span]) -> Iterator[Diagnostic]:
    """What follows from all parts together, and from what is given."""
    sure = {terms.Defined(d.name) for d in asked.model.defines.values() if _sure(asked, d.test)}
    for whole in asked.wholes:
        if isinstance(whole.row, ClassRow) or isinstance(whole.node, ast.ByRow):
            continue  # told by what is left for the rows below
        span = whole.node.span
        again = any(s.path == span.path and span.start <= s.start < span.end for s in told)
        if whole.test not in sure and not again and asked.always(whole):
            why = asked.why(whole, False)
            text = "leaves out all others"
            label = () if why is None else (Label(why.node.span, text),)
            yield replace(_finding(span, None, None), labels=label)


def _sure(asked: Proofs, test: Test | None) -> bool:
    return test is not None and of_nobody(test) is not False and not asked.possible([(test, False)])


def _whole(part: Part) -> bool:
    """Whether a single test leaves nothing out."""
    asked = ranges(part.test)
    return (
        asked is not None and not isinstance(asked[0], terms.Points) and never_unknown(asked[0])
        and within(possible(asked[0]), asked[1])
    )  # fmt: skip


def _any_of(model: Model, logic: Logic, node: ast.AnyOf, test: terms.AnyOf) -> Iterator[Diagnostic]:
    both = list(zip(node.items, test.tests, strict=True))[:MOST_PARTS]
    for (first, one), (second, other) in combinations(both, 2):
        if apart(one, other):
            continue
        if logic.implies(_opposite(one), other) or _all_counts(one, other):
            negative = (
                len(both) == 2 and isinstance(one, terms.Not) and isinstance(other, terms.Not)
            )
            yield _finding(node.span, first, _and(model, first, second) if negative else None)
            return


def _all_counts(one: Test, other: Test) -> bool:
    """Whether every number of events passes one of two tests; counts are whole."""
    asked, also = ranges(one), ranges(other)
    if asked is None or also is None or asked[0] != also[0] or not isinstance(asked[0], COUNTED):
        return False
    holes = intersection(complement(union((*asked[1], *also[1]))), possible(asked[0]))
    return never_unknown(asked[0]) and all(-(-low // MICRO) * MICRO > high for low, high in holes)


def _opposite(test: Test) -> Test:
    return test.test if isinstance(test, terms.Not) else terms.Not(test)


def _and(model: Model, first: ast.Node, second: ast.Node) -> Fix | None:
    between = Span(first.span.path, first.span.end, second.span.start)
    if source_of(model, first)[between.start : between.end].strip() != "or":
        return None
    return Fix("write `and`", (Edit(between, " and "),), safe=False)


def _finding(span: Span, other: ast.Node | None, fix: Fix | None) -> Diagnostic:
    labels = (Label(other.span, "what fails this passes the other part"),) if other else ()
    help = "write `and` if both are to hold" if labels else "take it out, or ask for more"
    return Diagnostic(
        CODE, "warning", "this condition always holds", span, labels=labels, help=help, fix=fix
    )
