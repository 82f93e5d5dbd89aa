"""A lead's score day by day: stages above it, the scores from which they begin as lines, and marks
where events moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from ...compiler.normal import EPOCH
from .frame import INK, OTHERS, PAPER, SOFT, WIDTH, WON, Row, Spec, framed

_SIDE: Final = 165
"""Beside the picture, for names of lines."""
_ROOM: Final = WIDTH + 80 - _SIDE
LETTER: Final = 6.7
"""Width of a letter."""
MOST_TOLD: Final = 8
"""So many marks have their points beside them, those that moved it most."""
_DATES: Final = 5
"""So many are told on the axis."""
_STRIP: Final = 22
"""Height of the stages, and of names above them."""
_MILLISECOND: Final = timedelta(milliseconds=1)
_NEAR: Final = 0.06
"""Of the width or height of the picture: closer together words would overlap."""
_Side: TypeAlias = Literal["above", "right", "left"]
_SIDES: Final[dict[_Side, Spec]] = {
    "above": {"align": "center", "baseline": "bottom", "dy": -7},
    "right": {"align": "left", "baseline": "bottom", "dx": 6, "dy": -4},
    "left": {"align": "right", "baseline": "middle", "dx": -8},
}
"""Where the words of a mark stand."""
_BOOST: Final = "rise through events"
_DROP: Final = "fall through events"


@dataclass(frozen=True, slots=True)
class Point:
    at: str
    """ISO, in UTC."""
    score: float | None
    ahead: bool
    """What would be if nothing happened."""


@dataclass(frozen=True, slots=True)
class Stay:
    stage: str
    rank: int
    """0 for the lowest."""
    first: str
    until: str
    share: float
    """Of the width."""


@dataclass(frozen=True, slots=True)
class Mark:
    at: str
    place: float
    """From 0, the left, to 1."""
    score: float
    change: float
    told: str


@dataclass(frozen=True, slots=True)
class Level:
    score: float
    told: str


def score_over_time(
    points: Sequence[Point], stays: Sequence[Stay], marks: Sequence[Mark], levels: Sequence[Level]
) -> Spec:
    """Points of one a day, the earliest first; there is one at least."""
    curve = _curve(points, marks, levels)
    parts = [_strip(stays, curve["encoding"]["x"]), curve] if stays else [curve]
    return framed((), vconcat=parts, spacing=2, resolve={"scale": {"x": "shared"}})


def _x(points: Sequence[Point]) -> dict[str, Any]:
    scale = {"type": "utc", "domain": [points[0].at, points[-1].at], "nice": False}
    axis = {"format": "%-d %b %Y", "labelOverlap": False, "values": _dates(points), "grid": False,
            "labelFlush": False}  # fmt: skip
    return {"field": "at", "type": "temporal", "scale": scale, "title": None, "axis": axis}


def _dates(points: Sequence[Point]) -> list[float]:
    """Of a few days as far apart as can be, the first and the last among them, in milliseconds."""
    last = len(points) - 1
    places = sorted({round(last * i / (_DATES - 1)) for i in range(_DATES)})
    return [(datetime.fromisoformat(points[i].at) - EPOCH) / _MILLISECOND for i in places]


# ---------------------------------------------------------------- stages


def _strip(stays: Sequence[Stay], x: dict[str, Any]) -> Spec:
    top = max((stay.rank for stay in stays), default=0) or 1
    rows = [
        {"at": s.first, "until": s.until, "shade": 0.08 + 0.37 * s.rank / top} for s in stays
    ]  # fmt: skip
    names = list(_stage_names(stays))
    above = _STRIP if any(name["above"] for name in names) else 0
    names = [name | {"height": _STRIP / 2 + above * (not name["above"])} for name in names]
    edges = {"y": {"value": above}, "y2": {"value": above + _STRIP}}
    placed = {"x": x | {"axis": None}, "x2": {"field": "until"}, **edges}
    shade: dict[str, Any] = {"field": "shade", "type": "quantitative", "scale": None}
    told = {
        "x": {"field": "middle", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "height", "type": "quantitative", "scale": None, "axis": None},
        "text": {"field": "name"},
    }  # fmt: skip
    return {
        "data": {"values": rows}, "width": _ROOM, "height": above + _STRIP,
        "layer": [
            {"mark": {"type": "rect", "color": WON}, "encoding": placed | {"opacity": shade}},
            {"mark": {"type": "rect", "filled": False, "stroke": SOFT}, "encoding": placed},
            {"data": {"values": names}, "mark": {"type": "text", "baseline": "middle"},
             "encoding": told},
        ],
    }  # fmt: skip


def _stage_names(stays: Sequence[Stay]) -> Iterator[dict[str, Any]]:
    """In its stay, or whole above it, unless another stands there already."""
    left, taken = 0.0, 0.0
    for stay in stays:
        width = stay.share * _ROOM
        middle, half = left + width / 2, len(stay.stage) * LETTER / 2 + 3
        left += width
        if _fitting(stay.stage, width) == stay.stage or half > _ROOM / 4:
            yield {"middle": middle, "name": _fitting(stay.stage, width), "above": False}
            continue
        middle = max(middle, half)
        if middle - half >= taken:
            taken = middle + half
            yield {"middle": middle, "name": stay.stage, "above": True}


def _fitting(name: str, room: float) -> str:
    letters = int((room - 6) / LETTER)
    if len(name) <= letters:
        return name
    return f"{name[: letters - 1]}…" if letters > 3 else ""


# ---------------------------------------------------------------- the curve


def _curve(points: Sequence[Point], marks: Sequence[Mark], levels: Sequence[Level]) -> Spec:
    scores = [p.score for p in points if p.score is not None]
    ends = [0, *scores, *(level.score for level in levels)]
    low, high = min(ends), max(ends)
    domain = [low, high + (high - low or 10) * 0.14]
    y = {"field": "score", "type": "quantitative", "title": "Score",
         "scale": {"domain": domain, "nice": False}, "axis": {"tickCount": 5}}  # fmt: skip
    layers = [*_lines(levels, domain), *_steps(points), *_now(points), *_marks(marks)]
    return {
        "width": _ROOM, "height": 240, "encoding": {"x": _x(points), "y": y},
        "layer": layers,
    }  # fmt: skip


def _lines(levels: Sequence[Level], domain: Sequence[float]) -> Iterator[Spec]:
    if not levels:
        return
    alone = {"x": None}
    yield {
        "data": {"values": [{"score": level.score} for level in levels]},
        "mark": {"type": "rule", "color": SOFT, "strokeDash": [5, 4]}, "encoding": alone,
    }  # fmt: skip
    yield {
        "data": {"values": list(_named(levels, domain))},
        "mark": {"type": "text", "color": SOFT, "align": "left", "baseline": "middle"},
        "encoding": {"x": {"value": _ROOM + 6}, "text": {"field": "told"}},
    }


def _named(levels: Sequence[Level], domain: Sequence[float]) -> Iterator[Row]:
    """Names of lines that lie close together stand on the highest of them, in one row."""
    near = (domain[1] - domain[0]) * _NEAR
    held: list[Level] = []
    for level in sorted(levels, key=lambda one: one.score):
        if held and level.score - held[-1].score > near:
            yield _row(held)
            held = []
        held.append(level)
    yield _row(held)


def _row(held: Sequence[Level]) -> Row:
    room = _SIDE / len(held)
    told = ", ".join(_fitting(level.told, room) for level in held)
    return {"score": held[-1].score, "told": told}


def _steps(points: Sequence[Point]) -> Iterator[Spec]:
    """Each day's score until the next day's."""
    past = [point for point in points if not point.ahead]
    ahead = [*past[-1:], *(point for point in points if point.ahead)]
    for some, dash in ((past, None), (ahead if len(ahead) > 1 else [], [3, 3])):
        rows = [{"at": point.at, "score": point.score} for point in some]
        style: dict[str, Any] = {"strokeDash": dash} if dash else {}
        yield {
            "data": {"values": rows},
            "mark": {"type": "line", "interpolate": "step-after", "color": INK, "strokeWidth": 2,
                     "invalid": "break-paths-show-domains", **style},
        }  # fmt: skip
    if len(points) == 1:
        yield {"data": {"values": [{"at": points[0].at, "score": points[0].score}]},
               "mark": {"type": "point", "filled": True, "color": INK}}  # fmt: skip


def _now(points: Sequence[Point]) -> Iterator[Spec]:
    """A line where the days ahead begin. The words stand above all that the curve reaches."""
    now = [point.at for point in points if not point.ahead]
    if not now or len(now) == len(points):
        return
    data, alone = {"values": [{"at": now[-1]}]}, {"y": None}
    yield {"data": data, "mark": {"type": "rule", "color": SOFT}, "encoding": alone}
    yield {
        "data": data, "encoding": {"y": {"value": 2}, "text": {"value": "if nothing happens →"}},
        "mark": {"type": "text", "color": SOFT, "align": "left", "baseline": "top", "dx": 4},
    }  # fmt: skip


def _marks(marks: Sequence[Mark]) -> Iterator[Spec]:
    if not marks:
        return
    rows = [
        {"at": mark.at, "score": mark.score, "how": _BOOST if mark.change >= 0 else _DROP}
        for mark in marks
    ]
    kinds = {"domain": [_BOOST, _DROP]}
    yield {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
        "encoding": {
            "color": {"field": "how", "title": None, "scale": {**kinds, "range": [WON, OTHERS]}},
            "shape": {"field": "how", "title": None,
                      "scale": {**kinds, "range": ["triangle-up", "triangle-down"]}},
        },
    }  # fmt: skip
    words: dict[_Side, list[Mark]] = {}
    for place in sorted(_told(marks)):
        words.setdefault(_side(marks[place]), []).append(marks[place])
    for side, some in words.items():
        yield from _words(some, side)


def _side(mark: Mark) -> _Side:
    """Where the curve is not: it comes to a rise from below, to a fall from above."""
    if mark.change >= 0:
        return "above"
    return "left" if mark.place > 1 - _NEAR else "right"


def _words(marks: Sequence[Mark], side: _Side) -> Iterator[Spec]:
    """On paper of their own, so that no line runs through them."""
    data = {"values": [{"at": one.at, "score": one.score, "told": one.told} for one in marks]}
    for stroke in ({"stroke": PAPER, "strokeWidth": 4, "aria": False}, {"stroke": None}):
        yield {
            "data": data, "encoding": {"text": {"field": "told"}},
            "mark": {"type": "text", "fontSize": 11, **_SIDES[side], **stroke},
        }  # fmt: skip


def _told(marks: Sequence[Mark]) -> Iterator[int]:
    """Places of those with words: the greatest, unless one nearby has some."""
    taken: list[float] = []
    for place in sorted(range(len(marks)), key=lambda i: -abs(marks[i].change)):
        at = marks[place].place
        if len(taken) < MOST_TOLD and all(abs(at - other) > _NEAR for other in taken):
            taken.append(at)
            yield place
