"""What is told of a proof: answers in sentences, each with its lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Final

from ...compiler import plan
from ...dsl import ast
from ...dsl.model import Class, Rule
from ...dsl.prove.witness import Witness
from ..evaluate import Number, Scorer
from ..rules import Rules
from . import more as more
from .limits import Meeting
from .lowers import lowers
from .proof import LimitFound, No, Proof, RangeFound, RuleFound, Verdict, Yes, count
from .quiet import QUIET_DAYS, Quiet, quiet
from .reach import said_open
from .tried import Tried, as_text, scored

MOST_LIMITS: Final = 5
WORDS: Final = {"same": "counts exactly when", "implies": "never counts without"}


@dataclass(frozen=True, slots=True)
class Answer:
    """`finding`: something that is likely to be wrong with the rules."""

    topic: str
    about: str
    verdict: str
    """`yes`, `no` or `unsettled`; empty where nothing was asked."""
    says: str
    examples: tuple[str, ...] = ()
    """As text, to paste."""
    finding: bool = False


@dataclass(frozen=True)
class Report:
    proof: Proof
    rules: Rules
    """Those of the file, without what was asked about them."""

    def example(self, title: str, tried: Tried) -> str:
        return as_text(self.rules, title, tried)

    def told(
        self, topic: str, about: str, verdict: Verdict, words: tuple[str, str], *,
        finding: bool = False, title: str = "",
    ) -> Answer:  # fmt: skip
        """`words` are for yes and for no."""
        if isinstance(verdict, Yes):
            text = self.example(title or f"{about}: {words[0]}", verdict.tried)
            return Answer(topic, about, "yes", f"{about} {words[0]}", (text,))
        if isinstance(verdict, No):
            because = f": {verdict.because}" if verdict.because else ""
            return Answer(topic, about, "no", f"{about} {words[1]}{because}", finding=finding)
        says = f"whether {about} {words[0]} is not settled: {verdict.because}"
        return Answer(topic, about, "unsettled", says)

    # -- all at once

    def default(self) -> Iterator[Answer]:
        found = list(self.rules_found())
        yield from self.values()
        yield from found
        yield from self.ranges()
        sure = (one for one in self.proof.limits() if one.bites != "sometimes")
        yield from _shortened([self._limit(one) for one in sure])

    def values(self) -> Iterator[Answer]:
        for class_ in self.rules.model.classes:
            if class_.name == "stage":
                for value in dict.fromkeys(class_.values):
                    yield self.value(class_, value)

    def value(self, class_: Class, value: str) -> Answer:
        verdict = self.proof.value(class_.name, value)
        words = ("can be reached", "is never reached")
        return self.told(
            _topic(class_), value, verdict, words, finding=True, title=f"{value} can be reached"
        )

    def rules_found(self) -> Iterator[Answer]:
        found = self.proof.rule_verdicts
        for one in found:
            name = f"`{one.rule.name}`"
            if isinstance(one.counts, No):
                yield Answer(
                    "rule",
                    one.rule.name,
                    "no",
                    f"{name} never counts: {one.counts.because}",
                    finding=True,
                )
            elif not isinstance(one.counts, Yes):
                yield self.told("rule", name, one.counts, ("can count", ""))
            elif isinstance(one.fails, No) and isinstance(one.rule.node, ast.WhenRule):
                yield Answer(
                    "rule", one.rule.name, "yes", f"{name} counts for every lead", finding=True
                )
            yield from self._dead_rows(one)
        able = sum(isinstance(one.counts, Yes) for one in found)
        yield Answer(
            "rule", "", "", f"{able:,} of {_counted(len(found), 'rule')} can count, each tried"
        )

    def _dead_rows(self, one: RuleFound) -> Iterator[Answer]:
        for number in one.dead if not isinstance(one.counts, No) else ():
            because = self.proof.why_dead(one.rule, number)
            says = f"{_row(one.rule, number)} never gives points: {because}"
            yield Answer("row", one.rule.name, "no", says, finding=True)

    def ranges(self) -> Iterator[Answer]:
        for found in self.proof.ranges:
            yield self._range(found)

    def _range(self, found: RangeFound) -> Answer:
        name = found.name or "the score"
        low, high = (self.proof.shown(end) for end in found.proved)
        if found.proved[0] == -inf or found.proved[1] == inf:
            above = "has no upper end" if found.proved[1] == inf else f"is at most {high}"
            below = "no lower end" if found.proved[0] == -inf else f"is at least {low}"
            says = f"{name} {above} and {below}"
        else:
            says = f"{name} is from {low} to {high}"
        tried = [one for one in (found.least, found.most) if one is not None]
        ends = [
            str(one.result.score if found.name is None else one.result[found.name]) for one in tried
        ]
        if ends and ends != [low, high]:
            says += f"; leads were found from {' to '.join(ends)}{self._open(found.name)}"
        return Answer("range", found.name or "score", "", says)

    def _open(self, group: str | None) -> str:
        """Which rules of a group (of all, for none) may yet give points, for all that is known."""
        rules = {id(rule) for one, rule in self.proof.rules_in_order if group in (None, one.name)}
        reach = self.proof.reach
        names = dict.fromkeys(
            one.rule.name for one in reach.open if not one.proved and id(one.rule) in rules
        )
        return f", as it is open whether {said_open(names)} can count" if names else ""

    def limits(self) -> Iterator[Answer]:
        for found in self.proof.limits():
            yield self._limit(found)

    def _limit(self, found: LimitFound) -> Answer:
        side = "at most" if found.upper else "at least"
        limit = f"the limit of {found.name} ({side} {self.proof.shown(found.limit)} points)"
        if found.bites == "never":
            return Answer("limit", found.name, "no", f"{limit} never changes anything")
        if found.bites == "always":
            return Answer(
                "limit", found.name, "yes", f"{limit} always changes the points", finding=True
            )
        return self._limit_met(limit, found)

    def _limit_met(self, limit: str, found: LimitFound) -> Answer:
        tried = self._meeting.lead(found)
        if tried is None:
            group = None if found.name == "the score" else found.name
            says = f"whether {limit} changes anything is not settled{self._open(group)}"
            return Answer("limit", found.name, "unsettled", says)
        text = self.example(f"{limit} takes part", tried)
        return Answer("limit", found.name, "yes", f"{limit} can change the points", (text,))

    @cached_property
    def _meeting(self) -> Meeting:
        return Meeting(self.proof, self._took_part)

    def _took_part(self, tried: Tried, found: LimitFound) -> bool:
        """Whether the limit took points from this lead, or gave it some."""
        if tried.result.score is None:
            return False
        if found.number is not None:
            free = scored(self._unlimited, tried.witness)
            return free is not None and _points(free, found.number) != _points(tried, found.number)
        return any(
            line.kind == "limit" and line.rule == found.line and (line.points < 0) == found.upper
            for line in tried.result.breakdown
        )

    @cached_property
    def _unlimited(self) -> Scorer:
        """The rules without their own `up to`."""
        whole = self.rules.plan
        groups = tuple(
            replace(group, rules=tuple(_free(rule) for rule in group.rules))
            for group in whole.groups
        )
        return Scorer(replace(whole, groups=groups))

    # -- one question

    def rule(self, number: int) -> Iterator[Answer]:
        found = self.proof.rule(number)
        name = f"`{found.rule.name}`"
        yield self.told("rule", name, found.counts, ("can count", "never counts"), finding=True,
                        title=f"{found.rule.name}: counts")  # fmt: skip
        yield self.told("rule", name, found.fails, ("can fail to count", "counts for every lead"),
                        finding=True, title=f"{found.rule.name}: does not count")  # fmt: skip
        rows = found.rule.rows if found.rule.events is None else ()
        for row in range(len(rows)):
            yield self._of_row(number, found.rule, row)

    def _of_row(self, number: int, rule: Rule, row: int) -> Answer:
        about, dead = _row(rule, row), "never gives points"
        title = f"{rule.name}: {rule.rows[row].words}".replace('"', "'")
        words = ("can give its points", dead)
        finding = rule.rows[row].points != 0
        return self.told("row", about, self.proof.row(number, row), words, finding=finding,
                         title=title)  # fmt: skip

    def pair(self, one: int, other: int) -> Iterator[Answer]:
        found = more.pair(self.proof, one, other)
        first, second = found.first.name, found.second.name
        both = ("can count together", "never count together")
        asked = (
            (f"`{first}` and `{second}`", found.together, *both),
            (f"`{first}`", found.first_alone, *_without(second)),
            (f"`{second}`", found.second_alone, *_without(first)),
        )
        for about, verdict, yes, no in asked:
            title = f"{about.replace('`', '')} {yes.replace('`', '')}"
            yield self.told("pair", about, verdict, (yes, no), title=title)

    def overlaps(self) -> Iterator[Answer]:
        found = list(more.related(self.proof))
        for one in found:
            (_, first), (_, second) = one.first, one.second
            says = f"`{first.name}` {WORDS[one.how]} `{second.name}`"
            yield Answer(
                "overlap",
                first.name,
                "yes",
                says + (" does" if one.how == "same" else ""),
                finding=True,
            )
        if not found:
            yield Answer("overlap", "", "no", "no rule is known to count only where another does")

    def quiet(self) -> Iterator[Answer]:
        for one in quiet(self.proof):
            if isinstance(one, tuple):
                yield self.told("quiet", one[0], one[1], ("can be reached", "is never reached"))
            else:
                yield self._quiet(one)

    def _quiet(self, one: Quiet) -> Answer:
        after = _counted(one.days, "day")
        text = self.example(f"{one.stage} after {after} without events", one.there)
        if one.none_after is None:
            verdict = "no" if one.days >= QUIET_DAYS else "unsettled"
            ends = "" if verdict == "no" else ", whether longer is not settled"
            says = f"{one.stage}: a lead can be there after {after} in which nothing happens{ends}"
            return Answer("quiet", one.stage, verdict, says, (text,))
        says = f"{one.stage}: no lead is there after {_counted(one.none_after, 'day')} in which "
        says += f"nothing happens; this one is after {one.days:,}, then {one.then or 'excluded'}"
        return Answer("quiet", one.stage, "yes", says, (text,))

    def lowers(self) -> Iterator[Answer]:
        for one in lowers(self.proof):
            words = ("can lower the score", "never lowers the score")
            answer = self.told("lowers", f"one more `{one.kind}`", one.verdict, words,
                               title=f"With one more {one.kind}")  # fmt: skip
            if one.before is not None:
                before = self.example(f"Without it, before one more {one.kind}", one.before)
                answer = Answer(
                    answer.topic, answer.about, "yes", answer.says, (before, *answer.examples)
                )
            yield answer

    def when(self, text: str, class_: Class | None, value: str) -> Iterator[Answer]:
        about = f"a lead with `{text}`"
        title = f"A lead with {text}"
        if class_ is not None:
            verdict = more.with_value(self.proof, class_.name, value)
            yield self._with(about, title, value, verdict)
            return
        verdict, stages = more.with_stages(self.proof)
        yield self.told("when", about, verdict, ("can be", "cannot be"), title=title)
        yield from (self._with(about, title, value, verdict) for value, verdict in stages.items())

    def _with(self, about: str, title: str, value: str, verdict: Verdict) -> Answer:
        words = (f"can be {value}", f"is never {value}")
        return self.told("when", about, verdict, words, title=f"{title} can be {value}")

    def against(self, other: Rules) -> Iterator[Answer]:
        from ..diff import Diff
        from ..diff_text import VERDICTS, WITH_LEAD

        diff = Diff(self.rules, other, self.proof.seconds, explore=self.proof.overall)
        whole = diff.whole_files()
        if whole.tried is not None:
            texts = self._by_both(other, diff.whole.in_old_names(whole.tried.witness), whole.tried)
            yield Answer("against", "", "no", WITH_LEAD, texts, finding=True)
        elif whole.kind == "equal":
            yield Answer("against", "", "yes", f"the files are equal in meaning: {whole.because}")
        else:
            verdict = "no" if whole.kind == "other" else "unsettled"
            says = VERDICTS[whole.kind]
            yield Answer("against", "", verdict, says, finding=verdict == "no")

    def _by_both(self, other: Rules, first: Witness, tried: Tried) -> tuple[str, ...]:
        here = scored(self.rules, first)
        by_this = (self.example("By the first file", here),) if here is not None else ()
        return (*by_this, as_text(other, "By the second file", tried))


def _without(name: str) -> tuple[str, str]:
    return f"can count without `{name}`", f"never counts without `{name}`"


def _row(rule: Rule, row: int) -> str:
    return f"row `{rule.rows[row].words}` of `{rule.name}`"


def _points(tried: Tried, number: int) -> Number:
    return tried.result.breakdown[number].points


def _free(rule: plan.Rule) -> plan.Rule:
    gives = rule.gives
    if isinstance(gives, plan.Each | plan.Every):
        return replace(rule, gives=replace(gives, up_to=None))
    return rule


def _shortened(limits: list[Answer]) -> list[Answer]:
    """A few limits by name, more of them by their number."""
    named = [one for one in limits if one.finding or len(limits) <= MOST_LIMITS]
    left = len(limits) - len(named)
    if left:
        says = f"{left:,} limits never change anything; --limits names them"
        named.append(Answer("limit", "", "no", says))
    return named


def numbered(rules: Rules, name: str) -> list[int]:
    """Places of the rules of that name, in any case."""
    names = [rule.name for group in rules.model.groups for rule in group.rules]
    return [number for number, one in enumerate(names) if one.lower() == name.strip().lower()]


def names_of(rules: Rules) -> Sequence[str]:
    return [rule.name for rule in all_rules(rules)]


def all_rules(rules: Rules) -> list[Rule]:
    return [rule for group in rules.model.groups for rule in group.rules]


def _topic(class_: Class) -> str:
    return "stage" if class_.name == "stage" else "label"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


__all__ = ["Answer", "Report", "count", "names_of", "numbered"]
