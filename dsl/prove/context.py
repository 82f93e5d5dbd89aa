"""What all questions about one model have in common: names opened, and where values begin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import inf

from .. import terms
from ..fold import fold
from ..intervals import EVERYTHING, Ranges, complement, intersection, union
from ..logic import COUNTS, Logic
from ..model import Class, ClassRow, Column, Kind, Model
from ..terms import DAY, MICRO, Test
from .atoms import Atom, Key, Term, atom_of, times
from .domains import ANY, Domain

LARGEST = 10**18 * MICRO - 1
NUMBERS: Ranges = ((-LARGEST, LARGEST),)
COUNTED = Domain(unknown=False, numbers=((0, EVERYTHING[0][1]),))
SURE = Domain(unknown=False)


@dataclass(slots=True)
class Context:
    model: Model
    logic: Logic = field(init=False)
    columns: dict[str, Column] = field(init=False)
    kinds: dict[str, Kind] = field(init=False)
    _tests: dict[str, dict[str, Test]] = field(init=False)
    _starts: dict[Key, Domain] = field(default_factory=dict)
    work: int = 0
    """Looks at a test so far: what time is measured in."""
    _keys: dict[Term, Key] = field(default_factory=dict)
    _atoms: dict[int, tuple[Test, Atom]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.logic = Logic(self.model.defines)
        self.columns = {column.name: column for column in self.model.columns.values()}
        self.kinds = {kind.name: kind for kind in self.model.kinds.values()}
        self._tests = {}
        for class_ in self.model.classes:
            self._tests[class_.name] = _values(class_)

    def atom(self, test: Test) -> Atom:
        """By the test's identity, for to hash a long list of texts takes as long as to read it;
        the test is kept so that no other can come to have its number."""
        found = self._atoms.get(id(test))
        if found is None:
            found = self._atoms[id(test)] = test, atom_of(test, self.key)
        return found[1]

    def key(self, term: Term) -> Key:
        found = self._keys.get(term)
        if found is None:
            found = self._keys[term] = Key(term)
        return found

    # -- names for tests

    def opened(self, test: Test) -> Test:
        """The test behind the name of a define, or behind `stage is MQL`."""
        while True:
            if isinstance(test, terms.Defined):
                inner = self.logic.open(test)
                if inner is test:
                    return test
                test = inner
            elif isinstance(test, terms.ClassIs):
                return terms.AnyOf(tuple(self.class_is(test.name, value) for value in test.values))
            else:
                return test

    def class_is(self, name: str, value: str) -> Test:
        """That a stage, label or grade has this value: its row holds and none above it."""
        return self._tests.get(name, {}).get(value, terms.Always(False))

    # -- where values begin

    def start(self, key: Key) -> Domain:
        """What a value can be at all."""
        found = self._starts.get(key)
        if found is None:
            found = self._starts[key] = self._start(key.term)
        return found

    def _start(self, term: Term) -> Domain:
        match term:
            case terms.ColumnValue(name):
                column = self.columns.get(name)
                return column_domain(column) if column is not None else ANY
            case terms.Number(micro):
                return Domain(unknown=False, numbers=((micro, micro),))
            case terms.Points():
                return SURE
            case terms.People():
                return replace(COUNTED, unknown=True)
            case terms.Measured(metric):
                return _figure(metric)
            case terms.Followed() | terms.Repeated() | terms.StageWas():
                return SURE
        return ANY

    def field(self, kind: str, name: str, type_: str) -> Domain:
        """A field of an event; unknown where the kind has no such field of this type."""
        column = self.kinds[kind].fields.get(name.lower())
        if column is None or column.type != type_:
            return Domain(known=False)
        return column_domain(column)


def _figure(metric: terms.Metric) -> Domain:
    if metric.kind in ("first_at", "last_at"):
        return Domain(numbers=times(metric.events.span))
    window = times(metric.events.span)
    if metric.kind == "days" and window and window[0][0] > -inf:
        most = -int(window[0][0]) // DAY - -int(window[-1][1]) // DAY + 1
        return Domain(unknown=False, numbers=((0, most),))
    return COUNTED if metric.kind in COUNTS else ANY


def column_domain(column: Column) -> Domain:
    """Values that mean *unknown* in the data are never seen as anything else."""
    match column.type:
        case "number":
            out = union((m, m) for m in map(_micro, column.unknown_for))
            return Domain(numbers=intersection(NUMBERS, complement(out)))
        case "text":
            return Domain(never=frozenset(fold(text) for text in column.unknown_for))
    return ANY


def _micro(spelled: str) -> int:
    return int(Decimal(spelled) * MICRO)


def _values(class_: Class) -> dict[str, Test]:
    found: dict[str, Test] = {"": terms.Always(True)}
    for part in class_.parts:
        found = {
            start + end: _both(before, test)
            for start, before in found.items()
            for end, test in _rows(part).items()
        }
    return found


def _both(one: Test, other: Test) -> Test:
    return other if one == terms.Always(True) else terms.All((one, other))


def _rows(rows: tuple[ClassRow, ...]) -> dict[str, Test]:
    """By value, for one value may stand in several rows."""
    found: dict[str, list[Test]] = {}
    above: list[Test] = []
    for row in rows:
        test = row_test(row)
        found.setdefault(row.value, []).append(terms.All((test, *(terms.Not(t) for t in above))))
        above.append(test)
    return {value: _any(tests) for value, tests in found.items()}


def _any(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else terms.AnyOf(tuple(tests))


def row_test(row: ClassRow) -> Test:
    """A stage with `until` is also kept by a lead that had it."""
    test = row.test if row.test is not None else terms.Always(True)
    if row.until is None:
        return test
    kept = terms.All((terms.StageWas(row.value.strip(" ")), terms.Not(row.until)))
    return terms.AnyOf((test, kept))
