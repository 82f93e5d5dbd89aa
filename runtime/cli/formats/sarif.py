"""SARIF 2.1.0, the form in which code scanning takes findings.

Paths are relative to the folder that findings are told from, so that a log says nothing of the
machine. Messages are plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ....dsl.excerpt import clean
from .._pages import page
from ._place import region, seen, uri
from ._words import lines_of
from .json import written

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic, Edit, Fix, Span
    from ....dsl.source import Source
    from .._findings import Findings

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT: Final = "%SRCROOT%"
FINGERPRINT: Final = "leadscoreFinding/v1"
"""The number goes up when findings get other fingerprints."""
Object = dict[str, Any]


def findings(found: Findings, files: Sequence[Path]) -> str:
    log = _Log(found.diagnostics, found.sources)
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [log.run()]})


# ---------------------------------------------------------------- codes


def _rule(code: str, level: str) -> Object:
    """A code with its page. Where the page stands on the web depends on the reader, so it comes
    along as a whole."""
    text = page(code)
    title, _, rest = text.partition("\n")
    return {
        "id": code,
        "shortDescription": {"text": title.partition(": ")[2]},
        "fullDescription": {"text": " ".join(rest.strip().split("\n\n")[0].split())},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": level},
    }


# ---------------------------------------------------------------- findings


@dataclass(frozen=True)
class _Log:
    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, Source]

    @cached_property
    def codes(self) -> dict[str, str]:
        """The codes that occur, in order, with their levels."""
        return dict(sorted((d.code, d.severity) for d in self.diagnostics))

    def run(self) -> Object:
        rules = [_rule(code, level) for code, level in self.codes.items()]
        driver = {"name": "leadscore", "version": version("leadscore"), "rules": rules}
        return {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {ROOT: {"description": _text("the top of the project")}},
            "invocations": [{"executionSuccessful": True}],
            "results": list(self._results()),
        }

    def _results(self) -> Iterator[Object]:
        before: Counter[tuple[str, ...]] = Counter()
        places = list(self.codes)
        for diagnostic in self.diagnostics:
            same = self._sign(diagnostic)
            before[same] += 1
            yield {
                "ruleId": diagnostic.code,
                "ruleIndex": places.index(diagnostic.code),
                "level": diagnostic.severity,
                "message": _text("\n".join(lines_of(diagnostic))),
                "locations": [{"physicalLocation": self._place(diagnostic.span)}],
                "partialFingerprints": {FINGERPRINT: _hash(*same, str(before[same]))},
                **self._others(diagnostic),
            }

    def _sign(self, diagnostic: Diagnostic) -> tuple[str, ...]:
        """What stays the same when lines move: the code, the file, the line's own text, the part
        of it. Of several that are the same the count tells."""
        span = diagnostic.span
        source = self.sources.get(span.path)
        if source is None:
            return diagnostic.code, uri(seen(span.path))
        line = source.line(source.position(span.start)[0])
        part = source.text[span.start : span.end]
        return diagnostic.code, uri(seen(span.path)), " ".join(line.split()), part

    def _others(self, diagnostic: Diagnostic) -> Object:
        others: Object = {}
        if diagnostic.labels:
            others["relatedLocations"] = [
                {
                    "id": number, "message": _text(clean(label.text)),
                    "physicalLocation": self._place(label.span),
                }
                for number, label in enumerate(diagnostic.labels, 1)
            ]  # fmt: skip
        if diagnostic.fix is not None:
            others["fixes"] = [self._fix(diagnostic.fix)]
        return others

    # -- places

    def _place(self, span: Span) -> Object:
        return {"artifactLocation": _artifact(span.path), "region": self._region(span)}

    def _region(self, span: Span) -> Object:
        names = ("startLine", "startColumn", "endLine", "endColumn")
        return dict(zip(names, region(span, self.sources), strict=True))

    # -- fixes

    def _fix(self, fix: Fix) -> Object:
        by_path: dict[str, list[Edit]] = {}
        for edit in fix.edits:
            by_path.setdefault(edit.span.path, []).append(edit)
        changes = [
            {"artifactLocation": _artifact(path), "replacements": [*map(self._replaced, edits)]}
            for path, edits in by_path.items()
        ]
        unsafe = "" if fix.safe else " (this can change scores)"
        return {"description": _text(clean(fix.title) + unsafe), "artifactChanges": changes}

    def _replaced(self, edit: Edit) -> Object:
        """Lines end as they do in the file."""
        source = self.sources.get(edit.span.path)
        ends = "\r\n" if source is not None and "\r\n" in source.text else "\n"
        return {
            "deletedRegion": self._region(edit.span),
            "insertedContent": {"text": edit.text.replace("\n", ends)},
        }


def _artifact(path: str) -> Object:
    there = seen(path)
    whole = {"uri": uri(there)}
    return whole if there.is_absolute() else {**whole, "uriBaseId": ROOT}


def _text(text: str) -> Object:
    """A message. What reads like a link in it, `[a](1)`, would be made one."""
    return {"text": text.replace("](", "] (")}


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
