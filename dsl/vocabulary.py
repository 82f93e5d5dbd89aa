"""The words of the language as messages need them, and words that people use instead."""

from __future__ import annotations

_SPELLINGS = """
score from to at most least points point use let list column define as exclude leads when ignore
group losing every fading out over for each of by first best up once per times time otherwise
unknown word containing starting in under known is not between and or the last next ago before
after on contains starts with ends matches does contain start end match include do any no
exactly different since until domain total average highest lowest event where stages label
grade outcome example lead did colleague expect excluded because one company named called
separated followed within same other
events accounts hand off top reasons reason was
"""

WORDS = {word: word.upper() for word in _SPELLINGS.split()} | {
    "text": "WORD_TEXT", "number": "WORD_NUMBER", "yes": "YES", "days": "DAYS",
    "date": "WORD_DATE"
}  # fmt: skip
"""Word → token."""

KINDS = {
    "TEXT": "a text in quotes", "NUMBER": "a number", "NAME": "a name",
    "DATE": "a date like `2026-03-01`", "UNIT": "`seconds`, `minutes`, `hours`, `days` or `weeks`",
    "COMMA": "a comma", "RPAR": "`)`", "EQUALS": "`=`", "YES_NO": "`yes/no`",
    "_NL": "the end of the line",
}  # fmt: skip

DULL = frozenset(("point", "time", "days", "date", "reason"))
"""Words that are not worth naming among those that fit."""

SECTIONS = (
    "score", "group", "stages", "label", "grade", "leads", "events", "define", "list", "let",
    "use", "exclude", "ignore", "outcome", "example", "accounts", "hand off",
)  # fmt: skip
"""Words that begin a section, the likeliest first."""

_OR_EQUAL = {
    (more, "than", "or", "equal", *to): said
    for said, words in (
        ("at least", ("greater", "more", "higher", "larger", "bigger")),
        ("at most", ("less", "fewer", "lower", "smaller")),
    )
    for more in words
    for to in ((), ("to",))
}

TURNING = frozenset((
    "not", "no", "none", "never", "without", "except", "excluding", "unless", "neither", "nor",
    "minus", "cannot",
))  # fmt: skip
"""Words that turn the meaning of what they stand at."""
EDGES = frozenset((
    "over", "under", "above", "below", "more", "less", "fewer", "most", "least", "greater",
    "higher", "lower", "larger", "bigger", "smaller", "exceeds",
))  # fmt: skip
"""Words that say on which side of a number something lies."""
PLAIN = TURNING | EDGES | {"than", "and", "or", "but", "up", "plus", "only", "of", "to"}
"""Words that are nobody's misspelt name, however near one is to them."""

PHRASES = {
    **_OR_EQUAL,
    ("more", "than"): "over", ("greater", "than"): "over", ("higher", "than"): "over",
    ("larger", "than"): "over", ("bigger", "than"): "over", ("less", "than"): "under",
    ("fewer", "than"): "under", ("lower", "than"): "under", ("smaller", "than"): "under",
    ("no", "more", "than"): "at most", ("no", "less", "than"): "at least",
    ("equal", "to"): "", ("equals",): "is", ("is", "one", "of"): "is", ("is", "any", "of"): "is",
    ("within", "the", "last"): "in the last", ("within", "the", "past"): "in the last",
    ("in", "the", "past"): "in the last", ("during", "the", "last"): "in the last",
    ("begins", "with"): "starts with", ("begin", "with"): "start with",
    ("capped", "at"): "at most", ("limited", "to"): "at most",
    ("max",): "at most", ("maximum",): "at most", ("min",): "at least", ("minimum",): "at least",
    ("not", "contains"): "does not contain", ("not", "contain"): "does not contain",
    ("do", "not", "contain"): "does not contain", ("does", "not", "contains"): "does not contain",
}  # fmt: skip
"""What people say, as far as it means one thing, and how it is said here."""

COUNTED_PHRASES = {
    ("in", "last"): "in the last", ("in", "past"): "in the last", ("within", "last"): "in the last",
    ("within",): "in the last", ("over", "the", "last"): "in the last",
    ("over", "last"): "in the last", ("last",): "in the last", ("in", "next"): "in the next",
}  # fmt: skip
"""The same, but only before a number and a unit of time."""

SQL_HABITS = {
    "IN": ("a list of values follows `is`", 'write `is "A", "B" or "C"`, or `is in LIST_NAME`'),
    "LIKE": ("`LIKE` is not a word of this language",
             'write `contains "x"`, `starts with "x"`, `ends with "x"` or `matches "x*y"`'),
    "IF": ("`if … then` is written the other way round", "write `+10 when …`"),
    "THEN": ("`if … then` is written the other way round", "write `+10 when …`"),
    "ELSE": ("`else` is written `otherwise`", "use `first of` with rows and `otherwise` last"),
    "CASE": ("`CASE` is not a word of this language", "use `first of` with a row for each case"),
    "SELECT": ("a rule file is not SQL", "write `+10 when …` under a group"),
    "UNLESS": ("`unless` is not a word of this language",
               "write `and not (…)` behind a condition, or `+10 when not (…)`"),
    "HAS": ("`has` is not a word of this language",
            'write `contains "x"` for text, `include "x"` for a list, `any page_view` for events'),
}  # fmt: skip

TYPE_HABITS = {
    "string": "text", "str": "text", "varchar": "text", "char": "text", "txt": "text",
    "integer": "number", "int": "number", "float": "number", "decimal": "number",
    "numeric": "number", "double": "number", "money": "number", "currency": "number",
    "boolean": "yes/no", "bool": "yes/no", "yesno": "yes/no", "checkbox": "yes/no",
    "datetime": "time", "timestamp": "time", "array": "list", "multiselect": "list",
}  # fmt: skip
"""Types by the names that databases and spreadsheets give them."""

SHAPES = {
    "SCORE": 'score "B2B lead score", from 0 to 100 points',
    "USE": 'use "crm.score"',
    "LET": "let mql_bar = 50",
    "LIST": 'list free_mail = "gmail.com", "yahoo.com"',
    "DEFINE": 'define decision_maker as title contains word "VP" or "CEO"',
    "EXCLUDE": 'exclude leads when email ends with "@ourcompany.com" because "Our own people"',
    "IGNORE": 'ignore email_click where seconds is under 2 because "Mail scanner"',
    "GROUP": 'group fit "Who they are", from -20 to 50 points',
    "STAGES": "stages",
    "LABEL": "label segment",
    "GRADE": "grade grade of fit and engagement",
    "OUTCOME": "outcome customer when any deal_won",
    "EXAMPLE": 'example "A VP who looked at prices"',
    "LEADS": 'leads from "leads.csv", one per contact_id',
    "EVENTS": 'events from "events.csv", of contact_id, at occurred_at, named activity',
    "EVENT": 'event purchase from "orders.csv", of customer, at ordered_at',
    "ACCOUNTS": "accounts",
    "HAND": "hand off",
    "POINTS": "points by industry",
    "FIRST": 'first of because "Raised a hand"',
    "BEST": 'best of because "Strongest sign"',
    "AS": "as of 2026-03-01",
    "EXPECT": "expect score 95, stage MQL",
    "DID": 'did 3 email_open 5 days ago with campaign "demo"',
    "LEAD": 'lead title "VP Sales", employees 120',
    "WAS": "was MQL",
}
"""What a line looks like, by its first word."""

ROW_SHAPES = {
    "POINTS": '+10 for "Software", "SaaS"',
    "FIRST": "+40 when any demo_request in the last 30 days",
    "BEST": "+40 when any demo_request in the last 30 days",
    "STAGES": "MQL when score is at least 50",
    "LABEL": "Enterprise when employees is over 1,000",
    "GRADE": "fit A from 40, B from 25, C otherwise",
    "LEADS": "employees number",
    "EVENT": "amount number",
    "EVENTS": "page_view with path text, seconds number",
    "EXAMPLE": 'lead title "VP Sales", employees 120',
    "ACCOUNTS": "score is the highest score",
    "HAND": 'MQL to "crm" with score, top 3 reasons',
}
"""What a row looks like, by the first word of its heading."""

RULE_SHAPES = {
    "EACH": "+5 for each email_open, at most 3 times",
    "EVERY": "+1 for every 60 of total seconds of page_view, up to 10 points",
    "": '+20 when title contains word "VP" because "Decision maker"',
}
"""What a rule looks like, by a word that it holds."""
