"""`leadscore test FILE --from-lead ID`: an example from a lead of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ._failures import Mistake
from ._options import LAST_RUN, Moment, asked_events, data_options, load_rules
from ._terminal import note, progress

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say; `key` is none if no lead is asked for."""

    key: str | None
    leads: str | None
    events: tuple[str, ...]
    as_of: datetime | None
    previous: str | None
    title: str | None
    blank: tuple[str, ...]

    def refuse_idle(self) -> None:
        """Options that say something of a lead, where none is asked for."""
        given = {
            "--leads": self.leads, "--events": self.events, "--as-of": self.as_of,
            "--previous": self.previous, "--name": self.title, "--blank": self.blank,
        }  # fmt: skip
        idle = [name for name, value in given.items() if value]
        if idle and self.key is None:
            raise Mistake(f"`{idle[0]}` belongs to --from-lead", "examples have data of their own")


def from_lead_options(command: _F) -> _F:
    """`--from-lead` and what belongs to it; the command takes all of it as `**of_lead`."""
    options = (
        click.option(
            "--from-lead", "key", metavar="ID",
            help="Write an example from this lead of the data instead, to paste into the rules. "
            "It has what the rules read of the lead: personal data, unless it is blanked.",
        ),
        data_options,
        click.option(
            "--as-of", metavar="TIME", type=Moment(),
            help="Moment of judgement of --from-lead; this minute if left out.",
        ),
        click.option("--previous", metavar="OUT", help=f"{LAST_RUN}."),
        click.option("--name", "title", metavar="TEXT", help="Name of the example."),
        click.option(
            "--blank", metavar="COLUMN", multiple=True,
            help="Put another value in the place of this one that the rules treat the same; "
            "EVENT.FIELD for a field of an event. May be repeated.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def write_example(paths: tuple[Path, ...], asked: Asked) -> int:
    """Prints the example."""
    from ..errors import masked
    from ..from_lead import CannotBeWritten, made
    from ..lead import read_lead

    if len(paths) != 1 or paths[0].is_dir():
        raise Mistake("name one rule file", "leadscore test rules.score --from-lead ID")
    assert asked.key is not None
    rules = load_rules(paths[0])
    events = asked_events(rules, asked.events)
    as_of = asked.as_of or datetime.now(UTC).replace(second=0, microsecond=0)
    with progress() as tell:
        row, rows = read_lead(
            rules.plan, asked.key, leads=asked.leads, events=events, previous=asked.previous,
            progress=tell,
        )  # fmt: skip
        tell("writing the example", None)
        try:
            found = made(rules, row, as_of, title=asked.title, blank=asked.blank)
        except CannotBeWritten as error:
            raise Mistake(str(error), error.help) from None
    click.echo(found.text, nl=False)
    if rows > 1:
        note(f"{rows} rows have the key `{masked(asked.key)}`; this is the first")
    left_out = found.events - found.kept
    if left_out:
        note(f"{left_out:,} of {found.events:,} events do not matter and are left out")
    for name in found.stay:
        note(f"`{name}` stays as it is: the rules ask for every letter of it")
    return 0
