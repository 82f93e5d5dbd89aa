"""Every way in which tests can hold together, one after another.

A way is a `State`: what each value may still be. What a state leaves out cannot be; what it
leaves in need not be possible. So when no way is left the tests never hold together, and that is
a proof; a way that is found has to be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .. import terms
from ..terms import Test
from .atoms import Key
from .context import Context
from .domains import UNKNOWN, Domain, narrowed, truth

Wanted: TypeAlias = tuple[Test, bool]
"""A test, and whether it is to hold."""
Todo: TypeAlias = "tuple[Wanted, Todo] | None"
CHECK = 25
"""Steps that it costs to look at a whole state."""
MOST_NESTED = 150
"""Choices within choices; beyond, a question is not settled."""


@dataclass(frozen=True, slots=True)
class State:
    """What is settled so far. A value that is not there may be anything it can be at all."""

    domains: Mapping[Key, Domain] = field(default_factory=dict)

    def domain(self, context: Context, key: Key) -> Domain:
        found = self.domains.get(key)
        if found is None:
            found = context.start(key)
        if isinstance(key.term, terms.Domain):
            inner = self.domains.get(context.key(key.term.value))
            if inner is not None and not inner.known:
                return UNKNOWN
        return found

    def with_(self, context: Context, test: Test, holds: bool) -> State | None:
        context.work += 1
        atom = context.atom(test)
        before = self.domain(context, atom.key)
        after = narrowed(before, atom, holds)
        if after is None:
            return None
        if after == before and atom.key in self.domains:
            return self
        state = State({**self.domains, atom.key: after})
        if isinstance(atom.key.term, terms.Domain) and not after.unknown:
            return state.with_(context, terms.Known(atom.key.term.value), True)
        return state


EMPTY = State()


def truth_in(context: Context, state: State, test: Test) -> bool | None:
    """Whether a test holds for all that a state leaves, for none of it, or that is not settled."""
    test = context.opened(test)
    match test:
        case terms.Always(holds):
            return holds
        case terms.Not(inner):
            found = truth_in(context, state, inner)
            return None if found is None else not found
        case terms.All(tests):
            return _together(context, state, tests, False)
        case terms.AnyOf(tests):
            return _together(context, state, tests, True)
        case terms.Defined():
            return None
    context.work += 1
    atom = context.atom(test)
    return truth(state.domain(context, atom.key), atom)


def _together(
    context: Context, state: State, tests: tuple[Test, ...], settles: bool
) -> bool | None:
    open_ = False
    for test in tests:
        found = truth_in(context, state, test)
        if found is settles:
            return settles
        open_ = open_ or found is None
    return None if open_ else not settles


class Search:
    """`cut` tells whether steps ran out, so that ways may be missing."""

    def __init__(
        self, context: Context, steps: int, check: Callable[[State], bool] | None = None
    ) -> None:
        """`check` refuses states for what values have to do with one another."""
        self.context = context
        self.until = context.work + steps
        self.cut = False
        self.check = check

    def ways(self, wanted: list[Wanted], start: State = EMPTY) -> Iterator[State]:
        todo: Todo = None
        for one in reversed(wanted):
            todo = (one, todo)
        yield from self._ways(todo, None, start, 0)

    def _ways(self, todo: Todo, later: Todo, state: State, depth: int) -> Iterator[State]:
        """`later` are the choices: what is certain is settled before them."""
        while todo is not None or later is not None:
            if not self._step():
                return
            if todo is None:
                assert later is not None
                (test, holds), later = later
                parts = self._open_parts(test, holds, state)
                if parts is None:
                    continue
                if len(parts) != 1:
                    yield from self._each_way(parts, holds, later, state, depth)
                    return
                todo = ((parts[0], holds), None)
            (test, holds), todo = todo
            test = self.context.opened(test)
            match test:
                case terms.Not(inner):
                    todo = ((inner, not holds), todo)
                case terms.All(tests) | terms.AnyOf(tests):
                    if isinstance(test, terms.All) is holds:
                        for part in reversed(tests):
                            todo = ((part, holds), todo)
                    else:
                        later = ((test, holds), later)
                case terms.Defined():
                    continue  # one that could not be read
                case terms.Always(always):
                    if always is not holds:
                        return
                case _:
                    after = state.with_(self.context, test, holds)
                    if after is None:
                        return
                    state = after
        if self.check is None:
            yield state
            return
        self.context.work += CHECK
        if self.check(state):
            yield state

    def _each_way(
        self, parts: list[Test], holds: bool, later: Todo, state: State, depth: int
    ) -> Iterator[State]:
        if depth >= MOST_NESTED and parts:
            self.cut = True
            return
        for part in parts:
            yield from self._ways(((part, holds), None), later, state, depth + 1)

    def _open_parts(self, test: Test, holds: bool, state: State) -> list[Test] | None:
        """The parts of a choice that can still come out so; none if one of them does already."""
        parts: list[Test] = []
        for part in test.tests:  # type: ignore[union-attr]
            self._step()
            found = truth_in(self.context, state, part)
            if found is holds:
                return None
            if found is None:
                parts.append(part)
        return parts

    def _step(self) -> bool:
        self.context.work += 1
        if self.context.work > self.until:
            self.cut = True
        return not self.cut
