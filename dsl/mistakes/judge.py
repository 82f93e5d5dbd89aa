"""The better of two messages: what is said of a habit, and what one change would make right.

No fix is shown that leaves its line as wrong as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..diagnostics import Fix
from .laden import EDGE
from .misfit import plainly, shape
from .place import Mistake, Place
from .repair import INCOMPLETE, LAST, LIKELY, LONGEST, Line, Repair, missing, repairs
from .repair_words import edit_of, in_words, told
from .turning import garbled

GENERAL: Final = frozenset(("E030", "E034", "E037", "E040", "E041"))
"""Said of a line where little is known; a word that is misspelt or stands elsewhere goes before."""

SHORTER: Final = 'a row of so many values reads better as a list: `list NAME from "FILE.csv"`'
ROWS: Final = "a row names the values that it fits; all others have the last: `0 otherwise`"
STAGES: Final = "a stage has a limit: `Hot when score is at least 50`, `Low when score is under 20`"
GUESSED: Final = frozenset(("E024", "E037"))
"""Without a fix these are only likely."""


def judged(line: Line, place: Place, mistake: Mistake) -> Mistake:
    if len(line.tokens) > LONGEST:
        return _of_long_line(mistake)
    general = mistake.diagnostic.code in GENERAL
    holds = _holds(line, mistake)
    if holds and not general:
        return mistake
    found = _found(line, place, holds and not _strained(line, mistake))
    if found:
        diagnostic = told(line, found, shape(place))
        right, about = _turning(line, found)
        if right:
            right = STAGES if place.heading == "STAGES" and not line.heads else right
            right = ROWS if place.heading == "POINTS" and "not (…)" in right else right
            return Mistake(in_words(line, about, right))
        return Mistake(diagnostic, anew=line.reads(*found) if diagnostic.fix is not None else None)
    if mistake.plain and not line.at and place.heading and line.heads:
        found = repairs(line.outermost, (missing,))
        if found:
            return Mistake(told(line, found, shape(place)))
    fix = mistake.diagnostic.fix
    if holds or fix is None or _gets_beyond(line, fix):
        return mistake
    if general:
        return plainly(place)
    return replace(mistake, diagnostic=replace(mistake.diagnostic, fix=None))


def _turning(line: Line, found: list[Repair]) -> tuple[str, Repair]:
    """What to write where one of the changes would turn what was meant, and which one it is;
    nothing if none does. What lies beyond a limit counts where no other change is as good."""
    text = line.source.text
    for repair in found:
        right = garbled(text, (edit_of(line, repair),))
        if right and (len(found) == 1 or right != EDGE):
            return right, repair
    return "", found[0]


def _of_long_line(mistake: Mistake) -> Mistake:
    """No change is tried on a line that nobody can take in; what is long can stand elsewhere."""
    if not mistake.plain:
        return mistake
    said = mistake.diagnostic.help
    help = f"{said}; {SHORTER}" if said else SHORTER
    return replace(mistake, diagnostic=replace(mistake.diagnostic, help=help))


def _found(line: Line, place: Place, holds: bool) -> list[Repair]:
    """Repairs that are better than what is said already, which `holds` or does not."""
    if holds:
        return repairs(line, LIKELY)
    if place.token.type == "_NL":
        return repairs(line, INCOMPLETE)
    return repairs(line, (*LIKELY, *LAST))


def _strained(line: Line, mistake: Mistake) -> bool:
    """Whether words of the language would have to be names with a fix."""
    fix = mistake.diagnostic.fix
    return fix is not None and line.strained(line.reads(*fix.edits)) > 0


def _holds(line: Line, mistake: Mistake) -> bool:
    """Whether the whole line fits as a mistake says that it should read. What names a habit and
    leaves it to people what to write holds as well."""
    fix, instead = mistake.diagnostic.fix, mistake.instead
    if fix is not None:
        return _beyond(line, fix) or line.fits(line.reads(*fix.edits))
    if instead is not None:
        after = line.at + 1 + mistake.taken
        return line.fits([*line.tokens[: line.at], *instead, *line.tokens[after:]])
    return not mistake.plain and mistake.diagnostic.code not in GUESSED


def _beyond(line: Line, fix: Fix) -> bool:
    """Whether a fix puts lines under this one into it, so that no line can be tried."""
    return any(edit.span.end > line.span(line.words - 1)[1] for edit in fix.edits)


def _gets_beyond(line: Line, fix: Fix) -> bool:
    """Whether after a fix the word fits that did not."""
    tokens = line.reads(*fix.edits)
    count = line.fitting(tokens)
    return count == len(tokens) or (tokens[count].start_pos or 0) > line.span(line.at)[0]
