"""The rules of a card as they are written: an AST, never text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from ...dsl import ast
from ...dsl.lint.because_against_sign import AGAINST, FOR
from ...dsl.lint.figure_in_because import FIGURE
from ..examples.said import signed
from .blocks import Band, Levels, Other, Truth, Unknown
from .evidence import evidence
from .frame import Amount, AnyFeature, Bools, Choice, Flag, Ints
from .points import Rule, turns

ZIGZAG = "# allow: W310 because the data turn more than once"


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A row of a table: its points, and which rows of the block it stands for."""

    points: int
    rows: tuple[int, ...]


def rule_line(rule: Rule, points: Ints, won: Bools, title: str) -> ast.Rule:
    if isinstance(rule.block.feature, Flag):
        return _when(rule, points, won, title)
    if isinstance(rule.block.feature, Amount):
        said = _bands(rule, points)
        if not any(one.points for one in said if _banded(rule, one)) or len(said) == 1:
            return _when_known(rule, said, won, title)
    else:
        said = _texts(rule, points)
    rows = tuple(_row(rule, one, said, won) for one in said)
    turning = turns([one.points for one in said if _banded(rule, one)])[1:]
    if turning and len(rows) >= 4:
        last = turning[-1]
        rows = (*rows[:last], replace(rows[last], before=(ZIGZAG,)), *rows[last + 1 :])
    return ast.PointsBy(rule.block.feature.expression, ast.Text(title), rows)


def worth(points: int) -> ast.Points:
    return ast.Points(Decimal(points), 0, points != 0)


# ---------------------------------------------------------------- conditions


def _when(rule: Rule, points: Ints, won: Bools, title: str) -> ast.WhenRule:
    feature = rule.block.feature
    row = next(i for i, given in enumerate(points) if given)
    holds = rule.block.rows[row] == Truth(True)
    test = feature.expression if holds else _denied(feature.expression)
    name = title if holds else _denied_title(feature, title)
    against = FIGURE.search(name) or (AGAINST if points[row] > 0 else FOR).search(name)
    because = None if against else ast.Text(name)
    found = evidence(rule.block.codes == row, won).words()
    return ast.WhenRule(worth(int(points[row])), test, because, after=f"# {found}")


def _when_known(rule: Rule, said: list[Said], won: Bools, title: str) -> ast.WhenRule:
    """Of a number only whether it is known may count."""
    one = next(one for one in said if one.points)
    known = _banded(rule, one)
    test = ast.IsKnown(rule.block.feature.expression, known)
    because = ast.Text(f"{title} is {'known' if known else 'unknown'}")
    found = evidence(np.isin(rule.block.codes, one.rows), won).words()
    return ast.WhenRule(worth(one.points), test, because, after=f"# {found}")


def _denied(test: ast.Expression) -> ast.Expression:
    if isinstance(test, ast.IsKnown):
        return replace(test, known=False)
    if isinstance(test, ast.Includes):
        return replace(test, negated=True)
    if isinstance(test, ast.EventTest):
        return replace(test, quantifier=ast.Quantifier("no"))
    return ast.Not(test)


def _denied_title(feature: AnyFeature, title: str) -> str:
    if isinstance(feature.expression, ast.IsKnown):
        return title.removesuffix("is known") + "is unknown"
    if isinstance(feature.expression, ast.EventTest):
        return "No" + title.removeprefix("Any")
    return f"{title}: no"


# ---------------------------------------------------------------- tables


def _bands(rule: Rule, points: Ints) -> list[Said]:
    """From low to high, neighbours with the same points together; what is unknown last."""
    said: list[Said] = []
    for i, row in enumerate(rule.block.rows):
        if isinstance(row, Band):
            if said and said[-1].points == points[i]:
                said[-1] = Said(said[-1].points, (*said[-1].rows, i))
            else:
                said.append(Said(int(points[i]), (i,)))
    unknown = rule.block.rows.index(Unknown())
    if points[unknown]:
        said.append(Said(int(points[unknown]), (unknown,)))
    return said


def _texts(rule: Rule, points: Ints) -> list[Said]:
    """From most to least points. Texts that give nothing are not named if `otherwise` gives
    nothing either."""
    rows = rule.block.rows
    unknown, other = rows.index(Unknown()), rows.index(Other())
    by_points: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if isinstance(row, Levels):
            by_points.setdefault(int(points[i]), []).append(i)
    rest = by_points.pop(0, []) if points[other] == 0 else []
    said = [Said(given, tuple(by_points[given])) for given in sorted(by_points, reverse=True)]
    otherwise = (*rest, other)
    if points[unknown] == points[other] == 0:
        otherwise = (*otherwise, unknown)
    else:
        said.append(Said(int(points[unknown]), (unknown,)))
    last = Said(int(points[other]), otherwise)
    needed = last.points or np.isin(rule.block.codes, otherwise).any()
    return [*said, last] if needed else said


def _banded(rule: Rule, said: Said) -> bool:
    return isinstance(rule.block.rows[said.rows[0]], Band)


def _row(rule: Rule, one: Said, said: Sequence[Said], won: Bools) -> ast.ByRow:
    found = evidence(np.isin(rule.block.codes, one.rows), won)
    remark = found.words() if found.leads else _why_there(said[-1])
    return ast.ByRow(worth(one.points), _matcher(rule, one), after=f"# {remark}")


def _why_there(otherwise: Said) -> str:
    """Of a row `unknown` without leads: it keeps the points of the last row from those to come."""
    return f"no such leads yet; without this row they would get {signed(otherwise.points)}"


def _matcher(rule: Rule, said: Said) -> ast.Matcher:
    rows = [rule.block.rows[i] for i in said.rows]
    if any(isinstance(row, Other) for row in rows):
        return ast.ForOtherwise()
    if isinstance(rows[0], Unknown):
        return ast.ForUnknown()
    feature = rule.block.feature
    if isinstance(feature, Choice):
        places = sorted(p for row in rows if isinstance(row, Levels) for p in row.places)
        return ast.ForValues(ast.Values(tuple(ast.Text(feature.levels[p]) for p in places)))
    first, last = rows[0], rows[-1]
    assert isinstance(first, Band)
    assert isinstance(last, Band)
    return _band(Band(first.low, last.high), _whole(feature))


def _band(band: Band, whole: bool) -> ast.Matcher:
    if band.high is None:
        assert band.low is not None, "a table of one band is no table"
        return ast.ForNumber(">=", number(band.low))
    if band.low is None or not whole:
        return ast.ForNumber("<", number(band.high))
    if band.high - band.low == 1:
        return ast.ForValues(ast.Values((number(band.low),)))
    return ast.ForRange(number(band.low), number(band.high - 1))


def _whole(feature: AnyFeature) -> bool:
    """Whether all its values are whole, so that `10 to 49` leaves no hole."""
    assert isinstance(feature, Amount)
    known = feature.values[~np.isnan(feature.values)]
    return bool((known == np.floor(known)).all())


def number(value: Decimal) -> ast.Number:
    exponent = value.as_tuple().exponent
    return ast.Number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def titles(features: tuple[AnyFeature, ...]) -> Iterator[str]:
    """A name for each rule, no two alike."""
    taken: set[str] = set()
    for feature in features:
        name, again = feature.title, 2
        while name.lower() in taken:
            name, again = f"{feature.title} ({again})", again + 1
        taken.add(name.lower())
        yield name
