"""What is said of a repair, or of several that are equally good."""

from __future__ import annotations

from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..parse.tokens import TYPES
from ..vocabulary import SECTIONS
from .repair import Line, Repair

BEFORE_CONDITIONS: Final = ("WHEN", "WHERE", "UNTIL", "NOT", "AND", "OR", "_VALUE_OR")
BEGINS_SECTION: Final = frozenset(words.split()[0] for words in SECTIONS)
LONGEST_SHOWN: Final = 40
KINDS: Final = {
    "TEXT": "a text in quotes", "NUMBER": "a number", "DATE": "a date", "DAYS": "a unit of time",
    "NAME": "a name",
}  # fmt: skip
NAMES: Final = {
    "by": "a column's name", "per": "a column's name", "any": "an event's name",
    "each": "an event's name", "followed by": "an event's name", "in": "a list's name",
    "did": "an event's name", "when": "a column's name", "where": "a field's name",
    "and": "a column's name",
}  # fmt: skip
"""Whose name may be missing, by the word before."""


def told(line: Line, found: list[Repair], shape: str) -> Diagnostic:
    """`shape` is what such a line looks like."""
    first = found[0]
    say = {
        "opens": _opens, "closes": _closes, "spelled": _spelled, "twice": _twice,
        "swapped": _swapped, "missing": _missing, "value": _value, "surplus": _surplus,
        "replaced": _replaced,
    }[first.kind]  # fmt: skip
    code, title, help, safe = say(line, found)
    fix = None
    if len(found) == 1 and first.what not in KINDS:
        edits = (*_to_margin(line, first), edit_of(line, first))
        fix = Fix(_does(first, help), edits, safe)
    elif shape:
        help = f"{help}; such a line looks like `{shape}`".removeprefix("; ")
    return Diagnostic(code, "error", title, _span(line, found), help=help or None, fix=fix)


def edit_of(line: Line, repair: Repair) -> Edit:
    return Edit(Span(line.source.path, repair.start, repair.end), line.said(repair))


def in_words(line: Line, repair: Repair, right: str) -> Diagnostic:
    """Says what to write where a change is not what was meant."""
    title = f"`{shown(line, min(repair.at, line.words - 1))}` does not fit here"
    return Diagnostic("E040", "error", title, _span(line, [repair]), help=right)


def _to_margin(line: Line, repair: Repair) -> tuple[Edit, ...]:
    """What takes out the spaces before a section whose first word was missing."""
    start = line.source.text.rfind("\n", 0, repair.start) + 1
    if repair.at or repair.said.strip() not in BEGINS_SECTION or start == repair.start:
        return ()
    return (Edit(Span(line.source.path, start, repair.start), ""),)


Said = tuple[str, str, str, bool]
"""Code, title, help, and whether the fix is safe."""


def _does(repair: Repair, help: str) -> str:
    if repair.kind == "spelled" and repair.said == "not":
        return "write `not`"
    return f"add `{repair.said.strip()}`" if repair.kind == "missing" else help


def _span(line: Line, found: list[Repair]) -> Span:
    """What is underlined: the words that a repair is about."""
    places = [min(r.at, line.words - 1) for r in found]
    if found[0].kind == "swapped":
        places.append(found[0].at - 1)
    start, end = line.span(min(places))[0], line.span(max(places))[1]
    return Span(line.source.path, start, end)


def shown(line: Line, i: int) -> str:
    start, end = line.span(i)
    value = line.source.text[start:end].strip()
    return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"


def _either(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


# ---------------------------------------------------------------- each kind


def _opens(line: Line, found: list[Repair]) -> Said:
    at = found[0].at
    title = f"a quotation mark is missing before `{shown(line, at)}`"
    text = next(t for t in line.reads(found[0])[at:] if t.type == "TEXT")
    return "E024", title, f"open the text: `{text}`", False


def _closes(line: Line, found: list[Repair]) -> Said:
    at = found[0].at
    return "E024", "a quotation mark is missing", f'close the text: `{shown(line, at)}"`', False


def _spelled(line: Line, found: list[Repair]) -> Said:
    word, said = shown(line, found[0].at), found[0].said
    if word.lower() == said:
        at = found[0].at + 1
        if (
            said == "not"
            and at < line.words
            and shown(line, at).isidentifier()
            and shown(line, at).istitle()
        ):
            help = (
                f'write `{said} "{shown(line, at)}"`, or `"{word} {shown(line, at)}"` if that is '
            )
            return "E021", f"`{word}` is written in lower case here", help + "the text", False
        return "E021", f"`{word}` is written in lower case here", f"write `{said}`", True
    start = f"a line cannot begin with `{word}` here"
    title = f"`{word}` does not fit here" if found[0].at else start
    close = _either([f"`{repair.said}`" for repair in found])
    return "E032", title, f"did you mean {close}?", False


def _twice(line: Line, found: list[Repair]) -> Said:
    return "E040", f"`{shown(line, found[0].at)}` stands here twice", "take one out", False


def _swapped(line: Line, found: list[Repair]) -> Said:
    at = found[0].at
    one, other = shown(line, at - 1), shown(line, at)
    title = f"`{one}` and `{other}` stand the wrong way round"
    return "E040", title, f"write `{found[0].said.strip()}`", False


def _where(line: Line, at: int) -> str:
    """Beside which word something is missing."""
    if at and (at >= line.words or line.tokens[at].value in (",", ")")):
        return f"after `{shown(line, at - 1)}`"
    return f"before `{shown(line, at)}`"


def _signed(line: Line, i: int) -> str:
    """A word, with the sign before it if it is the points of a rule."""
    sign = line.tokens[0].value if i == 1 and line.tokens[0].type in ("PLUS", "MINUS") else ""
    return f"{sign}{shown(line, i)}"


def _missing(line: Line, found: list[Repair]) -> Said:
    at, where = found[0].at, _where(line, found[0].at)
    words = [repair.said.strip() for repair in found]
    if len(found) == 1 and words[0] == ",":
        return "E034", f"a comma is missing {where}", "put a comma there", False
    if len(found) == 1:
        before = f"{_signed(line, at - 1)} " if at else ""
        after = f" {shown(line, at)} …" if at < line.words else ""
        return (
            "E034",
            f"`{words[0]}` is missing {where}",
            f"write `{before}{words[0]}{after}`",
            False,
        )
    what = "a type" if {repair.what for repair in found} <= TYPES else "a word"
    help = f"here could stand {_either([f'`{word}`' for word in words])}"
    return "E034", f"{what} is missing {where}", help, False


def _value(line: Line, found: list[Repair]) -> Said:
    at = found[0].at
    if at >= line.words and line.tokens[at - 1].type in BEFORE_CONDITIONS:
        return "E034", f"nothing stands after `{shown(line, at - 1)}`", "", False
    what = _what(line, found)
    where = _where(line, at)
    if what in NAMES.values():
        where = f"after `{shown(line, at - 1)}`"
    return "E034", f"{what} is missing {where}", "", False


def _what(line: Line, found: list[Repair]) -> str:
    kinds = [repair.what for repair in found]
    at = found[0].at
    before = line.tokens[at - 1].value if at else ""
    if "NAME" in kinds and before in NAMES:
        kinds = ["NAME"]
    if {"TEXT", "NUMBER"} <= {*kinds}:
        return "a value"
    if kinds == ["NUMBER", "NAME"]:
        kinds = ["NUMBER"]
    if at > 1 and before == "by" and line.tokens[at - 2].value == "followed":
        before = "followed by"
    named = {**KINDS, "NAME": NAMES.get(before, KINDS["NAME"])}
    return _either([named[kind] for kind in kinds])


def _surplus(line: Line, found: list[Repair]) -> Said:
    words = [f"`{shown(line, repair.at)}`" for repair in sorted(found, key=lambda r: r.at)]
    if len(words) > 1:
        return "E040", f"{_either(words)} is too many here", "take one of them out", False
    if not found[0].at:
        return "E041", f"a line cannot begin with {words[0]} here", "take it out", False
    return "E040", f"{words[0]} does not fit here", "take it out", False


def _replaced(line: Line, found: list[Repair]) -> Said:
    at = found[0].at
    word = shown(line, at)
    title = f"`{word}` does not fit here" if at else f"a line cannot begin with `{word}` here"
    code = "E040" if at else "E041"
    if {"TEXT", "NUMBER"} <= {repair.what for repair in found}:
        return code, title, "here could stand a value: a text in quotes, a number …", False
    could = [KINDS.get(repair.what, f"`{repair.said}`") for repair in found]
    if len(could) == 1 and found[0].what == "COMMA":
        return code, title, "put a comma in its place", False
    if len(could) == 1 and found[0].what not in KINDS:
        return code, title, f"did you mean {could[0]}?", False
    return code, title, f"here could stand {_either(could)}", False
