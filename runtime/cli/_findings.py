"""What `check` finds in several files that may use one another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...dsl.check.checker import check
from ...dsl.config import DEFAULT, ConfigError, LintConfig, lint_config
from ...dsl.diagnostics import Diagnostic, Edit, Fix, Label, Span
from ...dsl.lint import lint
from ...dsl.model import Model
from ...dsl.source import Source
from ..at_hand import values_at_hand
from ._failures import Mistake
from ._terminal import Progress


@dataclass(frozen=True, slots=True)
class Findings:
    diagnostics: tuple[Diagnostic, ...]
    """In the order of the files, each once; paths as the caller spells them."""
    sources: dict[str, Source]
    models: tuple[Model, ...] = ()
    """One for each file that was asked for."""

    def only(self, selected: Sequence[str], ignored: Sequence[str]) -> Findings:
        """Those whose codes begin with one of `selected` (any, if empty) and none of `ignored`."""
        start, out = tuple(selected) or ("",), tuple(ignored)
        kept = (d for d in self.diagnostics if d.code.startswith(start))
        return replace(
            self, diagnostics=tuple(d for d in kept if not (out and d.code.startswith(out)))
        )


def find(
    files: Sequence[Path], tell: Progress, texts: Mapping[Path, str] | None = None,
    configs: Mapping[Path, LintConfig] | None = None,
) -> Findings:  # fmt: skip
    """Checks and lints each file together with all that it uses.

    A file may be read several times, on its own and for each file that uses it; what is found
    more than once is told once. `texts` stand in for what is on disk, by resolved path; `configs`
    are the settings by file.
    """
    other = texts or {}
    sources: dict[str, Source] = {}
    found: dict[Diagnostic, None] = {}
    models = []
    for number, file in enumerate(files):
        tell(f"checking {file}", number / len(files))
        model = check(file, read=lambda path: other.get(path.resolve()))
        place = _placer(file)
        sources |= {place(path): source for path, source in model.sources.items()}
        found |= dict.fromkeys(_all(model, place, (configs or {}).get(file, DEFAULT)))
        models.append(model)
    order = {path: number for number, path in enumerate(sources)}
    told = sorted(found, key=lambda d: (order.get(d.span.path, 0), d.span.start))
    return Findings(tuple(told), sources, tuple(models))


def configs(files: Sequence[Path], by_caller: bool) -> dict[Path, LintConfig]:
    """The settings of each file's project; of what is told only if the caller does not say."""
    try:
        found = {file: lint_config(file) for file in files}
    except ConfigError as error:
        raise Mistake(str(error), error.help) from error
    if not by_caller:
        return found
    return {file: LintConfig(options=config.options) for file, config in found.items()}


def _placer(file: Path) -> Callable[[str], str]:
    """From a path as seen from a file's folder to one as the caller would spell it."""
    return lambda path: os.path.normpath(file.parent / path)


def _all(model: Model, place: Callable[[str], str], config: LintConfig) -> Iterator[Diagnostic]:
    for diagnostic in (*model.diagnostics, *lint(model, config, values_at_hand)):
        yield _placed(diagnostic, place)


def _placed(diagnostic: Diagnostic, place: Callable[[str], str]) -> Diagnostic:
    def move(span: Span) -> Span:
        return replace(span, path=place(span.path))

    fix = diagnostic.fix
    if fix is not None:
        fix = Fix(fix.title, tuple(Edit(move(e.span), e.text) for e in fix.edits), fix.safe)
    labels = tuple(Label(move(label.span), label.text) for label in diagnostic.labels)
    return replace(diagnostic, span=move(diagnostic.span), labels=labels, fix=fix)
