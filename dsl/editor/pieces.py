"""A file parsed piece by piece, so that a keystroke costs the parsing of a few lines.

Each section, and in a long section each line with the rows under it, is parsed as a source of its
own and kept by its text. Spans of nodes count from the piece's start and name the piece in their
path; `Pieced.place` brings them to the file. What `parse` says of the whole file is said here
too; where a piece cannot be told apart, a larger one is parsed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, count
from typing import Any

from .. import ast
from ..diagnostics import MOST_MESSAGES, Diagnostic, Edit, Fix, Label, Span
from ..mistakes.declared import Declared, declared
from ..parse.grammar import lexer
from ..parse.outline import Outline
from ..parse.parsed import Parsed
from ..parse.parser import TOLD_ONCE, parse
from ..parse.tabs import tabs
from ..parse.tokens import Names, join_lines
from ..source import Source
from .lines import NO_NAMES, Line, Part, blocks, line_of, sections

MARK = "\0"
"""Stands in a piece's path between the file's and the piece's number."""
LONG = 40
"""Statements; sections with more are parsed line by line."""
STUBS: dict[str, tuple[str, str]] = {
    "SCORE": ("score", "rules"), "GROUP": ("group x", "rules"), "LEADS": ("leads", "columns"),
    "EVENTS": ("events", "kinds"), "EVENT": ("event x", "fields"),
    "STAGES": ("stages", "rows"), "LABEL": ("label x", "rows"),
}  # fmt: skip
"""A heading under which a section's lines parse as they do under their own, and where they are."""
BY_WORDS = frozenset(("E040",))
"""Messages that hang on the words of the whole file."""
BESIDE = {"E037": "POINTS", "E038": "EXAMPLE"}
"""Messages about a line that belongs under a heading of this kind somewhere above."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of a file, parsed; `stub` characters of the source are not the file's."""

    parsed: Parsed
    stub: int
    words: frozenset[str]
    names: Names
    """Names of the whole file that could make a difference, and do stand for something."""
    kind: str
    """The first token."""
    strays: frozenset[int]
    """Where lines begin that are told to stand elsewhere."""

    @property
    def path(self) -> str:
        return self.parsed.source.path

    @property
    def nodes(self) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.parsed.file.sections
        return getattr(found[0], STUBS[self.kind][1]) if self.stub and found else found

    @property
    def whole(self) -> bool:
        """Whether nothing of it could depend on the lines above."""
        return not any(self.beside)

    @property
    def beside(self) -> Iterator[Diagnostic]:
        """Messages for which the lines above have been looked at."""
        for found in self.parsed.diagnostics:
            if found.code in BESIDE and found.span.start not in self.strays:
                yield found


@dataclass(frozen=True, slots=True)
class Pieced:
    """A file's sections, and how to find in the file what stands in a piece."""

    parsed: Parsed
    """Its diagnostics and source are the file's; the spans of its nodes name pieces."""
    holes: frozenset[tuple[str, int]]
    shifts: dict[str, int]
    """From offsets in a piece to offsets in the file, by the piece's path."""
    pieces: tuple[tuple[int, Piece], ...]
    """In order, with the offset in the file at which each begins."""

    def place(self, span: Span) -> Span:
        shift = self.shifts.get(span.path)
        if shift is None:
            return span
        return Span(self.parsed.source.path, max(0, span.start + shift), max(0, span.end + shift))


def moved(found: Diagnostic, place: Callable[[Span], Span]) -> Diagnostic:
    """A diagnostic with all its spans brought elsewhere."""
    fix = found.fix
    if fix is not None:
        fix = Fix(fix.title, tuple(Edit(place(e.span), e.text) for e in fix.edits), fix.safe)
    labels = tuple(Label(place(label.span), label.text) for label in found.labels)
    return replace(found, span=place(found.span), labels=labels, fix=fix)


@dataclass(slots=True)
class PieceParser:
    """One file's pieces from one version of its text to the next."""

    path: str
    _known: dict[str, list[Piece]] = field(default_factory=dict)
    """Pieces of the last version by their text, first to last."""
    _next: dict[str, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    _groups: dict[tuple[str, ...], ast.Node] = field(default_factory=dict)
    """Long sections put together, by the paths of their pieces."""
    _splits: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Blocks of long sections, by their text."""
    _numbers: Iterator[int] = field(default_factory=count)
    _names: Names = NO_NAMES
    _unchanged: bool = False
    """Whether the names are those of the last version."""
    _others: Names = NO_NAMES
    _last: Pieced | None = None
    _lines: list[Line] = field(default_factory=list)
    _counted: Counter[str] = field(default_factory=Counter)
    """The words of the lines for which they were last asked for."""
    _counted_lines: list[Line] = field(default_factory=list)
    _declaring: tuple[str, ...] = ()
    """The lines that may declare something, and those of other files."""
    _now: Declared | None = None
    """What they declare, once it has been asked for."""
    _before: Declared | None = None

    def parse(self, text: str, others: Names = NO_NAMES) -> Pieced:
        """`others` are the names that other files define."""
        same = self._last is not None and self._last.parsed.source.text == text
        if self._last is None or not same or others != self._others:
            self._others = others
            self._last = self._parse(text)
        return self._last

    def _parse(self, text: str) -> Pieced:
        lines = text.split("\n")
        known = self._lines = [line_of(line) for line in lines]
        self._before = self._now
        own = (text for text, line in zip(lines, known, strict=True) if not line.points)
        declaring = ("\n".join(own), *self._others.texts)
        if declaring != self._declaring:
            self._declaring, self._now = declaring, None
        names = _names(known) | self._others
        self._unchanged, self._names = names == self._names, names
        starts = (0, *accumulate(len(line) + 1 for line in lines))
        found: list[tuple[int, Piece]] = []
        nodes: list[ast.Section] = []
        holes: set[tuple[str, int]] = set()
        for number, part in enumerate(sections(known)):
            section = self._section(lines, part, number == 0)
            if section is None:
                return self._at_once(text)
            found += ((starts[line], piece) for line, piece in section.pieces)
            nodes += section.nodes
            holes |= section.holes
        self._known, self._next = dict(self._next), defaultdict(list)
        return self._together(text, found, nodes, holes)

    def _at_once(self, text: str) -> Pieced:
        """The whole file parsed as one; what was known of its pieces stays so."""
        for key, pieces in self._next.items():
            self._known.setdefault(key, []).extend(pieces)
        self._next = defaultdict(list)
        parsed = parse(Source(self.path, text), self._others)
        holes = frozenset((self.path, start) for start in parsed.holes)
        return Pieced(parsed, holes, {}, ())

    def _together(
        self, text: str, found: list[tuple[int, Piece]], nodes: list[ast.Section],
        holes: set[tuple[str, int]],
    ) -> Pieced:  # fmt: skip
        source = Source(self.path, text)
        shifts = {piece.path: start - piece.stub for start, piece in found}
        told = [(start, piece) for start, piece in found if piece.parsed.diagnostics]
        diagnostics = _diagnostics(source, told)
        untold = any(piece.parsed.untold for _, piece in told)
        if untold or len(diagnostics) > MOST_MESSAGES:
            return self._at_once(text)
        file = ast.File(tuple(nodes), span=Span(self.path, 0, len(text)))
        broken = frozenset().union(*(piece.parsed.broken_names for _, piece in told))
        lost = any(piece.parsed.lost for _, piece in told)
        parsed = Parsed(source, file, tuple(diagnostics), broken, frozenset(), lost)
        return Pieced(parsed, frozenset(holes), shifts, tuple(found))

    # -- sections

    def _section(self, lines: list[str], part: Part, first: bool) -> _Section | None:
        split = None
        kind = part.statements[0].line.first
        if len(part.statements) > LONG and kind in STUBS:
            split = self._by_lines(lines, part, kind)
        if split is not None:
            return split
        piece = self._piece("\n".join(lines[part.start : part.stop]), "", kind)
        if not first and _beside(part, piece):
            return None
        holes = {(piece.path, start) for start in piece.parsed.holes}
        return _Section([(part.start, piece)], list(piece.nodes), holes)

    def _by_lines(self, lines: list[str], part: Part, kind: str) -> _Section | None:
        """A long section: its heading, read with its first line, and its lines by themselves."""
        split = self._split(lines, part, STUBS[kind][0])
        if len(split) < 2:
            return None
        stub, where = STUBS[kind]
        texts = ["\n".join(lines[part.start + a : part.start + b]) for a, b in split]
        body = [self._piece(text, stub, kind) for text in texts[1:]]
        head = self._piece(f"{texts[0]}\n{texts[1]}", "", kind, len(texts[0]))
        if len(head.nodes) != 1 or head.parsed.lost or not all(p.whole for p in (head, *body)):
            return None
        paths = tuple(piece.path for piece in (head, *body))
        node = self._groups.get(paths)
        if node is None:
            inside = tuple(node for piece in body for node in piece.nodes)
            node = replace(head.nodes[0], **{where: inside})
            self._groups = {**dict(list(self._groups.items())[-100:]), paths: node}
        own = (head.path, head.nodes[0].span.start)
        holes = {
            (piece.path, at) if at >= piece.stub else own
            for piece in body for at in piece.parsed.holes
        }  # fmt: skip
        starts = (part.start + start for start, _ in split)
        return _Section(list(zip(starts, (head, *body), strict=True)), [node], holes)

    def _split(self, lines: list[str], part: Part, stub: str) -> tuple[tuple[int, int], ...]:
        """Where the blocks of a section begin and end, in lines from its start."""
        text = "\n".join(lines[part.start : part.stop])
        split = self._splits.get(text)
        if split is None:
            found = blocks(lines, part, stub) or []
            split = tuple((b.start - part.start, b.stop - part.start) for b in found)
            self._splits = {**dict(list(self._splits.items())[-100:]), text: split}
        return split

    # -- pieces

    def _piece(self, text: str, stub: str, kind: str, head: int | None = None) -> Piece:
        """The piece with this text, as it was or parsed anew. Of a heading that is read together
        with its first line, `head` characters count."""
        key = f"{kind if stub else head}{MARK}{text}"
        same = self._known.get(key)
        piece = same.pop(0) if same else None
        if (
            piece is None
            or self._other_words(piece)
            or not (self._unchanged or self._same_names(piece))
        ):
            piece = self._parsed(text, stub, kind, head)
        self._next[key].append(piece)
        return piece

    def _same_names(self, piece: Piece) -> bool:
        """A piece with mistakes may have been read by names that are not in it."""
        return not piece.parsed.diagnostics and piece.names == self._in(piece.words)

    def _words(self) -> Counter[str]:
        """All words of the file; what is told of a line may hang on how often they are there."""
        old, new = self._counted_lines, self._lines
        if old is not new:
            start, end = _same_ends(old, new)
            self._counted.update(w for line in new[start : len(new) - end] for w in line.values)
            self._counted.subtract(w for line in old[start : len(old) - end] for w in line.values)
            self._counted_lines = new
        return self._counted

    def _other_words(self, piece: Piece) -> bool:
        told = piece.parsed.diagnostics
        return bool(told) and (self._redeclared() or any(d.code in BY_WORDS for d in told))

    def _declared(self) -> Declared:
        """What all files declare; told of a line may be which of these names it means."""
        if self._now is None:
            self._now = declared(self._declaring)
        return self._now

    def _redeclared(self) -> bool:
        return self._declared() != self._before

    def _in(self, words: frozenset[str]) -> Names:
        return Names(self._names.conditions & words, self._names.lets & words)

    def _parsed(self, text: str, stub: str, kind: str, head: int | None) -> Piece:
        path = f"{self.path}{MARK}{next(self._numbers)}"
        words = frozenset[str]().union(*(line_of(line).words for line in text.split("\n")))
        names = self._in(words)
        shown = f"{stub}\n{text}" if stub else text
        parsed = parse(Source(path, shown), self._names, self._words, self._declared)
        least = len(shown) - len(text)
        most = head if head is not None else len(shown)
        told = tuple(
            d for d in parsed.diagnostics if least <= d.span.start <= most and d.code != "E010"
        )
        strays = _strays(parsed.source, told)
        kept = replace(parsed, diagnostics=told, _nodes=[])
        return Piece(kept, least, words, names, kind, strays)


@dataclass(frozen=True, slots=True)
class _Section:
    pieces: list[tuple[int, Piece]]
    """With the lines at which they begin."""
    nodes: list[Any]
    holes: set[tuple[str, int]]


def _same_ends(old: list[Line], new: list[Line]) -> tuple[int, int]:
    """How many lines are the same at the beginning, and then at the end."""
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] is not new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] is not new[-1 - i]), most - start)
    return start, end


def _beside(part: Part, piece: Piece) -> bool:
    """Whether a line may belong under a heading in a part above."""
    for found in piece.beside:
        line = part.start + piece.parsed.source.position(found.span.start)[0]
        above = {one.line.first for one in part.statements if one.start < line}
        if BESIDE[found.code] not in above:
            return True
    return False


def _strays(source: Source, told: tuple[Diagnostic, ...]) -> frozenset[int]:
    if not any(d.code in TOLD_ONCE or d.code in BESIDE for d in told):
        return frozenset()
    text = source.text + "\n"
    outline = Outline(text)
    for _ in outline.process(join_lines(lexer()(text))):
        pass
    return frozenset(stray.start for stray in outline.strays)


def _names(lines: Iterable[Line]) -> Names:
    """Names that the file defines; few lines do."""
    named = [line.names for line in lines if line.names is not NO_NAMES]
    return Names(
        frozenset[str]().union(*(names.conditions for names in named)),
        frozenset[str]().union(*(names.lets for names in named)),
    )


def _diagnostics(source: Source, told: Iterable[tuple[int, Piece]]) -> list[Diagnostic]:
    """What is wrong with the text of the whole file, in order; the indentation is looked at
    first."""
    found: list[Diagnostic] = []
    once: set[str] = set()
    for stray in (True, False):
        for start, piece in told:
            for diagnostic in piece.parsed.diagnostics:
                if (diagnostic.span.start in piece.strays) != stray:
                    continue
                if diagnostic.code in TOLD_ONCE and diagnostic.code in once:
                    continue
                once.add(diagnostic.code)
                found.append(_shifted(diagnostic, source.path, start - piece.stub))
    return sorted([*tabs(source), *found], key=lambda d: d.span)


def _shifted(diagnostic: Diagnostic, path: str, by: int) -> Diagnostic:
    return moved(
        diagnostic, lambda span: Span(path, max(0, span.start + by), max(0, span.end + by))
    )
