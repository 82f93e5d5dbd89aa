"""`leadscore sql`: the rules as a statement that a warehouse can run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ._as_of import note_undeclared, own_moment_options
from ._failures import Mistake
from ._options import Moment, file_argument, load_rules, set_option
from ._terminal import note, progress

if TYPE_CHECKING:
    from ..rules import Rules

EXAMPLES = """\b
Examples:
  leadscore sql rules.score
  leadscore sql rules.score --as-of 2026-03-01 --breakdown -o breakdown.sql
  leadscore sql rules.score --shape view --name marketing.lead_scores
  leadscore sql rules.score --shape merge --as-of 2026-03-01 -o job.sql
  leadscore sql rules.score --as-of-column signed_up --plus 7d"""
SHAPES = ["select", "view", "table", "merge", "dbt"]


class SqlMoment(Moment):
    """Also `parameter`; `now` stays the moment at which the statement runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        word = value.strip().lower() if isinstance(value, str) else ""
        return word if word in ("now", "parameter") else super().convert(value, param, ctx)


@click.command("sql", epilog=EXAMPLES)
@file_argument
@click.option(
    "--dialect",
    metavar="NAME",
    default="duckdb",
    show_default=True,
    help="Whose SQL it is, such as postgres; a name that is none shows them all.",
)
@click.option(
    "--shape", type=click.Choice(SHAPES), default="select", show_default=True,
    help="A query; statements that make a view or a table of it, or merge it into a table and its "
    "history; or the files of a dbt model.",
)  # fmt: skip
@click.option(
    "--name", default="lead_scores", show_default=True,
    help="Of the view, table or model; may have dots, but for a model.",
)  # fmt: skip
@click.option(
    "--as-of", metavar="TIME", type=SqlMoment(), default="now", show_default=True,
    help="Moment of judgement: now (when the statement runs), a date or time, or parameter (the "
    "caller binds `as_of`; for dbt, gives its variable).",
)  # fmt: skip
@own_moment_options
@click.option(
    "--breakdown", is_flag=True, help="A row for each lead and rule instead of one for each lead."
)
@click.option(
    "--materialized", metavar="HOW", default="table", show_default=True,
    help="What dbt makes of the model: table, view or another of its materializations.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files of a dbt model that are different.")
@click.option("--accounts", is_flag=True, help="A row for each company.")
@click.option(
    "--previous", metavar="TABLE",
    help="A table with the result of the last run, for stages with `until`; may have dots.",
)  # fmt: skip
@set_option
@click.option(
    "-o", "--output", "out", metavar="OUT", help="Write to this file; for dbt to this folder."
)
def command(
    file: Path, dialect: str, shape: Literal["select", "view", "table", "merge", "dbt"], name: str,
    as_of: Any, breakdown: bool, materialized: str, force: bool, accounts: bool,
    previous: str | None, sets: tuple[tuple[str, str], ...],
    out: str | None,
) -> int:  # fmt: skip
    """Print the rules as SQL.

    One statement that reads the tables or files that the rules name and gives the scores that
    `leadscore run` gives, to the last digit; or the statements that keep them in the database.
    """
    if shape == "dbt" and out is None:
        raise Mistake("dbt reads several files", f"give a folder for them: `-o models/{name}`")
    if shape == "dbt" and (breakdown or accounts or previous):
        raise Mistake("a dbt model is made of the scores alone")
    if accounts and breakdown:
        raise Mistake(
            "`--accounts` and `--breakdown` ask for two statements", "make them one by one"
        )
    with progress() as tell:
        tell(f"reading {file}", None)
        rules = load_rules(file, sets)
        tell("writing the statement", None)
        try:
            if shape == "dbt":
                files = _dbt(rules, dialect, name, as_of, materialized)
            else:
                files = {
                    "": rules.sql(
                        dialect, shape=shape, name=name, as_of=as_of, breakdown=breakdown,
                        accounts=accounts, previous=previous,
                    )
                }  # fmt: skip
        except ValueError as error:
            raise Mistake(str(error)) from error
    note_undeclared(rules, as_of)
    if previous and not rules.plan.remembers:
        note("no stage says `until`, so the last run is not asked for")
    if out is None:
        click.echo(files[""])
    elif shape == "dbt":
        _write_all(Path(out), files, force)
        note(f"written to {out}: {', '.join(files)}")
    else:
        _write(Path(out), files[""].rstrip() + "\n")
        note(f"written: {out}")
    return 0


def _dbt(rules: Rules, dialect: str, name: str, as_of: Any, materialized: str) -> dict[str, str]:
    from ...compiler import dbt

    return dbt.files(
        rules.model,
        rules.plan_for(as_of),
        dialect,
        name=name,
        as_of=as_of,
        materialized=materialized,
    )


def _write(target: Path, text: str) -> None:
    """The whole file or none."""
    from ..output import told, written

    if target.is_dir() or not target.parent.is_dir():
        raise Mistake(f"`{target}` cannot be a file", "give a file in a folder that is there")
    with told(target), written(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)


def _write_all(folder: Path, files: dict[str, str], force: bool) -> None:
    """All files or none, in a folder that is made if its parent is there."""
    if folder.exists() and not folder.is_dir():
        raise Mistake(f"`{folder}` is a file", "give a folder for the files of the model")
    if not folder.parent.is_dir():
        raise Mistake(f"there is no folder `{folder.parent}`", "make it first")
    for name in files:
        if (folder / name).exists() and not (folder / name).is_file():
            raise Mistake(f"`{folder / name}` is not a file", "give a new folder")
    different = [name for name, text in files.items() if _is_different(folder / name, text)]
    if different and not force:
        names = ", ".join(f"`{name}`" for name in different)
        raise Mistake(
            f"`{folder}` has another {names} already", "`--force` replaces it; or give a new folder"
        )
    from ..output import replace_all

    folder.mkdir(exist_ok=True)
    replace_all({folder / name: text for name, text in files.items()})


def _is_different(target: Path, text: str) -> bool:
    return target.exists() and target.read_bytes() != text.encode()
