"""How much a test of random cases tries: a part of it in a newcomer's run, all of it where every
engine must run. docs/engines_in_tests.md tells both."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

WHOLE: Final = os.environ.get("LEADSCORE_REQUIRE_ENGINES") == "all"


EACH: Final = 3
"""One in so many is tried by a newcomer's run where `some` chooses."""

Item = TypeVar("Item")


def some(of: Sequence[Item]) -> Sequence[Item]:
    return of if WHOLE else of[::EACH]


def volume(quick: int, whole: int, setting: str) -> int:
    """So many; `setting` is the environment variable that asks for any other number."""
    return int(os.environ.get(setting) or (whole if WHOLE else quick))
