"""A document on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from ._terminal import bar, styled, table

if TYPE_CHECKING:
    from ..report.document import Block, Document, Signatures, Table, Tone

_COLOURS: Final[dict[Tone, dict[str, str]]] = {
    "plain": {}, "good": {"fg": "green"}, "doubt": {"fg": "yellow"}, "bad": {"fg": "red"},
}  # fmt: skip
_MARKS: Final[dict[Tone, str]] = {"plain": "", "good": "", "doubt": "! ", "bad": "!! "}
_ROOM: Final = 20
_LINES: Final = ("_" * 16, "_" * 16, "_" * 10)


def show(document: Document) -> None:
    from ...dsl.excerpt import clean

    click.echo(styled(clean(document.title), bold=True))
    for line in document.lines:
        _paragraph(line, "plain")
    for section in document.sections:
        click.echo("")
        click.echo(styled(clean(section.title), bold=True))
        for block in section.blocks:
            _block(block)


def _block(block: Block) -> None:
    from ..report.document import Picture, Says, Signatures

    if isinstance(block, Says):
        _paragraph(block.text, block.tone)
    elif isinstance(block, Signatures):
        _to_sign(block)
    elif not isinstance(block, Picture):
        _table(block)
    elif not block.drawn_only:
        _table(block.table)


def _paragraph(text: str, tone: Tone) -> None:
    """Lines of a width that reads well, whatever the terminal's."""
    from textwrap import wrap

    from ...dsl.excerpt import clean

    mark = _MARKS[tone]
    for line in wrap(clean(mark + text), 96, subsequent_indent=" " * len(mark)):
        click.echo(styled(line, **_COLOURS[tone]))


def _to_sign(found: Signatures) -> None:
    from ..report.document import Table

    _table(Table(("", "Name", "Signature", "Date"), tuple((one, *_LINES) for one in found.of)))


def _table(found: Table) -> None:
    if found.title:
        click.echo("")
        _paragraph(found.title, "plain")
    columns, rows = list(found.columns), [list(row) for row in found.rows]
    if found.bars:
        columns.append("")
        for row, share in zip(rows, found.bars, strict=True):
            row.append(bar(round(1000 * share), 1000, _ROOM))
    kept = [i for i in range(len(columns)) if columns[i] or any(row[i] for row in rows)]
    marked = [f"{'→ ' if n in found.strong else ''}{row[kept[0]]}" for n, row in enumerate(rows)]
    right = [found_column for i, found_column in enumerate(found.columns) if i not in found.left]
    table(
        [columns[i] for i in kept],
        ([first, *(row[i] for i in kept[1:])] for first, row in zip(marked, rows, strict=True)),
        right=[name for name in right if name],
    )
