"""Reading rule files: text in, positions out, and the one place that decides what may be read.

A path never leaves the project's folder unless the caller allows it; symbolic links count by
where they lead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from .diagnostics import Diagnostic, Span

MOST_BYTES = 4 * 1024 * 1024
NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no text holds: it would break paths and encodings later on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text with line starts, for positions."""

    path: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        # Only `\n` ends a line, as in the grammar and in editors; `splitlines` knows more ends.
        starts = (found.end() for found in re.finditer("\n", self.text))
        object.__setattr__(self, "_starts", (0, *starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, in code points."""
        line = max(0, bisect_right(self._starts, offset) - 1)
        return line + 1, offset - self._starts[line] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its end."""
        if number > len(self._starts):
            return ""
        ends = self._starts[number : number + 1] or (len(self.text),)
        return self.text[self._starts[number - 1] : ends[0]].rstrip("\r\n")

    def line_start(self, number: int) -> int:
        return self._starts[number - 1]


def read_source(path: Path, shown: str) -> tuple[Source, Diagnostic | None]:
    """The text of a rule file, or an empty source and what is wrong with the file."""
    nothing = Source(shown, "")
    here = Span(shown, 0, 0)

    def wrong(code: str, title: str, help: str) -> tuple[Source, Diagnostic]:
        return nothing, Diagnostic(code, "error", title, here, help=help)

    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return wrong(
                "E003",
                f"this file has {size / 1_048_576:,.0f} MB; a rule file may have at most 4 MB",
                "put long lists into a CSV file and say "
                '`list NAME from "FILE.csv" column "COLUMN"`',
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        return wrong("E001", f"there is no file `{shown}`", near_files(path))
    except IsADirectoryError:
        return wrong("E001", f"`{shown}` is a folder, not a rule file", "name a `.score` file")
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        return wrong("E001", f"`{shown}` cannot be read: {why.lower()}", "check its permissions")
    return decode(raw, shown)


def decode(raw: bytes, shown: str) -> tuple[Source, Diagnostic | None]:
    """The source that the bytes of a file spell."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _not_text(shown, f"line {line} has a byte that does not belong")
    return plain(text, shown)


def plain(text: str, shown: str) -> tuple[Source, Diagnostic | None]:
    """A source of `text`, or an empty one if characters show that it is no text."""
    found = NO_TEXT.search(text)
    if found is None:
        return Source(shown, text), None
    line = text.count("\n", 0, found.start()) + 1
    return _not_text(shown, f"line {line} has a character U+{ord(found.group()):04X}")


def _not_text(shown: str, why: str) -> tuple[Source, Diagnostic]:
    help = (
        "save it again with the encoding UTF-8 (in Excel and Word: `CSV UTF-8`, "
        "`Plain Text`, `UTF-8`)"
    )
    title = f"this file is not UTF-8 text ({why})"
    return Source(shown, ""), Diagnostic("E002", "error", title, Span(shown, 0, 0), help=help)


def near_files(path: Path) -> str:
    """Help for a file that is not there: a name like it in its folder."""
    from .diagnostics import near

    try:
        there = [p.name for p in path.parent.iterdir() if p.suffix == path.suffix]
    except OSError:
        return "check the name and the folder"
    close = near(path.name, there)
    return f"did you mean `{close[0]}`?" if close else "check the name and the folder"


def inside(root: Path, path: Path) -> bool:
    """Whether `path`, links followed, lies in the folder `root`."""
    return path.resolve().is_relative_to(root.resolve())
