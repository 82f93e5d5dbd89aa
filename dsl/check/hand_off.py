"""What is handed over when a lead enters a stage: whether all that is named exists."""

from __future__ import annotations

from .. import ast, model
from ..diagnostics import Label, near
from .elaborate import Elaborator
from .symbols import Symbols

MOST_REASONS = 100


def check_hand_off(
    elaborator: Elaborator, nodes: list[ast.HandOff], classes: tuple[model.Class, ...]
) -> tuple[model.HandOff, ...]:
    symbols = elaborator.symbols
    for extra in nodes[1:]:
        symbols.error(
            "E102", "there are two sections `hand off`", extra.span, "put them into one",
            labels=(Label(nodes[0].span, "first here"),),
        )  # fmt: skip
    for node in nodes:
        if not node.rows and not symbols.has_hole(node):
            help = 'add a line below: `MQL to "crm" with score, top 3 reasons`'
            symbols.error("E034", "it is not said what is handed over", node.span, help)
    found: dict[tuple[str, str], model.HandOff] = {}
    for row in nodes[0].rows if nodes else ():
        checked = _row(elaborator, row, classes)
        if checked is None:
            continue
        same = found.setdefault((checked.stage, checked.target), checked)
        if same is not checked:
            symbols.error(
                "E102", f"`{checked.stage}` is handed to `{checked.target}` twice", row.span,
                "put what is sent into one line", labels=(Label(same.node.span, "first here"),),
            )  # fmt: skip
    return tuple(found.values())


def _row(
    elaborator: Elaborator, row: ast.HandOffRow, classes: tuple[model.Class, ...]
) -> model.HandOff | None:
    stage = _stage(elaborator, row)
    columns = _columns(elaborator.symbols, classes)
    fields: dict[str, None] = {}
    reasons = None
    for item in row.items:
        if isinstance(item, ast.TopReasons):
            reasons = _reasons(elaborator, item, reasons)
        elif (name := _field(elaborator, item, columns)) is not None:
            _once(elaborator.symbols, item, name, fields)
    if stage is None:
        return None
    target = row.target.value.strip(" ")
    if not target:
        elaborator.symbols.error(
            "E106", "this text is empty", row.target.span, 'say to whom: `to "crm"`'
        )
    return model.HandOff(stage, target, tuple(fields), reasons, row)


def _stage(elaborator: Elaborator, row: ast.HandOffRow) -> str | None:
    """The stage as `stages` spells it."""
    symbols = elaborator.symbols
    wanted = row.stage.value if isinstance(row.stage, ast.Text) else row.stage.text
    if "stage" not in symbols.classes:
        if not symbols.incomplete:
            title = "a lead is handed over when it enters a stage, and there are no stages"
            symbols.error("E107", title, row.stage.span, "add a section `stages`")
        return None
    known = {value.lower(): value for value in elaborator.classes["stage"]}
    if wanted.lower() not in known:
        elaborator.no_such_value("stage", wanted, row.stage, list(known.values()))
        return None
    return known[wanted.lower()]


def _columns(symbols: Symbols, classes: tuple[model.Class, ...]) -> dict[str, str]:
    """What can be sent, by key: as the output calls it."""
    groups = [group.name.text for group in symbols.groups.values()]
    return {name.lower(): name for name in ("score", *groups, *(c.name for c in classes))}


def _field(elaborator: Elaborator, item: ast.Name, columns: dict[str, str]) -> str | None:
    if item.key in columns:
        kind = "group" if item.key in elaborator.symbols.groups else "class"
        elaborator.used.add((kind, item.key))
        return columns[item.key]
    if not elaborator.symbols.excused(item):
        close = near(item.text, columns.values())
        some = ", ".join(f"`{name}`" for name in list(columns.values())[:8])
        help = f"did you mean `{close[0]}`?" if close else f"it can be {some} or `top 3 reasons`"
        elaborator.symbols.error(
            "E107", f"the results have no column `{item.text}`", item.span, help
        )
    return None


def _once(symbols: Symbols, item: ast.Name, name: str, fields: dict[str, None]) -> None:
    if name in fields:
        symbols.error("E102", f"`{item.text}` is sent twice", item.span, "name it once")
    fields[name] = None


def _reasons(elaborator: Elaborator, item: ast.TopReasons, before: int | None) -> int | None:
    if before is not None:
        title = "it is said twice how many reasons are sent"
        elaborator.symbols.error("E102", title, item.span, "say it once")
    count = item.count.value
    if count == int(count) and 1 <= count <= MOST_REASONS:
        return int(count)
    title = f"1 to {MOST_REASONS} reasons can be sent"
    elaborator.symbols.error("E111", title, item.count.span, "write for example `top 3 reasons`")
    return None
