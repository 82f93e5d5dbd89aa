"""Changes that reach the next stage, in words."""

from __future__ import annotations

from ...compiler.plan import Plan
from ..examples.said import signed
from .acts import Anything, Happens
from .changes import Change, Step
from .deeds import Deed
from .explained import Explained


def reach_words(plan: Plan, found: Explained) -> str:
    """What the changes reach, or why there are none."""
    reach, stage = found.reach, found.found.classes["stage"]
    assert reach is not None
    if stage == plan.stages[0].value:
        return "no stage stands above this one"
    if reach.stage is None:
        return "no stage above this one is reached by points"
    if not reach.changes:
        return f"nothing that may still happen, nor any two such things, would reach {reach.stage}"
    return f"what would reach {reach.stage}"


def change_words(change: Change) -> str:
    """The rules, and what they would give more; only if there is none, what it hangs on."""
    steps = [_step(step) for step in change.steps]
    return " and ".join(steps) or deed_words(change)


def _step(step: Step) -> str:
    row = f": {step.row}" if step.row and step.row != step.rule else ""
    return f"{step.rule}{row} ({signed(step.gain)})"


def deed_words(change: Change) -> str:
    """What would have to come about: `2 email_click with campaign "demo"`."""
    return " and ".join(_deed(deed) for deed in change.deeds)


def _deed(deed: Deed) -> str:
    columns = [
        f"`{name}` becoming known" if isinstance(value, Anything)
        else f"`{name}` turning out to be {_quoted(value)} (now unknown)"
        for name, value in deed.act.columns
    ]  # fmt: skip
    events = [_events(one, deed.times) for one in deed.act.events]
    return " and ".join([*events, *columns])


def _events(happens: Happens, times: int) -> str:
    fields = [
        f"{name} {_quoted(v)}"
        for name, v in happens.fields
        if name != happens.differs and not isinstance(v, Anything)
    ]
    if happens.differs is not None and times > 1:
        fields.append(f"different {happens.differs}")
    told = f" with {', '.join(fields)}" if fields else ""
    return f"{times} {happens.kind}{told}"


def _quoted(value: str) -> str:
    return f'"{value}"'
