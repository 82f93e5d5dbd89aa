"""`leadscore learn`: a rule file learned from history."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

import click

from . import _reports
from ._as_of import as_of_options, typed
from ._failures import Mistake
from ._history import outcome_options
from ._learn_options import dated, names, wishes_of
from ._options import load_rules
from ._terminal import note, orderly_end, progress

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..history.asked import Asked
    from ..learn.asked import Data, Wishes
    from ..tables.sources import GivenEvents

_LEARNING: Final = (
    "key",
    "rules",
    "leave_out",
    "as_text",
    "rising",
    "falling",
    "only_plus",
    "only_minus",
    "groups",
    "limits",
    "most_points",
)
"""What says how rules are learned, and nothing to rules that are there."""

EXAMPLES = """\b
Examples:
  leadscore learn --leads data/leads.csv --key lead_id --won-at won_at --as-of-column signed_up
  leadscore learn --keep rules.score --won-at won_at --as-of-column signed_up --plus 7d
  leadscore learn --keep rules.score --won-at won_at --as-of-column signed_up -o tuned.score"""


@click.command("learn", epilog=EXAMPLES)
@click.option(
    "--leads",
    metavar="FILE",
    help="Leads whose outcome is known; with `--keep` the rules may name them.",
)
@click.option(
    "--events", metavar="[EVENT=]FILE", multiple=True,
    help="What they did; may be repeated. Needs the moment at which leads are judged.",
)  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The column that identifies a lead.")
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
@click.option(
    "--as-text", metavar="COLUMNS", multiple=True,
    help="Columns of numbers that are codes, to be read as texts.",
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
    "--keep", metavar="FILE", type=click.Path(path_type=Path),
    help="Keep the rules of this file, and change as few of their points as help, by as little.",
)  # fmt: skip
@click.option(
    "-o", "--output", "out", metavar="FILE", type=click.Path(path_type=Path),
    help="Write the rules to this file, such as card.score.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True, help="For people, for a comment on a pull request, or for programs.",
)  # fmt: skip
def command(
    leads: str | None, events: tuple[str, ...], key: str | None, as_of: AsOf,
    ended: dict[str, Any], keep: Path | None, out: Path | None, force: bool, style: str,
    **wanted: Any,
) -> int:  # fmt: skip
    """Learn rules from history.

    Makes a scorecard of few rules with whole points from leads whose outcome is known, with bands
    and texts found in the data, and writes it as a rule file that people can read and change. What
    it is worth is told by leads that had no part in the learning, for cards of several sizes and
    beside two methods that make no rules. Columns that seem to know the outcome are named: leave
    them out.

    With `--keep` no rules are learned: those of a file are kept, and only points that history says
    should be others are changed.

    Ends with 1, and writes nothing, if there is nothing to learn.
    """
    _refuse_missing()
    judged = dated(as_of, ended, bool(events))
    target = _target(out, force) if out is not None else None
    from ..history.asked import Asked
    from ..tables.sources import parse_events

    asked, given = Asked(as_of, **ended), parse_events(events)
    with orderly_end():
        if keep is not None:
            _refuse_learning(keep)
            return _keep(keep, asked, leads, given, target, style)
        columns = {option: names(wanted.pop(option)) for option in ("leave_out", "as_text")}
        data = _data(leads, key, asked, given, columns, judged)
        return _learn(data, wishes_of(**wanted), target, style)


def _data(
    leads: str | None, key: str | None, asked: Asked, events: tuple[GivenEvents, ...],
    columns: dict[str, tuple[str, ...]], judged: bool,
) -> Data:  # fmt: skip
    if leads is None or key is None:
        lacks, example = ("leads", "leads.csv") if leads is None else ("key", "lead_id")
        raise Mistake(
            f"learning needs `--{lacks}`",
            f"add `--{lacks} {example}`, or `--keep FILE` to tune the points of rules",
        )
    if asked.outcome is None and asked.won_at is None:
        raise Mistake(
            "nothing says which leads were won",
            "name the column that says so, such as `--outcome converted` or `--won-at won_at`",
        )
    from ..learn.asked import Data

    return Data(leads, key, asked, events, **columns, dated=judged)


def _learn(data: Data, wishes: Wishes, target: Path | None, style: str) -> int:
    from ..learn.as_json import as_json
    from ..learn.learned import learned, score_file
    from ..learn.told import told

    with progress() as tell:
        found = learned(data, wishes, tell)
    text = score_file(found, data, wishes, target) if target and not found.nothing else None
    _write(target, text)
    _reports.show(told(found, wishes), partial(as_json, found), style)
    if found.leaks and style == "text":
        # Never broken into lines, so that it can be copied.
        named = quote(",".join(leak.source for leak in found.leaks))
        click.echo(f"Leave out what is not known beforehand: --leave-out {named}")
    if found.nothing:
        return 1
    _tell_written(target, f"leadscore run {quote(str(target))}{_said(target, data)}")
    return 0


def _keep(
    keep: Path, asked: Asked, leads: str | None, events: tuple[GivenEvents, ...],
    target: Path | None, style: str,
) -> int:  # fmt: skip
    from ..tune.as_json import as_json
    from ..tune.rewritten import rewritten
    from ..tune.told import told
    from ..tune.tuned import tuned

    rules = load_rules(keep)
    with progress() as tell:
        found = tuned(rules, asked, leads, events, tell)
    text = rewritten(found, target) if target and found.changed else None
    _write(target, text)
    _reports.show(told(found), partial(as_json, found), style)
    if not found.changed:
        return 1
    _tell_written(target, f"leadscore diff {quote(str(keep))} {quote(str(target))}")
    return 0


def _refuse_missing() -> None:
    from ..learn.extra import missing

    if missing():
        raise Mistake("learning needs two more packages", "pip install 'leadscore[learn]'")


def _refuse_learning(keep: Path) -> None:
    given = next((name for name in _LEARNING if typed(name)), None)
    if given is not None:
        option = {"groups": "group", "limits": "limit"}.get(given, given).replace("_", "-")
        raise Mistake(
            f"`--keep` keeps the rules of `{keep}` as they are, and `--{option}` is for new ones",
            "leave out one of the two",
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


def _write(target: Path | None, text: str | None) -> None:
    from ..output import replace_all

    if target is not None and text is not None:
        replace_all({target: text})


def _tell_written(target: Path | None, next_command: str) -> None:
    if target is None:
        note("add `-o card.score` to write the rules to a file")
    else:
        note(f"written: {target}")
        note("")
        note(f"next:  {next_command}")


def _said(target: Path | None, data: Data) -> str:
    """The data that the written rules cannot name."""
    from ..infer.sections import path_for

    if target is None:
        return ""
    said = "" if path_for(target, data.leads) else f" --leads {quote(data.leads)}"
    for given in data.events:
        name = f"{given.event}=" if given.event else ""
        if not path_for(target, str(given.data)):
            said += f" --events {quote(name + str(given.data))}"
    return said
