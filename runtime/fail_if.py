"""`--fail-if`: what a review, or a comparison of two versions of rules, may not find, for CI."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

_Found = TypeVar("_Found")
UNSAID: Final = "it cannot be said"
_HOW: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_FORM: Final = re.compile(r"(.+?)\s*(<=|>=|<|>)\s*([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(%?)")


_MOST_DIGITS: Final = 12


class Unclear(ValueError):
    """A condition that cannot be understood; its text says why."""


@dataclass(frozen=True, slots=True)
class Met:
    """A condition that holds, so that the command fails."""

    condition: str
    because: str


@dataclass(frozen=True, slots=True)
class Condition(Generic[_Found]):
    text: str
    judge: Callable[[_Found], str | None]
    """Why it holds, nothing if it does not."""


def met(found: _Found, conditions: Iterable[Condition[_Found]]) -> tuple[Met, ...]:
    """Raises `Unclear` for names that are not there."""
    judged = [(one.text, one.judge(found)) for one in conditions]
    return tuple(Met(text, because) for text, because in judged if because is not None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`FIGURE < 5%`."""

    figure: str
    holds: Callable[[float, float], bool]
    number: float
    """As it is written."""
    per_cent: bool

    def seen(self, told: Callable[[int], str]) -> str:
        """A figure that holds, told in so few digits more than usual that it is seen to; it stands
        first in what is told, and is in per cent if that says so."""
        texts = [told(more) for more in range(_MOST_DIGITS)]
        return next((text for text in texts if self._holds_in(text)), texts[0])

    def _holds_in(self, text: str) -> bool:
        figure, _, rest = text.partition(" ")
        limit = self.share * (100 if rest.startswith("%") else 1)
        return self.holds(float(figure.replace(",", "")), round(limit, _MOST_DIGITS))

    @property
    def share(self) -> float:
        return self.number / 100 if self.per_cent else self.number


def comparison(plain: str) -> Comparison | None:
    found = _FORM.fullmatch(plain)
    if found is None:
        return None
    return Comparison(found[1], _HOW[found[2]], float(found[3]), bool(found[4]))
