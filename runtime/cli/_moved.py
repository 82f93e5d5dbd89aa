"""`leadscore diff --leads`: what becomes of leads when one version takes the place of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click
from click.core import ParameterSource

from . import _reports
from ._as_of import OWN_MOMENT, as_of_options
from ._fail_if import fail_if_option, failed
from ._failures import Mistake
from ._history import ENDED, outcome_options
from ._options import HERE, data_options
from ._terminal import orderly_end

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..fail_if import Condition
    from ..history.asked import Asked as Outcome
    from ..job.run import Engine
    from ..movement.result import Found
    from ..rules import Rules
    from ..tables.duckdb import Progress

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Data:
    """Leads, and what is asked of them."""

    leads: str | None
    events: tuple[str, ...]
    as_of: AsOf
    ended: dict[str, Any]
    """What counts as won."""
    conditions: tuple[Condition[Found], ...]
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
        _refuse_none(found)
        document, objects = told(found), partial(as_json, found)
        fails = failed(found, self.conditions)
        _reports.write(document, objects, self.outs)
        if not self.outs or style != "text":
            _reports.show(document, objects, style)
        return int(fails)

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


def _refuse_none(found: Found) -> None:
    """A page about no lead would look as if nobody moved."""
    from ..history.none_left import none_left

    if not found.leads:
        raise Mistake(
            "no lead is left to compare", none_left(found.left_out, (), found.problems)
        )  # fmt: skip


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
        fail_if_option("movement", '"moved > 5%" or "auc worse"'),
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


_OF_LEADS: Final = {*Data.__slots__, *OWN_MOMENT, *ENDED} - {"leads"}


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
