"""`leadscore diff --leads`: what becomes of leads when one version takes the place of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

from . import _reports
from ._as_of import as_of_options
from ._failures import Mistake
from ._history import outcome_options
from ._options import HERE, data_options
from ._terminal import note, orderly_end, styled

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..history.asked import Asked as Outcome
    from ..job.run import Engine
    from ..movement.conditions import Condition
    from ..movement.result import Found
    from ..report.document import Document
    from ..rules import Rules
    from ..tables.duckdb import Progress

_F = TypeVar("_F", bound=Callable[..., Any])


class Asserted(click.ParamType["Condition"]):
    """What a new version may not do."""

    name = "condition"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ..movement.conditions import FORMS, parse
        from ..review.conditions import Unclear

        try:
            return parse(value) if isinstance(value, str) else value
        except Unclear as error:
            forms = ", ".join(f"`{form}`" for form in FORMS)
            raise Mistake(str(error), f"conditions are {forms}") from None


@dataclass(frozen=True, slots=True)
class Data:
    """Leads, and what is asked of them."""

    leads: str | None
    events: tuple[str, ...]
    as_of: AsOf
    ended: dict[str, Any]
    """What counts as won."""
    conditions: tuple[Condition, ...]
    outs: tuple[Path, ...]
    sample: int
    engine: Engine

    def wanted(self, check: bool) -> bool:
        """Whether there are leads; a `Mistake` for options that do nothing."""
        if self.leads is None:
            _refuse_without_leads()
            return False
        if check:
            raise Mistake(
                "`--check` asks whether the files are equal in meaning, whatever the leads are",
                'for these leads ask `--fail-if "changed > 0"`, or leave out `--leads`',
            )
        return True

    def moved(
        self, names: tuple[str, str], files: tuple[Rules, Rules], most: int, style: str,
        folder: Path, tell: Progress,
    ) -> int:  # fmt: skip
        from ..movement.as_json import as_json
        from ..movement.told import told

        assert self.leads is not None, "the caller has asked"
        inputs = [Path(one) for one in (*names, self.leads, *self.events)]
        _reports.checked(self.outs, inputs)
        with orderly_end():
            found = self._found(names, files, most, folder, tell)
        document, objects = told(found), partial(as_json, found)
        failed = self._failed(found)
        _reports.write(document, objects, self.outs)
        if not self.outs or style != "text":
            _show(document, objects, style)
        return int(failed)

    def _found(
        self, names: tuple[str, str], files: tuple[Rules, Rules], most: int, folder: Path,
        tell: Progress,
    ) -> Found:  # fmt: skip
        from ..movement.asked import Asked
        from ..movement.movement import movement

        return movement(
            *files, Asked(self.as_of, self._outcome(), most, self.sample), leads=self.leads or "",
            events=self.events, names=names, homes=_homes(folder), engine=self.engine,
            progress=tell,
        )  # fmt: skip

    def _outcome(self) -> Outcome | None:
        from ..history.asked import Asked as Outcome

        known = self.ended["outcome"] is not None or self.ended["won_at"] is not None
        idle = [name for name in ("came_at", "horizon", "until") if self.ended[name] is not None]
        if idle and not known:
            raise Mistake(
                f"`--{idle[0].replace('_', '-')}` speaks of leads of whom it is known who was won",
                "say how: `--outcome NAME` or `--won-at COLUMN`",
            )
        return Outcome(self.as_of, **self.ended) if known else None

    def _failed(self, found: Found) -> bool:
        from ..movement.conditions import met
        from ..review.conditions import Unclear

        try:
            holding = met(found, self.conditions)
        except Unclear as error:
            raise Mistake(str(error)) from None
        for one in holding:
            note(styled(f"fails: {one.condition}: {one.because}", fg="red"))
        return bool(holding)


def _show(document: Document, objects: _reports.Objects, style: str) -> None:
    if style == "text":
        from ._document import show

        show(document)
        return
    click.echo(_reports.text(document, objects, _reports.ENDINGS[style]).rstrip("\n"))


def _homes(folder: Path) -> dict[str, str]:
    """Files of a revision stand in a folder of their own; data that they name are not there."""
    from ._revisions import root

    found = [str(one) for one in folder.iterdir() if one.is_dir()]
    return dict.fromkeys(found, root()) if found else {}


def movement_options(command: _F) -> _F:
    """`--leads` and all that is asked of them, which together become the `data` of the command."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        own = {name: given.pop(name) for name in Data.__slots__}
        return command(**given, data=Data(**own))

    options = (
        data_options, as_of_options,
        outcome_options(
            "To compare the two by who was won: an outcome of the new rules, or the column of the "
            "leads that says so."
        ),
        click.option("--fail-if", "conditions", metavar="CONDITION", type=Asserted(), multiple=True,
                     help='End with 1 if this holds, such as "moved > 5%" or "auc worse"; may be '
                     "repeated."),
        _reports.outs_option,
        click.option("--sample", metavar="N", type=click.IntRange(1), default=20_000,
                     show_default=True, help="Edits are tried one by one on so many of the leads "
                     "that change and so many of the others, and projected to all."),
        click.option("--engine", type=click.Choice(HERE), default="duckdb", show_default=True,
                     help="What scores; the figures are the same."),
    )  # fmt: skip
    made: Any = gathered
    for option in reversed(options):
        made = option(made)
    return cast(_F, made)


_OF_LEADS = (
    "events", "as_of", "outcome", "won", "undecided", "outcome_at", "won_at", "came_at",
    "horizon", "until",
    "conditions", "outs", "sample", "engine",
)  # fmt: skip


def _refuse_without_leads() -> None:
    context = click.get_current_context()
    for option in context.command.params:
        source = context.get_parameter_source(option.name or "")
        if option.name in _OF_LEADS and source == ParameterSource.COMMANDLINE:
            raise Mistake(
                f"`{option.opts[-1]}` speaks of leads, and without them files are compared by "
                "what they mean",
                "name the leads: `--leads leads.csv`",
            )
