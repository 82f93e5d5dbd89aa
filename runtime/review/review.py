"""The whole of a review: read, judge, score, count, and make the figures."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from ...compiler.lower import walk
from ...compiler.normal import EPOCH
from ...compiler.plan import Plan, PointsAre
from ..history.leads import make_history
from ..history.outcome import find_outcome
from ..history.work import Work, read
from ..job import python as job_python
from ..job import sql as job_sql
from ..job.run import Engine, Score, given_events
from ..problems import Problem
from ..rules import Rules
from ..tables.checks import check
from ..tables.duckdb import DEFAULTS, Progress, Session, Settings, opened, silent
from ..tables.sources import Given, GivenEvents
from . import findings, looked, measure, parts
from .asked import Asked
from .bands import bands, rise
from .calibration import worth
from .ranking import auc, total
from .result import Review
from .rule_figures import rule_figures
from .thresholds import capacity, thresholds

_SCORE: Final[Mapping[Engine, Score]] = {
    "duckdb": partial(job_sql.score, fired=True), "python": job_python.score,
}  # fmt: skip
_WEEK = timedelta(weeks=1)
_MOST_MONTHS = 1200


def review(
    rules: Rules, asked: Asked, *, leads: Given | None = None,
    events: Sequence[GivenEvents | str] = (), engine: Engine = "duckdb",
    progress: Progress = silent, settings: Settings = DEFAULTS,
) -> Review:  # fmt: skip
    """Holds rules against what became of the leads. Raises `DataError`."""
    started = time.monotonic()
    with opened(settings, progress) as session:
        work = read(session, rules, asked, leads, given_events(events), texts=True)
        problems = check(session, work.tables, asked.as_of).problems
        return _reviewed(work, asked, engine, problems, started)


def _reviewed(
    work: Work, asked: Asked, engine: Engine, problems: tuple[Problem, ...], started: float
) -> Review:
    session, plan = work.session, work.plan
    outcome = find_outcome(work)
    history = make_history(session, work.tables, work.everything, outcome.ending, asked)
    session.tell("scoring", None)
    _SCORE[engine](session, work.tables, asked.as_of, True)
    measure.make_rated(session, plan)
    excluded = measure.excluded(session, plan)
    measure.make_fired(session, plan)
    found = measure.by_score(session)
    by, everyone, cut = worth(found), total(found), bands(found, plan.scale)
    measure.expect(session, by)
    rules = tuple(rule_figures(session, plan, found))
    seen = looked.look(work, outcome.own, everyone)
    score = auc(found)
    leaks = tuple(looked.leaks(work, outcome.own, seen, rules, everyone, score))
    free = looked.free_of(seen, leaks)
    first, last = _span(session)
    by_month = measure.by_score_and(session, "month", _MOST_MONTHS) if asked.own else {}
    return Review(
        title=plan.title, fingerprint=plan.fingerprint, scale=plan.scale, asked=asked,
        outcome=outcome.words, timed=outcome.timed, today=looked.today(work),
        source=work.tables.leads.shown,
        history=history, excluded=excluded, everyone=everyone, first=first, last=last,
        cells=found, auc=score, bands=cut, rise=rise([band.rate for band in cut]),
        classes=tuple(parts.class_rates(work)), thresholds=thresholds(found),
        capacity=capacity(found, asked.capacity, _weeks(asked, first, last))
        if asked.capacity else None,
        rules=rules, reads_points=_reads_points(plan), reads_events=bool(plan.events),
        unrewarded=findings.unrewarded(free), misjudged=findings.misjudged(free), leaks=leaks,
        segments=tuple(parts.segments(work, asked.by, by)), months=parts.months(by_month, by),
        wear=parts.wear(by_month, plan.scale), problems=problems,
        seconds=time.monotonic() - started,
    )  # fmt: skip


def _span(session: Session) -> tuple[datetime | None, datetime | None]:
    low, high = session.rows("SELECT min(moment), max(moment) FROM rated")[0]
    if low is None:
        return None, None
    return EPOCH + timedelta(microseconds=low), EPOCH + timedelta(microseconds=high)


def _weeks(asked: Asked, first: datetime | None, last: datetime | None) -> float | None:
    """Over how many weeks the leads were judged; none if all were at one moment."""
    if not asked.own or first is None or last is None:
        return None
    return (last - first) / _WEEK or None


def _reads_points(plan: Plan) -> bool:
    return any(isinstance(node, PointsAre) for group in plan.groups for node in walk(group))
