"""A reader of the data that rules name, for lint. What reads it is loaded when there is any."""

from __future__ import annotations

from pathlib import Path

from ..dsl.data_files import Counts, Wanted


def values_at_hand(path: Path, wanted: frozenset[Wanted]) -> Counts:
    """Of Parquet, JSON and compressed files."""
    from .tables import texts

    return texts.counted(path, wanted)
