"""What a check takes over from the one before: rules whose words and names mean what they meant.

A rule's check depends on the rule itself, on what each name in it stands for, and on a few things
that concern all rules. A rule that has a mistake depends on all names, for messages suggest names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from .. import ast
from ..check.constants import Constants
from ..check.recall import Recall
from ..check.symbols import Symbols
from ..diagnostics import Diagnostic
from ..model import Rule
from ..walk import walk

EVERY_EVENT = "*"
"""Stands for all declared events among the names of a rule."""
EVERYWHERE = ""
"""Stands for what matters to all rules."""


@dataclass(frozen=True, slots=True)
class _Checked:
    node: object
    given: object
    names: frozenset[str]
    result: Any
    used: frozenset[tuple[str, str]] = frozenset()
    told: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Names:
    """What each name stands for, and which of them have changed since the last check."""

    known: dict[str, object] | None = None
    changed: frozenset[str] | None = None
    """None: all may have changed."""

    def note(self, known: dict[str, object]) -> None:
        old, self.known = self.known, known
        if old is None:
            return
        keys = old.keys() | known.keys()
        self.changed = frozenset(k for k in keys if old.get(k) != known.get(k))

    def same(self, checked: _Checked) -> bool:
        if self.changed is None:
            return False
        if checked.told:
            return not self.changed
        return self.changed.isdisjoint(checked.names)


_Mark: TypeAlias = tuple[int, int] | None
"""When a file was changed and how long it is; none for one that is not there."""


def _mark(file: Path) -> _Mark:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


@dataclass(slots=True)
class Memory(Recall):
    """Knows of the last check only: what a check does not ask for is forgotten."""

    _names: Names = field(default_factory=Names)
    _lets: Names = field(default_factory=Names)
    _known: dict[tuple[str, int], _Checked] = field(default_factory=dict)
    _next: dict[tuple[str, int], _Checked] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)
    _columns: dict[tuple[Path, str], tuple[_Mark, tuple[str, ...]]] = field(default_factory=dict)
    _next_columns: dict[tuple[Path, str], tuple[_Mark, tuple[str, ...]]] = field(
        default_factory=dict
    )

    def begin(self) -> None:
        """A check begins, and the one before has come to its end."""
        self._known, self._next = self._next, {}
        self._columns, self._next_columns = self._next_columns, {}
        self._noted = set()

    def forget(self) -> None:
        """The last check did not come to its end."""
        self._names, self._lets = Names(), Names()
        self._known, self._next = {}, {}
        self._columns, self._next_columns = {}, {}

    def rule(
        self, terms: Constants, node: Any, given: object, work_out: Callable[[], Rule]
    ) -> Rule:
        if "rule" not in self._noted:
            self._noted.add("rule")
            self._names.note(_meanings(terms))
        known = self._known.get(("rule", id(node)))
        if known is None or known.given != given or not self._names.same(known):
            known = _recorded(terms.symbols, terms, node, given, work_out)
        else:
            terms.used |= known.used
            if known.told:
                _tell(terms.symbols, known.told)
        self._next["rule", id(node)] = known
        found: Rule = known.result
        return found

    def points(self, symbols: Symbols, node: Any, work_out: Callable[[], int]) -> int:
        if "points" not in self._noted:
            self._noted.add("points")
            self._lets.note(dict(symbols.lets))
        known = self._known.get(("points", id(node)))
        if known is None or not self._lets.same(known):
            known = _recorded(symbols, None, node, None, work_out)
        elif known.told:
            _tell(symbols, known.told)
        self._next["points", id(node)] = known
        found: int = known.result
        return found

    def column(self, file: Path, name: str, read: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        now = _mark(file)
        mark, texts = self._columns.get((file, name), (None, ()))
        if mark is None or mark != now:
            texts = read()
        if texts:
            self._next_columns[file, name] = now, texts
        return texts


def _tell(symbols: Symbols, told: Iterable[Diagnostic]) -> None:
    for diagnostic in told:
        symbols.report(diagnostic)


def _recorded(
    symbols: Symbols, terms: Constants | None, node: Any, given: object,
    work_out: Callable[[], Any],
) -> _Checked:  # fmt: skip
    """Works a part out, and notes what it tells and uses meanwhile."""
    told: list[Diagnostic] = []
    report = symbols.report
    used: set[tuple[str, str]] = set()
    before = terms.used if terms is not None else used
    if terms is not None:
        terms.used = used
    symbols.report = told.append
    try:
        result = work_out()
    finally:
        symbols.report = report
        if terms is not None:
            terms.used = before
    before |= used
    _tell(symbols, told)
    return _Checked(node, given, _names_in(node), result, frozenset(used), tuple(told))


def _names_in(node: object) -> frozenset[str]:
    found = {EVERYWHERE}
    for part in walk(node):
        if isinstance(part, ast.Name):
            found.add(part.key)
        elif isinstance(part, ast.Kinds) and not part.names:
            found.add(EVERY_EVENT)
    return frozenset(found)


def _meanings(terms: Constants) -> dict[str, object]:
    """What names stand for, as far as it matters to a rule that uses them."""
    symbols = terms.symbols
    company = symbols.leads.company if symbols.leads is not None else None
    defined = {key: test is None for key, test in terms._defined.items()}
    tables: tuple[dict[str, Any], ...] = (
        symbols.columns, symbols.kinds, symbols.lets, symbols.lists, defined, symbols.spelling,
    )  # fmt: skip
    others = (symbols.groups, symbols.classes, symbols.account_labels, symbols.outcomes)
    keys = set(symbols.names).union(symbols.broken, *tables, *others)
    found: dict[str, object] = {
        key: (
            tuple(table.get(key) for table in tables), tuple(key in table for table in others),
            key in symbols.broken, symbols.names.get(key, ("",))[0],
        )
        for key in keys
    }  # fmt: skip
    found[EVERY_EVENT] = tuple(symbols.kinds.values())
    found[EVERYWHERE] = (symbols.incomplete, len(symbols.kinds), company, symbols.leads is None)
    return found
