"""`leadscore check`: what is wrong with rule files, and what is likely to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._files import paths_argument, rule_files
from ._options import format_option
from ._pages import page, refuse_unknown
from ._terminal import colour, progress, width

if TYPE_CHECKING:
    from ._findings import Findings

EXAMPLES = """\b
Examples:
  leadscore check .
  leadscore check rules.score --ignore W2
  leadscore check --explain E101"""


@click.command("check", epilog=EXAMPLES)
@paths_argument
@format_option
@click.option(
    "--select", "selected", metavar="CODE", multiple=True,
    help="Tell only of this code, or of all that begin so (W2); may be repeated.",
)  # fmt: skip
@click.option(
    "--ignore",
    "ignored",
    metavar="CODE",
    multiple=True,
    help="Do not tell of this code, or of any that begins so; may be repeated.",
)
@click.option("--explain", "explained", metavar="CODE", help="Show the page of a code and stop.")
def command(
    paths: tuple[Path, ...], style: str, selected: tuple[str, ...], ignored: tuple[str, ...],
    explained: str | None,
) -> int:  # fmt: skip
    """Find mistakes in rule files.

    PATH is a file, or a folder with all `.score` files in it and below; the current folder if
    left out. Every file is checked on its own and as part of the files that use it.

    Ends with 0 if nothing was found and with 1 if there was anything, error or warning; use
    `--select E` to let warnings pass.
    """
    if explained is not None:
        click.echo(page(explained), nl=False)
        return 0
    from ._findings import find

    files = rule_files(paths)
    only = [code.upper() for code in selected]
    out = [code.upper() for code in ignored]
    refuse_unknown([*only, *out])
    with progress() as tell:
        found = find(files, tell).only(only, out)
    (_json if style == "json" else _text)(found, len(files))
    return 1 if found.diagnostics else 0


def _text(found: Findings, files: int) -> None:
    from ...dsl.render import render_text

    if found.diagnostics:
        click.echo(
            render_text(found.diagnostics, found.sources, color=colour(), width=width()), nl=False
        )
    else:
        click.echo(f"no problems in {files} file{'s' * (files != 1)}")


def _json(found: Findings, files: int) -> None:
    from ...dsl.render import render_json

    told = {"files": files, "diagnostics": render_json(found.diagnostics, found.sources)}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
