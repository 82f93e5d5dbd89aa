"""Mistakes of lists and examples: values on lines of their own, an event in a stretch of time.

Like the habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

import re
from typing import Final

from ...diagnostics import Edit, Fix, Span
from ..place import Mistake, Place, kinds
from ..written import NUMBER

_ROWS: Final = re.compile(
    r"[ \t]*[:=]?[ \t]*(?:\n[ \t]+(?:[-*•][ \t]*)?(?:\"[^\"\n]*\"|[^\n#\",]*\w[^\n#\",]*),?[ \t]*)+"
)
_SHOWN: Final = 3
_STRETCHES: Final = ("in", "within", "since", "last", "during", "between", "before", "after")


def list_in_lines(place: Place) -> Mistake | None:
    """`list gulf` with a line under it for each value"""
    if kinds(place.done)[:2] != ["LIST", "NAME"] or len(place.done) > 3:
        return None
    if place.token.type != "_NL" and place.token.value != ":":
        return None
    name = place.done[1]
    end = name.end_pos or 0
    rows = _ROWS.match(place.source.text, end)
    if rows is None:
        return None
    values = [_value(row) for row in rows[0].split("\n")[1:]]
    edit = Edit(Span(place.source.path, end, rows.end()), f" = {', '.join(values)}")
    more = ", …" * (len(values) > _SHOWN)
    help = f"write `list {name.value} = {', '.join(values[:_SHOWN])}{more}`"
    span = Span(place.source.path, name.start_pos or 0, end)
    title = "the values of a list follow `=` on its line, with commas between them"
    return Mistake(place.error("E031", title, help, span=span, fix=Fix(help, (edit,), safe=False)))


def _value(row: str) -> str:
    text = row.strip().lstrip("-*•").strip().rstrip(",").strip()
    return text if text[0] == '"' or re.fullmatch(rf"-?{NUMBER}", text) else f'"{text}"'


def event_in_window(place: Place) -> Mistake | None:
    """`did page_view in the last 7 days`"""
    if "DID" not in kinds(place.done)[:2] or place.word not in _STRETCHES or len(place.done) < 2:
        return None
    event = place.done[-1].value
    title = "an example says when exactly an event happened"
    help = f"write for example `did {event} 2 days ago`, or `did {event} on 2026-03-01`"
    return Mistake(place.error("E031", title, help))


SECTIONS = (list_in_lines, event_in_window)
"""Looked for before words that are only missing."""
