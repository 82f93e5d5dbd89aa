"""The starter project that `leadscore init` writes: rules, a made-up data set, CI, settings."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

STARTER: Final = Path(__file__).parent / "starter"
SETTINGS: Final = {
    ".github/workflows/leadscore.yml": "workflow.yml",
    ".editorconfig": "editorconfig",
    ".vscode/settings.json": "vscode.json",
}
"""Where files of every project go that are no rules."""
RULES: Final = {"README.md": "README.md", "rules.score": "rules.score", "data.score": "data.score"}

LEADS: Final = 200
SEED: Final = 20
DAYS: Final = 120
"""How far the activity goes back."""

LEAD_COLUMNS: Final = (
    "lead_id", "email", "Job Title", "industry", "employees", "signed_up", "won_at",
)  # fmt: skip
"""The last two are for those who look back: no rule reads them."""

FIRST = (
    "Ada", "Alan", "Anita", "Barbara", "Ben", "Carlos", "Chen", "Dana", "David", "Elena",
    "Emil", "Fatima", "Grace", "Hugo", "Ines", "Ivan", "Jana", "Jonas", "Kofi", "Lena", "Liam",
    "Maria", "Mina", "Nadia", "Noah", "Olga", "Omar", "Petra", "Priya", "Rafael", "Rosa",
    "Samir", "Sara", "Tom", "Uma", "Victor", "Wei", "Yara", "Zoe",
)  # fmt: skip
COMPANIES = (
    "acme", "initech", "globex", "hooli", "umbra", "soylent", "vandelay", "stark", "wayne",
    "wonka", "cyberdyne", "tyrell", "aperture", "monarch", "bluth", "pied", "dunder", "oscorp",
    "gringott", "sirius",
)  # fmt: skip
TARGETS: Final = COMPANIES[:6]
TITLES = (
    "VP Sales", "VP Marketing", "Chief Marketing Officer", "CTO", "Head of Operations",
    "Director of Growth", "Marketing Manager", "Sales Manager", "Developer", "Analyst",
    "Assistant to the CEO", "Student", "",
)  # fmt: skip
INDUSTRIES = (
    "Software",
    "Software",
    "Finance",
    "Insurance",
    "Retail",
    "Education",
    "Healthcare",
    "",
)
SIZES = ("4", "8", "25", "60", "120", "240", "400", "900", "2500", "12000", "")
PATHS = ("/", "/product", "/blog/first-steps", "/pricing", "/pricing/teams", "/careers", "/docs")
CAMPAIGNS = ("Newsletter", "Demo tour", "Spring offer", "See a demo")
ACTIVITIES: Final = {
    "email_open": 40, "page_view": 35, "email_click": 12, "whitepaper_download": 5,
    "demo_request": 3, "unsubscribe": 2,
}  # fmt: skip
"""How often each happens."""


def starter(now: datetime) -> dict[str, str]:
    """Texts of all files by their path in the project. The data set is the same every time, but
    for its dates: the last activity is of the day before `now`."""
    files = {path: text_of(name) for path, name in RULES.items()} | settings()
    dice = random.Random(SEED)
    leads = [_lead(dice, number) for number in range(1, LEADS + 1)]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return files | {
        "data/leads.csv": _csv(LEAD_COLUMNS, list(_with_past(leads, midnight))),
        "data/events.csv": _csv(
            ("lead_id", "at", "activity", "campaign", "path"),
            _events(dice, [lead[0] for lead in leads], midnight),
        ),
        "data/target_accounts.csv": _csv(("Domain",), ([f"{name}.example"] for name in TARGETS)),
    }


def settings() -> dict[str, str]:
    """Texts of the files that fit any project, by their path in it."""
    return {path: text_of(name) for path, name in SETTINGS.items()}


def text_of(name: str) -> str:
    """The text of a file of the starter project as it is packaged."""
    return (STARTER / name).read_text("utf-8")


def _lead(dice: random.Random, number: int) -> list[str]:
    name, title = dice.choice(FIRST), dice.choice(TITLES)
    domain = dice.choice([f"{company}.example" for company in COMPANIES] * 3 + ["gmail.com"] * 12)
    if number % 50 == 0:
        domain = "ourcompany.example"
    email = f"{name.lower()}.{number}@{domain}"
    return [f"L{number:04}", email, title, dice.choice(INDUSTRIES), dice.choice(SIZES)]


def _with_past(leads: Sequence[list[str]], midnight: datetime) -> Iterator[list[str]]:
    """When each signed up, and when it became a customer if it has."""
    dice = random.Random(SEED + 1)
    for lead in leads:
        signed_up = midnight - timedelta(seconds=dice.randrange(45 * 86_400, DAYS * 86_400))
        won_at = signed_up + timedelta(days=8 + dice.randrange(30), hours=dice.randrange(24))
        won = won_at.isoformat(sep=" ") if dice.random() < _likely(*lead[2:]) else ""
        yield [*lead, signed_up.isoformat(sep=" "), won]


def _likely(title: str, industry: str, employees: str) -> float:
    """To become a customer: by the size of the firm above all."""
    size = int(employees or 0)
    decides = any(word in title for word in ("VP", "Chief", "Head", "CTO", "Director"))
    return (
        0.05 + 0.6 * (60 <= size <= 900) - 0.2 * (size <= 8)
        + 0.3 * (industry == "Software") + 0.15 * decides
    )  # fmt: skip


def _events(
    dice: random.Random, leads: Sequence[str], midnight: datetime
) -> Iterator[tuple[str, ...]]:
    """In order of time. A third of the leads does nothing, a few do much."""
    rows: list[tuple[str, ...]] = []
    for lead in leads:
        for _ in range(max(0, int(dice.gauss(4, 7)))):
            # The square lets most of it be of the last weeks.
            moment = midnight - timedelta(seconds=1 + int(dice.random() ** 2 * DAYS * 86_400))
            rows.append((moment.isoformat(sep=" "), lead, *_activity(dice)))
    for at, lead, activity, campaign, path in sorted(rows):
        yield lead, at, activity, campaign, path


def _activity(dice: random.Random) -> tuple[str, str, str]:
    """What it was, the campaign of an email, the path of a page."""
    activity = dice.choices(list(ACTIVITIES), list(ACTIVITIES.values()))[0]
    campaign = dice.choice(CAMPAIGNS) if activity.startswith("email") else ""
    return activity, campaign, dice.choice(PATHS) if activity == "page_view" else ""


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
