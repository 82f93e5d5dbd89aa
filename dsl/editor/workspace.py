"""The documents that an editor has open, the files around them, and what is known of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..resolve import project_root
from ..source import MOST_BYTES
from .analysis import Analysis, Analyst
from .names import Place, Symbol, places
from .positions import Positions

MOST_FILES = 500
"""Rule files of a project that are looked at."""
SKIPPED = frozenset(("node_modules", "venv", "__pycache__"))


@dataclass(slots=True)
class Workspace:
    """Texts of open documents by path. An open text counts, whatever is on disk."""

    open: dict[Path, Positions] = field(default_factory=dict)
    _stamp: int = 0
    _analysts: dict[Path, Analyst] = field(default_factory=dict)
    _analyses: dict[Path, tuple[int, Analysis]] = field(default_factory=dict)
    _disk: dict[Path, tuple[tuple[int, int], Positions]] = field(default_factory=dict)

    def put(self, path: Path, text: Positions) -> None:
        self.open[path] = text
        self._stamp += 1

    def close(self, path: Path) -> None:
        self.open.pop(path, None)
        for known in (self._analysts, self._analyses):
            known.pop(path, None)
        self._stamp += 1

    def touched(self) -> None:
        """Something on disk has changed."""
        self._stamp += 1

    def positions(self, path: Path) -> Positions | None:
        """The text of a file, open or not; none if it cannot be read."""
        if path in self.open:
            return self.open[path]
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            known = self._disk.get(path)
            if known is None or known[0] != mark:
                if stat.st_size > MOST_BYTES:
                    return None
                known = mark, Positions(path.read_bytes().decode("utf-8"))
                self._disk[path] = known
            return known[1]
        except (OSError, ValueError):
            return None

    def read(self, path: Path) -> str | None:
        found = self.positions(Path(os.path.normpath(path)))
        return found.checked if found is not None else None

    def analysis(self, path: Path) -> Analysis:
        known = self._analyses.get(path)
        if known is not None and known[0] == self._stamp:
            return known[1]
        analyst = self._analysts.setdefault(path, Analyst(path))
        opened = self.open.get(path)
        found = analyst.analyse(opened.checked if opened is not None else None, self.read)
        self._analyses[path] = self._stamp, found
        return found

    def users(self, path: Path) -> list[Path]:
        """Open documents that read a file, itself first."""
        others = [
            other for other, (_, known) in self._analyses.items()
            if other != path and other in self.open and path in files_of(known)
        ]  # fmt: skip
        return [path, *others]

    def project(self, path: Path) -> Iterator[Path]:
        """The rule files of the project that a file belongs to, open ones first."""
        found = dict.fromkeys(self.open)
        root = project_root(path)
        for place, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in SKIPPED)
            found |= dict.fromkeys(Path(place, n) for n in sorted(names) if n.endswith(".score"))
            if len(found) >= MOST_FILES:
                break
        yield from found

    def mentions(self, path: Path, symbols: set[Symbol]) -> list[Place]:
        """Where names are written that are defined in the files of `path`: in those, and in the
        files of the project that use one of them."""
        analysis = self.analysis(path)
        homes = {p.file for p in places(analysis) if p.symbol in symbols and p.defines}
        found: dict[tuple[Path, int], Place] = {}
        for other in dict.fromkeys((path, *self.project(path))):
            known = self.analysis(other)
            if other != path and not homes & files_of(known):
                continue
            here = [p for p in places(known) if p.symbol in symbols]
            found |= {(Path(os.path.normpath(p.file)), p.span.start): p for p in here}
        return sorted(found.values(), key=lambda p: (str(p.file), p.span.start))


def files_of(analysis: Analysis) -> set[Path]:
    return {Path(os.path.normpath(analysis.path.parent / shown)) for shown in analysis.files}
