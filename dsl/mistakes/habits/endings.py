"""Lines that end too soon, or go on behind their end: `or` last, `+20` alone, `otherwise -5`.

Like the other habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

import re
from typing import Final

from ..place import Mistake, Place, kinds, says

_POINTS: Final = ("PLUS", "MINUS", "NUMBER")
_JOINING: Final = {"AND": "and", "OR": "or", "_VALUE_OR": "or"}
_INDENTED: Final = re.compile(r"[^\n]*\n(?:[^\S\n]*\n)*([ ]*)(?=[A-Za-z(])")
_NEXT: Final = re.compile(r"[^\S\n]*(?:#[^\n]*)?\n\s*(when|for)\b")


def _of_rule(place: Place) -> bool:
    return bool(place.done) and place.done[0].type in _POINTS


def joint_at_the_end(place: Place) -> Mistake | None:
    """`+20 when country is "Oman" or`, and the next condition on the line below."""
    word = _JOINING.get(place.previous)
    if place.token.type != "_NL" or word is None:
        return None
    below = _INDENTED.match(place.source.text, place.done[-1].end_pos or 0)
    if below is None or len(below[1]) < (place.done[0].column or 1):
        return None
    help = f"put `{word}` at the start of the next line: a line that begins so goes on with it"
    return Mistake(place.error("E031", f"a line does not end with `{word}`", help))


def points_alone(place: Place) -> Mistake | None:
    """`+20`, and `when …` on the line below."""
    if place.token.type != "_NL" or not _of_rule(place) or place.previous != "NUMBER":
        return None
    follows = _NEXT.match(place.source.text, place.done[-1].end_pos or 0)
    if len(place.done) > 2 or follows is None:
        return None
    points = "".join(str(token.value) for token in place.done)
    help = f"write `{points} {follows[1]} …` on one line"
    return Mistake(place.error("E031", f"`{follows[1]}` stands on the line of its points", help))


def otherwise_behind(place: Place) -> Mistake | None:
    """`+20 when country is "Oman" otherwise -5`"""
    if place.token.type != "OTHERWISE" or not _of_rule(place) or "WHEN" not in kinds(place.done):
        return None
    other = "".join(t.value for t in reversed(place.rest) if t.type in _POINTS) or "0"
    title = "a rule says only when it gives points, not what else there is"
    help = f"write two lines under `first of`: `+… when …`, and `{other} otherwise`"
    return Mistake(place.error("E031", title, help))


def then_behind(place: Place) -> Mistake | None:
    """`+20 when country is "Oman" then stop`"""
    if not says(place.token, "then") or not _of_rule(place) or "WHEN" not in kinds(place.done):
        return None
    if place.following is None or says(place.following, "if"):
        return None
    title = "a rule ends with its condition"
    help = "take `then …` out; where only the first rule that fits should count, put them under "
    return Mistake(place.error("E031", title, help + "`first of`"))


ENDINGS = (joint_at_the_end, points_alone, otherwise_behind, then_behind)
