"""Random names, texts, numbers and dates for rule files: few and alike, so that they meet.

All of `generate_*` draws from a `random.Random`, be it seeded or steered by Hypothesis.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from leadscore.dsl import ast
from leadscore.dsl.diagnostics import Span
from leadscore.dsl.parse.nodes.spelling import read_date

COLUMNS = {
    "text": ("title", "industry", "email", "country", "city"),
    "number": ("employees", "revenue", "age", "rating"),
    "yes/no": ("opted_out", "partner"),
    "date": ("created", "renewal"),
    "time": ("seen_at", "signed_at"),
    "list": ("interests", "tags"),
}
FIELDS = {
    "text": ("path", "campaign", "visit", "country"),
    "number": ("seconds", "amount", "quantity"),
    "yes/no": ("bot", "paid"),
    "date": ("due",),
    "time": ("sent_at",),
    "list": ("topics",),
}
VARIED = "ref"
"""A field that is of one type in one event and of another in the next."""
EVENTS = ("page_view", "email_open", "click", "demo", "purchase", "form_submit")
DEFINES = ("decision_maker", "is_big", "active", "warm", "engaged")
GROUPS = ("fit", "behaviour", "hygiene", "extra", "bonus")
LABELS = ("segment", "tier", "region")
GRADES = ("mark", "rank")
CLASS_VALUES = ("SQL", "MQL", "Nurture", "Cold", "Mid-market", "A", "B", "C", "1", "2", "É", "it's")

WORDS = (
    "Software", "SaaS", "VP", "Chief", "new york", "vice president", "C++", "at&t", ".NET", "R&D",
    "É", "éa", "ΣΊΣΥΦΟΣ", "Οδυσσέας", "Straße", "STRASSE", "İzmir", "ﬀ", "ſoft", "Kelvin", "kelvin",
    "Ж", "Ⅷ", "e\u0301", "日本", "😀", "100%", "a_b", "%", "_", "\\", "a\\b", "'", "it's", '"x"', "{{x}}",
    "'; DROP TABLE leads; --", "=1+1", "-", "a-b", ",", ";", "#", "/pricing", "/Pricing/a", "@", "a@b",
    "gmail.com", "@gmail.com", "x", "k", "K", "s", "ss", "0", "10", "1,000", "yes", "no", "unknown",
    "NULL", "null", "a b", "a  b", "a\tb", "\u00a0", "\u2028", "\x01", "z" * 40,
)  # fmt: skip
PATTERNS = (
    "*",
    "?",
    "VP*sales",
    "a?b",
    "*soft*",
    "??",
    "a*b*c",
    "*%",
    "_?",
    "*.com",
    "\\*",
    "x*",
    "*é",
)
PADDED = (" x ", " vp", "gmail.com ", "a ", " ")
NUMBERS = (0, 1, 2, 3, 5, 7, 10, 50, 60, 100, 250, 999, 1000)
DECIMALS = ("0.5", "0.1", "0.3", "2.50", "0.000001", "1.999999", "1000.25", "0.0", "33.333333")
LARGE = ("999999999", "1000000000.5", "123456789012")
DATES = (
    "2026-03-01", "2026-02-28", "2025-12-31", "2024-02-29", "1970-01-01", "1969-12-31", "2026-03-08",
    "2026-03-01 10:30", "2026-03-01T10:30:15Z", "2026-03-01 10:30:15.123456", "2026-03-08 02:30",
    "2026-02-28 23:59:59.999999+02:00", "2026-03-01T00:00-05:30", "0001-01-01", "9999-12-31",
)  # fmt: skip
COMMENTS = (
    "# why",
    "#",
    '# a "quote"',
    "# “curly” and 'single'",
    "# score: x, y or z",
    "## #",
    "# \\",
)


def name(spelled: str) -> ast.Name:
    return ast.Name(spelled)


def use(random: Random, spelled: str) -> ast.Name:
    """A name where it is used: case does not matter."""
    if random.random() < 0.9:
        return ast.Name(spelled)
    return ast.Name(random.choice((spelled.upper(), spelled.title(), spelled.swapcase())))


def text(random: Random, *, padded: bool = True) -> ast.Text:
    draw = random.random()
    if draw < 0.06 and padded:
        return ast.Text(random.choice(PADDED))
    if draw < 0.16:
        return ast.Text(random.choice(WORDS) + random.choice(("", " ", "-")) + random.choice(WORDS))
    return ast.Text(random.choice(WORDS))


def known_text(random: Random) -> ast.Text:
    """A text that is not only spaces."""
    found = text(random)
    return found if found.value.strip(" ") else ast.Text("x")


def pattern(random: Random) -> ast.Text:
    draw = random.random()
    if draw < 0.5:
        return ast.Text(random.choice(PATTERNS))
    if draw < 0.8:
        return ast.Text(random.choice(("*", "")) + random.choice(WORDS) + random.choice(("*", "?")))
    return known_text(random)


def decimal(spelled: str) -> ast.Number:
    value = Decimal(spelled)
    return ast.Number(value, max(0, -int(value.as_tuple().exponent)))


def number(random: Random, *, negative: bool = True, large: bool = True) -> ast.Number:
    draw = random.random()
    if draw < 0.7:
        found = ast.Number(Decimal(random.choice(NUMBERS)))
    elif draw < 0.97 or not large:
        found = decimal(random.choice(DECIMALS))
    else:
        found = decimal(random.choice(LARGE))
    if negative and random.random() < 0.15:
        return ast.Number(-found.value, found.decimals)
    return found


def whole(random: Random, least: int = 0, most: int = 6) -> ast.Number:
    return ast.Number(Decimal(random.randint(least, most)))


def date(random: Random) -> ast.Date:
    return read_date(random.choice(DATES), Span("", 0, 0))


def points(random: Random, decimals: int) -> ast.Points:
    """Points with at most so many decimals; nothing is written without a sign but 0."""
    places = random.randint(0, decimals)
    size = random.choice((0, 1, 1, 2, 3, 5, 10, 10, 15, 20, 25, 50, 100, 333))
    if places:
        size += random.randint(0, 10**places - 1)
    value = Decimal(size).scaleb(-random.randint(0, places)).quantize(Decimal(1).scaleb(-places))
    signed = bool(value) or random.random() < 0.5
    return ast.Points(-value if random.random() < 0.3 else value, places, signed)
