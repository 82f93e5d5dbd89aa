"""Which examples reach which rules: the examples run through the evaluator."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

from ...dsl.model import Model, Rule
from ..evaluate import Overflow
from ..examples.said import case_of
from ..rules import RuleError, Rules

SECONDS = 5.0
"""Examples that would take longer are left out."""
SHOWN = 5
Key: TypeAlias = tuple[str | None, str]
"""The names of a group and of a rule in it."""


@dataclass(frozen=True, slots=True)
class Reach:
    examples: int
    """That were run."""
    by_rule: dict[Key, tuple[str, ...]]
    """Titles of the examples in which a rule counts."""

    def words(self, group: str | None, rule: Rule) -> str | None:
        if not self.examples:
            return None
        titles = self.by_rule.get((group, rule.name), ())
        if not titles:
            return "No example reaches it."
        of = f"{len(titles)} of {self.examples} examples" if self.examples > 1 else "The example"
        more = f" and {len(titles) - SHOWN} more" if len(titles) > SHOWN else ""
        verb = "reaches" if len(titles) == 1 else "reach"
        return f"{of} {verb} it: {', '.join(titles[:SHOWN])}{more}."


def reach_of(model: Model) -> Reach:
    """Nothing where the rules cannot score."""
    found: dict[Key, list[str]] = {}
    try:
        rules = Rules(model)
    except RuleError:
        return Reach(0, {})
    end = time.monotonic() + SECONDS
    run = 0
    for example in model.examples:
        if time.monotonic() > end:
            break
        run += 1
        case = case_of(rules.plan, example)
        try:
            result = rules.score(
                case.lead, case.events, case.as_of,
                colleagues=case.colleagues, previous=case.previous,
            )  # fmt: skip
        except Overflow:
            continue
        for line in result.breakdown:
            if line.kind == "rule" and line.count:
                found.setdefault((line.group, line.rule), []).append(example.title.value)
    return Reach(run, {key: tuple(titles) for key, titles in found.items()})
