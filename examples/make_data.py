"""Makes the data of the examples: invented people, invented firms, the same ones every time.

`python examples/make_data.py` writes every CSV file of the example folders again. Only
`Random.random` is used, whose values are the same in every version of Python.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")
Row = dict[str, object]

AS_OF = datetime(2026, 3, 1)
DAYS = 150
"""How far back the activity goes."""

FIRST = (
    "Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ines", "Jon", "Kim", "Leo", "Mia",
    "Noor", "Olga", "Pia", "Quinn", "Ravi", "Sara",
)  # fmt: skip
LAST = (
    "Abel", "Brandt", "Costa", "Diaz", "Ek", "Fox", "Gupta", "Hahn", "Ito", "Jansen", "Kaya",
    "Lund", "Mori", "Novak", "Okoye", "Park",
)  # fmt: skip
FREE_MAIL = ("gmail.com", "yahoo.com", "hotmail.com", "outlook.com")
TITLES = (
    "CEO", "CTO", "VP Sales", "VP Marketing", "Head of Growth", "Marketing Manager",
    "Sales Manager", "IT Manager", "Developer", "Student", "Assistant to the CEO", "Analyst", "",
)  # fmt: skip
COUNTRIES = ("Germany", "France", "Spain", "United States", "United Kingdom", "India", "Brazil")


@dataclass(frozen=True)
class Firm:
    name: str
    industry: str
    employees: object
    country: str

    @property
    def domain(self) -> str:
        return f"{self.name.lower()}.example"


@dataclass(frozen=True)
class Story:
    """`lead` and `event` make the cells of a row besides who, when and what."""

    folder: str
    kinds: tuple[tuple[str, int], ...]
    """Kinds of events, and how often each occurs among interested leads."""
    lead: Callable[[Random, Firm, str], Row]
    event: Callable[[Random, str], Row]
    leads: int = 120
    files: tuple[str, str] = ("leads.csv", "events.csv")
    headings: tuple[str, str, str] = ("lead_id", "at", "event")


def pick(rng: Random, items: Sequence[T]) -> T:
    return items[int(rng.random() * len(items))]


def chance(rng: Random, share: float) -> bool:
    return rng.random() < share


def whole(rng: Random, low: int, high: int) -> int:
    return low + int(rng.random() * (high - low + 1))


# ---------------------------------------------------------------- firms and people

STEMS = (
    "Alder", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iris",
    "Juniper", "Kestrel", "Lumen",
)  # fmt: skip
ENDS = ("works", "labs", "soft", "bank", "schools", "foods")
INDUSTRIES = {
    "works": "Manufacturing", "labs": "SaaS", "soft": "Software", "bank": "Finance",
    "schools": "Education", "foods": "Retail",
}  # fmt: skip


def firms(rng: Random) -> list[Firm]:
    found = []
    for stem in STEMS:
        for end in ENDS:
            size = pick(rng, ((1, 9), (10, 99), (100, 249), (250, 999), (1_000, 6_000)))
            employees: object = whole(rng, *size) if chance(rng, 0.85) else ""
            industry = INDUSTRIES[end] if chance(rng, 0.9) else "Select"
            found.append(Firm(stem + end, industry, employees, pick(rng, COUNTRIES)))
    return found


def address(rng: Random, firm: Firm) -> str:
    domain = pick(rng, FREE_MAIL) if chance(rng, 0.2) else firm.domain
    return f"{pick(rng, FIRST)}.{pick(rng, LAST)}@{domain}".lower()


# ---------------------------------------------------------------- what they do

PAGES = (
    "/", "/product", "/pricing", "/pricing/teams", "/blog/scoring", "/docs", "/customers",
    "/careers", "/blog/decay",
)  # fmt: skip
CAMPAIGNS = ("Demo tour", "Newsletter", "Spring release", "Book a demo")
PRODUCTS = ("Basic", "Team", "Enterprise")


def seconds(rng: Random) -> int:
    return whole(rng, 1, 6) if chance(rng, 0.2) else whole(rng, 7, 240)


def moments(rng: Random, interest: float) -> list[datetime]:
    """Visits come in bursts of an hour, later ones more often for keen leads."""
    found = []
    for _ in range(whole(rng, 0, 2 + int(interest * 22))):
        age = DAYS * rng.random() ** (1 + 2 * interest)
        start = AS_OF - timedelta(days=age, seconds=3_700)
        for _ in range(whole(rng, 1, 4)):
            found.append(start + timedelta(seconds=whole(rng, 0, 3_600)))
    return sorted(moment.replace(microsecond=0) for moment in found)


def what(rng: Random, kinds: Sequence[tuple[str, int]], interest: float) -> str:
    """Weighted choice; the rarer kinds (weight under 4) only from interested leads."""
    able = [(kind, weight) for kind, weight in kinds if weight >= 4 or chance(rng, interest)]
    point = rng.random() * sum(weight for _, weight in able)
    for kind, weight in able:
        point -= weight
        if point < 0:
            return kind
    return able[-1][0]


# ---------------------------------------------------------------- a story's tables


def tables(story: Story) -> dict[str, str]:
    """The CSV texts of a story, by file name."""
    rng = Random(f"leadscore {story.folder}")
    known = firms(rng)
    leads, events = [], []
    who, when, _ = story.headings
    for number in range(1, story.leads + 1):
        key = f"L{number:04}"
        firm = pick(rng, known)
        leads.append({who: key, **story.lead(rng, firm, address(rng, firm))})
        interest = rng.random() ** 2
        for moment in moments(rng, interest):
            kind = what(rng, story.kinds, interest)
            head = dict(zip(story.headings, (key, moment, kind), strict=True))
            events.append({**head, **story.event(rng, kind)})
    events.sort(key=lambda row: (row[when], row[who]))
    return dict(zip(story.files, (as_csv(leads), as_csv(events)), strict=True))


def as_csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# ---------------------------------------------------------------- the stories


def b2b_lead(rng: Random, firm: Firm, email: str) -> Row:
    return {
        "email": email if chance(rng, 0.99) else "eva.fox@leadscore.example",
        "Job Title": pick(rng, TITLES),
        "industry": firm.industry,
        "employees": firm.employees,
        "country": firm.country,
        "opted_out": "yes" if chance(rng, 0.03) else "no",
    }


def b2b_event(rng: Random, kind: str) -> Row:
    page, click = kind == "PageView", kind == "email_click"
    scanner = chance(rng, 0.15)
    return {
        "path": pick(rng, PAGES) if page else "",
        "seconds": seconds(rng) if page else "",
        "campaign": pick(rng, CAMPAIGNS) if click else "",
        "seconds_after_send": (whole(rng, 0, 1) if scanner else whole(rng, 60, 90_000))
        if click else "",
    }  # fmt: skip


def plain_lead(rng: Random, firm: Firm, email: str) -> Row:
    return {
        "email": email,
        "title": pick(rng, TITLES),
        "industry": "" if firm.industry == "Select" else firm.industry,
        "employees": firm.employees,
        "country": firm.country,
    }


def segment_lead(rng: Random, firm: Firm, email: str) -> Row:
    products = [product for product in PRODUCTS if chance(rng, 0.3)]
    lead = {**plain_lead(rng, firm, email), "interests": ";".join(products)}
    return lead if chance(rng, 0.95) else {**lead, "country": ""}


def account_lead(rng: Random, firm: Firm, email: str) -> Row:
    account = firm.name if chance(rng, 0.9) else ""
    return {"account": account, **plain_lead(rng, firm, email)}


def page_event(rng: Random, kind: str) -> Row:
    page = kind == "page_view"
    return {"path": pick(rng, PAGES) if page else "", "seconds": seconds(rng) if page else ""}


def team_lead(rng: Random, firm: Firm, email: str) -> Row:
    return {**plain_lead(rng, firm, email), "account": firm.name if chance(rng, 0.9) else ""}


def team_event(rng: Random, kind: str) -> Row:
    page, mail = kind == "page_view", kind in ("email_open", "email_click")
    return {
        "path": pick(rng, PAGES) if page else "",
        "visit": f"v{whole(rng, 1, 6)}" if page else "",
        "message": f"m{whole(rng, 1, 3)}" if mail else "",
    }


def no_fields(rng: Random, kind: str) -> Row:
    return {}


ACTIONS = (
    ("email_open", 10), ("page_view", 12), ("email_click", 5), ("download", 3),
    ("webinar_attend", 2), ("demo_request", 1), ("unsubscribe", 1),
)  # fmt: skip
PAGES_AND_MAIL = ACTIONS[:6]

STORIES = (
    Story(
        "b2b_saas",
        (
            ("email_open", 10), ("PageView", 14), ("email_click", 5), ("whitepaper_download", 2),
            ("webinar_attend", 2), ("demo_request", 1), ("unsubscribe", 1), ("deal_won", 1),
        ),
        b2b_lead, b2b_event, 240, ("contacts.csv", "activity.csv"),
        ("contact_id", "occurred_at", "activity_type"),
    ),
    Story("points_per_action", ACTIONS, plain_lead, no_fields),
    Story("one_to_ten_matrix", PAGES_AND_MAIL, plain_lead, page_event),
    Story("mql_at_40", PAGES_AND_MAIL, plain_lead, page_event),
    Story("nurture_mql_sql", PAGES_AND_MAIL, plain_lead, page_event),
    Story("segmentation", (("page_view", 12),), segment_lead, page_event),
    Story("fit_by_engagement", PAGES_AND_MAIL, plain_lead, page_event),
    Story("buying_team", PAGES_AND_MAIL, team_lead, team_event),
    Story("companies", PAGES_AND_MAIL, account_lead, page_event),
)  # fmt: skip


# ---------------------------------------------------------------- trials, and who bought

TRIALS = 900
FIRST_TRIAL = datetime(2025, 3, 1)
CHANNELS = ("Search", "Search", "Advert", "Advert", "Partner", "Event")
DONE = ("page_view", "page_view", "invite_colleague", "import_data", "newsletter_open")


@dataclass(frozen=True)
class Trial:
    lead: Row
    signed_up: datetime
    liking: float
    """What the firm and the way by which it came add to its chance, in log odds."""


def trial(rng: Random, number: int, firm: Firm, email: str) -> Trial:
    title, channel = pick(rng, TITLES), pick(rng, CHANNELS)
    signed_up = FIRST_TRIAL + timedelta(seconds=whole(rng, 0, 300 * 86_400))
    size = firm.employees if isinstance(firm.employees, int) else 0
    liking = -3.4 + (0.9 if 50 <= size <= 1_000 else 0) + (1.1 if channel == "Partner" else 0)
    liking += {"Software": 0.8, "SaaS": 0.8, "Education": -1.0}.get(firm.industry, 0)
    liking -= 2.0 if title == "Student" else 0
    lead = {
        "lead_id": f"T{number:04}", **plain_lead(rng, firm, email), "title": title,
        "channel": channel, "signed_up": signed_up,
    }  # fmt: skip
    return Trial(lead, signed_up, liking)


def trial_events(rng: Random, one: Trial) -> list[Row]:
    """In the first three weeks, most of them in the first days."""
    found = []
    for _ in range(whole(rng, 0, 7)):
        age = timedelta(seconds=int(21 * 86_400 * rng.random() ** 3))
        kind = pick(rng, DONE)
        path = pick(rng, PAGES) if kind == "page_view" else ""
        found.append({
            "lead_id": one.lead["lead_id"], "at": one.signed_up + age, "event": kind, "path": path,
        })  # fmt: skip
    return found


def ended(rng: Random, one: Trial, events: Sequence[Row]) -> Row:
    """When it became a customer, and the number of the contract; empty if it did not."""
    week = [row for row in events if row["at"] <= one.signed_up + timedelta(days=7)]  # type: ignore[operator]
    did = {row["event"] for row in week}
    liking = one.liking + (1.6 if "import_data" in did else 0)
    liking += 1.0 if "invite_colleague" in did else 0
    liking += 0.6 if any(str(row["path"]).startswith("/pricing") for row in week) else 0
    bought = rng.random() < 1 / (1 + 2.718281828**-liking)
    at = one.signed_up + timedelta(seconds=int(86_400 * (2 + 70 * rng.random() ** 2)))
    contract = f"C{whole(rng, 10_000, 99_999)}"
    return {"contract": contract, "won_at": at} if bought else {"contract": "", "won_at": ""}


def trials() -> dict[str, str]:
    rng = Random("leadscore trials")
    known, leads, events = firms(rng), [], []
    for number in range(1, TRIALS + 1):
        firm = pick(rng, known)
        one = trial(rng, number, firm, address(rng, firm))
        done = trial_events(rng, one)
        leads.append({**one.lead, **ended(rng, one, done)})
        events += done
    events.sort(key=lambda row: (row["at"], row["lead_id"]))
    return {"leads.csv": as_csv(leads), "events.csv": as_csv(events)}


def target_accounts() -> str:
    rows: list[Row] = [
        {"Company": stem + end, "Domain": f"{stem.lower()}{end}.example"}
        for stem in STEMS[::2] for end in ("soft", "bank")
    ]  # fmt: skip
    return as_csv(rows)


def files() -> dict[Path, str]:
    """Everything, by its path below the folder of the examples."""
    made = {
        Path(story.folder) / name: text
        for story in STORIES for name, text in tables(story).items()
    }  # fmt: skip
    made |= {Path("trials") / name: text for name, text in trials().items()}
    return {**made, Path("b2b_saas") / "target_accounts.csv": target_accounts()}


if __name__ == "__main__":
    here = Path(__file__).parent
    for path, text in files().items():
        (here / path).write_text(text, encoding="utf-8", newline="")
        print(f"{path}: {text.count(chr(10)) - 1:,} rows")
