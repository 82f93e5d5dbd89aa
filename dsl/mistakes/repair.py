"""One change that makes a line right: searched for where a line does not fit.

Tried are the word that does not fit and those just before it, which may have passed for names.
A change counts only if the whole line fits with it, so that what is said can be typed as it is.
What is likeliest is tried first, and a line with a change of one kind is asked for no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from lark import Token

from ..diagnostics import Edit, distance
from ..parse.lalr import MENDED, Reader, kind_of
from ..parse.tokens import TYPES, Names
from ..source import Source
from ..vocabulary import WORDS
from .apart import apart
from .habits.words import alike
from .reread import NO_WORDS, Change, reread, words_of

MOST_TRIES: Final = 3_000
"""Changes that are tried in one file: valid ones take none, and a faulty line takes some fifty."""
LONGEST: Final = 500
"""Tokens of a line for which a change is looked for."""
SIGNS: Final = {
    "COMMA": ",", "EQUALS": "=", "PERCENT": "%", "YES_NO": "yes/no", "LPAR": "(", "RPAR": ")",
}  # fmt: skip
VALUES: Final = {"TEXT": '"?"', "NUMBER": "1", "DATE": "2026-03-01", "NAME": "x", "DAYS": "days"}
"""Kinds of values, and what stands for one while it is tried."""
RETOLD: Final = frozenset(("COMMA", "_VALUE_COMMA", "OR", "_VALUE_OR"))
"""What these are hangs on what stands beside them."""
RESULTS: Final = ("SCORE", "EVENT")
"""Words of the language that are names as well."""
_WORDS: Final = {kind: word for word, kind in reversed(WORDS.items()) if word != "event"}
"""By kind; `event` is as good as any name."""
_INSTEAD: Final = {
    kind: said for kind, said in (_WORDS | SIGNS | VALUES).items() if kind != "BECAUSE"
}
"""What may stand in the place of another word; any text would fit after `because`."""


@dataclass(frozen=True, slots=True)
class Repair:
    kind: str
    at: int
    """The place in its line of the token that it is about."""
    start: int
    end: int
    said: str
    """What stands in the place of the text from `start` to `end`."""
    what: str = ""
    """The kind of token that is put there."""


@dataclass(slots=True)
class Budget:
    """What one file has left."""

    tries: int = MOST_TRIES
    words: Counter[str] = field(default_factory=Counter)
    """How often each word stands in the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that does not fit from its token `at` on."""

    source: Source
    tokens: list[Token]
    at: int
    names: Names
    budget: Budget
    reader: Reader
    base: list[int]
    """The states before the line."""
    heads: bool = False
    """Whether lines stand under it."""
    known: dict[int, list[int]] = field(default_factory=dict)
    """The states behind so many tokens, once they are worked out."""

    @property
    def words(self) -> int:
        """How many tokens have words."""
        return sum(token.type not in NO_WORDS for token in self.tokens)

    def places(self) -> list[int]:
        """Where something may be wrong, the likeliest first."""
        before = [self.at - 1, self.at - 2]
        beside = [self.at + 1] if self.tokens[self.at].type in RETOLD else []
        return [i for i in (self.at, *beside, *before) if 0 <= i < self.words]

    def span(self, i: int) -> tuple[int, int]:
        return self.tokens[i].start_pos or 0, self.tokens[i].end_pos or 0

    def takes(self, i: int, kind: str, after: int | None = None) -> bool:
        """Whether a kind of token fits behind the first `i`, and the token at `after` behind it,
        as far as it is clear what that is."""
        states = self.before(i)
        if not states or not self.reader.advance(states, kind):
            return False
        next = self.tokens[i if after is None else after]
        unclear = next.type in RETOLD or next.type in NO_WORDS
        return unclear or self.reader.fitting(states, [next]) == 1

    @property
    def outermost(self) -> Line:
        """The line as one that stands at the margin."""
        states = list(self.base)
        while self.reader.advance(states, "_DEDENT"):
            pass
        return replace(self, base=states, known={})

    def before(self, i: int) -> list[int]:
        """The states behind the first `i` tokens; none if they do not fit."""
        if i not in self.known:
            states = list(self.base)
            fits = self.reader.fitting(states, self.tokens[:i]) == i
            self.known[i] = states if fits else []
        return list(self.known[i])

    def fitting(self, tokens: list[Token]) -> int:
        """How many tokens of the line fit as it now reads; one less than all if no lines can
        stand under it, and do."""
        states = list(self.base)
        count = self.reader.fitting(states, tokens)
        if self.heads and count == len(tokens) and not self.reader.advance(states, "_INDENT"):
            return count - 1
        return count

    def fits(self, tokens: list[Token]) -> bool:
        """Whether these are a whole line."""
        return self.fitting(tokens) == len(tokens)

    def strained(self, tokens: list[Token]) -> int:
        """How many words of the language must pass for names about the place that does not fit,
        so that these tokens do."""
        states, table, count = list(self.base), self.reader.machine.table, 0
        first, last = (
            self.span(max(0, self.at - 2))[0],
            self.span(min(self.at + 1, self.words - 1))[1],
        )
        for token in tokens:
            kind = kind_of(table[states[-1]], token)
            near = first <= (token.start_pos or 0) < last
            count += near and kind != token.type and token.type not in RESULTS
            if not self.reader.advance(states, MENDED.get(kind, kind)):
                break
        return count

    def reads(self, *repairs: Repair | Edit) -> list[Token]:
        """The line's tokens as it reads after changes."""
        begin = self.tokens[0].start_pos or 0
        changes = [
            (start - begin, end - begin, said) for start, end, said in map(self._change, repairs)
        ]
        was = words_of(self.source.text, self.tokens)
        return reread(was, self.tokens, changes, self.names)

    def said(self, repair: Repair) -> str:
        """What a repair puts there, apart from what stands beside it."""
        return apart(self.source.text, repair.start, repair.end, repair.said)

    def _change(self, repair: Repair | Edit) -> Change:
        if isinstance(repair, Repair):
            return repair.start, repair.end, self.said(repair)
        return repair.span.start, repair.span.end, repair.text

    def mends(self, repair: Repair) -> bool:
        if self.budget.tries <= 0:
            return False
        self.budget.tries -= 1
        return self.fits(self.reads(repair))


Search: TypeAlias = Callable[[Line], Iterator[Repair]]


def repairs(line: Line, searches: tuple[Search, ...]) -> list[Repair]:
    """The changes of the likeliest kind that make a line right; more than one if they are equally
    good. Those with which words of the language would have to be names come last."""
    if len(line.tokens) > LONGEST:
        return []
    held: list[tuple[int, list[Repair]]] = []
    for search in searches:
        found = [repair for repair in search(line) if line.mends(repair)]
        if not found:
            continue
        strain, best = _best(line, found)
        if not _vague(line, best):
            held.append((strain + (search is missing and _weak(best)), best))
            if not held[-1][0]:
                break
    return min(held, key=lambda one: one[0], default=(0, []))[1]


def _best(line: Line, found: list[Repair]) -> tuple[int, list[Repair]]:
    """The repairs of the word that is nearest, and how many words must be names with them."""
    strains = [line.strained(line.reads(repair)) for repair in found]
    least = min(strains)
    best = [repair for repair, strain in zip(found, strains, strict=True) if strain == least]
    if best[0].kind == "surplus":
        return least, _surplus(line, best)
    return least, [repair for repair in best if repair.at == best[0].at]


def _weak(found: list[Repair]) -> bool:
    """Whether what could stand there may stand nearly everywhere."""
    return {repair.what for repair in found} <= {"AND", "OR", "WHERE", "SINCE"}


def _vague(line: Line, found: list[Repair]) -> bool:
    """Whether so much could stand there that it says nothing."""
    first = found[0]
    if first.kind == "replaced":
        return _weak(found) or (len(found) > 1 and not first.at)
    types = {repair.what for repair in found} <= TYPES
    return first.kind == "missing" and len(found) > 1 and first.at in (0, line.words) and not types


def _surplus(line: Line, found: list[Repair]) -> list[Repair]:
    """Of words one of which is too many, those that stand nowhere else in the file."""
    rare = [r for r in found if line.budget.words[str(line.tokens[r.at].value)] < 2]
    return rare or found


# ---------------------------------------------------------------- quotation marks


def quoted(line: Line) -> Iterator[Repair]:
    """Where a quotation mark is missing at the start or the end of a text."""
    if all(token.type != "UNCLOSED" for token in line.tokens):
        return
    for i in range(min(line.at, line.words - 1), max(-1, line.at - 4), -1):
        start, _ = line.span(i)
        repair = Repair("opens", i, start, start, '"')
        if line.tokens[i].type not in ("TEXT", "UNCLOSED") and line.mends(repair):
            yield repair
            return
    last = next(i for i, token in enumerate(line.tokens) if token.type == "UNCLOSED")
    _, end = line.span(last)
    end -= len(line.source.text[:end]) - len(line.source.text[:end].rstrip())
    yield Repair("closes", last, end, end, '"')


# ---------------------------------------------------------------- words as they stand


def spelled(line: Line) -> Iterator[Repair]:
    """A word of the language in another case, or misspelt."""
    for i in line.places():
        token = line.tokens[i]
        word = str(token.value).lower()
        if not word.isalpha() or not 1 < len(word) <= 20 or token.type in VALUES.keys() - {"NAME"}:
            continue
        near = [w for w in _accepted(line, i) if w == word or alike(word, w, token.type == "NAME")]
        for right in sorted(near, key=lambda w: (distance(word, w, 3), w)):
            if right != token.value:
                yield Repair("spelled", i, *line.span(i), right)


def _accepted(line: Line, i: int) -> list[str]:
    return [word for word, kind in WORDS.items() if line.takes(i, kind, len(line.tokens) - 1)]


def twice(line: Line) -> Iterator[Repair]:
    """A word that stands there two times."""
    for i in (line.at, line.at + 1, line.at - 1, line.at - 2):
        if 0 < i < line.words and line.tokens[i - 1].value == line.tokens[i].value:
            yield Repair("twice", i, line.span(i - 1)[1], line.span(i)[1], "")


def swapped(line: Line) -> Iterator[Repair]:
    """Two neighbours that stand the wrong way round."""
    for i in (line.at, line.at + 1, line.at - 1, line.at - 2):
        if 0 < i < line.words and line.tokens[i - 1].type != line.tokens[i].type:
            yield _swap(line, i)


def _swap(line: Line, i: int) -> Repair:
    (start, middle), (second, end) = line.span(i - 1), line.span(i)
    text = line.source.text
    one, other = text[start:middle], text[second:end]
    if other in ("+", "-"):
        said = f"{other}{one}"
    elif other == ",":
        start, said = (line.span(i - 2)[1] if i > 1 else start), f", {one}"
    elif one == ",":
        said = f"{other},"
    else:
        said = f"{other}{text[middle:second] or ' '}{one}"
    more = text[end : end + 1]
    return Repair("swapped", i, start, end, said + " " * (more.isalnum() or more == '"'))


# ---------------------------------------------------------------- words that are missing


def missing(line: Line) -> Iterator[Repair]:
    """A word or a sign of the language that was left out."""
    yield from _put_in(line, "missing", _WORDS | SIGNS)


def missing_value(line: Line) -> Iterator[Repair]:
    yield from _put_in(line, "value", VALUES)


def _put_in(line: Line, kind: str, known: dict[str, str]) -> Iterator[Repair]:
    for i in (line.at, line.at - 1, line.at - 2):
        if i < 0:
            return
        start, glued = _before(line, i)
        for what, said in known.items():
            if line.takes(i, what):
                if what == "COMMA" and i:
                    at = line.span(i - 1)[1]
                    space = "" if line.source.text[at : at + 1].isspace() else " "
                    yield Repair(kind, i, at, at, said + space, what)
                else:
                    yield Repair(kind, i, start, start, glued.format(said), what)


def _before(line: Line, i: int) -> tuple[int, str]:
    """Where a word stands before a token, and its spaces."""
    if i < line.words:
        return line.span(i)[0], "{} "
    return line.span(line.words - 1)[1], " {}"


# ---------------------------------------------------------------- words too many, other words


def surplus(line: Line) -> Iterator[Repair]:
    """A word that is too many."""
    for i in line.places():
        start, end = line.span(i)
        if i:
            start = line.span(i - 1)[1]
        else:
            end = line.span(1)[0] if line.words > 1 else end
        glued = i and i + 1 < line.words and line.span(i + 1)[0] == end
        yield Repair("surplus", i, start, end, " " * (bool(glued) and _apart(line, i)))


def _apart(line: Line, i: int) -> bool:
    """Whether a space must stand before what follows a token."""
    return line.tokens[i + 1].value not in tuple(",)%")


def replaced(line: Line) -> Iterator[Repair]:
    """Another word in the place of one."""
    for i in line.places():
        start, end = line.span(i)
        for what, said in _INSTEAD.items():
            if said != line.tokens[i].value and line.takes(i, what, i + 1):
                begin = line.span(i - 1)[1] if what == "COMMA" and i else start
                yield Repair("replaced", i, begin, end, said, what)


LIKELY: Final = (quoted, spelled, twice, swapped)
"""So likely that they go before whatever else may be said of a line."""
LAST: Final = (missing, missing_value, surplus, replaced)
INCOMPLETE: Final = (quoted, spelled, twice, missing_value, missing, swapped, surplus, replaced)
"""Where a line ends too soon."""
