"""`--fail-if`: what a review may not find, for CI.

    auc < 0.75                     the area under the curve
    not monotone                   higher bands of the score do not show that they convert better
    stages not monotone            higher stages do not
    precision at 60 < 20%          of leads with 60 or more so many won
    winners at 60 < 50%            of all winners so many have 60 or more
    conversion of MQL < 0.1        of leads of a stage so many won
    share of MQL > 30%             of all leads so many are in a stage
    leads < 500                    leads that count
    won < 50                       winners among them
    leaks                          something may know the outcome
    worn                           later leads are ordered worse than earlier ones

A figure that cannot be said fails its condition, whatever it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...dsl.fold import fold
from ..fail_if import UNSAID, Comparison, Condition, Unclear, comparison
from .ranking import total
from .rates import Rate
from .result import ClassRates, Review
from .thresholds import Threshold
from .words import area, leads, percent

FORMS: Final = (
    "auc < 0.75", "not monotone", "stages not monotone", "precision at 60 < 20%",
    "winners at 60 < 50%", "conversion of MQL < 10%", "share of MQL > 30%", "leads < 500",
    "won < 50", "leaks", "worn",
)  # fmt: skip
_AT: Final = re.compile(r"(precision|winners) at (-?[0-9]+(?:\.[0-9]+)?)")
_OF: Final = re.compile(r"(conversion|share) of (.+)")


def parse(text: str) -> Condition[Review]:
    """Raises `Unclear`."""
    plain = " ".join(text.split())
    verdicts: dict[str, Callable[[Review], str | None]] = {
        "not monotone": _not_monotone, "stages not monotone": _stages_not_monotone,
        "leaks": _leaks, "worn": _worn,
    }  # fmt: skip
    if fold(plain) in verdicts:
        return Condition(plain, verdicts[fold(plain)])
    found = comparison(plain)
    if found is None:
        raise Unclear(f"`{text}` is no condition for a review")
    return Condition(plain, _compared(_figure(found.figure, text), found))


@dataclass(frozen=True, slots=True)
class _Figure:
    of: Callable[[Review], float | None]
    shown: Callable[[float, int], str] = percent
    """With so many digits more than usual."""


def _figure(name: str, text: str) -> _Figure:
    simple = {
        "auc": _Figure(lambda r: r.auc.value if r.auc else None, area),
        "leads": _Figure(lambda r: r.everyone.leads, lambda n, _: leads(int(n))),
        "won": _Figure(lambda r: r.everyone.won, lambda n, _: f"{n:,.0f} won"),
    }
    if fold(name) in simple:
        return simple[fold(name)]
    at, of = _AT.fullmatch(fold(name)), _OF.fullmatch(name)
    if at is not None:
        return _Figure(_at(at[1], float(at[2])))
    if of is not None:
        return _Figure(_of(of[1], of[2].strip("\"'")))
    raise Unclear(f"`{text}` asks for `{name}`, which is no figure of a review")


def _compared(figure: _Figure, asked: Comparison) -> Callable[[Review], str | None]:
    def judge(found: Review) -> str | None:
        value = figure.of(found)
        if value is None:
            return UNSAID
        if not asked.holds(value, asked.share):
            return None
        return f"it is {asked.seen(partial(figure.shown, value))}"

    return judge


def _at(what: str, score: float) -> Callable[[Review], float | None]:
    def figure(found: Review) -> float | None:
        least = round(score * found.scale)
        taken = total([cell for cell in found.cells if cell.score >= least])
        one = Threshold(least, taken, found.everyone)
        rate = one.taken if what == "precision" else one.winners
        return rate.value if rate.leads else None

    return figure


def _of(what: str, stage: str) -> Callable[[Review], float | None]:
    def figure(found: Review) -> float | None:
        rate = _stage(found.stages, stage)
        if what == "share":
            return rate.leads / found.everyone.leads if found.everyone.leads else None
        return rate.value if rate.leads else None

    return figure


def _stage(stages: ClassRates | None, wanted: str) -> Rate:
    known = dict(stages.values) if stages is not None else {}
    found = next((rate for name, rate in known.items() if fold(name) == fold(wanted)), None)
    if found is None:
        names = ", ".join(f"`{name}`" for name in known) or "none"
        raise Unclear(f"the rules have no stage `{wanted}`; they have {names}")
    return found


# ---------------------------------------------------------------- verdicts


def _not_monotone(found: Review) -> str | None:
    return None if found.rise.verdict == "rises" else _WHY[found.rise.verdict]


def _stages_not_monotone(found: Review) -> str | None:
    rise = found.stages.rise if found.stages else None
    if rise is None:
        return "the rules have no stages"
    return None if rise.verdict == "rises" else _WHY[rise.verdict]


_WHY: Final = {
    "falls": "higher ones convert worse", "wrong": "some lower ones convert better",
    "flat": "higher ones convert no better", "few": "there are too few leads to say",
}  # fmt: skip


def _leaks(found: Review) -> str | None:
    red = [leak.what for leak in found.leaks if leak.red]
    return f"of {', '.join(f'`{what}`' for what in red[:5])}" if red else None


def _worn(found: Review) -> str | None:
    wear = found.wear
    if wear is None:
        return UNSAID
    return f"AUC {area(wear.earlier.value)}, then {area(wear.later.value)}" if wear.worn else None
