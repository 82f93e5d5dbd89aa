"""`leadscore test`: the examples of rule files, held against what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._coverage import coverage_options, coverage_text, reaches
from ._files import paths_argument, rule_files
from ._from_lead import Asked, from_lead_options, write_example
from ._options import EngineName, format_option
from ._terminal import colour, progress, styled, width

if TYPE_CHECKING:
    from ..coverage import Coverage
    from ..examples import Outcome
    from ..rules import RuleError, Rules

EXAMPLES = """\b
Examples:
  leadscore test .
  leadscore test rules.score --engine python
  leadscore test . --coverage --html coverage.html --fail-under 60
  leadscore test rules.score --from-lead L0001 --blank email"""


@dataclass(frozen=True, slots=True)
class Tested:
    """A file, and what its examples gave; or why it cannot be used."""

    file: Path
    rules: Rules | None
    outcomes: tuple[Outcome, ...]
    broken: RuleError | None = None
    coverage: Coverage | None = None

    @property
    def failed(self) -> bool:
        return self.broken is not None or any(not one.passed for one in self.outcomes)


@click.command("test", epilog=EXAMPLES)
@paths_argument
@click.option(
    "--engine", "engines", metavar="ENGINE", type=EngineName(), multiple=True,
    help="python or duckdb; may be repeated. If left out, both score, and they must agree.",
)  # fmt: skip
@coverage_options
@from_lead_options
@format_option
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
    (_json if style == "json" else _text)(found)
    enough = reaches([one.coverage for one in found if one.coverage is not None], html, least)
    return 1 if not enough or any(one.failed for one in found) else 0


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


def _measured(one: Tested) -> Tested:
    from ..coverage import coverage

    return replace(one, coverage=coverage(one.rules, str(one.file))) if one.rules else one


# ---------------------------------------------------------------- for people


def _text(tested: list[Tested]) -> None:
    for one in tested:
        for line in _file(one):
            click.echo(line)
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    passed = sum(outcome.passed for outcome in outcomes)
    if outcomes:
        click.echo(f"{passed:,} of {len(outcomes):,} examples pass")
    elif not any(one.failed for one in tested):
        click.echo("there are no examples to run")
    for one in tested:
        for line in coverage_text(one.coverage) if one.coverage is not None else ():
            click.echo(line)


def _file(one: Tested) -> Iterator[str]:
    from ...dsl.render import render_text

    if one.broken is not None:
        model = one.broken.model
        yield render_text(one.broken.diagnostics, model.sources, color=colour(), width=width())
    elif not one.outcomes:
        yield f"{one.file}: no examples"
    else:
        yield styled(str(one.file), bold=True)
    for outcome in one.outcomes:
        yield from _outcome(one, outcome)


def _outcome(one: Tested, outcome: Outcome) -> Iterator[str]:
    from ...dsl.excerpt import clean

    if outcome.passed:
        yield f"  {styled('ok', fg='green')}    {clean(outcome.title)}"
        return
    yield f"  {styled('FAIL', fg='red', bold=True)}  {clean(outcome.title)}  (line {outcome.line})"
    for miss in outcome.misses:
        yield f"          expected {clean(miss.expected)}, got {clean(miss.got)}"
    if outcome.disagreements:
        yield "          the engines do not agree, which is a fault of leadscore; please report it:"
        yield from (f"            {clean(text)}" for text in outcome.disagreements)
    yield from _breakdown(one, outcome)


def _breakdown(one: Tested, outcome: Outcome) -> Iterator[str]:
    from ._breakdown import breakdown

    if one.rules is None or not outcome.figures:
        return
    found = outcome.figures.get("python") or next(iter(outcome.figures.values()))
    yield f"        what came out, as of {outcome.as_of:%Y-%m-%d %H:%M} UTC:"
    yield from (f"          {line}" for line in breakdown(one.rules.plan, found))


# ---------------------------------------------------------------- for programs


def _json(tested: list[Tested]) -> None:
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    passed = sum(outcome.passed for outcome in outcomes)
    told = {
        "passed": passed, "failed": len(outcomes) - passed, "files": [_object(x) for x in tested],
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=float))


def _object(one: Tested) -> dict[str, Any]:
    from ...dsl.render import render_json
    from ..coverage.report import as_object

    wrong = one.broken
    told = [] if wrong is None else render_json(wrong.diagnostics, wrong.model.sources)
    examples = [_example(outcome) for outcome in one.outcomes]
    found = {"file": str(one.file), "diagnostics": told, "examples": examples}
    return found if one.coverage is None else {**found, "coverage": as_object(one.coverage)}


def _example(outcome: Outcome) -> dict[str, Any]:
    from ._breakdown import as_json

    misses = [{"expected": miss.expected, "got": miss.got} for miss in outcome.misses]
    return {
        "title": outcome.title, "line": outcome.line, "as_of": outcome.as_of.isoformat(),
        "passed": outcome.passed, "missed": misses, "disagreements": outcome.disagreements,
        "results": {engine: as_json(found) for engine, found in outcome.figures.items()},
    }  # fmt: skip
