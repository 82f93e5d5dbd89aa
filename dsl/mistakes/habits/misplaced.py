"""Mistakes of place: a row outside its table, a rule among rows, a clause where none belongs.

Like the habits, each function looks at a place and says what is wrong there, or none.
"""

from __future__ import annotations

from ...diagnostics import Edit, Fix, Span
from ...vocabulary import SECTIONS, TYPE_HABITS, WORDS
from ..place import Mistake, Place

CLASS_HEADINGS = ("STAGES", "LABEL")
RULE_HEADINGS = ("GROUP", "SCORE")
ROW_HEADINGS = ("FIRST", "BEST")
SECTION_KINDS = frozenset(words.split()[0].upper() for words in SECTIONS)
EXAMPLE_LINES = ("EXPECT", "DID", "COLLEAGUE", "AS", "WAS")
CLAUSES = {
    "AT": "at most …", "ONCE": "once per …", "UP": "up to …", "LOSING": "losing …",
    "FADING": "fading out …",
}  # fmt: skip


def section_inside(place: Place) -> Mistake | None:
    """`group`, `stages` and so on under another section."""
    if place.done or not place.heading or place.token.type not in SECTION_KINDS:
        return None
    words = next(words for words in SECTIONS if words.split()[0] == place.word)
    title = f"`{words}` begins a section, and a section stands at the margin"
    return Mistake(place.error("E038", title, "take the spaces before it out"))


def example_line(place: Place) -> Mistake | None:
    """`expect`, `did`, `was` and `as of` outside an example."""
    if place.done or place.heading == "EXAMPLE" or place.token.type not in EXAMPLE_LINES:
        return None
    title = f"`{place.word}` belongs to an example"
    return Mistake(place.error("E038", title, 'indent it under a line `example "…"`'))


def row_outside(place: Place) -> Mistake | None:
    """A row that stands beside its table, not under it."""
    if place.heading not in RULE_HEADINGS or not place.done:
        return None
    after_for = place.previous == "FOR" and place.accepted == {"EACH", "EVERY"}
    bare = place.previous == "NUMBER" and place.token.type in ("UNKNOWN", "OTHERWISE")
    if not (after_for or bare) or place.done[0].type not in ("PLUS", "MINUS", "NUMBER"):
        return None
    if after_for and place.token.type == "NAME":
        return None
    first = place.done[0]
    span = Span(place.source.path, first.start_pos or 0, place.span.end)
    help = "indent it further than its table, which begins with `points by …`"
    return Mistake(place.error("E037", "this row stands under no table", help, span=span))


def _row_meant(place: Place) -> Mistake | None:
    """`+10 when 1 to 5`, `+10 when unknown` under `points by …`; a name may begin a condition."""
    follows = place.following
    if follows is None or follows.type == "NAME":
        return None
    rest = list(reversed(place.rest))
    if place.fits(rest):
        fix = Fix("take it out", (Edit(place.with_space(place.span), ""),), safe=False)
        title = f"`when` is one word too many in a row for `{follows.value}`"
        return Mistake(place.error("E031", title, fix.title, fix=fix), [])
    right = place.tokens("for")
    if not place.fits([*right, *rest]):
        return None
    shown = " ".join(str(token.value) for token in rest if token.type != "_NL")
    title, help = "a row of `points by` says `for`", f"write `for {shown}`"
    return Mistake(place.mended("E031", title, "for", help, safe=False), right)


def rule_among_rows(place: Place) -> Mistake | None:
    """A rule that stands under `points by`, a `for` row under `first of`."""
    kind = place.token.type
    if place.heading == "POINTS" and kind == "WHEN" and place.done:
        row = _row_meant(place)
        if row is not None:
            return row
    if place.heading == "POINTS" and (kind == "WHEN" or kind in ("EACH", "EVERY")) and place.done:
        help = 'indent it like the line `points by …`, or write a row: `+10 for "Software"`'
        return Mistake(place.error("E038", "this is a rule, among the rows of a table", help))
    if place.heading in ROW_HEADINGS and kind == "FOR" and place.done:
        words = f"{place.heading.lower()} of"
        help = f"write `+40 when …`; a rule `for each` is indented like the line `{words}`"
        return Mistake(place.error("E038", f"a row of `{words}` says `when`", help))
    return None


def clause_of_each(place: Place) -> Mistake | None:
    """`+5 when any email_open, at most 3 times`"""
    follows = place.following
    if place.token.type != "COMMA" or follows is None or follows.type not in CLAUSES:
        return None
    if not place.done or place.done[0].type not in ("PLUS", "MINUS", "NUMBER"):
        return None
    if all(token.type != "WHEN" for token in place.done):
        return None
    span = Span(place.source.path, follows.start_pos or 0, follows.end_pos or 0)
    title = f"`{CLAUSES[follows.type]}` belongs to a rule `for each`"
    help = "write `+5 for each email_open, at most 3 times`; a rule `when` gives its points once"
    return Mistake(place.error("E123", title, help, span=span))


def unopened_bracket(place: Place) -> Mistake | None:
    kinds = [token.type for token in place.done]
    if place.token.type != "RPAR" or kinds.count("LPAR") > kinds.count("RPAR"):
        return None
    fix = Fix("take it out", (Edit(place.span, ""),), safe=False)
    help = "take it out, or put `(` where the bracket begins"
    return Mistake(place.error("E028", "this bracket was never opened", help, fix=fix), [])


def word_twice(place: Place) -> Mistake | None:
    """`up to 30 points points`"""
    follows = place.following
    if len(place.done) > 1 and place.done[-1].value == place.done[-2].value in WORDS:
        # The second passed for a name, so that only what follows does not fit.
        second = place.done[-1]
        span = Span(place.source.path, second.start_pos or 0, second.end_pos or 0)
        fix = Fix("take one out", (Edit(span, ""),), safe=False)
        title = f"`{second.value}` stands here twice"
        return Mistake(place.error("E040", title, "take one out", fix=fix, span=span))
    if not place.done or follows is None or place.done[-1].value != place.token.value:
        return None
    if not place.fits([follows]):
        return None
    start = place.done[-1].end_pos or 0
    fix = Fix("take one out", (Edit(Span(place.source.path, start, place.span.end), ""),), False)
    title = f"`{place.token.value}` stands here twice"
    return Mistake(place.error("E040", title, "take one out", fix=fix), [])


def stray_comma(place: Place) -> Mistake | None:
    """A comma before `because`, `and`, `or` or the end of the line."""
    follows = place.following
    if place.token.type not in ("COMMA", "_VALUE_COMMA") or follows is None:
        return None
    if (follows.line or 0) > (place.token.line or 0) and place.done:
        help = "take the comma out, or go on with another value"
        return Mistake(place.error("E040", "a line that ends with a comma goes on", help))
    if not place.fits([follows]):
        return None
    fix = Fix("take it out", (Edit(place.span, ""),), safe=False)
    return Mistake(place.error("E040", "`,` does not fit here", "take it out", fix=fix), [])


def otherwise_first(place: Place) -> Mistake | None:
    """`otherwise Cold`; the word passes for the name of a stage."""
    if place.heading not in CLASS_HEADINGS or len(place.done) != 1:
        return None
    first = place.done[0]
    if first.value == "otherwise" and place.token.type in ("NAME", "TEXT"):
        span = Span(place.source.path, first.start_pos or 0, place.span.end)
        said = f"{place.token.value} otherwise"
        title = "`otherwise` comes last on its line"
        return Mistake(place.mended("E031", title, said, span=span, safe=False))
    if place.token.type == "FROM":
        help = f"write `{first.value} when score is at least 50`"
        return Mistake(place.error("E031", "a row of stages or of a label says `when`", help))
    return None


def every_event(place: Place) -> Mistake | None:
    """`+5 for every email_open`"""
    if place.accepted != {"OF"} or [t.type for t in place.done[-2:]] != ["EVERY", "NAME"]:
        return None
    every, name = place.done[-2:]
    span = Span(place.source.path, every.start_pos or 0, every.end_pos or 0)
    title = "`for every` counts by a number; events are counted by `for each`"
    help = f"write `for each {name.value}`"
    fix = Fix(help, (Edit(span, "each"),), safe=False)
    return Mistake(place.error("E031", title, help, span=span, fix=fix))


def other_type(place: Place) -> Mistake | None:
    """`revenue integer`"""
    said = TYPE_HABITS.get(place.word)
    if said is None or not place.accepted >= {"WORD_TEXT", "YES_NO"}:
        return None
    kinds = {"text": "WORD_TEXT", "number": "WORD_NUMBER", "yes/no": "YES_NO", "time": "TIME"}
    diagnostic = place.mended("E031", f"the type `{place.word}` is called `{said}` here", said)
    return Mistake(diagnostic, place.one(kinds.get(said, said.upper()), said))


MISPLACED = (
    section_inside, example_line, clause_of_each, unopened_bracket, row_outside, rule_among_rows,
    otherwise_first, every_event, other_type, word_twice, stray_comma,
)  # fmt: skip
"""Looked for where no habit is found."""
