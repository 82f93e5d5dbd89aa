"""`leadscore review`: do the rules pick the leads that buy?"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import _reports
from ._as_of import as_of_options
from ._fail_if import fail_if_option, failed
from ._failures import Mistake
from ._history import outcome_options
from ._options import HERE, data_options, file_argument, load_rules, set_option
from ._terminal import orderly_end, progress

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..fail_if import Condition
    from ..review.result import Review

EXAMPLES = """\b
Examples:
  leadscore review rules.score --as-of-column signed_up --plus 7d --won-at won_at
  leadscore review rules.score --as-of-column signed_up --won-at won_at --horizon 30d --by industry
  leadscore review rules.score --as-of-column signed_up --won-at won_at --fail-if "won < 20"
"""


class Capacity(click.ParamType[float]):
    """A number of leads, not 0."""

    name = "capacity"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value.strip()) or not float(value):
            self.fail(f"`{value}` is no number of leads such as 5 or 200", param, ctx)
        return float(value)


@click.command("review", epilog=EXAMPLES)
@file_argument
@data_options
@as_of_options
@outcome_options(
    "An outcome of the rules, or the column of the leads that says whether they were won."
)
@click.option("--capacity", metavar="N", type=Capacity(),
              help="Leads that Sales can take: a week, or of all if all are judged at one moment."
              )  # fmt: skip
@click.option("--by", metavar="NAME", multiple=True,
              help="Look at each value of this column or label by itself; may be repeated."
              )  # fmt: skip
@fail_if_option("review", '"auc < 0.75" or "not monotone"')
@_reports.outs_option
@click.option("--engine", type=click.Choice(HERE), default="duckdb", show_default=True,
              help="What scores; the figures are the same.")  # fmt: skip
@set_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True, help="For people, for a comment on a pull request, or for programs.",
)  # fmt: skip
def command(
    file: Path, leads: str | None, events: tuple[str, ...], as_of: AsOf, ended: dict[str, Any],
    capacity: float | None, by: tuple[str, ...], conditions: tuple[Condition[Review], ...],
    outs: tuple[Path, ...], engine: str, sets: tuple[tuple[str, str], ...], style: str,
) -> int:  # fmt: skip
    """Hold the rules against what became of the leads.

    Scores each lead as of a moment before its outcome, with nothing later read, and shows whether
    leads with more points are won more often: by score and stage, for each rule, per segment and
    month; where Sales should begin; what tells winners from others and no rule reads; and what
    looks as if it knew the outcome.
    """
    from ..review.as_json import as_json
    from ..review.asked import Asked
    from ..review.review import review
    from ..review.told import told

    asked = Asked(as_of, **ended, by=by, capacity=capacity)
    rules = load_rules(file, sets)
    _reports.checked(outs, [file, *(Path(one) for one in (leads, *events) if one is not None)])
    with orderly_end(), progress() as tell:
        found = review(rules, asked, leads=leads, events=events, engine=engine, progress=tell)  # type: ignore[arg-type]
    _refuse_none(found)
    document = told(found)
    fails = failed(found, conditions)
    objects = partial(as_json, found)
    _reports.write(document, objects, outs)
    if not outs or style != "text":
        _reports.show(document, objects, style)
    return int(fails)


def _refuse_none(found: Review) -> None:
    """A page about no lead would look as if somebody had looked."""
    from ..history.none_left import none_left

    if found.everyone.leads:
        return
    by_rules = [f"by the rules, {why}: {rate.leads:,}" for why, rate in found.excluded]
    raise Mistake(
        "no lead is left to look at",
        none_left(found.history.left_out, by_rules, found.problems),
    )
