"""A group without a title, where others have one.

The title is what Sales reads above the points: in the breakdown, in the summary, on the card.

Avoid:

    score "Demo score"

    leads
      title text

    events
      demo_request

    group fit "Who they are"
      +20 when title contains word "CEO"

    group engagement
      +40 when any demo_request

Prefer:

    score "Demo score"

    leads
      title text

    events
      demo_request

    group fit "Who they are"
      +20 when title contains word "CEO"

    group engagement "What they did"
      +40 when any demo_request
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..model import Model
from ..printer import quoted
from ._fixes import inserted

CODE = "W708"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    groups = [group.node for group in model.groups if isinstance(group.node, ast.Group)]
    titled = next((node for node in groups if node.title is not None), None)
    for node in groups if titled is not None else ():
        if node.title is None and titled is not None and titled.title is not None:
            words = node.name.text.replace("_", " ").strip()
            title = quoted(words[:1].upper() + words[1:])
            end = node.name.span.end
            fix = Fix(
                f"write `{title}` for a start", (inserted(end, node.span.path, f" {title}"),), False
            )
            yield Diagnostic(
                CODE, "warning", f"the group `{node.name.text}` has no title", node.name.span,
                labels=(Label(titled.title.span, "this one has one"),),
                help=f'write `group {node.name.text} "…"`', fix=fix,
            )  # fmt: skip
