"""The whole of a movement: both versions score all leads, then the versions in between score those
that matter."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ...dsl.diff import Both
from ...dsl.model import Model
from ..errors import DataError
from ..job.run import Engine, given_events
from ..problems import Problem
from ..rules import Rules
from ..tables.checks import check
from ..tables.duckdb import DEFAULTS, Progress, Settings, opened, silent
from ..tables.sources import GivenEvents
from . import compared, movers
from .asked import Asked
from .edits import Edits, edits_of
from .effects import SUBSET, Parts, choose_leads, effects
from .figures import Known, figures, find_history
from .part import columns_read, part
from .result import Found, Named
from .scored import Version, clear, read, score, with_data
from .work import NEW, Work

NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})


def movement(
    old: Rules, new: Rules, asked: Asked, *, leads: str, events: Sequence[GivenEvents | str] = (),
    names: tuple[str, str] = ("old", "new"), homes: Mapping[str, str] = NOWHERE,
    engine: Engine = "duckdb",
    progress: Progress = silent, settings: Settings = DEFAULTS,
) -> Found:  # fmt: skip
    """What becomes of these leads when the new rules take the place of the old ones; `names` is
    what a report calls them, and `homes` says for a folder of rules where the data are that they
    name, if not there. Raises `DataError`."""
    started = time.monotonic()
    both = Both(old.model, new.model)
    edits = edits_of(both)
    with opened(settings, progress) as session:
        work = Work(session, old, new, both, asked, leads, given_events(events), engine, homes)
        compared.refuse_other_keys(work)
        rows = compared.score_old(work)
        shown, known, problems = _score_new(work)
        compared.compare(work, known is not None)
        movers.choose_movers(work)
        choose_leads(work, movers.MOVERS)
        edits, parts = _parts(work, edits)
        found = effects(work, edits, parts)
        classes = tuple(compared.movements(work))
        stage = classes[0] if classes else None
        return Found(
            Named(names[0], old.title, old.fingerprint),
            Named(names[1], new.title, new.fingerprint),
            work.scale, asked, shown, rows, compared.left_out(work, rows), found.of, classes,
            *_other_classes(work), compared.scores(work), found,
            movers.movers(work, edits, parts),
            figures(work, known, stage) if known is not None else None, problems,
            time.monotonic() - started,
        )  # fmt: skip


def _score_new(work: Work) -> tuple[str, Known | None, tuple[Problem, ...]]:
    session, as_of = work.session, work.asked.as_of
    version = work.version(work.new.model, [new.name for _, new in work.classes])
    tables = read(session, version, as_of)
    problems = check(session, tables, as_of).problems
    known = find_history(work, version, tables)
    session.tell("scoring by the new rules", None)
    score(session, tables, version, as_of, work.engine, NEW, work.scale)
    clear(session)
    return tables.leads.shown, known, problems


def _parts(work: Work, edits: Edits) -> tuple[Edits, Parts]:
    """The data to try edits on, and the edits without versions in between that the data are not
    there for: what comes back alone may be read from columns that neither version reads."""
    versions = [work.version(rules.model, ()) for rules in (work.old, work.new)]
    there = columns_read(versions)

    def kept(model: Model | None) -> Model | None:
        version = _in_between(work, model)
        if version is None or not columns_read([version]) <= there:
            return None
        versions.append(version)
        return model

    found = tuple(
        replace(one, alone=kept(one.alone), without=kept(one.without)) for one in edits.edits
    )
    edits = replace(edits, base=kept(edits.base), edits=found)
    places = part(work.session, versions, SUBSET, "part")
    return edits, Parts(places, tuple(with_data(one, places) for one in versions[:2]))


def _in_between(work: Work, model: Model | None) -> Version | None:
    try:
        return work.version(model, ()) if model is not None else None
    except DataError:
        return None


def _other_classes(work: Work) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What only one of the files has."""
    old, new = zip(*work.classes, strict=True) if work.classes else ((), ())
    gone = [one.name for one in work.old.model.classes if one not in old]
    come = [one.name for one in work.new.model.classes if one not in new]
    return tuple(gone), tuple(come)
