"""A review for programs: plain figures, points as numbers, shares from 0 to 1."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ...compiler.own_moment import AsOf, said
from ..evaluate import shown
from ..output_columns import utc_text
from .bands import Rise
from .calibration import Expected
from .findings import Leak, Stands
from .rates import Estimate, Interval, Rate
from .result import Part, Review, RuleFigures
from .thresholds import Capacity, Threshold
from .told import about
from .traits import Trait


def as_json(found: Review) -> dict[str, Any]:
    scale = found.scale
    return {
        "title": found.title,
        "rules_fingerprint": found.fingerprint,
        "about": list(about(found)),
        "made_at": utc_text(datetime.now(UTC).replace(microsecond=0)),
        "as_of": moment_json(found.asked.as_of),
        "outcome": found.outcome,
        "horizon": said(found.asked.horizon) if found.asked.horizon else None,
        "until": utc_text(found.history.until) if found.history.until else None,
        "rows": found.history.leads,
        "left_out": dict(found.history.left_out),
        "notes": list(found.history.notes),
        "excluded": [{"reason": reason, **rate_json(rate)} for reason, rate in found.excluded],
        "everyone": rate_json(found.everyone),
        "auc": estimate_json(found.auc),
        "rise": _rise(found.rise),
        "histogram": [
            {"from": bar.low, "to_below": bar.high, "won": bar.won, "not_won": bar.lost}
            for bar in found.bars
        ],
        "bands": [
            {"from": shown(b.low, scale), "to": shown(b.high, scale), **rate_json(b.rate)}
            for b in found.bands
        ],
        "classes": {
            one.name: {
                "values": [{"value": value, **rate_json(rate)} for value, rate in one.values],
                "low_first": list(one.order),
                "rise": _rise(one.rise) if one.rise else None,
            }
            for one in found.classes
        },
        "thresholds": [_threshold(one, scale) for one in found.thresholds],
        "capacity": _capacity(found.capacity, scale) if found.capacity else None,
        "rules": [_rule(rule, scale) for rule in found.rules],
        "rules_read_points": found.reads_points,
        "leaks": [_leak(leak) for leak in found.leaks],
        "unrewarded": [_stands(one) for one in found.unrewarded],
        "misjudged": [_trait(one) for one in found.misjudged],
        "segments": [
            {"by": one.by, "parts": [_part(part) for part in one.parts], "more": one.more}
            for one in found.segments
        ],
        "months": [_part(part) for part in found.months],
        "wear": _wear(found),
        "problems": [str(problem) for problem in found.problems],
        "seconds": found.seconds,
    }


def moment_json(as_of: AsOf) -> str:
    return utc_text(as_of) if isinstance(as_of, datetime) else str(as_of)


def interval_json(interval: Interval) -> list[float]:
    return [interval.low, interval.high]


def estimate_json(found: Estimate | None) -> dict[str, Any] | None:
    return {"value": found.value, "interval": interval_json(found.interval)} if found else None


def rate_json(rate: Rate) -> dict[str, Any]:
    return {
        "leads": rate.leads, "won": rate.won, "rate": rate.value if rate.leads else None,
        "interval": interval_json(rate.interval), "small": rate.small,
    }  # fmt: skip


def _rise(rise: Rise) -> dict[str, Any]:
    """`monotone` only if a rise is shown and nothing speaks against it; `wrong` has pairs of
    places, counted from the lowest."""
    return {
        "monotone": rise.verdict == "rises", "verdict": rise.verdict, "trend": rise.trend,
        "p": rise.p, "wrong": [list(pair) for pair in rise.wrong],
    }  # fmt: skip


def _threshold(one: Threshold, scale: int) -> dict[str, Any]:
    return {
        "from": shown(one.score, scale), **rate_json(one.taken), "share_of_leads": one.share,
        "share_of_winners": one.winners.value, "lift": one.lift,
    }  # fmt: skip


def _capacity(one: Capacity, scale: int) -> dict[str, Any]:
    return {
        "most": one.most, "weeks": one.weeks,
        "threshold": shown(one.chosen.score, scale) if one.chosen else None,
        "leads": one.leads, "wins": one.wins, "wins_interval": interval_json(one.wins_interval),
    }  # fmt: skip


def _rule(rule: RuleFigures, scale: int) -> dict[str, Any]:
    return {
        "group": rule.group, "rule": rule.rule, "reach": rule.reach, **rate_json(rule.rate),
        "points": [shown(rule.least, scale), shown(rule.most, scale)],
        "others": rate_json(rule.others), "lift": estimate_json(rule.lift),
        "auc_lost": estimate_json(rule.lost), "wrong_way": rule.wrong_way,
        "by_points": [
            {"points": shown(row.points, scale), **rate_json(row.rate),
             "lift": estimate_json(row.lift)}
            for row in rule.rows
        ],
    }  # fmt: skip


def _leak(leak: Leak) -> dict[str, Any]:
    return {
        "why": leak.why, "kind": leak.kind, "what": leak.what, "value": leak.value,
        "read": leak.read, "red": leak.red, "figure": leak.figure, "had_it_before": leak.before,
        **(rate_json(leak.rate) if leak.rate else {}),
    }  # fmt: skip


def _expected(came: Expected) -> dict[str, Any]:
    return {**rate_json(came.rate), "expected": came.expected}


def _trait(trait: Trait) -> dict[str, Any]:
    kind = "event" if trait.is_event else "column"
    return {"kind": kind, "what": trait.of, "value": trait.value, **_expected(trait.came)}


def _stands(one: Stands) -> dict[str, Any]:
    return {**_trait(one.trait), "lift": estimate_json(one.lift)}


def _part(part: Part) -> dict[str, Any]:
    return {
        "value": part.value, **_expected(part.came), "beyond_chance": part.off,
        "auc": estimate_json(part.auc),
    }  # fmt: skip


def _wear(found: Review) -> dict[str, Any] | None:
    wear = found.wear
    if wear is None:
        return None
    return {
        "since": wear.split, "earlier": estimate_json(wear.earlier),
        "later": estimate_json(wear.later), "worn": wear.worn, "bands": [
            {"from": shown(band.low, found.scale), "to": shown(band.high, found.scale),
             **_expected(came), "likely_won": interval_json(came.interval), "beyond_chance": off}
            for band, came, off in wear.bands
        ],
    }  # fmt: skip
