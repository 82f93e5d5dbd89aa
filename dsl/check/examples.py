"""Examples: whether what they speak of exists.

A rule that an example names is not asked for: without it the example fails, and scores stay as they
are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .. import ast, model
from ..diagnostics import Edit, Fix, meant, near
from ..model import Column
from ..printer import show
from .elaborate import Elaborator

_SPELLED: Final = {
    "number": r"-?\d+(?:\.\d+)?", "yes/no": r"yes|no", "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?",
}  # fmt: skip
"""What in quotes is a value of a type without them."""


def check_examples(
    elaborator: Elaborator, examples: Sequence[ast.Example],
    groups: tuple[model.Group, ...], classes: tuple[model.Class, ...],
) -> None:  # fmt: skip
    checker = _Examples(elaborator, groups, classes)
    for example in examples:
        for line in example.lines:
            checker.line(line)
        checker.was_twice(example)
        expects = any(isinstance(line, ast.Expect) for line in example.lines)
        if not expects and not elaborator.symbols.has_hole(example):
            elaborator.symbols.error(
                "E131", "this example expects nothing", example.span,
                "add what must come out: `expect score 50`",
            )  # fmt: skip


class _Examples:
    def __init__(
        self, elaborator: Elaborator, groups: tuple[model.Group, ...],
        classes: tuple[model.Class, ...],
    ) -> None:  # fmt: skip
        self.terms = elaborator
        self.groups = {g.name.lower() for g in groups if g.name is not None}
        self.classes = {c.name.lower(): c for c in classes}

    def was_twice(self, example: ast.Example) -> None:
        for extra in [line for line in example.lines if isinstance(line, ast.Was)][1:]:
            title = "the stage at the last run is said twice"
            self.terms.symbols.error("E102", title, extra.span, "keep one of the two")

    def line(self, line: ast.Line) -> None:
        match line:
            case ast.AsOf():
                self.terms.date(line.date)
            case ast.LeadLine():
                for pair in line.pairs:
                    self._lead_pair(pair)
            case ast.Did():
                self._did(line)
            case ast.Was():
                self._class_value(ast.Name("stage", span=line.stage.span), line.stage)
            case ast.Expect():
                for item in line.items:
                    self._expected(item)

    def _lead_pair(self, pair: ast.Pair) -> None:
        column = self.terms.symbols.columns.get(pair.name.key)
        if column is not None:
            self._value(pair, column)
            return
        known = [c.name for c in self.terms.symbols.columns.values()]
        self._unknown(f"there is no column `{pair.name.text}`", pair.name, known, "E101")

    def _unknown(self, title: str, name: ast.Name, known: list[str], code: str) -> None:
        if self.terms.symbols.excused(name):
            return
        close = near(name.text, known)
        some = ", ".join(f"`{k}`" for k in known[:8])
        help = f"did you mean `{close[0]}`?" if close else f"there are {some}" if known else None
        self.terms.symbols.error(code, title, name.span, help, fix=meant(close, name.span))

    def _value(self, pair: ast.Pair, column: Column) -> None:
        value = pair.value
        fits = {
            "text": ast.Text, "list": ast.Text, "number": ast.Number, "yes/no": ast.YesNo,
            "date": ast.Date, "time": ast.Date,
        }[column.type]  # fmt: skip
        if isinstance(value, ast.Unknown):
            return
        if isinstance(value, ast.Date):
            self.terms.date(value)
        if not isinstance(value, fits):
            shape = {
                "text": '`"…"`', "list": f'`"a{column.separator}b"`', "number": "`120`",
                "yes/no": "`yes` or `no`", "date": "`2026-03-01`", "time": "`2026-03-01 10:30`",
            }[column.type]  # fmt: skip
            title = f"`{column.name}` is declared as {column.type}, and `{show(value)}` is not"
            said = _without_quotes(value, column.type)
            fix = Fix(f"write `{said}`", (Edit(value.span, said),), safe=False) if said else None
            help = fix.title if fix is not None else f"write {shape}"
            self.terms.symbols.error("E108", title, value.span, help, fix=fix)

    def _did(self, line: ast.Did) -> None:
        if line.colleague:
            self.terms.company(line)
        kind = self.terms.kind(line.event)
        if isinstance(line.moment, ast.Ago):
            self.terms.unit(line.moment.unit, line.moment.span, line.moment.count.value)
        elif line.moment is not None:
            self.terms.date(line.moment)
        if line.count is not None:
            self.terms.whole(line.count, 1)
        for pair in line.pairs if kind is not None else ():
            assert kind is not None
            field = kind.fields.get(pair.name.key)
            if field is not None:
                self._value(pair, field)
            else:
                title = f"`{kind.name}` has no field `{pair.name.text}`"
                known = [f.name for f in kind.fields.values()]
                self._unknown(title, pair.name, known, "E107")

    def _expected(self, item: ast.Expected) -> None:
        match item:
            case ast.ExpectNumber():
                if item.name.key != "score" and item.name.key not in self.groups:
                    known = ["score", *sorted(self.groups)]
                    self._unknown(
                        f"there are no points `{item.name.text}`", item.name, known, "E107"
                    )
            case ast.ExpectClass():
                self._class_value(item.name, item.value)

    def _class_value(self, name: ast.Name, value: ast.Name | ast.Text) -> None:
        found = self.classes.get(name.key)
        if found is None:
            self._no_class(name)
            return
        wanted = value.value if isinstance(value, ast.Text) else value.text
        if wanted.lower() not in {value.lower() for value in found.values}:
            self.terms.no_such_value(found.name, wanted, value, list(found.values))

    def _no_class(self, name: ast.Name) -> None:
        title, known = f"there is no stage, label or grade `{name.text}`", list(self.classes)
        if known or self.terms.symbols.excused(name):
            self._unknown(title, name, known, "E107")
            return
        help = "expect points, such as `expect score 20`"
        if name.key == "stage":
            title = "there are no stages here"
            help = f"{help}; or add a section `stages` with rows such as "
            help += "`Hot when score is at least 50` and `Cold otherwise`"
        self.terms.symbols.error("E107", title, name.span, help)


def _without_quotes(value: ast.Node, type_: str) -> str | None:
    """`5` for `"5"` where a number belongs, and `"5"` for `5` where a text does."""
    if isinstance(value, ast.Text) and type_ in _SPELLED:
        said = value.value.strip().lower()
        return said if re.fullmatch(_SPELLED[type_], said) else None
    if type_ == "text" and isinstance(value, ast.Number | ast.YesNo):
        return f'"{show(value)}"'
    return None
