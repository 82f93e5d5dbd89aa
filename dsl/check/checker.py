"""From AST to checked model: every section of a file and of those it uses.

Never raises for what files say; what could not be understood is told and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from .. import ast, model, terms
from ..diagnostics import MOST_MESSAGES, Diagnostic, Edit, Fix, Label, Span, capped
from ..mistakes.misdeclared import at_declarations
from ..mistakes.standing import standing
from ..printer import show
from ..resolve import Gathered, gather
from ..terms import Test
from ..walk import in_order, walk
from .accounts import check_accounts
from .classes import check_classes
from .elaborate import Elaborator
from .examples import check_examples
from .hand_off import check_hand_off
from .recall import Recall
from .rules import RuleChecker
from .symbols import Symbols
from .typed import LEAD, Scope

MOST_DECIMALS = 4


def check(
    path: Path, *, text: str | None = None, lets: Mapping[str, str] | None = None,
    allow_outside: bool = False, read: Callable[[Path], str | None] | None = None,
) -> model.Model:  # fmt: skip
    """The model of a rule file. `lets` override values of `let`, by name, spelled as in a file."""
    gathered = gather(path, text=text, allow_outside=allow_outside, read=read)
    return Checker(path, gathered, allow_outside, lets or {}).run()


class Checker:
    """One check of a file and of those it uses; `recall` may know of parts from a check before."""

    def __init__(
        self, path: Path, gathered: Gathered, allow_outside: bool, lets: Mapping[str, str],
        recall: Recall | None = None,
    ) -> None:  # fmt: skip
        self.path = path
        self.recall = recall or Recall()
        self.gathered = gathered
        self.diagnostics = list(gathered.diagnostics)
        self.told = set(gathered.diagnostics)
        self.untold = 0
        self.lets = lets
        self.symbols = Symbols(
            gathered.root, path, allow_outside, self._report, gathered.broken_names,
            gathered.incomplete or any(file.lost for file in gathered.files),
            gathered.holes, recall=self.recall,
        )  # fmt: skip

    def _report(self, diagnostic: Diagnostic) -> None:
        if diagnostic in self.told:
            return
        self.told.add(diagnostic)
        if len(self.diagnostics) < MOST_MESSAGES:
            self.diagnostics.append(diagnostic)
        else:
            self.untold += 1

    def _sections(self, kind: type[Any]) -> Iterable[Any]:
        return (s for s in self.gathered.sections if isinstance(s, kind))

    def run(self) -> model.Model:
        self._override_lets()
        self.symbols.collect(self.gathered)
        self.scale = 10 ** self._decimals()
        self.terms = Elaborator(self.symbols, self.scale, recall=self.recall)
        defines = self._defines()
        excluded = tuple(self._exclusion(s) for s in self._sections(ast.Exclude))
        ignored = tuple(self._ignored(s) for s in self._sections(ast.Ignore))
        score = self._score()
        groups = self._groups(score)
        classes = check_classes(self.terms, self._class_nodes(), self._group_keys())
        accounts = check_accounts(self.terms)
        hand_offs = check_hand_off(self.terms, list(self._sections(ast.HandOff)), classes)
        outcomes = self._outcomes()
        examples = tuple(self._sections(ast.Example))
        check_examples(self.terms, examples, groups, classes)
        lower, upper = self._limits(score.limits) if score is not None else (None, None)
        title = score.title.value if score is not None and score.title is not None else ""
        return model.Model(
            path=self.path, files=tuple(self.gathered.files), title=title, scale=self.scale,
            lower=lower, upper=upper, leads=self.symbols.leads, columns=self.symbols.columns,
            event_sources=tuple(self.symbols.event_sources), kinds=self.symbols.kinds,
            lets=self.symbols.lets, lists=self.symbols.lists, defines=defines,
            excluded=excluded, ignored=ignored, groups=groups, classes=classes,
            accounts=accounts, hand_offs=hand_offs,
            outcomes=outcomes, examples=examples, used=frozenset(self.terms.used),
            diagnostics=self._sorted(),
        )  # fmt: skip

    def _sorted(self) -> tuple[Diagnostic, ...]:
        order = {parsed.source.path: i for i, parsed in enumerate(self.gathered.files)}
        mendable = standing(self.diagnostics, self.gathered.diagnostics)
        found = at_declarations(self.symbols, self.gathered.files, mendable)
        found.sort(key=lambda d: (order.get(d.span.path, 0), d.span.start))
        return capped("E014", found, self.untold + sum(f.untold for f in self.gathered.files))

    # -- what the caller sets

    def _override_lets(self) -> None:
        from ..overrides import override

        for name, spelling in self.lets.items():
            problem = override(self.gathered, name, spelling)
            if problem is not None:
                self.diagnostics.append(problem)

    # -- decimals of points

    def _decimals(self) -> int:
        """The most decimals with which points or limits of the file are written."""
        most = 0
        for section in self._sections(ast.Score | ast.Group):  # type: ignore[arg-type]
            limits = section.limits if isinstance(section, ast.Score) else section.clauses
            parts = [limits, *section.rules] if limits is not None else section.rules
            most = max(most, *(self._decimals_of(part) for part in parts), 0)
        return min(most, MOST_DECIMALS)

    def _decimals_of(self, part: Any) -> int:
        return self.recall.points(self.symbols, part, lambda: self._most_decimals(part))

    def _most_decimals(self, part: Any) -> int:
        most = 0
        for node in walk(part):
            if isinstance(node, ast.Points):
                most = max(most, self._checked_decimals(node))
            elif isinstance(node, ast.UpTo | ast.Limits):
                most = max(most, *(self._const_decimals(n) for n in _numbers(node)), 0)
        return most

    def _checked_decimals(self, node: ast.Points) -> int:
        if node.decimals > MOST_DECIMALS:
            self.symbols.error(
                "E128", "points have at most four decimals", node.span,
                f"write `{round(node.value, MOST_DECIMALS):+}`",
            )  # fmt: skip
        if not node.signed and node.value:
            text = f"+{show(node)}"
            self.symbols.report(Diagnostic(
                "E127", "error", f"the points `{show(node)}` have no sign", node.span,
                help=f"write `{text}` to give points, `-{show(node)}` to take them",
                fix=Fix(f"write `{text}`", (Edit(node.span, text),)),
            ))  # fmt: skip
        if abs(node.value) >= 10**9:
            self.symbols.error(
                "E128", "these are more points than can be given", node.span, "give fewer"
            )
        return node.decimals

    def _const_decimals(self, node: ast.NumberOrRef) -> int:
        value: Any = node
        if isinstance(node, ast.Ref):
            let = self.symbols.lets.get(node.name.key)
            value = let.value if let is not None else None
        if not isinstance(value, ast.Number):
            return 0
        if value.decimals > MOST_DECIMALS:
            self.symbols.error(
                "E128", "points have at most four decimals", node.span, "round the number"
            )
        return value.decimals

    # -- sections

    def _defines(self) -> dict[str, model.Define]:
        for key in in_order(self.symbols.defines):
            self.terms.define(key)
        nodes = self.symbols.defines
        return {
            key: model.Define(nodes[key].name.text, test, nodes[key])
            for key, test in self.terms.defined.items()
        }

    def _exclusion(self, node: ast.Exclude) -> model.Exclusion:
        reason = node.because.value if node.because is not None else show(node.test)
        scope = Scope(place="in `exclude`, which comes before all points")
        return model.Exclusion(self.terms.test(node.test, scope), reason, node)

    def _ignored(self, node: ast.Ignore) -> model.Ignored:
        patterns = [node.pattern, *([node.soon.pattern] if node.soon is not None else [])]
        for window in (pattern.window for pattern in patterns):
            if window is not None:
                self.symbols.error(
                    "E108", "`ignore` takes no window of time", window.span,
                    "an event is ignored for what it is: `ignore NAME where …`",
                )  # fmt: skip
                return model.Ignored(None, node)
        events = self.terms.events(node.pattern)
        if node.soon is None:
            return model.Ignored(events, node)
        return model.Ignored(self.terms.soon_after(events, node.pattern, node.soon), node)

    def _outcomes(self) -> dict[str, model.Outcome]:
        return {
            key: model.Outcome(node.name.text, self.terms.test(node.test, LEAD), node)
            for key, node in self.symbols.outcomes.items()
        }

    def _class_nodes(self) -> list[model.ClassNode]:
        known = {id(node) for node in self.symbols.classes.values()}
        return [
            s for s in self._sections(ast.Stages | ast.Label | ast.Grade)  # type: ignore[arg-type]
            if id(s) in known
        ]  # fmt: skip

    def _group_keys(self) -> frozenset[str]:
        return frozenset((*self.symbols.groups, "score"))

    # -- score and groups

    def _score(self) -> ast.Score | None:
        scores = list(self._sections(ast.Score))
        for extra in scores[1:]:
            self.symbols.error(
                "E120", "there are two sections `score`", extra.span, "keep one",
                labels=(Label(scores[0].span, "first here"),),
            )  # fmt: skip
        if not scores:
            self._no_score()
            return None
        first: ast.Score = scores[0]
        return first

    def _no_score(self) -> None:
        here = self.gathered.files[0].source.path
        start = Span(here, 0, 0)
        shape = 'begin with `score "B2B lead score", from 0 to 100 points`'
        if self.gathered.diagnostics:
            return
        if not self.gathered.files[0].file.sections:
            self.symbols.error("E120", "this file is empty", start, shape)
            return
        needs = [*self._sections(ast.Group), *self._sections(ast.Stages)]
        if needs:
            self.symbols.error("E120", "this file has no section `score`", needs[0].span, shape)

    def _groups(self, score: ast.Score | None) -> tuple[model.Group, ...]:
        nodes = list(self._sections(ast.Group))
        if score is not None and score.rules and nodes:
            self.symbols.error(
                "E122", "rules stand directly under `score`, and there are groups too",
                score.rules[0].span, "move these rules into a group",
                labels=(Label(nodes[0].span, "a group"),),
            )  # fmt: skip
        found = []
        if score is not None and score.rules:
            found.append(self._group(score, frozenset()))
        above: set[str] = set()
        for node in nodes:
            found.append(self._group(node, frozenset(above)))
            above.add(node.name.key)
        return tuple(found)

    def _group(self, node: ast.Group | ast.Score, above: frozenset[str]) -> model.Group:
        is_group = isinstance(node, ast.Group)
        name = node.name.text if isinstance(node, ast.Group) else None
        place = f"in the group `{name}`" if is_group else "in a rule"
        scope = Scope(groups=above, place=place)
        lower = upper = fade = None
        when: Test | None = None
        rules = RuleChecker(self.terms, self.scale, scope)
        for clause in node.clauses if isinstance(node, ast.Group) else ():
            match clause:
                case ast.Limits():
                    lower, upper = self._limits(clause)
                case ast.GroupWhen():
                    when = self.terms.test(clause.test, scope) or terms.Always(True)
                case _:
                    fade = rules.fade(clause)
        self._clause_twice(node)
        checked = rules.check(node.rules, fade)
        title = node.title.value if node.title is not None else name or ""
        return model.Group(name, title, lower, upper, when, fade, checked, node)

    def _clause_twice(self, node: ast.Group | ast.Score) -> None:
        seen: dict[object, ast.Node] = {}
        for clause in node.clauses if isinstance(node, ast.Group) else ():
            kind = ast.Losing if isinstance(clause, ast.FadingOut) else type(clause)
            if kind in seen:
                self.symbols.error(
                    "E123", f"`{show(clause)}` says again what has been said", clause.span,
                    _both_limits(seen[kind], clause) or "keep one of the two",
                    labels=(Label(seen[kind].span, "first here"),),
                )  # fmt: skip
            seen[kind] = clause

    def _limits(self, node: ast.Limits | None) -> tuple[int | None, int | None]:
        if node is None:
            return None, None
        lower, upper = (self._limit(n) for n in (node.lower, node.upper))
        if lower is not None and upper is not None and lower > upper:
            self.symbols.error(
                "E111", "the lower limit is above the upper one", node.span, "swap the two"
            )
        return lower, upper

    def _limit(self, node: ast.NumberOrRef | None) -> int | None:
        value: Decimal | None = self.terms.number(node) if node is not None else None
        return int(value * self.scale) if value is not None else None


def _both_limits(one: ast.Node, other: ast.Node) -> str | None:
    """How to say a least and a most in one."""
    if not isinstance(one, ast.Limits) or not isinstance(other, ast.Limits):
        return None
    lower, upper = one.lower or other.lower, one.upper or other.upper
    if lower is None or upper is None or (one.lower is None) == (other.lower is None):
        return None
    return f"write `{show(ast.Limits(lower, upper))}`"


def _numbers(node: ast.UpTo | ast.Limits) -> list[ast.NumberOrRef]:
    found = [node.points] if isinstance(node, ast.UpTo) else [node.lower, node.upper]
    return [n for n in found if n is not None]
