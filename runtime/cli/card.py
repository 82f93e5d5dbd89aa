"""`leadscore card`: the scorecard that Sales signs."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import _reports
from ._files import no_file
from ._options import file_argument, load_rules, set_option
from ._terminal import note, styled

if TYPE_CHECKING:
    from ..card.card import Card
    from ..review.read_back import Reviewed

EXAMPLES = """\b
Examples:
  leadscore card rules.score
  leadscore card rules.score -o card.md
  leadscore card rules.score --format json"""


@click.command("card", epilog=EXAMPLES)
@file_argument
@click.option("--review", "review", metavar="FILE", type=click.Path(path_type=Path),
              help="What the last review found, as `leadscore review -o review.json` wrote it; "
              "its pictures go on the card.")  # fmt: skip
@click.option("--date", "day", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]),
              help="The date on the card; today if left out.")  # fmt: skip
@_reports.outs_option
@set_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "html", "json"]), default="text",
    show_default=True, help="For people, for a wiki, for a browser, or for programs.",
)  # fmt: skip
def command(
    file: Path, review: Path | None, day: datetime | None, outs: tuple[Path, ...],
    sets: tuple[tuple[str, str], ...], style: str,
) -> int:  # fmt: skip
    """Make the scorecard that Marketing and Sales sign.

    Groups, rules, points, limits, stages and labels in plain words, with room to sign. A page
    (.html) prints on A4.
    """
    from ..card.as_json import as_json
    from ..card.made import card
    from ..card.told import told

    rules = load_rules(file, sets)
    given = [review] if review is not None else []
    _reports.checked(outs, [file, *given], drawn=review is not None)
    found, reviewed = card(rules), _read(review)
    _tell_version(found, reviewed)
    on = day.date() if day is not None else datetime.now(UTC).date()
    document, objects = told(found, on, reviewed), partial(as_json, found, on, reviewed)
    _reports.write(document, objects, outs)
    if not outs or style != "text":
        _reports.show(document, objects, style)
    return 0


def _read(review: Path | None) -> Reviewed | None:
    if review is None:
        return None
    if not review.exists():
        raise no_file(review)
    from ..review.read_back import read_back

    return read_back(review)


def _tell_version(found: Card, reviewed: Reviewed | None) -> None:
    """Not only on the card: whoever makes it may not look at the end."""
    from ..card.evidence import another_version

    told = another_version(found, reviewed) if reviewed is not None else ""
    if told:
        note(styled(told, fg="red"))
