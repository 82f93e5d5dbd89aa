"""Diagnostics as people read them on a terminal, and as programs read them.

The text shows the line, underlines the part, says what to type, and shows a fix as the lines
before and after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any

from .apply import edited
from .diagnostics import Diagnostic, Edit, Fix, Span
from .excerpt import Mark, clean, excerpt
from .excerpt import width as cells_of
from .source import Source

LONGEST_TEXT = 1_200
"""Characters of a title or a help that are shown."""
MOST_FIX_LINES = 6
RESET = "\x1b[0m"
COLORS = {
    "error": "\x1b[1;31m", "warning": "\x1b[1;33m", "title": "\x1b[1m", "gutter": "\x1b[34m",
    "secondary": "\x1b[1;34m", "help": "\x1b[1;36m", "removed": "\x1b[31m", "added": "\x1b[32m",
}  # fmt: skip


def render_text(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], *,
    color: bool = False, width: int = 100,
) -> str:  # fmt: skip
    """All diagnostics, one after the other, and a line that counts them; empty for none.

    `sources` are texts by the paths that spans name (a diagnostic in any other file is shown
    without its line). Excerpts are at most `width` cells wide.
    """
    if not diagnostics:
        return ""
    blocks = [_Block(d, sources, color, width).render() for d in diagnostics]
    return "\n\n".join([*blocks, summary(diagnostics)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many errors and warnings there are.

    >>> summary(())
    'no problems'
    """
    severities = [d.severity for d in diagnostics]
    counts = [
        f"{n} {severity}" + ("s" if n > 1 else "")
        for severity in ("error", "warning")
        if (n := severities.count(severity))
    ]
    return ", ".join(counts) or "no problems"


def render_json(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]
) -> list[dict[str, Any]]:
    """One plain object for each diagnostic, for `json.dump`.

    `start` and `end` hold `line` and `column` from 1, columns in code points, `end` just after
    the part; `text` is the underlined text, `note` the words beside the underlining; `labels` are
    further parts; `fix` is none or has `title`, `safe` and `edits`, each a place and its `new`
    text.
    """
    return [_object(diagnostic, sources) for diagnostic in diagnostics]


# ---------------------------------------------------------------- for programs


def _object(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "code": diagnostic.code, "severity": diagnostic.severity, "title": diagnostic.title,
        **_place(diagnostic.span, sources), "note": diagnostic.underlined,
        "labels": [
            {**_place(label.span, sources), "note": label.text} for label in diagnostic.labels
        ],
        "help": diagnostic.help, "fix": _fix_object(diagnostic.fix, sources),
        "page": diagnostic.page,
    }  # fmt: skip


def _place(span: Span, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(span.path, Source(span.path, ""))
    ends = [source.position(min(at, len(source.text))) for at in (span.start, span.end)]
    start, end = ({"line": line, "column": column} for line, column in ends)
    return {
        "path": span.path, "start": start, "end": end, "text": source.text[span.start : span.end],
    }  # fmt: skip


def _fix_object(fix: Fix | None, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{**_place(edit.span, sources), "new": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


# ---------------------------------------------------------------- for people


class _Block:
    """One diagnostic on its way to the terminal."""

    def __init__(
        self, diagnostic: Diagnostic, sources: Mapping[str, Source], color: bool, width: int
    ) -> None:
        self.diagnostic = diagnostic
        self.sources = sources
        self.color = color
        self.width = width
        self.gutter = len(str(max(self._line_numbers(), default=1)))

    def _line_numbers(self) -> Iterable[int]:
        edits = self.diagnostic.fix.edits if self.diagnostic.fix is not None else ()
        spans = [
            self.diagnostic.span,
            *(label.span for label in self.diagnostic.labels),
            *(edit.span for edit in edits),
        ]
        for span in spans:
            if span.path in self.sources:
                yield self.sources[span.path].position(span.end)[0]

    def paint(self, style: str, text: str) -> str:
        return f"{COLORS[style]}{text}{RESET}" if self.color and text else text

    def render(self) -> str:
        rows = [*self._title(), *self._excerpts(), *self._help(), *self._fix()]
        return "\n".join(row.rstrip() for row in rows)

    def _title(self) -> list[str]:
        d = self.diagnostic
        head = f"{d.severity}[{d.code}]"
        first, *more = wrap(f"{head}: {_shortened(d.title)}", self.width, 4)
        styled = self.paint(d.severity, head) + self.paint("title", first[len(head) :])
        return [styled, *(self.paint("title", row) for row in more)]

    def _excerpts(self) -> list[str]:
        d = self.diagnostic
        marks = [Mark(d.span, d.underlined, True)]
        marks += [Mark(label.span, label.text, False) for label in d.labels]
        rows = []
        for path in dict.fromkeys(mark.span.path for mark in marks):
            rows += self._excerpt(path, [mark for mark in marks if mark.span.path == path])
        return rows

    def _excerpt(self, path: str, marks: list[Mark]) -> list[str]:
        source = self.sources.get(path)
        arrow = self.paint("gutter", " " * self.gutter + "-->")
        if source is None or not source.text:
            return [f"{arrow} {clean(path)}"]
        line, column = source.position(marks[0].span.start)
        rows = [f"{arrow} {clean(path)}:{line}:{column}", self._row("", "")]
        for row in excerpt(source, marks, self.width - self.gutter - 4):
            style = self.diagnostic.severity if row.kind == "primary" else row.kind
            text = row.text if row.kind in ("source", "gap") else self.paint(style, row.text)
            rows.append(self._row(str(row.number or ""), text))
        return rows

    def _row(self, number: str, text: str, bar: str = "|", style: str = "gutter") -> str:
        return self.paint(style, f" {number:>{self.gutter}} {bar}") + (f" {text}" if text else "")

    def _help(self) -> list[str]:
        if not self.diagnostic.help:
            return []
        margin = self.gutter + 3
        first, *more = wrap(
            f"= help: {_shortened(self.diagnostic.help)}", self.width - margin + 1, 8
        )
        head, text = first[:7], first[7:]
        styled = " " * (self.gutter + 2) + self.paint("help", head) + text
        return [styled, *(" " * (self.gutter + 2) + row for row in more)]

    # -- the fix as lines before and after

    def _fix(self) -> list[str]:
        fix = self.diagnostic.fix
        if fix is None:
            return []
        rows: list[str] = []
        title = clean(fix.title)
        if title != self.diagnostic.help and not title.startswith("write "):
            rows.append(" " * (self.gutter + 2) + self.paint("help", "= fix:") + f" {title}")
        for path, edits in groupby(fix.edits, key=lambda edit: edit.span.path):
            if path in self.sources:
                rows += self._diff(self.sources[path], sorted(edits, key=lambda e: e.span))
        return rows

    def _diff(self, source: Source, edits: list[Edit]) -> list[str]:
        rows: list[str] = []
        blocks = _blocks(source, edits)
        for block in blocks[:MOST_FIX_LINES]:
            number, before, after = _before_after(source, block)
            rows += self._diff_rows(number, before, "-", "removed")
            rows += self._diff_rows(number, after, "+", "added")
        if len(blocks) > MOST_FIX_LINES:
            rows.append(self._row("", f"and {len(blocks) - MOST_FIX_LINES} places more", " "))
        return rows

    def _diff_rows(self, number: int, lines: list[str], sign: str, style: str) -> list[str]:
        room = self.width - self.gutter - 4
        return [
            self._row(str(number + i), self._diff_text(line, room), sign, style)
            for i, line in enumerate(lines[:MOST_FIX_LINES])
        ]

    def _diff_text(self, text: str, room: int) -> str:
        shown = clean(text)
        return shown if cells_of(shown) <= room else shown[: max(1, room - 1)] + "…"


def _blocks(source: Source, edits: list[Edit]) -> list[list[Edit]]:
    """Edits by the lines that they touch: those of neighbouring lines are shown together."""
    blocks: list[list[Edit]] = []
    last = -1
    for edit in edits:
        first, _ = source.position(edit.span.start)
        if not blocks or first > last + 1:
            blocks.append([])
        blocks[-1].append(edit)
        last, _ = source.position(edit.span.end)
    return blocks


def _before_after(source: Source, edits: list[Edit]) -> tuple[int, list[str], list[str]]:
    """The lines that edits change, as they are and as they will be, and the first's number; of
    a long one only what is near the first edit."""
    text, first, last = source.text, edits[0].span, edits[-1].span
    number, _ = source.position(first.start)
    start = source.line_start(number)
    stop = text.find("\n", last.end)
    stop = len(text) if stop < 0 else stop
    start, lead = (start, "") if first.start - start < 60 else (first.start - 20, "…")
    moved = [
        replace(e, span=Span(e.span.path, e.span.start - start, e.span.end - start)) for e in edits
    ]
    before = _split(lead + text[start:stop])
    after = _split(lead + edited(text[start:stop], moved))
    same = _alike(before, after)
    before, after = before[same:], after[same:]
    alike = _alike(before[::-1], after[::-1])
    return number + same, before[: len(before) - alike], after[: len(after) - alike]


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _shortened(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def wrap(text: str, width: int, indent: int) -> list[str]:
    """Breaks at spaces, but not within back-ticks: what is to be typed stays in one piece.

    >>> wrap("write `a b` or `c d` now", 13, 2)
    ['write `a b`', '  or `c d`', '  now']
    """
    rows = [""]
    for word in re.findall(r"(?:`[^`]*`|\S)+", text):
        longer = f"{rows[-1]} {word}" if rows[-1].strip() else rows[-1] + word
        if cells_of(longer) > width and rows[-1].strip():
            rows.append(" " * indent + word)
        else:
            rows[-1] = longer
    return rows
