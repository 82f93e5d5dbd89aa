"""`leadscore explain`: why one lead has its score, and what would change it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ._as_of import as_of_options
from ._options import (
    LAST_RUN,
    asked_events,
    data_options,
    file_argument,
    format_option,
    load_rules,
    set_option,
)
from ._terminal import progress

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf

EXAMPLES = """\b
Examples:
  leadscore explain rules.score L0001
  leadscore explain rules.score L0001 --over 90d
  leadscore explain rules.score L0001 --as-of-column signed_up --plus 7d"""

MOST_DAYS: Final = 3660


class Days(click.ParamType[int]):
    """`90d`, `12w` or a number of days."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"\s*([0-9]{1,5})\s*(d|days?|w|weeks?)?\s*", value)
        days = int(found[1]) * (7 if (found[2] or "").startswith("w") else 1) if found else 0
        if not 1 <= days <= MOST_DAYS:
            self.fail(f"`{value}` is not a number of days such as 90d", param, ctx)
        return days


@click.command("explain", epilog=EXAMPLES)
@file_argument
@click.argument("lead")
@data_options
@as_of_options
@click.option(
    "--over", "days", metavar="DAYS", type=Days(),
    help="Show the score day by day over that time, such as 90d or 12w.",
)  # fmt: skip
@click.option("--previous", metavar="OUT", help=f"{LAST_RUN}.")
@set_option
@format_option
def command(
    file: Path, lead: str, leads: str | None, events: tuple[str, ...], as_of: AsOf,
    days: int | None, previous: str | None, sets: tuple[tuple[str, str], ...], style: str,
) -> int:  # fmt: skip
    """Show how one lead got its score, and what would change it.

    LEAD is the lead's key. Shows each rule that counted with the latest events behind it, what
    limits took away, and the smallest changes that would reach the next stage: what the lead may
    still do, and what may turn out where the data says nothing.
    """
    from ..errors import overflow
    from ..evaluate import Overflow
    from ..explain import explain, over
    from ..lead import moment_of, read_lead
    from ._explained import as_json, as_text

    rules = load_rules(file, sets)
    plan, events = rules.plan, asked_events(rules, events)
    with progress() as tell:
        row, rows = read_lead(
            rules.plan_for(as_of), lead, leads=leads, events=events, previous=previous,
            as_of=as_of, progress=tell,
        )  # fmt: skip
        moment = moment_of(row, as_of)
        tell("explaining", None)
        try:
            explained = explain(plan, row, moment)
            series = over(plan, row, moment, days) if days is not None else ()
        except Overflow as error:
            raise overflow(error.what, row.key) from None
    if style == "json":
        told = as_json(plan, explained, series)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=float))
        return 0
    for line in as_text(plan, explained, rows, series):
        click.echo(line)
    return 0
