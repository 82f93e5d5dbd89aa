"""Where the rows are, and the queries at the base: every raw value read as its type, once.

Only here does a query see the data's own tables, always by the alias `SOURCE`; so a column of the
data can never be taken for one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from . import normal
from . import sql_tree as sql
from .dialects import Dialect, Family
from .dialects.base import Unsupported
from .plan import MICRO, Column, EventSource, Plan, Table
from .sql_terms import Form
from .sql_tree import Expr

SOURCE: Final = "src"
KEY: Final = "lead_key"
"""The leads' key as it came, for the output."""
LEAD: Final = "lead_id"
"""The key as it is compared, of leads and of events."""
COMPANY: Final = "company"
"""In normal form, NULL if it is unknown."""
STAGE_WAS: Final = "stage_was"
"""The stage at the last run, in normal form."""
KIND: Final = "kind"
AT: Final = "occurred_at"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of the data: the parts of its name, and of its columns, by their names in the plan,
    the families so far as they are known and the names that are spelled otherwise there."""

    parts: tuple[str, ...]
    families: Mapping[str, Family] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Physical:
    """Where the sources of a plan are: `events` in the order of `Plan.events`."""

    leads: Relation
    events: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What to read FROM, and what is known about its columns."""

    table: Expr
    families: Mapping[str, Family]
    all_text: bool = False
    spelled: Mapping[str, str] = field(default_factory=dict)

    def family(self, column: str) -> Family | None:
        return "text" if self.all_text else self.families.get(column)

    def family_of(self, dialect: Dialect, column: Column) -> Family | None:
        """The same of a column whose type the rules declare."""
        return self.family(column.source) or dialect.assumed(column.type)

    def column(self, name: str) -> Expr:
        return sql.name(self.spelled.get(name, name), SOURCE, quoted=True)


def lead_source(dialect: Dialect, plan: Plan, physical: Physical | None) -> Source:
    relation = physical.leads if physical else None
    return _source(dialect, plan.leads.table, relation, "leads")


def event_source(dialect: Dialect, plan: Plan, physical: Physical | None, place: int) -> Source:
    relation = physical.events[place] if physical else None
    found = plan.events[place]
    return _source(dialect, found.table, relation, called(found))


def called(source: EventSource) -> str:
    """The table of events that nobody has named."""
    return source.kinds[0].name if source.named is None else "events"


def _source(dialect: Dialect, table: Table, relation: Relation | None, called: str) -> Source:
    if relation is not None:
        return Source(_table(relation.parts), relation.families, spelled=relation.spelled)
    if table.kind == "file":
        csv = table.name.lower().removesuffix(".gz").endswith((".csv", ".tsv"))
        return Source(_aliased(dialect.file(table.name)), {}, csv)
    return Source(_table(_parts(table, called)), {})


def _parts(table: Table, called: str) -> tuple[str, ...]:
    return tuple((table.name or called).split("."))


def _table(parts: tuple[str, ...]) -> Expr:
    *before, last = (exp.to_identifier(part, quoted=True) for part in parts)
    db, catalog = ([*reversed(before), None, None])[:2]
    return _aliased(exp.Table(this=last, db=db, catalog=catalog))


def _aliased(source: Expr) -> Expr:
    found = source if isinstance(source, exp.Table) else exp.Table(this=source)
    found.set("alias", exp.TableAlias(this=exp.to_identifier(SOURCE)))
    return found


def previous_source(previous: Relation) -> Source:
    return Source(_table(previous.parts), previous.families, spelled=previous.spelled)


def table_names(
    plan: Plan, physical: Physical | None, previous: Relation | None = None
) -> list[str]:
    """Names of the data's tables that stand alone: none of our queries may be called so."""
    more = [previous.parts] if previous is not None else []
    return [names[0] for names in (*table_parts(plan, physical), *more) if len(names) == 1]


def table_parts(plan: Plan, physical: Physical | None) -> list[tuple[str, ...]]:
    """The parts of the names of the data's tables."""
    if physical is not None:
        return [relation.parts for relation in (physical.leads, *physical.events)]
    parts = [_parts(plan.leads.table, "leads")]
    return parts + [_parts(source.table, called(source)) for source in plan.events]


# ---------------------------------------------------------------- reading a column


FORMS: Final[dict[str, Form]] = {
    "text": "text", "yes/no": "yes/no", "date": "moment", "time": "moment", "list": "list",
}  # fmt: skip


def form(dialect: Dialect, column: Column, family: Family | None) -> Form:
    if column.type == "number":
        return "whole" if dialect.is_whole(family) else "decimal"
    return FORMS[column.type]


def folded(dialect: Dialect, source: Source, column: Column, texts: frozenset[str]) -> Expr:
    """The column as tests read it: texts folded as far as `texts` need it."""
    raw, family = source.column(column.source), source.family_of(dialect, column)
    unknown = column.unknown_for
    if column.type == "text":
        made = dialect.fold(dialect.text(raw, family), texts | frozenset(unknown))
        return _without(made, [sql.text(code) for code in unknown])
    if column.type == "list":
        return dialect.fold_elements(exact(dialect, source, column), texts)
    return exact(dialect, source, column)


def exact(dialect: Dialect, source: Source, column: Column) -> Expr:
    """The column in its own spelling. Raises `Unsupported`, which names it."""
    try:
        return _exact(dialect, source, column)
    except Unsupported as error:
        raise Unsupported(str(error), column.name) from None


def _exact(dialect: Dialect, source: Source, column: Column) -> Expr:
    raw, family = source.column(column.source), source.family_of(dialect, column)
    match column.type:
        case "text":
            return _exact_text(dialect, dialect.text(raw, family), column.unknown_for)
        case "number":
            made = dialect.number(raw, family)
            codes = _codes(column.unknown_for, normal.number)
            if dialect.is_whole(family):
                wholes = [code // MICRO for code in codes if code % MICRO == 0]
                return _without(made, [sql.whole(code) for code in wholes])
            return _without(made, [dialect.constant(code) for code in codes])
        case "yes/no":
            made = dialect.yes_no(raw, family)
            codes = _codes(column.unknown_for, normal.yes_no)
            return _without(made, [sql.truth(bool(code)) for code in codes])
        case "date":
            made = dialect.day(raw, family)
            return _without(made, [dialect.at(c) for c in _codes(column.unknown_for, normal.day)])
        case "time":
            made = dialect.moment(raw, family)
            codes = _codes(column.unknown_for, normal.moment)
            return _without(made, [dialect.at(code) for code in codes])
        case "list":
            return _exact_list(dialect, source, column)


def _exact_text(dialect: Dialect, made: Expr, unknown: tuple[str, ...]) -> Expr:
    if not unknown:
        return made
    folded_ = dialect.fold(made.copy(), frozenset(unknown))
    is_code = sql.is_in(folded_, [sql.text(code) for code in unknown])
    return sql.case([(is_code, sql.null())], made)


def _exact_list(dialect: Dialect, source: Source, column: Column) -> Expr:
    raw, family = source.column(column.source), source.family_of(dialect, column)
    made = dialect.elements(raw, family, column.separator)
    unknown = frozenset(column.unknown_for)
    return dialect.without_elements(made, unknown) if unknown else made


def _without(value: Expr, codes: list[Expr]) -> Expr:
    """The value, unknown where it is one of the codes."""
    if not codes:
        return value
    if len(codes) == 1:
        return sql.call("NULLIF", value, codes[0])
    return sql.case([(sql.is_in(value.copy(), codes), sql.null())], value)


def _codes(spelled: Iterable[str], read: object) -> list[int]:
    """Unknown codes that can be read as the column's type; others never occur."""
    found = [read(code) for code in spelled]  # type: ignore[operator]
    return [code for code in dict.fromkeys(found) if isinstance(code, int)]


# ---------------------------------------------------------------- keys


def plain_text(dialect: Dialect, source: Source, column: str) -> Expr:
    """A column of the data in normal form."""
    return dialect.text(source.column(column), source.family(column))


def known_text(dialect: Dialect, source: Source, column: str) -> Expr:
    """The same, NULL if it is unknown."""
    return sql.call("NULLIF", plain_text(dialect, source, column), sql.text(""))


def key_text(dialect: Dialect, source: Source, column: str) -> Expr:
    """A key as both sides can compare it."""
    return dialect.key(plain_text(dialect, source, column))


def known_key(dialect: Dialect, source: Source, column: str) -> Expr:
    """The same, NULL if it is unknown."""
    return sql.call("NULLIF", key_text(dialect, source, column), sql.text(""))


def key_of(plan: Plan) -> str:
    if plan.leads.key is None:
        raise ValueError("the rules do not say which column identifies a lead")
    return plan.leads.key


def are_whole(keys: Iterable[tuple[Source, str]]) -> bool:
    """Whether keys are whole numbers on all sides and can be compared as they are."""
    return all(source.family(column) == "whole" for source, column in keys)
