"""Text to AST, and everything that is wrong with the text.

The LALR parser is fed token by token. A token that does not fit becomes a diagnostic; then either
it is taken for what was meant (`When` for `when`), or the rest of its line is left out and parsing
goes on with the next. So a file with five mistakes gets five messages and still has a tree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial

from lark import Token

from .. import ast
from ..diagnostics import MOST_MESSAGES, Diagnostic, Edit, Fix, Span
from ..mistakes.declared import Declared, declared
from ..mistakes.judge import judged
from ..mistakes.misfit import early, explain
from ..mistakes.place import Mistake, Place
from ..mistakes.repair import Budget, Line
from ..mistakes.safety import weighed
from ..mistakes.strays import Stray
from ..mistakes.turning import upright, upright_mistake
from ..mistakes.written_line import Written, says_otherwise
from ..source import Source
from ..vocabulary import WORDS
from .grammar import lexer, machine
from .lalr import Branch, Reader, kind_of
from .nodes import build_file
from .outline import Outline
from .parsed import Parsed, SoFar
from .tabs import tabs
from .tokens import Names, defined_names, join_lines, tell_separators

DEEPEST = 50
"""Brackets inside brackets."""
LONGEST_SUM = 200
"""Arithmetic signs on one line."""
MOST_JOINED = 10_000
"""Conditions that one line joins by `and` and `or`."""
LONGEST_NUMBER = 60
"""Digits; a number of more than 18 is refused with a better message as long as it can be read."""
TOLD_ONCE = ("E033", "E037", "E042")
"""Mistakes that a file makes on every line, if at all."""


def parse(
    source: Source,
    others: Names | None = None,
    words: Callable[[], Counter[str]] | None = None,
    names: Callable[[], Declared] | None = None,
) -> Parsed:
    """Parses a rule file; never raises for what the file says. `others` are the names that the
    files define which it uses, and where the source is a part of a file, those of all of it;
    `words` are then all of the file's, counted, and `names` what all files declare."""
    run = _Run(source, others, words, names)
    tree = run.parse()
    file = build_file(source, tree, run.line_ends) if tree is not None else ast.File((), ())
    found = run.found()
    shown = tuple(found[:MOST_MESSAGES])
    return Parsed(
        source, file, shown, frozenset(run.broken_names), frozenset(run.holes),
        run.lost, run.untold + len(found) - len(shown),
    )  # fmt: skip


def read_tokens(source: Source) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens of a rule file as the grammar takes them (a word that serves as a name is a
    NAME), and what is wrong with the text; if anything is, tokens are missing."""
    run = _Run(source)
    run.parse()
    return run.fed, run.found()


@dataclass(slots=True)
class _Reading:
    """One line while it is read."""

    line: list[Token]
    start: int
    """Where the line starts among the file's tokens."""
    queue: list[Token] = field(default_factory=list)
    """What is not read yet, last first."""
    done: list[Token] = field(default_factory=list)
    floor: int | None = None
    """How many states there are before the line, once something of it is read."""
    doubtful: int = -1
    """A mistake before so many tokens shows only that one before was meant otherwise."""
    untouched: bool = True
    """The line is read as it stands."""
    written: Written | None = None
    base: list[int] = field(default_factory=list)
    """The states before the line, once something of it does not fit."""
    told: int = 0
    """How many messages there were then."""

    def __post_init__(self) -> None:
        self.queue = list(reversed(self.line))

    @property
    def muted(self) -> bool:
        return self.written is not None and self.written.muted

    def begin(self, tokens: list[Token]) -> None:
        """Has other tokens read in place of the line's."""
        self.queue, self.done, self.floor = list(reversed(tokens)), [], None
        self.untouched = False

    def replace(self, taken: int, tokens: list[Token]) -> None:
        """Puts tokens in the place of the one that does not fit and of so many after it."""
        del self.queue[len(self.queue) - taken :]
        self.queue.extend(reversed(tokens))
        self.doubtful = len(self.done) + max(1, len(tokens))
        self.untouched = False


def read_so_far(source: Source, others: Names | None = None) -> SoFar:
    return _Run(source, others).so_far()


MOST_ENDINGS = 5
"""Ways in which a phrase may go on."""
LONGEST_PHRASE = 4
"""Words."""
SPELLED = frozenset(WORDS.values())
_NO_WORDS = ("_NL", "_DEDENT", "UNCLOSED_BRACKET")


class _Run:
    """One pass over the tokens of one file."""

    def __init__(
        self, source: Source, others: Names | None = None,
        words: Callable[[], Counter[str]] | None = None,
        names: Callable[[], Declared] | None = None,
    ) -> None:  # fmt: skip
        text = source.text + "\n"
        outline = Outline(text)
        self.source = source
        self.reader = Reader(machine())
        tokens = list(outline.process(join_lines(lexer()(text))))
        self.names = defined_names(tokens) | (others or Names())
        self.tokens = tell_separators(tokens, self.names)
        self.fed: list[Token] = []
        self.diagnostics: list[Diagnostic] = []
        self.told: set[Diagnostic | str] = set()
        self.broken_names: set[str] = set()
        self.holes: set[int] = set()
        self.lost = False
        self.untold = 0
        self.budget = Budget()
        self.words = words or (lambda: Counter(str(token.value) for token in self.tokens))
        self.declared = cache(names or (lambda: declared([source.text, *self.names.texts])))
        self.shifted: set[int | None] = set()
        """Where lines start whose indentation has been told of."""
        self.line_ends: dict[int, int] = {}
        self.line_first = Token("_NL", "", 0)
        """The first token of the line before."""
        self.headings: list[Token] = []
        """The first tokens of the headings that are open."""
        self.diagnostics.extend(tabs(source))
        self.misplaced(outline.strays)

    def found(self) -> list[Diagnostic]:
        return sorted(self.diagnostics, key=lambda d: d.span)

    # -- what the lexer alone can tell

    def misplaced(self, strays: list[Stray]) -> None:
        for stray in strays:
            self.shifted.add(stray.start)
            start = self.source.text.rfind("\n", 0, stray.start) + 1
            before = Span(self.source.path, start, stray.start)
            fix = None
            if stray.spaces is not None:
                fix = Fix(stray.help, (Edit(before, " " * stray.spaces),), safe=False)
            span = before if stray.code == "E011" else self._first_word(stray.start)
            self._report(
                Diagnostic(stray.code, "error", stray.title, span, help=stray.help, fix=fix)
            )

    def _first_word(self, start: int) -> Span:
        found = re.compile(r"\S*").match(self.source.text, start)
        return Span(self.source.path, start, found.end() if found else start)

    # -- the parse

    def parse(self) -> Branch | None:
        position = 0
        while position < len(self.tokens):
            stop = self._line_stop(position)
            if self.tokens[position].type in ("_INDENT", "_DEDENT"):
                position = self._outline_token(position)
                continue
            self._line(position, stop)
            position = stop
        return self.reader.finish()

    def so_far(self) -> SoFar:
        words = [i for i, t in enumerate(self.tokens) if t.type not in _NO_WORDS]
        del self.tokens[words[-1] if words else 0 :]
        position = 0
        while position < len(self.tokens):
            stop = self._line_stop(position)
            if self.tokens[position].type in ("_INDENT", "_DEDENT"):
                position = self._outline_token(position)
            elif self.tokens[stop - 1].type == "_NL":
                self._line(position, stop)
                position = stop
            else:
                line = self.tokens[position:]
                fits = all(map(self._try, line))
                return self._fitting_next(line) if fits else SoFar(line, frozenset())
        return self._fitting_next([])

    def _fitting_next(self, line: list[Token]) -> SoFar:
        states = self.reader.states
        accepted = self._accepted()
        phrases = [p for kind in accepted & SPELLED for p in self._phrases(states, kind)]
        heading = self.headings[-1].type if self.headings else ""
        return SoFar(line, accepted, tuple(sorted(phrases)), heading)

    def _phrases(self, states: list[int], kind: str, words: int = 1) -> Iterator[tuple[str, ...]]:
        """A word with those that must follow it, for as long as only few words can."""
        after = list(states)
        self.reader.advance(after, kind)
        then = self._accepted(after)
        if not then <= SPELLED or len(then) > MOST_ENDINGS or words == LONGEST_PHRASE:
            yield (kind,)
            return
        for one in then:
            yield from ((kind, *rest) for rest in self._phrases(after, one, words + 1))

    def _line_stop(self, start: int) -> int:
        """Position after the line's `_NL`."""
        i = start
        while i < len(self.tokens):
            if self.tokens[i].type == "_NL":
                return i + 1
            i += 1
        return i

    def _outline_token(self, position: int) -> int:
        token = self.tokens[position]
        if self._try(token):
            if token.type == "_INDENT":
                self.headings.append(self.line_first)
            elif self.headings:
                self.headings.pop()
            return position + 1
        if token.type == "_DEDENT":
            return position + 1
        self._too_far_in(position)
        close = self._matching_dedent(position)
        # Its lines stay, as if they stood one level further out.
        del self.tokens[close : close + 1]
        return position + 1

    def _too_far_in(self, position: int) -> None:
        """Tells of a line that fits but for its indentation; of another its own mistake is told."""
        line = self.tokens[position + 1 : self._line_stop(position + 1)]
        first = line[0].start_pos or 0
        if first in self.shifted or self._fitting(None, line) < len(line):
            return
        self.shifted.add(first)
        before = Span(self.source.path, self.source.text.rfind("\n", 0, first) + 1, first)
        help = "indent it like the line above"
        fix = Fix(help, (Edit(before, " " * ((self.line_first.column or 1) - 1)),), safe=False)
        self.diagnostics.append(Diagnostic(
            "E012", "error", "this line is indented, but the line above takes no lines of its own",
            before, help=help, fix=fix,
        ))  # fmt: skip

    def _matching_dedent(self, position: int) -> int:
        depth = 0
        for i in range(position, len(self.tokens)):
            kind = self.tokens[i].type
            depth += (kind == "_INDENT") - (kind == "_DEDENT")
            if depth == 0:
                return i
        return len(self.tokens)

    def _line(self, start: int, stop: int) -> None:
        line = self.tokens[start:stop]
        words = [t for t in line if t.type != "_NL"]
        if not words:
            self._try(line[0])
            return
        self.line_ends[words[0].start_pos or 0] = words[-1].end_pos or 0
        self.line_first = words[0]
        if self._too_much(words):
            self._leave_out(line, line, start, None)
            return
        reading = _Reading(line, start)
        whole = self._read(reading)
        if reading.base:
            self._weigh(reading)
        if not whole:
            self._leave_out(reading.done or line, line, start, reading.floor)
            return
        self.line_first = reading.done[0]
        if self.line_first is not words[0]:  # what stood before it was left out
            end = self.line_ends.pop(words[0].start_pos or 0)
            self.line_ends[self.line_first.start_pos or 0] = end

    def _read(self, at: _Reading) -> bool:
        """Whether a line could be read, if need be as it was likely meant."""
        while at.queue:
            token = at.queue.pop()
            mistake = early(self.source, at.done, token, at.queue)
            doubted = mistake is None and says_otherwise(at.done, token, self.names)
            if mistake is None and not doubted and self._try(token):
                at.done.append(token)
                if at.floor is None:
                    at.floor = len(self.reader.states) - 1
            elif not self._mended(at, token, mistake, doubted):
                return False
        return True

    def _mended(self, at: _Reading, token: Token, mistake: Mistake | None, doubted: bool) -> bool:
        """Whether reading can go on where a token does not fit."""
        if not at.base:
            at.base, at.told = self.reader.states[: at.floor], len(self.diagnostics)
        if self._reworded(at, token if doubted else None):
            return True
        if doubted and self._try(token):
            at.done.append(token)
            return True
        if doubted and self._reworded(at, None):
            return True
        mistake = self._explained(at, token, mistake)
        if mistake is not None and not self._shifted(at):
            if not at.muted:
                self._report(mistake.diagnostic)
            self._mends(at)
            self._hole_above(at.start, mistake.diagnostic.code, token.type)
        return mistake is not None and self._goes_on(at, mistake)

    def _goes_on(self, at: _Reading, mistake: Mistake) -> bool:
        """Whether it is known what is meant instead."""
        fix = mistake.diagnostic.fix
        if mistake.anew is not None:
            self._anew(at, mistake.anew)
        elif mistake.instead is not None:
            at.replace(mistake.taken, mistake.instead)
        else:
            return False
        if at.written is not None and fix is not None:
            at.written.goes_on_with(fix)
        return True

    def _weigh(self, at: _Reading) -> None:
        """A fix is safe if the line can be read after it."""
        told = self.diagnostics[at.told :]
        fits = partial(self._fits_behind, at.base)
        self.diagnostics[at.told :] = weighed(self.source.text, at.line, told, self.names, fits)

    def _shifted(self, at: _Reading) -> bool:
        return at.line[0].start_pos in self.shifted

    def _reworded(self, at: _Reading, doubted: Token | None) -> bool:
        """Whether the line is read anew in other words."""
        heading = self.headings[-1].type if self.headings else ""
        at.written = at.written or Written(self.source, at.line, self.declared(), heading)
        said = at.written.reworded(partial(self._fitting, at.floor), self.names, doubted)
        if said is None:
            return False
        if not self._shifted(at):
            self._report(upright(self.source.text, said))
        self._mends(at)
        self.broken_names |= at.written.made_up
        self._anew(at, at.written.now)
        return True

    def _mends(self, at: _Reading) -> None:
        """What hangs on a line that is read as it was likely meant is no further mistake."""
        self.holes.add(at.line[0].start_pos or 0)

    def _anew(self, at: _Reading, tokens: list[Token]) -> None:
        if at.floor is not None:
            self.reader.back_to(at.floor)
        at.begin(tokens)

    def _explained(self, at: _Reading, token: Token, mistake: Mistake | None) -> Mistake | None:
        """None once there are more messages than anybody reads, and right after a mistake that
        was mended: it shows only that the line was meant otherwise."""
        if mistake is None and (len(at.done) <= at.doubtful or at.muted):
            return None
        if len(self.diagnostics) >= MOST_MESSAGES:
            self.untold += 1
            return None
        heading = self.headings[-1].type if self.headings else ""
        place = Place(self.source, at.done, token, at.queue, self._accepted(), heading, self._fits)
        mistake = mistake or explain(place)
        mistake = judged(self._faulty(at), place, mistake) if at.untouched else mistake
        return upright_mistake(self.source.text, mistake)

    def _faulty(self, at: _Reading) -> Line:
        if not self.budget.words:
            self.budget.words = self.words()
        base = self.reader.states[: at.floor]
        after = self.tokens[at.start + len(at.line) :][:1]
        heads = bool(after) and after[0].type == "_INDENT"
        return Line(
            self.source, at.line, len(at.done), self.names, self.budget, self.reader, base, heads
        )

    def _fits(self, tokens: list[Token]) -> bool:
        """Whether these could come next."""
        states, table = list(self.reader.states), self.reader.machine.table
        return all(self.reader.advance(states, kind_of(table[states[-1]], t)) for t in tokens)

    def _fitting(self, floor: int | None, line: list[Token]) -> int:
        """How many tokens of a line fit, if it is read anew from its start."""
        return self._fits_behind(self.reader.states[:floor], line)

    def _fits_behind(self, states: list[int], line: list[Token]) -> int:
        return self.reader.fitting(list(states), line)

    def _accepted(self, states: list[int] | None = None) -> frozenset[str]:
        """What fits now, or on a stack of states."""
        states = states or self.reader.states
        kinds = self.reader.machine.table[states[-1]]
        return frozenset(kind for kind in kinds if self.reader.advance(list(states), kind))

    def _try(self, token: Token) -> bool:
        """Feeds a token if it fits, and changes nothing otherwise."""
        kind = kind_of(self.reader.actions(), token)
        if kind != token.type:
            token = Token.new_borrow_pos(kind, token.value, token)
        fits = self.reader.feed(kind, token)
        if fits:
            self.fed.append(token)
        return fits

    def _report(self, diagnostic: Diagnostic) -> None:
        once = diagnostic if diagnostic.code not in TOLD_ONCE else diagnostic.code
        if once not in self.told:
            self.told.add(once)
            self.diagnostics.append(diagnostic)

    def _too_much(self, words: list[Token]) -> bool:
        depth = deepest = signs = digits = 0
        for token in words:
            if token.type == "NUMBER":
                digits = max(digits, len(token.value))
            depth += (token.type == "LPAR") - (token.type == "RPAR")
            deepest = max(deepest, depth)
            signs += token.type in ("PLUS", "MINUS", "STAR", "SLASH")
        signs -= sum(t.type == "_VALUE_COMMA" for t in words)
        joined = sum(t.type in ("AND", "OR") for t in words) + 1
        if deepest > DEEPEST:
            title = f"brackets stand {deepest:,} deep here; at most {DEEPEST} can be read"
            help = "give parts a name with `define NAME as …` and use the names"
        elif signs > LONGEST_SUM:
            title = f"this line has {signs:,} arithmetic signs; at most {LONGEST_SUM} can be read"
            help = "split the sum into several rules"
        elif digits > LONGEST_NUMBER:
            title = f"this line has a number of {digits:,} digits; at most 18 can be read"
            help = "declare the column as `text` if it is an id, and write the number in quotes"
        elif joined > MOST_JOINED:
            title = f"this line joins {joined:,} conditions; at most {MOST_JOINED:,} can be read"
            help = "put the values into a list: `list free_mail from …`, and say `is in free_mail`"
        else:
            return False
        span = Span(self.source.path, words[0].start_pos or 0, words[0].end_pos or 0)
        self._report(Diagnostic("E013", "error", title, span, help=help))
        return True

    # -- after a line that cannot be read

    def _leave_out(
        self, known: list[Token], line: list[Token], start: int, floor: int | None
    ) -> None:
        """`known` is the line as far as it was understood."""
        if floor is not None:
            self.reader.back_to(floor)
        self._remember_name(line)
        if self.headings:
            self.holes.add(self.headings[-1].start_pos or 0)
        after = start + len(line)
        if after < len(self.tokens) and self.tokens[after].type == "_INDENT":
            self.line_first = known[0]
            self._stand_in(known, after)

    def _hole_above(self, start: int, code: str, kind: str) -> None:
        """A row that stands beside its table is missing in it, and so is an example's line."""
        heading = {"E037": "POINTS", "E038": "EXAMPLE"}.get(code)
        if heading is None or (heading == "EXAMPLE" and kind != "EXPECT"):
            return
        starts = ("_NL", "_INDENT", "_DEDENT")
        for i in range(start - 1, max(-1, start - 1_000), -1):
            if self.tokens[i].type == heading and (not i or self.tokens[i - 1].type in starts):
                self.holes.add(self.tokens[i].start_pos or 0)
                return

    def _remember_name(self, line: list[Token]) -> None:
        """The name that a line would have defined; to use it is no further mistake."""
        if not self.headings or self.headings[-1].type in _COLUMN_HEADINGS:
            names = [t.value.lower() for t in line[:4] if t.value[:1].isalpha()]
            self.broken_names |= {*names, "_".join(names[1:3])}

    def _stand_in(self, line: list[Token], indent: int) -> None:
        """A heading that could not be read still has lines: a plain one takes its place. Where
        none fits, its lines are left out too."""
        plain = _plain_heading(line)
        depth = len(self.reader.states)
        if plain and all(self._try(t) for t in plain) and "_INDENT" in self.reader.actions():
            return
        self.reader.back_to(depth)
        close = self._matching_dedent(indent)
        del self.tokens[indent : close + 1]
        self.lost |= not self.headings


_COLUMN_HEADINGS = frozenset(("LEADS", "EVENT", "EVENTS"))


def _plain_heading(line: list[Token]) -> list[Token]:
    first, last = line[0], line[-1]
    name = line[1] if len(line) > 1 and line[1].type == "NAME" else None

    def token(kind: str, value: str) -> Token:
        return Token.new_borrow_pos(kind, value, first)

    named = [name if name is not None else token("NAME", "?")]
    shapes: dict[str, list[Token]] = {
        "SCORE": [], "STAGES": [], "LEADS": [], "EVENTS": [], "ACCOUNTS": [],
        "HAND": [token("OFF", "off")],
        "GROUP": named, "LABEL": named, "EVENT": named, "EXAMPLE": [token("TEXT", '"?"')],
        "POINTS": [token("BY", "by"), token("NAME", "?")],
        "FIRST": [token("OF", "of")], "BEST": [token("OF", "of")],
    }  # fmt: skip
    if first.type not in shapes:
        return []
    return [first, *shapes[first.type], Token.new_borrow_pos("_NL", "\n", last)]
