"""What could come next where the cursor stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lark import Token

from ..model import Column, Model
from ..parse import read_so_far
from ..source import Source
from ..vocabulary import ROW_SHAPES, SHAPES, WORDS
from .analysis import Analysis

Seen = Callable[[Column], tuple[str, ...]]
"""Values of a column that are known from its data, the most frequent first."""

_SPELLED = {kind: word for word, kind in reversed(WORDS.items())}
_WORD = re.compile(r"[A-Za-z0-9_]*$")
_OPEN_TEXT = re.compile(r'^[^"#]*(?:"[^"\n]*"[^"#]*)*"(?P<text>[^"\n]*)$')
_UNITS = ("days", "hours", "weeks", "minutes", "seconds")
_COUNTS = frozenset(("LEAST", "MOST", "EXACTLY", "OVER", "UNDER", "AND"))
_TESTS = frozenset((
    "IS", "CONTAINS", "CONTAIN", "WORD", "STARTS", "START", "ENDS", "END", "MATCHES", "MATCH",
    "INCLUDE", "DOES", "DO", "NOT", "WITH", "IN",
))  # fmt: skip
_BY = re.compile(r"^\s*points\s+(?:by|for\s+each\s+(?P<event>\w+).*?\sby)\s+(?P<name>\w+)", re.M)


@dataclass(frozen=True, slots=True)
class Item:
    """`kind` is one of column, field, event, list, define, group, label, value, let, word,
    snippet."""

    label: str
    kind: str
    detail: str = ""
    insert: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """The items, and where the word begins that they replace."""

    start: int
    items: tuple[Item, ...]


def complete(analysis: Analysis, path: str, offset: int, seen: Seen) -> Completion:
    text, begin = _around(analysis, path, offset)
    before = text[: len(text) - (begin - offset)] if begin > offset else text
    line = before[before.rfind("\n") + 1 :]
    quoted = _OPEN_TEXT.match(line)
    if quoted is not None:
        so_far = before[: len(before) - len(quoted["text"]) - 1]
        tokens, _ = read_so_far(Source("", so_far + "x"))
        items = _values(analysis.model, tokens, before, seen)
        return Completion(offset - len(quoted["text"]), _unique(items))
    found = _WORD.search(before)
    word = found.group() if found is not None else ""
    if line.lstrip().startswith("#"):
        return Completion(offset, ())
    tokens, accepted = read_so_far(Source("", before[: len(before) - len(word)] + "x"))
    found_items = [
        *_named(analysis.model, tokens, accepted, before, seen),
        *_words(tokens, accepted),
    ]
    return Completion(offset - len(word), _unique(found_items))


def _around(analysis: Analysis, path: str, offset: int) -> tuple[str, int]:
    """The text of the piece up to an offset, under a heading like its own."""
    pieced = analysis.files[path]
    for start, piece in reversed(pieced.pieces):
        if start <= offset:
            return piece.parsed.source.text[: piece.stub + offset - start], offset
    return pieced.parsed.source.text[:offset], offset


def _unique(items: Iterator[Item] | list[Item]) -> tuple[Item, ...]:
    return tuple({item.label: item for item in reversed(list(items))}.values())[::-1]


# ---------------------------------------------------------------- values


def _values(model: Model, tokens: list[Token], before: str, seen: Seen) -> Iterator[Item]:
    """Texts for the inside of quotes."""
    column = _subject(model, tokens, before)
    if column is not None:
        yield from (Item(value, "value", f"in {column.name}") for value in seen(column))
    if tokens and tokens[0].type == "EXPECT":
        names = (rule.name for group in model.groups for rule in group.rules)
        yield from (Item(name, "value", "a rule") for name in names)


def _subject(model: Model, tokens: list[Token], before: str) -> Column | None:
    """The column that a value is compared with."""
    kinds = [token.type for token in tokens]
    if tokens and tokens[0].type in ("LEAD", "DID", "COLLEAGUE") and kinds[-1] == "NAME":
        return _column(model, tokens, tokens[-1].value)
    if "FOR" in kinds[:4] and "EACH" not in kinds:
        found = list(_BY.finditer(before))
        if not found:
            return None
        event = model.kinds.get((found[-1]["event"] or "").lower())
        key = found[-1]["name"].lower()
        return event.fields.get(key) if event is not None else model.columns.get(key)
    place = max((i for i, kind in enumerate(kinds) if kind in _TESTS), default=0)
    while place and kinds[place] in _TESTS:
        place -= 1
    return _column(model, tokens[: place + 1], tokens[place].value) if kinds else None


def _column(model: Model, tokens: list[Token], name: str) -> Column | None:
    fields = _fields(model, tokens)
    return fields.get(name.lower()) or model.columns.get(name.lower())


def _fields(model: Model, tokens: list[Token]) -> dict[str, Column]:
    """Fields of the events that were named last on the line."""
    named = [t.value.lower() for t in tokens if t.value.lower() in model.kinds]
    every = any(t.type == "EVENT" for t in tokens)
    kinds = [model.kinds[named[-1]]] if named else list(model.kinds.values()) if every else []
    return {key: column for kind in reversed(kinds) for key, column in kind.fields.items()}


# ---------------------------------------------------------------- names


def _named(
    model: Model, tokens: list[Token], accepted: frozenset[str], before: str, seen: Seen
) -> Iterator[Item]:
    if "TEXT" in accepted and "NAME" in accepted | {"TEXT"}:
        column = _subject(model, tokens, before)
        if column is not None and column.type in ("text", "list"):
            for value in seen(column):
                quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
                yield Item(quoted, "value", f"in {column.name}")
    if "NAME" not in accepted:
        return
    last = tokens[-1].type if tokens else ""
    where = _where(tokens)
    if last == "IN" or (last == "FOR" and "IN" in accepted):
        yield from (Item(one.name, "list", _listed(one.texts)) for one in model.lists.values())
    elif _wants_event(tokens, where):
        yield from _events(model)
    elif where or last in ("SAME", "PER", "DIFFERENT", "TOTAL", "AVERAGE", "HIGHEST", "LOWEST"):
        fields = _fields(model, tokens) or _fields(model, [Token("EVENT", "event")])
        yield from (Item(c.name, "field", c.type) for c in fields.values())
    else:
        yield from _others(model, tokens, last)


def _where(tokens: list[Token]) -> bool:
    """Whether a name stands for a field of an event."""
    if tokens and tokens[0].type in ("DID", "COLLEAGUE"):
        return any(t.type == "WITH" for t in tokens)
    starts = [i for i, t in enumerate(tokens) if t.type == "WHERE"]
    if not starts:
        return False
    after = [t.type for t in tokens[starts[-1] + 1 :]]
    depth = after.count("LPAR") - after.count("RPAR")
    return depth > 0 or not after or (after[0] == "NOT" and len(after) == 1)


def _wants_event(tokens: list[Token], where: bool) -> bool:
    kinds = [t.type for t in tokens]
    last = kinds[-1] if kinds else ""
    if last in ("ANY", "NO", "EACH", "DID", "IGNORE") or kinds[-2:] == ["FOLLOWED", "BY"]:
        return True
    if last == "OF":
        return kinds[-2:-1] not in (["DOMAIN"], ["GRADE"], ["FIRST"], ["BEST"], ["AS"])
    if last in ("FIRST", "LAST"):
        return kinds[-3:-1] == ["DAYS", "SINCE"]
    if last == "NUMBER":
        return kinds[0] == "DID" or (not where and kinds[-2:-1] != [] and kinds[-2] in _COUNTS
                                     and "IS" not in kinds[-4:])  # fmt: skip
    return False


def _events(model: Model) -> Iterator[Item]:
    for kind in model.kinds.values():
        fields = ", ".join(kind.fields[key].name for key in kind.fields)
        yield Item(kind.name, "event", fields and f"with {fields}")


def _others(model: Model, tokens: list[Token], last: str) -> Iterator[Item]:
    first = tokens[0].type if tokens else ""
    labels = {c.name.lower(): c for c in model.classes}
    before = tokens[-2].value.lower() if len(tokens) > 1 else ""
    latest = tokens[-1].value.lower() if tokens else ""
    asked = labels.get(before if last in ("IS", "NOT") else latest)
    if asked is not None and (last in ("IS", "NOT") or first == "EXPECT"):
        yield from (Item(_as_written(v), "value", asked.name) for v in asked.values)
        return
    if first == "EXPECT":
        names = ["score", *(g.name for g in model.groups if g.name is not None)]
        yield from (Item(name, "group", "points") for name in names)
        yield from (Item(c.name, "label", ", ".join(c.values[:6])) for c in model.classes)
        return
    yield from (Item(c.name, "column", c.type) for c in model.columns.values())
    if first in ("LEAD",):
        return
    yield from (Item(d.name, "define") for d in model.defines.values())
    yield from (Item(g.name, "group", g.title) for g in model.groups if g.name is not None)
    yield from (Item(one.name, "let", _let(one.value)) for one in model.lets.values())
    yield from (Item(c.name, "label", ", ".join(c.values[:6])) for c in model.classes)
    if not tokens:
        return
    yield Item("score", "group", "the score")


def _as_written(value: str) -> str:
    return value if re.fullmatch(r"\w+", value) else f'"{value}"'


def _listed(texts: tuple[str, ...]) -> str:
    return f"{len(texts):,} values" if len(texts) > 4 else ", ".join(texts)


def _let(value: object) -> str:
    from ..words import said

    return said(value)  # type: ignore[arg-type]


# ---------------------------------------------------------------- words


def _words(tokens: list[Token], accepted: frozenset[str]) -> Iterator[Item]:
    """The words of the language that fit, at a line's start with the shape of the line."""
    for kind in sorted(accepted):
        if kind in ("UNIT", "DAYS"):
            yield from (Item(unit, "word") for unit in _UNITS)
        elif kind in _SPELLED:
            shape = SHAPES.get(kind) if not tokens else None
            yield Item(_SPELLED[kind], "word", shape or "")
        elif kind == "PLUS" and not tokens:
            yield Item("+10 when", "snippet", ROW_SHAPES["FIRST"], "+10 when ")
