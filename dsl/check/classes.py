"""Stages, labels and grades: rows resolved, each seeing only the classes above it."""

from __future__ import annotations

from .. import ast, model, terms
from ..diagnostics import Label
from ..model import ClassNode
from ..printer import show
from ..terms import Test
from .elaborate import Elaborator
from .typed import Scope


def check_classes(
    elaborator: Elaborator, nodes: list[ClassNode], groups: frozenset[str]
) -> tuple[model.Class, ...]:
    """`groups` are the keys of all groups, and `score`."""
    found = []
    for node in nodes:
        above = frozenset(elaborator.classes)
        key = "stage" if isinstance(node, ast.Stages) else node.name.key
        scope = Scope(groups=groups, classes=above, place="here")
        checked = (
            _grade(elaborator, node) if isinstance(node, ast.Grade)
            else _rows(elaborator, node, scope)
        )  # fmt: skip
        elaborator.classes[key] = checked.values
        found.append(checked)
    return tuple(found)


def check_label(elaborator: Elaborator, node: ast.Label, scope: Scope) -> model.Class:
    """A label by itself: that of a company."""
    return _rows(elaborator, node, scope)


def _name(node: ClassNode) -> str:
    return "stage" if isinstance(node, ast.Stages) else node.name.text


def _rows(elaborator: Elaborator, node: ast.Stages | ast.Label, scope: Scope) -> model.Class:
    rows: list[model.ClassRow] = []
    otherwise: ast.ClassRow | None = None
    for row in node.rows:
        test: Test | None = terms.Always(True)
        if row.test is not None:
            test = elaborator.test(row.test, scope)
        if otherwise is not None:
            elaborator.symbols.error(
                "E126", f"`{_value(row.value)}` stands below `otherwise` and is never reached",
                row.span, "move `otherwise` to the end",
                labels=(Label(otherwise.span, "takes everything"),),
            )  # fmt: skip
            break
        if row.test is None:
            otherwise = row
        until = _until(elaborator, node, row, scope)
        rows.append(model.ClassRow(_value(row.value), test, row, until))
    if otherwise is None:
        _no_otherwise(elaborator, node)
    return model.Class(_name(node), (tuple(rows),), node)


def _until(
    elaborator: Elaborator, node: ast.Stages | ast.Label, row: ast.ClassRow, scope: Scope
) -> Test | None:
    if row.until is None:
        return None
    if isinstance(node, ast.Stages):
        return elaborator.test(row.until, scope)
    elaborator.symbols.error(
        "E123", "`until` belongs to stages: a label is not kept from one run to the next",
        row.until.span, "take it out, or make the label a stage",
    )  # fmt: skip
    return None


def _no_otherwise(elaborator: Elaborator, node: ast.Stages | ast.Label) -> None:
    last = node.rows[-1] if node.rows else node
    if elaborator.symbols.has_hole(node) or elaborator.symbols.has_hole(last):
        return
    what = "stages" if isinstance(node, ast.Stages) else f"label `{node.name.text}`"
    elaborator.symbols.error(
        "E125", f"the last row of {what} must be `otherwise`", last.span,
        _row_for_others(node),
    )  # fmt: skip


def _row_for_others(node: ast.Stages | ast.Label) -> str:
    """What to write; the last of several rows is likely meant for all others."""
    if len(node.rows) < 2:
        return "add a row for all others: `Cold otherwise`"
    last, help = show(node.rows[-1].value), "add a row for them: `Other otherwise`"
    return f"if this one is for all others, write `{last} otherwise`; if not, {help}"


def _value(node: ast.Name | ast.Text) -> str:
    return node.value if isinstance(node, ast.Text) else node.text


def _grade(elaborator: Elaborator, node: ast.Grade) -> model.Class:
    parts = [_grade_part(elaborator, node, group) for group in (node.first, node.second)]
    for row in node.rows:
        if row.group.key not in (node.first.key, node.second.key):
            elaborator.symbols.error(
                "E107", f"`{row.group.text}` is not one of the two groups of this grade",
                row.group.span, f"write `{node.first.text}` or `{node.second.text}`",
            )  # fmt: skip
    return model.Class(node.name.text, tuple(parts), node)


def _grade_part(
    elaborator: Elaborator, node: ast.Grade, group: ast.Name
) -> tuple[model.ClassRow, ...]:
    symbols = elaborator.symbols
    if group.key not in symbols.groups:
        if group.key not in symbols.broken and group.key != "?":
            known = ", ".join(f"`{g.name.text}`" for g in symbols.groups.values())
            help = f"the groups are {known}" if known else "a grade joins two groups; add them"
            symbols.error("E130", f"there is no group `{group.text}` to grade", group.span, help)
        return (model.ClassRow("?", terms.Always(True), _dummy(node)),)
    elaborator.used.add(("group", group.key))
    row = next((row for row in node.rows if row.group.key == group.key), None)
    if row is None and symbols.has_hole(node):
        return (model.ClassRow("?", terms.Always(True), _dummy(node)),)
    if row is None:
        symbols.error(
            "E125", f"the grade has no row for `{group.text}`", node.span,
            f"add `{group.text} A from 40, B from 20, C otherwise`",
        )  # fmt: skip
        return (model.ClassRow("?", terms.Always(True), _dummy(node)),)
    return _bands(elaborator, row, symbols.groups[group.key].name.text)


def _dummy(node: ast.Grade) -> ast.GradeRow:
    return ast.GradeRow(node.name, (), node.name, span=node.span)


def _bands(elaborator: Elaborator, row: ast.GradeRow, group: str) -> tuple[model.ClassRow, ...]:
    found = []
    previous = None
    for band in row.bands:
        start = elaborator.number(band.start)
        if start is None:
            continue
        if previous is not None and start >= previous:
            elaborator.symbols.error(
                "E111", f"`{_value(band.value)}` begins no lower than the one before it",
                band.span, "write the highest first: `A from 40, B from 25`",
            )  # fmt: skip
        previous = start
        test = elaborator.points_test(">=", terms.Points(group), start)
        found.append(model.ClassRow(_value(band.value), test, row))
    found.append(model.ClassRow(_value(row.otherwise), terms.Always(True), row))
    return tuple(found)
