"""An event that is declared and never asked for.

It is left over, or a rule was forgotten. `event` in a rule asks for all declared events, and then
none is unused. Events of a file that has no `score` section are there for other files.

Avoid:

    score "Demo score"

    events
      email_open
      demo_request

    group engagement
      +2 for each email_open, up to 10 points

Prefer:

    score "Demo score"

    events
      email_open
      demo_request

    group engagement
       +2 for each email_open, up to 10 points
      +40 when any demo_request
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model

CODE = "W201"


def check(model: Model) -> Iterator[Diagnostic]:
    main = model.files[0]
    if not any(isinstance(section, ast.Score) for section in main.file.sections):
        return
    if _asks_for_all(model):
        return
    for key, kind in model.kinds.items():
        if kind.node.span.path == main.source.path and ("kind", key) not in model.used:
            title = f"nothing asks for the event `{kind.name}`"
            help = f"take it out, or use it: `+5 for each {kind.name}`"
            yield Diagnostic(CODE, "warning", title, kind.node.name.span, help=help)


def _asks_for_all(model: Model) -> bool:
    return any(
        isinstance(node, ast.Kinds) and not node.names
        for parsed in model.files for node in parsed.nodes()
    )  # fmt: skip
