"""A page of Markdown as a terminal shows it: headings, paragraphs to its width, indented code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from ._terminal import colour, styled, width

_FENCE: Final = re.compile(r"^```.*\n((?:.*\n)*?)```$", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_CODE: Final = re.compile(r"`([^`]+)`")
_INDENT: Final = "    "


def as_text(page: str) -> str:
    """Code keeps its lines; what is not code is set anew.

    >>> print(as_text("# E1: a page\\n\\nSee [this](x.md),\\nand `it`.\\n\\n```\\nuse x\\n```\\n"))
    E1: a page
    <BLANKLINE>
    See this, and `it`.
    <BLANKLINE>
        use x
    """
    return "\n\n".join(_blocks(page))


def _blocks(page: str) -> Iterator[str]:
    end = 0
    for fence in _FENCE.finditer(page):
        yield from _prose(page[end : fence.start()])
        yield textwrap.indent(fence[1].rstrip("\n"), _INDENT)
        end = fence.end()
    yield from _prose(page[end:])


def _prose(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("#"):
            yield styled(block.lstrip("# "), bold=True)
        elif block:
            words = " ".join(_LINK.sub(r"\1", block).split())
            yield _spoken(textwrap.fill(words, width(), break_on_hyphens=False))


def _spoken(text: str) -> str:
    """Words of the language keep their marks where nothing else sets them apart."""
    return _CODE.sub(lambda code: styled(code[1], fg="cyan"), text) if colour() else text
