"""Questions of one kind each: a lead with a property, two rules, two files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ...dsl import terms
from ...dsl.check.checker import check
from ...dsl.diagnostics import Diagnostic
from ...dsl.model import Group, Model, Rule
from ...dsl.prove.goals import fires, open_group
from ...dsl.prove.search import Wanted
from ...dsl.terms import Test
from ..rules import Rules
from .proof import No, Proof, Verdict, count
from .reach import Accept
from .tried import Tried


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


def any_as_asked(proof: Proof) -> Verdict:
    """The proof is of `with_condition`."""
    return proof.settle([*proof.base, ASKED_WANTED], _as_asked)


def with_value(proof: Proof, name: str, value: str) -> Verdict:
    """Whether a lead as asked can have a stage or label."""
    wanted = [*proof.base, ASKED_WANTED, (terms.ClassIs(name, (value,)), True)]
    return proof.settle(wanted, _valued(name, value))


def with_stages(proof: Proof) -> tuple[Verdict, dict[str, Verdict]]:
    """Whether a lead can be as asked, and in each stage; a lead that is found for one question
    answers the others, too."""
    whether = any_as_asked(proof)
    stages = next((one for one in proof.rules.model.classes if one.name == "stage"), None)
    if isinstance(whether, No) or stages is None:
        return whether, {}
    found = {one: with_value(proof, "stage", one) for one in dict.fromkeys(stages.values)}
    again = {one: proof.looked_up(v, _valued("stage", one)) for one, v in found.items()}
    return proof.looked_up(whether, _as_asked), again


def _valued(name: str, value: str) -> Accept:
    return lambda tried: _as_asked(tried) and tried.result[name] == value


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

        return proof.settle(wanted, comes_out)

    return Pair(
        rules[one][1], rules[other][1], settle(True, True), settle(True, False), settle(False, True)
    )


def _asked(proof: Proof, number: int) -> Test:
    group, rule = proof.rules_in_order[number]
    return terms.All((*(test for test, _ in open_group(group)), fires(rule)))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules of which the first never gives points to a lead for which the second does not
    count (`implies`), or either never without the other (`same`)."""

    first: tuple[Group, Rule]
    second: tuple[Group, Rule]
    how: str
    """`same`, `implies`."""


def related(proof: Proof) -> Iterator[Overlap]:
    """Pairs of rules that ask for the same value or the same kind of event, and of which one
    decides the other."""
    prover, rules = proof.reach.prover, proof.rules_in_order
    home: dict[object, list[int]] = {}
    for number, (group, rule) in enumerate(rules):
        if prover.may_give_nothing(group, rule):
            for key in (*prover.bounds.of_rule(rule), *_kinds_of(rule, proof.rules.model)):
                home.setdefault(key, []).append(number)
    pairs = {
        (a, b) for numbers in home.values() if len(numbers) <= MOST_SHARING
        for i, a in enumerate(numbers) for b in numbers[i + 1 :]
    }  # fmt: skip
    for a, b in sorted(pairs):
        forth, back = prover.only_with(rules[a], rules[b]), prover.only_with(rules[b], rules[a])
        if forth or back:
            how = "same" if forth and back else "implies"
            yield Overlap(rules[a if forth else b], rules[b if forth else a], how)


def _kinds_of(rule: Rule, model: Model) -> list[str]:
    parts = (rule.test, rule.events, rule.value, tuple(row.test for row in rule.rows))
    return [kind.name for kind in model.kinds.values() if _mentions(parts, kind.name, model)]


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


MOST_SHARING: Final = 60
"""A value or event for which more rules ask says little about them."""
