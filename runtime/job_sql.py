"""Scoring tables by SQL in DuckDB."""

from __future__ import annotations

from datetime import datetime

from .table_duckdb import Session
from .tables import Progress, Tables


def score(
    session: Session, tables: Tables, as_of: datetime, breakdown: bool, progress: Progress
) -> None:
    raise NotImplementedError
