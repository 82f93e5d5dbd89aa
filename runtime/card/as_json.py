"""A card for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from ..review.read_back import Reviewed
from .card import Card


def as_json(found: Card, day: date, reviewed: Reviewed | None) -> dict[str, Any]:
    made = asdict(found)
    return {
        "title": made.pop("title"), "rules_fingerprint": made.pop("fingerprint"),
        "date": f"{day:%Y-%m-%d}", **made, "review": _review(found, reviewed),
    }  # fmt: skip


def _review(found: Card, reviewed: Reviewed | None) -> dict[str, Any] | None:
    """What a review found stands in its own file; here only which one it was."""
    if reviewed is None:
        return None
    return {
        "rules_fingerprint": reviewed.fingerprint, "made_at": reviewed.made,
        "of_these_rules": reviewed.fingerprint == found.fingerprint,
        "leads": reviewed.everyone.leads, "won": reviewed.everyone.won,
        "auc": reviewed.auc.value if reviewed.auc is not None else None,
    }  # fmt: skip
