"""The rules as a model of dbt: its SQL, what its columns mean and must hold, where its data are.

dbt reads these files as templates. Texts of the rules must not be taken for a part of one, in the
SQL nor in the YAML, so whatever would open a tag there is spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from ..dsl import ast
from ..dsl.model import Class, Group, Model, Rule
from ..dsl.words import said
from . import sql_tree as sql
from .dialects import Dialect, find
from .own_moment import OwnMoment
from .plan import Plan
from .sql_backend import Physical, Relation, render
from .sql_kept import score_columns
from .sql_moments import AsOf, Given, OneMoment
from .sql_shapes import expression, spelled
from .sql_sources import table_parts
from .yaml import Yaml, dumped

VAR: Final = "leadscore_as_of"
"""The variable of dbt that says the moment of judgement."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OPENS: Final = re.compile(r"\{(?=[{%#]|\Z)|\r")
_SEEN: Final = datetime(2009, 2, 13, 23, 31, 30, 123456, UTC)
"""A moment of which every digit can be found again in a constant."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Source: TypeAlias = tuple[str, ...]
"""Schema and the like, and the name of a table."""


def files(
    model: Model, plan: Plan, dialect: str = "duckdb", *, name: str, as_of: AsOf = "now",
    materialized: str = "table",
) -> dict[str, str]:  # fmt: skip
    """Names of files and their texts.

    `as_of` is the default of the variable `leadscore_as_of`: a moment, `now`, or `parameter` for
    one that must be given; or each lead is judged at its own moment, which needs no variable, and
    `plan` is one that reads it. Raises `ValueError` for a name that a model cannot have, and for
    rules that read files.
    """
    if not _NAME.match(name):
        raise ValueError(
            f"`{name}` is no name of a dbt model: write one such as lead_scores, without a schema"
        )
    _refuse_files(plan)
    if plan.remembers:
        raise ValueError(
            "stages with `until` ask for the last run, which a dbt model does not have: use "
            "`--shape merge`"
        )
    found = find(dialect)
    return {
        f"{name}.sql": _model(plan, dialect, name, as_of, materialized),
        "schema.yml": dumped({"version": 2, "models": [_described(model, plan, found, name)]}),
        "sources.yml": dumped({"version": 2, "sources": _sources(plan, name)}),
    }


def _refuse_files(plan: Plan) -> None:
    for table in (plan.leads.table, *(source.table for source in plan.events)):
        if table.kind == "file":
            file = re.split(r"[\\/]", table.name)[-1]
            raise ValueError(
                f"dbt reads tables, and the rules read the file `{file}`: name a table there, "
                "such as `leads from crm.contacts`"
            )


def plain(text: str) -> str:
    """The text so that a template gives it back as it is.

    >>> plain("{{ x }} {y}")
    "{{ '{' }}{ x }} {y}"
    """
    return _OPENS.sub(lambda found: "{{ '\\r' }}" if found[0] == "\r" else "{{ '{' }}", text)


# ---------------------------------------------------------------- the SQL


def _model(plan: Plan, dialect: str, name: str, as_of: AsOf, materialized: str) -> str:
    """Places for what dbt fills in are names that occur nowhere else in the statement."""
    own = isinstance(as_of, OwnMoment)
    free = _free_word(render(plan, dialect, as_of=as_of if own else "now", ordered=False))
    tables = [f"{free}_table_{place}" for place, _ in enumerate(table_parts(plan, None))]
    relations = [Relation((table,)) for table in tables]
    moment = f"{free}_moment"
    statement = render(
        plan, dialect, as_of=as_of if own else Given(moment), ordered=False,
        physical=Physical(relations[0], tuple(relations[1:])),
    )  # fmt: skip
    filled = {} if own else {moment: "{{ as_of }}"}
    for table, parts in zip(tables, table_parts(plan, None), strict=True):
        source, inside = _source_name(name, parts), parts[-1]
        filled[spelled(find(dialect), [table])] = (
            f"{{{{ source({_said(source)}, {_said(inside)}) }}}}"
        )
    head = f"{{{{ config(materialized={_said(materialized)}) }}}}\n"
    if not isinstance(as_of, OwnMoment):
        head += _as_of(find(dialect), as_of)
    return head + _filled(statement, filled).rstrip() + "\n"


def _free_word(statement: str) -> str:
    word = "dbt"
    while word in statement:
        word += "_"
    return word


def _filled(statement: str, filled: Mapping[str, str]) -> str:
    places = re.compile(f"({'|'.join(map(re.escape, filled))})")
    return "".join(filled.get(part) or plain(part) for part in places.split(statement))


def _said(text: str) -> str:
    """A constant in a template."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _as_of(dialect: Dialect, as_of: OneMoment) -> str:
    """Sets `as_of` in the template: the moment that is asked for as an expression of SQL, in UTC.
    What cannot be read as a moment stops dbt before it runs anything."""
    return _AS_OF.format(
        var=VAR,
        asked=f"var({_said(VAR)}{_default(as_of)})",
        now=plain(expression(dialect, dialect.now())),
        moment=_moment(dialect),
    )


_AS_OF: Final = """\
{{%- set asked = {asked} | string | trim %}}
{{%- if asked | lower == 'now' or not execute %}}
{{%- set as_of %}}{now}{{% endset %}}
{{%- else %}}
{{%- if not modules.re.match('[0-9]{{4}}-[0-9][0-9]-[0-9][0-9]', asked) %}}
{{{{ exceptions.raise_compiler_error(
  'the variable {var} is `' ~ asked ~ '`: give now, or a moment such as 2026-03-01T09:30+01:00'
) }}}}
{{%- endif %}}
{{%- set moment = modules.datetime.datetime.fromisoformat(asked | replace('Z', '+00:00')) %}}
{{%- if moment.tzinfo %}}{{% set moment = moment.astimezone(modules.pytz.utc) %}}{{% endif %}}
{{%- set as_of %}}{moment}{{% endset %}}
{{%- endif %}}
"""
_SPELLED: Final = {
    f"{_SEEN:%Y-%m-%d %H:%M:%S.%f}": "moment.strftime('%Y-%m-%d %H:%M:%S.%f')",
    f"{_SEEN:%Y-%m-%dT%H:%M:%S.%f}": "moment.strftime('%Y-%m-%dT%H:%M:%S.%f')",
    str((_SEEN - _EPOCH) // timedelta(microseconds=1)):
        "(moment.replace(tzinfo=none) - modules.datetime.datetime(1970, 1, 1))"
        " // modules.datetime.timedelta(microseconds=1)",
}  # fmt: skip
"""How a constant spells a moment → what gives the same in a template."""


def _default(as_of: OneMoment) -> str:
    if as_of == "parameter":
        return ""
    return f", {_said(as_of.isoformat() if isinstance(as_of, datetime) else 'now')}"


def _moment(dialect: Dialect) -> str:
    constant = dialect.at((_SEEN - _EPOCH) // timedelta(microseconds=1))
    text = expression(dialect, constant)
    for spelling, made in _SPELLED.items():
        if spelling in text:
            return plain(text).replace(spelling, f"{{{{ {made} }}}}")
    raise ValueError(f"a moment of {dialect.sqlglot} cannot be a variable of dbt")


# ---------------------------------------------------------------- where the data are


def _source_name(name: str, parts: Source) -> str:
    """dbt knows each source once in a project: so the model's name stands before."""
    return "_".join((name, *parts[:-1])) if len(parts) > 1 else f"{name}_data"


def _sources(plan: Plan, name: str) -> list[Yaml]:
    """One for each schema, with its tables and those of their columns that the rules read."""
    schemas: dict[Source, dict[str, list[str]]] = {}
    for parts, columns in zip(table_parts(plan, None), _columns_read(plan), strict=True):
        schemas.setdefault(parts[:-1], {}).setdefault(parts[-1], []).extend(columns)
    return [
        {
            "name": plain(_source_name(name, (*schema, ""))),
            **_place(schema),
            "tables": [_table(table, columns) for table, columns in tables.items()],
        }
        for schema, tables in schemas.items()
    ]


def _table(name: str, columns: Iterable[str]) -> Yaml:
    listed: list[Yaml] = [{"name": plain(column)} for column in dict.fromkeys(columns)]
    return {"name": plain(name), "columns": listed}


def _place(schema: Source) -> dict[str, Yaml]:
    """A table without a schema is looked for where the model is made."""
    if not schema:
        return {"schema": "{{ target.schema }}"}
    found: dict[str, Yaml] = {"schema": plain(schema[-1])}
    return {"database": plain(schema[0]), **found} if len(schema) > 1 else found


def _columns_read(plan: Plan) -> Iterator[list[str]]:
    key = [plan.leads.key] if plan.leads.key else []
    yield [*key, *(column.source for column in plan.leads.columns)]
    for source in plan.events:
        named = [source.named] if source.named else []
        fields = [field.source for kind in source.kinds for field in kind.fields]
        yield [source.lead, source.at, *named, *fields]


# ---------------------------------------------------------------- what the columns mean


def _described(model: Model, plan: Plan, dialect: Dialect, name: str) -> Yaml:
    columns: list[Yaml] = []
    groups = {group.name: group for group in model.groups if group.name is not None}
    classes = {found.name: found for found in model.classes}
    for place, column in enumerate(score_columns(plan)):
        about: dict[str, Yaml] = {"name": plain(column.name), "quote": True}
        if place == 0:
            about |= {"description": "The lead.", "data_tests": ["unique", "not_null"]}
        elif column.name in groups:
            about["description"] = plain(_group(groups[column.name]))
        elif column.name in classes:
            about |= _class(classes[column.name], dialect)
        else:
            about["description"] = plain(_result(model, column.name))
        columns.append(about)
    title = f"{plan.title}. Rules {plan.fingerprint}; made by leadscore, so change the rules."
    return {"name": name, "description": plain(title), "columns": columns}


def _result(model: Model, column: str) -> str:
    return {
        "score": _listed(said(_score(model)), ["empty for a lead that is excluded"]),
        "excluded": _listed("Why a lead has no score", [said(e.node) for e in model.excluded]),
        "as_of": "The moment of judgement, in UTC.",
        "rules": "Sixteen digits that stand for the meaning of the rules.",
    }[column]


def _score(model: Model) -> ast.Node:
    return next(s for s in model.files[0].file.sections if isinstance(s, ast.Score))


def _group(group: Group) -> str:
    return _listed(said(group.node), map(_rule, group.rules))


def _rule(rule: Rule) -> str:
    rows = "; ".join(said(row.node) for row in rule.rows)
    return f"{said(rule.node)}: {rows}" if rows else said(rule.node)


def _listed(head: str, lines: Iterable[str]) -> str:
    """Markdown, as dbt shows it."""
    return "\n".join((head, *(f"- {line}" for line in lines)))


def _class(found: Class, dialect: Dialect) -> dict[str, Yaml]:
    rows = dict.fromkeys(said(row.node) for part in found.parts for row in part)
    accepted = _accepted(list(dict.fromkeys(found.values)), dialect)
    return {
        "description": plain(_listed(found.name, rows)),
        "data_tests": [{"accepted_values": {"arguments": accepted}}],
    }


def _accepted(values: Sequence[str], dialect: Dialect) -> dict[str, Yaml]:
    """dbt puts them between quotes as they are; so they bring their own."""
    spelled_ = [plain(expression(dialect, sql.text(value))) for value in values]
    return {"values": list[Yaml](spelled_), "quote": False}
