"""What is likely not meant, although it can be read: one small module for each rule.

A rule module has a docstring with an *Avoid* and a *Prefer* file (they are its page and its
test), `CODE`, and `check(model)`, which may take a reader of data by the name `read`.
`# allow: CODE because …` on a line or on the line above it silences a rule there,
`# allow in this file: CODE because …` above the first section everywhere.
Codes are of families by their hundred (`FAMILIES`). A rule whose findings carry fixes says so by
`FIX`: `"safe"` ones never change what a file means, `"unsafe"` ones mostly do what was meant.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Literal, Protocol, TypeAlias, cast

from ..config import DEFAULT, LintConfig
from ..data_files import Reader, unread
from ..diagnostics import Diagnostic, capped
from ..model import Model

FixKind: TypeAlias = Literal["safe", "unsafe"]
FAMILIES = {
    "W2": "Data", "W3": "Logic", "W4": "Limits", "W5": "Time", "W6": "Stages, labels, grades",
    "W7": "Names and wording", "W8": "Style", "W9": "Comments that allow",
}  # fmt: skip


class Rule(Protocol):
    """A module of this folder that has a `CODE`."""

    CODE: str
    __doc__: str | None

    @property
    def check(self) -> Callable[..., Iterable[Diagnostic]]: ...


def fix_of(rule: Rule) -> FixKind | None:
    """Which kind of fixes a rule's findings carry, if any."""
    return cast("FixKind | None", getattr(rule, "FIX", None))


def _parameters(check: Callable[..., object]) -> list[inspect.Parameter]:
    return list(inspect.signature(check).parameters.values())


@cache
def _reads_data(check: Callable[..., object]) -> bool:
    return any(one.name == "read" for one in _parameters(check))


@cache
def _options(check: Callable[..., Iterable[Diagnostic]]) -> dict[str, int]:
    parameters = [p for p in _parameters(check)[1:] if p.kind is not p.KEYWORD_ONLY]
    return {one.name.replace("_", "-"): one.default for one in parameters}


def options_of(rule: Rule) -> dict[str, int]:
    """What a rule counts by and a project may set, with its value if nothing is set: the
    parameters of `check` after the model."""
    return _options(rule.check)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    modules = (import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    found = (cast(Rule, module) for module in modules if hasattr(module, "CODE"))
    return tuple(sorted(found, key=lambda rule: rule.CODE))


def lint(
    model: Model, config: LintConfig = DEFAULT, read: Reader = unread
) -> tuple[Diagnostic, ...]:
    """Findings in all files of a model, in their order; none while it has errors, since what
    could not be read may be what a finding misses. `read` is for data that is no CSV."""
    if model.errors:
        return ()
    from .allow import silence

    found = list(dict.fromkeys(f for rule in rules() for f in _checked(rule, model, config, read)))
    order = {parsed.source.path: i for i, parsed in enumerate(model.files)}
    loud = silence(model, found, [rule.CODE for rule in rules()])
    # What settings leave out is found all the same: a comment that allows it is not idle.
    wanted = (d for d in loud if config.tells(d.code, model.path.parent / d.span.path))
    kept = sorted(wanted, key=lambda d: (order.get(d.span.path, 0), d.span.start, d.code))
    return capped("W999", kept)


def _checked(
    rule: Rule, model: Model, config: LintConfig, read: Reader
) -> Iterable[Diagnostic]:  # fmt: skip
    options = config.options.get(rule.CODE, {})
    data = {"read": read} if _reads_data(rule.check) else {}
    return rule.check(model, **options, **data)
