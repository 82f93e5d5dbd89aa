"""The one walk over a lead's events: find the kind, drop what does not count, gather the rest.

Each kind of event has a branch of its own, in which only the tests stand that can hold for it;
inside, windows are nested from the longest to the shortest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field as attribute

from ..dsl.fold import fold
from .plan import AnyOf, Column, Events, FieldValue, Kind, Span, Test
from .python_conditions import condition
from .python_simplify import FALSE, TRUE, asked, simplified
from .python_source import Code
from .python_time import set_edges, within

NESTED = 12
"""So many windows are nested in one another; Python refuses more than a hundred levels."""
IN_A_ROW = 4
"""More kinds than this are told apart by halves."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a metric or a tally does with an event that matches."""

    events: Events
    write: Callable[[Code], None]
    guard: str = ""
    """If it is false there is nothing to do, so that the test need not be asked."""
    asks: tuple[Test, ...] = ()
    """Tests that `write` will ask."""
    field: FieldValue | None = None
    """The field that `write` reads, if any."""
    by_days: bool = False
    """Whether it reads the event's age in days."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Kinds of events that are treated alike."""

    fields: tuple[Column, ...]
    ignored: Test
    steps: tuple[tuple[Step, Test], ...]
    names: list[str] = attribute(default_factory=list, compare=False)


# ---------------------------------------------------------------- branches


def kinds(code: Code) -> Iterator[Kind]:
    for source in code.plan.events:
        yield from source.kinds


def common_steps(code: Code, steps: Sequence[Step]) -> list[Step]:
    """Steps that look at no field and are taken by every kind: they stand after the branches."""
    names = {name for step in steps for name in step.events.kinds}
    if len(names) < 2:
        return []
    return [step for step in steps if not _reads_fields(step) and names == set(step.events.kinds)]


def _reads_fields(step: Step) -> bool:
    return bool(step.events.where or step.asks or step.field)


def branches(
    code: Code, steps: Sequence[Step], common: Sequence[Step], ignored: Sequence[Events]
) -> list[Branch]:
    """`ignored` is left out."""
    found: list[Branch] = []
    for kind in kinds(code):
        branch = _branch(kind, [step for step in steps if step not in common], ignored)
        read = branch.steps or any(kind.name in step.events.kinds for step in common)
        if branch.ignored == TRUE or not read:
            continue
        if branch not in found:
            found.append(branch)
        found[found.index(branch)].names.append(kind.name)
    return found


def _branch(kind: Kind, steps: Sequence[Step], ignored_: Sequence[Events]) -> Branch:
    fields = {(column.name, column.type) for column in kind.fields}
    ignored = [events.where or TRUE for events in ignored_ if kind.name in events.kinds]
    matching = [
        (step, simplified(step.events.where or TRUE, fields))
        for step in steps
        if kind.name in step.events.kinds
    ]
    reads_fields = any(ignored) or any(_reads_fields(step) for step, _ in matching)
    return Branch(
        kind.fields if reads_fields else (),
        simplified(AnyOf(tuple(ignored)), fields),
        tuple((step, where) for step, where in matching if where != FALSE),
    )


def kind_numbers(code: Code, found: Sequence[Branch]) -> dict[object, int]:
    """Folded names of events → number of their branch, 0 for what nothing reads. Declared names
    go before those in the data, should one be the same as another."""
    numbers = {name: i + 1 for i, branch in enumerate(found) for name in branch.names}
    table: dict[object, int] = {None: 0}
    for kind in kinds(code):
        table[fold(kind.name)] = numbers.get(kind.name, 0)
    for kind in kinds(code):
        if kind.called:
            table.setdefault(fold(kind.called.strip(" ")), numbers.get(kind.name, 0))
    return table


# ---------------------------------------------------------------- the loop


def write_loop(
    code: Code, found: Sequence[Branch], common: Sequence[Step], head: str = "for event in events:",
    without: str = "",
) -> None:  # fmt: skip
    """`without` is a test for events to leave out."""
    code.kinds_name = code.constant(kind_numbers(code, found))
    with code.block(head):
        if without:
            code.add(f"if {without}:")
            code.add("    continue")
        with code.aside() as body:
            _dispatch(code, found, 1)
            code.fields, code.shared = {}, asked(())
            code.by_days = any(step.by_days for step in common)
            _write_steps(code, [(step, TRUE) for step in common])
        _find_kind(code)
        _find_moment(code)
        code.lines += body


def _find_kind(code: Code) -> None:
    code.add("try:")
    code.add(f"    kind = {code.kinds_name}[event['event']]")
    code.add("    at = event['at']")
    code.add("except (KeyError, TypeError):  # another spelling, or one of them is missing")
    code.add(f"    kind = kind_of({code.kinds_name}, event.get('event'))")
    code.add("    at = event.get('at')")
    code.add("if not kind:")
    code.add("    continue")


def _find_moment(code: Code) -> None:
    with code.block("if type(at) is not datetime:"):
        code.add("at = read_at(at, now)")
        code.add("if at is None:")
        code.add("    continue")
    code.add("try:")
    code.add("    if at > now:")
    code.add("        continue")
    with code.block("except TypeError:  # one of them is naive, the other is not"):
        code.add("now = flipped(now)")
        set_edges(code)
        code.add("if at > now:")
        code.add("    continue")


def _dispatch(code: Code, found: Sequence[Branch], first: int) -> None:
    """Finds the branch of `kind`; the first of `found` has number `first`."""
    if len(found) == 1:
        _write_branch(code, found[0])
    elif len(found) <= IN_A_ROW:
        for i, branch in enumerate(found, first):
            header = "if" if i == first else "elif"
            with code.block(f"{header} kind == {i}:"):
                _write_branch(code, branch)
    else:
        half = len(found) // 2
        with code.block(f"if kind < {first + half}:"):
            _dispatch(code, found[:half], first)
        with code.block("else:"):
            _dispatch(code, found[half:], first + half)


def _write_branch(code: Code, branch: Branch) -> None:
    for name in branch.names:
        code.note("", name)
    code.fields = {(column.name, column.type): column for column in branch.fields}
    own = [simplified(test, code.fields) for step, _ in branch.steps for test in step.asks]
    asked_once = dict.fromkeys((step.events.span, where) for step, where in branch.steps)
    code.shared = asked([branch.ignored, *(where for _, where in asked_once), *own])
    code.by_days = any(step.by_days for step, _ in branch.steps)
    if branch.ignored != FALSE:
        code.add(f"if {condition(code, branch.ignored)}:")
        code.add("    continue")
    _write_steps(code, branch.steps)


# ---------------------------------------------------------------- windows


def _write_steps(code: Code, steps: Sequence[tuple[Step, Test]]) -> None:
    by_span: dict[Span | None, list[tuple[Step, Test]]] = {}
    for step, where in steps:
        by_span.setdefault(step.events.span, []).append((step, where))
    _write_matching(code, by_span.pop(None, []))
    spans = [span for span in by_span if span is not None]
    nested = sorted(filter(_reach, spans), key=_reach, reverse=True)[:NESTED]
    for span in spans:
        if span not in nested:
            with code.block(f"if {within(code, span)}:"):
                _write_matching(code, by_span[span])
    with ExitStack() as stack:
        for span in nested:
            stack.enter_context(code.block(f"if {within(code, span)}:"))
            _write_matching(code, by_span[span])


def _reach(span: Span) -> int:
    """How far back an `in the last …` reaches: the shorter lies in the longer. 0 for others."""
    lower = span.lower
    if lower is None or span.upper is not None or lower.base != "as_of" or lower.inclusive:
        return 0
    return max(-lower.us, 0)


def _write_matching(code: Code, steps: Sequence[tuple[Step, Test]]) -> None:
    by_test: dict[Test, list[Step]] = {}
    for step, where in steps:
        by_test.setdefault(where, []).append(step)
    for step in by_test.pop(TRUE, ()):  # first, for what they work out serves the others too
        step.write(code)
    for where, matching in by_test.items():
        guard = f"{matching[0].guard} and " if len(matching) == 1 and matching[0].guard else ""
        with code.block(f"if {guard}{condition(code, where)}:"):
            for step in matching:
                step.write(code)
