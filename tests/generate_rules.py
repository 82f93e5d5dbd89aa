"""Random groups and rules: every kind of rule with every clause that fits it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import generate_terms as terms
import generate_words as words
from generate_terms import World
from leadscore.dsl import ast
from leadscore.dsl.check.rules import rule_name
from leadscore.dsl.fading import steps
from leadscore.dsl.model import Fade
from leadscore.dsl.terms import DAY

DEPTH = 2


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for a whole file: decimals of points, and how many rules a group has."""

    decimals: int
    rules: int = 5
    long: bool = False
    """Whether tables and groups are longer than evaluators write out one by one."""

    def count(self, random: Random, most: int) -> int:
        return random.randint(15, 30) if self.long else random.randint(1, most)


def because(random: Random, chance: float = 0.3) -> ast.Text | None:
    if random.random() > chance:
        return None
    return ast.Text(f"{random.choice(words.WORDS)} {random.randint(1, 99)}")


def rules(random: Random, world: World, style: Style) -> tuple[ast.Rule, ...]:
    """Rules of one group, no two with the same name."""
    found: dict[str, ast.Rule] = {}
    for i in range(style.count(random, style.rules)):
        made = rule(random, world, style)
        if rule_name(made) in found:
            made = replace(made, because=ast.Text(f"rule {i}"))
        found[rule_name(made)] = made
    return tuple(found.values())


def rule(random: Random, world: World, style: Style) -> ast.Rule:
    makers = [_when, _when, _every, _points_by, _points_by, _of_rows]
    if world.kinds:
        makers += [_each, _each, _each]
    if any(world.kinds.values()):
        makers += [_points_for_each, _points_for_each]
    return random.choice(makers)(random, world, style)


def _when(random: Random, world: World, style: Style) -> ast.Rule:
    test = terms.condition(random, world, DEPTH)
    return ast.WhenRule(words.points(random, style.decimals), test, because(random))


def _each(random: Random, world: World, style: Style) -> ast.Rule:
    found = terms.pattern(random, world, DEPTH)
    points = words.points(random, style.decimals)
    chosen = clauses(random, world, style, found, [points])
    return ast.EachRule(points, found, chosen, because(random))


def _every(random: Random, world: World, style: Style) -> ast.Rule:
    value = terms.value(random, world, DEPTH, "number")
    assert value is not None
    per = terms.number_or_let(random, world, negative=False, large=False)
    if terms.value_of(world, per) <= 0:
        per = ast.Number(Decimal(3))
    up_to = (_up_to(random, style),) if random.random() < 0.5 else ()
    return ast.EveryRule(words.points(random, style.decimals), per, value, up_to, because(random))


def _points_by(random: Random, world: World, style: Style) -> ast.Rule:
    while True:
        type_ = random.choice(
            ("number", "number", "text", "text", "date", "time", "yes/no", "list")
        )
        value = terms.value(random, world, DEPTH, type_)
        if world.groups and random.random() < 0.05:
            type_, value = "points", terms.ref(random, random.choice(world.groups))
        if value is not None:
            return ast.PointsBy(value, because(random), by_rows(random, world, style, type_))


def _points_for_each(random: Random, world: World, style: Style) -> ast.Rule:
    type_ = random.choice(sorted({t for fields in world.kinds.values() for t in fields.values()}))
    name, pattern = terms.field_and_pattern(random, world, DEPTH, type_)
    rows = by_rows(random, world, style, type_)
    chosen = clauses(random, world, style, pattern, [row.points for row in rows])
    return ast.PointsForEach(pattern, name, chosen, because(random), rows)


def _of_rows(random: Random, world: World, style: Style) -> ast.Rule:
    rows = [
        ast.WhenRow(
            words.points(random, style.decimals), terms.condition(random, world, 1),
            because(random, 0.2),
        )
        for _ in range(style.count(random, 4))
    ]  # fmt: skip
    if random.random() < 0.4:
        rows.append(ast.WhenRow(words.points(random, style.decimals), None, because(random, 0.2)))
    return random.choice((ast.FirstOf, ast.BestOf))(because(random), tuple(rows))


# ---------------------------------------------------------------- clauses


def clauses(
    random: Random, world: World, style: Style, pattern: ast.Pattern, points: list[ast.Points]
) -> tuple[ast.Clause, ...]:
    found: list[ast.Clause] = []
    if random.random() < 0.35:
        found.append(ast.AtMostTimes(words.whole(random, 1, 4)))
    if random.random() < 0.3:
        found.append(
            ast.AtMostPer(words.whole(random, 1, 3), random.choice(("day", "day", "week")))
        )
    fields = terms.fields_of(world, pattern.kinds)
    names = [name for name, type_ in fields.items() if type_ != "list"]
    if names and random.random() < 0.3:
        found.append(ast.OncePer(words.use(random, random.choice(names))))
    if random.random() < 0.3:
        found.append(_up_to(random, style))
    if random.random() < 0.4:
        found.append(fading(random, points, style.decimals))
    random.shuffle(found)
    return tuple(found)


def _up_to(random: Random, style: Style) -> ast.UpTo:
    limit = abs(words.points(random, style.decimals).value)
    return ast.UpTo(_number(limit) if limit else ast.Number(Decimal(4)))


def _number(value: Decimal) -> ast.Number:
    return ast.Number(value, max(0, -int(value.as_tuple().exponent)))


def fading(random: Random, points: list[ast.Points], decimals: int) -> ast.Losing | ast.FadingOut:
    """Such that no points take too many steps to fade."""
    if random.random() < 0.4:
        return ast.FadingOut(
            ast.Duration(words.whole(random, 1, 90), random.choice(("day", "week")))
        )
    percent = words.decimal(
        random.choice(("50", "10", "25", "33.3", "100", "1.5", "99.9", "66.67"))
    )
    fade = Fade(percent.value.as_integer_ratio(), DAY, 0)
    scale = 10**decimals
    quick = all(steps(int(p.value * scale), p.decimals, scale, fade) for p in points)
    return ast.Losing(percent if quick else ast.Number(Decimal(50)), terms.duration(random))


# ---------------------------------------------------------------- rows


def by_rows(random: Random, world: World, style: Style, type_: str) -> tuple[ast.ByRow, ...]:
    rows = [matcher(random, world, type_) for _ in range(style.count(random, 4))]
    if random.random() < 0.4:
        rows.append(ast.ForOtherwise())
    return tuple(
        ast.ByRow(words.points(random, style.decimals), m) for m in rows if m is not None
    ) or (ast.ByRow(words.points(random, style.decimals), ast.ForOtherwise()),)


def matcher(random: Random, world: World, type_: str) -> ast.Matcher | None:
    if type_ != "points" and random.random() < 0.15:
        return ast.ForUnknown()
    match type_:
        case "text":
            return _text_matcher(random, world)
        case "number":
            return _number_matcher(random, world)
        case "date" | "time":
            return ast.ForValues(terms.dates(random, world))
        case "points":
            return ast.ForValues(terms.numbers(random, world))
        case _:
            return None


def _text_matcher(random: Random, world: World) -> ast.Matcher:
    draw = random.random()
    if draw < 0.45:
        return ast.ForValues(terms.texts(random, world, words.known_text))
    if draw < 0.6 and world.text_lists:
        return ast.ForIn(words.use(random, random.choice(world.text_lists)))
    how = random.choice(("word", "contains", "starts"))
    make = words.known_text if how == "word" else words.text
    return ast.ForText(how, terms.texts(random, world, make))


def _number_matcher(random: Random, world: World) -> ast.Matcher:
    draw = random.random()
    if draw < 0.3:
        return ast.ForValues(terms.numbers(random, world))
    if draw < 0.4 and world.number_lists:
        return ast.ForIn(words.use(random, random.choice(world.number_lists)))
    if draw < 0.7:
        return ast.ForRange(
            *terms.ordered(random, world, lambda: terms.number_or_let(random, world))
        )
    return ast.ForNumber(random.choice(("<", ">", ">=", "<=")), terms.number_or_let(random, world))


# ---------------------------------------------------------------- groups


def limits(random: Random, style: Style) -> ast.Limits:
    def limit() -> ast.Number:
        found = words.points(random, style.decimals)
        return _number(found.value)

    low, high = sorted((limit(), limit()), key=lambda n: n.value)
    return random.choice((ast.Limits(low, high), ast.Limits(None, high), ast.Limits(low, None)))


def group(random: Random, world: World, style: Style, name: str) -> ast.Group:
    made = rules(random, world, style)
    found: list[ast.GroupClause] = []
    if random.random() < 0.5:
        found.append(limits(random, style))
    if random.random() < 0.25:
        found.append(ast.GroupWhen(terms.condition(random, world, 1)))
    if random.random() < 0.25:
        found.append(fading(random, _points_of(made), style.decimals))
    random.shuffle(found)
    title = ast.Text(random.choice(words.WORDS)) if random.random() < 0.5 else None
    return ast.Group(ast.Name(name), title, tuple(found), made)


def _points_of(made: tuple[ast.Rule, ...]) -> list[ast.Points]:
    found = [rule.points for rule in made if isinstance(rule, ast.EachRule)]
    return found + [
        row.points for rule in made if isinstance(rule, ast.PointsForEach) for row in rule.rows
    ]
