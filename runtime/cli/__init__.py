"""The command `leadscore`.

Only click is imported here and each command's module when it is used, so that help and a
mistyped option answer at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

PIPE_CLOSED = 141

COMMANDS = {
    "init": "Write a starter project, or the data sections from your own data.",
    "check": "Find mistakes in rule files.",
    "format": "Lay rule files out in one way, and change nothing that they mean.",
    "test": "Run the examples of a rule file.",
    "run": "Score leads.",
    "explain": "Show how one lead got its score, and what would change it.",
    "review": "Hold the rules against what became of the leads.",
    "card": "Make the scorecard that Marketing and Sales sign.",
    "prove": "Prove what holds for every lead.",
    "diff": "Show what changed in meaning between two rule files.",
    "learn": "Learn rules from history.",
    "sql": "Print the rules as SQL.",
    "lsp": "Help editors with rule files, on stdin and stdout.",
}
"""Every command, in the order of the help, with the first line of its own help."""


class LazyGroup(click.Group):
    """Knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f".{cmd_name}", __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(self, *given: Any, **options: Any) -> click.Context:
        with _quiet_pipe():
            return super().make_context(*given, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with _quiet_pipe():
            return super().invoke(ctx)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **options: Any
    ) -> NoReturn:
        """Runs one command; every way out ends in an exit code, none in a traceback."""
        _set_up_streams()
        # A rule file is many small things that all stay: to look for garbage among them every
        # 700 costs a fifth of the time of `check`.
        gc.set_threshold(1_000_000)
        options["standalone_mode"] = False
        try:
            code = super().main(args, prog_name or "leadscore", **options)
            sys.stdout.flush()
        except BaseException as error:
            from ._failures import told

            code = told(error)
        sys.exit(code or 0)


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """A reader of our output that has seen enough ends us as it would end any other program;
    click would end with the code for findings."""
    try:
        yield
    except BrokenPipeError:
        raise click.exceptions.Exit(PIPE_CLOSED) from None


def _set_up_streams() -> None:
    """Files and pipes get UTF-8 whatever the system prefers; a terminal that cannot show a letter
    shows `?` for it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with:  leadscore init my-scores",
)
@click.version_option(package_name="leadscore", message="leadscore %(version)s")
def main() -> None:
    """Score leads by rules that people can read.

    Exit codes: 0 fine, 1 something was found (a mistake in the rules, an example that fails),
    2 the command was used wrongly or could not read its input.
    """
