"""A comment that allows what is not there any more.

The line was mended, or the rule is silent for another reason. A comment that stays would silence
the next mistake on that line.

Avoid:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203 because whoever hides the country is abroad
      +10 when country is "France"

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      +10 when country is "France"
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from .allow import Allowed, Silence

CODE = "W903"
FIX = "safe"


def check(model: Model) -> Iterator[Diagnostic]:
    """Nothing by itself: what a comment silences is known only at the end."""
    return iter(())


def wrong(model: Model, one: Allowed, done: Silence) -> Iterator[Diagnostic]:
    if not one.codes or not one.reason or not all(map(done.knows, one.codes)):
        return
    idle = [code for code in one.codes if one.spot(code) not in done.hits]
    if idle:
        yield Diagnostic(
            CODE, "warning", f"nothing here is told as {idle[0]}", one.comment,
            help="take the comment out" if idle == list(one.codes) else f"take {idle[0]} out of it",
            fix=_fix(model.sources[one.comment.path].text, one, idle),
        )  # fmt: skip


def _fix(text: str, one: Allowed, idle: list[str]) -> Fix:
    """Takes the comment out, with its line if it has one of its own; if it also allows what is
    there, only the idle codes."""
    span = one.comment
    kept = [code for code in one.codes if code not in idle]
    if kept:
        head, _, tail = text[span.start : span.end].partition(":")
        reason = tail[tail.lower().index("because") :]
        said = f"{head}: {', '.join(kept)} {reason}"
        return Fix("take it out of the comment", (Edit(span, said),))
    start = text.rfind("\n", 0, span.start) + 1
    if text[start : span.start].strip():
        start = span.start - len(text[: span.start]) + len(text[: span.start].rstrip(" \t"))
        return Fix("take the comment out", (Edit(Span(span.path, start, span.end), ""),))
    stop = text.find("\n", span.end)
    stop = len(text) if stop < 0 else stop + 1
    return Fix("take the comment out", (Edit(Span(span.path, start, stop), ""),))
