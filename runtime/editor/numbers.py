"""What is different between two answers that are long lists of numbers."""

from __future__ import annotations

from lsprotocol.types import SemanticTokensEdit

WORD = 5
"""Numbers that belong together."""


def different(old: list[int], new: list[int]) -> list[SemanticTokensEdit]:
    """One edit from the first difference to the last."""
    if old == new:
        return []
    most = min(len(old), len(new)) // WORD * WORD
    start = _same(old, new, most)
    end = _same(old[::-1], new[::-1], most - start)
    return [SemanticTokensEdit(start, len(old) - end - start, new[start : len(new) - end])]


def _same(old: list[int], new: list[int], most: int) -> int:
    """How many numbers at the beginning are the same, in whole words; found by halving."""
    low, high = 0, most // WORD
    while low < high:
        middle = (low + high + 1) // 2
        if old[low * WORD : middle * WORD] == new[low * WORD : middle * WORD]:
            low = middle
        else:
            high = middle - 1
    return low * WORD
