"""A comment that allows something and does not say why.

It silences nothing. In a year nobody knows any more whether the reason still holds, unless it
stands there.

Avoid:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203
      +10 when country is not "Germany"

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      # allow: W203 because whoever hides the country is abroad
      +10 when country is not "Germany"
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic
from ..model import Model
from .allow import Allowed, Silence

CODE = "W902"


def check(model: Model) -> Iterator[Diagnostic]:
    """Nothing by itself: comments are looked at when all has been found."""
    return iter(())


def wrong(model: Model, one: Allowed, done: Silence) -> Iterator[Diagnostic]:
    if one.codes and not one.reason and all(map(done.knows, one.codes)):
        codes = ", ".join(one.codes)
        yield Diagnostic(
            CODE, "warning", "this comment does not say why", one.comment,
            help=f"write `# allow: {codes} because …`",
        )  # fmt: skip
