"""What a run tells when it is done, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from ...compiler.own_moment import AsOf, OwnMoment
from ...dsl.excerpt import clean
from ..errors import counted
from ..summary import Accounts, Count, HandedOver, Scores, Summary
from ._terminal import bars, columns_of

MOST_VALUES: Final = 12
"""A label or grade of which more values occur is left out of the text."""


def as_text(summary: Summary) -> Iterator[str]:
    yield from _head(summary)
    for counts in summary.classes:
        if len(counts.values) <= MOST_VALUES:
            yield from _chart(counts.name, counts.values)
    if summary.scores is not None:
        yield from _scores(summary.scores)
    if summary.accounts is not None:
        yield from _accounts(summary.accounts)
    yield from _hand_offs(summary.hand_offs)
    if any(count.rows for count in summary.excluded):
        yield ""
    for count in summary.excluded:
        if count.rows:
            yield f"excluded: {counted(count.rows, 'lead')}, {clean(count.value)}"
    yield from _problems(summary)
    if summary.files or summary.tables:
        yield ""
        yield "written: " + ", ".join([*map(_near, summary.files), *summary.tables])


def _near(path: Path) -> str:
    """As seen from here, if it lies below."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _head(summary: Summary) -> Iterator[str]:
    events = sum(count.rows for count in summary.events)
    as_of = summary.as_of
    told = str(as_of) if isinstance(as_of, OwnMoment) else f"{as_of:%Y-%m-%d %H:%M} UTC"
    yield (
        f"{counted(summary.leads, 'lead')} and {counted(events, 'event')} as of "
        f"{clean(told)}, rules {summary.fingerprint}, "
        f"{summary.engine}, {summary.seconds:.1f} s"
    )


def _chart(name: str, counts: Iterable[Count]) -> Iterator[str]:
    yield ""
    yield clean(name)
    for line in bars((clean(count.value), count.rows) for count in counts):
        yield f"  {line}"


def _scores(scores: Scores) -> Iterator[str]:
    width = scores.bins[0].highest - scores.bins[0].lowest
    yield ""
    yield f"score  {scores.lowest} to {scores.highest}, half of the leads at most {scores.median}"
    shown = columns_of([bin_.leads for bin_ in scores.bins])
    step = f"{width} point{'s' * (width != 1)}"
    yield f"  {scores.lowest} {shown} {scores.highest}   (a column for {step})"


def _accounts(accounts: Accounts) -> Iterator[str]:
    yield ""
    yield counted(accounts.number, "company", "companies")
    for counts in accounts.classes:
        if len(counts.values) <= MOST_VALUES:
            yield from (f"  {line}" for line in [*_chart(counts.name, counts.values)][1:])
    shown = [row for row in accounts.rows if row[1] is not None]
    if shown:
        yield "  the highest"
    for company, score, *labels, leads in shown:
        said = ", ".join(clean(label) for label in labels if label is not None)
        number = counted(int(leads or 0), "lead")
        yield f"    {score:>6}  {clean(company or '')}  ({number}{f', {said}' if said else ''})"


def _hand_offs(hand_offs: tuple[HandedOver, ...]) -> Iterator[str]:
    if not hand_offs:
        return
    yield ""
    yield "hand off"
    for one in hand_offs:
        yield f"  {_handed_over(one)}"
    if hand_offs[0].entering is None:
        yield "  give the last output by `--previous` to see who enters a stage now"


def _handed_over(one: HandedOver) -> str:
    what = one.what
    leads = one.in_stage if one.entering is None else one.entering
    verbs = ("is in", "are in") if one.entering is None else ("enters", "enter")
    sent = list(what.fields)
    if what.reasons is not None:
        sent.append(f"top {what.reasons} reason{'s' * (what.reasons != 1)}")
    said = f"{counted(leads, 'lead')} {verbs[leads != 1]} {clean(what.stage)}"
    return f"{said}, for {clean(what.target)}: {', '.join(sent)}"


def _problems(summary: Summary) -> Iterator[str]:
    if summary.problems or summary.guarded:
        yield ""
        yield "about the data"
    for problem in sorted(summary.problems, key=lambda problem: not problem.serious):
        yield f"  {'!' if problem.serious else '-'} {clean(problem.message)}"
        for example in problem.examples:
            yield f"      {clean(str(example))}"
    if summary.guarded:
        yield (
            f"  - {counted(summary.guarded, 'cell')} of the output would have run as a formula in "
            "a spreadsheet and got a ' in front"
        )


# ---------------------------------------------------------------- for programs


def as_json(summary: Summary) -> dict[str, Any]:
    """One plain object; points are numbers, `rows` the first rows of the output as text."""
    return {
        **_moment(summary.as_of), "rules": summary.fingerprint,
        "engine": summary.engine, "seconds": round(summary.seconds, 3), "leads": summary.leads,
        "events": _counts(summary.events), "excluded": _counts(summary.excluded),
        "classes": {counts.name: _counts(counts.values) for counts in summary.classes},
        "scores": _scores_object(summary.scores),
        "accounts": _accounts_object(summary.accounts),
        "hand_off": [_hand_off_object(one) for one in summary.hand_offs],
        "problems": [_problem(problem) for problem in summary.problems],
        "guarded": summary.guarded, "files": [str(path) for path in summary.files],
        "tables": list(summary.tables),
        "rows": [dict(zip(summary.columns, row, strict=True)) for row in summary.rows],
    }  # fmt: skip


def _moment(as_of: AsOf) -> dict[str, Any]:
    """`as_of` is none where each lead has its own."""
    if not isinstance(as_of, OwnMoment):
        return {"as_of": as_of.isoformat()}
    plus = as_of.plus.total_seconds()
    return {"as_of": None, "as_of_column": as_of.column, "plus_seconds": plus}


def _counts(counts: Iterable[Count]) -> dict[str, int]:
    return {count.value: count.rows for count in counts}


def _scores_object(scores: Scores | None) -> dict[str, Any] | None:
    if scores is None:
        return None
    bins = [{"from": b.lowest, "to": b.highest, "leads": b.leads} for b in scores.bins]
    return {
        "lowest": scores.lowest, "median": scores.median, "highest": scores.highest, "bins": bins,
    }  # fmt: skip


def _accounts_object(accounts: Accounts | None) -> dict[str, Any] | None:
    if accounts is None:
        return None
    return {
        "number": accounts.number,
        "classes": {counts.name: _counts(counts.values) for counts in accounts.classes},
        "rows": [dict(zip(accounts.columns, row, strict=True)) for row in accounts.rows],
    }


def _hand_off_object(one: HandedOver) -> dict[str, Any]:
    """`entering` is the number of leads that enter the stage, none without a last run."""
    return {
        "stage": one.what.stage, "to": one.what.target, "fields": list(one.what.fields),
        "reasons": one.what.reasons, "in_stage": one.in_stage,
        "entering": one.entering,
    }  # fmt: skip


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "kind": problem.kind, "serious": problem.serious, "table": problem.table,
        "column": problem.column, "rows": problem.rows, "message": problem.message,
        "examples": [{"row": e.row, "value": e.value} for e in problem.examples],
    }  # fmt: skip
