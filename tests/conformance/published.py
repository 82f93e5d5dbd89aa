"""Suites made of tables that others have published; they are no part of the project.

Expected values are theirs: scores that were published with the rules, that other engines gave, or
that the tables themselves say.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final

from conformance import dmn, files
from conformance.files import Suite

RULES: Final = Path(__file__).parents[1] / "real_data"
Cases = dict[str, dict[str, Any]]


def suite(rules: str, families: Mapping[str, str], cases: Cases) -> Suite:
    """Of leads alone; `rules` is a file of `tests/real_data`."""
    text = (RULES / f"{rules}.score").read_text("utf-8")
    said = {
        "holds": rules, "source": rules, "rules": text, "tables": {"leads": families},
        "cases": cases,
    }  # fmt: skip
    return files.read(rules, said)


# ---------------------------------------------------------------- an ideal customer profile

PROFILE: Final = {
    "source": "text", "pricing_page_views": "whole", "credit_usage_pct": "whole",
    "asset_uploads": "whole", "teammate_invites": "whole", "company_size_min": "whole",
    "industry": "text", "has_creative_stack": "yes/no", "is_business_email": "yes/no",
    "seniority_level": "text", "has_marketing_title": "yes/no", "active_channels": "whole",
    "creative_job_postings": "whole", "tech_modernity_score": "whole",
}  # fmt: skip


def profiles(folder: Path) -> Suite:
    path = folder / "gtm_icp_rules" / "leads_with_expected_scores.json"
    cases = {
        lead["email"]: {
            "lead": {name: cell(lead.get(name)) for name in PROFILE},
            "gives": {
                "score": str(lead["score"]), "stage": lead["tier"],
                **{name: str(points) for name, points in lead["score_by_category"].items()},
            },
            "fired": [line["rule_id"] for line in lead["score_breakdown"]],
        }
        for lead in json.loads(path.read_text("utf-8"))
    }  # fmt: skip
    return suite("icp_fit", PROFILE, cases)


def cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


# ---------------------------------------------------------------- scorecards

CARDS: Final = {
    "scorecard_simple": ("kogito_simple_scorecard", {"input1": "decimal", "input2": "decimal"}),
    "scorecard_insurance": ("kogito_sample_score", {
        "age": "decimal", "occupation": "text", "residenceState": "text", "validLicense": "text",
    }),
    "scorecard_complex": ("dmg_scorecard_example_4_3", {
        "department": "text", "age": "decimal", "income": "decimal",
    }),
}  # fmt: skip


def scorecard(folder: Path, rules: str) -> Suite:
    """A grid around every threshold; where two engines left the score undefined there is none."""
    card, families = CARDS[rules]
    with (folder / f"{card}.engine_cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = {
        str(number): {
            "lead": {name: row[name] or None for name in families},
            "gives": {"score": row["expected_score"] if row["defined"] == "1" else None},
        }
        for number, row in enumerate(rows, start=1)
    }
    return suite(rules, families, cases)


# ---------------------------------------------------------------- decision tables

YEARS: Final = (None, "-1", "0", "1", "1.01", "2", "2.5", "3", "3.01", "4", "5", "5.5", "6", "40")
COLLECTED: Final = {
    "dmn_sum": ("0115-sum-collect-hitpolicy", "Salary", sum),
    "dmn_least": ("0114-min-collect-hitpolicy", "CarInsurance", min),
    "dmn_count": ("0116-count-collect-hitpolicy", "Salary", len),
}


def collected(folder: Path, rules: str) -> Suite:
    """A table whose rows that hold are added, counted, or looked through for the least."""
    model, table, collect = COLLECTED[rules]
    cases: Cases = {}
    for years in YEARS:
        found = [Decimal(each) for each in dmn.outputs(folder / f"{model}.dmn", table, years)]
        gives = str(collect(found)) if found else None
        cases[f"{years} years"] = {"lead": {"NumOfYears": years}, "gives": {"score": gives}}
    for case in published_cases(folder, model):
        years = cell(case["inputs"]["NumOfYears"])
        gives = {"score": str(case["expected"][table])}
        cases[case["id"]] = {"lead": {"NumOfYears": years}, "gives": gives}
    return suite(rules, {"NumOfYears": "decimal"}, cases)


def published_cases(folder: Path, model: str) -> Iterable[dict[str, Any]]:
    text = (folder / f"{model}.cases.json").read_text("utf-8")
    cases: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)
    return cases


def vacation(folder: Path) -> Suite:
    model = folder / "0020-vacation-days.dmn"
    ages, services = ("17", "18", "44", "45", "59", "60", "61"), ("0", "14", "15", "29", "30", "31")
    cases = {
        f"{age} and {service}": _vacation(age, service, str(days(model, age, service)))
        for age, service in product(ages, services)
    }
    for case in published_cases(folder, "0020-vacation-days"):
        age, service = (cell(case["inputs"][name]) for name in ("Age", "Years of Service"))
        assert age is not None
        assert service is not None
        cases[case["id"]] = _vacation(age, service, str(case["expected"]["Total Vacation Days"]))
    return suite("dmn_vacation", {"Age": "decimal", "Years of Service": "decimal"}, cases)


def _vacation(age: str, service: str, score: str) -> dict[str, Any]:
    return {"lead": {"Age": age, "Years of Service": service}, "gives": {"score": score}}


def days(model: Path, age: str, service: str) -> int:
    """As the model adds them: 22 + max(case 1, case 3) + case 2."""
    one, two, three = (
        max(map(int, dmn.outputs(model, f"Extra days case {n}", age, service)), default=0)
        for n in (1, 2, 3)
    )
    return 22 + max(one, three) + two


LENDING: Final = {
    "Age": "decimal", "ExistingCustomer": "yes/no", "MaritalStatus": "text",
    "EmploymentStatus": "text", "Income": "decimal", "Expenses": "decimal", "Repayments": "decimal",
    "RequiredMonthlyInstallment": "decimal", "CreditScore": "decimal", "Bankrupt": "yes/no",
}  # fmt: skip
DECISIONS: Final = {
    "Pre-bureauRiskCategory": "pre_risk", "Post-bureauRiskCategory": "post_risk",
    "BureauCallType": "bureau_call", "Eligibility": "eligibility", "Strategy": "strategy",
    "Routing": "routing", "Pre-bureauAffordability": "pre_affordable",
    "Post-bureauAffordability": "post_affordable",
}  # fmt: skip


def lending(folder: Path) -> Suite:
    model = folder / "0004-lending.dmn"
    [case] = published_cases(folder, "0004-lending")
    cases = {"published": _published_loan(case["inputs"], case["expected"])}
    incomes, bankrupt = cycle(("2000", "2801", "3000", "6000", "9000")), cycle(("no", "no", "yes"))
    grid = product(
        ("18", "21", "25", "35", "49", "50"), ("no", "yes"), ("S", "M"),
        ("UNEMPLOYED", "EMPLOYED", "SELF-EMPLOYED", "STUDENT"),
        ("579", "580", "590", "600", "601", "610", "615", "616", "625", "626"),
    )  # fmt: skip
    for number, (age, existing, marital, employment, credit) in enumerate(grid):
        values = (
            age, existing, marital, employment, next(incomes), "500", "300", "1200.5", credit,
            next(bankrupt),
        )  # fmt: skip
        lead = dict(zip(LENDING, values, strict=True))
        expected = decided(model, lead)
        if expected["Pre-bureauRiskCategory"] is not None:
            cases[str(number)] = {"lead": lead, "gives": _gives(expected)}
    return suite("dmn_lending", LENDING, cases)


def _published_loan(inputs: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    person, bureau = inputs["ApplicantData"], inputs["BureauData"]
    flat = {**person, **person["Monthly"], **bureau, **expected}
    lead = {name: cell(flat[name]) for name in LENDING}
    told = {name: cell(expected[name]) for name in (*DECISIONS, "ApplicationRiskScore")}
    return {"lead": lead, "gives": _gives(told)}


def _gives(decisions: Mapping[str, str | None]) -> dict[str, str | None]:
    """Labels are written as words; a table's `NONE` is one of them."""
    labels = {label: (decisions[name] or "none").capitalize() for name, label in DECISIONS.items()}
    return {"score": decisions["ApplicationRiskScore"], **labels}


def decided(model: Path, lead: Mapping[str, str]) -> dict[str, str | None]:
    """What the model's tables say, each fed with the results of those before it."""

    def first(table: str, *inputs: str | None) -> str | None:
        return next(iter(dmn.outputs(model, table, *inputs)), None)

    existing = {"yes": "true", "no": "false"}[lead["ExistingCustomer"]]
    bankrupt = {"yes": "true", "no": "false"}[lead["Bankrupt"]]
    parts = dmn.outputs(
        model, "ApplicationRiskScoreModel",
        lead["Age"], lead["MaritalStatus"], lead["EmploymentStatus"],
    )  # fmt: skip
    score = str(sum(map(int, parts)))
    pre = first("Pre-bureauRiskCategoryTable", existing, score)
    post = first("Post-bureauRiskCategoryTable", existing, score, lead["CreditScore"])
    left = Decimal(lead["Income"]) - Decimal(lead["Expenses"]) - Decimal(lead["Repayments"])

    def affordable(risk: str | None) -> bool:
        factor = first("CreditContingencyFactorTable", risk)
        return factor is not None and left * Decimal(factor) > Decimal(
            lead["RequiredMonthlyInstallment"]
        )

    can_before, can_after = affordable(pre), affordable(post)
    call = first("BureauCallTypeTable", pre)
    eligibility = first("EligibilityRules", pre, str(can_before).lower(), lead["Age"])
    routing = first("RoutingRules", post, str(can_after).lower(), bankrupt, lead["CreditScore"])
    return {
        "ApplicationRiskScore": score, "Pre-bureauRiskCategory": pre,
        "Post-bureauRiskCategory": post, "BureauCallType": call, "Eligibility": eligibility,
        "Strategy": first("Strategy", eligibility, call), "Routing": routing,
        "Pre-bureauAffordability": "yes" if can_before else "no",
        "Post-bureauAffordability": "yes" if can_after else "no",
    }  # fmt: skip
