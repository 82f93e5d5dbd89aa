"""A comment that allows a code which there is not.

`# allow: W302 because …` on a line, or on the line above it, silences that rule there;
`# allow in this file: W302 because …` above the first section silences it everywhere in the file.
The beginning of a code, such as `W2`, stands for all that begin so. Errors cannot be allowed.
Capital letters make no difference, except in codes.

Avoid:

    score "Demo score"

    leads
      country text

    group fit
      # allow: E203 because whoever hides the country is abroad
      +10 when country is known

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203 because whoever hides the country is abroad
      +10 when country is not "Germany"
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import maxsize
from typing import TypeAlias

from .. import ast
from ..diagnostics import Diagnostic, Span
from ..model import Model
from ..parse.parsed import Parsed

CODE = "W901"
COMMENT = re.compile(
    r"#\s*allow(?P<file> in this file)?:\s*(?P<codes>[^#]*?)\s*(?P<because>because\b.*)?$",
    re.IGNORECASE,
)


Spot = tuple[str, str, int]
"""A file, a code, and where the line starts that a comment speaks of; -1 for the whole file."""
WHOLE_FILE = -1
Places: TypeAlias = dict[tuple[str, str], list[tuple[int, int]]]
"""Where lines begin and end that comments speak of, by file and code as written there."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one comment allows: codes, and where (`lines` is none for the whole file)."""

    comment: Span
    codes: tuple[str, ...]
    lines: Span | None
    reason: str

    def spot(self, code: str) -> Spot:
        start = WHOLE_FILE if self.lines is None else self.lines.start
        return self.comment.path, code, start


@dataclass(frozen=True, slots=True)
class Silence:
    """What was found, and the comments that silence some of it."""

    allowed: tuple[Allowed, ...]
    loud: tuple[Diagnostic, ...]
    hits: frozenset[Spot]
    """Where something was silenced."""
    known: frozenset[str]
    """Codes of all rules."""

    def knows(self, code: str) -> bool:
        """Whether a rule has this code, or one that begins so."""
        return any(one.startswith(code) for one in self.known)


def check(model: Model) -> Iterator[Diagnostic]:
    """Nothing by itself: what a comment silences is known only at the end."""
    return iter(())


def silence(model: Model, found: list[Diagnostic], codes: Iterable[str]) -> Iterator[Diagnostic]:
    """The findings that are not allowed, and what is wrong with the comments that allow some."""
    from . import allow_without_reason, idle_allow

    done = _silenced([a for parsed in model.files for a in _comments(parsed)], found, codes)
    yield from done.loud
    for one in done.allowed:
        if one.comment.path == model.files[0].source.path:
            for wrong in (_wrong, allow_without_reason.wrong, idle_allow.wrong):
                yield from wrong(model, one, done)


def _silenced(allowed: list[Allowed], found: list[Diagnostic], codes: Iterable[str]) -> Silence:
    lines: Places = {}
    written = {code for one in allowed for code in one.codes}
    for one in allowed:
        for code in one.codes if one.reason else ():
            span = one.lines
            ends = (span.start, span.end) if span is not None else (WHOLE_FILE, WHOLE_FILE)
            lines.setdefault((one.comment.path, code), []).append(ends)
    for places in lines.values():
        places.sort()
    loud, hits = [], set()
    for diagnostic in found:
        meant = (code for code in written if diagnostic.code.startswith(code))
        spots = [spot for code in meant for spot in _covering(diagnostic, code, lines)]
        hits.update(spots)
        if not spots:
            loud.append(diagnostic)
    return Silence(tuple(allowed), tuple(loud), frozenset(hits), frozenset(codes))


def _covering(found: Diagnostic, code: str, lines: Places) -> Iterator[Spot]:
    """Where comments speak of a finding by a code or by the beginning of one. Lines do not
    overlap, so at most one is the finding's."""
    places = lines.get((found.span.path, code), [])
    if places and places[0][0] == WHOLE_FILE:
        yield found.span.path, code, WHOLE_FILE
    i = bisect_right(places, (found.span.start, maxsize)) - 1
    if i >= 0 and places[i][0] <= found.span.start <= places[i][1]:
        yield found.span.path, code, places[i][0]


def _wrong(model: Model, one: Allowed, done: Silence) -> Iterator[Diagnostic]:
    strange = [code for code in one.codes if not done.knows(code)]
    if strange:
        what = "an error cannot be allowed" if strange[0].startswith("E") else "no rule is called"
        help = "write a code that begins with W, such as `W302`"
        yield Diagnostic(CODE, "warning", f"{what}: `{strange[0]}`", one.comment, help=help)
    elif not one.codes:
        title = "this comment names no code"
        help = "write `# allow: W302 because …`"
        yield Diagnostic(CODE, "warning", title, one.comment, help=help)


def _comments(parsed: Parsed) -> Iterator[Allowed]:
    sections = parsed.file.sections
    lines = parsed.nodes() if "allow" in parsed.source.text.lower() else []
    for line in lines:
        if not isinstance(line, ast.Line):
            continue
        at = line.span.start
        for comment in reversed(line.before):
            at = parsed.source.text.rfind(comment, 0, at)
            yield from _read(parsed, comment, at, line, line is sections[0])
        if line.after is not None:
            at = parsed.source.text.find(line.after, line.span.start)
            yield from _read(parsed, line.after, at, line, False)


def _read(parsed: Parsed, comment: str, at: int, line: ast.Line, first: bool) -> Iterator[Allowed]:
    found = COMMENT.match(comment)
    if found is None:
        return
    whole_file = found["file"] is not None and first
    codes = tuple(re.findall(r"\w+", found["codes"]))
    reason = (found["because"] or "")[len("because") :].strip()
    span = Span(parsed.source.path, at, at + len(comment))
    yield Allowed(span, codes, None if whole_file else line.span, reason)
