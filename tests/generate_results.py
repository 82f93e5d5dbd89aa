"""Random companies, stages that remember, and handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import generate_terms as terms
import generate_words as words
from generate_terms import World
from leadscore.dsl import ast

LABELS = ("potential", "size_class")
Shown = Callable[[str], ast.Name | ast.Text]


def until(random: Random, world: World) -> ast.Expression | None:
    return terms.condition(random, world, 1) if random.random() < 0.3 else None


def accounts(random: Random, world: World, shown: Shown) -> ast.Accounts:
    how = random.choice(("highest", "lowest", "average", "total"))
    lines: list[Any] = [ast.AccountScore(how, words.use(random, random.choice(world.groups)))]
    above: dict[str, tuple[str, ...]] = {}
    for name in random.sample(LABELS, random.choice((0, 1, 1, 2))):
        values = random.sample(words.CLASS_VALUES, random.randint(1, 3))
        rows = [
            ast.ClassRow(shown(value), _condition(random, world, above)) for value in values[:-1]
        ]
        rows.append(ast.ClassRow(shown(values[-1]), None))
        lines.append(ast.Label(ast.Name(name), tuple(rows)))
        above[name] = tuple(values)
    random.shuffle(lines[:1])
    return ast.Accounts(tuple(lines))


def _condition(random: Random, world: World, above: dict[str, tuple[str, ...]]) -> ast.Expression:
    tests = [_test(random, world, above) for _ in range(random.choice((1, 1, 2)))]
    if len(tests) == 1:
        return tests[0]
    joined = ast.AllOf if random.random() < 0.5 else ast.AnyOf
    made: ast.Expression = joined(terms.separate(tuple(tests)))
    return made


def _test(random: Random, world: World, above: dict[str, tuple[str, ...]]) -> ast.Expression:
    draw = random.random()
    if draw < 0.15 and above:
        name = random.choice(sorted(above))
        value = ast.Values((ast.Text(random.choice(above[name])),))
        return ast.Is(terms.ref(random, name), random.random() < 0.3, value)
    if draw < 0.25:
        return ast.IsKnown(_value(random), random.random() < 0.5)
    if draw < 0.35:
        return ast.Is(_value(random), random.random() < 0.3, terms.numbers(random, world))
    limit = ast.Number(Decimal(random.choice((0, 1, 2, 3, 5, 10, 20, -5, "0.5", "3.333333"))))
    limit = replace(limit, decimals=max(0, -int(limit.value.as_tuple().exponent)))
    op = random.choice((">=", "<=", "<", ">", "=", "!="))
    words = op not in ("=", "!=") and random.random() < 0.5
    return ast.Compare(_value(random), op, limit, words)


def _value(random: Random) -> ast.Expression:
    score = ast.Ref(words.use(random, "score"))
    leads = ast.NumberOf(ast.Pattern(ast.Kinds((ast.Name("leads"),)), None, None))
    draw = random.random()
    if draw < 0.15:
        return ast.Arithmetic(random.choice("+-*/"), score, ast.Bracket(leads))
    return score if draw < 0.6 else leads


def hand_off(random: Random, world: World, shown: Shown) -> ast.HandOff:
    stages = list(dict.fromkeys(world.classes["stage"]))
    rows = []
    for stage in random.sample(stages, random.randint(1, min(2, len(stages)))):
        known = [*world.groups, *world.classes]
        items: list[Any] = [
            words.use(random, name) for name in random.sample(known, min(2, len(known)))
        ]
        if random.random() < 0.5:
            items.append(ast.TopReasons(ast.Number(Decimal(random.randint(1, 5)))))
        target = ast.Text(random.choice(("crm", "Sales team", 'a "b"')))
        rows.append(ast.HandOffRow(shown(stage), target, tuple(items)))
    return ast.HandOff(tuple(rows))
