"""How findings, and results of examples, are told: a file for each format.

Each file has `findings(Findings, files)`, `tests(results)` or both; they give all that goes to
stdout. To add a format is to add its file and its line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias, TypeVar

import click

What: TypeAlias = Literal["findings", "tests"]
_F = TypeVar("_F", bound=Callable[..., Any])

FORMATS: Final[dict[str, tuple[What, ...]]] = {
    "text": ("findings", "tests"),
    "json": ("findings", "tests"),
    "sarif": ("findings",),
    "github": ("findings", "tests"),
    "junit": ("findings", "tests"),
    "markdown": ("findings", "tests"),
}
"""By name of the format, and of its file: what can be told so."""


def format_option(what: What) -> Callable[[_F], _F]:
    """`--format`, with the formats in which this can be told."""
    names = [name for name, able in FORMATS.items() if what in able]
    return click.option(
        "--format", "style", type=click.Choice(names), default="text", show_default=True,
        help="For people, for other programs, or for what shows results of CI.",
    )  # fmt: skip


def told(style: str, what: What, *given: Any) -> str:
    """What goes to stdout, in a format."""
    tell: Callable[..., str] = getattr(import_module(f".{style}", __name__), what)
    return tell(*given)
