"""`leadscore check`: what is wrong with rule files, and what is likely to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._failures import Mistake
from ._files import paths_argument, rule_files
from ._pages import page, refuse_unknown
from ._terminal import Progress, note, progress
from .formats import format_option, told

if TYPE_CHECKING:
    from ._findings import Findings
    from ._mending import Find, Mended

EXAMPLES = """\b
Examples:
  leadscore check .
  leadscore check rules.score --ignore W7
  leadscore check . --fix
  leadscore check --explain E101"""


@click.command("check", epilog=EXAMPLES)
@paths_argument
@format_option("findings")
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
@click.option("--fix", is_flag=True, help="Mend what can be mended without a change of meaning.")
@click.option(
    "--unsafe-fixes", "unsafe", is_flag=True,
    help="With --fix or --diff: also mend what may change scores.",
)  # fmt: skip
@click.option(
    "--diff", "shown", is_flag=True, help="Show what --fix would change, and change nothing."
)
@click.option("--explain", "explained", metavar="CODE", help="Show the page of a code and stop.")
def command(
    paths: tuple[Path, ...], style: str, selected: tuple[str, ...], ignored: tuple[str, ...],
    fix: bool, unsafe: bool, shown: bool, explained: str | None,
) -> int:  # fmt: skip
    """Find mistakes in rule files.

    PATH is a file, or a folder with all `.score` files in it and below; the current folder if
    left out. Every file is checked on its own and as part of the files that use it. What is told
    can be set in `leadscore.toml` or `pyproject.toml`; options count more.

    Ends with 0 if nothing was found and with 1 if there was anything, error or warning; use
    `--select E` to let warnings pass.
    """
    if explained is not None:
        from ._page_text import as_text

        click.echo(as_text(page(explained)))
        return 0
    if unsafe and not fix and not shown:
        raise Mistake("`--unsafe-fixes` says which fixes to make", "add `--fix` or `--diff`")
    only, out = _codes(selected), _codes(ignored)
    refuse_unknown([*only, *out])
    files = rule_files(paths)
    with progress() as tell:
        find = _finder(files, tell, only, out)
        if not fix and not shown:
            return _told(find({}), files, style)
        from ._mending import mend

        mended = mend(find, files, unsafe)
    return _shown(mended) if shown else _mended(mended, files, style, unsafe)


def _codes(given: Iterable[str]) -> list[str]:
    """Each option may name several: `W302,W303`."""
    return [code.strip().upper() for codes in given for code in codes.split(",")]


def _finder(files: list[Path], tell: Progress, only: list[str], out: list[str]) -> Find:
    from ._findings import configs, find

    settings = configs(files, bool(only))
    return lambda texts: find(files, tell, texts, settings).only(only, out)


def _shown(mended: Mended) -> int:
    from ...dsl.apply import diff

    for path, (old, new) in mended.changed.items():
        click.echo(diff(str(path), old, new), nl=False)
    return 1 if mended.changed else 0


def _mended(mended: Mended, files: Sequence[Path], style: str, unsafe: bool) -> int:
    mended.write()
    changed = len(mended.changed)
    if changed:
        note(f"mended {_counted(mended.fixes, 'place')} in {_counted(changed, 'file')}")
    fixes = [one.fix for one in mended.findings.diagnostics if one.fix is not None]
    left = sum(not fix.safe for fix in fixes)
    if left and not unsafe:
        note(
            f"{_counted(left, 'place')} can be mended with `--unsafe-fixes` too; "
            "`--diff --unsafe-fixes` shows how"
        )
    return _told(mended.findings, files, style)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _told(found: Findings, files: Sequence[Path], style: str) -> int:
    click.echo(told(style, "findings", found, files), nl=False)
    return 1 if found.diagnostics else 0
