"""One lead with 20 events through the Python evaluator, beside straight-line Python by hand."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import leadscore

from . import expert
from .people import AS_OF, people

HERE = Path(__file__).parent


def ratios(rounds: int = 15, count: int = 1000) -> dict[str, tuple[float, float, float]]:
    """(min, median, max) of our time over the hand-written time, rounds taken in turn."""
    rules = leadscore.load(HERE / "bench.score")
    leads = people(count, 20)
    _same(rules, leads)
    sides: dict[str, Callable[[Any, Any], Any]] = {
        "by hand": lambda lead, events: expert.score(lead, events, AS_OF),
        "numbers": lambda lead, events: rules.numbers(lead, events, AS_OF).score,
        "with breakdown": lambda lead, events: rules.score(lead, events, AS_OF).breakdown,
    }
    found: dict[str, list[float]] = {name: [] for name in sides if name != "by hand"}
    for _ in range(rounds):
        times = {name: _time(side, leads) for name, side in sides.items()}
        for name, taken in found.items():
            taken.append(times[name] / times["by hand"])
    return {name: (min(t), statistics.median(t), max(t)) for name, t in found.items()}


def _time(side: Callable[[Any, Any], Any], leads: list[Any]) -> float:
    start = time.perf_counter()
    for lead, events in leads:
        side(lead, events)
    return time.perf_counter() - start


def _same(rules: Any, leads: list[Any]) -> None:
    for lead, events in leads:
        mine = rules.numbers(lead, events, AS_OF)
        result = (mine.score, mine["fit"], mine["engagement"], mine["hygiene"], mine.stage)
        assert result == expert.score(lead, events, AS_OF), (lead, events, result)
