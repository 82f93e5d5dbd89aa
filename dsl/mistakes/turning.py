"""Fixes that would turn what was meant into its opposite, or make one number of two.

`not`, `never`, `!` and a minus are never just taken out, nor do they end up in a text: the message
says in words what to write. A wording that says the same in another way (`unknown` for `not known`,
`at most` for `no more than`) puts a word there that turns as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix
from ..vocabulary import EDGES
from .laden import EDGE, EXCEPT, LADEN, dropped, swallowed
from .place import Mistake

_NOT: Final = "write `not (…)` around the whole test, or its opposite, as `is under 5`"
_NO: Final = "write `no page_view` of events, `is not …` or `does not contain …` of values"
_WITHOUT: Final = "write `and no page_view` of events, `and not (…)` of anything else"
_NOR: Final = 'write `is not "A" or "B"`'
_MINUS: Final = "points that are taken off begin their line: `-5 when …`"
_TURNING: Final = {
    "not": _NOT, "n't": _NOT, "!": _NOT, "cannot": _NOT, "no": _NO, "none": _NO, "never": _NO,
    "without": _WITHOUT, "except": EXCEPT, "excluding": EXCEPT, "unless": EXCEPT,
    "neither": _NOR, "nor": _NOR, "-": _MINUS, "minus": _MINUS,
}  # fmt: skip
"""What turns the meaning of what it stands at, and what to write where it does not fit."""
INSTEAD: Final = _TURNING | dict.fromkeys(EDGES, EDGE)
"""What to write where such a word is taken for a name."""
_WRITE: Final = LADEN | _TURNING
_SAME: Final = frozenset(
    (*_TURNING, *EDGES, "known", "unknown", "otherwise", "up", "exclude", "before", "after")
)
"""One of these may say in another way what one of the others has said."""
_GUESSES: Final = frozenset(("E032", "E034", "E040", "E041"))
"""Codes of changes that only may have been meant."""
_BOUNDS: Final = EDGES | {"<", ">", "<=", ">="}
_VERBS: Final = frozenset(
    [
        "contains",
        "contain",
        "containing",
        "starts",
        "starting",
        "ends",
        "ending",
        "matches",
        "matching",
        "includes",
    ]
)
_VERB: Final = 'write `contains "A"`, `starts with "A"`, `does not contain "A"` …'
_DASHES: Final = frozenset(("to", "and", "between", "from", "-"))
"""What may stand for a dash between two numbers."""
_TEXT: Final = re.compile(
    r"(?P<free>^\s*(?:(?:score|example)\b.*|group\b[^,\n]*"
    r"|[A-Za-z\"“'][^\n]*?(?=\s(?:when|otherwise)\b))|\bbecause\b.*$)|#.*$"
    r"|\"(?:[^\"\\\n]|\\.)*\"?|[“”„][^“”„\"\n]*[“”\"]?|(?<!\w)['‘][^'‘’\n]*['’](?!\w)",
    re.MULTILINE,
)
"""Comments and texts, but for titles, names and reasons, which may be put into quotes with any word
that they hold."""
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_WORD: Final = re.compile(r"n['’]t\b|[A-Za-z]+?(?=n['’]t\b)|[A-Za-z]+|!|[<>]=?|[-–—−](?=\s?\d)")
_NUMBER: Final = re.compile(r"(?<!\w)\d[\d,]*(?:\.\d+)?")
_APART: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*\.\.+\s*(\d[\d,]*(?:\.\d+)?)")


def upright(text: str, told: Diagnostic) -> Diagnostic:
    """What is told of a text, in words alone if its fix would turn what was meant."""
    if told.fix is None:
        return told
    word = turned(text, told.fix.edits) or swallowed(*_around(text, told.fix.edits))
    said, was = told.fix.edits[0].text, text[told.span.start : told.span.end]
    kept = word == "-" and said.replace('"', "") == was
    return _in_words(text, told, told.fix, word) if word and not kept else told


def _in_words(text: str, told: Diagnostic, fix: Fix, word: str) -> Diagnostic:
    said, was = fix.edits[0].text, text[told.span.start : told.span.end]
    if said == f'"{was}"':
        return replace(told, fix=None, help=in_quotes(said, word))
    title = f"`{was}` does not fit here"
    return replace(told, code="E040", title=title, fix=None, help=_WRITE[word])


def in_quotes(said: str, word: str) -> str:
    """What to write for a text without quotes that holds a word that turns."""
    return f"write `{said}` if that is the text; if not, {_WRITE[word].removeprefix('write ')}"


def upright_mistake(text: str, mistake: Mistake) -> Mistake:
    """The same of a mistake; what is read in place of a turned line would mislead."""
    told = upright(text, mistake.diagnostic)
    if told.fix is not None and told.code in _GUESSES:
        word = dropped(*_around(text, told.fix.edits))
        if word and told.code == "E034":  # says already what alone could stand there
            return Mistake(replace(told, fix=None))
        told = _in_words(text, told, told.fix, word) if word else told
    return mistake if told is mistake.diagnostic else Mistake(told)


def turned(text: str, edits: Sequence[Edit]) -> str:
    """The word or sign that turns and would be lost by these edits; empty if there is none."""
    before, after = _around(text, edits)
    return _lost(before, after, frozenset(_TURNING))


def garbled(text: str, edits: Sequence[Edit]) -> str:
    """What to write where edits that nobody has thought of for this very wording would lose what
    bounds a number, or make one number of two; empty if they do not."""
    before, after = _around(text, edits)
    word = _lost(before, after, frozenset(_TURNING))
    if word:
        return _TURNING[word]
    apart = _APART.search(_plain(before))
    if apart and len(_numbers(after)) < len(_numbers(before)):
        return f"a range is written with `to`: `{apart[1]} to {apart[2]}`"
    if _lost(before, after, _BOUNDS):
        return EDGE
    word = dropped(before, after) or swallowed(before, after)
    if word:
        return LADEN[word]
    return _VERB if _lost(before, after, _VERBS) else ""


def _around(text: str, edits: Sequence[Edit]) -> tuple[str, str]:
    """The lines that edits touch, before and after them."""
    start = text.rfind("\n", 0, min(edit.span.start for edit in edits)) + 1
    end = text.find("\n", max(edit.span.end for edit in edits))
    before = after = text[start : end if end >= 0 else len(text)]
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        first, last = edit.span.start - start, edit.span.end - start
        after = after[:first] + edit.text + after[last:]
    return before, after


def _lost(before: str, after: str, kinds: frozenset[str]) -> str:
    was, now = _words(before), _words(after)
    lost = [word for word in was - now if word in kinds]
    gained = set(now - was)
    if lost == ["-"] and gained & _DASHES:
        return ""
    if lost == ["nor"] and "or" in gained and ("not" in now or "no (" in after):
        return ""
    return lost[0] if lost and not gained & (_SAME | _VERBS) else ""


def _words(line: str) -> Counter[str]:
    """How often each word and sign stands in a line, its texts and comments left out; those of a
    name such as `do_not_email` count too."""
    found = (word.lower() for word in _WORD.findall(_DATE.sub("", _plain(line))))
    return Counter("n't" if w[:2] in ("n'", "n’") else "-" if w in "–—−" else w for w in found)


def _numbers(line: str) -> list[str]:
    return _NUMBER.findall(_plain(line))


def _plain(line: str) -> str:
    return _TEXT.sub(lambda found: found["free"] or " ", line)
