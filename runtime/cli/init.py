"""`leadscore init`: a project to start from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import shortened
from ._failures import Mistake
from ._terminal import note, progress

if TYPE_CHECKING:
    from ..infer.columns import GuessedColumn
    from ..infer.sections import Events

EXAMPLES = """\b
Examples:
  leadscore init my-scores
  leadscore init my-rules --leads data/leads.csv --events data/events.csv"""


@click.command("init", epilog=EXAMPLES)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--leads", metavar="FILE", help="Write the section `leads` from this file.")
@click.option(
    "--events", metavar="[EVENT=]FILE", multiple=True,
    help="Write a section `events` from this file; may be repeated.",
)  # fmt: skip
def command(folder: Path, leads: str | None, events: tuple[str, ...]) -> int:
    """Write a starter project, or the data sections from your own data.

    Without options DIR gets a project that runs: rules with examples, a small data set that is
    made up, a workflow for GitHub and settings for editors. With --leads the rule files are made
    for that data instead: its columns, their types and values, and a first set of rules
    that runs and is meant to be changed. Files that are there already are never changed.
    """
    if events and leads is None:
        raise Mistake("`--events` needs the leads too", "add `--leads FILE`")
    files = _from_data(folder, leads, events) if leads is not None else _starter()
    _write(folder, files)
    rules = folder / "rules.score"
    click.echo(f"written to {folder}: {', '.join(files)}")
    note("")
    note(f"next:  leadscore run {_shell(str(rules))}{_given(folder, files, leads, events)}")
    return 0


def _starter() -> dict[str, str]:
    from ..project import starter

    return starter(datetime.now())


def _write(folder: Path, files: dict[str, str]) -> None:
    """All files, or none if one is there already."""
    there = [path for path in files if os.path.lexists(folder / path)]
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        names = ", ".join(f"`{path}`" for path in there[:3])
        raise Mistake(
            f"`{folder}` has {names}{more} already, and nothing is overwritten",
            "name a new folder: `leadscore init my-scores`",
        )
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise Mistake(f"`{folder}` cannot be written: {(error.strerror or '').lower()}") from None


# ---------------------------------------------------------------- from data


def _from_data(folder: Path, leads: str, events: tuple[str, ...]) -> dict[str, str]:
    from ..infer import guess
    from ..infer.first_rules import first_rules
    from ..infer.sections import data_sections
    from ..project import settings
    from ..tables.sources import parse_events

    with progress() as tell:
        tell(f"reading {Path(leads).name}", None)
        guessed = guess(leads).leads
        _tell(leads, guessed.columns)
        tables = []
        for given in parse_events(events):
            path = str(given.data)
            tell(f"reading {Path(path).name}", None)
            tables.append(_table(folder, leads, path, given.event))
    return {
        "rules.score": first_rules(guessed, tables, "data.score"),
        "data.score": data_sections(guessed, _inside(folder, leads), tables),
        **settings(),
    }


def _table(folder: Path, leads: str, path: str, event: str | None) -> Events:
    from ..infer import guess
    from ..infer.sections import Events

    found = guess(leads, path).events
    if found is not None and found.lead is not None and found.at is None:
        _refuse_dates(path, found.columns)
    if found is None or found.lead is None or found.at is None:
        lacks = "whose" if found is None or found.lead is None else "when"
        raise Mistake(
            f"no column of `{Path(path).name}` says {lacks} the events are",
            "an event needs a column with the lead's key and one with a time such as "
            "2026-03-01 09:30",
        )
    _tell(path, found.columns)
    if found.strangers is not None:
        note(found.strangers)
    return Events(found, _inside(folder, path), event)


def _tell(path: str, columns: Iterable[GuessedColumn]) -> None:
    """Tells of values in a form that rules do not read; such a column is declared as a text."""
    for column in columns:
        if column.remark:
            note(f"`{Path(path).name}`, column `{shortened(column.source)}`: {column.remark}")


def _refuse_dates(path: str, columns: Iterable[GuessedColumn]) -> None:
    """Tells of a column that would say when the events are, were its dates written otherwise."""
    for column in columns:
        if column.remark.startswith("dates "):
            raise Mistake(
                f"column `{shortened(column.source)}` of `{Path(path).name}` says when the events "
                "are in a form that is not read",
                f"it has {column.remark}",
            )


def _inside(folder: Path, path: str) -> str | None:
    from ..infer.sections import path_for

    return path_for(folder / "data.score", path)


def _given(folder: Path, files: dict[str, str], leads: str | None, events: tuple[str, ...]) -> str:
    """The options that `run` needs since the rules may not name the data."""
    if leads is None:
        return ""
    said = "" if _inside(folder, leads) else f" --leads {_shell(leads)}"
    for one in events:
        path = re.sub(r"^[A-Za-z][A-Za-z0-9_]*=", "", one)
        said += "" if _inside(folder, path) else f" --events {_shell(one)}"
    return said


def _shell(text: str) -> str:
    from shlex import quote

    return quote(text)
