"""Rows of stages, labels and grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from .. import ast
from ..model import Class, ClassRow
from ..printer import show
from ..terms import Test
from .change import Both, Change, Kind, Touched
from .translate import Translator
from .undo import Undo, heading_back, instead
from .ways import ValueWay, Way


def row_changes(both: Both, title: str, old: Class, new: Class) -> Iterator[Change]:
    """Of classes of the same form."""
    for number in range(len(old.parts)):
        yield from _Part(both, title, old, new, number).changes()


@dataclass
class _Part:
    """All rows of stages or of a label, or of one group in a grade."""

    both: Both
    section: str
    old: Class
    new: Class
    number: int

    @cached_property
    def left(self) -> list[ClassRow]:
        values = self.both.names.values
        return [
            _translated(self.both.left, row, values.get((self.new.name, row.value)))
            for row in self.old.parts[self.number]
        ]

    @cached_property
    def right(self) -> list[ClassRow]:
        return [_translated(self.both.right, row, None) for row in self.new.parts[self.number]]

    @cached_property
    def found(self) -> list[ValueWay]:
        return self.both.differences.of_rows(self.left, self.right)

    def changes(self) -> Iterator[Change]:
        yield from self._renamed()
        if [_key(row) for row in self.left] == [_key(row) for row in self.right]:
            yield from self._said_otherwise()
        elif [row.node for row in self.left] == [row.node for row in self.right]:
            self.both.touched.append(Touched(self.new.node, partial(self._ways, None), True))
        else:
            yield from self._grade() if isinstance(self.new.node, ast.Grade) else self._rows()

    def _renamed(self) -> Iterator[Change]:
        for row, one in zip(self.old.parts[self.number], self.left, strict=True):
            if row.value != one.value:
                note = f"was `{row.value}`, and the output says so"
                yield Change(self.section, "renamed", one.value, "words", (note,))

    def _said_otherwise(self) -> Iterator[Change]:
        """The same to the letter after names are resolved."""
        for one, other in zip(self.left, self.right, strict=True):
            if _asked(one) != _asked(other):
                shown = _shown([one]), _shown([other])
                yield Change(self.section, "changed", other.value, "equal", (), *shown)

    def _ways(self, value: str | None) -> tuple[Way, ...]:
        """In which the value is another, this one before or after if one is given."""
        return tuple(w.way for w in self.found if value is None or value in (w.old, w.new))

    # -- grades, whose rows are lines

    def _grade(self) -> Iterator[Change]:
        before, after = (one.parts[self.number][0].node for one in (self.old, self.new))
        assert isinstance(after, ast.GradeRow)
        self.both.edited.append(after)
        undo = instead(after, self.both.renamer.line(before))
        about, shown = f"{after.group.text} of {self.section}", ((show(before),), (show(after),))
        yield Change(self.section, "changed", about, "open", (), *shown,
                     partial(self._ways, None), True, undo)  # fmt: skip

    # -- stages and labels, value by value

    def _rows(self) -> Iterator[Change]:
        before, after = _by_value(self.left), _by_value(self.right)
        told = False
        for value in dict.fromkeys([*before, *after]):
            one, other = before.get(value, []), after.get(value, [])
            if [_key(row) for row in one] != [_key(row) for row in other]:
                told = True
                yield from self._of_value(value, one, other)
        orders = [[v for v in some if v in before and v in after] for some in (before, after)]
        if not told or orders[0] != orders[1]:
            yield self._moved(told)

    def _of_value(
        self, value: str, one: list[ClassRow], other: list[ClassRow]
    ) -> Iterator[Change]:  # fmt: skip
        ways, nodes = partial(self._ways, value), tuple(row.node for row in other)
        if tuple(row.node for row in one) == nodes:  # a name in it stands for something else
            self.both.touched.append(Touched(nodes, ways, True))
            return
        self.both.edited.append(nodes)
        kind: Kind = "changed" if one and other else "removed" if one else "added"
        yield Change(self.section, kind, value, "open", (), _shown(one), _shown(other),
                     ways, True, self._back(value))  # fmt: skip

    def _moved(self, told: bool) -> Change:
        orders = (
            list(dict.fromkeys(row.value for row in rows)) for rows in (self.left, self.right)
        )
        note = " to ".join(", ".join(values) for values in orders)
        node: Any = self.new.node
        places = {row.value: number for number, row in reversed([*enumerate(self.left)])}
        undo = heading_back(node, lambda one: replace(one, rows=_in_order(one.rows, places)))
        if not told:
            undo = instead(node, self.both.renamer.line(self.old.node))
        return Change(self.section, "moved", self.section, "open", (note,),
                      prove=partial(self._ways, None), every_way=True, undo=undo)  # fmt: skip

    def _back(self, value: str) -> Undo:
        """The rows of a value as they were, where they are or, if it is gone, were."""
        nodes: list[Any] = [self.both.renamer.line(row.node) for row in self.left]
        back = [node for node in nodes if _said(node) == value]
        above = [_said(node) for node in nodes][: nodes.index(back[0])] if back else []

        def edit(section: Any) -> Any:
            rows = [*section.rows]
            places = [n for n, row in enumerate(rows) if _said(row) == value]
            if len(places) == len(back):
                for place, row in zip(places, back, strict=True):
                    rows[place] = row
                return replace(section, rows=tuple(rows))
            kept = [row for row in rows if _said(row) != value]
            at = max((n + 1 for n, row in enumerate(kept) if _said(row) in above), default=0)
            return replace(section, rows=(*kept[:at], *back, *kept[at:]))

        node: Any = self.new.node
        return heading_back(node, edit, *back)


def _in_order(rows: tuple[Any, ...], places: dict[str, int]) -> tuple[Any, ...]:
    """Rows that both files have in the order of `places`, the others where they stand."""
    ours = iter(sorted((r for r in rows if _said(r) in places), key=lambda r: places[_said(r)]))
    return tuple(next(ours) if _said(row) in places else row for row in rows)


def _said(row: Any) -> str:
    value = row.value
    return str(value.text if isinstance(value, ast.Name) else value.value)


def _asked(row: ClassRow) -> object:
    node = row.node
    return (node.test, node.until) if isinstance(node, ast.ClassRow) else node


def _translated(to: Translator, row: ClassRow, value: str | None) -> ClassRow:
    return ClassRow(value or row.value, to.term(row.test), row.node, to.term(row.until))


def _key(row: ClassRow) -> tuple[str, Test | None, Test | None]:
    return row.value, row.test, row.until


def _by_value(rows: Sequence[ClassRow]) -> dict[str, list[ClassRow]]:
    found: dict[str, list[ClassRow]] = {}
    for row in rows:
        found.setdefault(row.value, []).append(row)
    return found


def _shown(rows: Sequence[ClassRow]) -> tuple[str, ...]:
    return tuple(show(row.node) for row in rows)
