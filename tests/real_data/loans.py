"""What `loans.score` gives, worked out from the raw files without leadscore.

One function a rule, in the order of the rule file; each returns (count, points) as the breakdown
shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from .loans_limits import (
    DAY,
    WEEK,
    Result,
    at_most_per,
    fading,
    first_row,
    last_value,
    latest,
    losing,
    once,
    once_per_resource,
    total,
    up_to,
    within,
)  # fmt: skip
from .loans_log import CALLS, Case, Event, read

__all__ = ["Case", "Expected", "expected", "read"]

INTAKE = ("112", "10862", "10912", "11169")


@dataclass(frozen=True)
class Expected:
    rules: dict[tuple[str, str], Result]
    groups: dict[str, Fraction]
    score: Fraction | None
    stage: str | None
    effort: str | None
    rank: str | None
    excluded: str | None


# ---------------------------------------------------------------- application


def application(case: Case) -> dict[str, Result]:
    days = case.age // DAY
    preaccepted = [event.age for event in case.of("preaccepted")]
    recent = bool(preaccepted) and max(preaccepted) // DAY < 45
    old = case.registered < datetime(2011, 11, 1, tzinfo=UTC) and not case.of("sent_back")
    first_by = last_value(case.of("submitted"), "resource", -1)
    stopped = first_by == "112" and not case.of("preaccepted", "accepted")
    return {
        "Amount": amount(case.amount),
        "Age of the application": first_row([
            (days < 0, "20"), (0 <= days <= 7, "15"), (8 <= days <= 30, "10"),
            (31 <= days <= 60, "5"), (True, "0"),
        ]),
        "Recently pre-accepted": once(recent, "7"),
        "Old and silent": once(old, "-6"),
        "Registered within the coming week": once(-7 * DAY <= case.age < 0 * DAY, "3"),
        "Accepted by the intake desk": once(
            last_value(case.of("accepted"), "resource") in INTAKE, "4"
        ),
        "Stopped at the gate": once(stopped, "-2"),
    }  # fmt: skip


def amount(asked: int) -> Result:
    if asked < 1000:
        return 1, Fraction(-10)
    return 1, Fraction(5 if asked <= 5000 else 15 if asked <= 25_000 else 10)


# ---------------------------------------------------------------- contact


def contact(case: Case) -> dict[str, Result]:
    return {
        "Form calls": form_calls(case),
        "Offers, fading": offers(case),
        "Different callers": callers(case),
        "Lead calls": lead_calls(case),
        "Papers": papers(case),
        "Anything lately": anything(case),
        "Long cases": long_cases(case),
        "Offer calls by kind": offer_calls(case),
        "Calls by caller": calls_by_caller(case),
        "Step of the final offer": final_offer(case),
    }


def form_calls(case: Case) -> Result:
    give = losing("2.5", "20", WEEK)
    done = [event for event in case.of("form_call") if event.lifecycle == "COMPLETE"]
    return up_to(total(at_most_per(latest(done, give), 2, DAY), give), 30)


def offers(case: Case) -> Result:
    give = fading("4.5", 60)
    return total(latest(case.of("offer_sent"), give)[:3], give)


def callers(case: Case) -> Result:
    give = losing("3", "20", WEEK)
    return total(once_per_resource(latest(case.of("offer_call"), give)), give)


def lead_calls(case: Case) -> Result:
    give = losing("1.25", "12.5", timedelta(hours=36))
    return total(latest(case.of("lead_call"), give)[:5], give)


def papers(case: Case) -> Result:
    give = losing("6", "50", 30 * DAY)
    done = [e for e in case.of("papers_call") if e.lifecycle == "COMPLETE" and e.resource]
    return total(at_most_per(latest(done, give), 1, WEEK)[:4], give)


def anything(case: Case) -> Result:
    return up_to(total(within(case.events, 30 * DAY), lambda event: Fraction(1, 2)), 12)


def long_cases(case: Case) -> Result:
    give = fading("-4.5", 90)
    late = [event for event in case.of("offer_call", "papers_call") if event.seq > 40]
    return total(at_most_per(once_per_resource(latest(late, give)), 1, DAY), give)


def offer_calls(case: Case) -> Result:
    gives = {"START": losing("1.2", "10", 2 * DAY), "COMPLETE": losing("2", "10", 2 * DAY)}
    other = losing("-1", "10", 2 * DAY)

    def give(event: Event) -> Fraction:
        return gives.get(event.lifecycle, other)(event)

    return total(at_most_per(latest(case.of("offer_call"), give), 3, WEEK), give)


def calls_by_caller(case: Case) -> Result:
    def give(event: Event) -> Fraction:
        points = "1" if event.resource in INTAKE else "2" if event.resource else "3"
        return losing(points, "20", WEEK)(event)

    return total(latest(case.of("form_call", "lead_call"), give)[:6], give)


def final_offer(case: Case) -> Result:
    def give(event: Event) -> Fraction:
        points = "1" if event.seq < 10 else "3" if event.seq <= 15 else "2"
        return losing(points, "5", 30 * DAY)(event)

    return total(latest(case.of("finalized", "offer_chosen"), give)[:1], give)


# ---------------------------------------------------------------- progress


def progress(case: Case, contact_points: Fraction) -> dict[str, Result]:
    hands = len({event.resource for event in case.events if event.resource})
    days = len({event.age // DAY for event in within(case.events, 60 * DAY)})
    backs, calls = case.of("sent_back"), case.of("offer_call")
    made = [event.seq for event in case.of("offer_made")]
    form = [event.seq for event in case.of("form_call")]
    new_year = datetime(2012, 1, 1, tzinfo=UTC)
    sent = case.of("offer_sent")
    nameless = [event for event in case.of("lead_call", "form_call") if not event.resource]
    silence = min((event.age // DAY for event in case.events), default=None)
    gone_quiet = not within(case.events, 30 * DAY) and contact_points > 0
    return {
        "Many hands": once(hands >= 5, "10"),
        "Seen on many days": once(3 <= days <= 9, "8"),
        "Length of the case": length(case),
        "Work on papers": paper_work(case),
        "Last step of an offer": step_of_offer(case, 1, 1, "0.25", 6),
        "First step of an offer": step_of_offer(case, -1, 2, "-0.25", 4),
        "Quick form": once(bool(form) and Fraction(sum(form), len(form)) < 8, "5"),
        "Slow offer": once(bool(made) and min(made) > 20, "-4"),
        "Offer came back": once(bool(within(backs, 21 * DAY)), "12"),
        "Offer came back a while ago": once(
            any(21 * DAY <= event.age < 60 * DAY for event in backs), "6"
        ),
        "Two offers this year": once(sum(event.at >= new_year for event in sent) >= 2, "5"),
        "One offer": once(len(sent) == 1, "2"),
        "Hardly any trace": once(len(case.events) <= 1, "-3"),
        "A few form calls": once(2 <= len(form) <= 4, "1"),
        "Gone quiet": once(gone_quiet, "-5"),
        "Nameless calls": once(len(nameless) > 3, "4"),
        "Finished a call lately": once(finished_lately(case), "9"),
        "Active now": once(silence is not None and 0 <= silence <= 3, "2.75"),
        "More events than hands": once(
            Fraction(len(case.events), 2) - Fraction(3, 2) * hands > 6, "3"
        ),
        "Furthest step": first_row([
            (bool(backs), "20"), (any(event.resource for event in sent), "14"),
            (bool(case.of("accepted")), "7"), (bool(case.of("preaccepted")), "3"),
        ]),
        "Best of late": best_of_late(case, calls),
    }  # fmt: skip


def length(case: Case) -> Result:
    seqs = [event.seq for event in case.of("offer_call", "offer_sent", "sent_back")]
    tens = max(seqs, default=0) // 10
    return up_to((tens, Fraction(tens)), 9)


def paper_work(case: Case) -> Result:
    seqs = [event.seq for event in within(case.of("papers_call"), 45 * DAY)]
    fifties = sum(seqs) // 50
    return up_to((fifties, Fraction(fifties, 4)), 5)


def step_of_offer(case: Case, sign: int, per: int, points: str, most: int) -> Result:
    times = (last_value(case.of("finalized", "offer_chosen"), "seq", sign) or 0) // per
    return up_to((times, times * Fraction(points)), most)


def finished_lately(case: Case) -> bool:
    done = [event for event in case.of(*CALLS) if event.lifecycle == "COMPLETE"]
    last = last_value(case.of("form_call", "offer_call"), "lifecycle")
    return bool(within(done, 14 * DAY)) and last != "START"


def best_of_late(case: Case, calls: list[Event]) -> Result:
    given = [Fraction(-1)]
    if len(within(calls, 10 * DAY)) >= 3:
        given.append(Fraction(4))
    if within(case.of("finalized"), timedelta(hours=12)):
        given.append(Fraction(6))
    if within(calls, timedelta(minutes=90)):
        given.append(Fraction(5))
    if sum(call.at >= datetime(2012, 1, 15, tzinfo=UTC) for call in calls) < 2:
        given.append(Fraction(3))
    return 1, max(given)


# ---------------------------------------------------------------- all together


def expected(case: Case) -> Expected:
    if case.of("fraud_check"):
        return Expected({}, {}, None, None, None, None, "Under a fraud check")
    parts = {"application": application(case), "contact": contact(case)}
    groups = {
        "application": summed(parts["application"], "-5", "36.5"),
        "contact": summed(parts["contact"], "0", "50"),
    }
    parts["progress"] = progress(case, groups["contact"])
    groups["progress"] = sum((points for _, points in parts["progress"].values()), Fraction(0))
    rules = {(g, name): got for g, named in parts.items() for name, got in named.items()}
    score = max(Fraction(0), min(Fraction(140), sum(groups.values(), Fraction(0))))
    effort = groups["contact"]
    return Expected(
        rules, groups, score, stage(score, groups["progress"]),
        "heavy" if effort >= Fraction(51, 2) else "some" if effort > 0 else "none",
        rank(groups["application"], effort), None,
    )  # fmt: skip


def summed(rules: dict[str, Result], low: str, high: str) -> Fraction:
    points = sum((points for _, points in rules.values()), Fraction(0))
    return max(Fraction(low), min(Fraction(high), points))


def stage(score: Fraction, progressed: Fraction) -> str:
    if score >= 90 and progressed >= 30:
        return "Decide"
    if score >= 60:
        return "Call now"
    return "Follow" if score > Fraction(41, 2) else "Wait"


def rank(asked: Fraction, talked: Fraction) -> str:
    letter = "A" if asked >= 25 else "B" if asked >= 10 else "C"
    return letter + ("1" if talked >= 20 else "2" if talked >= Fraction(15, 2) else "3")
