"""What to say about a token that does not fit, and what may be meant instead.

A habit is called by its name and mended (`habits`); for all else: the words that could stand
here, and what such a line looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lark import Token

from ..diagnostics import Diagnostic, near
from ..source import Source
from ..vocabulary import DULL, KINDS, ROW_SHAPES, RULE_SHAPES, SECTIONS, SHAPES, WORDS
from .habits import EARLY, HABITS, PHRASE_STARTS
from .place import Mistake, Place

__all__ = ["Mistake", "early", "explain", "plainly", "shape"]

Habit: TypeAlias = Callable[[Place], Mistake | None]
EARLY_TOKENS = frozenset(("COMPARISON", "EQUALS", "UNIT", "DAYS"))
LONGEST_SHOWN = 40


def early(source: Source, done: list[Token], token: Token, rest: list[Token]) -> Mistake | None:
    """What is wrong with a token although it may fit the grammar."""
    word = token.value
    if token.type not in EARLY_TOKENS and word not in PHRASE_STARTS:
        return None
    place = Place(source, done, token, rest, frozenset(), "", lambda tokens: False)
    return _first(EARLY, place)


def explain(place: Place) -> Mistake:
    """Says what is wrong with a token that does not fit: the habit that it shows, if any."""
    return _first(HABITS, place) or plainly(place)


def plainly(place: Place) -> Mistake:
    """What could stand in the place of a token."""
    return Mistake(_plain(place), plain=True)


def _first(habits: tuple[Habit, ...], place: Place) -> Mistake | None:
    for habit in habits:
        mistake = habit(place)
        if mistake is not None:
            return mistake
    return None


def _plain(place: Place) -> Diagnostic:
    if not place.done:
        return _unknown_start(place)
    if place.token.type == "_NL":
        title = "this line is not complete"
    else:
        title = f"`{_shown(place.token)}` does not fit here"
    could = _could(place.accepted)
    parts = [f"here could stand {could}"] if could else []
    looks = shape(place)
    if looks:
        parts.append(f"such a line looks like `{looks}`")
    return place.error("E040", title, "; ".join(parts) or None)


def _unknown_start(place: Place) -> Diagnostic:
    word = _shown(place.token)
    starts = [w for w, kind in WORDS.items() if kind in place.accepted]
    starts = sorted(_whole(w) for w in starts)
    close = near(word, starts)
    if close:
        help = "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    elif place.heading in ROW_SHAPES:
        help = f"such a line looks like `{ROW_SHAPES[place.heading]}`"
    elif place.heading:
        help = "a rule begins with its points: `+20 when …`, `+5 for each …`, `points by …`"
    else:
        help = "a section begins with " + _either([f"`{s}`" for s in SECTIONS])
    return place.error("E041", f"a line cannot begin with `{word}` here", help)


def _whole(word: str) -> str:
    """The words that begin a section, if the first of them begins no other line."""
    return next((words for words in SECTIONS if words.split()[0] == word), word)


def shape(place: Place) -> str:
    """What a line like this one looks like."""
    if not place.done:
        return ROW_SHAPES.get(place.heading, "")
    first = place.done[0].type
    if place.heading in ROW_SHAPES and not (place.heading == "EXAMPLE" and first in SHAPES):
        return ROW_SHAPES[place.heading]
    if first in ("PLUS", "MINUS", "NUMBER"):
        words = {token.type for token in place.done}
        return next(like for word, like in RULE_SHAPES.items() if not word or word in words)
    return SHAPES.get(first, "")


def _shown(token: Token) -> str:
    value = str(token.value).strip()
    return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 3] + "…"


def _could(accepted: frozenset[str]) -> str:
    """The words that fit, the likeliest first, at most seven."""
    found = [says for kind, says in KINDS.items() if kind in accepted]
    words = sorted(word for word, kind in WORDS.items() if kind in accepted and word not in DULL)
    found += [f"`{word}`" for word in words]
    return _either([*found[:6], "…"] if len(found) > 7 else found)


def _either(words: list[str]) -> str:
    *first, last = words or [""]
    return f"{', '.join(first)} or {last}" if first else last
