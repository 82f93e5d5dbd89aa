"""Spaces around words that are put in the place of a sign: `a=="b"` becomes `a is "b"`."""

from __future__ import annotations


def apart(text: str, start: int, end: int, said: str) -> str:
    """What is `said` in the place of a stretch of text, with a space where it would run into what
    stands beside it.

    >>> apart('country=="Oman"', 7, 9, "is")
    ' is '
    >>> apart("for <10", 4, 5, "under"), apart("a == b", 2, 4, "is")
    ('under ', 'is')
    """
    if not said or said == '"':
        return said
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    left = _runs_on(said[0]) and (_is_word(before) or before in tuple(')"”'))
    right = _runs_on(said[-1]) and (_is_word(after) or after in tuple('("“'))
    return " " * left + said + " " * right


def _runs_on(sign: str) -> bool:
    return _is_word(sign) or sign == '"'


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
