"""A first scorecard made of data: few rules, of which a person sees at once what to change.

Nothing is known of what sells, so points are round guesses. What is likely an id, the way to reach
somebody or how a lead has ended gives none; what people take for a bad sign takes some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ...dsl.format import format_text
from ...dsl.printer import quoted
from .bar import FirstRule, bar
from .columns import GuessedColumn
from .data import GuessedKind, GuessedLeads
from .sections import Events, can_be_written, kinds_of

MOST_FIT: Final = 5
MOST_KINDS: Final = 6
MOST_VALUES: Final = 12
"""Different values of a column that a table goes by."""


def _words(*starts: str) -> re.Pattern[str]:
    return re.compile(rf"(^|_)({'|'.join(starts)})")


_NO_SIGN: Final = _words(
    "id", "no$", "nr", "number", "nummer", "key", "uuid", "hash", "phone", "tel", "fax",
    "mobil", "zip",
    "plz", "post", "street", "stra", "address", "adress", "url", "website", "web$", "ip$", "name",
    "first_?name", "last_?name", "vorname", "nachname", "firma", "facebook", "twitter", "linkedin",
    "user", "session", "page_id", "landing_page",
)  # fmt: skip
_ENDED: Final = _words(
    "convert", "won", "close", "deal", "outcome", "churn", "target", "customer$", "kunde$",
    "lost", "points", "score", "stage", "status", "quality", "profile", "index",
    "result", "label", "revenue$",
    "tags", "last_", "accepted", "approved", "cancel", "declined", "y$",
)  # fmt: skip
"""What is filled once it is known how a lead has ended, or by another score."""
_WON: Final = re.compile(
    r"(?:is_|has_|was_)?(?:converted|conversion|won|closed_won|customer|bought|purchased)$"
)
"""What says that a lead has ended well."""
_TITLE: Final = _words("title$", "job", "position", "role", "funktion")
_BAD: Final = _words(
    "bounce", "hard_bounce", "soft_bounce", "unsub", "opt_?out", "opted_out", "abmeld", "abgemeld",
    "spam", "complain", "beschwer", "do_not", "no_", "block", "junk", "reject", "dropped",
)  # fmt: skip
_NEUTRAL: Final = _words("sent", "send", "deliver", "versendet", "zugestellt", "gesendet$")
_MAIL: Final = _words("e_?mail", "mail", "newsletter")
_OPENED: Final = _words("open", "geoffnet", "gelesen", "read")
_CLICKED: Final = _words("click", "geklickt", "klick")
_STRONG: Final = _words(
    "demo", "trial", "contact", "kontakt", "anfrage", "request", "meeting", "termin", "quote",
    "angebot", "purchase", "order", "signup", "sign_up", "call",
)  # fmt: skip
_NO: Final = re.compile(r"(no|nein|non|none|false|others?|sonstige)$", re.IGNORECASE)
_JOBS: Final = re.compile(r"\b(VP|Chief|C[ETFM]O|Head|Director|President)\b")
_SENIOR: Final = '"VP", "Chief", "CEO", "CTO", "CFO", "Head", "Director" or "President"'
_FEW_LEAD: Final = 0.2
"""The share of leads with such a title, where the data have too many titles to count."""
_FREE_MAIL: Final = '"gmail.com", "yahoo.com", "hotmail.com", "outlook.com" or "gmx.de"'


def first_rules(leads: GuessedLeads, events: Sequence[Events], data: str) -> str:
    """The text of a rule file that scores leads at once, and is meant to be changed."""
    fit = list(_fit(leads))[:MOST_FIT]
    kinds = kinds_of(events)
    good = [rule for name, kind in kinds for rule in _good(name, kind)][:MOST_KINDS]
    bad = [rule for name, kind in kinds for rule in _bad(name, kind)][:MOST_KINDS]
    engaged = [*good, *bad]
    lines = [
        "# A first guess, made of the data: look at each rule, and give points of your own.",
        'score "Lead score"', "", f"use {quoted(data)}", "",
    ]  # fmt: skip
    if fit:
        lines += ['group fit "Who they are"', *_indented(fit), ""]
    if engaged:
        counted = any("for each" in rule.text for rule in engaged)
        fades = ", losing 50% every 30 days" if counted else ""
        lines += [f'group engagement "What they did"{fades}', *_indented(engaged), ""]
    wanted = bar(fit, good)
    if wanted:
        lines += ["stages", f"  MQL when score is at least {wanted}", "  Cold otherwise", ""]
    lines += _outcome(leads)
    return format_text("\n".join(lines).rstrip() + "\n")


def _outcome(leads: GuessedLeads) -> list[str]:
    """With it lint tells of rules that know the end."""
    names = {column.name for column in leads.columns}
    won = [c for c in leads.columns if c.type == "yes/no" and c.known and _WON.match(c.name)]
    usable = [c for c in won if can_be_written(c.source) and not c.remark]
    if not usable:
        return []
    name = "customer" if "customer" not in names else "won_in_the_end"
    return [
        "# How leads have ended: give no points for it, or for what is known only then.",
        f"outcome {name} when {usable[0].name}",
    ]


def _indented(rules: Iterable[FirstRule]) -> list[str]:
    return [f"  {line}" for rule in rules for line in rule.text.split("\n")]


# ---------------------------------------------------------------- who they are


def _fit(leads: GuessedLeads) -> Iterator[FirstRule]:
    if leads.key is not None and "mail" in leads.key.lower():
        yield _free_mail("email" if all(c.name != "email" for c in leads.columns) else "email_2")
    for column in leads.columns:
        usable = can_be_written(column.source) and column.known and not column.remark
        if usable and not _ENDED.search(column.name):
            yield from _of_column(column, leads.rows)


def _free_mail(name: str) -> FirstRule:
    return FirstRule(f'-5 when domain of {name} is {_FREE_MAIL} because "Personal address"', 0)


def _of_column(column: GuessedColumn, rows: int) -> Iterator[FirstRule]:
    name = column.name
    if column.type == "text" and _MAIL.search(name) and column.different > MOST_VALUES:
        yield _free_mail(name)
    elif _NO_SIGN.search(name):
        return
    elif column.type == "yes/no":
        bad = _BAD.search(name)
        yield FirstRule(f"-20 when {name}", 0) if bad else FirstRule(f"+5 when {name}", 5)
    elif column.type == "date":
        yield FirstRule(f"+5 when {name} is in the last 30 days", 5)
    elif column.type == "text" and _TITLE.search(name) and _senior(column):
        yield FirstRule(
            f'+15 when {name} contains word {_SENIOR} because "Decision maker"', 15, _FEW_LEAD
        )
    elif column.type == "text" and 1 < len(column.values) <= MOST_VALUES:
        yield from _by_values(column, rows)


def _senior(column: GuessedColumn) -> bool:
    """Whether titles are those of jobs, not `Mr.` and `Mrs.`"""
    titles = " ".join(value for value, _ in column.values)
    return not column.values or _JOBS.search(titles) is not None


def _by_values(column: GuessedColumn, rows: int) -> Iterator[FirstRule]:
    most = min(3, len(column.values) // 2)
    usable = [one for one in column.values if can_be_written(one[0]) and not _NO.match(one[0])]
    chosen = usable[:most]
    if chosen:
        values = ", ".join(quoted(value) for value, _ in chosen)
        text = f"points by {column.name}\n  +5 for {values}\n   0 otherwise"
        yield FirstRule(text, 5, sum(count for _, count in chosen) / rows)


# ---------------------------------------------------------------- what they did


def _good(name: str, kind: GuessedKind) -> Iterator[FirstRule]:
    """Mails that were only sent, and single mails, are left to people."""
    called = name.lower()
    if _BAD.search(called):
        return
    if _STRONG.search(called):
        yield FirstRule(f"+20 when any {name} in the last 30 days", 20)
    elif _OPENED.search(called):
        yield FirstRule(f"+1 for each {name}, at most 1 time per day, up to 5 points", 5)
    elif _CLICKED.search(called):
        yield FirstRule(f"+3 for each {name}, at most 1 time per day, up to 15 points", 15)
    elif not _NEUTRAL.search(called) and not _MAIL.search(called):
        yield FirstRule(f"+5 for each {name}, up to 20 points", 20)


def _bad(name: str, kind: GuessedKind) -> Iterator[FirstRule]:
    if _BAD.search(name.lower()):
        yield FirstRule(f"-20 when any {name}", 0)
