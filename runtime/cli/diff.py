"""`leadscore diff`: what changed between two rule files, and for which leads it matters."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ._failures import Mistake
from ._moved import Data, movement_options
from ._options import load_rules
from ._terminal import progress

if TYPE_CHECKING:
    from ..rules import Rules

EXAMPLES = """\b
Examples:
  leadscore diff old.score rules.score
  leadscore diff HEAD:./rules.score rules.score --check --format markdown
  leadscore diff old.score rules.score --leads data/leads.csv --events data/events.csv
  leadscore diff old.score rules.score --leads data/leads.csv --fail-if "down > 5%"
"""


@click.command("diff", epilog=EXAMPLES)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True, help="For people, for a comment on a pull request, or for programs.",
)  # fmt: skip
@click.option("--most", metavar="N", type=click.IntRange(0), default=10, show_default=True,
              help="So many leads are shown at most.")  # fmt: skip
@click.option(
    "--seconds", metavar="N", type=click.FloatRange(0.1, 600), default=2.0, show_default=True,
    help="Time for one change.",
)  # fmt: skip
@click.option("--check", is_flag=True,
              help="End with 1 unless the files are equal in meaning.")  # fmt: skip
@movement_options
def command(
    old: str, new: str, style: str, most: int, seconds: float, check: bool, data: Data
) -> int:
    """Show what changed in meaning between two rule files.

    OLD and NEW are files, or REVISION:PATH for a file as git has it. First it is said whether the
    files as wholes are equal in meaning. Then every change is judged by itself: proved to be equal
    in meaning, or shown by a lead that comes out differently with it and without it, with both
    breakdowns; what is neither says so. No data is needed.

    With --leads it shows instead what becomes of these leads: who changes stage, whose score
    changes and by how much, and which edit does it; and, where it is known who was won
    (--outcome, --won-at), whether the new rules put winners first more often.
    """
    from ...dsl.excerpt import clean
    from ..diff import Diff
    from ..diff_text import Told

    with TemporaryDirectory(prefix="leadscore-") as folder, progress() as tell:
        files = [_rules(given, Path(folder) / name) for given, name in ((old, "old"), (new, "new"))]
        if data.wanted(check):
            return data.moved((old, new), (files[0], files[1]), most, style, Path(folder), tell)
        tell("comparing", None)
        compared = Diff(files[0], files[1], seconds).compared()
    texts = [sorted(source.text for source in one.model.sources.values()) for one in files]
    told = Told(old, new, compared, texts[0] == texts[1], most)
    if style == "json":
        click.echo(json.dumps(told.json(), ensure_ascii=False, indent=2))
    else:
        for line in told.markdown() if style == "markdown" else told.text():
            click.echo(clean(line))
    return int(check and told.verdict != "equal")


def _rules(given: str, folder: Path) -> Rules:
    from ..rules import RuleError
    from ._revisions import at_revision, is_revision

    path = at_revision(given, folder) if is_revision(given) else Path(given)
    try:
        return load_rules(path)
    except RuleError as error:
        raise Mistake(f"`{given}` has mistakes, so it cannot be compared", str(error)) from None
