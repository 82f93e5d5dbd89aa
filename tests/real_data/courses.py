"""What `course_leads.score` gives, worked out from the raw file without leadscore.

Written from the rules' words with nothing but plain Python: decimals, regular expressions, `lower`
(the file is ASCII). Groups, rules and limits are spelled out once more on purpose.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = dict[str, str]
Points: TypeAlias = Decimal

HEARD = "How did you hear about X Education"
OCCUPATION = "What is your current occupation"
AIM = "What matters most to you in choosing a course"
COPY = "A free copy of Mastering The Interview"
SECONDS = "Total Time Spent on Website"


@dataclass(frozen=True)
class Expected:
    """`rules` by (group, rule); everything is none or empty for a lead that is left out."""

    rules: dict[tuple[str, str], Points]
    groups: dict[str, Points]
    score: Points | None
    stage: str | None
    desk: str | None
    priority: str | None
    excluded: str | None


def read(path: Path) -> list[Row]:
    with path.open(encoding="ascii", newline="") as file:
        return list(csv.DictReader(file))


def text(row: Row, column: str, unknown: str = "") -> str:
    """Lower case; empty if unknown."""
    value = row[column].strip(" ").lower()
    return "" if value == unknown else value


def number(row: Row, column: str) -> Decimal | None:
    return Decimal(row[column]) if row[column] else None


def at_least(value: Decimal | None, limit: str) -> bool:
    return value is not None and value >= Decimal(limit)


# ---------------------------------------------------------------- fit


def occupation(row: Row) -> int:
    table = {"working professional": 30, "unemployed": 12, "": -10}
    other = dict.fromkeys(("student", "other", "businessman", "housewife"), 8)
    return (table | other).get(text(row, OCCUPATION), 0)


def field(row: Row) -> int:
    value = text(row, "Specialization", "select")
    if "hospitality" in value or "rural" in value:
        return 0
    if re.search(r"(?<![a-z0-9])management(?![a-z0-9])", value):
        return 6
    if value.startswith("e-"):
        return 4
    if value in ("banking, investment and insurance", "business administration"):
        return 5
    return 2 if value else -2


def maharashtra(row: Row) -> int:
    at_home = ("mumbai", "thane & outskirts", "other cities of maharashtra")
    return 4 if text(row, "City", "select") in at_home else 0


def lives_abroad(row: Row) -> bool:
    return text(row, "Country", "unknown") not in ("", "india")


def skipped_form(row: Row) -> int:
    filled = any(text(row, column, "select") for column in ("Specialization", HEARD, "City"))
    return 3 if not filled and text(row, OCCUPATION) else 0


def career(row: Row) -> int:
    return 5 if "career" in re.split(r"[^a-z0-9]+", text(row, AIM)) else 0


# ---------------------------------------------------------------- interest


def time_on_site(row: Row) -> int:
    seconds = number(row, SECONDS)
    if seconds is None or seconds < 1:
        return 0
    if seconds < 300:
        return -5
    return 20 if seconds >= 600 else 0


def visits(row: Row) -> int:
    count = number(row, "TotalVisits")
    if count is None or count < 2:
        return 0
    return 2 if count <= 4 else 4 if count <= 8 else 7


def pages(row: Row) -> Decimal:
    count = number(row, "Page Views Per Visit")
    return min(Decimal(3), Decimal("0.5") * int(count)) if count else Decimal(0)


def quarter_thousands(row: Row) -> int:
    return min(6, int(row[SECONDS]) // 250)


def reads_a_lot(row: Row) -> int:
    often = at_least(number(row, "TotalVisits"), "5")
    deep = at_least(number(row, "Page Views Per Visit"), "4")
    return 5 if int(row[SECONDS]) >= 300 and (often or deep) else 0


def robot(row: Row) -> int:
    return -10 if at_least(number(row, "TotalVisits"), "61") else 0


# ---------------------------------------------------------------- channel, hygiene


def through_somebody(row: Row) -> int:
    given = [0]
    if text(row, "Lead Source") in ("reference", "welingak website"):
        given.append(35)
    if row["Through Recommendations"] == "Yes":
        given.append(20)
    if row["Lead Origin"] == "Lead Add Form":
        given.append(30)
    return max(given)


def arrival(row: Row) -> int:
    source = text(row, "Lead Source")
    if source in ("google", "bing", "organic search") and row["Search"] == "No":
        return 5
    if source == "direct traffic":
        return 2
    if source.startswith("olark") or text(row, "Lead Origin").endswith("import"):
        return -5
    return 0


def by_themselves(row: Row) -> int:
    heard = text(row, HEARD, "select")
    return 2 if heard == "word of mouth" or "search" in heard else 0


RULES: dict[str, dict[str, Callable[[Row], int | Decimal]]] = {
    "fit": {
        "Occupation": occupation,
        "Field of work": field,
        "Lives in Maharashtra": maharashtra,
        "Lives abroad": lambda row: -8 if lives_abroad(row) else 0,
        "Skipped the form, but has told us what they do": skipped_form,
        "Wants a better career": career,
    },
    "interest": {
        "Time on the site": time_on_site,
        "Visits": visits,
        "Pages per visit": pages,
        "Every 250 seconds on the site": quarter_thousands,
        "Reads a lot": reads_a_lot,
        "Looks like a robot": robot,
    },
    "channel": {
        "Came through somebody": through_somebody,
        "How they arrived": arrival,
        "Heard of us by themselves": by_themselves,
    },
}
LIMITS = {"fit": (-10, 45), "interest": (-5, 40), "channel": (-1000, 40)}


def expected(row: Row) -> Expected:
    if row["Lead Origin"] == "Quick Add Form":
        return Expected({}, {}, None, None, None, None, "Typed in by our own staff")
    rules = {
        (group, name): Decimal(rule(row))
        for group, named in RULES.items() for name, rule in named.items()
    }  # fmt: skip
    groups = {group: within(group, rules) for group in RULES}
    rules |= hygiene(row, groups["fit"])
    groups["hygiene"] = sum((p for (g, _), p in rules.items() if g == "hygiene"), Decimal(0))
    score = min(Decimal(100), max(Decimal(0), sum(groups.values(), Decimal(0))))
    return Expected(rules, groups, score, stage(score), desk(row, groups), priority(groups), None)


def within(group: str, rules: dict[tuple[str, str], Points]) -> Points:
    total = sum((p for (g, _), p in rules.items() if g == group), Decimal(0))
    low, high = LIMITS[group]
    return min(Decimal(high), max(Decimal(low), total))


def hygiene(row: Row, fit: Points) -> dict[tuple[str, str], Points]:
    only_copy = row[COPY] == "Yes" and fit < 10
    return {
        ("hygiene", "No e-mail wanted"): Decimal(-20 if row["Do Not Email"] == "Yes" else 0),
        ("hygiene", "No calls wanted"): Decimal(-5 if row["Do Not Call"] == "Yes" else 0),
        ("hygiene", "Only here for the free copy"): Decimal(-2 if only_copy else 0),
    }


def stage(score: Points) -> str:
    return "Hot" if score >= 60 else "Warm" if score >= 30 else "Cold"


def desk(row: Row, groups: dict[str, Points]) -> str:
    if groups["channel"] >= 30:
        return "Partner"
    return "Abroad" if lives_abroad(row) else "Home"


def priority(groups: dict[str, Points]) -> str:
    fit, interest = groups["fit"], groups["interest"]
    letter = "A" if fit >= 35 else "B" if fit >= 15 else "C" if fit >= 5 else "D"
    digit = "1" if interest >= 25 else "2" if interest >= 5 else "3"
    return letter + digit
