"""Results of the Python evaluator, as users see them."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta, timezone
from decimal import Decimal

import pytest
from leadscore.compiler.plan import (
    MICRO,
    Always,
    Class,
    ClassRow,
    Compare,
    Exclusion,
    Group,
    Keep,
    Known,
    Once,
    Points,
    PointsAre,
    Row,
    Rows,
    Rule,
    TextIn,
)
from leadscore.compiler.python_backend import compile_plan
from leadscore.runtime.evaluate import Line, Scorer
from python_plans import AS_OF, EMPLOYEES, TITLE, VIEW, ago, group, last, plan_of, tally, view


def scored(scale: int = 1) -> Scorer:
    rules = (
        Rule("Size", Rows((Row(Compare(">", EMPLOYEES, MICRO), 25, "over 1"),), False)),
        Rule("Views", tally(VIEW, (30,), keep=Keep(times=2))),
    )
    stage = Class("stage", ((ClassRow(PointsAre(">", Points(None), 50), "Hot"),
                             ClassRow(Always(True), "Cold")),))  # fmt: skip
    grade = Class("grade", ((ClassRow(Always(True), "A"),), (ClassRow(Always(True), "1"),)))
    bare = Group(None, "", (Rule("Known", Once(Known(TITLE), 10)),))
    return Scorer(
        plan_of(
            Group("fit", "Fit", rules, upper=70), bare, scale=scale, upper=75,
            classes=(stage, grade), excluded=(Exclusion(TextIn(TITLE, ("spam",)), "Spam"),),
        )
    )  # fmt: skip


LEAD = {"employees": 5, "title": "x"}


def test_results() -> None:
    result = scored().score(LEAD, [view(ago(1))] * 3, AS_OF)
    assert (result.score, result.stage, result["fit"], result["grade"]) == (75, "Hot", 70, "A1")
    assert result["stage"] == "Hot"
    assert (result.excluded, result.as_of, result.fingerprint) == (None, AS_OF, "f")
    assert result.breakdown == (
        Line("fit", "Size", 1, 25, 25, "over 1"),
        Line("fit", "Views", 2, 90, 60),
        Line(None, "Known", 1, 10, 10),
        Line("fit", "limit of fit", 1, -15, -15, None, "limit"),
        Line(None, "limit of the score", 1, -5, -5, None, "limit"),
    )
    assert sum(line.points for line in result.breakdown) == result.score
    assert repr(result) == "<Result score=75 fit=70 stage=Hot grade=A1>"


def test_points_with_decimals_are_exact() -> None:
    result = scored(scale=100).score(LEAD, [view(ago(1))] * 3, AS_OF)
    assert (str(result.score), str(result["fit"])) == ("0.75", "0.7")
    assert [str(line.points) for line in result.breakdown] == [
        "0.25",
        "0.6",
        "0.1",
        "-0.15",
        "-0.05",
    ]
    assert result.breakdown[1].before == Decimal("0.9")
    assert result.breakdown[0].count == 1


def test_results_of_excluded_leads() -> None:
    for score in (scored().score, scored().numbers):
        result = score({"title": "SPAM"}, [view(ago(1))], AS_OF)
        assert (result.excluded, result.score, result.stage) == ("Spam", None, None)
        assert (result["fit"], result["grade"]) == (None, None)
        assert repr(result) == "<Result excluded='Spam'>"
    assert scored().score({"title": "spam"}, [], AS_OF).breakdown == ()


def test_results_without_a_breakdown() -> None:
    result = scored().numbers(LEAD, [], AS_OF.replace(tzinfo=None))
    assert (result.score, result.stage, result["fit"]) == (35, "Cold", 25)
    assert result.as_of == AS_OF
    with pytest.raises(ValueError, match="no breakdown"):
        _ = result.breakdown


def test_results_are_values() -> None:
    scorer = scored()
    result, other = scorer.score(LEAD, [], AS_OF), scorer.score({}, [], AS_OF)
    assert result == scorer.score(LEAD, [], AS_OF.astimezone(timezone(timedelta(hours=5))))
    assert result != other
    assert hash(result) == hash(scorer.score(LEAD, [], AS_OF))
    assert pickle.loads(pickle.dumps(result)) == result
    with pytest.raises(AttributeError, match="cannot be changed"):
        result.score = 5  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del result._raw
    with pytest.raises(KeyError, match="there are: fit, stage, grade"):
        result["fitness"]


def test_as_of_in_any_zone() -> None:
    plan = plan_of(group(tally(VIEW, (1,), span=last(7))))
    events = [view(ago(7)), view(ago(7, -1))]
    for zone in (UTC, timezone(timedelta(hours=-9)), None):
        as_of = AS_OF.astimezone(zone) if zone else AS_OF.replace(tzinfo=None)
        assert compile_plan(plan).numbers({}, events, as_of)[1] == 1
    with pytest.raises(TypeError, match="as-of must be a datetime"):
        compile_plan(plan).numbers({}, events, None)  # type: ignore[arg-type]


def test_one_scorer_for_several_threads() -> None:
    scorer = scored()
    events = [[{"event": f"view{' ' * (n % 7)}", "at": ago(1)}] * (n % 3) for n in range(300)]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda seen: scorer.score({}, seen, AS_OF).score, events))
    assert results == [30 * (n % 3) for n in range(300)]
