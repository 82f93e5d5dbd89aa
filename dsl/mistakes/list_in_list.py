"""What is said of a list among the values of another."""

from __future__ import annotations

from typing import Final

NO_LISTS: Final = "a list holds values, no lists"


def both_lists(inner: str, outer: str) -> str:
    """How to have what stands in both."""
    both = f"(country is in {inner} or country is in {outer})"
    return f"write the values of `{inner}` here as well; or ask for both lists: `{both}`"
