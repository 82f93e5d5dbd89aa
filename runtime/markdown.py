"""Text of rules and data in Markdown, where it never becomes more than text: no cell, link, image,
HTML or mention.

Cells are written by the numbers of their signs, as a bar would end them even inside back-ticks;
elsewhere back-ticks do, and can be read before they are rendered too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..dsl.excerpt import clean

LONGEST: Final = 500
"""Characters of a cell's text."""
SIGNS: Final = re.compile(
    r"""[^\w ,;:.()?/'"“”–…%!+-]|_"""
    r"|:(?! |$)"  # `:tada:`, `http://`
    r"|\.(?=\w)(?!(?<=\d\.)\d)|(?<=\d)\.(?= )"  # `www.`, names of files; `1. ` of a list
    r"|\+(?= |$)"  # `+ ` of a list
)
"""What is written by its number, since it may be a sign of Markdown or HTML. All others are left as
they are, so that the text can be read before it is rendered, too."""
CALLS: Final = re.compile("(&#(?:64|35);|&#58;(?=//)|(?<=www)&#46;)")
"""`@`, `#` and `://` call people, issues and pages even when written by their numbers."""


def cell(text: str, most: int = LONGEST) -> str:
    """Text of a cell, at most so long; what stands in back-ticks is shown as code.

    >>> cell("there is no `a|b` for @all")
    'there is no <code>a&#124;b</code> for &#64;\\u200ball'
    >>> cell("+0.5 at most: 3 %. See www.a.com, b.csv and :tada: http://c")
    '+0.5 at most: 3 %. See www&#46;\\u200ba&#46;com, b&#46;csv and &#58;tada: http&#58;\\u200b//c'
    """
    parts = re.split("`([^`]*)`", _short(text, most))
    return "".join(
        cell_code(part, most) if i % 2 else CALLS.sub("\\1\u200b", _by_number(part))
        for i, part in enumerate(parts)
    )


def cell_code(text: str, most: int = LONGEST) -> str:
    """
    >>> cell_code("<b>*a*")
    '<code>&#60;b&#62;&#42;a&#42;</code>'
    """
    return f"<code>{_by_number(_short(text, most))}</code>"


def code(text: str) -> str:
    """In back-ticks, more of them than stand in it.

    >>> code("a `b`")
    '`` a `b` ``'
    """
    text = " ".join(clean(text).split()) or " "
    ticks = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fenced(language: str, lines: Sequence[str], margin: str = "  ") -> Iterator[str]:
    """A block; with a margin it belongs to the item above."""
    ticks = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    yield from ("", f"{margin}{ticks}{language}")
    yield from (margin + line if line else "" for line in lines)
    yield f"{margin}{ticks}"


def _short(text: str, most: int) -> str:
    text = clean(text)
    return text if len(text) <= most else f"{text[:most]}…"


def _by_number(text: str) -> str:
    return SIGNS.sub(lambda sign: f"&#{ord(sign.group())};", text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
