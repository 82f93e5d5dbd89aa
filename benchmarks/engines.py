"""The compiled SQL beside SQL by hand, on the engines that warehouses use.

python -m benchmarks.engines postgres clickhouse spark [--rounds 5]

A hundred thousand leads and two million events, the forty rules of bench.score; `expert_NAME.sql`
has them by hand. Both sides write their scores to a table, in turn, in one process with one
connection; then the tables must be the same. Wall time, and CPU time of the engine's processes.
The engines are those of the tests (docs/engines_in_tests.md).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from . import warehouse_data

HERE = Path(__file__).parent
LEADS, EVENTS = 100_000, 2_000_000
AS_OF = datetime(2026, 3, 1)
WARMING = 2
"""Rounds before those that count: Java is quick only after some."""
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "leads": {
        "lead_id": "whole", "email": "text", "title": "text", "industry": "text",
        "country": "text", "phone": "text", "employees": "whole", "revenue": "whole",
        "created": "date", "opted_out": "yes/no",
    },
    "events": {
        "lead_id": "whole", "event": "text", "occurred_at": "time", "campaign": "text",
        "path": "text", "seconds": "whole",
    },
}  # fmt: skip
STORED = {
    "clickhouse": "CREATE TABLE {name} ENGINE = MergeTree ORDER BY tuple() AS {query}",
    "spark": "CREATE TABLE {name} USING PARQUET AS {query}",
}
"""How an engine keeps the result of a query; the others by CREATE TABLE AS."""
PREPARED = {"postgres": ["ANALYZE leads", "ANALYZE events"]}


def main(names: list[str], rounds: int) -> None:
    sys.path.insert(0, str(HERE.parent / "tests"))
    folder = Path(tempfile.gettempdir()) / f"leadscore-bench-{LEADS}-{EVENTS}"
    warehouse_data.make(folder, LEADS, EVENTS)
    print(
        f"{LEADS:,} leads, {EVENTS:,} events, {rounds} rounds; compiled / by hand: least, median, most"
    )
    for name in names:
        print(told(name, folder, rounds), flush=True)


def told(name: str, folder: Path, rounds: int) -> str:
    engine = _started(name)
    relations = {table: _loaded(engine, table, folder) for table in COLUMNS}
    for statement in PREPARED.get(name, []):
        engine.run(statement)
    sides = {"compiled": _compiled(engine.dialect, relations), "hand": _by_hand(name, relations)}
    walls, cpus = [], []
    for _ in range(WARMING + rounds):
        taken = {side: _timed(engine, name, side, sql) for side, sql in sides.items()}
        walls.append(taken["compiled"][0] / taken["hand"][0])
        cpus.append(taken["compiled"][1] / taken["hand"][1])
    _same(engine, relations)
    return f"{name} {engine.version}: wall {_three(walls[WARMING:])}, CPU {_three(cpus[WARMING:])}"


def _started(name: str) -> Any:
    from engines import start

    if name != "spark":
        return start(name)
    from engines.spark import Spark

    return Spark(small=False)


def _three(ratios: list[float]) -> str:
    return " ".join(f"{f(ratios):.2f}" for f in (min, statistics.median, max))


# ---------------------------------------------------------------- data and statements


def _loaded(engine: Any, table: str, folder: Path) -> Any:
    from leadscore.compiler.sql_backend import Relation

    columns = COLUMNS[table]
    listed = ", ".join(columns)
    rows = duckdb.sql(f"SELECT {listed} FROM '{folder / table}.parquet'").fetchall()
    return Relation(engine.load(table, columns, rows), engine.families(columns))


def _compiled(dialect: str, relations: Mapping[str, Any]) -> str:
    import leadscore
    from leadscore.compiler.sql_backend import Physical, render

    physical = Physical(relations["leads"], (relations["events"],))
    rules = leadscore.load(HERE / "bench.score")
    return render(rules.plan, dialect, as_of=AS_OF, physical=physical, ordered=False)


def _by_hand(name: str, relations: Mapping[str, Any]) -> str:
    text = (HERE / f"expert_{name}.sql").read_text()
    for table, relation in relations.items():
        text = text.replace(f"FROM {table}\n", f"FROM {'.'.join(relation.parts)}\n")
    return text


# ---------------------------------------------------------------- measuring


def _timed(engine: Any, name: str, side: str, query: str) -> tuple[float, float]:
    table = f"scored_{side}"
    engine.run(f"DROP TABLE IF EXISTS {table}")
    statement = STORED.get(name, "CREATE TABLE {name} AS {query}").format(name=table, query=query)
    cpu, wall = _cpu(), time.perf_counter()
    engine.run(statement)
    return time.perf_counter() - wall, max(_cpu() - cpu, 0.01)


def _cpu() -> float:
    """Seconds of this process, of all below it, and of the servers that tests have started."""
    ticks, parents = {}, {}
    for pid, fields in _processes():
        ticks[pid] = sum(map(int, fields[11:15]))
        parents[pid] = int(fields[1])
    mine = {os.getpid()} | {pid for pid in ticks if _is_server(pid)}
    found = {pid for pid in ticks if _is_below(pid, mine, parents)}
    return sum(ticks[pid] for pid in found) / os.sysconf("SC_CLK_TCK")


def _processes() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            yield int(entry.name), (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue


def _is_server(pid: int) -> bool:
    """A PostgreSQL that the tests have started is no child of theirs."""
    try:
        return "leadscore-pg" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def _is_below(pid: int, above: set[int], parents: Mapping[int, int]) -> bool:
    while pid in parents:
        if pid in above:
            return True
        pid = parents[pid]
    return False


def _same(engine: Any, relations: Mapping[str, Any]) -> None:
    columns = "lead_id, score, fit, engagement, hygiene, stage"
    ours, theirs = (
        sorted(engine.rows(f"SELECT {columns} FROM scored_{side}")) for side in ("compiled", "hand")
    )
    assert len(ours) == LEADS
    other = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    assert not other, f"{len(other)} leads have other scores: {other[:3]}"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    count = int(arguments.pop(arguments.index("--rounds") + 1)) if "--rounds" in arguments else 5
    main([name for name in arguments if name[0] != "-"], count)
