"""What has been learned, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .learned import Learned, rows_of


def as_json(found: Learned) -> dict[str, Any]:
    cards = zip(found.cards, found.sizes, found.figures.cards, strict=True)
    return {
        "leads": found.frame.leads,
        "won": int(found.frame.won.sum()),
        "left_out": dict(found.history.left_out),
        "notes": [*found.history.notes, *found.doubts],
        "not_used": [{"column": one.source, "why": one.why} for one in found.frame.left_out],
        "nothing_to_learn": found.nothing,
        "small_numbers": found.few is not None,
        "cards": [
            {
                "at_most": size, "rules": len(card.rules), "rows": rows_of(card),
                "auc": asdict(held.auc), "chosen": place == found.chosen,
            }
            for place, (card, size, held) in enumerate(cards)
        ],
        "others": {name: {"auc": asdict(auc)} for name, auc in found.figures.others.items()},
        "thresholds": [asdict(one) for one in found.thresholds],
        "stages": [asdict(one) for one in found.staged.stages],
        "no_stage": [{"name": name, "why": why} for name, why in found.staged.missing],
        "leaks": [{"column": leak.source, "why": leak.why} for leak in found.leaks],
    }  # fmt: skip
