"""Runs a rule file over data with both engines and reads back what they wrote."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from leadscore.runtime.job.run import run
from leadscore.runtime.rules import Rules

RULES = Path(__file__).parent

Key: TypeAlias = str
Counted: TypeAlias = tuple[int, Decimal]


@dataclass(frozen=True)
class Scored:
    rows: dict[Key, dict[str, str]]
    """A row of the output by the lead's key, in order of the output."""
    lines: dict[Key, dict[tuple[str, str], Counted]]
    """(group, rule) → (count, points) of each lead, in order of the breakdown."""


def both(
    rules: Rules, folder: Path, as_of: datetime, leads: Path, events: Sequence[str] = ()
) -> Scored:
    """Scores with both engines; what they write must be the same bytes."""
    files = {}
    for engine in ("python", "duckdb"):
        out = folder / f"{engine}.csv"
        run(
            rules.plan, as_of=as_of, leads=str(leads), events=events, engine=engine,
            breakdown=True, strict=True, out=out,
        )  # fmt: skip
        files[engine] = out, folder / f"{engine}.breakdown.csv"
    for one, other in zip(*files.values(), strict=True):
        same = one.read_bytes() == other.read_bytes()
        assert same, f"{one} and {other} differ"
    return read(*files["duckdb"])


def read(scores: Path, breakdown: Path) -> Scored:
    rows = {next(iter(row.values())): row for row in _rows(scores)}
    lines: dict[Key, dict[tuple[str, str], Counted]] = defaultdict(dict)
    for key, group, rule, count, points in (row.values() for row in _rows(breakdown)):
        lines[key][group, rule] = int(count), Decimal(points)
    return Scored(rows, lines)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_rules(lines: dict[tuple[str, str], Counted]) -> dict[tuple[str, str], Counted]:
    """Without the lines that tell what a limit did."""
    return {at: line for at, line in lines.items() if not at[1].startswith("limit of ")}


def shown(points: object) -> str:
    """A number as the output shows it: as few decimals as needed."""
    text = f"{Decimal(str(points)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def none_as_empty(value: object) -> str:
    return "" if value is None else str(value)
