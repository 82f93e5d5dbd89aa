"""Words: phrases that are said otherwise here, misspelt ones, and ones that are missing."""

from __future__ import annotations

import re

from lark import Token

from ...diagnostics import Edit, Fix, Span, distance
from ...vocabulary import COUNTED_PHRASES, PHRASES, SHAPES, SQL_HABITS, WORDS
from ..place import Mistake, Place, is_literal, kinds, says, spelled

LONGEST_PHRASE = 5
PHRASE_STARTS = frozenset(words[0] for words in (*PHRASES, *COUNTED_PHRASES))
UNIT_KINDS = ("UNIT", "DAYS")
_SUBJECTS = ("NAME", "RPAR", "SCORE")


def phrase(place: Place) -> Mistake | None:
    """What people say instead: `more than`, `in last 7 days`; some of it fits the grammar."""
    if place.word not in PHRASE_STARTS:
        return None
    ahead = place.words_ahead(LONGEST_PHRASE)
    for count in range(len(ahead), 0, -1):
        words = ahead[:count]
        said = PHRASES.get(words)
        if said is None and words in COUNTED_PHRASES and _counts_time(place, count):
            said = COUNTED_PHRASES[words]
        if said is not None and not _may_be_meant(place, words):
            return _said_otherwise(place, count, words, said)
    return None


def _may_be_meant(place: Place, words: tuple[str, ...]) -> bool:
    """One word alone may be somebody's name for a column, and `not` belongs to what precedes."""
    alone = len(words) == 1 and words in PHRASES and not place.accepted
    return alone or (words[0] == "not" and place.previous in ("DOES", "DO"))


def _counts_time(place: Place, count: int) -> bool:
    """Whether a number and a unit follow, and not `ago` or `of each other` after these."""
    kinds = [token.type for token in place.ahead(count + 3)[count:]]
    last = place.words_ahead(count + 3)[-1]
    duration = len(kinds) > 1 and kinds[0] == "NUMBER" and kinds[1] in UNIT_KINDS
    after = place.previous in ("THE", "OF") or last in ("of", "from", "after", "before", "ago")
    if not duration or after:
        return False
    return not {"FOLLOWED", "IGNORE"} & {*spelled(place.done)}


def _said_otherwise(place: Place, count: int, words: tuple[str, ...], said: str) -> Mistake:
    *_, last = place.ahead(count)
    shown = " ".join(words)
    span = place.through(last)
    if said in ("over", "under", "at most", "at least") and place.previous in _SUBJECTS:
        said = f"is {said}"
    if words == ("within",):
        return _within(place, span)
    if said:
        title, help = f"`{shown}` is written `{said}`", f"write `{said}`"
    else:
        title, help = f"`{shown}` is one word too many", f"take `{shown}` out"
    cut = span if said else place.with_space(span)
    fix = Fix(help, (Edit(cut, said),))
    diagnostic = place.error("E031", title, help, fix=fix, span=span)
    return Mistake(diagnostic, place.tokens(said), taken=count - 1)


def _within(place: Place, span: Span) -> Mistake:
    """A date may lie behind or ahead; events may lie near to as-of or to one another."""
    length = " ".join(place.words_ahead(3)[1:])
    if place.previous == "IS":
        title = "`within` is said of a date in one of two ways"
        help = f"write `in the last {length}`, or `in the next {length}` if it lies ahead"
        diagnostic = place.error("E031", title, help, span=span)
    elif kinds(place.done)[-2:-1] in (["WHEN"], ["AND"], ["OR"], ["NOT"], ["LPAR"]):
        title, name = "`within` is said of dates and of events in other words", place.done[-1].value
        help = f"write `{name} is in the last {length}` or `… in the next {length}` of a date, "
        help += f"`any {name} in the last {length}` of an event"
        diagnostic = place.error("E031", title, help, span=span)
    else:
        title = "`within` says of events how near to one another they are"
        help = f"write `in the last {length}`"
        near = f"within {length} of each other"
        near = f"when at least 3 … {near}" if "EACH" in kinds(place.done) else near
        help += f"; `{near}` if they lie so near to one another"
        fix = Fix("write `in the last`", (Edit(span, "in the last"),), safe=False)
        diagnostic = place.error("E031", title, help, fix=fix, span=span)
    return Mistake(diagnostic, place.tokens("in the last"))


def in_list(place: Place) -> Mistake | None:
    """`country in embargoed`, `country not in embargoed` without `is`."""
    if "IS" not in place.accepted:
        return None
    *words, name = place.ahead(3 if place.token.type == "NOT" else 2)
    if [t.type for t in words] not in (["IN"], ["NOT", "IN"]) or name.type != "NAME":
        return None
    shown = " ".join(place.words_ahead(len(words)))
    diagnostic = place.mended(
        "E031", f"`{shown}` is written `is {shown}`", f"is {shown}",
        f"write `is {shown} {name.value}`", span=place.through(words[-1]),
    )  # fmt: skip
    return Mistake(diagnostic, place.tokens(f"is {shown}"), taken=len(words) - 1)


def needless_points(place: Place) -> Mistake | None:
    """`+20 points when …`"""
    if place.token.type not in ("POINTS", "POINT") or not place.done or len(place.done) > 2:
        return None
    if place.previous != "NUMBER" or place.done[0].type not in ("PLUS", "MINUS", "NUMBER"):
        return None
    sign = "" if place.done[0].type != "NUMBER" else "+"
    points = sign + "".join(str(token.value) for token in place.done)
    fix = Fix("take it out", (Edit(place.with_space(place.span), ""),))
    title = f"`{place.word}` is one word too many"
    goes_on = "for" if says(place.following, "for") else "when"
    diagnostic = place.error("E031", title, f"write `{points} {goes_on} …`", fix=fix)
    return Mistake(diagnostic, [])


def points_last(place: Place) -> Mistake | None:
    """`otherwise 0`, `for "A" +10`."""
    if place.done or place.token.type not in ("OTHERWISE", "UNKNOWN", "FOR", "WHEN"):
        return None
    if "NUMBER" not in place.accepted:
        return None
    said = "0 otherwise" if place.token.type == "OTHERWISE" else f"+10 {place.word} …"
    said = "0 unknown" if place.token.type == "UNKNOWN" else said
    return Mistake(place.error("E031", "the points come first on a line", f"write `{said}`"))


def compared_row(place: Place) -> Mistake | None:
    """`+10 for > 100`, `+10 for 100+`."""
    words = {">": "over", "<": "under", ">=": "at least", "<=": "at most"}
    token = place.token
    if place.previous == "FOR" and token.type == "COMPARISON" and token.value in words:
        said, following = words[token.value], place.following
        close = following is not None and following.start_pos == token.end_pos
        diagnostic = place.mended(
            "E031", f"`{token.value}` is written `{said}` in a row", f"{said}{' ' * close}",
            f"write `{said}`",
        )  # fmt: skip
        return Mistake(diagnostic, place.tokens(said))
    if token.type == "PLUS" and kinds(place.done)[-2:] == ["FOR", "NUMBER"]:
        number = place.done[-1]
        span = Span(place.source.path, number.start_pos or 0, place.span.end)
        title = f"`{number.value}+` is written `at least {number.value}`"
        return Mistake(place.mended("E031", title, f"at least {number.value}", span=span))
    return None


def missing_comma(place: Place) -> Mistake | None:
    """`group fit at most 50 points`, `+5 for each email_open up to 30 points`."""
    token = place.token
    if token.type not in BEGINS_CLAUSE or not place.fits([*place.one("COMMA", ","), token]):
        return None
    at = place.done[-1].end_pos or 0
    edit = Edit(Span(place.source.path, at, at), ",")
    title = f"a comma is missing before `{token.value}`"
    diagnostic = place.error("E034", title, "put a comma there", fix=Fix("add a comma", (edit,)))
    return Mistake(diagnostic, [*place.one("COMMA", ","), token])


def missing_word(place: Place) -> Mistake | None:
    """`define vip title is …`, `exclude when …`: only one word could stand here."""
    accepted = place.accepted - {"TIME", "POINT"}
    if len(accepted) != 1 or place.token.type == "_NL":
        return None
    word = next((w for w, kind in WORDS.items() if kind in accepted), None)
    if word is None:
        return None
    token, right = place.token, place.tokens(word)
    follows = place.following
    replaces = follows is not None and place.fits([*right, follows])
    if replaces and token.type != "NAME":
        title = f"`{word}` stands here, not `{token.value}`"
        return Mistake(place.mended("E034", title, word, safe=False), right)
    if not place.fits([*right, token]):
        return None
    at = place.span.start
    fix = Fix(f"add `{word}`", (Edit(Span(place.source.path, at, at), f"{word} "),), False)
    title = f"`{word}` is missing before `{token.value}`"
    signed = len(place.done) > 1 and place.done[-2].type in ("PLUS", "MINUS")
    before = "".join(str(t.value) for t in place.done[-2 if signed else -1 :])
    before = f"{before} " if before else ""
    help = f"write `{before}{word} {token.value} …`"
    diagnostic = place.error("E034", title, help, fix=fix)
    return Mistake(diagnostic, [*right, token])


def two_words(place: Place) -> Mistake | None:
    """`define decision maker as …`: a name of two words."""
    if place.token.type != "NAME" or place.previous != "NAME" or len(place.done) != 2:
        return None
    if place.following is None or place.following.type not in place.accepted:
        return None
    if place.done[0].type not in ("DEFINE", "LET", "LIST", "GROUP", "LABEL", "OUTCOME"):
        return None
    span = Span(place.source.path, place.done[1].start_pos or 0, place.span.end)
    name = f"{place.done[1].value}_{place.token.value}"
    title = "a name is one word"
    return Mistake(place.mended("E036", title, name, span=span, safe=False))


BEGINS_CLAUSE = ("AT", "FROM", "LOSING", "FADING", "WHEN", "UP", "ONCE")


def capital_word(place: Place) -> Mistake | None:
    """`When`, `FOR EACH`: all such words in a row, as far as they fit."""
    right: list[Token] = []
    for token in (place.token, *reversed(place.rest)):
        lower = str(token.value).lower()
        if token.type != "NAME" or lower == token.value or lower not in WORDS:
            break
        kind = WORDS[lower]
        if lower == "or" and "_VALUE_OR" in place.accepted and is_literal(place.following):
            kind = "_VALUE_OR"
        more = [*right, Token.new_borrow_pos(kind, lower, token)]
        if not place.fits(more):
            break
        right = more
    if not right:
        return None
    span = place.through(right[-1])
    said = " ".join(right)
    title = f"`{place.text(span)}` is written in lower case here"
    return Mistake(place.mended("E021", title, said, span=span), right, taken=len(right) - 1)


def sql_word(place: Place) -> Mistake | None:
    """`IN ("A", "B")`, `LIKE '%x%'`, `IF … THEN`, in any case."""
    word = place.word.upper()
    if word == "IF" and place.done and "WHEN" in place.accepted:
        return Mistake(place.mended("E029", "`if` is written `when`", "when"), place.tokens("when"))
    if word not in SQL_HABITS or (word == "IN" and not says(place.following, "(")):
        return None
    title, help = SQL_HABITS[word]
    return Mistake(place.error("E029", title, help))


def near_word(place: Place) -> Mistake | None:
    """A word of the language misspelt: `tmes`, `contain` for `contains`."""
    word = place.word
    if not word.isalpha() or len(word) < 2 or len(word) > 20:
        return None
    own = place.token.type == "NAME"
    fits = [w for w, kind in WORDS.items() if kind in place.accepted and alike(word, w, own)]
    if not fits:
        return None
    best = min(fits, key=lambda w: (distance(word, w, 3), w))
    start = f"a line cannot begin with `{place.token.value}` here"
    title = f"`{place.token.value}` does not fit here" if place.done else start
    diagnostic = place.mended("E032", title, best, f"did you mean `{best}`?", safe=False)
    return Mistake(diagnostic, place.one(WORDS[best], best))


def alike(wrong: str, right: str, own: bool) -> bool:
    """Whether one may have been meant by the other. A word that is itself one of the language
    (not `own`) must at least begin alike."""
    if not own:
        shorter, longer = sorted((wrong, right), key=len)
        return longer.startswith(shorter) and len(longer) - len(shorter) <= 3 and len(shorter) > 2
    if min(len(wrong), len(right)) < 3:
        return sorted(wrong) == sorted(right) or (
            len(wrong) == 3 and wrong[0] == right[0] and distance(wrong, right, 1) == 1
        )
    return distance(wrong, right, 2) <= (1 if len(wrong) <= 5 else 2)


ENDERS = frozenset(("and", "or", "where", "because", "in", "when"))
BEFORE_TEXT = ("IS", "NOT", "WORD", "CONTAINS", "CONTAIN", "WITH", "FOR", "MATCHES", "INCLUDE")


def bare_text(place: Place) -> Mistake | None:
    """Words after `is`, `contains` and so on that should have stood in quotes."""
    if place.previous != "NAME" or place.token.type in ("_NL", "COMMA", "RPAR", "LPAR"):
        return None
    if len(place.done) < 2 or place.done[-2].type not in BEFORE_TEXT:
        return None
    words = [place.done[-1], place.token]
    for token in reversed(place.rest):
        if not re.fullmatch(r"[A-Za-z0-9_&-]+", token.value) or token.value in ENDERS:
            break
        words.append(token)
    span = Span(place.source.path, words[0].start_pos or 0, words[-1].end_pos or 0)
    quoted = f'"{place.text(span)}"'
    fix = Fix(f"write `{quoted}`", (Edit(span, quoted),), safe=False)
    title = f"`{place.text(span)}` is not in quotes"
    return Mistake(place.error("E030", title, f"write `{quoted}`", fix=fix, span=span))


BEGINS_RULE = ("PLUS", "MINUS", "NUMBER", "POINTS", "FIRST", "BEST")


def rule_at_margin(place: Place) -> Mistake | None:
    if place.done or place.heading or place.token.type not in BEGINS_RULE:
        return None
    help = "indent it under its group; a group begins with `" + SHAPES["GROUP"] + "`"
    return Mistake(place.error("E042", "a rule stands at the margin, under no group", help))
