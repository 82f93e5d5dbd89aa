"""`leadscore sql`: the rules as a statement that a warehouse can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from ._failures import Mistake
from ._options import Moment, file_argument, load_rules, set_option
from ._terminal import note, progress

EXAMPLES = """\b
Examples:
  leadscore sql rules.score
  leadscore sql rules.score --as-of 2026-03-01 --breakdown -o breakdown.sql
  leadscore sql rules.score --shape view --name marketing.lead_scores"""


class SqlMoment(Moment):
    """Also `parameter`; `now` stays the moment at which the statement runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        word = value.strip().lower() if isinstance(value, str) else ""
        return word if word in ("now", "parameter") else super().convert(value, param, ctx)


@click.command("sql", epilog=EXAMPLES)
@file_argument
@click.option(
    "--dialect", metavar="NAME", default="duckdb", show_default=True, help="Whose SQL it is."
)
@click.option(
    "--shape", type=click.Choice(["select", "view", "table"]), default="select", show_default=True,
    help="A query, or a statement that makes a view or a table of it.",
)  # fmt: skip
@click.option(
    "--name", default="lead_scores", show_default=True, help="Of the view or table; may have dots."
)
@click.option(
    "--as-of", metavar="TIME", type=SqlMoment(), default="now", show_default=True,
    help="Moment of judgement: now (when the statement runs), a date or time, or parameter (the "
    "caller binds `as_of`).",
)  # fmt: skip
@click.option(
    "--breakdown", is_flag=True, help="A row for each lead and rule instead of one for each lead."
)
@set_option
@click.option("-o", "--output", "out", metavar="OUT", help="Write to this file.")
def command(
    file: Path, dialect: str, shape: Literal["select", "view", "table"], name: str, as_of: Any,
    breakdown: bool, sets: tuple[tuple[str, str], ...], out: str | None,
) -> int:  # fmt: skip
    """Print the rules as SQL.

    One statement that reads the tables or files that the rules name and gives the scores that
    `leadscore run` gives, to the last digit.
    """
    with progress() as tell:
        tell(f"reading {file}", None)
        rules = load_rules(file, sets)
        from ...compiler.sql_backend import render

        tell("writing the statement", None)
        try:
            statement = render(
                rules.plan, dialect, shape=shape, name=name, as_of=as_of, breakdown=breakdown
            )
        except ValueError as error:
            raise Mistake(str(error)) from error
    if out is None:
        click.echo(statement)
        return 0
    _write(Path(out), statement.rstrip() + "\n")
    note(f"written: {out}")
    return 0


def _write(target: Path, text: str) -> None:
    """The whole file or none."""
    from ..output import told, written

    if target.is_dir() or not target.parent.is_dir():
        raise Mistake(f"`{target}` cannot be a file", "give a file in a folder that is there")
    with told(target), written(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
