"""`leadscore lsp`: the language server, for editors to start."""

from __future__ import annotations

import os
import sys

import click

from ._failures import Mistake

EXAMPLES = """\b
Examples:
  leadscore lsp"""


@click.command("lsp", epilog=EXAMPLES)
@click.option("--stdio", is_flag=True, help="Speak on stdin and stdout; always so.")
def command(stdio: bool) -> None:
    """Help editors with rule files, on stdin and stdout.

    Speaks the Language Server Protocol: mistakes while you type, with fixes; what names and rules
    mean; what can be written next.
    """
    try:
        from ..editor.features import make_server
    except ImportError as error:
        if (error.name or "").split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise Mistake(
            "the language server needs one more package", "pip install 'leadscore[lsp]'"
        ) from None
    with os.fdopen(os.dup(0), "rb") as stdin, os.fdopen(os.dup(1), "wb") as stdout:
        # Nothing else may write where the protocol is spoken.
        sys.stdout = sys.stderr
        server = make_server()
        server.start_io(stdin, stdout)
    if not server.shut:
        sys.exit(1)  # as the protocol has it
