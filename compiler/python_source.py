"""The writing of generated Python: lines, blocks, names, constants, and what was worked out where.

Nothing of a rule file reaches the source but through `literal`, or as an object that a constant's
name is bound to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from .plan import Column, Metric, People, Plan, Points, Sequence, Tally, Test, Type

INDENT = "    "


def literal(value: object) -> str:
    """A constant as Python source, in ASCII only.

    Takes `None`, bool, int, str and tuples of those; anything else is a `TypeError`.

    >>> literal(("it's", -5, None))
    '("it\\'s", -5, None)'
    >>> literal("a\\nb")
    "'a\\\\nb'"
    """
    if type(value) is tuple:
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if value is None or type(value) in (bool, int, str):
        return ascii(value)
    raise TypeError(f"no constant of generated source: {type(value).__name__}")


@dataclass(slots=True)
class Code:
    """One function in the making."""

    plan: Plan
    full: bool
    """With a breakdown."""
    constants: dict[str, object]
    """Name → object, shared by the functions of one module."""
    points: dict[Points, str] = field(default_factory=dict)
    """Where the points of a group, or the score, are."""
    classes: dict[str, str] = field(default_factory=dict)
    """Where a stage, label or grade is."""
    columns: Mapping[str, Column] = field(init=False)
    defines: Mapping[str, Test] = field(init=False)
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    shared: Counter[Test] = field(default_factory=Counter)
    """How often each test is asked in the part at hand."""
    fields: Mapping[tuple[str, Type], Column] = field(default_factory=dict)
    """The fields of the kind of event at hand."""
    states: dict[Metric | Tally | Sequence | People, str] = field(default_factory=dict)
    """Where the state of a figure over events is kept while they pass."""
    edges: dict[tuple[str, int], str] = field(default_factory=dict)
    """(base, us) of a window's edge → the local that holds it."""
    edges_name: str = "edges"
    kinds_name: str = ""
    """The constants that the walk over the events uses."""
    by_days: bool = False
    """Whether the kind at hand needs the event's age in days anyway."""
    clock: bool = False
    """Whether as-of is needed in microseconds."""
    _known: list[dict[Hashable, str]] = field(default_factory=lambda: [{}])
    _used: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.columns = {column.name: column for column in self.plan.leads.columns}
        self.defines = {define.name: define.test for define in self.plan.defines}

    def add(self, line: str) -> None:
        self.lines.append(INDENT * self.depth + line)

    def note(self, words: str, *values: object) -> None:
        """A comment: our own words, then constants."""
        self.add(" ".join(("#", words, *map(literal, values))))

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """What is worked out inside is forgotten at its end."""
        self.add(header)
        self.depth += 1
        self._known.append({})
        start = len(self.lines)
        yield
        if all(line.lstrip().startswith("#") for line in self.lines[start:]):
            self.add("pass")
        self._known.pop()
        self.depth -= 1

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """Lines written inside are kept apart, for their place is not known yet."""
        outer, self.lines = self.lines, []
        inner = self.lines
        yield inner
        self.lines = outer

    def name(self, prefix: str) -> str:
        """A local that was not used before."""
        self._used[prefix] += 1
        return f"{prefix}{self._used[prefix] - 1}"

    def constant(self, value: object) -> str:
        """A global bound to `value`."""
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def recall(self, key: Hashable) -> str | None:
        """The local that holds this, if it was worked out on the way here."""
        return next((known[key] for known in reversed(self._known) if key in known), None)

    def assign(self, key: Hashable, prefix: str, expression: str) -> str:
        """A new local for `key`."""
        name = self._known[-1][key] = self.name(prefix)
        self.add(f"{name} = {expression}")
        return name

    def remembered(self, key: Hashable, prefix: str, make: Callable[[], str]) -> str:
        """The local that holds what `make` spells; worked out here if it is not at hand."""
        return self.recall(key) or self.assign(key, prefix, make())

    def now_us(self) -> str:
        self.clock = True
        return "now_us"
