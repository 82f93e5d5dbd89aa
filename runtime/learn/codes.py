"""Numbers that may be codes: their points go up and down, as amounts hardly do."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import Final

import numpy as np

from ...dsl import ast
from ..errors import listed
from .blocks import Band, Block
from .card import Card
from .frame import Amount, Ints
from .points import turns

MOST: Final = 30
"""Different numbers that somebody may have given a meaning each."""


def said_of_codes(card: Card) -> Iterator[str]:
    pairs = zip(card.rules, card.points, strict=True)
    found = [r.block.feature.source for r, points in pairs if _may_be_codes(r.block, points)]
    if found:
        goes, codes = ("goes", "it holds") if len(found) == 1 else ("go", "they hold")
        yield (
            f"What {listed(found, 5)} {'is' if len(found) == 1 else 'are'} worth {goes} up and "
            f"down with the number. If {codes} codes rather than amounts: "
            f"`--as-text {quote(','.join(found))}`."
        )


def _may_be_codes(block: Block, points: Ints) -> bool:
    feature = block.feature
    if not isinstance(feature, Amount) or not isinstance(feature.expression, ast.Ref):
        return False
    different = np.unique(feature.values[~np.isnan(feature.values)])
    if len(different) > MOST or (different != np.floor(different)).any():
        return False
    bands = [int(points[i]) for i, row in enumerate(block.rows) if isinstance(row, Band)]
    return bool(turns(bands))
