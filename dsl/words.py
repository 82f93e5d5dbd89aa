"""What a node says, in the language's own words.

The printer writes whole files; this takes single parts for messages and for the names of rules
that have no `because`.
"""

from __future__ import annotations

from . import ast


def said(node: ast.Node) -> str:
    """A part of a rule as it would be written, on one line."""
    from .printer import show

    return show(node)
