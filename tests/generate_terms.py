"""Random values, event patterns and conditions, typed: what is made passes the checker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

import generate_words as words
from leadscore.dsl import ast


@dataclass(frozen=True, slots=True)
class World:
    """The names that may be used at a place, with what they stand for."""

    columns: dict[str, str] = field(default_factory=dict)
    """Columns of the lead, or fields inside `where`, with their types."""
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    """Names of `let`s, by type."""
    numbers: dict[str, Decimal] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    text_lists: tuple[str, ...] = ()
    number_lists: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Groups above, and `score`, where they may be asked for."""
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_where: bool = False
    company: bool = False
    """Whether a lead has a company."""

    def of_type(self, *types: str) -> list[str]:
        return [name for name, type_ in self.columns.items() if type_ in types]


Maker = Callable[[Random, World, int], ast.Expression]


def ref(random: Random, name: str) -> ast.Ref:
    return ast.Ref(words.use(random, name))


def some(random: Random, make: Callable[[], ast.LiteralOrRef], most: int = 3) -> ast.Values:
    """A few values, now and then more than evaluators write out one by one."""
    count = random.randint(1, most) if random.random() < 0.96 else random.randint(9, 30)
    return ast.Values(tuple(make() for _ in range(count)))


# ---------------------------------------------------------------- constants


def number_or_let(random: Random, world: World, **how: bool) -> ast.NumberOrRef:
    if world.numbers and random.random() < 0.15:
        return ref(random, random.choice(tuple(world.numbers)))
    return words.number(random, **how)


def numbers(random: Random, world: World) -> ast.Values:
    return some(random, lambda: number_or_let(random, world))


def texts(random: Random, world: World, make: Callable[[Random], ast.Text]) -> ast.Values:
    def one() -> ast.LiteralOrRef:
        if world.texts and random.random() < 0.15:
            return ref(random, random.choice(world.texts))
        return make(random)

    return some(random, one)


def dates(random: Random, world: World) -> ast.Values:
    def one() -> ast.LiteralOrRef:
        if world.dates and random.random() < 0.3:
            return ref(random, random.choice(world.dates))
        return words.date(random)

    return some(random, one, 2)


def value_of(world: World, node: ast.NumberOrRef) -> Decimal:
    if isinstance(node, ast.Number):
        return node.value
    return next(v for name, v in world.numbers.items() if name.lower() == node.name.key)


def ordered(
    random: Random, world: World, make: Callable[[], ast.NumberOrRef], *, strictly: bool = False
) -> tuple[ast.NumberOrRef, ast.NumberOrRef]:
    """Two numbers, the smaller first."""
    low, high = sorted((make(), make()), key=lambda n: value_of(world, n))
    if strictly and value_of(world, low) == value_of(world, high):
        high = ast.Number(value_of(world, low) + 7)
    return low, high


def duration(
    random: Random, units: tuple[str, ...] = ("second", "minute", "hour", "day", "week")
) -> ast.Duration:
    unit = random.choice((*units, "day"))
    if random.random() < 0.1:
        return ast.Duration(words.decimal(random.choice(("0.5", "1.5", "0.25", "1.000001"))), unit)
    return ast.Duration(ast.Number(Decimal(random.choice((1, 1, 2, 3, 7, 14, 30, 90, 365)))), unit)


def let_duration(random: Random, world: World) -> ast.Duration:
    fitting = [name for name, value in world.numbers.items() if 0 < value <= 1000]
    if fitting and random.random() < 0.1:
        return ast.Duration(ref(random, random.choice(fitting)), random.choice(("hour", "day")))
    return duration(random)


# ---------------------------------------------------------------- event patterns


def pattern(
    random: Random, world: World, depth: int, *, holding: str | None = None, window: bool = True
) -> ast.Pattern:
    """An event pattern; `holding`: a field that all its events have, or `event` may."""
    names = [n for n, fields in world.kinds.items() if holding is None or holding in fields]
    kinds = ast.Kinds(())
    if random.random() < 0.8 or not _one_type(world, holding):
        first = random.choice(names)
        type_ = world.kinds[first].get(holding or "")
        alike = [n for n in names if world.kinds[n].get(holding or "") == type_]
        chosen = [first, *random.sample(alike, random.randint(0, min(2, len(alike))))]
        bracketed = len(chosen) > 1 or random.random() < 0.1
        kinds = ast.Kinds(
            tuple(words.use(random, n) for n in chosen[: 3 if bracketed else 1]), bracketed
        )
    inner = replace(
        world, columns=fields_of(world, kinds), in_where=True, groups=(), classes={}, defines=()
    )
    where = where_test(random, inner, depth) if inner.columns and random.random() < 0.5 else None
    span = make_window(random, world) if window and random.random() < 0.5 else None
    return ast.Pattern(kinds, where, span)


def _one_type(world: World, holding: str | None) -> bool:
    types = {fields[holding] for fields in world.kinds.values() if holding in fields}
    return holding is None or len(types) == 1


def fields_of(world: World, kinds: ast.Kinds) -> dict[str, str]:
    """Fields that may be asked for, with their types: those that all named events have with one
    type; of `event`, those that any has."""
    keys = {name.key for name in kinds.names} or {name.lower() for name in world.kinds}
    held = [fields for name, fields in world.kinds.items() if name.lower() in keys]
    everything = len(kinds.names) == 0
    found: dict[str, set[str]] = {}
    for fields in held:
        for field_, type_ in fields.items():
            found.setdefault(field_, set()).add(type_)
    return {
        name: min(types) for name, types in found.items()
        if len(types) == 1 and (everything or all(name in fields for fields in held))
    }  # fmt: skip


def where_test(random: Random, inner: World, depth: int) -> ast.Expression:
    if depth > 0 and random.random() < 0.35:
        return ast.Bracket(condition(random, inner, depth - 1))
    found = leaf(random, inner, depth - 1)
    return ast.Not(found) if random.random() < 0.15 else found


def make_window(random: Random, world: World) -> ast.Window:
    draw = random.random()
    if draw < 0.6:
        return ast.LastWindow(let_duration(random, world))
    if draw < 0.85:
        near, far = ordered(random, world, lambda: words.whole(random, 0, 60), strictly=True)
        return ast.BetweenWindow(near, far, random.choice(("minute", "hour", "day", "day", "week")))
    return ast.SinceWindow(words.date(random))


# ---------------------------------------------------------------- values


def value(random: Random, world: World, depth: int, type_: str) -> ast.Expression | None:
    """A value of a type (`date` and `time` are one); none if there is nothing of that type."""
    if type_ == "number" and depth > 0 and random.random() < 0.3:
        return arithmetic(random, world, depth - 1)
    makers: list[Maker] = [
        lambda r, w, d, n=n: ref(r, n)
        for n in world.of_type(type_)
        for _ in range(2)  # type: ignore[misc]
    ]
    makers += OTHER_VALUES[type_](world)
    return random.choice(makers)(random, world, depth) if makers else None


def _numbers_of(world: World) -> list[Maker]:
    makers: list[Maker] = []
    moments = world.of_type("date", "time")
    if moments:
        makers.append(lambda r, w, d: ast.DaysSince(words.use(r, r.choice(moments))))
        makers.append(lambda r, w, d: ast.DaysUntil(words.use(r, r.choice(moments))))
    if not world.in_where and world.numbers:
        makers.append(lambda r, w, d: ref(r, r.choice(tuple(w.numbers))))
    if not world.in_where and world.kinds:
        makers += [_number_of, _number_of, _number_of_days, _days_since_event]
        makers += [_number_of_people] if world.company else []
        makers += [_aggregate] * 2 if _holders(world, "number") else []
        makers += [_different] if _holders(world, *ONE_VALUE) else []
        makers += [lambda r, w, d: _pick(r, w, d, "number")] if _holders(world, "number") else []
    return makers or [lambda r, w, d: words.number(r, negative=False)]


def _texts_of(world: World) -> list[Maker]:
    found = world.of_type("text")
    makers: list[Maker] = []
    if found:
        makers.append(lambda r, w, d: ast.DomainOf(words.use(r, r.choice(found))))
    if not world.in_where and _holders(world, "text"):
        makers.append(lambda r, w, d: _pick(r, w, d, "text"))
    return makers


def _moments_of(world: World) -> list[Maker]:
    if world.in_where or not world.kinds:
        return []
    makers: list[Maker] = [_time_of]
    for type_ in ("date", "time"):
        if _holders(world, type_):
            makers.append(lambda r, w, d, t=type_: _pick(r, w, d, t))  # type: ignore[misc]
    return makers


def _yes_no_of(world: World) -> list[Maker]:
    if world.in_where or not _holders(world, "yes/no"):
        return []
    return [lambda r, w, d: _pick(r, w, d, "yes/no")]


ONE_VALUE = ("text", "number", "yes/no", "date", "time")
OTHER_VALUES: dict[str, Callable[[World], list[Maker]]] = {
    "number": _numbers_of, "text": _texts_of, "date": _moments_of, "time": _moments_of,
    "yes/no": _yes_no_of, "list": lambda world: [],
}  # fmt: skip


def _holders(world: World, *types: str) -> list[str]:
    """Fields of such a type."""
    return sorted({
        name for fields in world.kinds.values() for name, type_ in fields.items() if type_ in types
    })  # fmt: skip


def field_and_pattern(
    random: Random, world: World, depth: int, *types: str
) -> tuple[ast.Name, ast.Pattern]:
    """A field of such a type, and a pattern of events that have it."""
    typed = {
        kind: {name: t for name, t in fields.items() if name != words.VARIED or t in types}
        for kind, fields in world.kinds.items()
    }
    name = random.choice(_holders(replace(world, kinds=typed), *types))
    for _ in range(20):
        found = pattern(random, world, depth, holding=name)
        if fields_of(world, found.kinds).get(name) in types:
            return words.use(random, name), found
    first = next(kind for kind, fields in world.kinds.items() if fields.get(name) in types)
    return words.use(random, name), ast.Pattern(ast.Kinds((ast.Name(first),)), None, None)


def _number_of(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.NumberOf(pattern(random, world, depth))


def _number_of_people(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.NumberOfPeople(pattern(random, world, depth))


def _number_of_days(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.NumberOfDays(pattern(random, world, depth))


def _different(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.NumberOfDifferent(*field_and_pattern(random, world, depth, *ONE_VALUE))


def _aggregate(random: Random, world: World, depth: int) -> ast.Expression:
    how = random.choice(("total", "average", "highest", "lowest"))
    return ast.AggregateOf(how, *field_and_pattern(random, world, depth, "number"))


def _pick(random: Random, world: World, depth: int, type_: str) -> ast.Expression:
    return ast.Pick(_which(random), *field_and_pattern(random, world, depth, type_))


def _days_since_event(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.DaysSinceEvent(_which(random), pattern(random, world, depth))


def _time_of(random: Random, world: World, depth: int) -> ast.Expression:
    return ast.TimeOf(_which(random), pattern(random, world, depth))


def _which(random: Random) -> str:
    return random.choice(("first", "last"))


def arithmetic(random: Random, world: World, depth: int) -> ast.Expression:
    """Brackets stand where the tree asks for them, and now and then where it does not."""

    def operand(bare: str) -> ast.Expression:
        if random.random() < 0.25:
            return words.number(random, negative=False)
        found = value(random, world, depth, "number")
        assert found is not None
        inside = isinstance(found, ast.Arithmetic) and found.op not in bare
        extra = random.random() < 0.05
        return ast.Bracket(found) if inside or extra or ends_open(found) else found

    op = random.choice("+-*/")
    left, right = ("+-*/", "*/") if op in "+-" else ("*/", "")
    return ast.Arithmetic(op, operand(left), operand(right))


def ends_open(node: ast.Expression) -> bool:
    """Whether an arithmetic sign after it would be read as part of its `where`."""
    found = getattr(node, "pattern", None)
    if isinstance(node, ast.Arithmetic):
        return ends_open(node.right)
    return isinstance(found, ast.Pattern) and found.where is not None and found.window is None


def compared(node: ast.Expression) -> ast.Expression:
    """A value before a test, in brackets if the test would be read as part of its `where`: after
    a yes/no field, alone or in brackets."""
    if not ends_open(node):
        return node
    last: ast.Node = node
    while isinstance(last, ast.Arithmetic):
        last = last.right
    where = last.pattern.where  # type: ignore[attr-defined]
    test = where.inner if isinstance(where, ast.Not) else where
    bracketed = isinstance(test, ast.Bracket)
    while isinstance(test, ast.Bracket):
        test = test.inner
    open_ = isinstance(test, ast.Ref) or (bracketed and last is not node)
    return ast.Bracket(node) if open_ else node


# ---------------------------------------------------------------- conditions


def condition(random: Random, world: World, depth: int) -> ast.Expression:
    draw = random.random()
    if depth <= 0 or draw < 0.55:
        return negation(random, world, depth)
    if draw < 0.56:
        return deep(random, world)
    items = tuple(joined(random, world, depth - 1) for _ in range(random.randint(2, 3)))
    return ast.AllOf(items) if draw < 0.8 else ast.AnyOf(separate(items))


def deep(random: Random, world: World) -> ast.Expression:
    """Brackets in brackets, nearly as deep as the parser allows."""
    found = leaf(random, world, 0)
    for _ in range(random.randint(20, 40)):
        other = leaf(random, world, 0)
        pair = (
            ast.AllOf((other, found))
            if random.random() < 0.5
            else ast.AnyOf(separate((other, found)))
        )
        found = ast.Bracket(pair) if random.random() < 0.8 else ast.Not(ast.Bracket(pair))
    return found


def joined(random: Random, world: World, depth: int) -> ast.Expression:
    """A part of an `and` or an `or`: in brackets if it is one itself."""
    if depth > 0 and random.random() < 0.3:
        inner = ast.Bracket(condition(random, world, depth))
        return ast.Not(inner) if random.random() < 0.3 else inner
    return negation(random, world, depth)


def separate(items: tuple[ast.Expression, ...]) -> tuple[ast.Expression, ...]:
    """After `is NAME or`, a bare name would be one more value."""
    pairs = zip((None, *items), items, strict=False)
    return tuple(
        ast.Bracket(item) if isinstance(item, ast.Ref) and _ends_in_name(before) else item
        for before, item in pairs
    )


def _ends_in_name(node: ast.Expression | None) -> bool:
    while isinstance(node, ast.Not):
        node = node.inner
    values = getattr(node, "values", None)
    return isinstance(values, ast.Values) and isinstance(values.items[-1], ast.Ref)


def negation(random: Random, world: World, depth: int) -> ast.Expression:
    if depth > 0 and random.random() < 0.1:
        inner: ast.Expression = ast.Bracket(condition(random, world, depth - 1))
    else:
        inner = leaf(random, world, depth)
    return ast.Not(inner) if random.random() < 0.12 else inner


def leaf(random: Random, world: World, depth: int) -> ast.Expression:
    """One test."""
    makers = [make for make in LEAVES for _ in range(LEAVES[make])]
    while True:
        found = random.choice(makers)(random, world, depth)
        if found is not None:
            return found


def _yes(random: Random, world: World, depth: int) -> ast.Expression | None:
    names = [*world.of_type("yes/no"), *world.defines]
    return ref(random, random.choice(names)) if names else None


def _known(random: Random, world: World, depth: int) -> ast.Expression | None:
    type_ = random.choice(("text", "number", "yes/no", "date", "time", "list"))
    found = value(random, world, depth, type_)
    return ast.IsKnown(compared(found), random.random() < 0.6) if found is not None else None


def _negated(random: Random) -> bool:
    return random.random() < 0.25


def _is_text(random: Random, world: World, depth: int) -> ast.Expression | None:
    found = value(random, world, depth, "text")
    if found is None:
        return None
    found = compared(found)
    if world.text_lists and random.random() < 0.25:
        return ast.IsIn(found, _negated(random), words.use(random, random.choice(world.text_lists)))
    return ast.Is(found, _negated(random), texts(random, world, words.known_text))


def _like(random: Random, world: World, depth: int) -> ast.Expression | None:
    found = value(random, world, depth, "text")
    if found is None:
        return None
    found = compared(found)
    how = random.choice(("contains", "word", "starts", "ends", "matches"))
    make = {"matches": words.pattern, "word": words.known_text}.get(how, words.text)
    return ast.TextTest(found, how, _negated(random), texts(random, world, make))


def _number_test(random: Random, world: World, depth: int) -> ast.Expression | None:
    found = value(random, world, depth, "number")
    assert found is not None
    found = compared(found)
    match random.randint(0, 5):
        case 0:
            return ast.Is(found, _negated(random), numbers(random, world))
        case 1 if world.number_lists:
            chosen = words.use(random, random.choice(world.number_lists))
            return ast.IsIn(found, _negated(random), chosen)
        case 2:
            low, high = ordered(random, world, lambda: number_or_let(random, world))
            return ast.IsBetween(found, low, high)
        case 3:
            op = random.choice(("=", "!=", "<", "<=", ">", ">="))
            return ast.Compare(found, op, number_or_let(random, world), False)
        case _:
            op = random.choice(("<", "<=", ">", ">="))
            return ast.Compare(found, op, number_or_let(random, world))


def _moment_test(random: Random, world: World, depth: int) -> ast.Expression | None:
    found = value(random, world, depth, random.choice(("date", "time")))
    if found is None:
        return None
    found = compared(found)
    draw = random.random()
    if draw < 0.5:
        how = random.choice(("last", "next", "over", "under"))
        return ast.Recent(found, how, let_duration(random, world))
    if draw < 0.9:
        how = random.choice(("before", "after", "on", "on or before", "on or after"))
        return ast.Dated(found, how, words.date(random))
    return ast.Is(found, _negated(random), dates(random, world))


def _includes(random: Random, world: World, depth: int) -> ast.Expression | None:
    found = value(random, world, depth, "list")
    if found is None:
        return None
    return ast.Includes(found, _negated(random), texts(random, world, words.known_text))


QUANTIFIERS = {
    "any": 0, "no": 0, "at least": 1, "at most": 1, "exactly": 1, "over": 1, "under": 1, "between": 2,
}  # fmt: skip


def _events(random: Random, world: World, depth: int) -> ast.Expression | None:
    if world.in_where or not world.kinds:
        return None
    how = random.choice(("any", "any", *QUANTIFIERS))
    low, high = ordered(random, world, lambda: words.whole(random))
    counts = (low, high)[2 - QUANTIFIERS[how] :]
    asked = ast.PeopleTest if world.company and random.random() < 0.2 else ast.EventTest
    return asked(ast.Quantifier(how, counts), pattern(random, world, depth))


def _order(random: Random, world: World, depth: int) -> ast.Expression | None:
    if world.in_where or not world.kinds:
        return None
    how = ast.Quantifier(random.choice(("any", "any", "no")))
    same, first, then = same_of(random, world, depth)
    return ast.OrderTest(how, first, then, let_duration(random, world), same)


def _repeat(random: Random, world: World, depth: int) -> ast.Expression | None:
    if world.in_where or not world.kinds:
        return None
    over = random.random() < 0.3
    times = ast.Number(Decimal(random.choice((2, 2, 2, 3, 4)) - over))
    how = ast.Quantifier("over" if over else "at least", (times,))
    same, found, _ = same_of(random, world, depth)
    within = let_duration(random, world) if same is None or random.random() < 0.5 else None
    return ast.RepeatTest(how, found, within, same)


def same_of(
    random: Random, world: World, depth: int, *, window: bool = True
) -> tuple[ast.Name | None, ast.Pattern, ast.Pattern]:
    """Two patterns, and perhaps a field that both have."""
    typed = [type_ for type_ in ONE_VALUE if _holders(world, type_)]
    if not typed or random.random() < 0.5:
        return None, *(pattern(random, world, depth, window=window) for _ in range(2))
    name, first = field_and_pattern(random, world, depth, type_ := random.choice(typed))
    spelled = next(field for field in _holders(world, type_) if field.lower() == name.key)
    for _ in range(20):
        then = pattern(random, world, depth, holding=spelled, window=window)
        held = {key.lower(): of for key, of in fields_of(world, then.kinds).items()}
        if held.get(name.key) == type_:
            break
    else:
        then = ast.Pattern(first.kinds, None, None)
    return name, first if window else replace(first, window=None), then


def _points(random: Random, world: World, depth: int) -> ast.Expression | None:
    if not world.groups:
        return None
    asked = ref(random, random.choice(world.groups))
    limit = ast.Number(Decimal(random.randint(-30, 90)))
    if random.random() < 0.2:
        limit = words.decimal(random.choice(("0.5", "9.99", "10.00005", "-0.25", "33.3")))
    if random.random() < 0.2:
        return ast.Is(asked, _negated(random), ast.Values((limit,)))
    op = random.choice(("<", "<=", ">", ">=", "=", "!="))
    return ast.Compare(asked, op, limit, op not in "=!=")


def _class(random: Random, world: World, depth: int) -> ast.Expression | None:
    if not world.classes:
        return None
    chosen = random.choice(tuple(world.classes))
    values = ast.Values(
        tuple(ast.Text(v) for v in random.choices(world.classes[chosen], k=random.randint(1, 2)))
    )
    return ast.Is(ref(random, chosen), _negated(random), values)


LEAVES: dict[Callable[[Random, World, int], ast.Expression | None], int] = {
    _number_test: 6, _yes: 3, _known: 2, _is_text: 4, _like: 4, _moment_test: 3, _includes: 2,
    _events: 5, _order: 2, _repeat: 2, _points: 4, _class: 3,
}  # fmt: skip
"""How often each is made; the first can always be made."""
