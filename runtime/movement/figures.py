"""Both versions held against what became of the leads, of the same leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..history import work as history_work
from ..history.leads import LEFT_OUT, History, Names, make_history, read_everything
from ..history.outcome import find_outcome
from ..review.ranking import Joint, auc, auc_lost, cells, total
from ..review.rates import Rate
from ..tables.loaded import Tables
from .result import Figures, Movement, StageRates
from .scored import Version
from .work import MOVED, Work

NOBODY = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """How the outcome is known."""

    words: str
    timed: bool
    history: History


def find_history(work: Work, version: Version, tables: Tables) -> Known | None:
    """Makes `kept_history`, if an outcome is asked for. Needs the tables of the new rules."""
    asked = work.asked.outcome
    if asked is None:
        return None
    session, model = work.session, work.new.model
    names = Names.of(model)
    everything = read_everything(session, version.chosen, asked, names)
    own = history_work.Work(
        session, model, asked, work.leads, work.events, tables, everything, names
    )
    found = find_outcome(own)
    history = make_history(session, tables, everything, found.ending, asked)
    session.run("ALTER TABLE history RENAME TO kept_history")
    return Known(found.words, found.timed, history)


def figures(work: Work, known: Known, stage: Movement | None) -> Figures:
    joint = tuple(
        Joint(*row)
        for row in work.session.rows(
            "SELECT new_score, old_score, count(*) FILTER (won), count(*) FILTER (NOT won) "
            f"FROM {MOVED} WHERE won IS NOT NULL AND new_score IS NOT NULL AND "
            "old_score IS NOT NULL GROUP BY ALL ORDER BY ALL"
        )
    )
    new = cells((one.one, one.won, one.lost) for one in joint)
    old = cells((one.other, one.won, one.lost) for one in joint)
    left_out = tuple((LEFT_OUT[why], leads) for why, leads in known.history.left_out.items())
    return Figures(
        known.words, left_out, known.timed, total(new), _scored_by(work, "old", "new"),
        _scored_by(work, "new", "old"), joint, old, new, auc(old), auc(new), auc_lost(joint),
        _stages(stage) if stage is not None else (), known.history.notes,
    )  # fmt: skip


def _scored_by(work: Work, one: str, not_other: str) -> Rate:
    return Rate(
        *work.session.rows(
            f"SELECT count(*) FILTER (won), count(won) FROM {MOVED} "
            f"WHERE {one}_score IS NOT NULL AND {not_other}_score IS NULL"
        )[0]
    )


def _stages(stage: Movement) -> tuple[StageRates, ...]:
    """In the order of the new file, then those that only the old one has."""
    back = {new: old for old, new in stage.same.items()}
    names = [(back.get(new), new) for new in stage.new]
    names += [(old, None) for old in stage.old if old not in stage.same]  # type: ignore[misc]
    return tuple(_rates(stage, old, new) for old, new in names)


def _rates(stage: Movement, old: str | None, new: str | None) -> StageRates:
    found = StageRates((new if new is not None else old) or "", NOBODY, NOBODY, NOBODY, NOBODY)
    for cell in stage.cells:
        rate = cell.won or NOBODY
        here, there = cell.old == old, cell.new == new
        if here:
            found = replace(found, old=found.old + rate)
        if there:
            found = replace(found, new=found.new + rate)
        if there and not here:
            found = replace(found, enter=found.enter + rate)
        if here and not there:
            found = replace(found, leave=found.leave + rate)
    return found
