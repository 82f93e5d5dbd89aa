"""A document as Markdown, for a pull request or a wiki. Text of the data stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..markdown import cell as text_of_cell
from .document import Block, Document, Picture, Says, Signatures, Table

_MOST = 100_000
"""Characters of a cell: whatever a rule says has room in it."""
_MARKS = {"plain": "", "good": "", "doubt": "⚠️ ", "bad": "🔴 "}


def as_markdown(document: Document) -> Iterator[str]:
    yield f"# {cell(document.title)}"
    yield ""
    yield " ".join(cell(line) for line in document.lines)
    for section in document.sections:
        title = cell(section.title)
        yield from ("", f"<details><summary>{title}</summary>" if section.folded else f"## {title}")
        for block in section.blocks:
            if not (isinstance(block, Picture) and block.drawn_only):
                yield ""
                yield from _block(block)
        yield from ("", "</details>") if section.folded else ()


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Says):
        yield _MARKS[block.tone] + cell(block.text)
    elif isinstance(block, Signatures):
        yield from _table(Table(("", "Name", "Signature", "Date"), _to_sign(block)))
    else:
        yield from _table(block.table if isinstance(block, Picture) else block)


def _to_sign(block: Signatures) -> tuple[tuple[str, ...], ...]:
    return tuple((one, "", "", "") for one in block.of)


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield from (f"**{cell(table.title)}**", "")
    kept = [i for i, name in enumerate(table.columns) if name or any(r[i] for r in table.rows)]
    yield _row([table.columns[i] for i in kept])
    yield f"| {' | '.join('---' if i in table.left else '---:' for i in kept)} |"
    for number, row in enumerate(table.rows):
        yield _row([row[i] for i in kept], number in table.strong)


def _row(cells: Sequence[str], strong: bool = False) -> str:
    told = (cell(one) for one in cells)
    return f"| {' | '.join(f'**{one}**' if strong and one else one for one in told)} |"


def cell(text: str) -> str:
    return text_of_cell(text, _MOST)
