"""Makes a card of rules."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import ast
from ...dsl.model import Class, Column, List, Model
from ...dsl.spoken.speaker import Speaker
from ...dsl.spoken.values import one
from ...dsl.spoken.words import quoted, spaced
from ..evaluate import shown
from ..rules import Rules
from .card import (
    Card,
    ClassCard,
    ClassRow,
    CompaniesCard,
    GradeCard,
    GradePart,
    HandOffCard,
    ListCard,
    Number,
    Read,
    Said,
)  # fmt: skip
from .examples import example
from .groups import groups


def card(rules: Rules) -> Card:
    model, speaker = rules.model, Speaker(rules.model)
    return Card(
        title=rules.title,
        files=tuple(parsed.source.path for parsed in model.files),
        fingerprint=rules.fingerprint,
        lower=_points(model.lower, model.scale),
        upper=_points(model.upper, model.scale),
        groups=tuple(groups(model, speaker)),
        classes=tuple(_class(found, model, speaker) for found in model.classes),
        companies=_companies(model, speaker),
        hand_offs=tuple(_hand_offs(model)),
        excluded=tuple(_excluded(model, speaker)),
        ignored=tuple(_ignored(model, speaker)),
        outcomes=tuple(_said(found.node, speaker) for found in model.outcomes.values()),
        definitions=tuple(_said(found.node, speaker) for found in model.defines.values()),
        numbers=tuple(_lets(model, speaker)),
        lists=tuple(_list(found, speaker) for found in model.lists.values()),
        examples=tuple(example(node) for node in model.examples),
        data=tuple(_data(model)),
    )


def _points(units: int | None, scale: int) -> Number | None:
    return None if units is None else shown(units, scale)


# ---------------------------------------------------------------- stages, labels, grades


def _class(found: Class, model: Model, speaker: Speaker) -> ClassCard | GradeCard:
    if isinstance(found.node, ast.Grade):
        return GradeCard(found.name, tuple(_graded(row) for row in found.node.rows))
    return ClassCard(found.name, tuple(_class_row(row, speaker) for row in found.node.rows))


def _class_row(row: ast.ClassRow, speaker: Speaker) -> ClassRow:
    when = speaker.test(row.test) if row.test is not None else None
    return ClassRow(
        _value(row.value), when, speaker.test(row.until) if row.until is not None else None
    )


def _value(node: ast.Name | ast.Text) -> str:
    return node.text if isinstance(node, ast.Name) else node.value


def _graded(row: ast.GradeRow) -> GradePart:
    bands = tuple((_value(band.value), band.start.value) for band in row.bands)
    return GradePart(row.group.text, bands, _value(row.otherwise))


def _companies(model: Model, speaker: Speaker) -> CompaniesCard | None:
    if model.accounts is None:
        return None
    labels = (_class(label, model, speaker) for label in model.accounts.labels)
    return CompaniesCard(
        model.accounts.how, model.accounts.group or "score",
        tuple(label for label in labels if isinstance(label, ClassCard)),
    )  # fmt: skip


def _hand_offs(model: Model) -> Iterator[HandOffCard]:
    for found in model.hand_offs:
        items = tuple(spaced(name) for name in found.fields)
        if found.reasons is not None:
            few = "the strongest reason" if found.reasons == 1 else None
            items += (few or f"the {found.reasons} strongest reasons",)
        yield HandOffCard(found.stage, found.target, items)


# ---------------------------------------------------------------- what is left out, what words mean


def _excluded(model: Model, speaker: Speaker) -> Iterator[Said]:
    for found in model.excluded:
        because = found.node.because
        yield Said(because.value if because is not None else None, speaker.test(found.node.test))


def _ignored(model: Model, speaker: Speaker) -> Iterator[Said]:
    for found in model.ignored:
        node = found.node
        soon = f" {speaker.say(node.soon)}" if node.soon is not None else ""
        name = node.because.value if node.because is not None else None
        yield Said(name, one(speaker, node.pattern) + soon)


def _said(node: ast.Outcome | ast.Define, speaker: Speaker) -> Said:
    return Said(spaced(node.name.text), speaker.test(node.test))


def _lets(model: Model, speaker: Speaker) -> Iterator[Said]:
    for found in model.lets.values():
        yield Said(spaced(found.name), speaker.literal(found.value))


def _list(found: List, speaker: Speaker) -> ListCard:
    if isinstance(found.node, ast.ListOf):
        values = tuple(speaker.literal(item) for item in found.node.values.items)
        return ListCard(spaced(found.name), None, values)
    texts = tuple(quoted(text) for text in found.texts)
    return ListCard(spaced(found.name), found.node.path.value, texts)


# ---------------------------------------------------------------- data


def _data(model: Model) -> Iterator[Read]:
    for column in model.columns.values():
        yield _read(None, column)
    for kind in model.kinds.values():
        yield Read(spaced(kind.name), None, kind.name, "event", kind.called, ())
        for field in kind.fields.values():
            yield _read(spaced(kind.name), field)


def _read(of: str | None, column: Column) -> Read:
    unknown = column.node.unknown_for
    none = tuple(str(getattr(item, "value", "")) for item in unknown.items) if unknown else ()
    name = column.name
    return Read(of, spaced(name), name, column.node.type, column.source, none)
