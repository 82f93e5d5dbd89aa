"""What is told of a diff: for people, for a comment on a pull request, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from .diff import Compared, Judged, Lead
from .markdown import code, fenced

SAID: Final = {
    "equal": "equal in meaning",
    "words": "changes no score",
    "other": "changes no score by itself, but what is read or given out",
    "scores": "changes scores",
    "offset": "changes scores by itself, which the other changes make up for",
    "idle": "changes no score as the rest of the new file is",
    "unsettled": "not settled whether it changes scores",
}
SUMS: Final = (
    ("scores", "changes scores", "change scores"),
    ("offset", "is made up for by the others", "are made up for by the others"),
    ("unsettled", "is not settled", "are not settled"),
    ("idle", "changes nothing as the rest is", "change nothing as the rest is"),
    ("other", "changes what is read or given out", "change what is read or given out"),
    ("equal", "is equal in meaning", "are equal in meaning"),
    ("words", "is a matter of names, words or order", "are a matter of names, words or order"),
)


VERDICTS: Final = {
    "equal": "the files are equal in meaning: every lead is scored alike",
    "different": "the files differ in meaning: leads are scored differently",
    "other": "the files differ in what is read or given out; no lead is known to be scored "
    "differently",
    "unsettled": "whether the files differ in meaning is not settled: no lead is known to be "
    "scored differently, and there is no proof",
}
WITH_LEAD: Final = "the files differ in meaning: this lead is scored differently"


@dataclass(frozen=True, slots=True)
class Told:
    """A whole diff; `most` leads are shown."""

    old: str
    new: str
    compared: Compared
    same_text: bool
    most: int

    @property
    def judged(self) -> Sequence[Judged]:
        return self.compared.judged

    @property
    def verdict(self) -> str:
        """`equal`, `different` or `unsettled`."""
        kind = self.compared.whole.kind
        return "different" if kind == "other" else kind

    @property
    def headline(self) -> str:
        """Of the files as wholes."""
        if not self.judged:
            more = "the files are the same" if self.same_text else "only words or layout"
            return f"nothing changed in meaning: {more}"
        return WITH_LEAD if self._lead_above else VERDICTS[self.compared.whole.kind]

    @property
    def counts(self) -> str:
        """Of the changes by themselves."""
        counts = Counter(one.change.effect for one in self.judged)
        parts = [
            f"{counts[name]:,} {one if counts[name] == 1 else many}"  # type: ignore[index]
            for name, one, many in SUMS if counts[name]  # type: ignore[index]
        ]  # fmt: skip
        return f"{_counted(len(self.judged), 'change')}: {', '.join(parts)}"

    @property
    def _lead_above(self) -> Lead | None:
        return self.compared.lead if self.most else None

    @property
    def shown(self) -> set[int]:
        """Of which changes the lead is shown: those first for which the stage differs."""
        able = [(not one.lead.stage_differs, n) for n, one in enumerate(self.judged) if one.lead]
        return {number for _, number in sorted(able)[: self.most]}

    @property
    def left(self) -> int:
        return sum(one.lead is not None for one in self.judged) - len(self.shown)

    @property
    def _left_out(self) -> str:
        leads = _counted(self.left, "more lead")
        return f"{leads} that would show a difference, left out; --most shows more"

    # -- for people

    def text(self) -> Iterator[str]:
        yield self.headline
        if self._lead_above is not None:
            yield from (_indented("  ", line) for line in (*self._lead(self._lead_above), ""))
        if self.judged:
            yield self.counts
        for section, found in self._sections():
            yield ""
            yield section
            spaced = False
            for number, one in found:
                yield from ("",) if spaced else ()
                spaced = one.lead is not None and number in self.shown
                yield from (_indented("  ", line) for line in _change(one))
                if one.lead is not None and spaced:
                    yield from (_indented("    ", line) for line in self._lead(one.lead))
        if self.left:
            yield from ("", self._left_out)

    def _sections(self) -> list[tuple[str, list[tuple[int, Judged]]]]:
        found: dict[str, list[tuple[int, Judged]]] = {}
        for number, one in enumerate(self.judged):
            found.setdefault(one.change.section, []).append((number, one))
        return list(found.items())

    def _lead(self, lead: Lead) -> Iterator[str]:
        yield from ("", *lead.example.rstrip("\n").split("\n"), "", *breakdowns(lead))

    # -- for a comment on a pull request

    def markdown(self) -> Iterator[str]:
        yield f"**{self.headline[:1].upper() + self.headline[1:]}**"
        yield f"({code(self.old)} to {code(self.new)})"
        if self._lead_above is not None:
            yield from ("", *_lead_in_markdown(self._lead_above))
        if self.judged:
            yield from ("", self.counts)
        for section, found in self._sections():
            yield from ("", f"### {code(section)}", "")
            for number, one in found:
                yield from self._marked(one, number in self.shown)
        if self.left:
            yield from ("", self._left_out)

    def _marked(self, one: Judged, shown: bool) -> Iterator[str]:
        change = one.change
        notes = "".join(f", {code(note)}" for note in change.notes)
        said = SAID[change.effect]
        yield f"- **{change.kind}** {code(change.about)}{notes}: {said}"
        lines = [*(f"- {line}" for line in change.before), *(f"+ {line}" for line in change.after)]
        if lines:
            yield from fenced("diff", lines)
        if one.lead is not None and shown:
            yield from _lead_in_markdown(one.lead)

    # -- for programs

    def json(self) -> dict[str, Any]:
        return {
            "old": self.old,
            "new": self.new,
            "verdict": self.verdict,
            "says": self.headline,
            **(_lead_as_json(self._lead_above) if self._lead_above is not None else {}),
            "changes": [_as_json(one, n in self.shown) for n, one in enumerate(self.judged)],
        }


def _change(one: Judged) -> Iterator[str]:
    change = one.change
    notes = "".join(f", {note}" for note in change.notes)
    yield f"{change.kind} `{change.about}`{notes}: {SAID[change.effect]}"
    yield from (f"  - {line}" for line in change.before)
    yield from (f"  + {line}" for line in change.after)


def breakdowns(lead: Lead) -> Iterator[str]:
    """Both side by side: those of the files, or that of the new one without the change."""
    heads = ("", "without", "with") if lead.alone else ("", "old", "new")
    rows = [heads, *((one.name, one.old, one.new) for one in lead.sides)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, old, new in rows:
        yield f"{name:<{widths[0]}}  {old:>{widths[1]}}  {new:>{widths[2]}}".rstrip()


def _as_json(one: Judged, shown: bool) -> dict[str, Any]:
    change = one.change
    told: dict[str, Any] = {
        "section": change.section, "kind": change.kind, "about": change.about,
        "effect": change.effect, "notes": list(change.notes),
        "before": list(change.before), "after": list(change.after),
    }  # fmt: skip
    if one.lead is not None and shown:
        told |= _lead_as_json(one.lead)
    return told


def _lead_as_json(lead: Lead) -> dict[str, Any]:
    return {
        "example": lead.example,
        "breakdown": [asdict(side) for side in lead.sides],
        "breakdown_of": "change" if lead.alone else "files",
        "stage_differs": lead.stage_differs,
    }


def _lead_in_markdown(lead: Lead) -> Iterator[str]:
    yield from fenced("", lead.example.rstrip("\n").split("\n"))
    yield from fenced("", list(breakdowns(lead)))


def _indented(margin: str, line: str) -> str:
    return margin + line if line else ""


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
