"""All benchmarks, as a table of ratios: our time over the other side's, taken in turn in one run.

python -m benchmarks.run            # a million leads, twenty million events
python -m benchmarks.run --small    # a tenth of it, for a quick look
"""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path

from . import layout, linting, one_lead, startup, warehouse, warehouse_data

SMALL = (100_000, 2_000_000)
FULL = (1_000_000, 20_000_000)


def main() -> None:
    leads, events = SMALL if "--small" in sys.argv else FULL
    print(f"Python {platform.python_version()}, {platform.machine()}; each: min, median, max\n")
    show("One lead, 20 events, 40 rules: generated Python / by hand", one_lead.ratios())
    show("Start-up, whole processes", startup.ratios())
    show("Layout of 1,000 rules, in this process", layout.ratios())
    show("Lint of 1,000 rules, in this process", linting.ratios())
    folder = Path(tempfile.gettempdir()) / f"leadscore-bench-{leads}-{events}"
    warehouse_data.make(folder, leads, events)
    title = f"DuckDB, {leads:,} leads, {events:,} events, memory limit {warehouse.MEMORY}"
    show(f"{title}: compiled SQL / by hand", warehouse.ratios(folder))
    show(f"{title}: each lead's own moment / one", warehouse.own_moment_ratios(folder))


def show(title: str, ratios: dict[str, tuple[float, float, float]]) -> None:
    print(f"{title}")
    for name, (least, median, most) in ratios.items():
        print(f"  {name:<58} {least:5.2f} {median:5.2f} {most:5.2f}")
    print()


if __name__ == "__main__":
    main()
