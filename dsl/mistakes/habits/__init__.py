"""Mistakes that have a name: habits from SQL, spreadsheets, word processors and plain speech.

Each function looks at a place and says what is wrong there, or none if it is not its business.
Where only one thing can be meant the tokens of that are given, and reading goes on with them.
"""

from __future__ import annotations

from .endings import ENDINGS
from .events import TOGETHERNESS
from .joined_lines import joining_name
from .misplaced import MISPLACED
from .missing import MISSING, missing_number, short_unit
from .order import ORDER, less_than
from .results import RESULTS, summing
from .same import several_same
from .sections import SECTIONS
from .signs import (
    comment,
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
from .words import (
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

__all__ = ["EARLY", "HABITS", "PHRASE_STARTS"]

EARLY = (summing, less_than, equals_text, missing_number, phrase)
"""Habits that may fit the grammar at first, so that they are looked for before the parser."""

HABITS = (
    joining_name, invisible, comment, summing, *RESULTS, *SECTIONS, several_same, *ORDER, *ENDINGS,
    *TOGETHERNESS, unclosed_bracket, smart_dash, dashed_range,
    single_quotes, equals_text, foreign_sign, foreign_date, capital_word, missing_quote, phrase,
    in_list, needless_points, points_last, compared_row, sql_word, last_sign, foreign_number,
    two_words, stray_sign, short_unit, missing_comma, near_word, missing_word, bare_text,
    rule_at_margin, *MISSING, *MISPLACED,
)  # fmt: skip
