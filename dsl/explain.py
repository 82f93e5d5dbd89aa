"""What to say about a token that does not fit, and what may be meant instead.

A habit (from SQL, from spreadsheets, from word processors) is called by its name and mended;
for all else: the words that could stand here, and what such a line looks like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lark import Token

from .diagnostics import Diagnostic, Edit, Fix, Label, Span, near
from .source import Source


@dataclass(frozen=True, slots=True)
class Mistake:
    """A diagnostic, and the tokens to go on with in place of the wrong one (none: the rest of
    the line is left out)."""

    diagnostic: Diagnostic
    instead: list[Token] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A token that does not fit, with what stands around it."""

    source: Source
    done: list[Token]
    token: Token
    rest: list[Token]
    """What follows on the line, last first."""
    accepted: set[str]

    @property
    def span(self) -> Span:
        start = self.token.start_pos or 0
        end = self.token.end_pos or start
        if self.token.type in ("_NL", "UNCLOSED_BRACKET") or end <= start:
            start = max(0, (self.done[-1].end_pos or 1) - 1) if self.done else start
            end = start + 1
        return Span(self.source.path, start, min(end, len(self.source.text)))

    @property
    def following(self) -> Token | None:
        return self.rest[-1] if self.rest else None

    def error(
        self, code: str, title: str, help: str | None, *, fix: Fix | None = None,
        span: Span | None = None, underlined: str = "", labels: tuple[Label, ...] = (),
    ) -> Diagnostic:  # fmt: skip
        return Diagnostic(code, "error", title, span or self.span, underlined, labels, help, fix)

    def mended(self, code: str, title: str, text: str, help: str | None = None) -> Diagnostic:
        fix = Fix(f"write `{text}`", (Edit(self.span, text),))
        return self.error(code, title, help or f"write `{text}`", fix=fix)


def explain(
    source: Source, done: list[Token], token: Token, rest: list[Token],
    accepted: set[str] | None = None,
) -> Mistake:  # fmt: skip
    """Says what is wrong with `token`, which stands after `done` on its line, before `rest`."""
    place = Place(source, done, token, rest, accepted or set())
    for habit in HABITS:
        mistake = habit(place)
        if mistake is not None:
            return mistake
    return plain(place)


# ---------------------------------------------------------------- habits


def not_yet(place: Place) -> Mistake | None:
    word = place.token.value.lower()
    known = NOT_YET.get(word)
    if known is None or (word == "with" and not _value_is(place.following, "the")):
        return None
    if word in ("accounts", "hand") and place.done:
        return None
    title = f"{known} is part of the language, but not yet of this version"
    return Mistake(place.error("E020", title, "leave it out for now"))


def capital_word(place: Place) -> Mistake | None:
    token = place.token
    lower = token.value.lower()
    if token.type != "NAME" or lower == token.value or lower not in WORDS:
        return None
    kind = WORDS[lower]
    if kind not in place.accepted:
        return None
    diagnostic = place.mended("E021", f"`{token.value}` is written in lower case here", lower)
    return Mistake(diagnostic, [Token.new_borrow_pos(kind, lower, token)])


def smart_dash(place: Place) -> Mistake | None:
    if place.token.type != "SMART_DASH":
        return None
    follows = place.following
    number = follows.value if follows is not None and follows.type == "NUMBER" else ""
    diagnostic = place.mended(
        "E022", "this is a long dash, as word processors make it, not a minus", "-",
        f"type `-{number}` with the minus key",
    )  # fmt: skip
    return Mistake(diagnostic, [Token.new_borrow_pos("MINUS", "-", place.token)])


def single_quotes(place: Place) -> Mistake | None:
    if place.token.type != "SINGLE_QUOTED":
        return None
    double = '"' + place.token.value[1:-1] + '"'
    diagnostic = place.mended("E023", "text stands in double quotes", double)
    return Mistake(diagnostic, [Token.new_borrow_pos("TEXT", double, place.token)])


def missing_quote(place: Place) -> Mistake | None:
    line = [*place.done, place.token, *reversed(place.rest)]
    unclosed = next((t for t in line if t.type == "UNCLOSED"), None)
    if unclosed is None:
        return None
    start, end = unclosed.start_pos or 0, unclosed.end_pos or 0
    words = place.source.text[start:end].rstrip()
    guess = re.split(r"\s+(?:because|and|or|where|in the last)\b|\s*,", words)[0]
    help = f'close the text: `{guess}"`' if len(guess) > 1 else "take this quotation mark out"
    span = Span(place.source.path, start, start + len(words))
    texts = sum(t.type == "TEXT" for t in line)
    if texts:
        help += "; or a quotation mark is missing further to the left"
    diagnostic = place.error("E024", "a quotation mark is missing", help, span=span)
    if unclosed is place.token and "TEXT" in place.accepted:
        rest = [Token.new_borrow_pos("TEXT", '"' + words.strip('"“”„') + '"', place.token)]
        return Mistake(diagnostic, rest)
    return Mistake(diagnostic)


def equals_text(place: Place) -> Mistake | None:
    token, follows = place.token, place.following
    if token.type not in ("COMPARISON", "EQUALS") or follows is None or follows.type != "TEXT":
        return None
    if token.value not in ("=", "!="):
        diagnostic = place.error(
            "E025", f"`{token.value}` compares numbers, and this is text",
            f"take the quotes off if it is a number: `{token.value} {follows.value[1:-1]}`",
        )  # fmt: skip
        return Mistake(diagnostic)
    words = "is" if token.value == "=" else "is not"
    diagnostic = place.mended(
        "E025", f"`{token.value}` compares numbers; for text say `{words}`", words,
        f"write `{words} {follows.value}`",
    )  # fmt: skip
    return Mistake(diagnostic, _words(token, words))


def foreign_sign(place: Place) -> Mistake | None:
    if place.token.type != "FOREIGN_SIGN":
        return None
    sign = place.token.value
    word = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "=>": ">=", "=<": "<="}[sign]
    if word in ("=", "!=") and place.following is not None and place.following.type == "TEXT":
        word = "is" if word == "=" else "is not"
    diagnostic = place.mended("E026", f"`{sign}` is not a sign of this language", word)
    return Mistake(diagnostic, _words(place.token, word))


def foreign_date(place: Place) -> Mistake | None:
    if place.token.type != "FOREIGN_DATE":
        return None
    first, second, year = re.split(r"[/.]", place.token.value)
    year = year if len(year) == 4 else f"20{year:0>2}"
    readings = []
    for month, day in ((first, second), (second, first)):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            readings.append(f"{year}-{int(month):0>2}-{int(day):0>2}")
    if "." in place.token.value:
        readings.reverse()
    readings = list(dict.fromkeys(readings)) or ["2026-03-01"]
    help = " or ".join(f"`{r}`" for r in readings)
    diagnostic = place.error(
        "E027", "a date is written year-month-day", f"write {help}",
        fix=Fix(f"write `{readings[0]}`", (Edit(place.span, readings[0]),), safe=False),
    )  # fmt: skip
    return Mistake(diagnostic, [Token.new_borrow_pos("DATE", readings[0], place.token)])


def unclosed_bracket(place: Place) -> Mistake | None:
    if place.token.type != "UNCLOSED_BRACKET":
        return None
    opened = []
    for token in place.done:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR" and opened:
            opened.pop()
    bracket = opened[-1] if opened else place.token
    span = Span(place.source.path, bracket.start_pos or 0, bracket.end_pos or 0)
    diagnostic = place.error(
        "E028", "this bracket is never closed", "add the missing `)`", span=span
    )
    instead = [Token.new_borrow_pos("RPAR", ")", place.token)] if "RPAR" in place.accepted else None
    return Mistake(diagnostic, instead)


def sql_word(place: Place) -> Mistake | None:
    """`IN ("A", "B")`, `LIKE '%x%'`, `IF … THEN`, in any case."""
    word = place.token.value.upper()
    said = SQL_HABITS.get(word)
    if said is None or (word == "IN" and not _value_is(place.following, "(")):
        return None
    title, help = said
    return Mistake(place.error("E029", title, help))


def bare_text(place: Place) -> Mistake | None:
    """Words after `is`, `contains` and so on that should have stood in quotes."""
    if not place.done or place.token.type == "_NL" or place.done[-1].type not in ("NAME",):
        return None
    before = [t.type for t in place.done[-3:-1]]
    if not before or before[-1] not in ("IS", "NOT", "WORD", "CONTAINS", "WITH", "FOR", "MATCHES"):
        return None
    if place.token.type in ("COMMA", "RPAR", "LPAR"):
        return None
    words = [place.done[-1], place.token]
    for token in reversed(place.rest):
        if not re.fullmatch(r"[A-Za-z0-9_&-]+", token.value) or token.value in ENDERS:
            break
        words.append(token)
    start, end = words[0].start_pos or 0, words[-1].end_pos or 0
    quoted = f'"{place.source.text[start:end]}"'
    span = Span(place.source.path, start, end)
    fix = Fix(f"write {quoted}", (Edit(span, quoted),), safe=False)
    return Mistake(
        place.error("E030", "text stands in quotes", f"write `{quoted}`", fix=fix, span=span)
    )


def _words(token: Token, words: str) -> list[Token]:
    kinds = {"=": "EQUALS", "!=": "COMPARISON", ">=": "COMPARISON", "<=": "COMPARISON"}
    return [
        Token.new_borrow_pos(kinds.get(word, word.upper()), word, token) for word in words.split()
    ]


def _value_is(token: Token | None, value: str) -> bool:
    return token is not None and token.value.lower() == value


HABITS = (
    not_yet, missing_quote, unclosed_bracket, smart_dash, single_quotes, equals_text,
    foreign_sign, foreign_date, capital_word, sql_word, bare_text,
)  # fmt: skip

NOT_YET = {
    "followed": "`followed by`", "within": "`within …`", "with": "`with the same …`",
    "people": "`people at the company`", "accounts": "`accounts`", "hand": "`hand off`",
    "until": "`until`",
}  # fmt: skip

SQL_HABITS = {
    "IN": ("a list of values follows `is`", 'write `is "A", "B" or "C"`, or `is in LIST_NAME`'),
    "LIKE": ("`LIKE` is not a word of this language",
             'write `contains "x"`, `starts with "x"`, `ends with "x"` or `matches "x*y"`'),
    "IF": ("`if … then` is written the other way round", "write `+10 when …`"),
    "THEN": ("`if … then` is written the other way round", "write `+10 when …`"),
    "ELSE": ("`else` is written `otherwise`", "use `first of` with rows and `otherwise` last"),
    "CASE": ("`CASE` is not a word of this language", "use `first of` with a row for each case"),
    "SELECT": ("a rule file is not SQL", "write `+10 when …` under a group"),
    "NULL": ("`NULL` is not a word of this language", "write `is unknown` or `is known`"),
    "EMPTY": ("an empty value is called unknown", "write `is unknown` or `is known`"),
    "BLANK": ("an empty value is called unknown", "write `is unknown` or `is known`"),
}  # fmt: skip

ENDERS = frozenset(("and", "or", "where", "because", "in", "when"))

# ---------------------------------------------------------------- everything else


def plain(place: Place) -> Mistake:
    token = place.token
    line = place.done[0] if place.done else token
    shape = SHAPES.get(line.type)
    if token.type == "_NL":
        title = "this line is not complete"
    elif not place.done and token.type == "NAME":
        return _unknown_start(place)
    else:
        title = f"`{_shown(token)}` does not fit here"
    could = _could(place.accepted)
    parts = []
    if could:
        parts.append(f"here could stand {could}")
    if shape:
        parts.append(f"for example: `{shape}`")
    return Mistake(place.error("E040", title, "; ".join(parts) or None))


def _unknown_start(place: Place) -> Mistake:
    word = place.token.value
    starts = sorted(w for w, kind in WORDS.items() if kind in place.accepted)
    close = near(word, starts)
    if close:
        help = "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    elif "PLUS" in place.accepted or "POINTS" in place.accepted:
        help = "a rule begins with its points: `+20 when …`, `+5 for each …`, `points by …`"
    elif starts:
        help = "a section begins with " + ", ".join(f"`{s}`" for s in starts[:20])
    else:
        help = "check the indentation, and the line above"
    return Mistake(place.error("E041", f"a line cannot begin with `{word}` here", help))


def _shown(token: Token) -> str:
    value = str(token.value).strip()
    return value if len(value) <= 40 else value[:37] + "…"


def _could(accepted: set[str]) -> str:
    """The words that fit, the likeliest first, at most seven."""
    found = [says for kind, says in KINDS.items() if kind in accepted]
    words = sorted(word for word, kind in WORDS.items() if kind in accepted and word not in DULL)
    found += [f"`{word}`" for word in words]
    if len(found) > 7:
        found = [*found[:6], "…"]
    return ", ".join(found[:-1]) + (" or " if len(found) > 1 else "") + found[-1] if found else ""


KINDS = {
    "TEXT": "a text in quotes", "NUMBER": "a number", "NAME": "a name",
    "DATE": "a date like `2026-03-01`", "UNIT": "`hours`, `days` or `weeks`",
    "COMMA": "a comma", "RPAR": "`)`", "_NL": "the end of the line",
}  # fmt: skip

DULL = frozenset(("day", "month", "months", "year", "years", "point", "time"))

WORDS = {
    word: word.upper()
    for word in [
        "score",
        "from",
        "to",
        "at",
        "most",
        "least",
        "points",
        "use",
        "let",
        "list",
        "column",
        "define",
        "as",
        "exclude",
        "leads",
        "when",
        "ignore",
        "group",
        "losing",
        "every",
        "fading",
        "out",
        "over",
        "for",
        "each",
        "of",
        "by",
        "first",
        "best",
        "up",
        "once",
        "per",
        "times",
        "otherwise",
        "unknown",
        "word",
        "containing",
        "starting",
        "in",
        "under",
        "known",
        "is",
        "not",
        "between",
        "and",
        "or",
        "the",
        "last",
        "next",
        "ago",
        "before",
        "after",
        "on",
        "contains",
        "starts",
        "with",
        "ends",
        "matches",
        "does",
        "contain",
        "start",
        "end",
        "match",
        "include",
        "do",
        "any",
        "no",
        "exactly",
        "different",
        "days",
        "since",
        "until",
        "time",
        "domain",
        "total",
        "average",
        "highest",
        "lowest",
        "event",
        "where",
        "stages",
        "label",
        "grade",
        "outcome",
        "example",
        "lead",
        "did",
        "expect",
        "excluded",
        "because",
        "one",
        "company",
        "named",
        "called",
        "separated",
        "events",
        "date",
    ]
} | {"text": "WORD_TEXT", "number": "WORD_NUMBER", "yes": "YES"}

SHAPES = {
    "SCORE": 'score "B2B lead score", from 0 to 100 points',
    "USE": 'use "crm.score"',
    "LET": "let mql_bar = 50",
    "LIST": 'list free_mail = "gmail.com", "yahoo.com"',
    "DEFINE": 'define decision_maker as title contains word "VP" or "CEO"',
    "EXCLUDE": 'exclude leads when email ends with "@ourcompany.com" because "Our own people"',
    "IGNORE": 'ignore email_click where seconds is under 2 because "Mail scanner"',
    "GROUP": 'group fit "Who they are", from -20 to 50 points',
    "LABEL": "label segment",
    "GRADE": "grade grade of fit and engagement",
    "OUTCOME": "outcome customer when any deal_won",
    "LEADS": 'leads from "leads.csv", one per contact_id',
    "EVENTS": 'events from "events.csv", of contact_id, at occurred_at, named activity',
    "EVENT": 'event purchase from "orders.csv", of customer, at ordered_at',
    "PLUS": '+20 when title contains word "VP" because "Decision maker"',
    "MINUS": '-10 when any unsubscribe because "Unsubscribed"',
    "POINTS": "points by industry",
    "EXPECT": "expect score 95, stage MQL",
    "DID": 'did 3 email_open 5 days ago with campaign "demo"',
    "LEAD": 'lead title "VP Sales", employees 120',
}
