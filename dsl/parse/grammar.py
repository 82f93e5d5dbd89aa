"""The grammar, and the machines that are made of it; each made once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lark import Lark, Token

from .lalr import Machine, make_machine
from .lexer import make_lexer


@cache
def grammar() -> Lark:
    """The parser, its tables cached in the user's cache folder where that can be written."""
    text = files("leadscore.grammars").joinpath("score.lark").read_text("utf-8")
    options = {
        "parser": "lalr", "lexer": "basic", "start": "file",
        "maybe_placeholders": True, "propagate_positions": True,
    }  # fmt: skip
    try:
        return Lark(text, cache=_cache_path(), **options)
    except OSError:
        return Lark(text, **options)


@cache
def lexer() -> Callable[[str], Iterator[Token]]:
    return make_lexer(grammar())


@cache
def machine() -> Machine:
    return make_machine(grammar())


def _cache_path() -> str | bool:
    from platformdirs import user_cache_path

    folder = user_cache_path("leadscore")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.getuid():  # pragma: no cover - somebody else's pickle
            return False
    except OSError:
        return False
    except AttributeError:  # Windows has no user ids; its cache folder is the user's own
        pass
    return str(Path(folder) / "score-grammar.pickle")
