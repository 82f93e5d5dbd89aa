"""One rule file with all that it uses, checked from one keystroke to the next.

What is found is what `check` finds, with positions in the files; the nodes of the model keep the
positions of the pieces they were parsed from, and `place` brings them to the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..check.checker import Checker, check
from ..diagnostics import MOST_MESSAGES, Diagnostic, Span
from ..mistakes.misdeclared import at_declarations
from ..mistakes.standing import standing
from ..model import Model
from ..parse.parsed import Parsed
from ..parse.tokens import Names
from ..resolve import gather
from ..source import Source
from .memory import Memory
from .pieces import MARK, Pieced, PieceParser, moved

Read = Callable[[Path], str | None]
"""The text of a file if it is known, as an editor may have it unsaved."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A file and those that it uses as they were at one moment."""

    path: Path
    model: Model
    diagnostics: tuple[Diagnostic, ...]
    """With spans in the files; paths as seen from the folder of `path`."""
    files: dict[str, Pieced]
    """By the paths of the spans."""

    def place(self, span: Span) -> Span:
        """Where in a file a node stands."""
        pieced = self.files.get(span.path.partition(MARK)[0])
        return pieced.place(span) if pieced is not None else span

    @property
    def main(self) -> Pieced:
        return self.files[self.model.files[0].source.path]

    def file(self, span: Span) -> Path:
        """The file that a span of a node or of a diagnostic is in."""
        return self.path.parent / span.path.partition(MARK)[0]


@dataclass(slots=True)
class Analyst:
    """Checks one file again and again. With a mistake of its own it starts anew."""

    path: Path
    _parsers: dict[str, PieceParser] = field(default_factory=dict)
    _memory: Memory = field(default_factory=Memory)

    def analyse(self, text: str | None, read: Read | None = None) -> Analysis:
        try:
            return self._analyse(text, read)
        except BaseException:
            self._parsers.clear()
            self._memory.forget()
            raise

    def _analyse(self, text: str | None, read: Read | None) -> Analysis:
        pieces: dict[str, Pieced] = {}

        def parse(source: Source, others: Names | None) -> Parsed:
            parser = self._parsers.setdefault(source.path, PieceParser(source.path))
            pieces[source.path] = parser.parse(source.text, others or Names())
            return pieces[source.path].parsed

        gathered = gather(self.path, text=text, read=read, parse=parse)
        gathered.holes |= {hole for pieced in pieces.values() for hole in pieced.holes}
        self._parsers = {path: self._parsers[path] for path in pieces}
        self._memory.begin()
        checker = Checker(self.path, gathered, False, {}, self._memory)
        model = checker.run()
        untold = checker.untold + sum(file.untold for file in gathered.files)
        if len(checker.diagnostics) + untold > MOST_MESSAGES:
            told = check(self.path, text=text, read=read).diagnostics
            return Analysis(self.path, model, told, pieces)
        return Analysis(self.path, model, _placed(checker, pieces), pieces)


def _placed(checker: Checker, pieces: dict[str, Pieced]) -> tuple[Diagnostic, ...]:
    def place(span: Span) -> Span:
        path, mark, _ = span.path.partition(MARK)
        return pieces[path].place(span) if mark else span

    order = {path: number for number, path in enumerate(pieces)}

    def all_placed(told: Iterable[Diagnostic]) -> list[Diagnostic]:
        return [moved(d, place) if MARK in d.span.path else d for d in told]

    files = [pieced.parsed for pieced in pieces.values()]
    mendable = standing(all_placed(checker.diagnostics), all_placed(checker.gathered.diagnostics))
    found = at_declarations(checker.symbols, files, mendable)
    found = all_placed(found)  # what is told at declarations
    return tuple(sorted(found, key=lambda d: (order.get(d.span.path, 0), d.span.start)))
