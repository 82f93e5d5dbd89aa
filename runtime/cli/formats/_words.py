"""Words that several formats use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ....dsl.excerpt import clean
from ...errors import counted

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic
    from ...examples.runner import Outcome
    from .._tested import Tested


def lines_of(diagnostic: Diagnostic) -> list[str]:
    """What is wrong and, if something is known, what to do."""
    return [clean(text) for text in (diagnostic.title, diagnostic.help) if text]


def amount(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are.

    >>> amount([])
    'no problems'
    """
    number = Counter(diagnostic.severity for diagnostic in diagnostics)
    told = (counted(number[kind], kind) for kind in sorted(number))
    return ", ".join(told) or "no problems"


def passed_of(tested: Sequence[Tested]) -> str:
    """How many examples pass."""
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    return f"{sum(o.passed for o in outcomes):,} of {len(outcomes):,} examples pass"


def missed(outcome: Outcome) -> Iterator[str]:
    """What was expected and did not come."""
    for miss in outcome.misses:
        yield f"expected {clean(miss.expected)}, got {clean(miss.got)}"
    if outcome.disagreements:
        yield "the engines do not agree, which is a fault of leadscore; please report it:"
        yield from (f"  {clean(text)}" for text in outcome.disagreements)
