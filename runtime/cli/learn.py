"""`leadscore learn`: a rule file learned from history."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._as_of import as_of_options
from ._failures import Mistake
from ._history import outcome_options
from ._learn_options import dated, wishes_of
from ._terminal import note, progress

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..learn.asked import Data

EXAMPLES = """\b
Examples:
  leadscore learn --leads leads.csv --key lead_id --outcome bought -o card.score
  leadscore learn --leads leads.csv --key lead_id --outcome stage --won Won --undecided Open
  leadscore learn --leads leads.csv --events events.csv --key lead_id --won-at won_at \
    --as-of-column signed_up --plus 7d --horizon 60d --rules 5 -o card.score"""


@click.command("learn", epilog=EXAMPLES)
@click.option("--leads", metavar="FILE", required=True, help="Leads whose outcome is known.")
@click.option(
    "--events", metavar="[EVENT=]FILE", multiple=True,
    help="What they did; may be repeated. Needs the moment at which leads are judged.",
)  # fmt: skip
@click.option("--key", metavar="COLUMN", required=True, help="The column that identifies a lead.")
@as_of_options
@outcome_options("The column of the leads that says whether they were won: yes or no, 1 or 0.")
@click.option(
    "--rules", metavar="N", type=click.IntRange(1, 50), default=10, show_default=True,
    help="At most so many rules; a table is one. Fewer if no more are worth it.",
)  # fmt: skip
@click.option(
    "--leave-out", metavar="COLUMNS", multiple=True,
    help="Columns and events that no rule may read, with commas between them.",
)  # fmt: skip
@click.option("--rising", metavar="COLUMNS", multiple=True, help="More of it, never fewer points.")
@click.option("--falling", metavar="COLUMNS", multiple=True, help="More of it, never more points.")
@click.option("--only-plus", metavar="COLUMNS", multiple=True, help="It never takes points.")
@click.option("--only-minus", metavar="COLUMNS", multiple=True, help="It never gives points.")
@click.option(
    "--group", "groups", metavar="NAME=COLUMNS", multiple=True,
    help="Put the rules of these columns into a group of that name.",
)  # fmt: skip
@click.option(
    "--limit", "limits", metavar="NAME=LOW:HIGH", multiple=True,
    help="Limits of a group's points, such as fit=-20:40, or fit=:40 for the upper one alone.",
)  # fmt: skip
@click.option(
    "--most-points", metavar="N", type=click.IntRange(2, 1000), default=20, show_default=True,
    help="What one row gives or takes at most.",
)  # fmt: skip
@click.option(
    "-o", "--output", "out", metavar="FILE", type=click.Path(path_type=Path),
    help="Write the rules to this file, such as card.score.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(
    leads: str, events: tuple[str, ...], key: str, as_of: AsOf, ended: dict[str, Any], rules: int,
    leave_out: tuple[str, ...], rising: tuple[str, ...], falling: tuple[str, ...],
    only_plus: tuple[str, ...], only_minus: tuple[str, ...], groups: tuple[str, ...],
    limits: tuple[str, ...], most_points: int, out: Path | None, force: bool,
) -> int:  # fmt: skip
    """Learn rules from history.

    Makes a scorecard of few rules with whole points from leads whose outcome is known, with bands
    and texts found in the data, and writes it as a rule file that people can read and change. What
    it is worth is told by leads that had no part in the learning, for cards of several sizes and
    beside two methods that make no rules. Columns that seem to know the outcome are named: leave
    them out.

    Ends with 1, and writes nothing, if there is nothing to learn.
    """
    _refuse_missing()
    _refuse_no_outcome(ended)
    judged = dated(as_of, ended, bool(events))
    target = _target(out, force) if out is not None else None
    from ..history.asked import Asked
    from ..learn.asked import Data
    from ..learn.learned import learned
    from ..tables.sources import parse_events
    from ._learn_options import names

    asked = Asked(as_of, **ended)
    data = Data(leads, key, asked, parse_events(events), names(leave_out), judged)
    wishes = wishes_of(rules, most_points, rising, falling, only_plus, only_minus, groups, limits)
    with progress() as tell:
        found = learned(data, wishes, tell)
    from ._learned import told

    told(found, wishes)
    if found.nothing:
        return 1
    if target is not None:
        from ..learn.learned import score_file

        _write(target, score_file(found, data, wishes, target))
        click.echo(f"written to {target}")
        _tell_next(target, data)
    else:
        note("add `-o card.score` to write the rules to a file")
    return 0


def _refuse_missing() -> None:
    from ..learn.extra import missing

    if missing():
        raise Mistake("learning needs two more packages", "pip install 'leadscore[learn]'")


def _refuse_no_outcome(ended: dict[str, Any]) -> None:
    if ended["outcome"] is None and ended["won_at"] is None:
        raise Mistake(
            "nothing says which leads were won",
            "name the column that says so, such as `--outcome converted` or `--won-at won_at`",
        )


def _target(out: Path, force: bool) -> Path:
    if out.suffix != ".score":
        raise Mistake(f"`{out}` is no rule file", "give it a name that ends with `.score`")
    if out.exists() and not force:
        raise Mistake(
            f"`{out}` is there already", "name another file, or add `--force` to write over it"
        )
    if not out.resolve().parent.is_dir():
        raise Mistake(f"there is no folder `{out.parent}`", "make it, or name another one")
    return out


def _write(target: Path, text: str) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Mistake(f"`{target}` cannot be written: {(error.strerror or '').lower()}") from None


def _tell_next(target: Path, data: Data) -> None:
    from shlex import quote

    from ..infer.sections import path_for

    said = "" if path_for(target, data.leads) else f" --leads {quote(data.leads)}"
    for given in data.events:
        name = f"{given.event}=" if given.event else ""
        if not path_for(target, str(given.data)):
            said += f" --events {quote(name + str(given.data))}"
    note("")
    note(f"next:  leadscore run {quote(str(target))}{said}")
