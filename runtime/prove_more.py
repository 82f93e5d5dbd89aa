"""Questions of one kind each: a lead with a property, two rules, two files, more events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..dsl import ast, terms
from ..dsl.check import check
from ..dsl.diagnostics import Diagnostic
from ..dsl.model import Group, Model, Rule
from ..dsl.prove.goals import fires, open_group
from ..dsl.prove.search import Wanted
from ..dsl.prove.witness import Happened
from ..dsl.terms import Test
from .prove import No, Proof, Unsettled, Verdict, Yes, count
from .prove_try import Tried, scored
from .rules import Rules


class ConditionError(Exception):
    """A condition that cannot be read; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.title)


ASKED: Final = "asked_for_the_proof"
"""A label that no file has."""
ASKED_WANTED: Final[Wanted] = (terms.ClassIs(ASKED, ("Yes",)), True)


def with_condition(rules: Rules, text: str, lets: Mapping[str, str] | None = None) -> Rules:
    """The rules with a condition as a label of its own, below all others, so that it may speak
    of all that the file has; `lets` are what the caller has set. Raises `ConditionError` if it
    cannot be read."""
    source = rules.model.files[0].source
    line = " ".join(text.split("\n"))
    label = f"\nlabel {ASKED}\n  Yes when {line}\n  No otherwise\n"
    whole = source.text.rstrip("\n") + "\n" + label
    model = check(rules.model.path, text=whole, lets=lets)
    if model.errors:
        raise ConditionError(model.errors[0])
    return Rules(model)


def with_value(proof: Proof, name: str, value: str) -> Verdict:
    """Whether a lead as asked can have a stage or label; the proof is of `with_condition`."""
    wanted = [*proof.base, ASKED_WANTED, (terms.ClassIs(name, (value,)), True)]
    return proof.reach.settle(
        wanted, lambda tried: _as_asked(tried) and tried.result[name] == value
    )


def any_as_asked(proof: Proof) -> Verdict:
    return proof.reach.settle([*proof.base, ASKED_WANTED], _as_asked)


def _as_asked(tried: Tried) -> bool:
    return tried.result.score is not None and tried.result[ASKED] == "Yes"


# ---------------------------------------------------------------- two rules


@dataclass(frozen=True, slots=True)
class Pair:
    first: Rule
    second: Rule
    together: Verdict
    first_alone: Verdict
    """Whether the first can count where the second does not; if not, it implies the second."""
    second_alone: Verdict


def pair(proof: Proof, one: int, other: int) -> Pair:
    both = [_asked(proof, number) for number in (one, other)]
    rules = proof.rules_in_order

    def settle(first: bool, second: bool) -> Verdict:
        wanted = [*proof.base, (both[0], first), (both[1], second)]

        def comes_out(tried: Tried) -> bool:
            counts = [count(tried, number) for number in (one, other)]
            return counts[0] >= 0 and [count > 0 for count in counts] == [first, second]

        return proof.reach.settle(wanted, comes_out)

    return Pair(
        rules[one][1], rules[other][1], settle(True, True), settle(True, False), settle(False, True)
    )


def _asked(proof: Proof, number: int) -> Test:
    group, rule = proof.rules_in_order[number]
    return terms.All((*(test for test, _ in open_group(group)), fires(rule)))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules of which one never counts without the other (`implies`), or never with it."""

    first: tuple[Group, Rule]
    second: tuple[Group, Rule]
    how: str
    """`same`, `implies`, `excludes`."""


def related(proof: Proof) -> Iterator[Overlap]:
    """Pairs of rules that ask for the same value or the same kind of event, and of which one
    decides the other."""
    prover, rules = proof.reach.prover, proof.rules_in_order
    home: dict[object, list[int]] = {}
    for number, (_, rule) in enumerate(rules):
        if isinstance(rule.node, ast.WhenRule):
            for key in (*prover.bounds.of_rule(rule), *_kinds_of(rule, proof.rules.model)):
                home.setdefault(key, []).append(number)
    pairs = {
        (a, b) for numbers in home.values() if len(numbers) <= MOST_SHARING
        for i, a in enumerate(numbers) for b in numbers[i + 1 :]
    }  # fmt: skip
    for a, b in sorted(pairs):
        one, other = _asked(proof, a), _asked(proof, b)
        forth, back = prover.implies(one, other), prover.implies(other, one)
        if forth or back:
            how = "same" if forth and back else "implies"
            yield Overlap(rules[a if forth else b], rules[b if forth else a], how)


def _kinds_of(rule: Rule, model: Model) -> list[str]:
    return [kind.name for kind in model.kinds.values() if _mentions(rule.test, kind.name, model)]


MOST_SHARING: Final = 60
"""A value or event for which more rules ask says little about them."""


# ---------------------------------------------------------------- more of an event


@dataclass(frozen=True, slots=True)
class Lowers:
    kind: str
    verdict: Verdict
    """Yes: with the event the lead of `before` has a lower score."""
    before: Tried | None = None


def lowers(proof: Proof) -> Iterator[Lowers]:
    """For each event whether one more of it ever lowers the score."""
    for kind in proof.rules.model.kinds.values():
        found = _lowered(proof, kind.name)
        if found is not None:
            yield Lowers(kind.name, Yes(found[1]), found[0])
        elif _only_adds(proof.rules.model, kind.name):
            yield Lowers(kind.name, No("it only ever adds points"))
        else:
            yield Lowers(kind.name, Unsettled("no lead was found that it lowers, and no proof"))


def _lowered(proof: Proof, kind: str) -> tuple[Tried, Tried] | None:
    fields = _fields_worth_a_try(proof, kind)
    for tried in proof.explored[:MOST_LEADS]:
        if tried.result.score is None:
            continue
        for values in fields:
            event = Happened(kind, 0, values)
            more = replace(tried.witness, events=(*tried.witness.events, event))
            found = scored(proof.rules, more)
            score = found.result.score if found is not None else None
            if found is not None and score is not None and score < tried.result.score:
                return tried, found
    return None


MOST_LEADS: Final = 200


def _fields_worth_a_try(proof: Proof, kind: str) -> list[dict[str, str]]:
    found = [
        event.fields
        for tried in proof.explored
        for event in tried.witness.events
        if event.kind == kind
    ]
    return [dict(pairs) for pairs in dict.fromkeys(tuple(sorted(f.items())) for f in [{}, *found])]


def _only_adds(model: Model, kind: str) -> bool:
    """Whether every part of the file can only give more for one more event; in doubt not."""
    if any(isinstance(one.events, terms.SoonAfter) for one in model.ignored):
        return False
    if any(one.test is not None and _mentions(one.test, kind) for one in model.excluded):
        return False
    return all(
        (group.when is None or not _mentions(group.when, kind)) and _rule_adds(rule, kind, model)
        for group in model.groups for rule in group.rules
    )  # fmt: skip


def _rule_adds(rule: Rule, kind: str, model: Model) -> bool:
    match rule.node:
        case ast.EachRule():
            mine = rule.events is not None and kind in rule.events.kinds
            return not mine or rule.points >= 0
        case ast.WhenRule() if rule.test is not None:
            if not _mentions(rule.test, kind, model):
                return True
            return (
                _grows(rule.test, model)
                if rule.points >= 0
                else _grows(terms.Not(rule.test), model)
            )
    parts = (rule.value, rule.events, *(row.test for row in rule.rows))
    return not any(part is not None and _mentions(part, kind, model) for part in parts)


def _grows(test: Test, model: Model) -> bool:
    """Whether the test, once it holds, still does after more events."""
    match test:
        case terms.All(tests) | terms.AnyOf(tests):
            return all(_grows(one, model) for one in tests)
        case terms.Defined(name):
            inner = model.defines[name].test
            return inner is not None and _grows(inner, model)
        case terms.Compare(">=" | ">", terms.Measured(metric)):
            return metric.kind in ("count", "distinct", "days")
        case terms.Followed() | terms.Repeated():
            return True
        case terms.Not(terms.Compare("<" | "<=", terms.Measured(metric))):
            return metric.kind in ("count", "distinct", "days")
        case terms.Not(terms.Compare("=", terms.Measured(metric), 0)):
            return metric.kind in ("count", "distinct", "days")
    return not _mentions(test, "", model)


def _mentions(node: object, kind: str, model: Model | None = None) -> bool:
    """Whether anything of it hangs on events of a kind (any kind if empty), or on points."""
    if isinstance(node, terms.Events):
        return not kind or kind in node.kinds
    if isinstance(node, terms.Points | terms.ClassIs | terms.StageWas | terms.People):
        return True
    if isinstance(node, terms.Defined):
        inner = model.defines[node.name].test if model is not None else None
        return inner is None or _mentions(inner, kind, model)
    if isinstance(node, tuple):
        return any(_mentions(part, kind, model) for part in node)
    slots = getattr(type(node), "__slots__", ()) if not isinstance(node, str | int) else ()
    return any(_mentions(getattr(node, name), kind, model) for name in slots)


# ---------------------------------------------------------------- two files


@dataclass(frozen=True, slots=True)
class Compared:
    verdict: Verdict
    """No: no lead is scored differently. Yes: this one is."""
    other: Tried | None = None


def compare(proof: Proof, other: Proof) -> Compared:
    """Whether two files ever give different results."""
    from ..dsl.diff import Both
    from ..dsl.diff import compare as changes_between

    if proof.rules.fingerprint == other.rules.fingerprint:
        return Compared(No("they are the same but for words and layout"))
    changes = changes_between(Both(proof.rules.model, other.rules.model))
    if all(change.effect in ("equal", "words") for change in changes):
        return Compared(No("every change is proved to mean the same"))
    names = _names(proof.rules) & _names(other.rules)
    tried = [*proof.explored, *other.explored]
    for found in sorted(tried, key=lambda tried: tried.size):
        here, there = (scored(one.rules, found.witness) for one in (proof, other))
        if here is None or there is None:
            continue
        if _outcome(here, names) != _outcome(there, names):
            return Compared(Yes(here), there)
    return Compared(Unsettled("no lead was found that is scored differently, and no proof"))


def _names(rules: Rules) -> set[str]:
    model = rules.model
    groups = (group.name for group in model.groups if group.name is not None)
    return {*groups, *(one.name for one in model.classes)}


def _outcome(tried: Tried, names: set[str]) -> object:
    """What comes out under names that both files have."""
    result = tried.result
    return result.excluded is None, result.score, {name: result[name] for name in names}
