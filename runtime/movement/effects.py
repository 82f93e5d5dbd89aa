"""What each edit does by itself: versions of the rules in between are scored, on all leads if there
are few, else on a part of those whose score or stage changes and on a part of the others.

`SUBSET` has those leads, each with how many it stands for (`weight`); `EFFECTS` a row for each edit
and lead that comes out differently by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...dsl.model import Model
from .edits import Edits
from .result import EditEffect, Effect, Effects
from .scored import Version, clear, read, score, with_data
from .work import MOVED, NEW, Work

SUBSET: Final = "kept_subset"
EFFECTS: Final = "kept_effects"
BASE: Final = "kept_base"
_TRIED: Final = "kept_tried"
_ALONE, _BACK = 0, 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The data of the leads that edits are tried on."""

    places: dict[str, str]
    versions: tuple[Version, ...]
    """The old rules and the new."""


def choose_leads(work: Work, always: str) -> None:
    """Makes `SUBSET`: a part that is the same each time, with the leads of the table `always`."""
    most = work.asked.sample
    work.session.run(
        f"CREATE TABLE {SUBSET} AS WITH ranked AS (SELECT k, changed, row_number() OVER ("
        "PARTITION BY changed ORDER BY md5(k), k) AS place, count(*) OVER (PARTITION BY changed) "
        f"AS there FROM {MOVED}) SELECT k, changed, CASE WHEN place <= {most} "
        f"THEN there / least(there, {most}) ELSE 0 END AS weight FROM ranked "
        f"WHERE place <= {most} OR k IN (SELECT k FROM {always})"
    )


def effects(work: Work, edits: Edits, parts: Parts) -> Effects:
    """Makes `EFFECTS`."""
    work.session.run(
        f"CREATE TABLE {EFFECTS} AS SELECT 0 AS edit, 0 AS way, k, CAST(0 AS BIGINT) AS far, "
        f"false AS moved FROM {SUBSET} WHERE false"
    )
    differs = _score_base(work, edits, parts)
    for number, edit in enumerate(edits.edits):
        for way, model, beside in ((_ALONE, edit.alone, BASE), (_BACK, edit.without, NEW)):
            work.session.tell("trying edits one by one",
                              (2 * number + way) / (2 * len(edits.edits)))  # fmt: skip
            if model is not None and (way == _BACK or edits.base is not None):
                _try(work, model, parts)
                _keep(work, number, way, beside)
    return _told(work, edits, differs)


def _score_base(work: Work, edits: Edits, parts: Parts) -> float:
    """The old rules in the words of the new: how many leads they score differently than the old
    file does."""
    if edits.base is None:
        return 0
    _try(work, edits.base, parts)
    work.session.run(f"ALTER TABLE {_TRIED} RENAME TO {BASE}")
    found: float = work.session.rows(
        f"SELECT coalesce(sum(weight), 0) FROM {SUBSET} JOIN {BASE} AS b USING (k) "
        f"JOIN {MOVED} AS m USING (k) WHERE b.score IS DISTINCT FROM m.old_score"
    )[0][0]
    return found


def _try(work: Work, model: Model, parts: Parts) -> None:
    """Makes `_TRIED` of a version in between."""
    session, as_of = work.session, work.asked.as_of
    known = {one.name.lower() for one in model.classes}
    first = [new.name for _, new in work.classes[:1] if new.name.lower() in known]
    version = with_data(work.version(model, first), parts.places)
    session.run(f"DROP TABLE IF EXISTS {_TRIED}")
    tables = read(session, version, as_of)
    score(session, tables, version, as_of, work.engine, _TRIED, work.scale)
    clear(session)


def _keep(work: Work, number: int, way: int, beside: str) -> None:
    before, after = ("b", "t") if way == _ALONE else ("t", "b")
    moved = "false"
    if work.classes and "x0" in work.session.types(_TRIED) and "x0" in work.session.types(beside):
        moved = "t.x0 IS DISTINCT FROM b.x0"
    work.session.run(
        f"INSERT INTO {EFFECTS} SELECT {number}, {way}, s.k, {after}.score - {before}.score, "
        f"{moved} FROM {SUBSET} AS s JOIN {_TRIED} AS t ON t.k = s.k JOIN {beside} AS b "
        f"ON b.k = s.k WHERE t.score IS DISTINCT FROM b.score OR {moved}"
    )


# ---------------------------------------------------------------- what they add up to


def _told(work: Work, edits: Edits, differs: float) -> Effects:
    by_edit = {(edit, way): Effect(*found) for edit, way, *found in work.session.rows(
        "SELECT edit, way, sum(weight) FILTER (far IS NULL OR far <> 0), "
        "sum(weight) FILTER (moved), sum(weight) FILTER (far > 0), sum(weight) FILTER (far < 0) "
        f"FROM {EFFECTS} JOIN {SUBSET} USING (k) GROUP BY ALL")}  # fmt: skip
    found = [
        EditEffect(
            edit.change, edit.together,
            _of(by_edit, number, _ALONE, edit.alone if edits.base is not None else None),
            _of(by_edit, number, _BACK, edit.without),
        )
        for number, edit in enumerate(edits.edits)
    ]  # fmt: skip
    tried, changed_tried = work.session.rows(
        f"SELECT count(*) FILTER (weight > 0), count(*) FILTER (weight > 0 AND changed) "
        f"FROM {SUBSET}"
    )[0]
    of, changed = work.session.rows(f"SELECT count(*), count(*) FILTER (changed) FROM {MOVED}")[0]
    return Effects(
        tuple(found), edits.untried, edits.words, edits.fixed, tried, changed_tried, changed, of,
        differs, *_sums(work, edits),
    )  # fmt: skip


def _of(
    by_edit: dict[tuple[int, int], Effect], number: int, way: int, model: Model | None
) -> Effect | None:
    if model is None:
        return None
    found = by_edit.get((number, way), Effect(0, 0))
    return Effect(*(part or 0 for part in (found.score, found.stage, found.up, found.down)))


def _sums(work: Work, edits: Edits) -> tuple[float, float, float]:
    """Of each lead what the edits alone do, against what all of them do: how many are uneven, move
    only by several edits together, move by one alone and stay by all."""
    if edits.base is None:
        return 0, 0, 0
    turned = "false"
    if work.classes and "x0" in work.session.types(BASE):
        turned = "coalesce(b.x0, '') <> m.n0"
    counted = ", ".join(map(str, _summed(edits))) or "NULL"
    uneven, jointly, cancelled = work.session.rows(
        "WITH own AS (SELECT k, sum(far) AS far, bool_or(far IS NULL) AS odd, bool_or(moved) AS "
        f"moved FROM {EFFECTS} WHERE way = {_ALONE} AND edit IN ({counted}) GROUP BY k), "
        "sums AS (SELECT s.weight, coalesce(own.far, 0) AS far, coalesce(own.odd, false) AS odd, "
        "coalesce(own.moved, false) AS moved, m.new_score - b.score AS whole, "
        f"{turned} AS turned FROM {SUBSET} AS s JOIN {MOVED} AS m USING (k) "
        f"JOIN {BASE} AS b USING (k) LEFT JOIN own USING (k)) "
        "SELECT sum(weight) FILTER (NOT odd AND whole <> far), "
        "sum(weight) FILTER (turned AND NOT moved), sum(weight) FILTER (moved AND NOT turned) "
        "FROM sums"
    )[0]
    return uneven or 0, jointly or 0, cancelled or 0


def _summed(edits: Edits) -> list[int]:
    """Each change once, though it may be tried alone and with others that need it."""
    found, covered = [], list[int]()
    order = sorted(enumerate(edits.edits), key=lambda pair: -len(pair[1].together))
    for number, edit in order:
        if id(edit.change) not in covered:
            found.append(number)
            covered += [id(edit.change), *map(id, edit.together)]
    return sorted(found)
