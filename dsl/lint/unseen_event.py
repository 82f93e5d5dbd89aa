"""An event that the data never names so.

Rules for an event wait for a name; if the data spells it otherwise, they never count. Told where
the data is at hand, as a file of CSV, Parquet or JSON that `events from` names, of at most 20 MB,
or 2 MB if it ends in .gz: of a name that is a letter or two, a space or a hyphen off one that is
there, and of any other if the file has few names and at least `fewest` rows in which next to none
of them stands only once.

Avoid:

    score "Demo score"

    leads, one per id
      title text

    events from "leads.csv", of id, at at, named activity
      page_view
      demo_request

    group engagement
      +20 when any demo_request and any page_view

Prefer:

    score "Demo score"

    leads, one per id
      title text

    events from "leads.csv", of id, at at, named activity
      page_view
      demo_request called "Demo Request"

    group engagement
      +20 when any demo_request and any page_view

With `leads.csv`:

    id,at,activity
    1,2026-03-01,page_view
    1,2026-03-01,Demo Request
    2,2026-03-02,page_view
    3,2026-03-02,Demo Request
    4,2026-03-03,Demo Request
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..data_files import Reader, unread
from ..diagnostics import Diagnostic, Edit, Fix
from ..fold import fold
from ..model import Kind, Model
from ..printer import quoted
from ._data import Seen, names_seen
from ._fixes import inserted

CODE = "W216"
FIX = "unsafe"


def check(model: Model, fewest: int = 1_000, *, read: Reader = unread) -> Iterator[Diagnostic]:
    for key, kind in model.kinds.items():
        seen = _names(model, kind, read)
        text = fold(kind.called.strip(" "))
        if seen is None or text in seen.counts or ("kind", key) not in model.used:
            continue
        near = seen.near(text)
        if near is not None and fold(near) not in _others(model, kind):
            yield _finding(kind, seen, f"write `called {quoted(near)}`", _called(kind, near))
        elif near is None and seen.settled(fewest):
            yield _finding(kind, seen, f"what it has most often is {seen.usual()}", None)


def _names(model: Model, kind: Kind, read: Reader) -> Seen | None:
    source = model.event_sources[kind.source]
    return names_seen(model, source, read) if isinstance(source, ast.Events) else None


def _others(model: Model, kind: Kind) -> set[str]:
    """Names that other events have already."""
    same = (other for other in model.kinds.values() if other.source == kind.source)
    return {fold(other.called.strip(" ")) for other in same}


def _called(kind: Kind, near: str) -> Fix | None:
    if not isinstance(kind.node, ast.EventKind):
        return None
    said, called = quoted(near), kind.node.called
    if called is not None:
        edit = Edit(called.span, said)
    else:
        edit = inserted(kind.node.name.span.end, kind.node.span.path, f" called {said}")
    return Fix(f"write `called {said}`", (edit,), safe=False)


def _finding(kind: Kind, seen: Seen, help: str, fix: Fix | None) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", f"no event in {seen.file} is named `{kind.called}`", kind.node.name.span,
        help=help, fix=fix,
    )  # fmt: skip
