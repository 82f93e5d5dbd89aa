"""Options that say how leads of the past ended: `--outcome`, `--won-at`, `--horizon` …"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

import click

from ._as_of import Duration
from ._failures import Mistake
from ._options import Moment

_F = TypeVar("_F", bound=Callable[..., Any])
ENDED: Final = (
    "outcome", "won", "undecided", "outcome_at", "won_at", "came_at", "horizon", "until",
)  # fmt: skip
"""The options by the names of their values."""
_OPTIONS: Final = (
    click.option("--won", metavar="VALUE", multiple=True,
                 help="What that column says of leads that were won, if not yes; may be repeated."),
    click.option("--undecided", metavar="VALUE", multiple=True,
                 help="What it says of leads that are still open; may be repeated."),
    click.option("--outcome-at", metavar="COLUMN",
                 help="The column that says when the outcome was known."),
    click.option("--won-at", metavar="COLUMN",
                 help="The column that says when a lead was won, and is empty for those that were "
                 "not."),
    click.option("--came-at", metavar="COLUMN",
                 help="The column that says when a lead came in: those that came later than they "
                 "are judged are left out."),
    click.option("--horizon", metavar="TIME", type=Duration(),
                 help="The time that each lead has to be won, such as 90d."),
    click.option("--until", metavar="TIME", type=Moment(),
                 help="How far the data reach, if not to their latest time: leads whose time to be "
                 "won ends later are left out."),
)  # fmt: skip


def outcome_options(help: str) -> Callable[[_F], _F]:
    """All of them, which together become `ended` of the command: fields of `history.asked.Asked`.
    `help` is that of `--outcome`."""

    def added(command: _F) -> _F:
        @wraps(command)
        def settled(**others: Any) -> Any:
            ended = {name: others.pop(name) for name in ENDED}
            _refuse(ended)
            return command(ended=ended, **others)

        given: Any = settled
        for option in reversed(_OPTIONS):
            given = option(given)
        return cast(_F, click.option("--outcome", metavar="NAME", help=help)(given))

    return added


def _refuse(ended: dict[str, Any]) -> None:
    outcome = ended["outcome"]
    if ended["won_at"] is not None and (outcome is not None or ended["outcome_at"] is not None):
        raise Mistake(
            "`--won-at` says both whether and when a lead was won",
            "leave out `--outcome` and `--outcome-at`",
        )
    for name in ("won", "undecided", "outcome_at"):
        if ended[name] and outcome is None:
            raise Mistake(
                f"`--{name.replace('_', '-')}` speaks of the column with the outcome",
                "say which one that is: `--outcome deal_stage`",
            )
