"""A rule file, loaded: what Python users hold in their hands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..compiler.lower import declared_columns, lower
from ..compiler.own_moment import AsOf, OwnMoment, judged
from ..compiler.plan import Plan
from ..dsl import ast
from ..dsl.check.checker import check
from ..dsl.diagnostics import Diagnostic, Span
from ..dsl.model import Model

if TYPE_CHECKING:
    from .evaluate import Colleagues, Result, Scorer
    from .review.result import Review


class RuleError(Exception):
    """A rule file that cannot be used; `diagnostics` holds everything that is wrong with it, and
    `str()` shows it all, each with its line underlined."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.diagnostics: tuple[Diagnostic, ...] = model.errors
        super().__init__(str(model.path))

    def __str__(self) -> str:
        from ..dsl.render import render_text

        return render_text(self.diagnostics, self.model.sources)


class Rules:
    """The rules of one file and those it uses. Immutable, and safe to share between threads."""

    def __init__(self, model: Model) -> None:
        """Use `load`. Raises `RuleError` if the model has errors or nothing to score by."""
        if model.errors:
            raise RuleError(model)
        if not any(isinstance(s, ast.Score) for p in model.files[:1] for s in p.file.sections):
            raise RuleError(_without_score(model))
        self.model = model
        self.plan: Plan = lower(model)

    @property
    def title(self) -> str:
        return self.plan.title

    def plan_for(self, as_of: datetime | OwnMoment | str) -> Plan:
        """The plan; where each lead has its own moment, one that reads it. Raises `NoMoment`."""
        if not isinstance(as_of, OwnMoment):
            return self.plan
        return judged(self.plan, as_of, declared_columns(self.model))

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits; comments, layout and `because` texts do not change them."""
        return self.plan.fingerprint

    @cached_property
    def scorer(self) -> Scorer:
        from .evaluate import Scorer

        return Scorer(self.plan)

    def score(
        self, lead: Mapping[str, object], events: Iterable[Mapping[str, object]] = (),
        as_of: datetime | None = None, *, colleagues: Colleagues | None = None,
        previous: str | None = None,
    ) -> Result:  # fmt: skip
        """Scores one lead, with the full breakdown.

        `lead` has values by the names of the rules; `events` are mappings with `event` (its
        name), `at` (a datetime, date or ISO text; without a zone it is UTC) and the event's
        fields. `as_of` is the moment of judgement, now by default. `colleagues` are the events of
        each other person of the lead's company, of which rules may ask (`people at the company`);
        none if the company is not known. `previous` is the lead's stage at the last run, for
        stages with `until`. What is missing or cannot be read as its type is unknown. Raises
        `Overflow` for figures of more than 18 digits.
        """
        return self.scorer.score(lead, events, as_of or _now(), colleagues, previous)

    def numbers(
        self, lead: Mapping[str, object], events: Iterable[Mapping[str, object]] = (),
        as_of: datetime | None = None, *, colleagues: Colleagues | None = None,
        previous: str | None = None,
    ) -> Result:  # fmt: skip
        """As `score`, without a breakdown and without the work for one."""
        return self.scorer.numbers(lead, events, as_of or _now(), colleagues, previous)

    def score_table(
        self, leads: Any, events: Any = None, as_of: AsOf | None = None, previous: Any = None
    ) -> Any:
        """Scores a table of leads in DuckDB.

        `leads` and `events` are anything with the Arrow PyCapsule interface (pandas, polars,
        pyarrow, DuckDB …), with columns under their names in the data; several tables of events
        come as a mapping from event names. `as_of` is the moment of judgement, now by default; an
        `OwnMoment` judges each lead at its own. `previous` is what the last run gave (a table, or
        the path of a file): its key and `stage` are read, for stages with `until`. Returns an Arrow
        table: one row per lead, as `leadscore run` writes it. Raises `DataError`, and `NoMoment`
        for a column that cannot tell moments.
        """
        from .job.run import score_table

        as_of = as_of or _now()
        return score_table(self.plan_for(as_of), leads, events, as_of, previous=previous)

    def score_accounts(self, leads: Any, events: Any = None, as_of: datetime | None = None) -> Any:
        """Scores companies, from the same tables as `score_table`.

        Returns an Arrow table: one row per company, as `leadscore run` writes it beside the
        scores. Raises `ValueError` if the rules have no section `accounts`, and `DataError`.
        """
        from .job.run import score_accounts

        return score_accounts(self.plan, leads, events, as_of or _now())

    def review(
        self, leads: Any = None, events: Any = None, as_of: AsOf | None = None, *,
        outcome: str | None = None, won: str | Iterable[str] = (),
        undecided: str | Iterable[str] = (), outcome_at: str | None = None,
        won_at: str | None = None, came_at: str | None = None,
        horizon: timedelta | None = None, until: datetime | None = None,
        by: str | Iterable[str] = (), capacity: float | None = None,
    ) -> Review:  # fmt: skip
        """Holds the rules against what became of the leads, as `leadscore review` does.

        Tables are given as to `score_table`, but are read more than once; what is left out are the
        files that the rules name. Each lead is judged at `as_of`, with nothing later read; the
        others mean what the options of that name do. The result has the figures as attributes, and
        `figures()` has them as the command writes them. Raises `DataError`, `NoMoment`, and
        `ValueError` for what cannot be asked together.
        """
        from .review.called import called

        return called(
            self, leads, events, as_of or _now(), outcome=outcome, won=won, undecided=undecided,
            outcome_at=outcome_at, won_at=won_at, came_at=came_at, horizon=horizon, until=until,
            by=by, capacity=capacity,
        )  # fmt: skip

    def sql(
        self, dialect: str = "duckdb", *,
        shape: Literal["select", "view", "table", "merge"] = "select",
        name: str | None = None, as_of: AsOf | Literal["now", "parameter"] = "now",
        breakdown: bool = False, accounts: bool = False, previous: str | None = None,
    ) -> str:  # fmt: skip
        """The rules as SQL of a dialect; the same answer as `score`, to the last digit.

        `shape` and `name` say what is made of the scores: a view, a table, or a table and its
        history brought up to date; then there may be several statements. With an `OwnMoment` each
        lead is judged at its own moment. With `breakdown` the
        lines of the breakdown instead of the scores, with `accounts` the companies. `previous`
        names a table with what the last run gave, dots and all. Raises `ValueError` for a dialect
        that there is not, leads without a key, a shape that needs a name or cannot be made, or
        accounts that there are not.
        """
        from ..compiler.sql_backend import Relation, render

        return render(
            self.plan_for(as_of), dialect, shape=shape, name=name, as_of=as_of, breakdown=breakdown,
            accounts=accounts, previous=Relation(tuple(previous.split("."))) if previous else None,
        )  # fmt: skip


def load(
    path: str | PathLike[str], *, lets: Mapping[str, str] | None = None,
    allow_outside: bool = False,
) -> Rules:  # fmt: skip
    """Loads a rule file and all that it uses.

    `lets` override values of `let` by name, spelled as in a file. A path in the file never leaves
    the project's folder (the nearest above with `.git`, `pyproject.toml` or `leadscore.toml`)
    unless `allow_outside`. Raises `RuleError` with every diagnostic in it.
    """
    return Rules(check(Path(fspath(path)), lets=lets, allow_outside=allow_outside))


def _now() -> datetime:
    return datetime.now(UTC)


def _without_score(model: Model) -> Model:
    start = Span(model.files[0].source.path, 0, 0)
    found = Diagnostic(
        "E120", "error", "this file has no section `score`, so there is nothing to score by", start,
        help="name the file that uses this one",
    )  # fmt: skip
    return replace(model, diagnostics=(*model.diagnostics, found))
