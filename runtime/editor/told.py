"""What is told of each file: while one types only what was told before, the rest when keys rest.

A word is wrong until its last letter is there, and a section until its last line is. Warnings are
found later than the text changes; until they are found again they move with it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ...dsl.diagnostics import Diagnostic, Span
from ...dsl.editor.pieces import moved

Found: TypeAlias = dict[Path, dict[Path, list[Diagnostic]]]
"""Of each file, by the open file whose check has found it."""
KEY = 2
"""Characters that one key types at most: quotes are closed by many editors."""


@dataclass(frozen=True, slots=True)
class Change:
    """In a text, `start` to `old` have become `start` to `new`, in code points."""

    start: int
    old: int
    new: int
    typed: bool = False
    """By a single key."""

    def place(self, offset: int) -> int:
        """Where a character stands after the change."""
        return offset if offset < self.old else offset - self.old + self.new

    def touches(self, span: Span) -> bool:
        return span.start <= self.old and self.start <= span.end


@dataclass(slots=True)
class Published:
    errors: Found = field(default_factory=dict)
    warnings: Found = field(default_factory=dict)
    typing: dict[Path, list[Diagnostic]] = field(default_factory=dict)
    """Errors that were told of a file before one began to type in it, until the keys rest."""

    def of(self, path: Path) -> list[Diagnostic]:
        found: dict[Diagnostic, None] = {}
        for table in (self.errors, self.warnings):
            for by_file in table.values():
                found |= dict.fromkeys(by_file.get(path, ()))
        return sorted(found, key=lambda d: (d.span.start, d.code))

    def shown(self, path: Path) -> list[Diagnostic]:
        """What is told now: the errors that are new wait until the keys rest."""
        every = self.of(path)
        if path not in self.typing:
            return every
        known = {(d.code, d.span.start) for d in self.typing[path]}
        return [d for d in every if d.severity != "error" or (d.code, d.span.start) in known]

    def forget(self, main: Path) -> set[Path]:
        self.typing.pop(main, None)
        before = [table.pop(main, {}) for table in (self.errors, self.warnings)]
        return {path for by_file in before for path in by_file}

    def rests(self, path: Path) -> set[Path]:
        """All errors of a file are told, and no warnings as long as it has any; the files that
        had some."""
        self.typing.pop(path, None)
        return set(self.warnings.pop(path, {}))

    def changed(self, path: Path, changes: Sequence[Change]) -> None:
        """What is told goes where its words have gone; what is told of changed words goes away."""
        known = self.typing.get(path)
        if known is None:
            known = [d for d in self.of(path) if d.severity == "error"]
        for change in changes:
            known = _carried(known, path, path, change)
            for main, by_file in self.warnings.items():
                for file, found in by_file.items():
                    by_file[file] = _carried(found, main, path, change)
        if changes and all(change.typed for change in changes):
            self.typing[path] = known
        else:
            self.typing.pop(path, None)


def _carried(found: list[Diagnostic], main: Path, path: Path, change: Change) -> list[Diagnostic]:
    """What was found by the check of `main` after a change of a file, without what it touches."""

    def here(span: Span) -> bool:
        return Path(os.path.normpath(main.parent / span.path)) == path

    def place(span: Span) -> Span:
        if not here(span):
            return span
        return Span(span.path, change.place(span.start), change.place(span.end))

    kept = (d for d in found if not any(here(s) and change.touches(s) for s in _spans(d)))
    return [moved(d, place) for d in kept]


def _spans(found: Diagnostic) -> list[Span]:
    """Where it is, and what its fix would change."""
    return [found.span, *(edit.span for edit in (found.fix.edits if found.fix else ()))]
