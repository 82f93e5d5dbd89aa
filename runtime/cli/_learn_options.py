"""What the options of `learn` say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ._as_of import typed
from ._failures import Mistake

if TYPE_CHECKING:
    from ...compiler.own_moment import AsOf
    from ..learn.asked import Group, Wishes


def dated(as_of: AsOf, ended: Mapping[str, Any], events: bool) -> bool:
    """Whether somebody has said when leads are judged. Where times matter, it must be said."""
    from ...compiler.own_moment import OwnMoment

    told = isinstance(as_of, OwnMoment) or typed("as_of")
    times = [
        name for name in ("outcome_at", "won_at", "came_at", "horizon") if ended[name] is not None
    ]
    if not told and (events or times):
        why = f"`--{times[0].replace('_', '-')}` needs" if times else "events need"
        raise Mistake(
            f"{why} the moment at which leads are judged, or what they did after they had bought "
            "is counted too",
            "add `--as-of-column created --plus 7d`, or `--as-of 2026-01-01` for all",
        )
    return told


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names with commas between them.

    >>> names(["Tags, Lead Quality", "City"])
    ('Tags', 'Lead Quality', 'City')
    """
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())


def wishes_of(
    rules: int, most_points: int, rising: Iterable[str], falling: Iterable[str],
    only_plus: Iterable[str], only_minus: Iterable[str], groups: Iterable[str],
    limits: Iterable[str],
) -> Wishes:  # fmt: skip
    from ..learn.asked import Wishes

    return Wishes(
        rules, most_points,
        _each(rising, "rising", falling, "falling"), _each(only_plus, "plus", only_minus, "minus"),
        tuple(_groups(groups, limits)),
    )  # fmt: skip


def _each(one: Iterable[str], said: str, other: Iterable[str], otherwise: str) -> dict[str, Any]:
    from ...dsl.fold import fold

    first, second = map(fold, names(one)), [fold(name) for name in names(other)]
    found = dict.fromkeys(first, said)
    both = [name for name in second if name in found]
    if both:
        raise Mistake(f"`{both[0]}` cannot be both {said} and {otherwise}", "leave out one of them")
    return {**found, **dict.fromkeys(second, otherwise)}


def _groups(groups: Iterable[str], limits: Iterable[str]) -> Iterator[Group]:
    from ...dsl.fold import fold
    from ..infer.names import rule_names
    from ..learn.asked import Group

    columns = dict(_pair(text, "--group", "fit=Industry,Employees") for text in groups)
    ends = dict(_pair(text, "--limit", "fit=-20:40") for text in limits)
    for name in ends.keys() - columns.keys() - {"fit", "engagement"}:
        raise Mistake(f"`--limit` names no group `{name}`", f"add `--group {name}=COLUMNS`")
    for name in dict.fromkeys([*columns, *ends]):
        if rule_names([name])[0] != name.lower():
            raise Mistake(f"a group cannot be called `{name}`", "write letters, digits and `_`")
        low, high = _ends(ends[name]) if name in ends else (None, None)
        yield Group(name, frozenset(map(fold, names([columns.get(name, "")]))), low, high)


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    name, sign, rest = text.partition("=")
    if not sign or not name.strip() or not rest.strip():
        raise Mistake(f"`{option} {text}` is not NAME=…", f"write `{option} {example}`")
    return name.strip(), rest.strip()


def _ends(text: str) -> tuple[int | None, int | None]:
    found = re.fullmatch(r"([+-]?\d{1,6})?\s*:\s*([+-]?\d{1,6})?", text)
    if found is None or not any(found.groups()):
        raise Mistake(f"`{text}` are no limits", "write `fit=-20:40`, or `fit=:40`")
    low, high = (int(end) if end else None for end in found.groups())
    if (low or 0) > 0 or (0 if high is None else high) < 0:
        raise Mistake(
            f"between `{text}` there is no 0", "let a lead without any rule have 0 points"
        )
    return low, high
