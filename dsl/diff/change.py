"""One change, and what all comparisons of two models have at hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from .. import ast
from ..model import Model, Rule
from ..prove.prover import Prover
from ..prove.search import Wanted
from ..terms import Test
from ..walk import walk
from .names import Names, align
from .renamed import Renamer
from .translate import Translator
from .undo import Undo
from .values import Put
from .ways import Differences, Way

Kind: TypeAlias = Literal["added", "removed", "changed", "moved", "renamed"]
Effect: TypeAlias = Literal[
    "equal", "words", "open", "other", "scores", "offset", "idle", "unsettled"
]
"""`equal`: proved; `words`: no score can hang on it, such as order and `because`; `other`: means
something else, but not for a lead's score; `open`: to be looked into, after which it `scores`
differently, is `idle` (proved to be so with the rest as the new file has it) or `unsettled`.
`offset`: scores differently by itself, but the files as they are never do."""

Prove: TypeAlias = Callable[[], tuple[Way, ...]]
"""The ways in which something can come out differently; none is the proof that it does not."""


@dataclass(frozen=True, slots=True)
class Change:
    section: str
    kind: Kind
    about: str
    effect: Effect
    notes: tuple[str, ...] = ()
    """What is different, in a few words each."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Lines of the files."""
    prove: Prove | None = field(default=None, compare=False, repr=False)
    """How the files as they are can come out differently by it; none if there is nothing to ask."""
    every_way: bool = field(default=False, compare=False, repr=False)
    """Whether there are no ways but those that `prove` finds."""
    undo: Undo | None = field(default=None, compare=False, repr=False)
    """How to take it back alone."""
    puts: tuple[Put, ...] = field(default=(), compare=False, repr=False)
    """Values that may show it."""
    if_equal: tuple[str, ...] | None = None
    """Other notes for a change that is proved to be none."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A part that is written as before and yet means something else, for a name it uses does."""

    node: object
    prove: Prove
    every_way: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A translated rule."""

    written: Rule
    inner: Rule
    means: Hashable
    words: str
    asks: frozenset[str | None]
    """Groups whose points it asks for."""


@dataclass(slots=True)
class Both:
    old: Model
    new: Model
    whole: Both | None = None
    """The comparison of the files as they are, which knows much of the new one already."""
    names: Names = field(init=False)
    left: Translator = field(init=False)
    right: Translator = field(init=False)
    differences: Differences = field(init=False)
    touched: list[Touched] = field(default_factory=list)
    edited: list[object] = field(default_factory=list)
    """Parts that are themselves written otherwise, and told as changes of their own."""
    provers: tuple[Prover, Prover] = field(init=False)
    """Of either file by itself."""
    pairs: dict[int, int] = field(default_factory=dict)
    """Places of rules in the new file, by those in the old."""
    same: set[int] = field(default_factory=set)
    """Places in the old file of rules that give what they give in the new, whatever the lead."""
    renamer: Renamer = field(init=False)
    known: dict[int, Known] = field(default_factory=dict)
    """By identity rules that were translated before."""

    def __post_init__(self) -> None:
        self.names = align(self.old, self.new)
        self.renamer = Renamer(self.names)
        one = self.whole
        unit = one.right.unit if one else max(self.old.scale, self.new.scale)
        self.left = Translator(self.old, self.names, self.new.scale, unit)
        self.right = one.right if one else Translator(self.new, None, self.new.scale, unit)
        self.provers = Prover(self.old), one.provers[1] if one else Prover(self.new)
        if one is not None and _same_names(self.old, self.new):
            self.known = one.known
        prover = one.differences.prover if one else Prover(self._merged())
        self.differences = Differences(prover, self._base())

    def _merged(self) -> Model:
        """The new model and what only the old one has besides; what is ignored in one may count
        in the other."""
        old, new = self.old, self.new
        columns = {k: c for k, c in old.columns.items() if k not in self.names.columns}
        kinds = {k: kind for k, kind in old.kinds.items() if k not in self.names.kinds}
        shared = {
            key: replace(kind, fields={**self._old_fields(key), **kind.fields})
            for key, kind in new.kinds.items()
        }
        ignored = new.ignored if self._ignore_the_same() else ()
        return replace(
            new, columns={**columns, **new.columns}, kinds={**kinds, **shared}, ignored=ignored
        )

    def _old_fields(self, key: str) -> dict[str, Any]:
        sources = [k for k, name in self.names.kinds.items() if name.lower() == key]
        return {
            k: f for source in sources for k, f in self.old.kinds[source].fields.items()
            if k not in self.names.fields
        }  # fmt: skip

    def _ignore_the_same(self) -> bool:
        left = [self.left.term(one.events) for one in self.old.ignored]
        return left == [self.right.term(one.events) for one in self.new.ignored]

    def _base(self) -> list[Wanted]:
        """That a lead is left out by neither, as far as both say it alike."""
        left = {self.left.term(one.test) for one in self.old.excluded}
        tests = [self.right.term(one.test) for one in self.new.excluded]
        return [(test, False) for test in tests if test is not None and test in left]

    def when(self, old: Test | None, new: Test | None) -> tuple[Test | None, Test | None]:
        return self.left.term(old), self.right.term(new)


def _same_names(old: Model, new: Model) -> bool:
    """Whether what a rule means hangs on nothing but the rule."""
    named = [
        (one.scale, [group.name for group in one.groups], [c.name for c in one.classes],
         {key: define.test for key, define in one.defines.items()})
        for one in (old, new)
    ]  # fmt: skip
    return named[0] == named[1]


def mentioned(model: Model, node: object) -> set[tuple[str, str]]:
    """What a part of a file speaks of, also by way of what is defined: (`define`, key), (`let`,
    key), (`list`, key) or (`name`, key), which may be a column, event or field."""
    found: set[tuple[str, str]] = set()
    waiting = [node]
    while waiting:
        for one in _names_in(waiting.pop()):
            if one in found:
                continue
            found.add(one)
            if one[0] == "name" and one[1] in model.defines:
                found.add(("define", one[1]))
                waiting.append(model.defines[one[1]].node.test)
            if one[0] == "name" and one[1] in model.lets:
                found.add(("let", one[1]))
    return found


def _names_in(node: object) -> Iterator[tuple[str, str]]:
    for part in walk(node):
        if isinstance(part, ast.IsIn | ast.ForIn):
            yield "list", part.list_name.key
        if isinstance(part, ast.Name):
            yield "name", part.key


def lines(node: Any) -> tuple[str, ...]:
    """A part with the rows below it, as it stands in a file."""
    from ..printer import INDENT, show

    rows = getattr(node, "rows", ())
    return show(node), *(INDENT + show(row) for row in rows)


def differing(old: Any, new: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of both, without rows that both have."""
    before, after = lines(old), lines(new)
    return (
        (before[0], *(one for one in before[1:] if one not in after)),
        (after[0], *(one for one in after[1:] if one not in before)),
    )


def reworded(node: Any) -> Any:
    """Without `because`, which means nothing to a score."""
    node = replace(node, because=None)
    if isinstance(node, ast.FirstOf | ast.BestOf):
        return replace(node, rows=tuple(replace(row, because=None) for row in node.rows))
    return node


__all__ = ["Both", "Change", "Effect", "Touched", "differing", "lines", "mentioned"]
