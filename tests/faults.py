"""Faults of one token in files that are right, as people make them, and what is said of each.

A fault is *named first* if the first message's first underlined text stands on the line with the
fault. Where the fault leaves no word on its line, that is the next line with words. Faults that
leave a file that is right are counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from lark import Token
from leadscore.dsl.apply import edited
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.model import Model
from leadscore.dsl.parse.grammar import lexer
from leadscore.dsl.parse.parser import parse
from leadscore.dsl.source import Source
from leadscore.dsl.vocabulary import WORDS

ROOT = Path(__file__).parents[1]
TOUR = ROOT / "tests" / "tour.score"
SOME_LETTERS = "aeinorstlcdu"
FOREIGN = (
    '"x"', "12", "foo", "2026-03-01", "is", "when", "and", "or", "not", "for", "each", "of", "in",
    "the", "at", "because", "otherwise", "points", "where", ",", "(", ")", "-", "=", "'", '"', ".",
    ":", ";", "==", "&&", "%", "|", "has", "if", "then", "AND", "more", "equals", "*",
)  # fmt: skip
"""What stands in the place of a token, or before one, besides tokens of the same file."""


@dataclass(frozen=True, slots=True)
class Good:
    """A file that is right, its tokens, and what is said of it as it lies here."""

    name: str
    path: Path
    text: str
    tokens: tuple[Token, ...]
    told: frozenset[str]

    def on_line_after(self, position: int) -> Token | None:
        """The token after the one at `position`, if it stands on the same line."""
        after = self.tokens[position + 1 : position + 2]
        return after[0] if after and after[0].line == self.tokens[position].line else None


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    good: Good
    start: int
    end: int
    instead: str
    """What stands in the place of the text from `start` to `end`."""

    @property
    def text(self) -> str:
        return self.good.text[: self.start] + self.instead + self.good.text[self.end :]

    @property
    def line(self) -> int:
        """The faulty line, from 1."""
        lines = self.text.split("\n")
        number = self.text.count("\n", 0, self.start)
        while number + 1 < len(lines) and re.fullmatch(r"\s*(#.*)?", lines[number]):
            number += 1
        return number + 1


@dataclass(frozen=True, slots=True)
class Outcome:
    fault: Fault
    model: Model
    messages: tuple[Diagnostic, ...]

    @property
    def named_first(self) -> bool:
        first = self.messages[0].span
        source = self.model.sources[first.path]
        main = Path(first.path).name == self.fault.good.path.name
        return main and source.position(first.start)[0] == self.fault.line

    @property
    def fixed(self) -> str | None:
        """The file after the fix of the first message, if it has one."""
        fix = self.messages[0].fix
        if fix is None or {edit.span.path for edit in fix.edits} != {self.messages[0].span.path}:
            return None
        source = self.model.sources[self.messages[0].span.path]
        return edited(source.text, fix.edits)

    @property
    def still_wrong(self) -> bool:
        """Whether after that fix the faulty line still does not fit."""
        source = Source(self.fault.good.name, self.fixed or "")
        spans = [d.span for d in parse(source).diagnostics]
        return self.fault.line in [source.position(span.start)[0] for span in spans]

    @property
    def mended_first(self) -> bool:
        """Whether the first fix gives the file as it was, or one in which every line fits."""
        text = self.fixed
        return text is not None and not parse(Source(self.fault.good.name, text)).diagnostics


@cache
def good_files() -> tuple[Good, ...]:
    """The examples, the starter, the scorecards of the tests and a tour of the language."""
    found = [
        *sorted(ROOT.glob("examples/*/*.score")),
        *sorted(ROOT.glob("runtime/starter/*.score")),
    ]
    found += [*sorted(ROOT.glob("tests/real_data/*.score")), TOUR]
    return tuple(good_file(path) for path in found)


def good_file(path: Path) -> Good:
    text = path.read_text("utf-8")
    tokens = tuple(token for token in lexer()(text) if token.type != "_NL")
    told = frozenset(d.title for d in check(path).diagnostics)
    return Good(str(path.relative_to(ROOT)), path, text, tokens, told)


# ---------------------------------------------------------------- the kinds of fault

Change = tuple[int, int, str]
Maker = Callable[[Random, Good, int], Change | None]


def _bounds(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _other(random: Random, good: Good) -> str:
    return random.choice((str(random.choice(good.tokens)), random.choice(FOREIGN)))


def delete(random: Random, good: Good, i: int) -> Change | None:
    start, end = _bounds(good.tokens[i])
    return start, end, ""


def insert(random: Random, good: Good, i: int) -> Change | None:
    start, _ = _bounds(good.tokens[i])
    return start, start, _other(random, good) + " "


def replace(random: Random, good: Good, i: int) -> Change | None:
    start, end = _bounds(good.tokens[i])
    return start, end, _other(random, good)


def swap(random: Random, good: Good, i: int) -> Change | None:
    """Two neighbours on a line."""
    after = good.on_line_after(i)
    if after is None:
        return None
    (start, end), (second, last) = _bounds(good.tokens[i]), _bounds(after)
    return start, last, f"{after}{good.text[end:second]}{good.tokens[i]}"


def duplicate(random: Random, good: Good, i: int) -> Change | None:
    start, _ = _bounds(good.tokens[i])
    return start, start, f"{good.tokens[i]} "


def misspell(random: Random, good: Good, i: int) -> Change | None:
    """A word with one letter too few, too many, another one, or two in the wrong order."""
    word = str(good.tokens[i])
    if not word[:1].isalpha() or len(word) < 3:
        return None
    start, end = _bounds(good.tokens[i])
    at = random.randrange(1, len(word))
    letter = random.choice(SOME_LETTERS)
    wrong = random.choice((
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ))  # fmt: skip
    return start, end, wrong


def case(random: Random, good: Good, i: int) -> Change | None:
    word = str(good.tokens[i])
    if word not in WORDS:
        return None
    return (*_bounds(good.tokens[i]), random.choice((word.capitalize(), word.upper())))


def indent(random: Random, good: Good, i: int) -> Change | None:
    """A line one to four spaces further in or out."""
    start = good.text.rfind("\n", 0, good.tokens[i].start_pos or 0) + 1
    spaces = len(good.text[start:]) - len(good.text[start:].lstrip(" "))
    width = random.choice([n for n in range(spaces + 5) if n != spaces and abs(n - spaces) < 5])
    return start, start + spaces, " " * width


def quote(random: Random, good: Good, i: int) -> Change | None:
    """A quotation mark left out."""
    start, end = _bounds(good.tokens[i])
    if good.tokens[i].type != "TEXT":
        return None
    return random.choice(((start, start + 1, ""), (end - 1, end, "")))


KINDS: tuple[Maker, ...] = (
    delete, insert, replace, swap, duplicate, misspell, case, indent, quote,
)  # fmt: skip


def faults(seed: int) -> Iterator[Fault]:
    """Faults without end, as many of each kind and, in turn, in each file."""
    random = Random(seed)
    goods = good_files()
    while True:
        for good in goods:
            for maker in KINDS:
                yield _fault(random, good, maker)


def _fault(random: Random, good: Good, maker: Maker) -> Fault:
    while True:
        change = maker(random, good, random.randrange(len(good.tokens)))
        if change is not None and good.text[change[0] : change[1]] != change[2]:
            return Fault(maker.__name__, good, *change)


def outcome(fault: Fault) -> Outcome:
    model = check(fault.good.path, text=fault.text)
    new = tuple(d for d in model.diagnostics if d.title not in fault.good.told)
    return Outcome(fault, model, new)
