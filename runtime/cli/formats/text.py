"""For people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ....dsl.excerpt import clean
from ....dsl.render import render_text
from ...errors import counted
from .._coverage import coverage_text
from .._terminal import colour, styled, width
from ._words import missed, passed_of

if TYPE_CHECKING:
    from ...examples.runner import Outcome
    from .._findings import Findings
    from .._tested import Tested


def findings(found: Findings, files: Sequence[Path]) -> str:
    if not found.diagnostics:
        return f"no problems in {counted(len(files), 'file')}\n"
    return render_text(found.diagnostics, found.sources, color=colour(), width=width())


def tests(tested: Sequence[Tested]) -> str:
    return "".join(f"{line}\n" for line in _tests(tested))


def _tests(tested: Sequence[Tested]) -> Iterator[str]:
    for one in tested:
        yield from _file(one)
    if any(one.outcomes for one in tested):
        yield passed_of(tested)
    elif not any(one.failed for one in tested):
        yield "there are no examples to run"
    for one in tested:
        if one.coverage is not None:
            yield from coverage_text(one.coverage)


def _file(one: Tested) -> Iterator[str]:
    if one.broken is not None:
        model = one.broken.model
        yield render_text(one.broken.diagnostics, model.sources, color=colour(), width=width())
    elif not one.outcomes:
        yield f"{one.file}: no examples"
    else:
        yield styled(str(one.file), bold=True)
    for outcome in one.outcomes:
        yield from _outcome(one, outcome)


def _outcome(one: Tested, outcome: Outcome) -> Iterator[str]:
    if outcome.passed:
        yield f"  {styled('ok', fg='green')}    {clean(outcome.title)}"
        return
    yield f"  {styled('FAIL', fg='red', bold=True)}  {clean(outcome.title)}  (line {outcome.line})"
    yield from (f"          {line}" for line in missed(outcome))
    yield from (f"        {line}" for line in came_out(one, outcome))


def came_out(one: Tested, outcome: Outcome) -> Iterator[str]:
    """The breakdown of what came instead."""
    from .._breakdown import breakdown

    if one.rules is None or not outcome.figures:
        return
    found = outcome.figures.get("python") or next(iter(outcome.figures.values()))
    yield f"what came out, as of {outcome.as_of:%Y-%m-%d %H:%M} UTC:"
    yield from (f"  {line}" for line in breakdown(one.rules.plan, found))
