"""How events lie to one another, in generated Python: orders, repeats, what follows too soon; and
whether a person has such events as a company is asked for.

Of each event that matches its age is remembered, and the value that must be the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from .plan import Events, FieldValue, Followed, People, Sequence, SoonAfter
from .python_events import Step, branches, write_loop
from .python_metrics import is_known
from .python_source import Code
from .python_support import duration
from .python_time import age
from .python_values import normal_form


def start(code: Code, sequence: Sequence) -> list[Step]:
    """The state before the events, and the steps that fill it."""
    name = code.states[sequence] = code.name("s")
    if isinstance(sequence, Followed):
        code.note("followed by", sequence.first.kinds, sequence.then.kinds)
        code.add(f"{name}_first, {name}_then = [], []")
        return [
            _remember(f"{name}_first", sequence.first, sequence.same),
            _remember(f"{name}_then", sequence.then, sequence.same),
        ]
    code.note("repeated", sequence.events.kinds)
    code.add(f"{name} = []")
    return [_remember(name, sequence.events, sequence.same)]


def finish(code: Code, sequence: Sequence) -> None:
    name = code.states[sequence]
    within = "None" if sequence.within is None else code.constant(duration(sequence.within))
    if isinstance(sequence, Followed):
        code.add(f"{name} = followed({name}_first, {name}_then, {within})")
    else:
        code.add(f"{name} = repeated({name}, {sequence.times}, {within})")


def _remember(name: str, events: Events, same: FieldValue | None, *more: str) -> Step:
    return Step(events, partial(_append, name, same, more), field=same)


def _append(name: str, same: FieldValue | None, more: tuple[str, ...], code: Code) -> None:
    if same is None:
        code.add(f"{name}.append(({', '.join(('None', age(code), *more))}))")
    elif (same.name, same.type) in code.fields:
        key = normal_form(code, same)
        with code.block(f"if {is_known(same, key)}:"):
            code.add(f"{name}.append(({', '.join((key, age(code), *more))}))")


# ---------------------------------------------------------------- what is ignored


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the walk over the events leaves out."""

    plain: tuple[Events, ...]
    """Told by the event alone."""
    head: str = "for event in events:"
    test: str = ""


def write_left_out(code: Code) -> LeftOut:
    """A walk of its own finds the events that follow others too soon."""
    plain = tuple(events for events in code.plan.ignored if isinstance(events, Events))
    soon = [ignored for ignored in code.plan.ignored if isinstance(ignored, SoonAfter)]
    if not soon:
        return LeftOut(plain)
    code.note("ignored, for they follow others too soon")
    code.add("events = list(events)")
    code.add("left_out = set()")
    names = [code.name("w") for _ in soon]
    steps = []
    for name, ignored in zip(names, soon, strict=True):
        code.add(f"{name}_of, {name}_by = [], []")
        steps.append(_remember(f"{name}_of", ignored.events, ignored.same, "number"))
        steps.append(_remember(f"{name}_by", ignored.by, ignored.same, "number"))
    head = "for number, event in enumerate(events):"
    write_loop(code, branches(code, steps, (), ()), (), head)
    for name, ignored in zip(names, soon, strict=True):
        within = code.constant(duration(ignored.within))
        code.add(f"left_out.update(too_soon({name}_of, {name}_by, {within}))")
    return LeftOut(plain, head, "number in left_out")


# ---------------------------------------------------------------- people


def take_people(code: Code) -> None:
    """The figures about the company, which whoever knows the other people has counted."""
    if not code.plan.people:
        return
    for people in code.plan.people:
        code.states[people] = code.name("q")
    names = "".join(f"{code.states[people]}, " for people in code.plan.people)
    code.add(f"{names}= [NAN] * {len(code.plan.people)} if people is None else people")


def start_people(code: Code) -> None:
    for people in code.plan.people:
        code.states[people] = code.name("p")
        code.add(f"{code.states[people]} = 0")


def person(code: Code, people: People) -> Step:
    name = code.states[people]
    return Step(people.events, lambda code: code.add(f"{name} = 1"), f"not {name}")
