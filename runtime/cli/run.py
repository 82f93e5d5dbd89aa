"""`leadscore run`: the main job, scores for all leads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._as_of import as_of_options, planned
from ._failures import Mistake
from ._options import (
    HERE,
    Connection,
    asked_events,
    data_options,
    file_argument,
    format_option,
    load_rules,
    previous_option,
    set_option,
)
from ._terminal import note, orderly_end, progress, table

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ...compiler.plan import Plan
    from ..summary import Summary

EXAMPLES = """\b
Examples:
  leadscore run rules.score
  leadscore run rules.score -o scores.csv
  leadscore run rules.score --as-of 2026-03-01 --set mql_bar=40 --top 5
  leadscore run rules.score --as-of-column signed_up --plus 7d"""


@click.command("run", epilog=EXAMPLES)
@file_argument
@data_options
@as_of_options
@click.option(
    "-o", "--output", "out", metavar="OUT",
    help="Write all leads to this file: .csv, .parquet or .jsonl, companies beside it; or, with a "
    "connection as the engine, to a table there: table:marketing.scores, companies in "
    "marketing.scores_accounts.",
)  # fmt: skip
@click.option(
    "--breakdown", is_flag=True,
    help="Write a second file (or table) beside OUT with a line for each lead and rule.",
)  # fmt: skip
@click.option(
    "--engine", metavar="ENGINE", type=Connection(), default="duckdb", show_default=True,
    envvar="LEADSCORE_ENGINE",
    help="duckdb or python, or a connection to where the data is, such as "
    "postgresql://db.example.com/marketing; the scores are the same.",
)  # fmt: skip
@set_option
@previous_option
@click.option(
    "--strict", is_flag=True, help="Refuse data with values that cannot be read, or keys twice."
)
@click.option(
    "--top", type=click.IntRange(1, 10_000), default=20, show_default=True,
    help="Leads in the table that is shown without -o.",
)  # fmt: skip
@format_option
def command(
    file: Path, leads: str | None, events: tuple[str, ...], as_of: AsOf, out: str | None,
    breakdown: bool, engine: str, sets: tuple[tuple[str, str], ...], previous: str | None,
    strict: bool, top: int, style: str,
) -> int:  # fmt: skip
    """Score leads.

    Reads the leads and events that the rules in FILE name, or those given here, and shows the
    leads with the highest scores, or writes all of them with -o. A summary follows: leads per
    stage, how scores are spread, companies, who is handed over, and what is wrong with the data.
    With a connection as the engine, leads, events and the last run are tables there.
    """
    if breakdown and out is None:
        raise Mistake("`--breakdown` writes a second file beside the first", "add `-o scores.csv`")
    rules = load_rules(file, sets)
    plan, events = planned(rules, as_of), asked_events(rules, events)
    if previous and not plan.remembers and not plan.hand_offs:
        note("no stage says `until` and nothing is handed over, so the last run changes nothing")
    with orderly_end(), progress() as tell:
        summary = _job(engine)(
            plan, as_of=as_of, leads=leads, events=events, engine=engine, breakdown=breakdown,
            strict=strict, previous=previous, out=out, progress=tell, shown=top,
        )  # fmt: skip
    if style == "json":
        from ._summary import as_json

        click.echo(json.dumps(as_json(summary), ensure_ascii=False, indent=2, default=float))
        return 0
    _text(summary, plan, to_file=out is not None)
    return 0


def _job(engine: str) -> Callable[..., Summary]:
    if engine in HERE:
        from ..job.run import run

        return run
    from ..job import warehouse as job_warehouse

    return job_warehouse.run


def _text(summary: Summary, plan: Plan, to_file: bool) -> None:
    """The summary is the result when the scores went to a file, else the scores are."""
    from ._summary import as_text

    if not to_file:
        _table(summary, plan)
        more = summary.leads - len(summary.rows)
        if more > 0:
            note(f"and {more:,} more; write all with `-o scores.csv`")
        note("")
    for line in as_text(summary):
        click.echo(line, err=not to_file)


def _table(summary: Summary, plan: Plan) -> None:
    """Without the columns that say the same in every row, or nothing."""
    wanted = [
        i
        for i, name in enumerate(summary.columns)
        if name not in ("as_of", "rules")
        and (name != "excluded" or any(row[i] is not None for row in summary.rows))
    ]
    points = {"score", *(group.name for group in plan.groups if group.name is not None)}
    table(
        [summary.columns[i] for i in wanted],
        ([row[i] or "" for i in wanted] for row in summary.rows),
        right=points,
    )
