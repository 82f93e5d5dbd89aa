"""Random leads and events for the benchmarks, seeded."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
TITLES = (
    "VP Sales", "Head of Marketing", "Marketing Manager", "Software Engineer", "CEO",
    "Student", "Account Executive", "Sales manager", "Vice President", "Intern",
)  # fmt: skip
INDUSTRIES = ("Software", "SaaS", "Finance", "Insurance", "Education", "Retail", "Health")
COUNTRIES = ("Germany", "France", "Austria", "USA", "Spain", "Italy")
DOMAINS = ("gmail.com", "acme.io", "example.com", "yahoo.com", "firm.de", "start.io")
PATHS = ("/", "/pricing", "/pricing/teams", "/product/api", "/product", "/blog/1", "/careers")
CAMPAIGNS = ("Spring launch", "Demo week", "Newsletter", "Product demo", "Autumn Launch")
KINDS = (
    ("page_view", 50), ("email_open", 22), ("email_click", 9), ("form_submit", 5), ("chat", 4),
    ("webinar_attend", 3), ("whitepaper_download", 4), ("demo_request", 2), ("unsubscribe", 1),
)  # fmt: skip


def maybe(rng: random.Random, value: Any, share: float = 0.9) -> Any:
    return value if rng.random() < share else None


def lead(rng: random.Random) -> dict[str, Any]:
    return {
        "title": maybe(rng, rng.choice(TITLES)),
        "email": maybe(rng, f"p{rng.randrange(10**6)}@{rng.choice(DOMAINS)}"),
        "industry": maybe(rng, rng.choice(INDUSTRIES)),
        "country": maybe(rng, rng.choice(COUNTRIES)),
        "phone": maybe(rng, "+49 30 1234", 0.5),
        "employees": maybe(rng, rng.randrange(1, 3000)),
        "revenue": maybe(rng, rng.randrange(10_000, 10_000_000)),
        "created": maybe(rng, AS_OF.replace(hour=0) - timedelta(days=rng.randrange(0, 900))),
        "opted_out": maybe(rng, rng.random() < 0.1),
    }


def event(rng: random.Random) -> dict[str, Any]:
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    at = AS_OF - timedelta(microseconds=rng.randrange(150 * 86_400 * 10**6))
    found: dict[str, Any] = {"event": kind, "at": at}
    if kind in ("email_open", "email_click"):
        found["campaign"] = rng.choice(CAMPAIGNS)
    if kind == "page_view":
        found |= {"path": rng.choice(PATHS), "seconds": rng.randrange(0, 400)}
    return found


def people(count: int, events: int, seed: int = 7) -> list[tuple[dict[str, Any], list[Any]]]:
    rng = random.Random(seed)
    return [(lead(rng), [event(rng) for _ in range(events)]) for _ in range(count)]
