"""How long all lint rules take on a big file, beside reading and checking it.

python -m benchmarks.linting
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import lint

from .many_rules import rule_file


def ratios(rounds: int = 15) -> dict[str, tuple[float, float, float]]:
    """(min, median, max) of the time of `lint` over that of `check`, taken in turn."""
    found = [linted / checked for checked, linted in (_times() for _ in range(rounds))]
    return {"lint 1,000 rules / check them": (min(found), statistics.median(found), max(found))}


def _times() -> tuple[float, float]:
    """Seconds of the processor for a check, and for lint of what it gave; a new model each time,
    since what rules look at is gathered once for each."""
    start = time.process_time()
    model = check(Path("many.score"), text=rule_file(1000))
    between = time.process_time()
    lint(model)
    return between - start, time.process_time() - between


def main() -> None:
    _times()
    for name, (least, median, most) in ratios().items():
        print(f"{name:<40} {least:5.2f} {median:5.2f} {most:5.2f}")
    print(f"lint alone, least of 5: {min(_times()[1] for _ in range(5)):.3f} s")


if __name__ == "__main__":
    main()
