"""What a terminal is told while a command works, and how results are set out on it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final, NoReturn, TypeAlias

import click

Progress: TypeAlias = Callable[[str, float | None], None]

PATIENCE: Final = 1.0
"""Seconds that pass before there is a progress bar."""
TICK: Final = 0.2
WIDEST: Final = 100


def colour(stream: IO[str] | None = None) -> bool:
    """Whether text for a stream (stdout if none) may be coloured."""
    stream = stream or sys.stdout
    return not os.environ.get("NO_COLOR") and stream.isatty()


def width() -> int:
    """Columns to fill: the terminal's, at most `WIDEST`."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)


def note(text: str) -> None:
    """Tells something that is not the result."""
    click.echo(text, err=True)


def styled(text: str, **style: bool | str) -> str:
    """Text for stdout, in colour if that may be."""
    return click.style(text, **style) if colour() else text  # type: ignore[arg-type]


# ---------------------------------------------------------------- bars


def bars(figures: Iterable[tuple[str, int]], room: int = 40) -> list[str]:
    """A line for each figure: its name, the figure, its share of all, a bar.

    >>> for line in bars([("MQL", 30), ("Cold", 10)], room=4):
    ...     print(line)
    MQL   30  75%  ████
    Cold  10  25%  █▎
    """
    rows = list(figures)
    names = max((len(name) for name, _ in rows), default=0)
    digits = max((len(f"{figure:,}") for _, figure in rows), default=0)
    most = max((figure for _, figure in rows), default=0)
    total = sum(figure for _, figure in rows) or 1
    return [
        f"{name:<{names}}  {figure:>{digits},}  {round(100 * figure / total):>2}%  "
        f"{bar(figure, most, room)}".rstrip()
        for name, figure in rows
    ]  # fmt: skip


def bar(figure: int, most: int, room: int) -> str:
    """A bar in eighths of a cell; at least a sliver for anything above 0."""
    eighths = max(1, 8 * room * figure // most) if figure > 0 else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def columns_of(figures: Sequence[int]) -> str:
    """A column of one letter for each figure, nothing for 0.

    >>> columns_of([0, 1, 50, 100])
    ' ▁▄█'
    """
    most = max(figures, default=0) or 1
    return "".join(" ▁▂▃▄▅▆▇█"[max(1, 8 * figure // most) if figure else 0] for figure in figures)


# ---------------------------------------------------------------- tables


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[str] = ()) -> None:
    """A table on stdout: as wide as it needs to be in a pipe, cut to fit on a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ...dsl.excerpt import clean

    numbers = frozenset(right)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(
            Text(clean(column)), justify="right" if column in numbers else "left", no_wrap=True,
            overflow="ellipsis",
        )  # fmt: skip
    for row in rows:
        shown.add_row(*(Text(clean(cell)) for cell in row))
    console = Console(
        file=sys.stdout, width=_table_width(), highlight=False, force_terminal=colour(),
        color_system="standard" if colour() else None,
    )  # fmt: skip
    with console.capture() as made:
        console.print(shown)
    for line in made.get().splitlines():
        click.echo(line.rstrip())


def _table_width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 100_000


# ---------------------------------------------------------------- progress


class _Bar:
    """One line at the bottom of the terminal, drawn by a thread of its own: the work itself may
    be one long call."""

    def __init__(self) -> None:
        self.step, self.share = "", None
        self.started = time.monotonic()
        self.done = threading.Event()
        self.drawn = False

    step: str
    share: float | None

    def told(self, step: str, share: float | None) -> None:
        self.step, self.share = step, share

    def draw(self) -> None:
        if self.done.wait(PATIENCE):
            return
        while not self.done.is_set():
            seconds = int(time.monotonic() - self.started)
            share = f"{bar(int(self.share * 100), 100, 20):<20} " if self.share is not None else ""
            self._write(f"\r\x1b[2K{share}{self.step} … {seconds} s")
            self.drawn = True
            self.done.wait(TICK)

    def clear(self) -> None:
        if self.drawn:
            self._write("\r\x1b[2K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def progress() -> Iterator[Progress]:
    """A function that is told what is being done and which share of it, if known; on a terminal
    it shows so, if all takes longer than `PATIENCE`."""
    if not sys.stderr.isatty():
        yield lambda step, share: None
        return
    shown = _Bar()
    thread = threading.Thread(target=shown.draw, daemon=True)
    thread.start()
    try:
        yield shown.told
    finally:
        shown.done.set()
        thread.join()
        shown.clear()


@contextmanager
def orderly_end() -> Iterator[None]:
    """Lets a request to end (SIGTERM, as from `timeout` or a scheduler) clear up like Ctrl-C."""

    def end(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
