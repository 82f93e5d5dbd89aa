"""Reports in files and on stdout: `-o` and `--format` of commands that make a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import click

from ._failures import Mistake
from ._terminal import note

if TYPE_CHECKING:
    from ..report.document import Document

_F = TypeVar("_F", bound=Callable[..., Any])
Objects: TypeAlias = Callable[[], Any]
"""Makes the report for programs."""
ENDINGS: Final = {"html": ".html", "markdown": ".md", "json": ".json"}


def outs_option(command: _F) -> _F:
    return click.option(
        "-o", "--output", "outs", metavar="OUT", type=click.Path(path_type=Path), multiple=True,
        help="Write the report to this file: .html, .md or .json; may be repeated.",
    )(command)  # fmt: skip


def checked(outs: Sequence[Path], inputs: Iterable[Path], drawn: bool = True) -> None:
    """Before the work rather than after it; `drawn` if there will be pictures."""
    from ..output import refuse_target, told

    read = list(inputs)
    for out in outs:
        if out.suffix.lower() not in ENDINGS.values():
            raise Mistake(
                f"`{out.name}` does not say by its ending how to write it",
                "end it in .html, .md or .json",
            )
        with told(out):
            refuse_target(out, read)
    if drawn and any(out.suffix.lower() == ".html" for out in outs):
        drawable()


def drawable() -> None:
    """`DataError` if no pictures can be drawn here."""
    from ..pictures.frame import library

    library()


def write(document: Document, objects: Objects, outs: Sequence[Path]) -> None:
    """All of them or none."""
    from ..output import replace_all

    replace_all({out: text(document, objects, out.suffix.lower()) for out in outs})
    for out in outs:
        note(f"written: {out}")


def show(document: Document, objects: Objects, style: str) -> None:
    """On stdout, as text or as one of `ENDINGS`."""
    if style == "text":
        from ._document import show as on_terminal

        on_terminal(document)
        return
    click.echo(text(document, objects, ENDINGS[style]).rstrip("\n"))


def _plain(value: object) -> float | str:
    """Points with decimals are numbers."""
    return float(value) if isinstance(value, Decimal) else str(value)


def text(document: Document, objects: Objects, ending: str) -> str:
    if ending == ".json":
        return json.dumps(objects(), ensure_ascii=False, indent=2, default=_plain) + "\n"
    if ending == ".md":
        from ..report.as_markdown import as_markdown

        return "\n".join(as_markdown(document)) + "\n"
    from ..report.as_html import as_html

    return as_html(document)
