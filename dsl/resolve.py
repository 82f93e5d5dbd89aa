"""Gathers a file and all that it uses into one set of sections.

Every file is read once; a loop, a missing file and a path that leaves the project are told where
they are written. Reading never raises for what files say.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from . import ast
from .diagnostics import Diagnostic, Label, Span
from .parse.parsed import Parsed
from .parse.parser import parse
from .parse.tokens import Names, names_in
from .source import Source, inside, near_files, plain, read_source

ROOT_MARKS = (".git", "pyproject.toml", "leadscore.toml")
DEEPEST = 50
"""Files that use one another in a row."""
USED = re.compile(r'^use[ \t]+["“]([^"”\n]*)', re.MULTILINE)
Parse: TypeAlias = Callable[[Source, Names | None], Parsed]
NOT_IN_USED = (ast.Score, ast.Group, ast.Stages)


@dataclass(slots=True)
class Gathered:
    """All sections in order of reading: a used file's before those of the file that uses it."""

    root: Path
    files: list[Parsed] = field(default_factory=list)
    sections: list[ast.Section] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    broken_names: set[str] = field(default_factory=set)
    incomplete: bool = False
    """A used file could not be read."""
    holes: set[tuple[str, int]] = field(default_factory=set)
    """Path and start of headings under which a line could not be read."""


def project_root(path: Path) -> Path:
    """The nearest folder above that holds a project, else the file's own."""
    folder = path.resolve().parent
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in ROOT_MARKS):
            return candidate
    return folder


def gather(
    path: Path, *, text: str | None = None, allow_outside: bool = False,
    read: Callable[[Path], str | None] | None = None, parse: Parse = parse,
) -> Gathered:  # fmt: skip
    """Reads `path` and the files it uses. `text` stands in for what is on disk; `read` may give
    an editor's unsaved text of used files, `parse` what it knows of them already."""
    gathered = Gathered(project_root(path))
    reader = _Reader(gathered, path, allow_outside, read, parse)
    reader.read(path, text)
    return gathered


class _Reader:
    def __init__(
        self, gathered: Gathered, main: Path, allow_outside: bool,
        overlay: Callable[[Path], str | None] | None, parse: Parse,
    ) -> None:  # fmt: skip
        self.gathered = gathered
        self.base = main.parent
        self.allow_outside = allow_outside
        self.overlay = overlay
        self.parse = parse
        self.open: list[Path] = []
        self.done: set[Path] = set()
        self.names: Names | None = None
        """Conditions and values that the files define which the main one uses."""
        self.extra_root: Path = gathered.root

    def shown(self, path: Path) -> str:
        return os.path.relpath(path, self.base)

    def read(self, path: Path, text: str | None = None) -> None:
        place = path.resolve()
        self.open.append(place)
        source, wrong = self._source(path, text)
        if wrong is not None:
            self.gathered.diagnostics.append(wrong)
            self.gathered.incomplete = True
        self.names = self.names or self._names_used(path, source.text, {place})
        parsed = self.parse(source, self.names)
        self.gathered.files.append(parsed)
        self.gathered.holes |= {(source.path, start) for start in parsed.holes}
        self.gathered.diagnostics.extend(parsed.diagnostics)
        self.gathered.broken_names |= parsed.broken_names
        for section in parsed.file.sections:
            self._section(section, path)
        self.open.pop()
        self.done.add(place)

    def _names_used(self, path: Path, text: str, seen: set[Path]) -> Names:
        """What the files define that are used, found before any is read: whether an `or` joins
        values may hang on it."""
        names, unread = Names(), [(path, text)]
        while unread:
            path, text = unread.pop()
            for name in USED.findall(text):
                target = path.parent / name
                place = target.resolve()
                if place in seen or not (self.allow_outside or inside(self.gathered.root, target)):
                    continue
                seen.add(place)
                source, _ = self._source(target, None)
                names |= names_in(source.text)
                unread.append((target, source.text))
        return names

    def _source(self, path: Path, text: str | None) -> tuple[Source, Diagnostic | None]:
        if text is None and self.overlay is not None:
            text = self.overlay(path)
        if text is not None:
            return plain(text, self.shown(path))
        return read_source(path, self.shown(path))

    def _section(self, section: ast.Section, path: Path) -> None:
        if isinstance(section, ast.Use):
            self._use(section, path)
        elif len(self.open) > 1 and isinstance(section, NOT_IN_USED):
            word = type(section).__name__.lower()
            self._error(
                "E117", f"a file read with `use` may not hold `{word}`", section.span,
                "move it into the file that is scored",
            )  # fmt: skip
        elif len(self.open) == 1 or not isinstance(section, ast.Example):
            # Examples of a used file are its own tests, not those of every file that uses it.
            self.gathered.sections.append(section)

    def _use(self, use: ast.Use, path: Path) -> None:
        target = path.parent / use.path.value
        place = target.resolve()
        if not self.allow_outside and not inside(self.gathered.root, target):
            self._error(
                "E116", f"`{use.path.value}` lies outside the project's folder", use.path.span,
                "keep shared files inside the project; its folder is the nearest one above "
                "that holds `.git`, `pyproject.toml` or `leadscore.toml`",
            )  # fmt: skip
        elif place in self.open:
            loop = [self.shown(p) for p in self.open[self.open.index(place) :]]
            chain = " uses ".join(f"`{name}`" for name in [*loop, self.shown(place)])
            self._error(
                "E115", f"these files use one another in a loop: {chain}", use.path.span,
                "take one of the `use` lines out",
            )  # fmt: skip
        elif not target.is_file():
            self._error(
                "E114", f"there is no file `{use.path.value}`", use.path.span, near_files(target)
            )
        elif len(self.open) > DEEPEST and place not in self.done:
            self._error(
                "E115", f"more than {DEEPEST} files use one another in a row", use.path.span,
                "let one file use the others directly",
            )  # fmt: skip
        elif place not in self.done:
            self.read(target)
        else:
            return
        self.gathered.incomplete |= place not in self.done and place not in self.open

    def _error(self, code: str, title: str, span: Span, help: str) -> None:
        self.gathered.diagnostics.append(Diagnostic(code, "error", title, span, help=help))


def defined_twice(what: str, name: ast.Name, first: ast.Node) -> Diagnostic:
    return Diagnostic(
        "E102", "error", f"{what} `{name.text}` is defined twice", name.span,
        underlined="and here again", labels=(Label(first.span, "first here"),),
        help="give one of them another name",
    )  # fmt: skip
