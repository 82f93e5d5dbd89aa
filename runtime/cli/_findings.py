"""What `check` finds in several files that may use one another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...dsl.check import check
from ...dsl.diagnostics import Diagnostic, Edit, Fix, Label, Span
from ...dsl.lint import lint
from ...dsl.model import Model
from ...dsl.source import Source
from ._terminal import Progress


@dataclass(frozen=True, slots=True)
class Findings:
    diagnostics: tuple[Diagnostic, ...]
    """In the order of the files, each once; paths as the caller spells them."""
    sources: dict[str, Source]

    def only(self, selected: Sequence[str], ignored: Sequence[str]) -> Findings:
        """Those whose codes begin with one of `selected` (any, if empty) and none of `ignored`."""
        start, out = tuple(selected) or ("",), tuple(ignored)
        kept = (d for d in self.diagnostics if d.code.startswith(start))
        return replace(
            self, diagnostics=tuple(d for d in kept if not (out and d.code.startswith(out)))
        )


def find(files: Sequence[Path], tell: Progress) -> Findings:
    """Checks and lints each file together with all that it uses.

    A file may be read several times, on its own and for each file that uses it; what is found
    more than once is told once.
    """
    sources: dict[str, Source] = {}
    found: dict[Diagnostic, None] = {}
    for number, file in enumerate(files):
        tell(f"checking {file}", number / len(files))
        model = check(file)
        place = _placer(file)
        sources |= {place(path): source for path, source in model.sources.items()}
        found |= dict.fromkeys(_all(model, place))
    order = {path: number for number, path in enumerate(sources)}
    told = sorted(found, key=lambda d: (order.get(d.span.path, 0), d.span.start))
    return Findings(tuple(told), sources)


def _placer(file: Path) -> Callable[[str], str]:
    """From a path as seen from a file's folder to one as the caller would spell it."""
    return lambda path: os.path.normpath(file.parent / path)


def _all(model: Model, place: Callable[[str], str]) -> Iterator[Diagnostic]:
    for diagnostic in (*model.diagnostics, *lint(model)):
        yield _placed(diagnostic, place)


def _placed(diagnostic: Diagnostic, place: Callable[[str], str]) -> Diagnostic:
    def move(span: Span) -> Span:
        return replace(span, path=place(span.path))

    fix = diagnostic.fix
    if fix is not None:
        fix = Fix(fix.title, tuple(Edit(move(e.span), e.text) for e in fix.edits), fix.safe)
    labels = tuple(Label(move(label.span), label.text) for label in diagnostic.labels)
    return replace(diagnostic, span=move(diagnostic.span), labels=labels, fix=fix)
