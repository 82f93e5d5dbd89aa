"""What a dialect cannot say, told with the rules that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .dialects import Dialect
from .dialects.base import Unsupported
from .lower import walk
from .plan import ColumnValue, FieldValue, Plan

_MOST: Final = 3


def refusal(plan: Plan, dialect: Dialect, error: Unsupported) -> Unsupported:
    """The same with the engine's name, the column and the rules that read it."""
    about = [f"`{error.of}`"] if error.of else []
    rules = list(dict.fromkeys(_readers(plan, error.of))) if error.of else []
    about += [f"in “{rule}”" for rule in rules[:_MOST]]
    about += [f"and {len(rules) - _MOST} more"] if len(rules) > _MOST else []
    where = f" ({' '.join(about)})" if about else ""
    return Unsupported(f"{dialect.title} {error}{where}", error.of)


def _readers(plan: Plan, name: str) -> Iterator[str]:
    """Names of the rules, and of what else reads a column or field of that name."""
    for group in plan.groups:
        for rule in group.rules:
            if _reads(rule.gives, name):
                yield rule.name
    parts: list[tuple[str, object]] = [(d.name, d.test) for d in plan.defines]
    parts += [(e.reason, e.test) for e in plan.excluded]
    parts += [(c.name, c.parts) for c in plan.classes]
    yield from (told for told, part in parts if _reads(part, name))


def _reads(part: object, name: str) -> bool:
    values = (node for node in walk(part) if isinstance(node, ColumnValue | FieldValue))
    return any(value.name == name for value in values)
