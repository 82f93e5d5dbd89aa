"""Hypothesis strategies for rule files, drawn by the same code as the long random runs."""

from __future__ import annotations

import os
from random import Random

from generate_files import Made, rule_file
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from volumes import volume

SEEDS = st.integers(0, 2**32 - 1)
FEW = 20
"""So many files, if any of them, are drawn in a newcomer's run."""


def rule_files(*, rules: int = 4, examples: bool = False) -> st.SearchStrategy[Made]:
    """Valid rule files, with at most so many rules in a group."""
    return SEEDS.map(lambda seed: rule_file(Random(seed), rules=rules, examples=examples))


def randoms() -> st.SearchStrategy[Random]:
    return SEEDS.map(Random)


def some_files(count: int) -> settings:
    """So many files, or fewer in a newcomer's run, the same every time; with `LEADSCORE_FUZZ_FILES`
    so many others. A smaller seed makes no smaller file, so nothing is shrunk; `shrink.py` does
    that."""
    tried = volume(min(count, FEW), count, "LEADSCORE_FUZZ_FILES")
    return settings(
        max_examples=tried, derandomize="LEADSCORE_FUZZ_FILES" not in os.environ, deadline=None,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
        print_blob=False,
    )  # fmt: skip
