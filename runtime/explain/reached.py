"""Changes that reach the next stage, in words."""

from __future__ import annotations

from ...compiler.plan import Plan
from ..examples.said import signed
from .changes import Change, Step
from .explained import Explained


def reach_words(plan: Plan, found: Explained) -> str:
    """What the changes reach, or why there are none."""
    reach, stage = found.reach, found.found.classes["stage"]
    assert reach is not None
    if stage == next(one.parts[0][0].value for one in plan.classes if one.name == "stage"):
        return "no stage stands above this one"
    if reach.stage is None:
        return "no stage above this one is reached by points"
    if not reach.changes:
        return f"no one rule, nor any two, would reach {reach.stage}"
    return f"what would reach {reach.stage}"


def change_words(change: Change) -> str:
    return " and ".join(_step(step) for step in change.steps)


def _step(step: Step) -> str:
    """One rule, what it would give more, and what that hangs on."""
    row = f": {step.row}" if step.row and step.row != step.rule else ""
    times = f", {step.times} times more" if step.times > 1 else ""
    unknown = ", ".join(f"`{name}`" for name in step.unknown)
    condition = f", should {unknown} (now unknown) turn out so" if unknown else ""
    return f"{step.rule}{row} ({signed(step.gain)}{times}{condition})"
