"""What is defined for use elsewhere: `define`, `let`, lists, and the data itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from .. import ast
from ..model import Column, Define, Let, List, Model
from ..printer import show
from ..terms import MICRO
from .change import Both, Change, Touched, mentioned
from .names import set_of
from .results import removed_classes
from .undo import Undo, heading_back, instead, section_back
from .values import put, uses
from .ways import ANY_WAY, Way

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
    yield from _named(both, "define", old.defines, new.defines, names.defines, _same_define)
    yield from _named(both, "let", old.lets, new.lets, names.lets, _same_value)
    yield from _named(both, "list", old.lists, new.lists, names.lists, _same_list)
    yield from _columns(both)
    yield from _kinds(both)


def _same_define(one: Define, other: Define) -> bool:
    return one.node.test == other.node.test


def _same_value(one: Let, other: Let) -> bool:
    return one.value == other.value


def _same_list(one: List, other: List) -> bool:
    return set_of(one.texts) == set_of(other.texts) and set_of(one.numbers) == set_of(other.numbers)


def _named(
    both: Both, word: str, old: Mapping[str, Any], new: Mapping[str, Any],
    names: Mapping[str, str], same: Callable[[Any, Any], bool],
) -> Iterator[Definition]:  # fmt: skip
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
            undo = instead(other.node, both.renamer.line(definition(one)))
            change = Change(section, "changed", about, "open", notes, *shown, undo=undo)
            yield Definition(change, frozenset({(word, name.lower())}))
    for key in sorted(come):
        added = Change(
            section, "added", f"{word} {new[key].name}", "words", (), (), _text(new[key])
        )
        yield Definition(added, frozenset({(word, key)}))


def definition(one: Any) -> Any:
    """Its line; values of a list as they are, wherever they were read from."""
    if not isinstance(one, List):
        return one.node
    texts = (ast.Text(text) for text in one.texts)
    numbers = (ast.Number(Decimal(n) / MICRO, 6) for n in one.numbers)
    return ast.ListOf(one.node.name, ast.Values((*texts, *numbers)))


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
    numbers = {n: f"{(Decimal(n) / MICRO).normalize():f}" for n in one.numbers}
    return {**{text: f'"{text}"' for text in one.texts}, **numbers}  # type: ignore[dict-item]


def _counted(number: int) -> str:
    return f"{number:,} value{'s' * (number != 1)}"


# ---------------------------------------------------------------- data


def _columns(both: Both) -> Iterator[Definition]:
    old, new = both.old, both.new
    yield from _declared(both, old.columns, new.columns, both.names.columns, None)
    before, after = (_table(model.leads) for model in (old, new))
    if before != after:
        note = ("where leads are read from",)
        change = Change("data", "changed", "leads", "other", note, before, after)
        yield Definition(change, frozenset())


def _table(leads: ast.Leads | None) -> tuple[str, ...]:
    return (show(leads),) if leads is not None else ()


def _declared(
    both: Both, old: Mapping[str, Column], new: Mapping[str, Column], names: Mapping[str, str],
    kind: str | None,
) -> Iterator[Definition]:  # fmt: skip
    """Columns, or the fields of a kind of event."""
    word, of = ("column", "") if kind is None else ("field", f"{kind}.")
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
            yield _otherwise_read(both, change, kind, one, other)
    for key in sorted(come):
        added = Change(
            "data", "added", f"{word} {of}{new[key].name}", "words", (), (), _text(new[key])
        )
        yield Definition(added, frozenset({("name", key)}))


def _otherwise_read(
    both: Both, change: Change, kind: str | None, old: Column, new: Column
) -> Definition:
    if not _used(both.old, kind, old) and not _used(both.new, kind, new):
        notes = (*change.notes, "nothing depends on it")
        return Definition(replace(change, effect="equal", notes=notes), frozenset())
    key, puts = new.name.lower(), put(both, old, new, kind)
    change = replace(
        change, puts=puts, prove=partial(uses, both, key) if puts else None,
        undo=instead(new.node, replace(old.node, name=new.node.name)),
    )  # fmt: skip
    return Definition(change, frozenset({("name", key)}))


def _used(model: Model, kind: str | None, column: Column) -> bool:
    """A field of any kind; one that is called alike may be meant."""
    key = column.name.lower()
    if kind is None:
        return ("column", key) in model.used
    return any(word == "field" and name.endswith(f".{key}") for word, name in model.used)


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
        fields = both.names.fields
        yield from _declared(both, old.fields, new.fields, fields, new.name)
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


# ---------------------------------------------------------------- what is gone


def gone(both: Both) -> dict[str, Undo]:
    """By key how to have again what only the old file defines; nothing in the new one uses it."""
    old, names = both.old, both.names
    defined: list[tuple[Mapping[str, Any], Mapping[str, str]]] = [
        (old.lets, names.lets), (old.lists, names.lists), (old.defines, names.defines)
    ]  # fmt: skip
    found = {
        key: section_back(both.renamer.line(definition(one)))
        for some, kept in defined for key, one in some.items() if key not in kept
    }  # fmt: skip
    found |= removed_classes(both)
    leads = both.new.leads
    for key, column in old.columns.items():
        if key not in names.columns and leads is not None:
            found[key] = _column_back(leads, column.node)
    for key, kind in old.kinds.items():
        if key not in names.kinds:
            found[key] = _event_back(both, kind.node)
        for field in kind.fields.values() if key in names.kinds else ():
            if field.name.lower() not in names.fields:
                found[field.name.lower()] = _field_back(both, names.kinds[key], field.node)
    return found


def _column_back(leads: ast.Leads, node: ast.Column) -> Undo:
    return heading_back(leads, lambda one: replace(one, columns=(*one.columns, node)))


def _event_back(both: Both, node: ast.EventKind | ast.EventTable) -> Undo:
    """Read from a table of its own, or with the others."""
    if isinstance(node, ast.EventTable):
        return section_back(node)
    sources = [one for one in both.new.event_sources if isinstance(one, ast.Events)]
    if not sources:
        return section_back(ast.Events(None, None, None, None, (node,)))
    return heading_back(sources[0], lambda one: replace(one, kinds=(*one.kinds, node)))


def _field_back(both: Both, kind: str, node: ast.Column) -> Undo:
    there = both.new.kinds[kind.lower()].node
    return instead(there, replace(there, fields=(*there.fields, node)))


# ---------------------------------------------------------------- what uses a name


def consequences(both: Both, definitions: list[Definition]) -> Iterator[Change]:
    """Each definition with the ways in which what uses it comes out differently; parts that
    none of them explains come last, as changes of their own."""
    edited = {name for node in both.edited for name in mentioned(both.new, node)}
    spoken = [(one, mentioned(both.new, one.node)) for one in both.touched]
    explained: set[int] = set()
    for found in definitions:
        parts = [one for one, said in spoken if said & found.keys]
        if found.change.effect == "words" or not found.keys:
            yield found.change
            continue
        explained |= {id(one) for one in parts}
        yield _with_parts(found.change, parts, bool(found.keys & edited))
    left = [one for one, _ in spoken if id(one) not in explained]
    if left:
        change = Change("data", "changed", "names and units", "open", ("what names stand for",))
        yield _with_parts(change, left, False)


def _with_parts(change: Change, parts: list[Touched], edited: bool) -> Change:
    """`edited`: what is written otherwise itself uses it too, so that nothing can be proved of
    it as the files are."""
    if not parts and change.puts:
        return change
    if not parts and not edited:
        if change.effect == "other":
            return replace(change, undo=None)
        return replace(change, effect="equal", notes=(*change.notes, "nothing depends on it"))

    def prove() -> tuple[Way, ...]:
        for part in parts[:MOST_PROOFS]:
            ways = part.prove()
            if ways:
                return ways
        return ANY_WAY if edited or len(parts) > MOST_PROOFS else ()

    word = (f"used by {len(parts):,} part{'s' * (len(parts) != 1)}",) if parts else ()
    every = len(parts) == 1 and not edited and parts[0].every_way
    return replace(
        change, prove=prove, every_way=every, notes=(*change.notes, *word), if_equal=change.notes
    )
