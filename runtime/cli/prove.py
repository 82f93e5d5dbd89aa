"""`leadscore prove`: what holds for every lead, and leads that show what can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._failures import Mistake
from ._options import file_argument, format_option, load_rules, set_option
from ._terminal import progress, styled

if TYPE_CHECKING:
    from ...dsl.model import Class
    from ..prove.report import Answer, Report
    from ..rules import Rules

EXAMPLES = """\b
Examples:
  leadscore prove rules.score
  leadscore prove rules.score --stage MQL --when 'employees is unknown'"""


@click.command("prove", epilog=EXAMPLES)
@file_argument
@click.option(
    "--stage", metavar="NAME",
    help="Whether a lead can be in this stage; LABEL=VALUE for a label or grade.",
)  # fmt: skip
@click.option(
    "--when", metavar="CONDITION",
    help="Only of leads for which this holds, written as in the rules: 'country is \"France\"'.",
)  # fmt: skip
@click.option(
    "--rule", "names", metavar="NAME", multiple=True,
    help="Whether a rule, and each row of its table, can count. Given twice: how the two rules "
    "lie to one another.",
)  # fmt: skip
@click.option("--ranges", is_flag=True, help="How many points groups and the score can have.")
@click.option("--limits", is_flag=True, help="Whether limits ever change anything.")
@click.option("--overlaps", is_flag=True, help="Rules that count only where another does.")
@click.option("--quiet", is_flag=True, help="After how many quiet days a stage is left.")
@click.option("--lowers", is_flag=True, help="Whether more of an event ever lowers the score.")
@click.option("--against", metavar="OTHER", type=click.Path(path_type=Path),
              help="Whether this other rule file means the same.")  # fmt: skip
@click.option(
    "--seconds", metavar="N", type=click.FloatRange(0.1, 600), default=2.0, show_default=True,
    help="Time for one question.",
)  # fmt: skip
@click.option(
    "--timeout", metavar="N", type=click.FloatRange(0.1, 36_000), default=60.0, show_default=True,
    help="Seconds for all questions together. What is not settled by then says so.",
)  # fmt: skip
@set_option
@format_option
def command(
    file: Path, stage: str | None, when: str | None, names: tuple[str, ...], ranges: bool,
    limits: bool, overlaps: bool, quiet: bool, lowers: bool, against: Path | None,
    seconds: float, timeout: float, sets: tuple[tuple[str, str], ...], style: str,
) -> int:  # fmt: skip
    """Prove what holds for every lead.

    Without options: which stages can be reached, which rules never count or always do, how many
    points there can be, and limits that change nothing. Whatever can be is shown by a lead that
    was scored, as an `example` to paste into the file; whatever cannot is proved. What is not
    settled says so.

    Ends with 1 if a stage is never reached, a rule never or always counts, or the files differ.
    """
    from ..prove import Proof
    from ..prove.report import Report

    rules = load_rules(file, sets)
    asked = _asked(rules, when, dict(sets)) if when is not None else rules
    report = Report(Proof(asked, seconds, timeout), rules)
    class_, value = _class(rules, stage) if stage is not None else (None, "")
    flags = {"ranges": ranges, "limits": limits, "overlaps": overlaps, "quiet": quiet,
             "lowers": lowers}  # fmt: skip
    with progress() as tell:
        tell("proving", None)
        found: list[Answer] = []
        if when is not None:
            found += report.when(when, class_, value)
        elif class_ is not None:
            found.append(report.value(class_, value))
        found += _of_rules(report, rules, names)
        for name, wanted in flags.items():
            found += getattr(report, name)() if wanted else ()
        if against is not None:
            found += report.against(load_rules(against))
        if not any((when, stage, against, names, *flags.values())):
            found += report.default()
    if style == "json":
        told = {"file": str(file), "answers": [asdict(answer) for answer in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in _text(found):
            click.echo(line)
    return 1 if any(answer.finding for answer in found) else 0


def _asked(rules: Rules, when: str, lets: dict[str, str]) -> Rules:
    from ..prove.more import ConditionError, with_condition

    try:
        return with_condition(rules, when, lets)
    except ConditionError as error:
        raise Mistake(f"`--when`: {error.diagnostic.title}", error.diagnostic.help) from error


def _text(found: list[Answer]) -> Iterator[str]:
    for number, answer in enumerate(found):
        if number and (answer.examples or found[number - 1].examples):
            yield ""
        says = answer.says + (":" if answer.examples else "")
        yield styled(says, bold=True) if answer.examples or answer.finding else says
        for example in answer.examples:
            yield ""
            yield example.rstrip("\n")


def _of_rules(report: Report, rules: Rules, names: tuple[str, ...]) -> Iterator[Answer]:
    numbers = [_number(rules, name) for name in names]
    if len(numbers) == 2:
        yield from report.pair(*numbers)
        return
    for number in numbers:
        yield from report.rule(number)


def _number(rules: Rules, name: str) -> int:
    from ...dsl.diagnostics import near
    from ..prove.report import names_of, numbered

    found = numbered(rules, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistake(f"{len(found)} rules are called `{name}`", "give one another `because`")
    close = near(name, names_of(rules))
    help = f"did you mean `{close[0]}`?" if close else "a rule goes by its `because`, or its words"
    raise Mistake(f"no rule is called `{name}`", help)


def _class(rules: Rules, asked: str) -> tuple[Class, str]:
    from ...dsl.diagnostics import near

    name, sign, value = asked.partition("=")
    if not sign:
        name, value = "stage", asked
    classes = {one.name.lower(): one for one in rules.model.classes}
    class_ = classes.get(name.strip().lower())
    if class_ is None:
        known = ", ".join(f"`{one.name}`" for one in classes.values()) or "none"
        raise Mistake(f"the rules have no `{name}`", f"there are: {known}")
    spelled = {one.lower(): one for one in class_.values}
    if value.strip().lower() not in spelled:
        close = near(value, list(spelled.values())) or list(spelled.values())[:8]
        known = ", ".join(f"`{one}`" for one in close)
        raise Mistake(f"`{class_.name}` is never `{value}`", f"it can be {known}")
    return class_, spelled[value.strip().lower()]
