"""What tuning has found, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .tuned import Changed, Tried, Tuned


def as_json(found: Tuned) -> dict[str, Any]:
    return {
        "rules": found.rules.fingerprint,
        "leads": found.leads,
        "won": found.won,
        "left_out": dict(found.history.left_out),
        "notes": [*found.history.notes, *found.doubts],
        "nothing_to_change": not found.changed,
        "tried": [_tried(one, found.chosen) for one in found.tried],
        "changes": [_changed(one) for one in found.changed],
        "all_leads": {"auc": {"before": found.before, "after": found.after}},
    }


def _tried(one: Tried, chosen: int) -> dict[str, Any]:
    gain = {"value": one.gain.value, "low": one.gain.low, "high": one.gain.high}
    return {
        "changes": one.changes, "auc": asdict(one.auc), "gain": gain,
        "chosen": one.changes == chosen,
    }  # fmt: skip


def _changed(one: Changed) -> dict[str, Any]:
    return {
        "points": one.literal.title, "was": float(one.literal.value),
        "now": float(one.value), "leads": one.evidence.leads, "won": one.evidence.won,
    }  # fmt: skip
