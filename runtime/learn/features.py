"""What rules could ask of a lead's own columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from ...compiler import normal
from ...compiler.python_support import read_list
from ...dsl import ast
from ...dsl.fold import fold
from ...dsl.terms import DAY, MICRO
from ..errors import counted
from ..infer.columns import GuessedColumn
from ..infer.sections import can_be_written
from .frame import Amount, AnyFeature, Choice, Flag, Ints, LeftOut
from .history import History

FEWEST: Final = 20
"""Leads with a value, for a rule to name it."""
MOST_LEVELS: Final = 300
MOST_ELEMENTS: Final = 40
LONGEST: Final = 80
"""Letters of a text that a rule may name."""


def of_column(column: GuessedColumn, history: History) -> Iterator[AnyFeature | LeftOut]:
    raw = history.values[column.name]
    made = {
        "number": _number, "yes/no": _yes_no, "text": _text, "list": _list,
        "date": _moment, "time": _moment,
    }[column.type]  # fmt: skip
    yield from made(column, raw, history)


def _shared(column: GuessedColumn, expression: ast.Expression, title: str = "") -> dict[str, Any]:
    return {
        "expression": expression, "title": title or tidy(column.source), "source": column.source,
        "place": "fit",
    }  # fmt: skip


def _ref(column: GuessedColumn) -> ast.Ref:
    return ast.Ref(ast.Name(column.name))


def tidy(text: str) -> str:
    """For people to read: single spaces, no full stop.

    >>> tidy("  What matters   most. ")
    'What matters most'
    """
    return " ".join(text.replace("_", " ").split()).rstrip(".") or text


# ---------------------------------------------------------------- numbers and times


def _number(
    column: GuessedColumn, raw: list[Any], history: History
) -> Iterator[AnyFeature | LeftOut]:
    micro = [normal.number(value) for value in raw]
    unknown = {normal.number(code) for code in column.unknown_for}
    known = [v if isinstance(v, int) and v not in unknown else None for v in micro]
    if _numbers_leads(known):
        yield LeftOut(column.source, "a number of its own for every lead")
        return
    values = np.array([np.nan if v is None else v / MICRO for v in known], dtype=np.float64)
    yield Amount(**_shared(column, _ref(column)), values=values)


def _numbers_leads(known: list[int | None]) -> bool:
    whole = all(v is not None and v % MICRO == 0 for v in known)
    return whole and len(set(known)) == len(known)


def _moment(
    column: GuessedColumn, raw: list[Any], history: History
) -> Iterator[AnyFeature | LeftOut]:
    if history.moments is None:
        yield LeftOut(column.source, "a date says nothing without the moment of judgement")
        return
    read = normal.day if column.type == "date" else normal.moment
    days = [
        (int(now) - at) // DAY if isinstance(at, int) else np.nan
        for now, at in zip(history.moments, map(read, raw), strict=True)
    ]
    title = f"Days since {tidy(column.source)}"
    shared = _shared(column, ast.DaysSince(ast.Name(column.name)), title)
    yield Amount(**shared, values=np.array(days, dtype=np.float64))


# ---------------------------------------------------------------- yes or no


def _yes_no(
    column: GuessedColumn, raw: list[Any], history: History
) -> Iterator[AnyFeature | LeftOut]:
    read = [normal.yes_no(value) for value in raw]
    yield Flag(**_shared(column, _ref(column)), holds=np.array([v is True for v in read]))
    yield from _is_known(column, np.array([isinstance(v, bool) for v in read]))


def _is_known(column: GuessedColumn, known: Any) -> Iterator[AnyFeature]:
    """Whether a value is there at all may tell as much as the value."""
    if FEWEST <= known.sum() <= len(known) - FEWEST:
        title = f"{tidy(column.source)} is known"
        yield Flag(**_shared(column, ast.IsKnown(_ref(column), True), title), holds=known)


# ---------------------------------------------------------------- texts


def _text(
    column: GuessedColumn, raw: list[Any], history: History
) -> Iterator[AnyFeature | LeftOut]:
    unknown = frozenset(fold(code) for code in column.unknown_for)
    texts = [None if t is None or fold(t) in unknown else t for t in map(normal.text, raw)]
    levels, codes = _levels(texts)
    if levels:
        yield Choice(**_shared(column, _ref(column)), levels=levels, codes=codes)
        return
    yield from _is_known(column, codes >= 0)
    domains = [_domain(text) for text in texts]
    if sum(d is not None for d in domains) * 2 > sum(t is not None for t in texts) > 0:
        levels, codes = _levels(domains)
        shared = _shared(
            column, ast.DomainOf(ast.Name(column.name)), f"Domain of {tidy(column.source)}"
        )
        if levels:
            yield Choice(**shared, levels=levels, codes=codes)
            return
    if not FEWEST <= int((codes >= 0).sum()) <= len(raw) - FEWEST:
        yield LeftOut(column.source, f"no text stands there for {counted(FEWEST, 'lead')}")


def _domain(text: str | None) -> str | None:
    """What follows the last `@`."""
    if text is None or "@" not in text:
        return None
    return text.rsplit("@", 1)[1].strip(" ") or None


def _levels(texts: list[str | None]) -> tuple[tuple[str, ...], Ints]:
    """Texts that enough leads have, by their most frequent spelling; a lead's code is -1 if the
    text is unknown and the number of levels if it is another one."""
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        if text is not None:
            spellings.setdefault(fold(text), Counter())[text] += 1
    often = sorted(
        (folded for folded, found in spellings.items() if found.total() >= FEWEST),
        key=lambda folded: (-spellings[folded].total(), folded),
    )
    names = {folded: _usual(spellings[folded]) for folded in often}
    able = [folded for folded in often if _writable(names[folded])][:MOST_LEVELS]
    place: Mapping[str, int] = {folded: i for i, folded in enumerate(able)}
    codes = [-1 if t is None else place.get(fold(t), len(able)) for t in texts]
    return tuple(names[folded] for folded in able), np.array(codes, dtype=np.int64)


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda text: (-spellings[text], text))


def _writable(text: str) -> bool:
    return len(text) <= LONGEST and can_be_written(text)


# ---------------------------------------------------------------- lists


def _list(
    column: GuessedColumn, raw: list[Any], history: History
) -> Iterator[AnyFeature | LeftOut]:
    unknown = frozenset(fold(code) for code in column.unknown_for)
    elements = [read_list(value, column.separator or ",", unknown) for value in raw]
    yield from _is_known(column, np.array([bool(found) for found in elements]))
    spellings: dict[str, Counter[str]] = {}
    for found in elements:
        for folded, text in {fold(text): text for text in found}.items():
            spellings.setdefault(folded, Counter())[text] += 1
    often = sorted(spellings, key=lambda folded: (-spellings[folded].total(), folded))
    for folded in often[:MOST_ELEMENTS]:
        name = _usual(spellings[folded])
        if spellings[folded].total() >= FEWEST and _writable(name):
            holds = np.array([folded in map(fold, found) for found in elements])
            test = ast.Includes(_ref(column), False, ast.Values((ast.Text(name),)))
            yield Flag(**_shared(column, test, f"{tidy(column.source)}: {name}"), holds=holds)
