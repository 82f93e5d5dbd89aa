"""A million leads and twenty million events as Parquet, made by DuckDB from hashes."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .people import CAMPAIGNS, COUNTRIES, DOMAINS, INDUSTRIES, KINDS, PATHS, TITLES


def _pick(values: tuple[str, ...], salt: int) -> str:
    """An SQL expression that picks one of our own constants by row."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][1 + (hash(i, {salt}) % {len(values)})::INT]"


def make(folder: Path, leads: int, events: int) -> None:
    """Writes `leads.parquet` and `events.parquet` unless they are there already."""
    if (folder / f"made-{leads}-{events}").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    kinds = tuple(kind for kind, weight in KINDS for _ in range(weight))
    db = duckdb.connect()
    db.execute(f"""
        COPY (SELECT i AS lead_id,
          'p' || i || '@' || {_pick(DOMAINS, 1)} AS email,
          CASE WHEN hash(i, 2) % 10 > 0 THEN {_pick(TITLES, 3)} END AS title,
          CASE WHEN hash(i, 4) % 10 > 0 THEN {_pick(INDUSTRIES, 5)} END AS industry,
          CASE WHEN hash(i, 6) % 10 > 0 THEN {_pick(COUNTRIES, 7)} END AS country,
          CASE WHEN hash(i, 8) % 2 > 0 THEN '+49 30 1234' END AS phone,
          CASE WHEN hash(i, 9) % 10 > 0 THEN (1 + hash(i, 10) % 3000)::INT END AS employees,
          CASE WHEN hash(i, 11) % 10 > 0 THEN (10000 + hash(i, 12) % 9990000)::BIGINT END AS revenue,
          DATE '2026-03-01' - (hash(i, 13) % 900)::INT AS created,
          hash(i, 14) % 10 = 0 AS opted_out
          FROM range({leads}) r(i)) TO '{folder / "leads.parquet"}'
    """)
    db.execute(f"""
        COPY (SELECT (hash(i, 20) % {leads})::BIGINT AS lead_id, event,
          TIMESTAMP '2026-03-01' - to_microseconds((hash(i, 21) % 12960000000000)::BIGINT)
            AS occurred_at,
          CASE WHEN event IN ('email_open', 'email_click') THEN {_pick(CAMPAIGNS, 22)} END AS campaign,
          CASE WHEN event = 'page_view' THEN {_pick(PATHS, 23)} END AS path,
          CASE WHEN event = 'page_view' THEN (hash(i, 24) % 400)::INT END AS seconds
          FROM (SELECT i, {_pick(kinds, 25)} AS event FROM range({events}) r(i))
        ) TO '{folder / "events.parquet"}'
    """)
    (folder / f"made-{leads}-{events}").touch()
