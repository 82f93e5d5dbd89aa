"""`leadscore test --coverage`: what the examples reach, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ._terminal import note, styled

if TYPE_CHECKING:
    from ..coverage import Condition, Coverage

LONGEST: Final = 80
"""Of a condition so many characters are shown; its line is named."""
_F = TypeVar("_F", bound=Callable[..., Any])


def coverage_options(command: _F) -> _F:
    """`--coverage`, `--fail-under` and `--html`."""
    options = (
        click.option(
            "--coverage", "measured", is_flag=True,
            help="Show which conditions the examples reach, as true, false and unknown; and what "
            "to write to reach the others.",
        ),
        click.option(
            "--fail-under", "least", metavar="N", type=click.FloatRange(0, 100),
            help="End with 1 if they reach less than so many per cent.",
        ),
        click.option(
            "--html", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
            help="Write what they reach as a page with the text of the rules, marked.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def coverage_text(found: Coverage) -> Iterator[str]:
    reached, wanted = found.count()
    yield ""
    yield styled(f"{found.file}: the examples reach {found.percent} %", bold=True)
    many = len(found.conditions)
    of = f"{reached:,} of {wanted:,} outcomes of {many:,} condition{'s' * (many != 1)}"
    yield f"  {of}: {_by_value(found)}"
    gaps = [one for one in found.conditions if one.missing]
    for owner, conditions in groupby(gaps, key=lambda one: one.owner):
        yield ""
        yield f"  {styled(_clean(owner), bold=True)}"
        for one in conditions:
            yield from _condition(one, found)


def _by_value(found: Coverage) -> str:
    counts = [(value, *found.count(value)) for value in ("true", "false", "unknown")]
    return ", ".join(f"{value} {some:,} of {all_:,}" for value, some, all_ in counts)


def _condition(one: Condition, found: Coverage) -> Iterator[str]:
    from ..coverage.page import missing_words

    where = Path(found.file).parent / one.span.path
    words = shorten(_clean(one.words), LONGEST, placeholder=" …")
    yield f"    {words}  {styled(f'{where}:{one.line}', dim=True)}"
    for number, missing in enumerate(one.missing):
        yield f"      {_clean(missing_words(one, number))}"
        if missing.write:
            yield f"        write: {_clean(missing.write)}"


def _clean(text: str) -> str:
    from ...dsl.excerpt import clean

    return clean(text)


def reaches(found: Sequence[Coverage], html: Path | None, least: float | None) -> bool:
    """Writes the page, if one is asked for; whether so much is reached."""
    if html is not None:
        from ..coverage.page import page
        from ..output import replace_all

        replace_all({html: page(found)})
        note(f"written to {html}")
    if least is None:
        return True
    from ..coverage.report import together

    reached = together(found)
    if reached < least:
        note(f"the examples reach {reached} %, which is under {least:g} %")
    return reached >= least
