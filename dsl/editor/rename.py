"""Another name for what stands under the cursor, in all files, or why it cannot have that name.

The changed files are checked before anything is given out: they may have no new mistake, and every
name in them must mean what it meant.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import ast
from ..check.symbols import BEGINS_A_PHRASE, RESERVED
from ..diagnostics import Diagnostic, Edit, Span
from ..example_names import expected, following
from ..vocabulary import WORDS
from .analysis import Analysis, Analyst, Read
from .names import Place, Symbol, places
from .workspace import Workspace, files_of

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
TAKEN = frozenset((*WORDS, *RESERVED, *BEGINS_A_PHRASE))
_TYPE = re.compile(r"[ \t]+(?:yes/no|[a-z]+)")
Edits = dict[Path, list[Edit]]


class Refused(ValueError):
    """Why a name cannot be changed so, for whoever asked."""


@dataclass(frozen=True, slots=True)
class Renaming:
    files: Workspace
    path: Path
    """The file in which it is asked for; `here` are the names under the cursor."""
    here: tuple[Place, ...]
    new: str

    def edits(self) -> Edits:
        """What to change in which file. Raises `Refused`."""
        symbols = {place.symbol for place in self.here}
        found = self.files.mentions(self.path, symbols) if symbols else []
        if not any(place.defines for place in found):
            raise Refused("what stands here has no name that could be changed")
        if not all(symbol.kind == "value" for symbol in symbols):
            self._fits_as_name()
        elif not self.new.strip() or not self.new.isprintable() or set('"\\') & set(self.new):
            raise Refused("a name in quotes has at least one letter, and no quote in it")
        made: Edits = defaultdict(list)
        for place in found:
            made[_file(place)].append(Edit(place.span, self._written(place)))
        for file, edit in self._data_stay(found):
            made[file].append(edit)
        self._examples_follow(made)
        self._try(symbols, made)
        return dict(made)

    def _fits_as_name(self) -> None:
        if not NAME.fullmatch(self.new):
            raise Refused(
                f"`{self.new}` is no name: a name begins with a letter from A to Z, and goes on "
                "with such letters, digits and `_`"
            )
        if self.new.lower() in TAKEN:
            raise Refused(f"`{self.new}` is a word of the language; choose another name")

    def _written(self, place: Place) -> str:
        bare = NAME.fullmatch(self.new) and self.new.lower() not in TAKEN
        return self.new if bare and not place.quoted else f'"{self.new}"'

    # -- columns and events go by their names in the data, which stay

    def _data_stay(self, found: list[Place]) -> list[tuple[Path, Edit]]:
        analysis = self.files.analysis(self.path)
        made = []
        for place in found:
            if place.defines and place.symbol.key.rpartition(".")[2] != self.new.lower():
                edit = self._named_in_data(analysis, place)
                made += [(_file(place), edit)] if edit is not None else []
        return made

    def _named_in_data(self, analysis: Analysis, place: Place) -> Edit | None:
        model = analysis.model
        event, _, name = place.symbol.key.rpartition(".")
        old = (self.files.read(_file(place)) or "")[place.span.start : place.span.end]
        end = place.span.end
        if place.symbol.kind == "event" and (kind := model.kinds.get(name)) is not None:
            if not isinstance(kind.node, ast.EventKind) or kind.node.called is not None:
                return None
            return Edit(Span(place.span.path, end, end), f' called "{old}"')
        fields = model.kinds[event].fields if event in model.kinds else model.columns
        column = fields.get(name) if place.symbol.kind in ("column", "field") else None
        after = _TYPE.match(self.files.read(_file(place)) or "", end)
        if column is None or column.source != column.name or after is None:
            return None
        return Edit(Span(place.span.path, after.end(), after.end()), f' from "{old}"')

    # -- examples name rules without a `because` by words that may hold the name

    def _examples_follow(self, made: Edits) -> None:
        read, more = self._reader(made), dict[tuple[Path, int], Edit]()
        for path, before in self._changed(made):
            if next(expected(before.model), None) is not None:
                after = Analyst(path).analyse(read(path), read)
                for text, words in following(before.model, after.model):
                    span = before.place(text.span)
                    file = Path(os.path.normpath(before.file(span)))
                    more[file, span.start] = Edit(span, words)
        for (file, _), edit in more.items():
            made[file].append(edit)

    # -- trying it

    def _reader(self, made: Mapping[Path, list[Edit]]) -> Read:
        texts = {path: _applied(self.files.read(path) or "", made[path]) for path in made}

        def read(path: Path) -> str | None:
            path = Path(os.path.normpath(path))
            return texts[path] if path in texts else self.files.read(path)

        return read

    def _changed(self, made: Mapping[Path, list[Edit]]) -> Iterator[tuple[Path, Analysis]]:
        """Files of the project that read a changed one, as they were."""
        for path in dict.fromkeys((self.path, *self.files.project(self.path))):
            before = self.files.analysis(path)
            if not files_of(before).isdisjoint(made):
                yield path, before

    def _try(self, symbols: set[Symbol], made: Mapping[Path, list[Edit]]) -> None:
        read = self._reader(made)
        new = {s: Symbol(s.kind, _key(s.key, self.new)) for s in symbols}
        for path, before in self._changed(made):
            taken = set(new.values()) - set(new)
            if any(place.symbol in taken for place in places(before)):
                raise Refused(f"there is a `{self.new}` already; choose another name")
            after = Analyst(path).analyse(read(path), read)
            wrong = _new_mistake(before.diagnostics, after.diagnostics)
            if wrong is not None:
                raise Refused(f"with the name `{self.new}`, {wrong.title}")
            if _meanings(before, new) != _meanings(after, {}):
                raise Refused(f"`{self.new}` would mean something else in some places")


def _file(place: Place) -> Path:
    return Path(os.path.normpath(place.file))


def _key(old: str, new: str) -> str:
    """Of a field or a value, what comes before the dot stays."""
    owner, dot, _ = old.partition(".")
    return f"{owner}{dot}{new.lower()}" if dot else new.lower()


def _applied(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _new_mistake(
    before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]
) -> Diagnostic | None:
    more = Counter(d.code for d in after) - Counter(d.code for d in before)
    return next((d for d in after if d.code in more), None)


def _meanings(analysis: Analysis, new: Mapping[Symbol, Symbol]) -> list[tuple[Symbol, bool]]:
    """What the names of all files mean, in the order in which they are written."""
    found = sorted(places(analysis), key=lambda p: (p.span, p.symbol.kind))
    return [(new.get(p.symbol, _followed(p.symbol, new)), p.defines) for p in found]


def _followed(symbol: Symbol, new: Mapping[Symbol, Symbol]) -> Symbol:
    """Fields and values go by the name of their event or label, which may be the new one."""
    owner, dot, rest = symbol.key.partition(".")
    kind = {"field": "event", "value": "label"}.get(symbol.kind)
    renamed = new.get(Symbol(kind, owner)) if kind is not None and dot else None
    return Symbol(symbol.kind, f"{renamed.key}.{rest}") if renamed is not None else symbol
