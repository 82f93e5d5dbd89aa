"""From a plan to a Python function: the score of one lead, with or without its breakdown.

Two functions are generated. Each reads the lead's columns once, walks the events once and
otherwise is straight-line code. Both return in whole plan units (see `plan`)

    reason        of the exclusion that holds, or None
    score         None for an excluded lead
    groups        points of each of `Plan.groups`, None for an excluded lead
    classes       value of each of `Plan.classes`, None for an excluded lead

and `full` also, both empty for an excluded lead,

    lines         for each rule, in order: (count, points before its own limits, points, row)
    limits        for each limit that changed something: (index of the group, or None for the
                  score; what it added, negative if it took)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from ..dsl import bounded as words
from . import python_metrics, python_sequences, python_support, python_tallies
from .plan import (
    Defined,
    Every,
    Exclusion,
    Followed,
    Once,
    Plan,
    Repeated,
    Rows,
    Rule,
    SoonAfter,
    Tally,
    Test,
    Value,
)
from .python_conditions import condition
from .python_events import Step, branches, common_steps, write_loop
from .python_rules import Maker, Outcome, write_classes, write_groups, write_score
from .python_sequences import LeftOut
from .python_simplify import FALSE, asked, measures, simplified
from .python_source import Code, literal
from .python_support import Overflow as Overflow
from .python_time import edges_function, set_edges
from .walk import parts

Values: TypeAlias = Mapping[str, object]
Limit: TypeAlias = Callable[[int | None, int], object]

GLOBALS = ("NAN", "Overflow", "as_moment", "divided", "flipped", "fold_list", "fold_text",
           "followed", "greater", "holds_any", "kept", "kind_of", "microseconds", "minus", "plus",
           "read_at", "read_day", "read_folded", "read_list", "read_moment", "read_number",
           "read_text", "read_yes", "repeated", "shifted", "times", "too_soon")  # fmt: skip
"""What generated code uses of `python_support`."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """`numbers(lead, events, as_of)` and `full(lead, events, as_of)`, as told above. Both also
    take `people`: for each of `Plan.people` how many have such an event; none, if the company is
    not known; and `previous`: the lead's stage at the last run, none if there was none.

    The mappings have the names of the rules as keys (an event also `event` and `at`) and raw
    values; keys may lack. A naive `as_of` is in UTC. May be used by several threads at once.
    Raises `Overflow`.
    """

    numbers: Callable[..., tuple[Any, ...]]
    full: Callable[..., tuple[Any, ...]]
    matches: Callable[[Iterable[Values], datetime], tuple[int, ...]] | None = None
    """For one person, 1 or 0 for each of `Plan.people`: whether it has such an event. None if
    nobody asks."""
    left_out: Callable[[Iterable[Values], datetime], set[int]] | None = None
    """Which of a lead's events, by number, are ignored for following others too soon. None if
    nothing is."""


def raw_line(rule: int, count: int, before: int, points: int, row: int | None) -> object:
    return (count, before, points, row)


def raw_limit(group: int | None, added: int) -> object:
    return (group, added)


def generate(plan: Plan) -> str:
    """The source of both functions, for people; its constants stand before it as comments."""
    constants: dict[str, object] = {}
    source = _module(plan, constants, raw_line)
    notes = [f"# {name} = {_described(value)[:90]}" for name, value in constants.items()]
    return "\n".join([*notes, "", source])


def _described(value: object) -> str:
    """The same for every run, unlike the `repr` of sets and methods."""
    if isinstance(value, frozenset):
        return f"frozenset({sorted(value)!a})"
    of = getattr(value, "__self__", None)
    return ascii(value) if of is None else f"{of!a}.{getattr(value, '__name__', '')}"


def compile_plan(plan: Plan, line: Outcome = raw_line, limit: Limit = raw_limit) -> Evaluator:
    """Compiles both functions. `line` and `limit` make what stands in a breakdown; lines that can
    be known beforehand are made here, once."""
    namespace: dict[str, Any] = {name: getattr(python_support, name) for name in GLOBALS}
    constants: dict[str, object] = {}
    source = _module(plan, constants, line)
    namespace |= {
        "date": date,
        "datetime": datetime,
        "marked": words.marked,
        "spread": words.spread,
    }
    namespace |= {"NEVER": timedelta(-1), "EVER": timedelta.max, "line": line, "limit": limit}
    namespace |= constants
    exec(compile(source, "<rules>", "exec", dont_inherit=True), namespace)
    return Evaluator(
        namespace["numbers"], namespace["full"], namespace.get("matches"), namespace.get("left_out")
    )


def _module(plan: Plan, constants: dict[str, object], line: Outcome) -> str:
    numbers = Code(plan, full=False, constants=constants, edges_name="edges_of_numbers")
    full = Code(plan, full=True, constants=constants, edges_name="edges_of_full")
    lines = [*_function(numbers, "numbers", line), *_function(full, "full", line)]
    if plan.people:
        people = Code(plan, full=False, constants=constants, edges_name="edges_of_people")
        lines += _matches_function(people)
    if any(isinstance(ignored, SoonAfter) for ignored in plan.ignored):
        lines += _left_out_function(Code(plan, full=False, constants=constants))
    return "\n".join(lines)


# ---------------------------------------------------------------- one function


def _function(code: Code, name: str, line: Outcome) -> list[str]:
    """The function's lines. What comes before the events is written last: only then is known
    which edges of windows, and whether the time in microseconds, are needed."""
    code.shared = asked(_tests(code.plan))
    early_exclusions = _early(code)
    with code.aside() as before:
        left_out = python_sequences.write_left_out(code)
        python_sequences.take_people(code)
        if code.plan.remembers:
            code.add("was = read_text(previous)")
    with code.aside() as early:
        _write_exclusions(code, early_exclusions)
    with code.aside() as rest:
        walk = _write_events(code, left_out)
        code.fields, code.shared = {}, asked(_tests(code.plan))
        _write_exclusions(code, code.plan.excluded[len(early_exclusions) :])
        _write_results(code, line)
    head = f"def {name}(lead, events, as_of, people=None, previous=None):"
    return _around(code, head, walk, before, [*early, *rest])


def _around(code: Code, head: str, walk: bool, before: list[str], body: list[str]) -> list[str]:
    """What comes first of all, and between it the events that are left out."""
    code.add("now = as_moment(as_of)")
    if code.clock:
        code.add("now_us = microseconds(now)")
    code.lines += before
    if walk:
        set_edges(code)
    edges = edges_function(code) if code.edges else []
    return [*edges, head, *code.lines, *body, ""]


def _matches_function(code: Code) -> list[str]:
    """Whether a person has such events as `Plan.people` ask for, 1 or 0 for each."""
    with code.aside() as before:
        left_out = python_sequences.write_left_out(code)
    with code.aside() as body:
        python_sequences.start_people(code)
        _walk_events(code, [python_sequences.person(code, p) for p in code.plan.people], left_out)
        code.add(f"return {_tuple([code.states[people] for people in code.plan.people])}")
    return _around(code, "def matches(events, as_of):", True, before, body)


def _left_out_function(code: Code) -> list[str]:
    """The numbers of the events that follow others too soon."""
    with code.aside() as before:
        python_sequences.write_left_out(code)
    code.depth = 1
    return _around(code, "def left_out(events, as_of):", False, before, ["    return left_out"])


def _walk_events(code: Code, steps: list[Step], left_out: LeftOut) -> bool:
    common = common_steps(code, steps)
    found = branches(code, steps, common, left_out.plain)
    if found:
        write_loop(code, found, common, left_out.head, left_out.test)
    return bool(found)


def _write_events(code: Code, left_out: LeftOut) -> bool:
    """The walk over the events, and the metrics' figures; false if nothing reads events."""
    plan = code.plan
    uses = python_metrics.uses(_tests(plan), _values(plan))
    for metric in plan.metrics:
        python_metrics.start(code, metric, uses)
    for tally in dict.fromkeys(plan.tallies):
        python_tallies.start(code, tally)
    steps = [python_metrics.step(code, m, uses) for m in plan.metrics]
    steps += [python_tallies.step(code, tally) for tally in dict.fromkeys(plan.tallies)]
    for sequence in plan.sequences:
        steps += python_sequences.start(code, sequence)
    walk = _walk_events(code, steps, left_out)
    for metric in plan.metrics:
        python_metrics.finish(code, metric)
    for sequence in plan.sequences:
        python_sequences.finish(code, sequence)
    return walk


def _write_results(code: Code, line: Outcome) -> None:
    tallies = dict.fromkeys(code.plan.tallies)
    figures: dict[Tally, python_tallies.Figures] = {}
    for tally in tallies:
        figures[tally] = python_tallies.finish(code, tally)
    if code.full:
        nothing = [line(i, 0, 0, 0, None) for i in range(len(list(_rules(code.plan))))]
        code.add(f"lines = {code.constant(nothing)}.copy()")
        code.add("limits = []")
    write_score(code, write_groups(code, Maker(line, figures)))
    write_classes(code)
    groups = _tuple([f"g{i}" for i in range(len(code.plan.groups))])
    classes = _tuple([f"z{i}" for i in range(len(code.plan.classes))])
    breakdown = ", tuple(lines), tuple(limits)" if code.full else ""
    code.add(f"return (None, score, {groups}, {classes}{breakdown})")


def _tuple(names: list[str]) -> str:
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


# ---------------------------------------------------------------- exclusions


def _early(code: Code) -> list[Exclusion]:
    """The first exclusions, as far as they look at no events: they are asked before the walk."""
    early: list[Exclusion] = []
    for exclusion in code.plan.excluded:
        if _reads_events(code, exclusion.test):
            break
        early.append(exclusion)
    return early


def _reads_events(code: Code, test: Test) -> bool:
    waiting = [test]
    while waiting:
        test = waiting.pop()
        if isinstance(test, Defined):
            waiting.append(code.defines[test.name])
        if isinstance(test, Followed | Repeated):
            return True
        waiting.extend(parts(test))
        if next(measures(test), None):
            return True
    return False


def _write_exclusions(code: Code, exclusions: Iterable[Exclusion]) -> None:
    plan = code.plan
    rest = ((None,) * len(plan.groups), (None,) * len(plan.classes), *([(), ()] * code.full))
    for exclusion in exclusions:
        test = simplified(exclusion.test)
        if test != FALSE:
            with code.block(f"if {condition(code, test)}:"):
                code.add(f"return {literal((exclusion.reason, None, *rest))}")


# ---------------------------------------------------------------- what a plan asks of a lead


def _rules(plan: Plan) -> Iterator[Rule]:
    for group in plan.groups:
        yield from group.rules


def _tests(plan: Plan) -> list[Test]:
    tests = [define.test for define in plan.defines]
    tests += [exclusion.test for exclusion in plan.excluded]
    tests += [group.when for group in plan.groups if group.when]
    tests += [test for rule in _rules(plan) for test in _tests_of(rule)]
    tests += [row.test for class_ in plan.classes for rows in class_.parts for row in rows]
    return [simplified(test) for test in tests]


def _tests_of(rule: Rule) -> list[Test]:
    match rule.gives:
        case Once(test):
            return [test]
        case Rows(rows):
            return [row.test for row in rows]
        case _:
            return []


def _values(plan: Plan) -> list[Value]:
    return [rule.gives.value for rule in _rules(plan) if isinstance(rule.gives, Every)]
