"""Random rule files as trees: what is made prints, parses and passes the checker."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

import generate_results as results
import generate_rules as rules
import generate_terms as terms
import generate_words as words
from generate_rules import Style
from generate_terms import World
from leadscore.dsl import ast
from leadscore.dsl.printer import print_file

_N = TypeVar("_N", bound=ast.Node)


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A rule file, and what else is needed to read it: name → content."""

    file: ast.File
    used: dict[str, ast.File] = field(default_factory=dict)
    """Files that it reads with `use`."""
    csv: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """As it would be written."""
        files = {"": self.file, **self.used}
        return "\n".join([f"{name}\n{print_file(file)}" for name, file in files.items()])


def rule_file(random: Random, *, rules: int = 5, examples: bool = False) -> Made:
    """A whole file; `rules`: at most so many in a group; with `examples` they are there too."""
    style = Style(random.choice((0, 0, 0, 1, 2, 4)), rules, random.random() < 0.03)
    maker = _Maker(random, style)
    return maker.make(examples)


class _Maker:
    def __init__(self, random: Random, style: Style) -> None:
        self.random = random
        self.style = style
        self.world = World()
        self.sections: list[ast.Section] = []
        self.csv: dict[str, str] = {}

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def make(self, examples: bool) -> Made:
        self._data()
        self._constants()
        self._defines()
        self._before_points()
        self._score()
        self._classes()
        self._results()
        if examples:
            for _ in range(self.random.randint(1, 2)):
                self.sections.append(_Examples(self.random, self.world).example())
        used = self._move_to_used()
        return Made(ast.File(tuple(self.sections)), used, self.csv)

    # -- data

    def _data(self) -> None:
        r = self.random
        columns = {
            name: type_ for type_, names in words.COLUMNS.items()
            for name in r.sample(names, r.randint(0, len(names)))
        }  # fmt: skip
        kinds: dict[str, dict[str, str]] = {}
        self.world = World(columns=columns, kinds=kinds, company=self.chance(0.3))
        self.sections.append(ast.Leads(
            self._table(), ast.Name("lead_id"), ast.Name("account") if self.world.company else None,
            tuple(self._column(name, type_) for name, type_ in columns.items()),
        ))  # fmt: skip
        names = list(words.EVENTS)
        r.shuffle(names)
        for _ in range(r.choice((0, 1, 1, 1, 2))):
            self._event_source(names)
        while self.chance(0.3) and names:
            self._event_table(names)

    def _table(self) -> ast.Table | None:
        return self.random.choice((
            None, ast.Table("crm.contacts", False), ast.Table("t", False),
            ast.Table("data/some leads.csv", True),
        ))  # fmt: skip

    def _column(self, name: str, type_: str) -> ast.Column:
        r = self.random
        source = None
        if self.chance(0.3):
            source = ast.Text(
                r.choice((f"The {name}", f"{name} (crm)", f'the "{name}"', f"{name}%"))
            )
        separator = None
        if type_ == "list" and self.chance(0.6):
            separator = ast.Text(r.choice((";", "|", ", ", " ", "::", "'", "\\", "x", "É")))
        unknown = self._codes(type_) if self.chance(0.25) else None
        return ast.Column(ast.Name(name), type_, source, separator, unknown)

    def _codes(self, type_: str) -> ast.Values:
        r = self.random
        if type_ == "number":
            return terms.some(r, lambda: words.number(r))
        if type_ == "text" and self.chance(0.2):
            return terms.some(r, lambda: words.number(r))
        if type_ in ("date", "time"):
            return terms.some(r, lambda: ast.Text(r.choice(("1970-01-01", "2026-03-01", "n/a"))))
        return terms.some(r, lambda: words.known_text(r))

    def _event_source(self, names: list[str]) -> None:
        kinds = []
        for _ in range(min(self.random.randint(1, 3), len(names))):
            name = names.pop()
            made = self._fields(name)
            called = ast.Text(self.random.choice((name.title(), f"{name}/É", f'"{name}"')))
            kinds.append(ast.EventKind(ast.Name(name), called if self.chance(0.4) else None, made))
        if kinds:
            named = ast.Name("activity") if self.chance(0.6) else None
            self.sections.append(
                ast.Events(self._table(), *self._lead_and_time(), named, tuple(kinds))
            )

    def _event_table(self, names: list[str]) -> None:
        name = names.pop()
        made = self._fields(name)
        self.sections.append(
            ast.EventTable(ast.Name(name), self._table(), *self._lead_and_time(), made)
        )

    def _lead_and_time(self) -> tuple[ast.Name | None, ast.Name | ast.Text | None]:
        lead = self.random.choice((None, ast.Name("contact")))
        return lead, self.random.choice((None, ast.Name("happened"), ast.Text("When it was")))

    def _fields(self, event: str) -> tuple[ast.Column, ...]:
        r = self.random
        types = {
            name: type_ for type_, names in words.FIELDS.items()
            for name in r.sample(names, r.randint(0, min(2, len(names))))
        }  # fmt: skip
        if self.chance(0.3):
            types[words.VARIED] = r.choice(("text", "number", "date"))
        chosen = dict(r.sample(list(types.items()), min(len(types), r.randint(0, 5))))
        self.world.kinds[event] = chosen
        return tuple(self._column(name, type_) for name, type_ in chosen.items())

    # -- constants, lists, defines

    def _constants(self) -> None:
        r = self.random
        lets: dict[str, ast.Literal] = {}
        for name, make in (
            ("bar", words.whole), ("cut", words.number), ("place", words.known_text),
            ("sort", words.known_text), ("deadline", words.date),
        ):  # fmt: skip
            if self.chance(0.3):
                lets[name] = make(r)
        self.sections += [ast.Let(ast.Name(name), value) for name, value in lets.items()]
        of = {
            t: tuple(n for n, v in lets.items() if isinstance(v, t)) for t in (ast.Text, ast.Date)
        }
        numbers = {n: v.value for n, v in lets.items() if isinstance(v, ast.Number)}
        self.world = replace(self.world, texts=of[ast.Text], dates=of[ast.Date], numbers=numbers)
        self._lists()

    def _lists(self) -> None:
        r, world = self.random, self.world
        text_lists, number_lists = [], []
        for name in r.sample(("vips", "domains", "free_mail"), r.randint(0, 2)):
            values = [
                v
                for _ in range(r.choice((1, 1, 3)))
                for v in terms.texts(r, world, words.text).items
            ]
            self.sections.append(ast.ListOf(ast.Name(name), ast.Values(tuple(values))))
            text_lists.append(name)
        if self.chance(0.3):
            self.sections.append(ast.ListOf(ast.Name("sizes"), terms.numbers(r, world)))
            number_lists.append("sizes")
        if self.chance(0.1):
            self.csv["targets.csv"] = 'Name,"Domain"\n' + "".join(
                f'{i},"{words.text(r).value.replace(chr(34), chr(34) * 2)}"\n'
                for i in range(r.randint(0, 4))
            )
            self.sections.append(
                ast.ListFrom(ast.Name("targets"), ast.Text("targets.csv"), ast.Text("domain"))
            )
            text_lists.append("targets")
        self.world = replace(world, text_lists=tuple(text_lists), number_lists=tuple(number_lists))

    def _defines(self) -> None:
        r = self.random
        for name in r.sample(words.DEFINES, r.randint(0, 3)):
            test = terms.condition(r, self.world, 2)
            self.sections.append(ast.Define(ast.Name(name), test))
            self.world = replace(self.world, defines=(*self.world.defines, name))

    def _before_points(self) -> None:
        r, world = self.random, self.world
        for _ in range(r.choice((0, 0, 1, 2))):
            test = rare(r, world)
            self.sections.append(ast.Exclude(test, rules.because(r, 0.5)))
        if world.kinds:
            for _ in range(r.choice((0, 0, 1, 2))):
                self._ignore()
        if self.chance(0.1):
            self.sections.append(ast.Outcome(ast.Name("customer"), terms.condition(r, world, 1)))

    def _ignore(self) -> None:
        r = self.random
        same, ignored, by = terms.same_of(r, self.world, 1, window=False)
        soon = None
        if self.chance(0.4):
            soon = ast.SoonAfter(terms.duration(r), by, same)
        if ignored.where is not None or soon is not None or self.chance(0.2):
            self.sections.append(ast.Ignore(ignored, soon, rules.because(r, 0.5)))

    # -- points

    def _score(self) -> None:
        r = self.random
        title = ast.Text(r.choice(words.WORDS)) if self.chance(0.7) else None
        limits = rules.limits(r, self.style) if self.chance(0.4) else None
        direct = self.chance(0.15)
        own = rules.rules(r, self.world, self.style) if direct else ()
        self.sections.append(ast.Score(title, limits, own))
        groups: list[str] = []
        many = (
            [f"group_{i}" for i in range(60)] if self.chance(0.01) and not self.style.long else []
        )
        for name in () if direct else many or r.sample(words.GROUPS, r.randint(1, 3)):
            above = replace(self.world, groups=tuple(groups))
            self.sections.append(rules.group(r, above, self.style, name))
            groups.append(name)
        self.world = replace(self.world, groups=(*groups, "score"))

    # -- classes

    def _classes(self) -> None:
        r = self.random
        if self.chance(0.6):
            self._class("stage")
        for name in r.sample(words.LABELS, r.choice((0, 0, 1, 2))):
            self._class(name)
        groups = [name for name in self.world.groups if name != "score"]
        if len(groups) > 1 and self.chance(0.4):
            self._grade(r.choice(words.GRADES), groups)
        if self.chance(0.1):
            self._class("last_one")

    def _class(self, name: str) -> None:
        r = self.random
        values = r.sample(words.CLASS_VALUES, r.randint(1, 4))
        if len(values) > 1 and self.chance(0.1):
            values.append(values[0])
        rows = [
            ast.ClassRow(
                self._class_value(v), terms.condition(r, self.world, 2),
                results.until(r, self.world) if name == "stage" else None,
            )
            for v in values[:-1]
        ]  # fmt: skip
        rows.append(ast.ClassRow(self._class_value(values[-1]), None))
        section = (
            ast.Stages(tuple(rows)) if name == "stage" else ast.Label(ast.Name(name), tuple(rows))
        )
        self.sections.append(section)
        self.world = replace(self.world, classes={**self.world.classes, name: tuple(values)})

    def _results(self) -> None:
        leads = self.sections[0]
        if isinstance(leads, ast.Leads) and leads.company is not None and self.chance(0.7):
            self.sections.append(results.accounts(self.random, self.world, self._class_value))
        if "stage" in self.world.classes and self.chance(0.2):
            self.sections.append(results.hand_off(self.random, self.world, self._class_value))

    def _class_value(self, spelled: str) -> ast.Name | ast.Text:
        bare = spelled.isascii() and spelled.replace("_", "").isalnum()
        return ast.Name(spelled) if bare and self.chance(0.7) else ast.Text(spelled)

    def _grade(self, name: str, groups: list[str]) -> None:
        r = self.random
        first, second = r.sample(groups, 2)
        rows = [self._grade_row(first, "ABCD"), self._grade_row(second, "1234")]
        values = tuple(a + b for a in _results(rows[0]) for b in _results(rows[1]))
        r.shuffle(rows)
        self.sections.append(ast.Grade(
            ast.Name(name), words.use(r, first), words.use(r, second), tuple(rows)
        ))  # fmt: skip
        self.world = replace(self.world, classes={**self.world.classes, name: values})

    def _grade_row(self, group: str, values: str) -> ast.GradeRow:
        r = self.random
        starts = sorted(
            {Decimal(r.choice((-10, 0, 1, 5, 10, 20, 50))) for _ in range(r.randint(0, 3))}
        )
        bands = tuple(
            ast.Band(self._class_value(v), ast.Number(s))
            for v, s in zip(values, reversed(starts), strict=False)
        )
        return ast.GradeRow(words.use(r, group), bands, self._class_value(values[len(bands)]))

    # -- other files

    def _move_to_used(self) -> dict[str, ast.File]:
        """Moves some sections to a file of their own, and shuffles those whose order says
        nothing."""
        if not self.chance(0.1):
            return {}
        kept = (
            ast.Score, ast.Group, ast.Stages, ast.Example, ast.Label, ast.Grade, ast.Accounts,
            ast.HandOff,
        )  # fmt: skip
        moved = [s for s in self.sections if not isinstance(s, kept)]
        rest = [s for s in self.sections if isinstance(s, kept)]
        self.sections = [ast.Use(ast.Text("shared.score")), *rest]
        return {"shared.score": ast.File(tuple(moved))}


def _results(row: ast.GradeRow) -> list[str]:
    return [shown(v) for v in (*(band.value for band in row.bands), row.otherwise)]


def shown(node: ast.Name | ast.Text) -> str:
    return node.value if isinstance(node, ast.Text) else node.text


def rare(random: Random, world: World) -> ast.Expression:
    """A condition that few leads fulfil, so that not all are excluded."""
    one, other = (ast.Bracket(terms.condition(random, world, 1)) for _ in range(2))
    third = ast.Bracket(terms.condition(random, world, 1))
    return ast.AllOf((one, other, third))


# ---------------------------------------------------------------- examples


@dataclass(frozen=True, slots=True)
class _Examples:
    random: Random
    world: World

    def example(self) -> ast.Example:
        r = self.random
        lines: list[Any] = [ast.AsOf(words.date(r))] if r.random() < 0.7 else []
        if r.random() < 0.8:
            lines.append(ast.LeadLine(self._pairs(self.world.columns)))
        if "stage" in self.world.classes and r.random() < 0.4:
            lines.append(ast.Was(ast.Text(r.choice(self.world.classes["stage"]))))
        for _ in range(r.randint(0, 3) if self.world.kinds else 0):
            lines.append(self._did())
        lines += [self._expect() for _ in range(r.randint(1, 2))]
        return ast.Example(words.text(r), tuple(lines))

    def _pairs(self, types: dict[str, str]) -> tuple[ast.Pair, ...]:
        r = self.random
        chosen = r.sample(sorted(types), r.randint(0, min(4, len(types))))
        return tuple(ast.Pair(words.use(r, name), self._value(types[name])) for name in chosen)

    def _value(self, type_: str) -> Any:
        r = self.random
        if r.random() < 0.1:
            return ast.Unknown()
        match type_:
            case "number":
                return words.number(r)
            case "yes/no":
                return ast.YesNo(r.random() < 0.5)
            case "date" | "time":
                return words.date(r)
            case _:
                return words.text(r)

    def _did(self) -> ast.Did:
        r = self.random
        event = r.choice(sorted(self.world.kinds))
        count = words.whole(r, 1, 12) if r.random() < 0.4 else None
        moment: ast.Ago | ast.Date | None = None
        if r.random() < 0.7:
            moment = ast.Ago(words.whole(r, 0, 90), r.choice(("minute", "hour", "day", "week")))
        elif r.random() < 0.5:
            moment = words.date(r)
        colleague = self.world.company and r.random() < 0.3
        pairs = self._pairs(self.world.kinds[event])
        return ast.Did(count, words.use(r, event), moment, pairs, colleague)

    def _expect(self) -> ast.Expect:
        return ast.Expect(tuple(self._expected() for _ in range(self.random.randint(1, 3))))

    def _expected(self) -> ast.Expected:
        r = self.random
        draw = r.random()
        if draw < 0.1:
            return ast.ExpectExcluded()
        if draw < 0.4 and self.world.classes:
            name = r.choice(sorted(self.world.classes))
            return ast.ExpectClass(ast.Name(name), ast.Text(r.choice(self.world.classes[name])))
        name = r.choice(self.world.groups)
        return ast.ExpectNumber(words.use(r, name), r.choice(("=", ">=", "<=")), words.number(r))


# ---------------------------------------------------------------- comments


def with_comments(random: Random, made: ast.File) -> ast.File:
    """The same tree with comments above lines, beside them, and at the end."""
    commented = _commented(random, made)
    tail = tuple(random.choices(words.COMMENTS, k=random.choice((0, 0, 1, 2))))
    return replace(commented, tail=tail)


def _commented(random: Random, node: _N) -> _N:
    parts: dict[str, Any] = {}
    for part in fields(node):
        found = getattr(node, part.name)
        if (
            isinstance(found, tuple)
            and found
            and isinstance(found[0], ast.Line)
            and not (isinstance(node, ast.EventKind))
        ):
            parts[part.name] = tuple(_commented(random, line) for line in found)
    if isinstance(node, ast.Line):
        parts["before"] = tuple(random.choices(words.COMMENTS, k=random.choice((0, 0, 0, 1, 2))))
        parts["after"] = random.choice(words.COMMENTS) if random.random() < 0.2 else None
    return replace(node, **parts)
