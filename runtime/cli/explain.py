"""`leadscore explain`: why one lead has its score, and what would change it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from . import _reports
from ._as_of import as_of_options
from ._failures import Mistake
from ._options import (
    LAST_RUN,
    asked_events,
    data_options,
    file_argument,
    load_rules,
    set_option,
)
from ._terminal import progress

if TYPE_CHECKING:
    from datetime import datetime

    from ...compiler.own_moment import AsOf
    from ...compiler.plan import Plan
    from ..explain import Day, Explained
    from ..explain.came import Came
    from ..lead import LeadRow

EXAMPLES = """\b
Examples:
  leadscore explain rules.score L0001
  leadscore explain rules.score L0001 --over 90d
  leadscore explain rules.score L0001 --over 90d --ahead 30d -o L0001.html
  leadscore explain rules.score L0001 --as-of-column signed_up --plus 7d"""

MOST_DAYS: Final = 3660


class Days(click.ParamType[int]):
    """`90d`, `12w` or a number of days."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"\s*([0-9]{1,9})\s*(d|days?|w|weeks?)?\s*", value)
        days = int(found[1]) * (7 if (found[2] or "").startswith("w") else 1) if found else 0
        if not found:
            self.fail(f"`{value}` is not a number of days such as 90d", param, ctx)
        if not 1 <= days <= MOST_DAYS:
            self.fail(f"`{value}` is not from 1 to {MOST_DAYS:,} days", param, ctx)
        return days


@click.command("explain", epilog=EXAMPLES)
@file_argument
@click.argument("lead")
@data_options
@as_of_options
@click.option(
    "--over", "days", metavar="DAYS", type=Days(),
    help="Show the score day by day over that time until now, such as 90d or 12w.",
)  # fmt: skip
@click.option(
    "--ahead", metavar="DAYS", type=Days(),
    help="And what becomes of it in that time from now, if nothing happens any more.",
)  # fmt: skip
@click.option(
    "--came-at", metavar="COLUMN",
    help="The column that says when the lead came in: with --over its score begins there.",
)  # fmt: skip
@click.option("--previous", metavar="OUT", help=f"{LAST_RUN}.")
@set_option
@_reports.outs_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "html", "json"]), default="text",
    show_default=True, help="For people, for a wiki, as a page with pictures, or for programs.",
)  # fmt: skip
def command(
    file: Path, lead: str, leads: str | None, events: tuple[str, ...], as_of: AsOf,
    days: int | None, ahead: int | None, came_at: str | None, previous: str | None,
    sets: tuple[tuple[str, str], ...], outs: tuple[Path, ...], style: str,
) -> int:  # fmt: skip
    """Show how one lead got its score, and what would change it.

    LEAD is the lead's key. Shows each rule that counted with the latest events behind it, what
    limits took away, and the smallest changes that would reach the next stage: what the lead may
    still do, and what may turn out where the data says nothing. With --over its score day by day,
    and what moved it; with --ahead how it fades.
    """
    from ..explain.came import read_came
    from ..explain.told import told
    from ..lead import moment_of, read_lead
    from ._explained import as_json, as_text

    _refuse_no_days(came_at, days)
    rules = load_rules(file, sets)
    plan, events = rules.plan, asked_events(rules, events)
    _reports.checked(outs, [file, *(Path(one) for one in (leads, *events) if one is not None)])
    if style == "html":
        _reports.drawable()
    with progress() as tell:
        row, rows = read_lead(
            rules.plan_for(as_of), lead, leads=leads, events=events, previous=previous,
            as_of=as_of, progress=tell,
        )  # fmt: skip
        moment, came = moment_of(row, as_of), None
        if came_at is not None:
            came = read_came(rules.model, plan, row, came_at, moment, leads, tell)
        tell("explaining", None)
        explained, series = _found(plan, row, moment, days, ahead, previous is not None, came)
    document, objects = (
        told(plan, explained, rows, series),
        partial(as_json, plan, explained, series),
    )
    _reports.write(document, objects, outs)
    if style != "text":
        click.echo(_reports.text(document, objects, _reports.ENDINGS[style]).rstrip("\n"))
    elif not outs:
        for line in as_text(plan, explained, rows, series):
            click.echo(line)
    return 0


def _refuse_no_days(came_at: str | None, days: int | None) -> None:
    if came_at is not None and days is None:
        raise Mistake(
            "`--came-at` says where the score day by day begins, and there are no days",
            "say how many: `--over 90d`",
        )


def _found(
    plan: Plan,
    row: LeadRow,
    moment: datetime,
    days: int | None,
    ahead: int | None,
    chained: bool,
    came: Came | None,
) -> tuple[Explained, tuple[Day, ...]]:
    from ..errors import overflow
    from ..evaluate import Overflow
    from ..explain import explain, over

    try:
        explained = replace(explain(plan, row, moment), came=came)
        if days is None and ahead is None:
            return explained, ()
        return explained, over(
            plan, row, moment, days or 0, ahead or 0, chained, came.at if came else None
        )
    except Overflow as error:
        raise overflow(error.what, row.key) from None
    except OverflowError:
        raise Mistake(
            "these days begin before the calendar does, or end after it",
            "ask for fewer days, or for another moment",
        ) from None
