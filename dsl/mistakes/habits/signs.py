"""Signs, quotation marks, numbers and dates as they are written elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal

from ...diagnostics import Edit, Fix, Span
from ..place import Mistake, Place, kinds


def invisible(place: Place) -> Mistake | None:
    if place.token.type != "STRAY" or place.token.value.isprintable():
        return None
    point = f"U+{ord(place.token.value):04X}"
    if place.token.value == "\r":
        title = "the lines of this file end in an old way (with U+000D alone)"
        help = "save it again with line ends `LF` or `CRLF`"
    else:
        title, help = f"an invisible character ({point}) stands here", "delete it"
    return Mistake(place.error("E033", title, help))


def stray_sign(place: Place) -> Mistake | None:
    """A sign of no meaning between words that fit without it."""
    follows = place.following
    if place.token.type not in ("STRAY", "PERCENT") or follows is None or not place.fits([follows]):
        return None
    fix = Fix("take it out", (Edit(place.span, ""),), safe=False)
    title = f"`{place.token.value}` does not fit here"
    return Mistake(place.error("E040", title, "take it out", fix=fix), [])


def comment(place: Place) -> Mistake | None:
    """`// bosses`"""
    follows = place.following
    if place.token.type != "SLASH" or follows is None or follows.type != "SLASH":
        return None
    if follows.start_pos != place.token.end_pos:
        return None
    title, rest = "a comment begins with `#`", [t for t in place.rest if t.type != "_NL"]
    diagnostic = place.mended("E026", title, "#", span=place.through(follows), safe=False)
    return Mistake(diagnostic, [] if place.done else None, taken=len(rest))


def smart_dash(place: Place) -> Mistake | None:
    if place.token.type != "SMART_DASH":
        return None
    follows = place.following
    number = follows.value if follows is not None and follows.type == "NUMBER" else ""
    if place.previous == "NUMBER" and number and "TO" in place.accepted:
        return _range(place)
    diagnostic = place.mended(
        "E022", "this is a long dash, as word processors make it, not a minus", "-",
        f"type `-{number}` with the minus key",
    )  # fmt: skip
    return Mistake(diagnostic, place.one("MINUS", "-"))


def dashed_range(place: Place) -> Mistake | None:
    """`for 10-249`, `between 10 to 20`."""
    if place.token.type == "MINUS" and place.previous == "NUMBER" and "TO" in place.accepted:
        return _range(place)
    if place.word == "to" and "AND" in place.accepted and "BETWEEN" in kinds(place.done):
        return Mistake(
            place.mended("E031", "`to` is written `and` after `between`", "and"),
            place.tokens("and"),
        )
    return None


def _range(place: Place) -> Mistake:
    low, high = place.done[-1], place.following
    high_text = high.value if high is not None else "…"
    spaced = place.text(Span("", max(0, place.span.start - 1), place.span.start)) == " "
    diagnostic = place.mended(
        "E031", "a range is written with `to`", "to" if spaced else " to ",
        f"write `{low.value} to {high_text}`",
    )  # fmt: skip
    return Mistake(diagnostic, place.tokens("to"))


def single_quotes(place: Place) -> Mistake | None:
    if place.token.type != "SINGLE_QUOTED":
        return None
    if _apostrophe(place):
        help = "put the whole text in double quotes"
        title = "in double quotes an apostrophe stands as it is"
        return Mistake(place.error("E023", title, help))
    double = '"' + place.token.value[1:-1] + '"'
    diagnostic = place.mended("E023", "text stands in double quotes", double)
    return Mistake(diagnostic, place.one("TEXT", double))


def _apostrophe(place: Place) -> bool:
    """Whether a quotation mark may be an apostrophe: `'Cote d'Ivoire'`, `'it''s'`."""
    text, start, end = place.source.text, place.token.start_pos or 0, place.token.end_pos or 0
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return after.isalnum() or after == "'" or before.isalnum() or before == "'"


SWALLOWED = re.compile(r",\s*$|\s(?:because|and|or|where|when|with|in the last)\s*$")


def missing_quote(place: Place) -> Mistake | None:
    line = [*place.done, place.token, *reversed(place.rest)]
    unclosed = next((t for t in line if t.type == "UNCLOSED"), None)
    if unclosed is None or (place.token is not unclosed and "TEXT" not in kinds(line[:-1])):
        return None
    # A text that ends in `because` or a comma has swallowed what follows the missing quote.
    swallower = next((t for t in line if t.type == "TEXT" and SWALLOWED.search(t.value[:-1])), None)
    start = (swallower or unclosed).start_pos or 0
    words = place.source.text[start : (swallower or unclosed).end_pos].rstrip()
    words = words[:-1] if swallower is not None else words
    guess = re.split(r"\s+(?:because|and|or|where|when|with|in the last)\b|\s*,", words)[0]
    span = Span(place.source.path, start, start + len(guess))
    fix = None
    if len(guess) > 1:
        end = "”" if guess[0] in "“„" else '"'
        help = f"close the text: `{guess}{end}`"
        fix = Fix(f"write `{guess}{end}`", (Edit(Span(span.path, span.end, span.end), end),), False)
    else:
        help = "take this quotation mark out, or put one where the text begins"
    diagnostic = place.error("E024", "a quotation mark is missing", help, span=span, fix=fix)
    if unclosed is place.token and swallower is None and "TEXT" in place.accepted:
        return Mistake(diagnostic, place.one("TEXT", '"' + words.strip('"“”„') + '"'))
    return Mistake(diagnostic)


def equals_text(place: Place) -> Mistake | None:
    """`=` before a text; it would fit the grammar as far as the sign itself."""
    token, follows = place.token, place.following
    if token.type not in ("COMPARISON", "EQUALS") or follows is None or follows.type != "TEXT":
        return None
    if not place.done or place.done[0].type in ("LET", "LIST"):
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
    return Mistake(diagnostic, place.tokens(words))


SIGNS = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "=>": ">=", "=<": "<="}


def foreign_sign(place: Place) -> Mistake | None:
    if place.token.type != "FOREIGN_SIGN":
        return None
    sign = place.token.value
    word = SIGNS[sign]
    if word in ("=", "!=") and place.following is not None and place.following.type == "TEXT":
        word = "is" if word == "=" else "is not"
    diagnostic = place.mended("E026", f"`{sign}` is not a sign of this language", word)
    return Mistake(diagnostic, place.tokens(word))


def foreign_date(place: Place) -> Mistake | None:
    if place.token.type != "FOREIGN_DATE":
        return None
    readings = _readings(place.token.value)
    if not readings:
        help = "write for example `2026-03-01`"
        return Mistake(place.error("E027", "a date is written year-month-day", help))
    help = "write " + " or ".join(f"`{reading}`" for reading in readings)
    fix = Fix(f"write `{readings[0]}`", (Edit(place.span, readings[0]),), safe=False)
    diagnostic = place.error("E027", "a date is written year-month-day", help, fix=fix)
    return Mistake(diagnostic, place.one("DATE", readings[0]))


def _readings(date: str) -> list[str]:
    """What days may be meant, the likeliest first: the month comes first between slashes, the
    day between dots."""
    first, second, year = re.split(r"[/.]", date)
    year = year if len(year) == 4 else f"20{year:0>2}"
    orders = [(first, second), (second, first)]
    if "." in date:
        orders.reverse()
    return list(dict.fromkeys(
        f"{year}-{int(month):0>2}-{int(day):0>2}" for month, day in orders
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    ))  # fmt: skip


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
    title = "this bracket is never closed"
    diagnostic = place.error("E028", title, "add the missing `)`", span=span)
    return Mistake(diagnostic, place.one("RPAR", ")") if "RPAR" in place.accepted else None)


def last_sign(place: Place) -> Mistake | None:
    """`group fit:`, a full stop or a semicolon at the end of a line."""
    follows = place.following
    if place.token.value not in tuple(":;.,") or follows is None or follows.type != "_NL":
        return None
    if "_NL" not in place.accepted:
        return None
    fix = Fix("take it out", (Edit(place.span, ""),))
    title = f"a line does not end with `{place.token.value}`"
    return Mistake(place.error("E031", title, "take it out", fix=fix), [])


_SHORT = {"k": 1_000, "m": 1_000_000, "mio": 1_000_000}


def _in_full(number: str, times: int) -> str:
    """`1.5` millions as `1,500,000`."""
    said = f"{Decimal(number.replace(',', '')) * times:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def foreign_number(place: Place) -> Mistake | None:
    """`1,5`, `1 000`, `10k`, `1.5m`."""
    if place.previous != "NUMBER":
        return None
    token, number = place.token, place.done[-1]
    last = token
    if token.type in ("COMMA", "_VALUE_COMMA") and place.following is not None:
        last = place.following
        said = f"{number.value}.{last.value}"
    elif token.type == "NUMBER" and len(token.value) == 3:
        said = f"{number.value},{token.value}"
    elif token.value.lower() in _SHORT:
        said = _in_full(number.value, _SHORT[token.value.lower()])
    else:
        return None
    if last.type != "NUMBER" and last is not token:
        return None
    span = Span(place.source.path, number.start_pos or 0, last.end_pos or 0)
    if token.type != "NUMBER" and place.text(span) != "".join(
        str(t.value) for t in (number, token, *((last,) if last is not token else ()))
    ):
        return None
    title = f"`{place.text(span)}` is not how a number is written here"
    return Mistake(place.mended("E035", title, said, span=span, safe=False))
