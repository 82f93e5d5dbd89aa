"""Mistakes that have a name: habits from SQL, spreadsheets, word processors and plain speech.

Each function looks at a place and says what is wrong there, or none if it is not its business.
Where only one thing can be meant the tokens of that are given, and reading goes on with them.
"""

from __future__ import annotations

from .diagnostics import Span
from .habits_events import TOGETHERNESS
from .habits_signs import (
    dashed_range,
    equals_text,
    foreign_date,
    foreign_number,
    foreign_sign,
    invisible,
    last_sign,
    missing_quote,
    single_quotes,
    smart_dash,
    stray_sign,
    unclosed_bracket,
)
from .habits_words import (
    PHRASE_STARTS,
    bare_text,
    capital_word,
    compared_row,
    in_list,
    missing_comma,
    missing_word,
    near_word,
    needless_points,
    phrase,
    points_last,
    rule_at_margin,
    sql_word,
    two_words,
)
from .misplaced import MISPLACED
from .missing import MISSING, missing_number
from .place import Mistake, Place, says
from .vocabulary import NOT_YET

__all__ = ["EARLY", "HABITS", "PHRASE_STARTS"]


def not_yet(place: Place) -> Mistake | None:
    if place.token.type == "COMMA" and says(place.following, "until"):
        return None if "UNTIL" in place.accepted else _not_yet(place, "until", 2)
    word = place.word
    if word not in NOT_YET or (word in ("accounts", "hand") and place.done):
        return None
    _, words = NOT_YET[word]
    if len(words) > 1 and place.words_ahead(len(words)) != words:
        return None
    if word == "until" and place.previous == "DAYS":
        return None
    return _not_yet(place, word, len(words))


def _not_yet(place: Place, word: str, count: int) -> Mistake:
    title = f"{NOT_YET[word][0]} is part of the language, but not yet of this version"
    *_, last = place.ahead(count)
    if place.token.type == "COMMA":
        span = Span(place.source.path, last.start_pos or 0, last.end_pos or 0)
    else:
        span = place.through(last)
    return Mistake(place.error("E020", title, "leave it out for now", span=span))


EARLY = (equals_text, missing_number, phrase)
"""Habits that may fit the grammar at first, so that they are looked for before the parser."""

HABITS = (
    invisible, not_yet, *TOGETHERNESS, unclosed_bracket, smart_dash, dashed_range, single_quotes,
    equals_text, foreign_sign, foreign_date, capital_word, missing_quote, phrase, in_list,
    needless_points, points_last, compared_row, sql_word, last_sign, foreign_number, two_words,
    stray_sign, missing_comma, near_word, missing_word, bare_text, rule_at_margin,
    *MISSING, *MISPLACED,
)  # fmt: skip
