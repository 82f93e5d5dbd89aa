"""The rule file with its new points, each with what was there and what speaks for the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...dsl.apply import edited
from ...dsl.check.checker import check
from ...dsl.diagnostics import Edit, Span
from ...dsl.format import format_text
from ...dsl.source import Source
from ..errors import DataError
from .measured import edits, spelled
from .tuned import Changed, Tuned


def rewritten(found: Tuned, target: Path) -> str:
    """Nothing else changes, but for the layout of a file that had the usual one. `DataError` for a
    target from which the rules would not find what they use."""
    source = found.rules.model.files[0].source
    points = {one.literal: one.value for one in found.changed}
    text = edited(source.text, [*edits(points), *_remarks(source, found.changed)])
    text = format_text(text) if format_text(source.text) == source.text else text
    errors = check(target, text=text).errors
    if errors:
        raise DataError(
            f"as `{target}` the rules would be wrong: {errors[0].title}",
            f"name a file in the folder of `{source.path}`",
        )
    return text


def _remarks(source: Source, changed: Sequence[Changed]) -> Iterator[Edit]:
    """At the end of the line on which the rule or the row ends, behind what stands there."""
    for one in changed:
        line = source.text.find("\n", _end(source, one))
        at = len(source.text) if line < 0 else line
        at -= source.text[:at].endswith("\r")
        behind = "; " if one.literal.node.after else "  # "
        remark = f"{behind}was {spelled(one.literal.value)}: {one.evidence.words()}"
        yield Edit(Span(str(source.path), at, at), remark)


def _end(source: Source, one: Changed) -> int:
    return max(one.literal.node.points.span.end, one.literal.node.span.end - 1)
