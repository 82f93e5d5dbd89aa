"""Score leads by rules that people can read.

rules = leadscore.load("b2b.score")
result = rules.score({"title": "VP Sales"}, [{"event": "page_view", "at": when}], as_of=now)
result.score, result.stage, result["fit"], result.breakdown
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .compiler.no_moment import NoMoment
    from .compiler.own_moment import OwnMoment
    from .compiler.python_backend import Overflow
    from .runtime.errors import DataError
    from .runtime.evaluate import Line, Result
    from .runtime.review.result import Review
    from .runtime.rules import RuleError, Rules, load

__all__ = [
    "DataError", "Line", "NoMoment", "Overflow", "OwnMoment", "Result", "Review", "RuleError",
    "Rules", "__version__", "load",
]  # fmt: skip

_HOMES = {
    "load": "runtime.rules", "Rules": "runtime.rules", "RuleError": "runtime.rules",
    "Result": "runtime.evaluate", "Line": "runtime.evaluate",
    "Review": "runtime.review.result",
    "OwnMoment": "compiler.own_moment", "NoMoment": "compiler.no_moment",
    "Overflow": "compiler.python_support", "DataError": "runtime.errors",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # Names are fetched when first used, so that the command starts without the compiler.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"leadscore.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
