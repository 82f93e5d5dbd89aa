"""What is made of the query of the scores: nothing, a view, a table, or tables brought up to date.

A shape is a short list of statements, some of which go on with that query. Which they are is data
of the dialect; here the places in them are filled with names, quoted as the engine quotes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sqlglot import exp

from . import sql_kept, sql_results
from . import sql_tree as sql
from .dialects import Dialect
from .dialects.base import Unsupported
from .plan import Plan
from .sql_refusal import refusal
from .sql_sources import table_parts
from .sql_tree import Expr

Shape: TypeAlias = Literal["select", "view", "table", "merge"]
Parts: TypeAlias = tuple[str, ...]
SCORES: Final = "{scores}"
HISTORY: Final = "_history"
BESIDE: Final = "__scores"
"""What the names of the history and of temporary tables end in."""
UNSEEN: Final = ("last_name", "like", "like_history")
"""Places that name no table of the data, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement: `text`, and after it the query of the scores if it is `scored`."""

    text: str
    scored: bool


def steps(dialect: Dialect, plan: Plan, shape: Shape, name: str | None) -> list[Step]:
    """The statements of a shape; `ValueError` if it cannot be made."""
    if shape == "select":
        return [Step("", True)]
    longest = dialect.storing.longest_name - len(HISTORY)
    names = _names(dialect, _checked(shape, name, longest))
    _refuse_sources(plan, (names[place] for place in names if place not in UNSEEN))
    places = {place: spelled(dialect, parts) for place, parts in names.items()}
    places |= {
        f"{place}_text": expression(dialect, sql.text(places[place]))
        for place in ("name", "history")
    }
    if shape == "merge":
        places |= _columns(dialect, plan)
    return [_step(statement, places) for statement in _statements(dialect, shape)]


def _statements(dialect: Dialect, shape: Shape) -> tuple[str, ...]:
    storing = dialect.storing
    if shape == "merge" and not storing.merge:
        raise ValueError(
            f"{dialect.title} {storing.no_merge}: make a table of the scores instead (shape table)"
        )
    found: dict[Shape, tuple[str, ...]] = {
        "view": storing.view, "table": storing.table, "merge": storing.merge,
    }  # fmt: skip
    return found[shape]


def _step(statement: str, places: dict[str, str]) -> Step:
    text = statement.removesuffix(SCORES)
    return Step(text.format_map(places).rstrip(), text != statement)


# ---------------------------------------------------------------- names


def _checked(shape: str, name: str | None, longest: int) -> Parts:
    """The parts of a name that results can have."""
    if not name:
        raise ValueError(f"a {shape} needs a name")
    parts = tuple(name.split("."))
    if len(parts) > 3 or not all(part.strip() and part.isprintable() for part in parts):
        raise ValueError(f"`{name}` is no name of a table; write one such as marketing.lead_scores")
    if len(parts[-1].encode()) > longest:
        raise ValueError(f"the name `{parts[-1]}` is too long: {longest} bytes at most")
    return parts


def _ended(parts: Parts, ending: str) -> Parts:
    return (*parts[:-1], f"{parts[-1]}{ending}")


def _names(dialect: Dialect, parts: Parts) -> dict[str, Parts]:
    """A table beside has a shorter name rather than one that an engine would cut off."""
    room = dialect.storing.longest_name - len(BESIDE)
    short = (*parts[:-1], parts[-1].encode()[:room].decode(errors="ignore"))
    scratch = _ended(short, BESIDE)
    return {
        "name": parts, "last_name": parts[-1:], "history": _ended(parts, HISTORY),
        "new": _ended(short, "__new"), "old": _ended(short, "__old"),
        "scratch": scratch[-1:] if dialect.storing.in_session else scratch,
        "like": _ended(short[-1:], "__like"), "like_history": _ended(short[-1:], "__history"),
    }  # fmt: skip


def _refuse_sources(plan: Plan, names: Iterable[Parts]) -> None:
    """Scores never stand where their data are."""
    read = table_parts(plan, None)
    for found in names:
        if any(_may_be_one(found, table) for table in read):
            told = ".".join(found)
            raise ValueError(f"the rules read the table `{told}`, so give the scores another name")


def _may_be_one(name: Parts, other: Parts) -> bool:
    """A name without a schema may stand for a table of any."""
    ends = zip(reversed(name), reversed(other), strict=False)
    return all(part.casefold() == beside.casefold() for part, beside in ends)


def spelled(dialect: Dialect, parts: Iterable[str]) -> str:
    quoted = (exp.to_identifier(part, quoted=True) for part in parts)
    return ".".join(part.sql(dialect=dialect.sqlglot) for part in quoted)


def expression(dialect: Dialect, value: Expr) -> str:
    """An expression that reads no columns, as it stands in a query of the dialect."""
    query = dialect.settled(sql.select([value]))
    return query.selects[0].sql(dialect=dialect.sqlglot)


# ---------------------------------------------------------------- columns


def _columns(dialect: Dialect, plan: Plan) -> dict[str, str]:
    scores, history = sql_kept.score_columns(plan), sql_kept.history_columns(plan)
    names, history_names = _listed(dialect, scores), _listed(dialect, history)
    key, _, stage, as_of, rules = history_names
    given = [f"s.{one}" for one in history_names]
    if not sql_kept.has_stages(plan):
        given[history_names.index(stage)] = "NULL"
    return {
        "key": key, "as_of": as_of, "rules": rules,
        "columns": ", ".join(names),
        "s_columns": ", ".join(f"s.{one}" for one in names),
        "set_from_s": ",\n  ".join(f"{one} = s.{one}" for one in names[1:]),
        "set_from_new": ",\n  ".join(f"{one} = excluded.{one}" for one in names[1:]),
        "history_columns": ", ".join(history_names),
        "s_history_columns": ", ".join(given),
        "no_scores": _no_rows(dialect, plan, scores),
        "no_history": _no_rows(dialect, plan, history),
        "declared": _declared(dialect, plan, scores),
        "declared_history": _declared(dialect, plan, history),
    }  # fmt: skip


def _listed(dialect: Dialect, columns: Iterable[sql_kept.Kept]) -> list[str]:
    return [spelled(dialect, [column.name]) for column in columns]


def _declared(dialect: Dialect, plan: Plan, columns: Sequence[sql_kept.Kept]) -> str:
    types, places = dialect.storing.types, sql_results.decimals(plan.scale)
    if not types:
        return ""
    listed = zip(_listed(dialect, columns), columns, strict=True)
    return ",\n  ".join(
        f"{name} {types[column.holds].format(decimals=places)}".rstrip() for name, column in listed
    )


def _no_rows(dialect: Dialect, plan: Plan, columns: Sequence[sql_kept.Kept]) -> str:
    try:
        query = dialect.settled(sql_kept.no_rows(dialect, plan, columns))
    except Unsupported as error:
        raise refusal(plan, dialect, error) from None
    return query.sql(dialect=dialect.sqlglot, pretty=True, max_text_width=100, copy=False)
