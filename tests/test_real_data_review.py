"""Reviews of real histories, against what the raw files say without leadscore."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import duckdb
import pytest
from leadscore.compiler.own_moment import OwnMoment
from leadscore.runtime.review.asked import Asked
from leadscore.runtime.review.rates import Rate
from leadscore.runtime.review.result import Review
from leadscore.runtime.review.review import review
from leadscore.runtime.rules import Rules, load
from real_data import courses
from real_data.runs import RULES

WEEK, SIXTY = timedelta(days=7), timedelta(days=60)


def rules(folder: Path, text: str) -> Rules:
    (folder / "rules.score").write_text(text, "utf-8")
    return load(folder / "rules.score")


# ---------------------------------------------------------------- courses


@pytest.fixture(scope="module")
def course_leads(data: Callable[[str], Path]) -> Path:
    return data("x_education_leads") / "leads.csv"


@pytest.fixture(scope="module")
def of_courses(course_leads: Path) -> Review:
    asked = Asked(datetime(2026, 1, 1, tzinfo=UTC), outcome="Converted", by=("desk",))
    return review(load(RULES / "course_leads.score"), asked, leads=str(course_leads))


def scores(path: Path) -> list[tuple[float, bool]]:
    """Of the leads that are not left out, by the rules spelled out in plain Python."""
    found = [(courses.expected(row), row["Converted"] == "1") for row in courses.read(path)]
    return [(float(e.score), won) for e, won in found if e.score is not None]


def test_auc_counts_pairs(of_courses: Review, course_leads: Path) -> None:
    made = scores(course_leads)
    won, lost = [s for s, w in made if w], [s for s, w in made if not w]
    right = sum((a > b) + (a == b) / 2 for a, b in product(won, lost))
    assert of_courses.auc is not None
    assert of_courses.auc.value == pytest.approx(right / len(won) / len(lost), abs=1e-12)
    assert of_courses.everyone == Rate(len(won), len(made))


def test_bands_and_thresholds_hold_the_leads_that_they_say(
    of_courses: Review, course_leads: Path
) -> None:
    made = scores(course_leads)
    for band in of_courses.bands:
        own = [w for s, w in made if band.low <= round(s * of_courses.scale) <= band.high]
        assert band.rate == Rate(sum(own), len(own))
    for one in of_courses.thresholds:
        own = [w for s, w in made if round(s * of_courses.scale) >= one.score]
        assert one.taken == Rate(sum(own), len(own))
    assert of_courses.rise.verdict == "rises"


def test_columns_that_sales_fills_in_are_suspected(of_courses: Review) -> None:
    suspected = {leak.what for leak in of_courses.leaks if not leak.read}
    assert "Tags" in suspected
    assert not {one.trait.of for one in of_courses.unrewarded} & suspected


# ---------------------------------------------------------------- loans


@pytest.fixture(scope="module")
def bank(data: Callable[[str], Path]) -> Path:
    return data("bpi2012_loans")


@pytest.fixture(scope="module")
def of_loans(bank: Path) -> Review:
    asked = Asked(
        OwnMoment("registered_at", WEEK), outcome="converted", outcome_at="outcome_at",
        horizon=SIXTY, capacity=60,
    )  # fmt: skip
    return review(
        load(RULES / "loans_review.score"), asked, leads=str(bank / "cases.csv"),
        events=(str(bank / "events.csv.gz"),),
    )  # fmt: skip


def cases(bank: Path) -> list[dict[str, str]]:
    with (bank / "cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_event(bank: Path) -> datetime:
    with gzip.open(bank / "events.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return max(datetime.fromisoformat(row["timestamp"]) for row in csv.DictReader(file))


def test_who_was_decided_already_and_who_is_not_ripe(of_loans: Review, bank: Path) -> None:
    known = unripe = won = lost = 0
    until = last_event(bank)
    for case in cases(bank):
        judged = datetime.fromisoformat(case["registered_at"]) + WEEK
        at = datetime.fromisoformat(case["outcome_at"]) if case["outcome_at"] else None
        if at is not None and at <= judged:
            known += 1
        elif judged + SIXTY > until:
            unripe += 1
        elif case["converted"] == "1" and at is not None and at <= judged + SIXTY:
            won += 1
        else:
            lost += 1
    assert of_loans.history.left_out == {"known": known, "unripe": unripe}
    assert of_loans.everyone == Rate(won, won + lost)


def test_what_is_part_of_the_decision_is_told(of_loans: Review) -> None:
    """Nobody had accepted the offer a week after registering and was still undecided."""
    by_name = {leak.what: leak for leak in of_loans.leaks if leak.kind == "event"}
    assert {"A_APPROVED", "A_REGISTERED", "A_ACTIVATED", "A_DECLINED", "taken"} <= set(by_name)
    assert (by_name["taken"].read, by_name["taken"].red, by_name["taken"].before) == (
        True,
        False,
        0,
    )


def test_without_leaving_anybody_out_the_decision_leaks(bank: Path) -> None:
    """Judged at the end of the log, the same rule has what it should not know."""
    found = review(
        load(RULES / "loans_review.score"),
        Asked(last_event(bank), outcome="converted"), leads=str(bank / "cases.csv"),
        events=(str(bank / "events.csv.gz"),),
    )  # fmt: skip
    red = {(leak.kind, leak.what) for leak in found.leaks if leak.red}
    assert ("event", "taken") in red
    assert ("rule", "+40 when any taken") in red


# ---------------------------------------------------------------- a funnel, and nothing at all

SELLERS = """score "Sellers"
leads one per mql_id
  origin  text  unknown for "unknown"
group channel
  +20 when origin is "paid_search" or "organic_search"
  +10 when origin is unknown
"""
DEALS = """score "Opportunities"
leads one per opportunity_id
  product  text
  sector   text
group fit
  +10 when product is "GTXPro" or "MG Advanced"
  +20 when sector is "retail", "software" or "medical"
"""


def test_a_deal_before_the_first_contact_is_left_out(
    data: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = data("olist_funnel")
    duckdb.sql(
        f"COPY (SELECT m.*, d.won_date FROM '{folder}/olist_marketing_qualified_leads_dataset.csv' m "
        f"LEFT JOIN '{folder}/olist_closed_deals_dataset.csv' d USING (mql_id)) TO '{tmp_path}/l.csv'"
    )
    asked = Asked(OwnMoment("first_contact_date"), won_at="won_date", horizon=timedelta(days=90))
    found = review(rules(tmp_path, SELLERS), asked, leads=str(tmp_path / "l.csv"))
    assert found.history.left_out == {"known": 1}
    won = duckdb.sql(
        f"SELECT count(*) FROM '{tmp_path}/l.csv' WHERE won_date > first_contact_date "
        "AND won_date <= first_contact_date + INTERVAL 90 DAY"
    ).fetchall()[0][0]
    assert found.everyone == Rate(won, 7_999)
    early = [part for part in found.months if part.value < "2017-11"]
    assert all(part.off for part in early if part.rate.leads > 300)


def test_where_nothing_predicts_it_says_so(data: Callable[[str], Path], tmp_path: Path) -> None:
    asked = Asked(
        OwnMoment("engage_date"), outcome="deal_stage", won=("Won",),
        undecided=("Engaging", "Prospecting"), outcome_at="close_date",
    )  # fmt: skip
    folder = data("crm_opportunities")
    duckdb.sql(
        f"COPY (SELECT p.*, a.sector FROM '{folder}/sales_pipeline.csv' p "
        f"LEFT JOIN '{folder}/accounts.csv' a USING (account)) TO '{tmp_path}/l.csv'"
    )
    found = review(rules(tmp_path, DEALS), asked, leads=str(tmp_path / "l.csv"))
    assert found.everyone == Rate(4_238, 6_711)
    assert found.auc is not None
    assert 0.5 in found.auc.interval
    assert found.rise.verdict == "flat"
    assert found.unrewarded == ()
    assert [leak.what for leak in found.leaks] == ["close_value"]
