"""`leadscore test`: the examples of rule files, held against what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ._coverage import coverage_options, reaches
from ._files import paths_argument, rule_files
from ._from_lead import Asked, from_lead_options, write_example
from ._options import EngineName
from ._terminal import progress
from ._tested import Tested
from .formats import format_option, told

EXAMPLES = """\b
Examples:
  leadscore test .
  leadscore test rules.score --engine python
  leadscore test . --coverage --html coverage.html --fail-under 60
  leadscore test rules.score --from-lead L0001 --blank email"""


@click.command("test", epilog=EXAMPLES)
@paths_argument
@click.option(
    "--engine", "engines", metavar="ENGINE", type=EngineName(), multiple=True,
    help="python or duckdb; may be repeated. If left out, both score, and they must agree.",
)  # fmt: skip
@coverage_options
@from_lead_options
@format_option("tests")
def command(
    paths: tuple[Path, ...], engines: tuple[str, ...], measured: bool, least: float | None,
    html: Path | None, style: str, **of_lead: Any,
) -> int:  # fmt: skip
    """Run the examples of a rule file.

    PATH is a file, or a folder with all `.score` files in it and below; the current folder if
    left out. An example that does not say `as of` is judged as of 2026-01-01.

    Ends with 1 if an example fails, a file has errors, or less than --fail-under is reached.
    """
    asked = Asked(**of_lead)
    asked.refuse_idle()
    if asked.key is not None:
        return write_example(paths, asked)
    with progress() as tell:
        tested = []
        for file in rule_files(paths):
            tell(f"testing {file}", None)
            tested.append(_test(file, engines, named=file in paths))
        found = [one for one in tested if one is not None]
        if measured or html is not None or least is not None:
            tell("finding what the examples reach", None)
            found = [_measured(one) for one in found]
    click.echo(told(style, "tests", found), nl=False)
    enough = reaches([one.coverage for one in found if one.coverage is not None], html, least)
    return 1 if not enough or any(one.failed for one in found) else 0


def _test(file: Path, engines: Sequence[Any], named: bool) -> Tested | None:
    """None for a file that others use, if it was not asked for by name."""
    from ...dsl import ast
    from ...dsl.check.checker import check
    from ..examples.runner import ENGINES, run_examples
    from ..rules import RuleError, Rules

    model = check(file)
    scores = any(isinstance(s, ast.Score) for s in model.files[0].file.sections)
    if not scores and not model.examples and not model.errors:
        return Tested(file, None, ()) if named else None
    try:
        rules = Rules(model)
    except RuleError as error:
        return Tested(file, None, (), error)
    return Tested(file, rules, run_examples(rules, tuple(engines) or ENGINES))


def _measured(one: Tested) -> Tested:
    from ..coverage import coverage

    return replace(one, coverage=coverage(one.rules, str(one.file))) if one.rules else one
