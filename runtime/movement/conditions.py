"""`--fail-if`: what a new version of the rules may not do, for CI.

    moved > 5%              so many leads change stage (a share, or without % a number of leads)
    up > 5%, down > 5%      to a stage that stands higher, or lower
    changed > 20%           so many change score
    excluded > 1%           so many had a score and are excluded now
    into MQL > 5%           so many leads come into a stage
    out of MQL > 5%         so many leave it
    leads < 500             leads that are compared
    auc < 0.75              the area under the curve by the new rules
    auc worse               it is smaller than by the old ones, beyond chance

A figure that cannot be said fails its condition, whatever it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from ...dsl.fold import fold
from ..fail_if import UNSAID, Comparison, Condition, Unclear, comparison
from ..review.words import area, leads, percent
from .result import Found, Movement

FORMS: Final = (
    "moved > 5%", "up > 5%", "down > 5%", "changed > 20%", "excluded > 1%", "into MQL > 5%",
    "out of MQL > 5%", "leads < 500", "auc < 0.75", "auc worse",
)  # fmt: skip
_STAGE: Final = re.compile(r"(into|out of) (.+)", re.IGNORECASE)

Counted: TypeAlias = Callable[[Found], int | None]


def parse(text: str) -> Condition[Found]:
    """Raises `Unclear`."""
    plain = " ".join(text.split())
    if fold(plain) == "auc worse":
        return Condition(plain, _worse)
    found = comparison(plain)
    if found is None:
        raise Unclear(f"`{text}` is no condition for two versions of rules")
    if fold(found.figure) == "auc":
        return Condition(plain, _area(found))
    return Condition(plain, _leads(_counted(found.figure, text), found))


def _counted(name: str, text: str) -> Counted:
    simple: dict[str, Counted] = {
        "moved": lambda found: found.stage.moved if found.stage else None,
        "up": lambda found: found.stage.up if found.stage else None,
        "down": lambda found: found.stage.down if found.stage else None,
        "changed": lambda found: found.scores.changed,
        "excluded": lambda found: found.scores.excluded,
        "leads": lambda found: found.leads,
    }
    if fold(name) in simple:
        return simple[fold(name)]
    stage = _STAGE.fullmatch(name)
    if stage is None:
        raise Unclear(f"`{text}` asks for `{name}`, which is no figure of two versions of rules")
    wanted = stage[2].strip("\"'")
    return (_into if fold(stage[1]) == "into" else _out_of)(wanted)


def _into(wanted: str) -> Counted:
    def count(found: Found) -> int | None:
        stage = _stages(found)
        name = _named(stage.new, wanted)
        return sum(c.leads for c in stage.cells if c.new == name and not stage.stays(c))

    return count


def _out_of(wanted: str) -> Counted:
    def count(found: Found) -> int | None:
        stage = _stages(found)
        name = _named(stage.old, wanted)
        return sum(c.leads for c in stage.cells if c.old == name and not stage.stays(c))

    return count


def _stages(found: Found) -> Movement:
    if found.stage is None:
        raise Unclear("the two files have no stages in common")
    return found.stage


def _named(values: tuple[str, ...], wanted: str) -> str:
    name = next((one for one in values if one and fold(one) == fold(wanted)), None)
    if name is None:
        names = ", ".join(f"`{one}`" for one in values if one) or "none"
        raise Unclear(f"there is no stage `{wanted}`; there are {names}")
    return name


def _leads(count: Counted, asked: Comparison) -> Callable[[Found], str | None]:
    def judge(found: Found) -> str | None:
        number = count(found)
        if number is None or (asked.per_cent and not found.leads):
            return UNSAID
        figure = 100 * number / found.leads if asked.per_cent else number
        if not asked.holds(figure, asked.number):
            return None
        return f"it is {leads(number)}{_share(number, found.leads, asked)}"

    return judge


def _share(number: int, every: int, asked: Comparison) -> str:
    if not every:
        return ""
    told = partial(percent, number / every)
    return f" ({asked.seen(told) if asked.per_cent else told()})"


def _area(asked: Comparison) -> Callable[[Found], str | None]:
    def judge(found: Found) -> str | None:
        score = found.figures.new_auc if found.figures else None
        if score is None:
            return UNSAID
        if not asked.holds(score.value, asked.share):
            return None
        return f"it is {asked.seen(partial(area, score.value))}"

    return judge


def _worse(found: Found) -> str | None:
    known = found.figures
    if known is None or known.gained is None or known.old_auc is None or known.new_auc is None:
        return UNSAID
    if known.gained.interval.high >= 0:
        return None
    return f"it was {area(known.old_auc.value)} and is {area(known.new_auc.value)}"
