"""A movement for programs."""

from __future__ import annotations

from typing import Any

from ...dsl.diff import Change
from ..evaluate import shown
from ..review.as_json import estimate_json, moment_json, rate_json
from .result import (
    Effect,
    Effects,
    Figures,
    Found,
    Moved,
    Movement,
    Mover,
    Named,
    Scores,
    StageRates,
)
from .told import headline


def as_json(found: Found) -> dict[str, Any]:
    return {
        "old": _named(found.old), "new": _named(found.new), "says": headline(found),
        "as_of": moment_json(found.asked.as_of), "rows": found.rows,
        "left_out": dict(found.left_out), "leads": found.leads,
        "movements": [_movement(one) for one in found.classes],
        "only_old": list(found.gone), "only_new": list(found.come),
        "scores": _scores(found.scores, found.scale), "edits": _effects(found.effects),
        "movers": [_mover(one, found.scale) for one in found.movers],
        "outcome": _figures(found.figures, found.scale) if found.figures else None,
        "problems": [problem.message for problem in found.problems],
        "seconds": round(found.seconds, 3),
    }  # fmt: skip


def _named(one: Named) -> dict[str, Any]:
    return {"file": one.name, "title": one.title, "rules": one.fingerprint}


def _movement(one: Movement) -> dict[str, Any]:
    return {
        "name": one.name, "was": one.old_name, "old": list(one.old), "new": list(one.new),
        "moved": one.moved, "up": one.up, "down": one.down, "leads": one.leads,
        "cells": [_cell(one, cell) for cell in one.cells],
    }  # fmt: skip


def _cell(one: Movement, cell: Moved) -> dict[str, Any]:
    """A value is none for a lead that is excluded."""
    return {
        "old": cell.old or None, "new": cell.new or None, "leads": cell.leads,
        "share": cell.leads / one.leads, "stays": one.stays(cell),
        **({"won": cell.won.won, "known": cell.won.leads} if cell.won is not None else {}),
    }  # fmt: skip


def _scores(scores: Scores, scale: int) -> dict[str, Any]:
    return {
        "changed": scores.changed, "up": scores.up, "down": scores.down,
        "newly_excluded": scores.excluded, "no_longer_excluded": scores.included,
        "excluded_by_both": scores.never,
        "by_change": [
            {"change": shown(by, scale), "leads": leads}
            for by, leads in sorted(scores.by_change.items())
        ],
    }  # fmt: skip


def _effects(effects: Effects) -> dict[str, Any]:
    return {
        "tried_on": effects.tried, "of": effects.of, "exact": effects.all_tried,
        "each": [
            {**_change(one.change), "together_with": [_change(other) for other in one.together],
             "alone": _effect(one.alone), "taken_back": _effect(one.back)}
            for one in effects.edits
        ],
        "not_tried": effects.untried, "words": effects.words,
        "cannot_be_taken_back": [_change(one) for one in effects.fixed],
        "old_rules_differ": effects.base_differs, "each_tried_alone": effects.complete,
        "do_not_add_up": effects.uneven, "move_only_together": effects.jointly,
        "move_alone_only": effects.cancelled,
    }  # fmt: skip


def _change(one: Change) -> dict[str, Any]:
    return {
        "section": one.section, "kind": one.kind, "about": one.about, "notes": list(one.notes),
        "before": list(one.before), "after": list(one.after),
    }  # fmt: skip


def _effect(one: Effect | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"score": one.score, "stage": one.stage, "up": one.up, "down": one.down}


def _mover(one: Mover, scale: int) -> dict[str, Any]:
    return {
        "lead": one.key, "old_score": _points(one.old_score, scale),
        "new_score": _points(one.new_score, scale), "old_stage": one.old or None,
        "new_stage": one.new or None, "alike": one.alike,
        "breakdown": [
            {"name": line.name, "old": line.old, "new": line.new, "change": line.by}
            for line in one.lines
        ],
        "edits": [
            {"about": change.about, "section": change.section, "change": _points(by, scale)}
            for change, by in one.edits
        ],
    }  # fmt: skip


def _points(units: int | None, scale: int) -> Any:
    return None if units is None else shown(units, scale)


# ---------------------------------------------------------------- outcome


def _figures(known: Figures, scale: int) -> dict[str, Any]:
    return {
        "says": known.words, "left_out": dict(known.left_out), "known_since": known.timed,
        "notes": list(known.notes),
        "both_score": rate_json(known.everyone), "newly_excluded": rate_json(known.excluded),
        "no_longer_excluded": rate_json(known.included), "auc_old": estimate_json(known.old_auc),
        "auc_new": estimate_json(known.new_auc), "auc_gained": estimate_json(known.gained),
        "stages": [_stage(one) for one in known.stages],
        "scores": [
            {"old": shown(one.other, scale), "new": shown(one.one, scale), "won": one.won,
             "lost": one.lost} for one in known.joint
        ],
    }  # fmt: skip


def _stage(one: StageRates) -> dict[str, Any]:
    return {
        "stage": one.name or None, "old": rate_json(one.old), "new": rate_json(one.new),
        "enter": rate_json(one.enter), "leave": rate_json(one.leave),
    }  # fmt: skip
