"""What could come next where the cursor stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lark import Token

from ..fold import fold
from ..model import Column, Model
from ..parse.parsed import SoFar
from ..parse.parser import read_so_far
from ..source import Source
from .analysis import Analysis
from .complete_data import NO_DATA, Data, names_in_data, texts_of_data
from .complete_words import TESTS, Item, words

_WORD = re.compile(r"[A-Za-z0-9_]*$")
_OPEN_TEXT = re.compile(r'^[^"#]*(?:"[^"\n]*"[^"#]*)*"(?P<text>[^"\n]*)$')
_COUNTS = frozenset(("LEAST", "MOST", "EXACTLY", "OVER", "UNDER", "AND"))
_NEW = frozenset(("GROUP", "DEFINE", "LET", "LIST", "LABEL", "GRADE", "OUTCOME", "EVENT"))
"""After these, and at the beginning of rows under other headings, a name is a new one."""
_NEW_ROWS = frozenset(("LEADS", "EVENTS", "EVENT", "STAGES", "LABEL", "ACCOUNTS", "GRADE"))
_ON_SCORE = frozenset(("STAGES", "LABEL", "ACCOUNTS"))
"""Headings whose rows may ask for the score."""
_AMOUNT = frozenset(("NAME", "NUMBER", "MINUS"))
"""What fits where only a number does."""
_VALUES_ONLY = TESTS - {"IS", "NOT", "IN", "DOES", "DO"}
_BY = re.compile(r"^\s*points\s+(?:by|for\s+each\s+(?P<event>\w+).*?\sby)\s+(?P<name>\w+)", re.M)


@dataclass(frozen=True, slots=True)
class Completion:
    """The items, and where the word begins that they replace."""

    start: int
    items: tuple[Item, ...]


def complete(analysis: Analysis, path: str, offset: int, data: Data = NO_DATA) -> Completion:
    text, begin = _around(analysis, path, offset)
    before = text[: len(text) - (begin - offset)] if begin > offset else text
    line = before[before.rfind("\n") + 1 :]
    quoted = _OPEN_TEXT.match(line)
    if quoted is not None:
        so_far = read_so_far(Source("", before[: len(before) - len(quoted["text"]) - 1] + "x"))
        items = _texts(analysis.model, so_far, before, data)
        return Completion(offset - len(quoted["text"]), _unique(items))
    found = _WORD.search(before)
    word = found.group() if found is not None else ""
    if line.lstrip().startswith("#"):
        return Completion(offset, ())
    so_far = read_so_far(Source("", before[: len(before) - len(word)] + "x"))
    items = _items(analysis, so_far, before, data)
    return Completion(offset - len(word), _unique(items))


def _items(analysis: Analysis, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    model, tokens = analysis.model, so_far.tokens
    if "LEADS" in so_far.accepted and not tokens:
        yield from data.drafts
    subject = _subject(model, tokens, before)
    tested = _last_column(model, tokens)
    spelled = list(words(so_far, analysis, subject, tested, _is_bare(tokens)))
    named = list(_named(model, so_far, before, data))
    yield from (item for item in named if item.kind == "value")
    words_first = bool(tokens) and tokens[-1].type in TESTS - {"IN"}
    for part in (spelled, named) if words_first else (named, spelled):
        yield from part


def _around(analysis: Analysis, path: str, offset: int) -> tuple[str, int]:
    """The text of the piece up to an offset, under a heading like its own."""
    pieced = analysis.files[path]
    for start, piece in reversed(pieced.pieces):
        if start <= offset:
            return piece.parsed.source.text[: piece.stub + offset - start], offset
    return pieced.parsed.source.text[:offset], offset


def _unique(items: Iterator[Item]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.label, item)
    return tuple(found.values())


# ---------------------------------------------------------------- values


def _texts(model: Model, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    """Texts for the inside of quotes."""
    tokens = so_far.tokens
    yield from texts_of_data(model, so_far, before, data)
    column = _subject(model, tokens, before)
    if column is not None:
        yield from (Item(value, "value", f"in {column.name}") for value in _known(data, column))
    if tokens and tokens[0].type == "EXPECT":
        names = (rule.name for group in model.groups for rule in group.rules)
        yield from (Item(name, "value", "a rule") for name in names)


def _known(data: Data, column: Column) -> Iterator[str]:
    """Values of the data but for those that mean unknown."""
    return (value for value in data.values(column) if fold(value) not in column.unknown_for)


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
    place = max((i for i, kind in enumerate(kinds) if kind in TESTS), default=0)
    while place and kinds[place] in TESTS:
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


def _named(model: Model, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    tokens, accepted = so_far.tokens, so_far.accepted
    yield from names_in_data(model, so_far, before, data)
    yield from _quoted(model, so_far, before, data)
    if "NAME" not in accepted or _is_new(so_far):
        return
    last = tokens[-1].type if tokens else ""
    where = _where(tokens)
    if last == "IN" or (last == "FOR" and "IN" in accepted):
        lists = model.lists.values()
        yield from (Item(one.name, "list", _listed(one.written)) for one in lists)
    elif _wants_event(tokens, where):
        yield from _events(model)
    elif _is_amount(so_far):
        yield from (Item(one.name, "let", _let(one.value)) for one in model.lets.values())
    elif where or last in ("SAME", "PER", "DIFFERENT", "TOTAL", "AVERAGE", "HIGHEST", "LOWEST"):
        fields = _fields(model, tokens) or _fields(model, [Token("EVENT", "event")])
        yield from (Item(c.name, "field", c.type) for c in fields.values())
    elif (last not in _VALUES_ONLY or "TEXT" not in accepted) and not _asks_a_yes(model, tokens):
        yield from _others(model, so_far, last)


def _asks_a_yes(model: Model, tokens: list[Token]) -> bool:
    """Whether a yes/no column is asked whether it is known, which is all that can be asked."""
    if len(tokens) < 2 or tokens[-1].type != "IS":
        return False
    column = _column(model, tokens, tokens[-2].value)
    return column is not None and column.type == "yes/no"


def _quoted(model: Model, so_far: SoFar, before: str, data: Data) -> Iterator[Item]:
    """Values of the data where one may stand, also after the `or` that follows another."""
    tokens = so_far.tokens
    more = [t.type for t in tokens[-2:]] in (["TEXT", "OR"], ["TEXT", "COMMA"])
    if "TEXT" not in so_far.accepted and not more:
        return
    column = _subject(model, tokens, before)
    if column is not None and column.type in ("text", "list"):
        for value in _known(data, column):
            quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            yield Item(quoted, "value", f"in {column.name}")


def _is_new(so_far: SoFar) -> bool:
    """Whether a name here stands for nothing yet, or for something outside the rules."""
    kinds = [token.type for token in so_far.tokens]
    if not kinds:
        return so_far.heading in _NEW_ROWS
    names_data = kinds[0] in ("LEADS", "EVENTS", "EVENT", "LIST")
    return names_data or (len(kinds) == 1 and kinds[0] in _NEW)


def _is_amount(so_far: SoFar) -> bool:
    """Whether a number is wanted that is compared with nothing."""
    kinds = [token.type for token in so_far.tokens]
    clause = kinds[max((i for i, kind in enumerate(kinds) if kind == "COMMA"), default=0) :]
    return "NUMBER" in so_far.accepted <= _AMOUNT and not TESTS & set(clause) - {"IN"}


def _last_column(model: Model, tokens: list[Token]) -> str:
    """The type of the column, or of the points, that a test is wanted for."""
    if not tokens or tokens[-1].type not in ("NAME", "SCORE"):
        return ""
    key = tokens[-1].value.lower()
    column = _column(model, tokens, key)
    if column is not None:
        return column.type
    points = key == "score" or any(
        g.name is not None and g.name.lower() == key for g in model.groups
    )
    return "number" if points else ""


def _is_bare(tokens: list[Token]) -> bool:
    """Whether the name just written begins a condition, and nothing is asked of it yet."""
    before = [token.type for token in tokens[:-1]]
    while before[-1:] in (["NOT"], ["LPAR"]) and before[-2:-1] != ["IS"]:
        before.pop()
    if before[-1:] == ["AND"] and "BETWEEN" in before[-4:]:
        return False
    return before[-1:] in (["WHEN"], ["AND"], ["OR"], ["WHERE"], ["AS"], ["EXCLUDE"])


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


def _others(model: Model, so_far: SoFar, last: str) -> Iterator[Item]:
    tokens = so_far.tokens
    first = tokens[0].type if tokens else ""
    labels = {c.name.lower(): c for c in model.classes}
    before = tokens[-2].value.lower() if len(tokens) > 1 else ""
    latest = tokens[-1].value.lower() if tokens else ""
    asked = labels.get(before if last in ("IS", "NOT") else latest)
    if asked is not None and (last in ("IS", "NOT") or first == "EXPECT"):
        yield from (Item(_as_written(v), "value", asked.name) for v in asked.values)
        return
    if first == "EXPECT" and last not in ("EXPECT", "COMMA", "AND"):
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
    if tokens and so_far.heading in _ON_SCORE:
        yield Item("score", "group", "the score")


def _as_written(value: str) -> str:
    return value if re.fullmatch(r"\w+", value) else f'"{value}"'


def _listed(texts: tuple[str, ...]) -> str:
    return f"{len(texts):,} values" if len(texts) > 4 else ", ".join(texts)


def _let(value: object) -> str:
    from ..words import said

    return said(value)  # type: ignore[arg-type]
