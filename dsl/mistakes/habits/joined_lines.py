"""Names that make two lines one: a column called `where` or `because`, an event called `as`."""

from __future__ import annotations

from typing import Final

from lark import Token

from ..place import Mistake, Place

_GOES_ON: Final = frozenset(("and", "or", "where", "because"))
"""A line that begins so belongs to the one above."""
_TYPES: Final = frozenset(("text", "number", "yes/no", "date", "time", "list"))
_OF_EVENTS: Final = frozenset(("", "with", "called"))
"""What may follow the name of an event."""


def joining_name(place: Place) -> Mistake | None:
    """`where text` under `leads`, `where` under `events`; `points by as` with its rows"""
    if place.word in _GOES_ON and _begins_line(place):
        return _beginning(place)
    if (
        place.done
        and place.done[0].type != "DEFINE"
        and any(_ends_line(place, t) for t in place.done)
    ):
        help = 'choose another name, such as `the_as`, and say `from "as"` where it is declared'
        return _told(place, "ends", "as", "below", help)
    return None


def _beginning(place: Place) -> Mistake | None:
    name, following = place.word, place.following
    word = str(following.value) if following is not None else ""
    if word in _TYPES:
        help = f'choose another name: `the_{name} {word} from "{name}"`'
    elif place.done and place.done[0].type == "EVENTS" and word.strip() in _OF_EVENTS:
        help = f'choose another name: `the_{name} called "{name}"`'
    else:
        return None
    return _told(place, "begins", name, "above", help)


def _told(place: Place, way: str, name: str, other: str, help: str) -> Mistake:
    title = f"no name may be `{name}`: a line that {way} with it goes on with the one {other}"
    return Mistake(place.error("E036", title, help))


def _begins_line(place: Place) -> bool:
    text, start = place.source.text, place.token.start_pos or 0
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _ends_line(place: Place, token: Token) -> bool:
    """Whether a token is an `as` that the line of the file ends with."""
    text, end = place.source.text, token.end_pos or 0
    return token.value == "as" and text[end : end + 1] == "\n"
