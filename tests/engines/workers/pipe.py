"""The worker's end of the pipe: calls come in pickled, answers go out so.

A worker runs in an environment of its own, so that nothing of the project is imported here.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any


def serve(calls: Mapping[str, Callable[..., Any]]) -> None:
    """Answers until the pipe is closed. What libraries print goes to the standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            name, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(_answer(calls[name], arguments), answers)
        answers.flush()


def _answer(call: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, call(*arguments)
    except Exception as error:
        return False, str(error) or repr(error)
