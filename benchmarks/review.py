"""A review of a million leads with twenty million events: seconds, those of processors, and the most
memory it took.

python -m benchmarks.review            # a million leads, twenty million events
python -m benchmarks.review --small    # a tenth of it, for a quick look
python -m benchmarks.review --own      # each lead judged at its own moment
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import leadscore
from leadscore.compiler.own_moment import OwnMoment
from leadscore.runtime.review.asked import Asked
from leadscore.runtime.review.review import review
from leadscore.runtime.tables.duckdb import Settings

from . import warehouse_data
from .run import FULL, SMALL

MEMORY = "8GB"
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=45)


def main() -> None:
    leads, events = SMALL if "--small" in sys.argv else FULL
    folder = Path(tempfile.gettempdir()) / f"leadscore-bench-{leads}-{events}"
    warehouse_data.make(folder, leads, events)
    add_outcome(folder)
    own = "--own" in sys.argv
    asked = Asked(
        OwnMoment("judged_at") if own else AS_OF, won_at="won_at", horizon=AHEAD,
        by=("country",), capacity=1_000,
    )  # fmt: skip
    started, busy = time.monotonic(), time.process_time()
    found = review(
        leadscore.load(Path(__file__).parent / "bench.score"), asked,
        leads=str(folder / "outcomes.parquet"), events=(str(folder / "events.parquet"),),
        settings=Settings(memory=MEMORY),
    )  # fmt: skip
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    area = found.auc.value if found.auc else float("nan")
    print(
        f"{leads:,} leads, {events:,} events{', own moments' if own else ''}: {seconds:.1f} s "
        f"({busy:.1f} s of processors), {most:.1f} GB at most (DuckDB's limit {MEMORY}); {found.everyone.leads:,} count, "
        f"AUC {area:.3f}, {len(found.rules)} rules"
    )


def add_outcome(folder: Path) -> None:
    """The leads with a moment to judge them and one at which some were won: more of the large
    firms and of those in the industry."""
    out = folder / "outcomes.parquet"
    if out.exists():
        return
    duckdb.execute(f"""
        COPY (SELECT *, TIMESTAMP '2026-01-01' - to_days((hash(lead_id, 40) % 120)::INT)
            AS judged_at,
          CASE WHEN hash(lead_id, 41) % 1000 < 40 + 60 * (employees > 250)::INT
              + 80 * (coalesce(industry, '') = 'Software')::INT
            THEN TIMESTAMP '2026-01-01' + to_days((hash(lead_id, 42) % 40)::INT - 20) END AS won_at
          FROM '{folder / "leads.parquet"}') TO '{out}'
    """)


if __name__ == "__main__":
    main()
