"""A report as data: sections of paragraphs, tables and pictures. Text, Markdown and HTML show the
same document, so that they say the same.

In paragraphs, names and values of the data stand in back-ticks; cells of tables are bare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Tone: TypeAlias = Literal["plain", "good", "doubt", "bad"]
"""Bad is shown in red, and begins with a word that says so where there is no colour."""


@dataclass(frozen=True, slots=True)
class Says:
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: frozenset[int] = frozenset({0})
    """Places of the columns of words; the others are of figures."""
    bars: tuple[float, ...] = ()
    """For each row a share of 1, to be drawn beside it where there is no picture."""
    strong: frozenset[int] = frozenset()
    """Places of rows that stand out."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The same figures as the table below it. `spec` is a Vega-Lite specification."""

    title: str
    describes: str
    """For who cannot see it."""
    spec: dict[str, Any] = field(hash=False)
    table: Table
    drawn_only: bool = False
    """Whether the table says little where there is no picture."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Room to sign on paper, with the day, for each of these."""

    of: tuple[str, ...]


Block: TypeAlias = Says | Table | Picture | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]
    whole: bool = False
    """Whether paper shows it on one page where it can."""
    folded: bool = False
    """Whether a comment on a pull request shows it only to who asks for it."""


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    lines: tuple[str, ...]
    """Under the title."""
    sections: tuple[Section, ...]
    rules: str = ""
    """The fingerprint."""
    notes: str = ""
    """At the foot of a page: what its words mean."""
