"""One JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....dsl.render import render_json

if TYPE_CHECKING:
    from ...examples.runner import Outcome
    from .._findings import Findings
    from .._tested import Tested


def findings(found: Findings, files: Sequence[Path]) -> str:
    return written(
        {"files": len(files), "diagnostics": render_json(found.diagnostics, found.sources)}
    )


def tests(tested: Sequence[Tested]) -> str:
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    passed = sum(outcome.passed for outcome in outcomes)
    return written({
        "passed": passed, "failed": len(outcomes) - passed, "files": [_file(x) for x in tested],
    })  # fmt: skip


def written(told: object) -> str:
    """The text of an object; points are numbers."""
    return json.dumps(told, ensure_ascii=False, indent=2, default=float) + "\n"


def _file(one: Tested) -> dict[str, Any]:
    from ...coverage.report import as_object

    wrong = one.broken
    told = [] if wrong is None else render_json(wrong.diagnostics, wrong.model.sources)
    examples = [_example(outcome) for outcome in one.outcomes]
    found = {"file": str(one.file), "diagnostics": told, "examples": examples}
    return found if one.coverage is None else {**found, "coverage": as_object(one.coverage)}


def _example(outcome: Outcome) -> dict[str, Any]:
    from .._breakdown import as_json

    misses = [{"expected": miss.expected, "got": miss.got} for miss in outcome.misses]
    return {
        "title": outcome.title, "line": outcome.line, "as_of": outcome.as_of.isoformat(),
        "passed": outcome.passed, "missed": misses, "disagreements": outcome.disagreements,
        "results": {engine: as_json(found) for engine, found in outcome.figures.items()},
    }  # fmt: skip
