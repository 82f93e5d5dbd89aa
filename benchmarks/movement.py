"""What becomes of a million leads with twenty million events when six rules change: seconds, those
of processors, and the most memory it took.

python -m benchmarks.movement          # a million leads, twenty million events
python -m benchmarks.movement --small  # a tenth of it, for a quick look
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import leadscore
from leadscore.runtime.movement.asked import Asked
from leadscore.runtime.movement.movement import movement
from leadscore.runtime.tables.duckdb import Settings

from . import warehouse_data
from .run import FULL, SMALL

MEMORY = "8GB"
RULES = Path(__file__).parent / "bench.score"
EDITS: Final = {
    '  +20 when decision_maker because "Decision maker"': "  +25 when decision_maker",
    '+15 for "Software", "SaaS"': '+12 for "Software", "SaaS"',
    "up to 30 points because": "up to 20 points because",
    "losing 50% every 30 days": "losing 50% every 45 days",
    '  +5 when phone is known because "Phone known"\n': "",
    "MQL     when score is at least 60": "MQL     when score is at least 55",
}


def main() -> None:
    leads, events = SMALL if "--small" in sys.argv else FULL
    folder = Path(tempfile.gettempdir()) / f"leadscore-bench-{leads}-{events}"
    warehouse_data.make(folder, leads, events)
    started, busy = time.monotonic(), time.process_time()
    found = movement(
        leadscore.load(RULES), edited(folder), Asked(datetime(2026, 1, 1, tzinfo=UTC)),
        leads=str(folder / "leads.parquet"), events=(str(folder / "events.parquet"),),
        settings=Settings(memory=MEMORY),
    )  # fmt: skip
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{leads:,} leads, {events:,} events, {len(EDITS)} edits: {seconds:.1f} s ({busy:.1f} s of "
        f"processors), {most:.1f} GB at most (DuckDB's limit {MEMORY}); "
        f"{found.scores.changed:,} scores change"
    )


def edited(folder: Path) -> leadscore.Rules:
    text = RULES.read_text(encoding="utf-8")
    for old, new in EDITS.items():
        if text.count(old) != 1:
            raise SystemExit(f"{RULES.name} has {text.count(old)} times {old!r}, not once")
        text = text.replace(old, new)
    path = folder / "edited.score"
    path.write_text(text, encoding="utf-8")
    return leadscore.load(path)


if __name__ == "__main__":
    main()
