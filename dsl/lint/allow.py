"""A comment that allows nothing.

`# allow: W302 because …` on a line, or on the line above it, silences that rule there;
`# allow in this file: W302 because …` above the first section silences it everywhere in the file.
A comment with a code that does not exist, without its reason, or with nothing to silence is told,
so that none outlives what it was written for. Errors cannot be allowed.

Avoid:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203
      +10 when country is not "Germany"
      # allow: W302 because the bands may overlap
      +10 when country is "France"

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203 because whoever hides the country is abroad
      +10 when country is not "Germany"
      +10 when country is "France"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import ast
from ..diagnostics import Diagnostic, Span
from ..model import Model
from ..parse import Parsed
from ..walk import walk

CODE = "W901"
COMMENT = re.compile(
    r"#\s*allow(?P<file> in this file)?:\s*(?P<codes>[^#]*?)\s*(?P<because>because\b.*)?$"
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one comment allows: codes, and where (`lines` is none for the whole file)."""

    comment: Span
    codes: tuple[str, ...]
    lines: Span | None
    reason: str

    def covers(self, found: Diagnostic) -> bool:
        if found.code not in self.codes or found.span.path != self.comment.path or not self.reason:
            return False
        return self.lines is None or self.lines.start <= found.span.start <= self.lines.end


def check(model: Model) -> Iterator[Diagnostic]:
    """Nothing by itself: what a comment silences is known only at the end."""
    return iter(())


def silence(model: Model, found: list[Diagnostic], codes: Iterable[str]) -> Iterator[Diagnostic]:
    """The findings that are not allowed, and what is wrong with the comments that allow some."""
    allowed = [a for parsed in model.files for a in _comments(parsed)]
    yield from (d for d in found if not any(a.covers(d) for a in allowed))
    known = set(codes)
    for one in allowed:
        if one.comment.path == model.files[0].source.path:
            yield from _wrong(one, found, known)


def _wrong(one: Allowed, found: list[Diagnostic], known: set[str]) -> Iterator[Diagnostic]:
    def tell(title: str, help: str) -> Diagnostic:
        return Diagnostic(CODE, "warning", title, one.comment, help=help)

    strange = [code for code in one.codes if code not in known]
    if strange:
        what = "an error cannot be allowed" if strange[0].startswith("E") else "no rule is called"
        title = f"{what}: `{strange[0]}`"
        yield tell(title, "write a code that begins with W, such as `W302`")
    elif not one.codes:
        yield tell("this comment names no code", "write `# allow: W302 because …`")
    elif not one.reason:
        codes = ", ".join(one.codes)
        yield tell("this comment does not say why", f"write `# allow: {codes} because …`")
    else:
        idle = [c for c in one.codes if not any(d.code == c and one.covers(d) for d in found)]
        if idle:
            yield tell(f"nothing here is told as {idle[0]}", "take the comment out")


def _comments(parsed: Parsed) -> Iterator[Allowed]:
    sections = parsed.file.sections
    for line in walk(sections):
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
    reason = (found["because"] or "").removeprefix("because").strip()
    span = Span(parsed.source.path, at, at + len(comment))
    yield Allowed(span, codes, None if whole_file else line.span, reason)
