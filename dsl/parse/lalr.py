"""The LALR machine: Lark's tables, driven by a loop of our own.

Lark builds a tree node through a chain of general callbacks. Here each reduction knows beforehand
which of its children stay, so that a file is read about three times as fast; and a token that does
not fit is told before anything has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lark import Lark, Token
from lark.grammar import Rule, Terminal
from lark.parsers.lalr_analysis import Shift

NO_PLACE = -1
"""The start of what is not there in the text."""
MENDED = {"SINGLE_QUOTED": "TEXT", "FOREIGN_DATE": "DATE"}
"""What stands in the way of nothing else."""


@dataclass(slots=True)
class Branch:
    """A node of the tree: the name of a rule or alias, and what stands in it."""

    data: str
    children: list[Any]
    start: int
    end: int

    def below(self) -> Iterator[Branch]:
        """The branch itself and all that it holds."""
        stack = [self]
        while stack:
            branch = stack.pop()
            yield branch
            stack.extend(child for child in branch.children if isinstance(child, Branch))


@dataclass(frozen=True, slots=True)
class Reduction:
    """What becomes of the top of the stack when a rule of the grammar is complete."""

    origin: str
    data: str
    size: int
    kept: tuple[tuple[int, bool, int], ...]
    """Of each child that stays: its place, whether only its own children stay, and how many
    optional parts are missing before it."""
    missing_last: int
    inline: bool
    """A single child stands for the whole."""
    keeps_all: bool
    """Every child stays, and none is missing."""
    renames: bool
    """There is but one child, and it stays as it is."""


Action: TypeAlias = int | Reduction
"""The state after a token, or what to do first."""
Table: TypeAlias = dict[int, dict[str, Action]]


@dataclass(frozen=True, slots=True)
class Machine:
    """The tables; one for all files."""

    table: Table
    """By state and kind of token."""
    after: dict[int, dict[str, int]]
    """The state after a rule of the grammar, by the state before it."""
    start: int
    end: int


def kind_of(actions: Mapping[str, object], token: Token) -> str:
    """A word of the language serves as a name where only a name fits."""
    as_name = token.type not in actions and "NAME" in actions and _is_word(token)
    return "NAME" if as_name else token.type


def _is_word(token: Token) -> bool:
    return token.type != "NAME" and token.value[:1].isalpha() and "/" not in token.value


def make_machine(lark: Lark) -> Machine:
    conf = lark.parse_interactive().parser_state.parse_conf
    known: dict[int, Reduction] = {}

    def action(kind: Any, argument: Any) -> Action:
        if kind is Shift:
            return int(argument)
        # Rules are compared by all that they hold, which takes long.
        if id(argument) not in known:
            known[id(argument)] = _reduction(argument)
        return known[id(argument)]

    states = conf.states.items()
    return Machine(
        {
            state: {name: action(*what) for name, what in actions.items() if name.isupper()}
            for state, actions in states
        },
        {
            state: {name: argument for name, (_, argument) in actions.items() if name.islower()}
            for state, actions in states
        },
        conf.start_state, conf.end_state,
    )  # fmt: skip


def _reduction(rule: Rule) -> Reduction:
    size = len(rule.expansion)
    missing = [0] * (size + 1)
    if rule.options.empty_indices:
        flags = "".join(str(int(empty)) for empty in rule.options.empty_indices)
        missing = [len(ones) for ones in flags.split("0")]
    kept, before = [], 0
    for i, symbol in enumerate(rule.expansion):
        before += missing[i]
        filtered = isinstance(symbol, Terminal) and symbol.filter_out
        if rule.options.keep_all_tokens or not filtered:
            expands = not symbol.is_term and symbol.name.startswith("_")
            kept.append((i, expands, before))
            before = 0
    inline = bool(rule.options.expand1 and not rule.alias)
    missing_last = before + missing[size]
    keeps_all = kept == [(i, False, 0) for i in range(size)] and not missing_last
    return Reduction(
        rule.origin.name, str(rule.alias or rule.origin.name), size, tuple(kept), missing_last,
        inline, keeps_all, keeps_all and inline and size == 1,
    )  # fmt: skip


class Reader:
    """The stacks of one file's reading."""

    __slots__ = ("ends", "machine", "starts", "states", "values")

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.states: list[int] = [machine.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def actions(self) -> dict[str, Action]:
        """What could come next by kind of token, if only at first sight."""
        return self.machine.table[self.states[-1]]

    def advance(self, states: list[int], kind: str) -> bool:
        """Takes a stack of states over a token of this kind, if that fits; nothing is built."""
        table = self.machine.table
        while (action := table[states[-1]].get(kind)) is not None:
            if isinstance(action, int):
                states.append(action)
                return True
            if action.size:
                del states[-action.size :]
            states.append(self.machine.after[states[-1]][action.origin])
        return False

    def fitting(self, states: list[int], tokens: list[Token]) -> int:
        """How many tokens fit on a stack of states, which they change."""
        table = self.machine.table
        for count, token in enumerate(tokens):
            if not self.advance(
                states, MENDED.get(token.type) or kind_of(table[states[-1]], token)
            ):
                return count
        return len(tokens)

    def feed(self, kind: str, token: Token) -> bool:
        """Takes a token in if it fits, and changes nothing otherwise."""
        table, states = self.machine.table, self.states
        action = table[states[-1]].get(kind)
        if isinstance(action, Reduction) and not self.advance(list(states), kind):
            return False
        while isinstance(action, Reduction):
            self._reduce(action)
            action = table[states[-1]].get(kind)
        if action is None:
            return False
        states.append(action)
        self.values.append(token)
        self.starts.append(token.start_pos or 0)
        self.ends.append(token.end_pos or 0)
        return True

    def finish(self) -> Branch | None:
        """The whole tree; None if the file cannot end here."""
        table, end = self.machine.table, self.machine.end
        while isinstance(action := table[self.states[-1]].get("$END"), Reduction):
            self._reduce(action)
            if self.states[-1] == end:
                tree: Branch = self.values[-1]
                return tree
        return None

    def back_to(self, depth: int) -> None:
        """Forgets all states beyond `depth`, and what was read in them."""
        del self.states[depth:]
        for stack in (self.values, self.starts, self.ends):
            del stack[depth - 1 :]

    def _reduce(self, rule: Reduction) -> None:
        states, values, size = self.states, self.values, rule.size
        after = self.machine.after
        if size == 1:
            # The place in the text stays as well.
            states[-1] = after[states[-2]][rule.origin]
            if not rule.renames:
                values[-1] = _node(rule, values[-1:], self.starts[-1], self.ends[-1])
            return
        start, end = self._place(size)
        children: list[Any] = []
        if size:
            children = values[-size:]
            for stack in (states, values, self.starts, self.ends):
                del stack[-size:]
        states.append(after[states[-1]][rule.origin])
        values.append(_node(rule, children, start, end))
        self.starts.append(start)
        self.ends.append(end)

    def _place(self, size: int) -> tuple[int, int]:
        """Where the topmost values start and end in the text."""
        if not size:
            return NO_PLACE, NO_PLACE
        start, end = self.starts[-size], self.ends[-1]
        if start == NO_PLACE:
            start = next((at for at in self.starts[-size:] if at != NO_PLACE), NO_PLACE)
        if end == NO_PLACE:
            end = next((at for at in reversed(self.ends[-size:]) if at != NO_PLACE), NO_PLACE)
        return start, end


def _node(rule: Reduction, children: list[Any], start: int, end: int) -> Any:
    kept = children if rule.keeps_all else _kept(rule, children)
    return kept[0] if rule.inline and len(kept) == 1 else Branch(rule.data, kept, start, end)


def _kept(rule: Reduction, children: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for place, expands, missing in rule.kept:
        if missing:
            kept += [None] * missing
        child = children[place]
        if not expands:
            kept.append(child)
        elif kept:
            kept += child.children
        else:
            # Of a chain; so that a long one is not copied at each of its links.
            kept = child.children
    if rule.missing_last:
        kept += [None] * rule.missing_last
    return kept
