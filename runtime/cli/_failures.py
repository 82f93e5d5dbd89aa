"""How a command ends that does not end well: a line or two on stderr and an exit code.

No traceback reaches a user, and no value of the data: keys and names of leads stay out of logs.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Final

import click

from ...compiler.no_moment import NoMoment
from ..errors import DataError
from . import PIPE_CLOSED
from ._terminal import colour

MISTAKE: Final = 2
INTERNAL: Final = 70
"""What systems call a software error; no command means anything else by it."""
INTERRUPTED: Final = 130


class Mistake(click.ClickException):
    """What the caller should do differently, in one or two lines."""

    exit_code = MISTAKE

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help


def told(error: BaseException) -> int:
    """Tells what went wrong on stderr; the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _forget_stdout()
        return PIPE_CLOSED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return MISTAKE
    found = _mistake(error)
    if found is None:
        return _internal(error)
    _tell(*found)
    return MISTAKE


def _mistake(error: BaseException) -> tuple[str, str | None] | None:
    """What is wrong and what to do, if it is the caller's to mend."""
    if isinstance(error, Mistake):
        return error.message, error.help
    if isinstance(error, DataError):
        return error.message, error.help
    if isinstance(error, NoMoment):
        return str(error), error.help
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx is not None else "leadscore"
        return _as_ours(error.format_message()), f"see `{path} --help`"
    if isinstance(error, click.ClickException):
        return _as_ours(error.format_message()), None
    if isinstance(error, OSError) and error.filename is None:
        # Only streams have no name; what a command opens itself is told by its own words.
        _forget_stdout()
        return f"the output cannot be written: {(error.strerror or '').lower()}", None
    return _rule_error(error)


def _as_ours(message: str) -> str:
    """click's sentence in the form of all our messages."""
    message = " ".join(message.split()).removesuffix(".")
    return message[:1].lower() + message[1:]


def _rule_error(error: BaseException) -> tuple[str, str | None] | None:
    rules = sys.modules.get(f"{__name__.rsplit('.', 2)[0]}.rules")
    if rules is None or not isinstance(error, rules.RuleError):
        return None
    model, first = error.model, error.diagnostics[0]
    line = model.sources[first.span.path].position(first.span.start)[0]
    shown = model.path.parent / first.span.path
    where = f"{shown}, line {line}: " if first.span.end else ""
    more = len(error.diagnostics) - 1
    advice = first.help or ""
    if more:
        others = "1 more mistake" if more == 1 else f"{more} more mistakes"
        advice = f"there is {others}" if more == 1 else f"there are {others}"
        advice += f"; see `leadscore check {model.path}`"
    return where + first.title, advice


def _internal(error: BaseException) -> int:
    if os.environ.get("LEADSCORE_DEBUG"):
        traceback.print_exception(error)
        return INTERNAL
    _tell(
        f"leadscore itself has failed ({type(error).__name__}); please report it",
        "`LEADSCORE_DEBUG=1` before the command shows where, for the report; it may show data too",
    )
    return INTERNAL


def _tell(message: str, help: str | None) -> None:
    head = click.style("error", fg="red", bold=True) if colour(sys.stderr) else "error"
    click.echo(f"{head}: {message}", err=True)
    for line in (help or "").splitlines():
        click.echo(f"  {line}", err=True)


def _forget_stdout() -> None:
    """What is still buffered goes nowhere, or the interpreter would fail on it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
