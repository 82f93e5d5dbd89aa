"""What is defined for use elsewhere: `define`, `let`, lists, and the data itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from .. import ast
from ..model import Column, List
from ..printer import show
from .change import Both, Change, Touched, mentioned
from .names import set_of
from .ways import Way

MOST_NAMED: Final = 5
"""Values of a list that are shown."""
MOST_PROOFS: Final = 40
"""Parts that a name is proved not to matter for."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A change of a name; `keys` are what the parts that use it speak of."""

    change: Change
    keys: frozenset[tuple[str, str]]


def definition_changes(both: Both) -> Iterator[Definition]:
    old, new, names = both.old, both.new, both.names
    yield from _named("define", old.defines, new.defines, names.defines, _same_define(both))
    yield from _named("let", old.lets, new.lets, names.lets, lambda a, b: a.value == b.value)
    yield from _named("list", old.lists, new.lists, names.lists, _same_list)
    yield from _columns(both)
    yield from _kinds(both)


def _same_define(both: Both) -> Any:
    return lambda a, b: a.node.test == b.node.test


def _same_list(one: List, other: List) -> bool:
    return set_of(one.texts) == set_of(other.texts) and set_of(one.numbers) == set_of(other.numbers)


def _named(
    word: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str], same: Any
) -> Iterator[Definition]:
    section = {"define": "definitions", "let": "let", "list": "lists"}[word]
    come = set(new)
    for key, one in old.items():
        name = names.get(key)
        if name is None:
            gone = Change(section, "removed", f"{word} {one.name}", "words", (), _text(one))
            yield Definition(gone, frozenset({(word, key)}))
            continue
        other = new[name.lower()]
        come.discard(name.lower())
        about = f"{word} {other.name}"
        if key != name.lower():
            was = (f"was `{one.name}`",)
            change = Change(section, "renamed", about, "words", was)
            yield Definition(change, frozenset())
        if not same(one, other):
            notes = _values(one, other) if word == "list" else ()
            shown = ((), ()) if word == "list" else (_text(one), _text(other))
            change = Change(section, "changed", about, "open", notes, *shown)
            yield Definition(change, frozenset({(word, name.lower())}))
    for key in sorted(come):
        added = Change(
            section, "added", f"{word} {new[key].name}", "words", (), (), _text(new[key])
        )
        yield Definition(added, frozenset({(word, key)}))


def _text(one: Any) -> tuple[str, ...]:
    return (show(one.node),) if not isinstance(one, List) else (_shortened(one),)


def _shortened(one: List) -> str:
    return f"list {one.name}, of {_counted(len(set_of(one.texts) | set_of(one.numbers)))}"


def _values(old: List, new: List) -> tuple[str, ...]:
    """`2 values added: "a", "b"`"""
    spelled = [_spelled(one) for one in (old, new)]
    notes = []
    before, after = spelled
    for word, some, others in (("added", after, before), ("removed", before, after)):
        found = [text for key, text in some.items() if key not in others]
        if found:
            more = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
            notes.append(f"{_counted(len(found))} {word}: {', '.join(found[:MOST_NAMED])}{more}")
    return tuple(notes)


def _spelled(one: List) -> dict[object, str]:
    """By meaning as a file would write it; the values of a file of texts are known folded."""
    from decimal import Decimal

    numbers = {n: f"{(Decimal(n) / 1_000_000).normalize():f}" for n in one.numbers}
    return {**{text: f'"{text}"' for text in one.texts}, **numbers}  # type: ignore[dict-item]


def _counted(number: int) -> str:
    return f"{number:,} value{'s' * (number != 1)}"


# ---------------------------------------------------------------- data


def _columns(both: Both) -> Iterator[Definition]:
    old, new = both.old, both.new
    yield from _declared(old.columns, new.columns, both.names.columns, "column", "")
    before, after = (_table(model.leads) for model in (old, new))
    if before != after:
        note = ("where leads are read from",)
        change = Change("data", "changed", "leads", "other", note, before, after)
        yield Definition(change, frozenset())


def _table(leads: ast.Leads | None) -> tuple[str, ...]:
    return (show(leads),) if leads is not None else ()


def _declared(
    old: Mapping[str, Column], new: Mapping[str, Column], names: Mapping[str, str], word: str,
    of: str,
) -> Iterator[Definition]:  # fmt: skip
    come = set(new)
    for key, one in old.items():
        other = new.get(names.get(key, "").lower())
        if other is None:
            gone = Change("data", "removed", f"{word} {of}{one.name}", "words", (), _text(one))
            yield Definition(gone, frozenset({("name", key)}))
            continue
        come.discard(other.name.lower())
        about = f"{word} {of}{other.name}"
        if key != other.name.lower():
            change = Change("data", "renamed", about, "words", (f"was `{one.name}`",))
            yield Definition(change, frozenset())
        notes = _of_column(one, other, key != other.name.lower())
        if notes:
            change = Change("data", "changed", about, "other", notes, _text(one), _text(other))
            yield Definition(change, frozenset({("name", other.name.lower())}))
    for key in sorted(come):
        added = Change(
            "data", "added", f"{word} {of}{new[key].name}", "words", (), (), _text(new[key])
        )
        yield Definition(added, frozenset({("name", key)}))


def _of_column(old: Column, new: Column, renamed: bool) -> tuple[str, ...]:
    notes = []
    if old.type != new.type:
        notes.append(f"{old.type} to {new.type}")
    if old.source != new.source:
        notes.append(f"read from `{new.source}` instead of `{old.source}`")
    if set(old.unknown_for) != set(new.unknown_for):
        notes.append("what is unknown")
    if old.separator != new.separator:
        notes.append("what separates values")
    return tuple(notes)


def _kinds(both: Both) -> Iterator[Definition]:
    come = set(both.new.kinds)
    for key, old in both.old.kinds.items():
        new = both.new.kinds.get(both.names.kinds.get(key, "").lower())
        if new is None:
            gone = Change("data", "removed", f"event {old.name}", "words")
            yield Definition(gone, frozenset({("name", key)}))
            continue
        come.discard(new.name.lower())
        yield from _kind(key, old, new)
        yield from _declared(old.fields, new.fields, both.names.fields, "field", f"{new.name}.")
    for key in sorted(come):
        added = Change("data", "added", f"event {both.new.kinds[key].name}", "words")
        yield Definition(added, frozenset({("name", key)}))
    before, after = (tuple(show(one) for one in m.event_sources) for m in (both.old, both.new))
    if before != after:
        note = ("where events are read from",)
        change = Change("data", "changed", "events", "other", note, before, after)
        yield Definition(change, frozenset())


def _kind(key: str, old: Any, new: Any) -> Iterator[Definition]:
    if key != new.name.lower():
        change = Change("data", "renamed", f"event {new.name}", "words", (f"was `{old.name}`",))
        yield Definition(change, frozenset())
    if old.called.lower() != new.called.lower():
        note = f"called `{new.called}` in the data, not `{old.called}`"
        change = Change("data", "changed", f"event {new.name}", "other", (note,))
        yield Definition(change, frozenset({("name", new.name.lower())}))


# ---------------------------------------------------------------- what uses a name


def consequences(both: Both, definitions: list[Definition]) -> Iterator[Change]:
    """Each definition with the ways in which what uses it comes out differently; parts that
    none of them explains come last, as changes of their own."""
    edited = {name for node in both.edited for name in mentioned(both.new, node)}
    spoken = [(one, mentioned(both.new, one.node)) for one in both.touched]
    explained: set[int] = set()
    for definition in definitions:
        parts = [one for one, said in spoken if said & definition.keys]
        if definition.change.effect in ("words",) or not definition.keys:
            yield definition.change
            continue
        explained |= {id(one) for one in parts}
        if not parts and definition.keys & edited:
            yield _told_there(definition.change)
            continue
        yield _with_parts(definition.change, parts)
    left = [one for one, _ in spoken if id(one) not in explained]
    if left:
        change = Change("data", "changed", "names and units", "open", ("what names stand for",))
        yield _with_parts(change, left)


def _told_there(change: Change) -> Change:
    note = "what uses it is written otherwise too, and judged below"
    effect = "other" if change.effect == "other" else "words"
    return replace(change, effect=effect, notes=(*change.notes, note))  # type: ignore[arg-type]


def _with_parts(change: Change, parts: list[Touched]) -> Change:
    if not parts:
        effect = change.effect if change.effect == "other" else "equal"
        notes = change.notes if effect == "other" else (*change.notes, "nothing depends on it")
        return replace(change, effect=effect, notes=notes)
    ways: tuple[Way, ...] = ()
    for part in parts[:MOST_PROOFS]:
        ways = part.prove()
        if ways:
            break
    if not ways and len(parts) <= MOST_PROOFS:
        return replace(change, effect="other" if change.effect == "other" else "equal")
    word = f"used by {len(parts):,} part{'s' * (len(parts) != 1)}"
    return replace(
        change, effect="open", notes=(*change.notes, word), ways=ways,
        parts=tuple(part.part for part in parts),
    )  # fmt: skip
