"""A value that no row of the data has.

A text that is misspelled, or written otherwise than the data has it, is compared without a word
and never matches. Told where the data is at hand, as a file of CSV, Parquet or JSON that `leads
from` or `events from` names, of at most 20 MB, or 2 MB if it ends in .gz: of a value that is a
letter or two, a space or a hyphen off one that is there, and of others if the column has few values
and at least `fewest` rows in which next to none of them stands only once. A value beside one that
is there, in one test or one list, may stand for leads to come and is not told of.

Avoid:

    score "Demo score"

    leads from "leads.csv", one per id
      industry  text

    group fit
      +20 when industry is "Softwear"

Prefer:

    score "Demo score"

    leads from "leads.csv", one per id
      industry  text

    group fit
      +20 when industry is "Software"

With `leads.csv`:

    id,industry
    1,Software
    2,Software
    3,Software
    4,Software
    5,Finance
    6,Finance
    7,Finance
    8,Retail
    9,Retail
    10,Retail
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial

from .. import ast
from ..data_files import Reader, unread
from ..diagnostics import Diagnostic, Label
from ..fold import fold
from ..model import Column, Model
from ..printer import quoted
from ._data import Seen, column_seen, sources
from ._fixes import replaced
from .stands_for_nothing import NOTHING

CODE = "W215"
FIX = "unsafe"


def check(model: Model, fewest: int = 200, *, read: Reader = unread) -> Iterator[Diagnostic]:
    once = cache(partial(_seen, model, read))
    for key, values in _tests(model):
        found = once(key)
        if found is not None:
            yield from _values(*found, values, fewest)
    for key, name in _lists(model):
        found, texts = once(key), model.lists[name.key].texts
        if found is not None and texts and _settled(found[1], texts, fewest):
            yield _finding(*found, f"in `{name.text}`", name)


def _tests(model: Model) -> Iterator[tuple[str, ast.Values]]:
    """Columns and fields, by their keys, with the values that they are compared with."""
    for parsed in model.files:
        for test in (*parsed.of(ast.Is), *parsed.of(ast.Includes)):
            if isinstance(test.value, ast.Ref):
                yield test.value.name.key, test.values
        for key, rows in _tables(parsed.of(ast.PointsBy), parsed.of(ast.PointsForEach)):
            for row in rows:
                if isinstance(row.matcher, ast.ForValues):
                    yield key, row.matcher.values


def _lists(model: Model) -> Iterator[tuple[str, ast.Name]]:
    """The same for named lists."""
    for parsed in model.files:
        for test in parsed.of(ast.IsIn):
            if isinstance(test.value, ast.Ref):
                yield test.value.name.key, test.list_name
        for key, rows in _tables(parsed.of(ast.PointsBy), parsed.of(ast.PointsForEach)):
            for row in rows:
                if isinstance(row.matcher, ast.ForIn):
                    yield key, row.matcher.list_name


def _tables(
    by: Iterable[ast.PointsBy], each: Iterable[ast.PointsForEach]
) -> Iterator[tuple[str, tuple[ast.ByRow, ...]]]:  # fmt: skip
    for table in by:
        if isinstance(table.value, ast.Ref):
            yield table.value.name.key, table.rows
    for counted in each:
        yield counted.field.key, counted.rows


def _seen(model: Model, read: Reader, key: str) -> tuple[Column, Seen] | None:
    """What is seen of a name; of several columns of that name one would have to look at all."""
    found = [
        (column, column_seen(model, column, table, read)) for column, table in sources(model, key)
    ]
    if len({seen.file for _, seen in found if seen is not None}) != 1:
        return None
    column, seen = found[0]
    same = all(other == seen and one.type in ("text", "list") for one, other in found)
    return (column, seen) if same and seen is not None else None


def _values(
    column: Column, seen: Seen, values: ast.Values, fewest: int
) -> Iterator[Diagnostic]:  # fmt: skip
    items = {
        fold(item.value.strip(" ")): item for item in values.items if isinstance(item, ast.Text)
    }
    # What means unknown is another rule's.
    told = {t: item for t, item in items.items() if t not in (*column.unknown_for, *NOTHING, "")}
    meant = {text: seen.near(text) for text in told if text not in seen.counts}
    near = {text: one for text, one in meant.items() if one is not None and fold(one) not in items}
    for text, one in near.items():
        yield _finding(column, seen, f"`{told[text].value}`", told[text], one)
    whole = len(told) == len(values.items) and not any(meant.values())
    if whole and _settled(seen, told, fewest):
        said = f"`{next(iter(told.values())).value}`" if len(items) == 1 else "any of these"
        yield _finding(column, seen, said, values)


def _settled(seen: Seen, texts: Collection[str], fewest: int) -> bool:
    """Whether it can be told that none of these is there; a value beside one that is there may
    stand for leads to come."""
    return not any(text in seen.counts for text in texts) and seen.settled(fewest)


def _finding(
    column: Column, seen: Seen, said: str, node: ast.Node, near: str | None = None
) -> Diagnostic:  # fmt: skip
    help = f"what it has most often is {seen.usual()}"
    if near is not None:
        help = f"write `{quoted(near)}`, as the data has it"
    return Diagnostic(
        CODE, "warning", f"no `{column.name}` in {seen.file} is {said}", node.span,
        labels=(Label(column.node.span, "the column"),), help=help,
        fix=None if near is None else replaced(node, quoted(near), safe=False),
    )  # fmt: skip
