"""`check --fix`: fixes applied round by round until there is nothing left to mend.

Texts change in memory and are checked after every round; files are written at the end. What would
bring an error into a file that had none, would take a rule's name from an example, or would change
the meaning of rules by a safe fix, is not kept: then the fixes of that round are tried one by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...compiler.lower import lower
from ...dsl import ast
from ...dsl.apply import apply_fixes
from ...dsl.diagnostics import Edit, Fix
from ...dsl.example_names import astray, following
from ...dsl.model import Model
from ..rewrite import ChangedMeanwhile, rewrite
from ._failures import Mistake
from ._findings import Findings

MOST_ROUNDS = 50
MOST_ALONE = 50
"""So many fixes of a round are tried one by one."""
Find = Callable[[Mapping[Path, str]], Findings]
"""Checks the files, with other texts for some of them."""


@dataclass(frozen=True, slots=True)
class Mended:
    findings: Findings
    """What is left."""
    before: dict[Path, str]
    after: dict[Path, str]
    fixes: int

    @property
    def changed(self) -> dict[Path, tuple[str, str]]:
        both = {path: (text, self.after[path]) for path, text in self.before.items()}
        return {path: texts for path, texts in both.items() if texts[0] != texts[1]}

    def write(self) -> None:
        for path, (old, new) in self.changed.items():
            try:
                rewrite(path, old, new)
            except ChangedMeanwhile as error:
                raise Mistake(str(error), "check it again") from error
            except OSError as error:
                why = (error.strerror or "it cannot be opened").lower()
                raise Mistake(
                    f"`{path}` cannot be written: {why}", "check its permissions"
                ) from error


def mend(find: Find, files: Sequence[Path], unsafe: bool) -> Mended:
    """Mends `files` alone; what they use is another's to mend."""
    found = find({})
    own = {os.path.normpath(file) for file in files}
    texts = {path: source.text for path, source in found.sources.items() if path in own}
    before = dict(texts)
    count = 0
    for _ in range(MOST_ROUNDS):
        step = _round(find, found, texts, unsafe)
        if step is None:
            break
        found, texts, taken = step
        count += taken
    return Mended(found, _paths(before), _paths(texts), count)


def _paths(texts: Mapping[str, str]) -> dict[Path, str]:
    return {Path(path): text for path, text in texts.items()}


Step = tuple[Findings, dict[str, str], int]


def _round(find: Find, found: Findings, texts: dict[str, str], unsafe: bool) -> Step | None:
    """Safe fixes first; unsafe ones when no safe one is left."""
    for safe in (True, False) if unsafe else (True,):
        fixes = list(_fixes(found, safe))
        step = _tried(find, found, texts, fixes, safe) if fixes else None
        if step is not None:
            return step
        for fix in fixes[:MOST_ALONE] if len(fixes) > 1 else ():
            step = _tried(find, found, texts, [fix], safe)
            if step is not None:
                return step
    return None


def _fixes(found: Findings, safe: bool) -> Iterator[Fix]:
    """Style last: of fixes that touch the same place the first is taken, and what is mended of a
    line's meaning may leave nothing to be styled."""
    for diagnostic in sorted(found.diagnostics, key=lambda one: one.code.startswith("W8")):
        if diagnostic.fix is not None and diagnostic.fix.safe is safe:
            yield diagnostic.fix


def _tried(
    find: Find, found: Findings, texts: dict[str, str], fixes: list[Fix], safe: bool
) -> Step | None:
    """The next step, if it does no harm and changes anything."""
    applied = apply_fixes(fixes, texts)
    if applied.texts == texts:
        return None
    taken = len(applied.taken)
    after = find(_resolved(applied.texts))
    names = _names(found.models, after.models)
    if names.edits:
        applied = apply_fixes([names, *applied.taken], texts)
        taken = len(applied.taken) - 1
        after = find(_resolved(applied.texts))
    if _harm(found.models, after.models, safe):
        return None
    return after, applied.texts, taken


def _resolved(texts: Mapping[str, str]) -> dict[Path, str]:
    return {path.resolve(): text for path, text in _paths(texts).items()}


def _names(before: Sequence[Model], after: Sequence[Model]) -> Fix:
    """Where examples name a rule by its own words they name it by its new ones."""
    edits = {
        Edit(replace(text.span, path=os.path.normpath(old.path.parent / text.span.path)), words)
        for old, new in zip(before, after, strict=True) if not (old.errors or new.errors)
        for text, words in following(old, new)
    }  # fmt: skip
    return Fix("name the rules of examples", tuple(sorted(edits, key=lambda e: e.span)))


def _harm(before: Sequence[Model], after: Sequence[Model], safe: bool) -> bool:
    return any(
        not old.errors
        and (
            bool(new.errors)
            or len(astray(new)) > len(astray(old))
            or (safe and _meaning(old) != _meaning(new))
        )
        for old, new in zip(before, after, strict=True)
    )


def _meaning(model: Model) -> str:
    """The fingerprint; empty for files without anything to score by."""
    main = model.files[0].file.sections
    return lower(model).fingerprint if any(isinstance(s, ast.Score) for s in main) else ""
