"""A diagnostic is data: what is wrong, where, and what to type instead.

Every output (terminal, JSON, editor) renders the same record. Messages are lower case, put the
user's own words in back-ticks, and end without a full stop; what to do stands in `help`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .vocabulary import PLAIN

MOST_MESSAGES = 200
"""More than these nobody reads; the last then says how many there are."""
Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source, in code points from its start; `end` is not in it."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A further underlined text and what it has to do with it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend it. A safe fix never changes what a valid file means."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    code: str
    severity: Severity
    title: str
    span: Span
    underlined: str = ""
    """A word or two beside the underlining; may be empty."""
    labels: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None

    @property
    def page(self) -> str:
        """The documentation page of this code, relative to the documentation's root."""
        return f"docs/codes/{self.code}.md"


LONGEST_NEAR = 60
"""Characters of a name for which near ones are looked for; it takes time by the square."""


def capped(code: str, found: Sequence[Diagnostic], untold: int = 0) -> tuple[Diagnostic, ...]:
    """The first of `found`, and how many more there are, `untold` among them."""
    if len(found) + untold <= MOST_MESSAGES:
        return tuple(found)
    kept = found[: MOST_MESSAGES - 1]
    more = len(found) + untold - len(kept)
    last = kept[-1]
    what = "mistakes" if last.severity == "error" else "warnings"
    help = "mend those above, then check again"
    title = f"{more:,} more {what} are not shown"
    return (*kept, Diagnostic(code, last.severity, title, last.span, help=help))


def near(word: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """At most three names close to `word`: within an edit distance of max(1, length / 3), or else
    made of it and other words. A plain word such as `more` is no name that somebody misspelt.

    >>> near("emploees", ["employees", "email"])
    ('employees',)
    >>> near("title", ["job_title", "email"])
    ('job_title',)
    >>> near("more", ["more_news"])
    ()
    """
    if len(word) > LONGEST_NEAR or word.lower() in PLAIN:
        return ()
    limit = max(1, len(word) // 3)
    candidates = list(candidates)
    measured = ((distance(word.lower(), c.lower(), limit), c) for c in dict.fromkeys(candidates))
    close = sorted((d, c) for d, c in measured if d <= limit)
    found = [c for _, c in close] or [c for c in dict.fromkeys(candidates) if _made_of(c, word)]
    return tuple(found[:most])


def _made_of(name: str, word: str) -> bool:
    return f"_{word.lower()}_" in f"_{name.lower()}_"


def meant(close: Sequence[str], span: Span) -> Fix | None:
    """Writes the nearest name in the place of one that is not known, if there is a near one."""
    if not close:
        return None
    return Fix(f"write `{close[0]}`", (Edit(span, close[0]),), safe=False)


def distance(a: str, b: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) from `a` to `b`; limit + 1 if more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            best = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            new.append(best)
        older, old = old, new
    return min(old[-1], limit + 1)
