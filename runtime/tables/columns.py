"""Which columns of the data the rules need, and finding them there by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from ...compiler.plan import Column, EventSource, Plan, Type
from ...dsl.diagnostics import near
from ...dsl.fold import fold
from ..errors import DataError, listed, shortened
from .opened import Pick


class Headed(Protocol):
    """A table whose columns are known."""

    @property
    def shown(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Need:
    source: str
    """The column's name in the data, as the rules have it."""
    mapped: str
    """How a .score file says that the column has another name, up to that name; empty if none does,
    as the caller asks for it."""
    type: Type | None = None
    """What the rules read it as; none for keys, names, and what they read as several types."""
    unknown_for: tuple[str, ...] = ()
    optional: bool = False


def of_leads(plan: Plan) -> tuple[Need, ...]:
    """`DataError` without a key: every line of the output must say whose score it is."""
    leads = plan.leads
    if leads.key is None:
        raise DataError(
            "the rules do not say which column identifies a lead",
            "write it after `leads`: `leads, one per contact_id`",
        )
    company = [Need(plan.company, "company in")] if plan.company is not None else []
    return _once([Need(leads.key, "one per"), *company, *map(_column, leads.columns)])


def of_last_run(key: str, stage: str) -> tuple[Need, ...]:
    """Of an earlier output."""
    return Need(key, ""), Need(stage, "")


def of_events(source: EventSource, named_optional: bool) -> tuple[Need, ...]:
    needs = [Need(source.lead, "of"), Need(source.at, "at", "time")]
    if source.named is not None:
        needs.append(Need(source.named, "named", optional=named_optional))
    return _once([*needs, *(_column(field) for kind in source.kinds for field in kind.fields)])


def _column(column: Column) -> Need:
    mapped = "" if column.asked else f"{column.name} {column.type} from"
    return Need(column.source, mapped, column.type, column.unknown_for)


def _once(needs: Iterable[Need]) -> tuple[Need, ...]:
    """One need for each column of the data; of several types, none."""
    once: dict[str, Need] = {}
    for need in needs:
        first = once.setdefault(need.source, need)
        type_ = first.type if first.type == need.type else None
        codes = tuple(dict.fromkeys(first.unknown_for + need.unknown_for))
        once[need.source] = replace(first, type=type_, unknown_for=codes)
    return tuple(once.values())


def find(data: Headed, needs: tuple[Need, ...]) -> tuple[Pick, ...]:
    """Where each needed column is: of exactly that name, else of that name but for case and
    surrounding spaces. `DataError` names all that are missing, or one that is there twice."""
    found = [(need, _place(data, need.source)) for need in needs]
    missing = [need for need, place in found if place is None and not need.optional]
    if missing:
        raise _missing(data, [need for need in missing if need.mapped] or missing)
    picks = tuple(
        Pick(place, need.source, need.type, need.unknown_for)
        for need, place in found
        if place is not None
    )
    _refuse_twins(data, picks)
    return picks


def _place(data: Headed, wanted: str) -> int | None:
    exact = [i for i, column in enumerate(data.columns) if column == wanted]
    loose = exact or [i for i, column in enumerate(data.columns) if _alike(column, wanted)]
    if len(loose) > 1:
        spelled = listed(data.columns[i] for i in loose)
        places = " and ".join(f"{i + 1:,}" for i in loose[:3])
        raise DataError(
            f"`{data.shown}` has {len(loose)} columns that could be `{wanted}`: {spelled} "
            f"(columns {places})",
            "rename or remove all but one of them",
        )
    return loose[0] if loose else None


def _alike(a: str, b: str) -> bool:
    return fold(a.strip()) == fold(b.strip())


def _refuse_twins(data: Headed, picks: tuple[Pick, ...]) -> None:
    """In SQL, names that differ only in case are one name."""
    seen: dict[str, Pick] = {}
    for pick in picks:
        twin = seen.setdefault(pick.name.lower(), pick)
        if twin is not pick:
            raise DataError(
                f"columns `{twin.name}` and `{pick.name}` of `{data.shown}` differ only in case",
                "rename one of them",
            )


def _missing(data: Headed, missing: list[Need]) -> DataError:
    names = listed(need.source for need in missing)
    lacks = "column" if len(missing) == 1 else f"{len(missing):,} columns"
    return DataError(
        f"`{data.shown}` lacks the {lacks} {names}" if len(missing) == 1
        else f"`{data.shown}` lacks {lacks} that the rules read: {names}",
        _advice(data, missing),
    )  # fmt: skip


def _advice(data: Headed, missing: list[Need]) -> str:
    there = f"columns of `{data.shown}`: {listed(data.columns, 20)}"
    if not missing[0].mapped:
        close = closest(missing[0].source, data.columns)
        return f"did you mean `{shortened(close)}`?" if close else there
    lines = [_mapping(data.columns, need) for need in missing[:5]]
    return f"say in the .score file what it is called there: {', '.join(lines)}; {there}"


def _mapping(columns: tuple[str, ...], need: Need) -> str:
    close = closest(need.source, columns)
    return f'`{need.mapped} "{shortened(close) if close else "…"}"`'


def closest(wanted: str, columns: tuple[str, ...]) -> str | None:
    """The column that was most likely meant: the same letters and digits, nearly the same, or
    one name within the other.

    >>> [closest(name, ("Job Title", "E-Mail", "City")) for name in ("title", "email", "citi", "x")]
    ['Job Title', 'E-Mail', 'City', None]
    """
    plain = {letters(column): column for column in reversed(columns)}
    bare = letters(wanted)
    if bare in plain:
        return plain[bare]
    close = near(bare, plain, 1) or tuple(p for p in plain if _within(bare, p) or _within(p, bare))
    return plain[close[0]] if close else None


def _within(part: str, whole: str) -> bool:
    return len(part) > 2 and part in whole


def letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
