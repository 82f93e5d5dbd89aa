"""A lead's breakdown as people read it: groups with their rules, limits, the score, the stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...compiler.plan import Plan
from ...dsl.excerpt import clean
from ..evaluate import Line
from ..examples.said import Figures, signed
from ..explain.words import line_words


def breakdown(
    plan: Plan, found: Figures, behind: Mapping[int, Sequence[str]] = {}
) -> Iterator[str]:
    """Lines of text. Rules that gave nothing are left out. `behind` has further lines to set
    under a line of the breakdown, by its place."""
    if found.excluded is not None:
        yield f"excluded: {clean(found.excluded)}"
        return
    numbered = list(enumerate(found.lines))
    for group in plan.groups:
        own = [(i, line) for i, line in numbered if line.group == group.name]
        points = found.points[group.name] if group.name is not None else None
        if group.name is None:
            own = [(i, line) for i, line in own if line.kind == "rule"]
        else:
            title = f"  {group.title}" if group.title != group.name else ""
            yield f"{clean(group.name + title)}: {points}"
        yield from _lines(own, behind)
    limits = [line for line in found.lines if line.group is None and line.kind == "limit"]
    yield from (f"limit of the score: {signed(line.points)}" for line in limits)
    yield f"score: {found.score}"
    if found.classes:
        yield ", ".join(
            f"{clean(name)} {clean(value or '')}" for name, value in found.classes.items()
        )


def _lines(lines: Iterable[tuple[int, Line]], behind: Mapping[int, Sequence[str]]) -> Iterator[str]:
    shown = [(i, line) for i, line in lines if line.points or line.count]
    room = max((len(signed(line.points)) for _, line in shown), default=0)
    for i, line in shown:
        yield f"  {signed(line.points):>{room}}  {clean(line_words(line))}"
        yield from (f"  {'':>{room}}    {text}" for text in behind.get(i, ()))


def as_json(found: Figures) -> dict[str, Any]:
    """Figures as one plain object."""
    lines = [
        {"group": x.group, "rule": x.rule, "row": x.row, "kind": x.kind, "count": x.count,
         "points": x.points}
        for x in found.lines
    ]  # fmt: skip
    return {
        "excluded": found.excluded, "score": found.score, **found.points, **found.classes,
        "breakdown": lines,
    }  # fmt: skip
