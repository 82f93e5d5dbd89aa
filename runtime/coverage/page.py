"""Coverage as one HTML page: the text of the rules, marked. It needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from ...dsl.source import Source
from .report import Condition, Coverage, State

SIGNS: Final[dict[State, str]] = {"all": "✓", "both": "?", "one": "◐", "never": "✗", "dead": "⊘"}
LEGEND: Final[dict[State, str]] = {
    "all": "came out every way it can",
    "both": "true and false, but never unknown",
    "one": "only one way",
    "never": "never asked",
    "dead": "proved: it cannot come out both ways",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one line, under at most one mark; `sign` stands where a condition begins."""

    text: str
    state: State | None
    title: str
    sign: str


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    pieces: tuple[Piece, ...]
    conditions: tuple[Condition, ...]
    """Those that begin on this line."""
    reached: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Text:
    """A rule file as the page shows it."""

    path: str
    rows: tuple[Row, ...]


def page(found: Sequence[Coverage]) -> str:
    from jinja2 import Environment, StrictUndefined

    template = files(__package__).joinpath("page.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    shown = [(one, tuple(_texts(one))) for one in found]
    return environment.from_string(template).render(
        shown=shown, signs=SIGNS, legend=LEGEND, told=told
    )  # fmt: skip


def _texts(found: Coverage) -> Iterator[Text]:
    for path, source in found.sources.items():
        conditions = [one for one in found.conditions if one.span.path == path]
        if conditions:
            yield Text(path, tuple(_rows(source, conditions)))


def _rows(source: Source, conditions: Sequence[Condition]) -> Iterator[Row]:
    inner = _innermost(source, conditions)
    starts: dict[int, list[Condition]] = {}
    lines: dict[int, list[Condition]] = {}
    for one in conditions:
        starts.setdefault(one.span.start, []).append(one)
        lines.setdefault(one.line, []).append(one)
    start = 0
    for number, line in enumerate(source.text.rstrip("\n").split("\n"), 1):
        begun = tuple(lines.get(number, ()))
        pieces = tuple(_pieces(line, start, inner, starts))
        reached = sum(len(one.reached) for one in begun)
        wanted = sum(len(one.wanted) for one in begun)
        yield Row(number, pieces, begun, reached, wanted)
        start += len(line) + 1


def _innermost(source: Source, conditions: Sequence[Condition]) -> list[Condition | None]:
    """For each character the shortest condition that it stands in."""
    found: list[Condition | None] = [None] * len(source.text)
    for one in sorted(conditions, key=lambda one: one.span.start - one.span.end):
        found[one.span.start : one.span.end] = [one] * (one.span.end - one.span.start)
    return found


def _pieces(
    line: str, start: int, inner: Sequence[Condition | None], starts: Mapping[int, list[Condition]]
) -> Iterator[Piece]:
    indent = len(line) - len(line.lstrip(" "))
    cuts = [0, *(at for at in range(1, len(line)) if at == indent or start + at in starts
                 or inner[start + at] is not inner[start + at - 1])]  # fmt: skip
    for at, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        if at == end:
            continue
        marked = inner[start + at]
        signs = "".join(SIGNS[one.state] for one in starts.get(start + at, ()))
        if marked is None or not line[at:end].strip():
            yield Piece(line[at:end], None, "", signs)
        else:
            yield Piece(line[at:end], marked.state, "; ".join(told(marked)), signs)


def told(one: Condition) -> list[str]:
    """What there is to say of a condition, value by value."""
    found = [f"{value}: {_titles(titles)}" for value, titles in one.reached.items()]
    return [*found, *(missing_words(one, number) for number in range(len(one.missing)))]


def _titles(titles: Sequence[str]) -> str:
    shown = ", ".join(titles[:5])
    return shown if len(titles) <= 5 else f"{shown} and {len(titles) - 5} more"


def missing_words(one: Condition, number: int) -> str:
    """`never true: no example`"""
    missing = one.missing[number]
    only = one.words == "otherwise"
    never = "never asked" if only else f"never {missing.value}"
    match missing.why:
        case "dead":
            by = f"proved: {missing.by} takes every such lead" if missing.by else "proved"
            return f"{never}: {by}"
        case "shadowed":
            return f"{never}: every such lead was taken by {missing.by}"
        case "not settled":
            return f"{never}: no example, and not settled whether it can be"
    return f"{never}: no example"
