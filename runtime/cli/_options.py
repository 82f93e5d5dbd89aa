"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ._files import no_file
from ._terminal import note

if TYPE_CHECKING:
    from ..rules import Rules

_F = TypeVar("_F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """`now`, a date, or a date and time; without a zone it is UTC."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        if value.strip().lower() == "now":
            return datetime.now(UTC)
        from ...compiler.normal import EPOCH, moment

        read = moment(value)
        if not isinstance(read, int):
            self.fail(
                f"`{value}` is not a time: write 2026-03-01, 2026-03-01T09:30+01:00 or now",
                param, ctx,
            )  # fmt: skip
        if not _zoned(value):
            self.fail(
                f"`{value}` is in no zone of this world: they go from -12:00 to +14:00", param, ctx
            )
        try:
            return EPOCH + timedelta(microseconds=read)
        except OverflowError:
            self.fail(f"in UTC `{value}` is not in the years 1 to 9999", param, ctx)


def _zoned(value: str) -> bool:
    """Whether a time is in a zone that there is, or in none: any other is a slip of the hand. Data
    are read alike on all engines, which know no such limit."""
    from ...compiler.normal import MOMENT

    found = MOMENT.fullmatch(value.strip(" "))
    zone = found[8] if found is not None else None
    if zone is None or zone in "Zz":
        return True
    hours, minutes = int(zone[1:3]), int(zone[3:].removeprefix(":") or 0)
    return minutes < 60 and hours * 60 + minutes <= (12 if zone[0] == "-" else 14) * 60


class Setting(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`."""

    name = "setting"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, sign, rest = value.partition("=")
        if not sign or not name.strip():
            self.fail(f"`{value}` is not NAME=VALUE, such as mql_bar=40", param, ctx)
        return name.strip(), rest.strip()


class EngineName(click.ParamType[str]):
    """`python` or `duckdb`."""

    name = "engine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in HERE:
            return str(value)
        wrong = f"`{value}` is no engine: choose duckdb or python"
        if "://" in str(value):
            wrong = "examples run on duckdb and python; a connection is for `leadscore run`"
        return self.fail(wrong, param, ctx)


class Connection(EngineName):
    """Or a connection to where the data is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in HERE:
            return str(value)
        from ..engines import checked

        return checked(str(value))


HERE: Final = ("duckdb", "python")
"""Engines that read files into this process."""

file_argument = click.argument("file", type=click.Path(path_type=Path))
as_of_option = click.option(
    "--as-of", metavar="TIME", type=Moment(), default="now", show_default=True,
    help="Moment of judgement: a date, a time such as 2026-03-01T09:30+01:00 (UTC if without "
    "a zone), or now.",
)  # fmt: skip
set_option = click.option(
    "--set", "sets", metavar="NAME=VALUE", type=Setting(), multiple=True,
    help="Give a `let` of the rules another value; may be repeated.",
)  # fmt: skip
LAST_RUN: Final = "The output of the last run: for stages with `until`"


def previous_option(command: _F) -> _F:
    """For the commands that tell who is handed over."""
    help = f"{LAST_RUN}, and to tell who enters a stage."
    return click.option("--previous", metavar="OUT", help=help)(command)


format_option = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="For people, or one JSON object for programs.",
)  # fmt: skip


def data_options(command: _F) -> _F:
    """`--leads` and `--events`."""
    leads = click.option(
        "--leads", metavar="FILE", help="The leads, instead of what the rules name."
    )
    events = click.option(
        "--events", metavar="[EVENT=]FILE", multiple=True,
        help="The events, instead of what the rules name; EVENT=FILE for events of one kind. "
        "May be repeated.",
    )  # fmt: skip
    return leads(events(command))


def load_rules(file: Path, sets: tuple[tuple[str, str], ...] = ()) -> Rules:
    """The rules of a file; what is wrong with them is the caller's to mend."""
    if not file.exists():
        raise no_file(file)
    from ..rules import load

    return load(file, lets=dict(sets))


def asked_events(rules: Rules, events: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the given events that a rule reads. Rules that read none yet are no mistake: the
    others are told and left out."""
    from ..tables.sources import parse_events

    read = {kind.name.lower() for source in rules.plan.events for kind in source.kinds}
    kept = []
    for text, given in zip(events, parse_events(events), strict=True):
        name = (given.event or "").lower()
        idle = name in rules.model.kinds and name not in read if name else not read
        if idle and rules.model.kinds:
            note(f"no rule reads events of `{text}`, so it is left out")
        else:
            kept.append(text)
    return tuple(kept)
