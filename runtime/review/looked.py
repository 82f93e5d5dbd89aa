"""What is looked at beyond the score: columns and events, and which of them know too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...compiler.lower import walk
from ...compiler.own_moment import OwnMoment, column_of
from ...compiler.plan import Column, Events
from ...dsl import ast
from ...dsl.lint import outcome_in_rule
from ...dsl.model import Model, Outcome
from ..history.work import Work
from . import findings, traits
from .findings import CERTAIN, Leak
from .rates import Estimate, Rate
from .result import RuleFigures
from .traits import ColumnTraits, Trait


@dataclass(frozen=True, slots=True)
class Looked:
    columns: tuple[ColumnTraits, ...]
    events: tuple[Trait, ...]

    def all(self) -> list[Trait]:
        return [t for one in self.columns for t in one.traits] + list(self.events)


def look(work: Work, outcome: Outcome | None, everyone: Rate) -> Looked:
    """At all columns but those that say who the lead is and how it ended."""
    asked, everything = work.asked, work.everything
    read = frozenset(p for c in work.plan.leads.columns if (p := work.place(c.source)) is not None)
    own = asked.as_of.column if isinstance(asked.as_of, OwnMoment) else None
    aside = {work.place(c) for c in (work.plan.leads.key, own, asked.outcome_at, asked.won_at)}
    aside.add(work.place(asked.outcome) if outcome is None else None)
    places = [place for place in range(len(everything.columns)) if place not in aside]
    ends = _kinds(outcome.test) if outcome is not None else frozenset()
    did = [
        trait for trait in traits.of_events(work.session, work.tables, _asked(work), everyone)
        if trait.of not in ends
    ]  # fmt: skip
    fields = traits.of_fields(work.session, work.tables, _texts(work.model), everyone)
    return Looked(
        tuple(traits.of_columns(work.session, everything, places, read, everyone)),
        (*did, *(trait for trait in fields if trait.of.partition(" with ")[0] not in ends)),
    )


def _texts(model: Model) -> dict[str, str]:
    """Columns of events, by what the rules call them."""
    fields = (field for kind in model.kinds.values() for field in kind.fields.values())
    return {field.source: field.name for field in fields if field.type == "text"}


def _kinds(root: object) -> frozenset[str]:
    return frozenset(k for node in walk(root) if isinstance(node, Events) for k in node.kinds)


def _asked(work: Work) -> frozenset[str]:
    return frozenset(kind for events in work.plan.asked for kind in events.kinds)


def leaks(
    work: Work, outcome: Outcome | None, looked: Looked, rules: Sequence[RuleFigures],
    everyone: Rate, score: Estimate | None,
) -> Iterator[Leak]:  # fmt: skip
    """What is certain first, then what the score has already, then what nobody should add."""
    yield from _outcome_read(work, outcome)
    if score is not None and score.interval.low > CERTAIN:
        yield Leak("score", "score", None, "score", True, figure=score.value)
    for rule in rules:
        yield from findings.of_rates(rule.rule, None, "rule", True, rule.rate, everyone)
    found = [leak for one in looked.columns for leak in findings.of_column(one, everyone)]
    found += [leak for trait in looked.events for leak in findings.of_event(trait, everyone)]
    ends = _kinds(outcome.test) if outcome is not None else frozenset()
    names = findings.of_names((c.source for c in _own_columns(work)), sorted(_asked(work) - ends))
    yield from (leak for leak in found if leak.read)
    yield from names
    yield from (leak for leak in found if not leak.read)


def _own_columns(work: Work) -> Iterator[Column]:
    own = work.asked.as_of
    moment = column_of(work.plan, own) if isinstance(own, OwnMoment) else None
    return (column for column in work.plan.leads.columns if column != moment)


def today(work: Work) -> tuple[str, ...]:
    """Numbers that rules read of leads that are each judged at their own moment."""
    columns = work.plan.leads.columns if work.asked.own else ()
    return tuple(c.source for c in columns if c.type == "number" and not c.asked)


def _outcome_read(work: Work, outcome: Outcome | None) -> Iterator[Leak]:
    if outcome is not None:
        for name in _knowing(work.model):
            yield Leak("outcome", name, None, "rule", True)
    asked = work.asked
    ends = [asked.outcome if outcome is None else None, asked.outcome_at, asked.won_at]
    places = {work.place(column) for column in ends} - {None}
    for column in _own_columns(work):
        if work.place(column.source) in places:
            yield Leak("outcome", column.source, None, "column", True)


def free_of(looked: Looked, found: Sequence[Leak]) -> list[Trait]:
    """The traits about which there is no suspicion. A column that no rule reads is left alone as
    a whole: who knows the outcome by one value was filled in afterwards with all."""
    whole = {leak.what for leak in found if leak.value is None or not leak.read}
    values = {(leak.what, leak.value) for leak in found}
    return [t for t in looked.all() if t.of not in whole and (t.of, t.value) not in values]


def _knowing(model: Model) -> dict[str, None]:
    """The rules that give points for what an outcome is made of, by their names; of a group whose
    `when` asks for it, all."""
    spans = {finding.span for finding in outcome_in_rule.check(model)}
    found: dict[str, None] = {}
    for group in model.groups:
        clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
        whole = any(clause.span in spans for clause in clauses)
        found |= {rule.name: None for rule in group.rules if whole or rule.node.span in spans}
    return found
