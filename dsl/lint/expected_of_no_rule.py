"""An example that names a rule which there is not.

The example fails. Mostly the rule went by its own words and these have changed, as with other
points: give a rule that examples name a `because`, which stays.

Avoid:

    score "Demo score"

    leads
      industry text

    group fit
      +20 when industry is "Software"

    example "A software company"
      lead industry "Software"
      expect score 20
      expect +15 because "+15 when industry is \\"Software\\""

Prefer:

    score "Demo score"

    leads
      industry text

    group fit
      +20 when industry is "Software" because "Software company"

    example "A software company"
      lead industry "Software"
      expect score 20
      expect +20 because "Software company"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .. import ast
from ..diagnostics import Diagnostic, Fix, near
from ..example_names import astray, named
from ..model import Model
from ..printer import quoted, show
from ._fixes import line_out, one_out, replaced

CODE = "W711"
FIX = "unsafe"
POINTS = re.compile(r"[+-]\d[\d.,]*")


def check(model: Model) -> Iterator[Diagnostic]:
    found = astray(model)
    names = [name for name, _ in named(model)] if found else []
    for line, item in found:
        fix = _renamed(item, names) or _out(model, line, item)
        yield Diagnostic(
            CODE, "warning", f"no rule is called `{item.rule.value}`", item.rule.span,
            help=fix.title if fix is not None else "write the text of a rule's `because`", fix=fix,
        )  # fmt: skip


def _renamed(item: ast.ExpectPoints, names: Sequence[str]) -> Fix | None:
    """By the rule that has the same words and other points, else by the nearest name."""
    points, words = _parted(item.rule.value)
    same = [name for name in names if points and _parted(name)[1] == words]
    close = [*same, *near(item.rule.value, names)][:1]
    if not close:
        return None
    now = _parted(close[0])[0]
    if points and now and item.points is not None and show(item.points) == points:
        return replaced(item, f"{now} because {quoted(close[0])}", safe=False)
    return replaced(item.rule, quoted(close[0]), safe=False)


def _parted(name: str) -> tuple[str, str]:
    """The points that a rule's own words begin with, and the others; no points for a reason."""
    found = POINTS.match(name)
    return (found[0], name[found.end() :]) if found is not None else ("", name)


def _out(model: Model, line: ast.Expect, item: ast.ExpectPoints) -> Fix | None:
    """Takes it out; what else the line and the example expect stays."""
    if len(line.items) == 1:
        example = next(e for e in model.examples if line in e.lines)
        others = sum(isinstance(other, ast.Expect) for other in example.lines) > 1
        return line_out(model, line, "take it out") if others else None
    which = next(i for i, other in enumerate(line.items) if other is item)
    edit = one_out(model, line.items, which)
    return Fix("take it out", (edit,), safe=False) if edit is not None else None
