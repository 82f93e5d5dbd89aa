"""Groups that rules stand in, by their names in the new file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Group
from ..terms import Test

if TYPE_CHECKING:
    from .change import Both


def new_name(both: Both, group: Group, new: bool) -> str | None:
    """`new`: whether it is one of the new file."""
    if new or group.name is None:
        return group.name
    return both.names.groups.get(group.name.lower(), group.name)


def group_when(both: Both, name: str | None, new: bool) -> Test | None:
    model, to = (both.new, both.right) if new else (both.old, both.left)
    for group in model.groups:
        if name is not None and new_name(both, group, new) == name:
            return to.term(group.when)  # type: ignore[no-any-return]
    return None


def home_of(both: Both, at: int, new: bool) -> Group:
    """The group of the rule at a place."""
    model = both.new if new else both.old
    return [group for group in model.groups for _ in group.rules][at]


def given_out(both: Both, name: str | None) -> bool:
    """Whether both files give the points of this group, so that they can be compared."""
    return name in both.names.groups.values()
