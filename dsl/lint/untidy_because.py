"""A reason with a full stop, or with spaces too many.

Reasons stand under one another in the breakdown, as names do: without a full stop, and with single
spaces. An `expect … because` that names the reason is changed with it.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" because "Decision  maker."

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" because "Decision maker"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix
from ..model import Model
from ..printer import quoted

CODE = "W710"
FIX = "safe"
NAMED = (ast.WhenRule, ast.EachRule, ast.EveryRule, ast.PointsBy, ast.PointsForEach, ast.FirstOf,
         ast.BestOf, ast.WhenRow, ast.Exclude, ast.Ignore)  # fmt: skip


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        reasons = [node.because for node in parsed.of(*NAMED) if node.because is not None]
        taken = {reason.value for reason in reasons}
        for reason in reasons:
            tidy = _tidy(reason.value)
            if tidy != reason.value and tidy:
                expected = [e.rule for e in parsed.of(ast.ExpectPoints) if e.rule == reason]
                yield _finding([reason, *expected], tidy, tidy not in taken)


def _tidy(text: str) -> str:
    """Three points at the end, and those of a shortened word, stay."""
    text = " ".join(text.split())
    ends = text.endswith(".") and not text.endswith("..") and "." not in text[:-1]
    return text[:-1] if ends and len(text.split()[-1]) > 4 else text


def _finding(texts: list[ast.Text], tidy: str, free: bool) -> Diagnostic:
    said = quoted(tidy)
    edits = tuple(Edit(text.span, said) for text in texts)
    return Diagnostic(
        CODE, "warning", "this reason has a full stop or spaces too many", texts[0].span,
        help=f"write `{said}`", fix=Fix(f"write `{said}`", edits) if free else None,
    )  # fmt: skip
