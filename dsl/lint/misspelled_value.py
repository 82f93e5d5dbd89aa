"""A value that is one letter off another one.

A misspelled value is compared without a word and never matches. Told of words of six letters and
more that stand in different tests of one column and differ by one letter, if one of the two is
named more often.

Avoid:

    score "Demo score"

    leads
      industry  text
      employees number

    group fit
      +10 when industry is "Software"
      +10 when industry is "Software" and employees is over 50
      +20 when industry is "Sofware" and employees is over 500

Prefer:

    score "Demo score"

    leads
      industry  text
      employees number

    group fit
      +10 when industry is "Software"
      +10 when industry is "Software" and employees is over 50
      +20 when industry is "Software" and employees is over 500
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Label, distance
from ..model import Model
from ..printer import quoted
from ._fixes import replaced
from ._spellings import Asked, asked_texts

CODE = "W707"
FIX = "unsafe"
SHORTEST, LONGEST = 6, 60


def check(model: Model) -> Iterator[Diagnostic]:
    for texts in asked_texts(model):
        for wrong, right in _pairs(texts):
            usual = texts[right][0]
            for text in texts[wrong]:
                said = quoted(usual.value)
                yield Diagnostic(
                    CODE, "warning", f"this may be meant for `{usual.value}`", text.span,
                    labels=(Label(usual.span, "written so more often"),), help=f"write `{said}`",
                    fix=replaced(text, said, safe=False),
                )  # fmt: skip


def _pairs(texts: Asked) -> Iterator[tuple[str, str]]:
    """Spellings one letter from one that is named more often. Words that share what is left
    without one of their letters are the only ones that can be."""
    without: dict[str, list[str]] = {}
    for word in texts:
        if SHORTEST <= len(word) <= LONGEST and word.isalpha():
            for shorter in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
                without.setdefault(shorter, []).append(word)
    seen = set()
    for near in without.values():
        for wrong in near if 1 < len(near) <= 5 else ():
            for right in near:
                if (wrong, right) not in seen and _misspelled(texts, wrong, right):
                    seen.add((wrong, right))
                    yield wrong, right


def _misspelled(texts: Asked, wrong: str, right: str) -> bool:
    plural = wrong.rstrip("s") == right.rstrip("s")
    rarer = len(texts[wrong]) < len(texts[right])
    return rarer and not plural and distance(wrong, right, 1) == 1
