"""Hypothesis strategies for rule files, drawn by the same code as the long random runs."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from generate_files import Made, rule_file


def rule_files(*, rules: int = 3, examples: bool = False) -> st.SearchStrategy[Made]:
    """Valid rule files; smaller ones are simpler."""
    return st.randoms(use_true_random=False).map(
        lambda random: rule_file(random, rules=rules, examples=examples)
    )


def randoms() -> st.SearchStrategy[Random]:
    return st.randoms(use_true_random=False)
