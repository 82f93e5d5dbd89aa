"""`leadscore test`: the examples of rule files, held against what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ._files import paths_argument, rule_files
from ._options import EngineName
from ._terminal import progress
from ._tested import Tested
from .formats import format_option, told

EXAMPLES = """\b
Examples:
  leadscore test .
  leadscore test rules.score --engine python"""


@click.command("test", epilog=EXAMPLES)
@paths_argument
@click.option(
    "--engine", "engines", metavar="ENGINE", type=EngineName(), multiple=True,
    help="python or duckdb; may be repeated. If left out, both score, and they must agree.",
)  # fmt: skip
@format_option("tests")
def command(paths: tuple[Path, ...], engines: tuple[str, ...], style: str) -> int:
    """Run the examples of a rule file.

    PATH is a file, or a folder with all `.score` files in it and below; the current folder if
    left out. An example that does not say `as of` is judged as of 2026-01-01.

    Ends with 1 if an example fails or a file has errors.
    """
    with progress() as tell:
        tested = []
        for file in rule_files(paths):
            tell(f"testing {file}", None)
            tested.append(_test(file, engines, named=file in paths))
    found = [one for one in tested if one is not None]
    click.echo(told(style, "tests", found), nl=False)
    return 1 if any(one.failed for one in found) else 0


def _test(file: Path, engines: Sequence[Any], named: bool) -> Tested | None:
    """None for a file that others use, if it was not asked for by name."""
    from ...dsl import ast
    from ...dsl.check import check
    from ..examples import ENGINES, run_examples
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
