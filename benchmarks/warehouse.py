"""A million leads and twenty million events in DuckDB: the compiled SQL beside SQL by hand.

Each run is a process of its own, with DuckDB's memory limit set; both write their scores to a
table in memory. The two tables must be the same.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
MEMORY = "4GB"
AS_OF = datetime(2026, 3, 1)


def ratios(folder: Path, rounds: int = 5) -> dict[str, tuple[float, float, float]]:
    """(min, median, max) of our wall time, CPU time and peak memory over the hand-written."""
    return _compared("compiled", "by hand", folder, rounds)


def own_moment_ratios(folder: Path, rounds: int = 5) -> dict[str, tuple[float, float, float]]:
    """The same of each lead judged at its own moment over all judged at one; as it is the same
    moment, the scores are the same too."""
    return _compared("own moments", "compiled", folder, rounds)


def _compared(
    one: str, other: str, folder: Path, rounds: int
) -> dict[str, tuple[float, float, float]]:
    found: dict[str, list[float]] = {"wall time": [], "CPU time": [], "peak memory": []}
    scores = set()
    for _ in range(rounds):
        ours, theirs = _run(one, folder), _run(other, folder)
        scores |= {ours["digest"], theirs["digest"]}
        for name, taken in found.items():
            taken.append(ours[name] / theirs[name])
    assert len(scores) == 1, "the two do not give the same scores"
    return {name: (min(t), statistics.median(t), max(t)) for name, t in found.items()}


def _run(side: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.warehouse", side, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=HERE.parent)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _statement(side: str, folder: Path) -> str:
    if side == "by hand":
        return (HERE / "expert.sql").read_text()
    import leadscore
    from leadscore.compiler.own_moment import OwnMoment
    from leadscore.compiler.sql_backend import Physical, Relation, render

    def relation(name: str) -> Relation:
        types = {
            "BIGINT": "whole", "INTEGER": "whole", "VARCHAR": "text", "DATE": "date",
            "BOOLEAN": "yes/no", "TIMESTAMP": "time",
        }  # fmt: skip
        import duckdb

        query = f"DESCRIBE SELECT * FROM '{folder / name}.parquet'"
        rows = duckdb.connect().execute(query).fetchall()
        return Relation((name,), {row[0]: types[row[1]] for row in rows})

    rules = leadscore.load(HERE / "bench.score")
    leads = relation("leads")
    leads = replace(leads, families={**leads.families, "judged_at": "time"})
    physical = Physical(leads, (relation("events"),))
    as_of = OwnMoment("judged_at") if side == "own moments" else AS_OF
    return render(rules.plan, as_of=as_of, physical=physical, ordered=False)


def main(side: str, folder: Path) -> None:
    """One run; prints what it measured as JSON."""
    import duckdb

    statement = _statement(side, folder)
    db = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
    moment = f"TIMESTAMP '{AS_OF}' AS judged_at"
    for name, more in (("leads", f", {moment}"), ("events", "")):
        db.execute(f"CREATE VIEW {name} AS SELECT *{more} FROM '{folder / name}.parquet'")
    wall, cpu = time.perf_counter(), time.process_time()
    db.execute(f"CREATE TEMPORARY TABLE scored AS {statement}")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    digest = db.execute(
        "SELECT bit_xor(hash(lead_id, score, fit, engagement, hygiene, stage))::VARCHAR FROM scored"
    ).fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measured = {"wall time": wall, "CPU time": cpu, "peak memory": peak, "digest": digest}
    print(json.dumps(measured | {"digest": digest[0] if digest else ""}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
