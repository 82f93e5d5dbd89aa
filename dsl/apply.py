"""Fixes applied to texts, and shown as a diff.

A fix is taken whole or not at all. Of fixes that touch the same place the first is taken; the
others are for the next round, when the text has been checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from .diagnostics import Edit, Fix, Span


@dataclass(frozen=True, slots=True)
class Applied:
    texts: dict[str, str]
    """All texts by path, the changed ones among them."""
    taken: tuple[Fix, ...]
    left: tuple[Fix, ...]
    """Those that touch what others have changed."""


def apply_fixes(fixes: Iterable[Fix], texts: Mapping[str, str]) -> Applied:
    """Applies fixes to the texts that their spans name; one that edits a file which is not there
    is left.

    >>> fix = Fix("swap", (Edit(Span("a", 0, 1), "b"),))
    >>> apply_fixes([fix, fix], {"a": "a c"}).texts
    {'a': 'b c'}
    """
    taken: dict[Fix, None] = {}
    left = []
    busy: dict[str, list[Span]] = {path: [] for path in texts}
    for fix in dict.fromkeys(fixes):
        spans = [edit.span for edit in fix.edits]
        if spans and all(span.path in busy and _free(span, busy[span.path]) for span in spans):
            taken[fix] = None
            for span in spans:
                busy[span.path].append(span)
        else:
            left.append(fix)
    edits = [edit for fix in taken for edit in fix.edits]
    changed = {
        path: edited(text, [edit for edit in edits if edit.span.path == path])
        for path, text in texts.items()
        if busy[path]
    }
    return Applied({**texts, **changed}, tuple(taken), tuple(left))


def _free(span: Span, busy: Iterable[Span]) -> bool:
    """Whether a span has nothing in common with others; to touch one is to have too much."""
    return all(span.end < other.start or other.end < span.start for other in busy)


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text after edits that do not overlap. Lines end as they do in the text."""
    ends = "\r\n" if "\r\n" in text else "\n"
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda e: e.span):
        parts += [text[at : edit.span.start], edit.text.replace("\n", ends)]
        at = edit.span.end
    return "".join([*parts, text[at:]])


def diff(path: str, old: str, new: str) -> str:
    """A unified diff from one text of a file to the next; empty if they are the same."""
    lines = unified_diff(_lines(old), _lines(new), path, path, lineterm="")
    return "".join(f"{line}\n" for line in _with_ends(lines))


def _lines(text: str) -> list[str]:
    """The lines; one that is not ended keeps a mark of that."""
    lines = text.replace("\r\n", "\n").split("\n")
    unended = lines.pop()
    return [*lines, f"{unended}\0"] if unended else lines


def _with_ends(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.rstrip("\0")
        if line.endswith("\0"):
            yield r"\ No newline at end of file"
