"""Rule sets that others have published, said as rule files, against their own figures."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import leadscore
import pytest
from real_data.runs import RULES, both, shown

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(data: Callable[[str], Path]) -> Path:
    return data("rule_sets")


# ---------------------------------------------------------------- an ideal customer profile


@pytest.fixture(scope="module")
def profiles(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "gtm_icp_rules" / "leads_with_expected_scores.json").read_text("utf-8")
    leads: list[dict[str, Any]] = json.loads(text)
    return leads


def test_profile_has_every_rule_of_the_set(folder: Path) -> None:
    published = json.loads((folder / "gtm_icp_rules" / "scoring_rules.json").read_text("utf-8"))
    rules = leadscore.load(RULES / "icp_fit.score")
    said = [(group.name, rule.name) for group in rules.plan.groups for rule in group.rules]
    assert said == [(rule["category"], rule["id"]) for rule in published["rules"]]
    assert len(said) == 28


def test_profile_leads_one_by_one(profiles: list[dict[str, Any]]) -> None:
    rules = leadscore.load(RULES / "icp_fit.score")
    for lead in profiles:
        attributes = {name: value for name, value in lead.items() if name != "score"}
        assert rules.score(attributes, as_of=AS_OF).score == lead["score"]


# ---------------------------------------------------------------- points per event


def test_mail_engagement_follows_the_published_points(folder: Path, tmp_path: Path) -> None:
    config = json.loads((folder / "campus_mail_engine_lead_scoring.json").read_text("utf-8"))
    points = {rule["event"]: rule["points"] for rule in config["rules"]}
    logs = make_logs([*points, *config["stopEvents"]])
    write(tmp_path / "contacts.csv", ("contact",), [(contact,) for contact in logs])
    events = [
        (contact, at.isoformat(), event) for contact, log in logs.items() for event, at in log
    ]
    write(tmp_path / "log.csv", ("contact", "at", "event"), events)
    rules = leadscore.load(RULES / "mail_engagement.score")
    got = both(rules, tmp_path, AS_OF, tmp_path / "contacts.csv", (str(tmp_path / "log.csv"),))
    for contact, log in logs.items():
        row = got.rows[contact]
        if any(event in config["stopEvents"] for event, _ in log):
            assert (row["excluded"], row["score"]) == ("Stop event", "")
            continue
        score = mail_score(log, points, Decimal(str(config["decayRate"]["pointsPerDay"])))
        assert row["score"] == shown(score), contact
        assert row["stage"] == mail_band(score, config["thresholds"]), contact
    assert {row["stage"] for row in got.rows.values()} >= {"", "cold", "warm", "hot", "qualified"}


def make_logs(names: list[str]) -> dict[str, list[tuple[str, datetime]]]:
    """Contacts with 0 to 19 events of the last 200 days, the same at every run."""
    dice = random.Random(7)
    rare = [*names[:-3] * 20, *names[-3:]]
    return {
        f"contact {number}": [
            (dice.choice(rare), AS_OF - timedelta(seconds=dice.randrange(200 * 86_400)))
            for _ in range(number % 20)
        ]
        for number in range(400)
    }


def mail_score(log: list[tuple[str, datetime]], points: dict[str, int], daily: Decimal) -> Decimal:
    if not log:
        return Decimal(0)
    silent = (AS_OF - max(at for _, at in log)).days
    return max(Decimal(0), sum(points[event] for event, _ in log) - daily * silent)


def mail_band(score: Decimal, bands: dict[str, dict[str, int]]) -> str:
    """The published bands are of whole points; a score between two belongs to the lower."""
    return max((band["min"], name) for name, band in bands.items() if band["min"] <= score)[1]


# ---------------------------------------------------------------- a chat bot's enquiries


@pytest.mark.parametrize(
    ("lead", "score", "stage"),
    [
        ({}, 0, "COLD"),
        # 30 + 20 (buy, test drive) + 15 + 10 + 5 (model, budget, high) + 15 + 10 + 10 + 5 = 120
        (
            {"intents": ["buy", "test_drive"], "model": "X5", "budget": 2_500_000,
             "timeline": "immediate", "turns": 4},
            100, "HOT",
        ),
        # 25 + 10 + 10 (contact) + 5 (this quarter) + 8 (visits)
        (
            {"intents": "finance", "budget": "1,500,000".replace(",", ""), "contact": "yes",
             "timeline": "This_Quarter", "visits": 2},
            58, "WARM",
        ),
        # 5 + 5 - 5 - 3 - 20, and not below 0
        (
            {"intents": ["service", "info"], "location": "Pune",
             "signals": "just_browsing;competitor_mention; not_interested"},
            0, "COLD",
        ),
        # -20 + 30 + 15 + 5 (test drive is missing: no appointment) = 25 with a trade-in
        ({"intents": ["complaint", "buy", "exchange"], "resolved": True}, 25, "COLD"),
    ],
)  # fmt: skip
def test_car_enquiries(lead: dict[str, object], score: int, stage: str) -> None:
    got = leadscore.load(RULES / "car_enquiries.score").score(lead, as_of=AS_OF)
    assert (got.score, got.stage) == (score, stage)


@pytest.mark.parametrize(
    ("lead", "reason"),
    [
        ({"intents": ["complaint"]}, "A complaint that is open"),
        ({"signals": ["spam_detected"]}, "Spam"),
        ({"signals": "price_objection;out_of_service_area"}, "Out of our area"),
    ],
)
def test_car_enquiries_left_out(lead: dict[str, object], reason: str) -> None:
    got = leadscore.load(RULES / "car_enquiries.score").score(lead, as_of=AS_OF)
    assert (got.excluded, got.score) == (reason, None)


def test_car_enquiries_have_the_published_points(folder: Path) -> None:
    config = (folder / "automotive_chatbot_scoring_rules.yaml").read_text("utf-8")
    rules = leadscore.load(RULES / "car_enquiries.score")
    for section, column in (("intent_scores", "intents"), ("negative_signals", "signals")):
        block = re.search(rf"^{section}:\n((?:  .*\n)+)", config, re.MULTILINE)
        assert block is not None
        for name, points in re.findall(r"^  (\w+): (-?\d+)", block[1], re.MULTILINE):
            lead = {column: [name], "resolved": True, "model": "X5", "contact": "yes"}
            got = rules.score(lead, as_of=AS_OF)
            assert sum(got[g] for g in ("intent", "signals_against")) == int(points), name


# ---------------------------------------------------------------- weights that add up to 100

FULL: dict[str, object] = {
    "website": "https://a.example", "business_email": True, "phone": "1", "description_quality": 1,
    "location_quality": 1, "sources": 2, "social_profiles": 1, "company_size_hints": True,
    "recent_activity": True, "provider_confidence": 1, "ai_confidence": 1, "google_rating": 5,
    "review_count": 100, "company_size": 100, "ai_quality": 1, "intent_evidence": 1,
}  # fmt: skip
COLUMNS = {
    "website_exists": "website", "phone_number": "phone", "multiple_sources": "sources",
    "ai_enrichment_confidence": "ai_confidence", "ai_enrichment_quality": "ai_quality",
    "intent_evidence_score": "intent_evidence",
}  # fmt: skip


def test_scraped_leads_have_the_published_weights(folder: Path) -> None:
    config = (folder / "ai_lead_scraper_lead_scoring.yaml").read_text("utf-8")
    weights = re.findall(r"^  (\w+): \{weight: (\d+)", config, re.MULTILINE)
    rules = leadscore.load(RULES / "scraped_leads.score")
    assert len(weights) == 16
    assert rules.score(FULL, as_of=AS_OF).score == 100
    for feature, weight in weights:
        column = COLUMNS.get(feature, feature)
        lead = {name: value for name, value in FULL.items() if name != column}
        assert rules.score(lead, as_of=AS_OF).score == 100 - int(weight), feature


def test_scraped_leads_get_shares_of_weights() -> None:
    # 6 * 0.37 = 2.22, 8 * 4.3 / 5 = 6.88, 6 * 50 / 100 = 3
    lead = {"description_quality": "0.37", "google_rating": 4.3, "review_count": 50}
    got = leadscore.load(RULES / "scraped_leads.score").score(lead, as_of=AS_OF)
    assert (got["record"], got["business"]) == (Decimal("2.22"), Decimal("9.88"))
    assert (got.score, got.stage) == (Decimal("12.1"), "poor")


def write(path: Path, head: tuple[str, ...], rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
