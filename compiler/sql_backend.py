"""From a plan to SQL: one statement that scores every lead, for one of the dialects.

`NOTES` tells what its queries are for, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, Literal, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect, Family, find
from .dialects.base import Unsupported
from .own_moment import NO_COMPANIES, OwnMoment, judged
from .plan import Plan
from .reserved import RESERVED
from .sql_accounts import OfCompanies
from .sql_chain import Query
from .sql_facts import Facts, facts
from .sql_fences import fenced
from .sql_kept import once
from .sql_moments import AS_OF, CLOCK, AsOf, Moments
from .sql_names import Names
from .sql_narrow import narrowed
from .sql_own_moments import OwnMoments
from .sql_points import Rules
from .sql_refusal import refusal
from .sql_results import Results
from .sql_shapes import Shape, spelled, steps
from .sql_sources import COMPANY, KEY, LEAD, STAGE_WAS, Physical, Relation, table_names

__all__ = [
    "AsOf",
    "Family",
    "Parts",
    "Physical",
    "Relation",
    "Shape",
    "render",
    "render_parts",
    "statements",
]

SCORED: Final = "scored"
FOUND: Final = "found"
NOTES: Final = {
    CLOCK: "the moment of judgement, and the edges of windows before it",
    "leads": "every lead, each column read as its type",
    "judged": "the leads that have a moment of their own",
    "asked_moments": "the leads, and the moments at which their events are asked for",
    "judged_events": "the events up to each of these moments, with their ages then",
    "raw_events": "events up to the moment of judgement, each column read as its type",
    "events": "the events that rules ask for",
    "counted_events": "without those that the rules ignore",
    "activity": "figures over the events of each lead, in one scan",
    "moments": "when the first and last events of each lead were",
    "ends": "what these events were",
    "kept": "for limits that keep some events of a lead: how many, and their points",
    "limited": "the same, side by side",
    "sequences": "the leads whose events follow one another, or lie together, as rules ask",
    "found": "the same, side by side",
    "companies": "how many people of each company have the events that rules ask for",
    "facts": "the leads, with their figures",
    "last_run": "the stage of each lead at the last run",
    "derived": "values worked out of these",
    "defined": "conditions with a name",
    "points": "what each rule gives",
    "group_points": "the sum of each group, within its limits",
    "overall": "the score",
    "classes": "stages, labels and grades",
    FOUND: "what the results of each row are",
    SCORED: "what the breakdown is made of",
    "slice": "some rules of it",
    "accounts": "the leads of each company together",
    "account_scores": "the score of each company",
}
"""What each query is for, by its name without a number."""
OWN_NOTES: Final = NOTES | {"raw_events": "every event, each column read as its type"}
"""The same where each lead has its own moment."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Three statements, to be run in this order in one session."""

    create: str
    """Makes a temporary table of all that the others read, in one scan of the data."""
    leads: str
    """One row per lead."""
    breakdown: str | None
    """One row per lead and rule."""
    accounts: str | None
    """One row per company."""


def render(
    plan: Plan,
    dialect: str = "duckdb",
    *,
    shape: Shape = "select",
    name: str | None = None,
    as_of: AsOf,
    physical: Physical | None = None,
    breakdown: bool = False,
    accounts: bool = False,
    previous: Relation | None = None,
    ordered: bool = True,
) -> str:
    """A query, or the statements of another shape (`name` may have dots), each with a semicolon
    if there are several; with `breakdown` of the lines of the breakdown instead of the leads, with
    `accounts` of the companies.

    `as_of` may be a moment (naive is UTC), `now`, or `parameter`: then the caller binds `as_of`.
    `physical` says where the data are and of what types; without it the sources are what the
    plan names, and every column is read in a way that fits any type, which is slower.
    `previous` is an earlier result (of it the key and `stage` are read), for stages with `until`;
    without it they are as for leads that had no stage. Raises `ValueError` for a dialect that
    there is not, a plan without a key of leads, a shape that needs a name or that the dialect does
    not have, accounts that the rules do not have, or (`Unsupported`) what the dialect cannot say
    exactly, naming the rules concerned.
    """
    made = statements(
        plan, dialect, shape=shape, name=name, as_of=as_of, physical=physical,
        breakdown=breakdown, accounts=accounts, previous=previous, ordered=ordered,
    )  # fmt: skip
    between = find(dialect).storing.between
    return made[0] if len(made) == 1 else "\n\n".join(one.rstrip() + between for one in made)


def statements(
    plan: Plan,
    dialect: str = "duckdb",
    *,
    shape: Shape = "select",
    name: str | None = None,
    as_of: AsOf,
    physical: Physical | None = None,
    breakdown: bool = False,
    accounts: bool = False,
    previous: Relation | None = None,
    ordered: bool = True,
) -> list[str]:
    """As `render`, statement by statement, to be run in this order in one session."""
    found = find(dialect)
    if shape == "view" and as_of == "parameter":
        raise ValueError("a view cannot have a parameter; give a moment, or `now`")
    if shape == "merge" and (breakdown or accounts):
        raise ValueError("merge keeps one row per lead, so it takes nothing but the scores")
    if accounts and isinstance(as_of, OwnMoment):
        raise ValueError(NO_COMPANIES)
    if accounts and plan.accounts is None:
        raise ValueError("the rules have no section `accounts`")
    made = steps(found, plan, shape, name)
    if shape == "merge" and name and previous is None:
        # The table that is merged into holds what the last run found.
        previous = Relation(tuple(name.split(".")))
    built = _built(plan, found, as_of, physical, breakdown, previous=previous)
    ordered = ordered and (shape == "select" or found.storing.ordered)
    query = _query(plan, found, built, _asked(shape, breakdown, accounts), ordered)
    return [query(step.text) if step.scored else step.text for step in made]


def render_units(
    plan: Plan,
    dialect: str,
    *,
    as_of: AsOf,
    physical: Physical,
    breakdown: bool = False,
    accounts: bool = False,
    previous: Relation | None = None,
) -> str:
    """A query without an order, points as whole counts of 1/`Plan.scale` (the scores of companies
    of 1/`Plan.account_scale`), for a program that fetches the rows. Else as `render`."""
    found = find(dialect)
    built = _built(plan, found, as_of, physical, breakdown, units=True, previous=previous)
    return _query(plan, found, built, _asked("select", breakdown, accounts), False)("")


Asked: TypeAlias = Literal["leads", "breakdown", "accounts", "merge"]


def _asked(shape: Shape, breakdown: bool, accounts: bool) -> Asked:
    if accounts:
        return "accounts"
    return "breakdown" if breakdown else "merge" if shape == "merge" else "leads"


def _query(
    plan: Plan, dialect: Dialect, built: _Built, asked: Asked, ordered: bool
) -> Callable[[str], str]:
    """The query of a shape, after what stands before it."""
    queries = list(built.queries)
    if asked == "accounts":
        more, body = built.companies.queries(built.last, built.names, ordered)
        queries += more
    elif asked == "breakdown":
        table = built.names.take(SCORED)
        queries.append(Query(table, built.results.scored_table(built.last), kept=True))
        slices, body = built.results.breakdown(table, built.names, ordered)
        queries += slices
    elif asked == "merge":
        found = built.names.take(FOUND)
        queries.append(Query(found, built.results.leads(built.last, False)))
        body = once(dialect, plan, found, latest=built.results.own)
    else:
        body = built.results.leads(built.last, ordered)
    queries = _narrowed(plan, dialect, queries, [body])
    return partial(_statement, plan, dialect, built, queries, body)


def render_parts(
    plan: Plan,
    dialect: str = "duckdb",
    *,
    table: str,
    as_of: AsOf,
    physical: Physical | None = None,
    breakdown: bool = False,
    previous: Relation | None = None,
    ordered: bool = True,
    units: bool = False,
) -> Parts:
    """All results from one scan: `table` is the name of the temporary table between.

    `units` gives points as whole counts of 1/`Plan.scale`, the scores of companies as those of
    1/`Plan.account_scale`. Else as `render`.
    """
    found = find(dialect)
    built = _built(plan, found, as_of, physical, breakdown, units, previous)
    wide = built.results.scored_table(built.last)
    create = f"CREATE OR REPLACE TEMPORARY TABLE {spelled(found, [table])} AS"
    queries = _narrowed(plan, found, built.queries, [wide])
    own = built.results.own
    above = Results(found, plan, built.results.scored, sql.name(AS_OF), units, own)
    name = exp.to_identifier(table, quoted=True)
    return Parts(
        _statement(plan, found, built, queries, wide, create),
        _pretty(found, above.leads(name, ordered)),
        _statement(plan, found, built, *above.breakdown(name, built.names, ordered), "")
        if breakdown
        else None,
        _companies_of(plan, found, built, name, ordered)
        if plan.accounts is not None and not own
        else None,
    )


def _companies_of(
    plan: Plan, dialect: Dialect, built: _Built, source: exp.Identifier, ordered: bool
) -> str:
    more, body = built.companies.queries(source, built.names, ordered)
    clock = [query for query in built.queries if query.name == CLOCK]
    return _statement(plan, dialect, built, [*clock, *more], body, "")


# ---------------------------------------------------------------- building


@dataclass(frozen=True, slots=True)
class _Built:
    queries: tuple[Query, ...]
    results: Results
    companies: OfCompanies
    moments: Moments
    names: Names

    @property
    def last(self) -> str:
        return self.queries[-1].name


def _built(
    plan: Plan,
    dialect: Dialect,
    as_of: AsOf,
    physical: Physical | None,
    breakdown: bool,
    units: bool = False,
    previous: Relation | None = None,
) -> _Built:
    previous = previous if plan.remembers else None
    plan = plan.forgetful if previous is None else plan
    if isinstance(as_of, OwnMoment):
        plan = judged(plan, as_of)
    queries = Names([CLOCK, *RESERVED, *table_names(plan, physical, previous)])
    taken = (KEY, LEAD, COMPANY, STAGE_WAS, AS_OF, "tally", "n", "points", "nth")
    names = queries, Names([*taken, *RESERVED])
    moments = _moments(dialect, as_of)
    try:
        found: Facts = facts(dialect, moments, plan, physical, names, breakdown, previous)
        scored = Rules(plan, found, breakdown).columns()
    except Unsupported as error:
        raise refusal(plan, dialect, error) from None
    own = isinstance(as_of, OwnMoment)
    results = Results(dialect, plan, scored, moments.as_of(), units, own)
    companies = OfCompanies(dialect, plan, moments, scored, units)
    made = (*found.queries, *found.terms.chain.queries())
    clock = moments.clock()
    made = (Query(CLOCK, clock), *made) if clock else made
    return _Built(made, results, companies, moments, queries)


def _moments(dialect: Dialect, as_of: AsOf) -> Moments:
    names = Names([AS_OF, *RESERVED])
    if isinstance(as_of, OwnMoment):
        return OwnMoments(dialect, as_of, names)
    return Moments(dialect, as_of, names)


def _narrowed(
    plan: Plan, dialect: Dialect, queries: Sequence[Query], bodies: Sequence[exp.Query]
) -> list[Query]:
    try:
        return fenced(dialect, narrowed(dialect, queries, bodies), bodies)
    except Unsupported as error:
        raise refusal(plan, dialect, error) from None


# ---------------------------------------------------------------- text


def _statement(
    plan: Plan,
    dialect: Dialect,
    built: _Built,
    queries: Iterable[Query],
    body: exp.Query,
    create: str,
) -> str:
    notes = OWN_NOTES if built.results.own else NOTES
    text: str = _template().render(
        header=_header(plan, built.moments),
        create=create,
        queries=[
            {
                "note": notes[re.sub("_[0-9]+$", "", query.name)],
                "name": query.name,
                "hint": _hint(dialect, query),
                "body": _indented(
                    dialect, dialect.fenced(query.body) if query.fence else query.body
                ),
            }
            for query in queries
        ],
        body=_pretty(dialect, body),
        ending=dialect.ending,
    )
    return text


def _hint(dialect: Dialect, query: Query) -> str:
    """Ends in a space if there is anything."""
    if query.kept is None:
        return ""
    return f"{dialect.kept if query.kept else dialect.repeated} "


def _header(plan: Plan, moments: Moments) -> list[str]:
    as_of = sql.harmless(moments.as_of_words())
    return [sql.harmless(plan.title), f"rules {sql.harmless(plan.fingerprint)}, as of {as_of}"]


def _pretty(dialect: Dialect, query: exp.Query) -> str:
    query = dialect.settled(query)
    return query.sql(dialect=dialect.sqlglot, pretty=True, max_text_width=100, copy=False)


def _indented(dialect: Dialect, query: exp.Query) -> str:
    """Two spaces before every line, unless a text of the rules has lines of its own."""
    lines = any("\n" in part.name for part in query.find_all(exp.Literal, exp.Identifier))
    text = _pretty(dialect, query)
    return text if lines else "  " + text.replace("\n", "\n  ")


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("statement.sql.j2")
