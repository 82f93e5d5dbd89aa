"""Who goes from which stage to which, in words; and the leads that move most."""

from __future__ import annotations

from collections.abc import Iterator

from ..pictures.stage_movement import Tile, Way, stage_movement
from ..report.document import Block, Picture, Says, Table
from ..review.words import percent, points, signed
from .result import Found, Moved, Movement, Mover
from .words import change_name, class_name, of_all, stage_of, steps, ways_of

MOST_TILES = 12
"""Of more values there is a list of those between which leads move."""
MOST_ROWS = 30


def moves(found: Found) -> Iterator[Block]:
    for one in found.classes:
        yield Says(_said(one))
        yield from _movement(one)
    for name in found.gone:
        yield Says(f"`{name}` is gone, so there is nothing to compare it with.")
    for name in found.come:
        yield Says(f"`{name}` is new, so there is nothing to compare it with.")


def _said(one: Movement) -> str:
    name = class_name(one)
    if not one.moved:
        return f"Nobody changes in `{name}`."
    more = f" ({ways_of(one)})" if ways_of(one) else ""
    return f"`{name}`: {of_all(one.moved, one.leads)} change{more}, {one.leads - one.moved:,} stay."


def _movement(one: Movement) -> Iterator[Block]:
    if max(len(one.old), len(one.new)) > MOST_TILES:
        if one.moved:
            yield _pairs(one)
        return
    table = _matrix(one)
    if one.name != "stage":
        yield table
        return
    told = "; ".join(
        f"{cell.leads:,} from {stage_of(cell.old)} to {stage_of(cell.new)}" for cell in one.cells
    )
    yield Picture("From which stage to which", told, _spec(one), table)


def _spec(one: Movement) -> dict[str, object]:
    olds, news = list(one.old), list(one.new)
    tiles = [
        Tile(olds.index(cell.old), news.index(cell.new), cell.leads,
             percent(cell.leads / one.leads), _way(one, cell))
        for cell in one.cells
    ]  # fmt: skip
    return stage_movement([*map(stage_of, olds)], [*map(stage_of, news)], tiles)


def _way(one: Movement, cell: Moved) -> Way:
    if one.stays(cell):
        return "stays"
    return "up" if one.rises(cell) else "down" if one.falls(cell) else "other"


def _matrix(one: Movement) -> Table:
    """Old values down, new ones across; `=` is who stays."""
    found = {(cell.old, cell.new): cell for cell in one.cells}
    rows = []
    for old in one.old:
        row = [found.get((old, new)) for new in one.new]
        total = sum(cell.leads for cell in row if cell is not None)
        rows.append((stage_of(old), *(_cell(one, cell) for cell in row), of_all(total, one.leads)))
    totals = [sum(cell.leads for cell in one.cells if cell.new == new) for new in one.new]
    rows.append(("All", *(of_all(total, one.leads) for total in totals), f"{one.leads:,}"))
    heads = (f"{one.name}, old ↓ new →", *map(stage_of, one.new), "All")
    return Table(heads, tuple(rows))


def _cell(one: Movement, cell: Moved | None) -> str:
    if cell is None:
        return ""
    marks = {"stays": "= ", "up": "▲ ", "down": "▼ ", "other": "× "}
    return marks[_way(one, cell)] + of_all(cell.leads, one.leads)


def _pairs(one: Movement) -> Table:
    cells = sorted((c for c in one.cells if not one.stays(c)), key=lambda c: -c.leads)
    rows = [
        (stage_of(c.old), stage_of(c.new), f"{c.leads:,}", percent(c.leads / one.leads))
        for c in cells[:MOST_ROWS]
    ]
    rest = sum(c.leads for c in cells[MOST_ROWS:])
    if rest:
        rows.append(("(others)", "", f"{rest:,}", percent(rest / one.leads)))
    return Table((f"{one.name}, old", "new", "Leads", "Of all"), tuple(rows), frozenset({0, 1}))


# ---------------------------------------------------------------- who moves most


def movers(found: Found) -> Iterator[Block]:
    for one in found.movers:
        yield Says(_told(found, one))
        if one.lines:
            rows = tuple((line.name, line.old, line.new, line.by) for line in one.lines)
            yield Table(("", "Old", "New", "Change"), rows)


def _told(found: Found, one: Mover) -> str:
    olds, news = _end(found, one.old_score, one.old), _end(found, one.new_score, one.new)
    by = ""
    if one.old_score is not None and one.new_score is not None:
        by = f" ({signed(one.new_score - one.old_score, found.scale)})"
    alike = f"; {one.alike:,} more move like it" if one.alike else ""
    return f"`{one.key}`: from {olds} to {news}{by}{alike}.{_edits(found, one)}"


def _end(found: Found, score: int | None, stage: str) -> str:
    if score is None:
        return "excluded"
    return f"{points(score, found.scale)}{f', `{stage}`' if stage else ''}"


def _edits(found: Found, one: Mover) -> str:
    if not one.edits:
        return ""
    told = ", ".join(
        f"{change_name(change)} ({steps(by, found.scale)})" for change, by in one.edits[:6]
    )
    more = f" and {len(one.edits) - 6} more" if len(one.edits) > 6 else ""
    return f" Edits that change it alone: {told}{more}."
