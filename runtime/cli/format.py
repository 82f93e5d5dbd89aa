"""`leadscore format`: rule files in their canonical layout."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._failures import MISTAKE, Mistake
from ._files import paths_argument, rule_files
from ._terminal import colour, note, width

if TYPE_CHECKING:
    from ...dsl.diagnostics import Diagnostic
    from ...dsl.source import Source

EXAMPLES = """\b
Examples:
  leadscore format .
  leadscore format --check .
  leadscore format --diff rules.score"""
STDIN = Path("-")
UNREADABLE = ("E001", "E002", "E003")
"""Codes of files whose text cannot be had at all."""


@dataclass(frozen=True, slots=True)
class Done:
    """A file before and after; `after` is None if it cannot be formatted."""

    path: Path
    before: str
    after: str | None
    unreadable: bool = False

    @property
    def changed(self) -> bool:
        return self.after is not None and self.after != self.before


@click.command("format", epilog=EXAMPLES)
@paths_argument
@click.option("--check", is_flag=True, help="List the files that are not formatted; change none.")
@click.option("--diff", "shown", is_flag=True, help="Show what would change, and change nothing.")
def command(paths: tuple[Path, ...], check: bool, shown: bool) -> int:
    """Lay rule files out in one way, and change nothing that they mean.

    PATH is a file, or a folder with all `.score` files in it and below; the current folder if
    left out. `-` reads a rule file from stdin and writes it to stdout. Every comment is kept. A
    file with a mistake that keeps it from being read stays as it is.

    Ends with 1 if there is such a file and, with --check or --diff, if one is not formatted; with
    2 if a file cannot be read or written.
    """
    if STDIN in paths and len(paths) > 1:
        raise Mistake("`-` stands for the one file on stdin", "name `-` alone")
    done = list(_stdin() if STDIN in paths else _files(rule_files(paths)))
    if shown:
        _diffs(done)
    elif STDIN in paths and not check:
        _print(done)
    elif check:
        _list(done)
    else:
        done = _write(done)
    return _code(done, check or shown)


def _code(done: Sequence[Done], changes_count: bool) -> int:
    if any(one.unreadable for one in done):
        return MISTAKE
    return int(any(one.after is None or (changes_count and one.changed) for one in done))


# ---------------------------------------------------------------- reading


def _files(paths: Sequence[Path]) -> Iterator[Done]:
    from ...dsl.source import read_source

    for path in paths:
        source, wrong = read_source(path, str(path))
        yield _formatted(path, source, wrong)


def _stdin() -> Iterator[Done]:
    from ...dsl.source import decode

    source, wrong = decode(sys.stdin.buffer.read(), "stdin")
    yield _formatted(STDIN, source, wrong)


def _formatted(path: Path, source: Source, wrong: Diagnostic | None) -> Done:
    from ...dsl.format import format_source

    if wrong is not None:
        _tell((wrong,), source)
        return Done(path, source.text, None, unreadable=wrong.code in UNREADABLE)
    formatted = format_source(source)
    if formatted.diagnostics:
        _tell(formatted.diagnostics, source)
        return Done(path, source.text, None)
    return Done(path, source.text, formatted.text)


def _tell(diagnostics: Sequence[Diagnostic], source: Source) -> None:
    from ...dsl.render import render_text

    sources = {source.path: source}
    told = render_text(diagnostics, sources, color=colour(sys.stderr), width=width())
    note(told + f"`{source.path}` is left as it is\n")


# ---------------------------------------------------------------- writing


def _diffs(done: Sequence[Done]) -> None:
    from ...dsl.apply import diff

    for one in done:
        if one.after is not None:
            click.echo(diff(_name(one), one.before, one.after), nl=False)
    _sum_up(done)


def _print(done: Sequence[Done]) -> None:
    for one in done:
        if one.after is not None:
            sys.stdout.buffer.write(one.after.encode())


def _list(done: Sequence[Done]) -> None:
    for one in done:
        if one.changed:
            click.echo(_name(one))
    _sum_up(done)


def _sum_up(done: Sequence[Done]) -> None:
    changed, same = _counts(done)
    note(f"{_counted(changed)} not formatted, {same} formatted{_left(done)}")


def _write(done: Sequence[Done]) -> list[Done]:
    """Every file that can be written is, whatever becomes of the others."""
    from ..rewrite import rewrite

    left = []
    for one in done:
        if one.after is None or not one.changed:
            left.append(one)
            continue
        try:
            rewrite(one.path, one.before, one.after)
        except OSError as error:
            note(f"`{one.path}` cannot be written: {(error.strerror or str(error)).lower()}")
            left.append(Done(one.path, one.before, None, unreadable=True))
        else:
            click.echo(f"formatted {one.path}")
            left.append(one)
    changed, same = _counts(left)
    click.echo(f"{_counted(changed)} formatted, {same} as before{_left(left)}")
    return left


def _name(one: Done) -> str:
    return "stdin" if one.path == STDIN else str(one.path)


def _counts(done: Sequence[Done]) -> tuple[int, int]:
    """How many files change, and how many stay as they are and can be formatted."""
    changed = sum(one.changed for one in done)
    return changed, sum(one.after is not None for one in done) - changed


def _left(done: Sequence[Done]) -> str:
    left = sum(one.after is None for one in done)
    return f", {left} left as it is" if left else ""


def _counted(files: int) -> str:
    return f"{files} file{'s' * (files != 1)}"
