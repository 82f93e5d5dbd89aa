"""All changes between two models, section by section, as a reader goes through a file."""

from __future__ import annotations

from .change import Both, Change, Effect
from .definitions import consequences, definition_changes
from .results import class_changes, exclusion_changes, ignored_changes, other_changes
from .rules import group_changes, rule_changes

__all__ = ["Both", "Change", "Effect", "compare"]


def compare(both: Both) -> list[Change]:
    excluded = [*exclusion_changes(both), *ignored_changes(both)]
    groups = [*group_changes(both), *rule_changes(both)]
    classes = list(class_changes(both))
    defined = list(consequences(both, list(definition_changes(both))))
    return [*defined, *excluded, *groups, *classes, *other_changes(both)]
