"""Writes docs/engines.md: what ran on which engine. `make engines-page` runs it.

It runs the conformance suite on every engine that has a dialect, and writes nothing unless all of
them start. Tests hold the page against their own runs, so it cannot claim what did not run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias, get_args

import engines
from conformance import files, outcomes, runs
from leadscore.compiler import dialects
from leadscore.compiler.dialects import Dialect, Family
from leadscore.compiler.dialects.base import Unsupported
from leadscore.compiler.sql_tree import Expr, name

PAGE: Final = Path(__file__).parents[1] / "docs" / "engines.md"
WHAT_RAN: Final = {
    "bigquery": "GoogleSQL's reference evaluator",
    "clickhouse": "ClickHouse, as chdb",
    "snowflake": "fakesnow, on DuckDB",
}
"""Where it is not the engine itself."""
TOP: Final = """\
# Engines

What leadscore's SQL has been seen to do, by engine. The table is written by a program that runs the
[conformance suite](../tests/conformance/README.md): a file for each construct of the language, with
leads, events and the results that must come out, worked out by hand. Every run of the tests holds the
page against what happens there.

| Mark | Meaning |
| --- | --- |
| ✓ | **Executed**: the engine ran the queries of the leads, of their breakdown and of companies, and every case came out as expected, line by line. |
| ✓ −2 | The same, but two cases were left out, for their figures have more digits than the engine has. |
| ≈ | **Executed as a translation**: fakesnow turns Snowflake's SQL into DuckDB's and runs that, [with its faults mended](engines_in_tests.md). It stands for the text alone: that it can be read as Snowflake's. |
| text | **Rendered only**: no engine was at hand. The SQL is made and a parser of that dialect reads it back. |
| refused | leadscore makes no SQL and says why, for what it made would not give exactly the same. |
| – | The engine has no arrays, so it cannot hold this data. |

GoogleSQL's reference evaluator is of the same source as BigQuery's language. It shows what the language
means, not what the service does. What Snowflake does otherwise than DuckDB shows in no test: how it
divides, folds names and reads texts was written by its manual. Nothing here was run on a paid service.
"""
Cells: TypeAlias = Mapping[str, Mapping[str, str]]
"""File of the suite → dialect → mark."""
USES: Final = ("text", "number", "yes/no", "moment", "list")
"""What rules read columns as."""


def rendered_only() -> list[str]:
    return [each for each in dialects.names() if each not in engines.names()]


def columns() -> list[str]:
    """The dialects, those that are executed first."""
    return [each for each in engines.names() if each in dialects.names()] + rendered_only()


# ---------------------------------------------------------------- reading a page


def cells(page: str) -> dict[str, dict[str, str]]:
    head, _, *rows = [
        _row(line) for line in _section(page, "Constructs").splitlines() if "|" in line
    ]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def told(page: str, dialect: str) -> dict[str, str]:
    """By file, the mark of one dialect."""
    return {file: row[dialect] for file, row in cells(page).items() if dialect in row}


def versions(page: str) -> dict[str, str]:
    rows = [_row(line) for line in _section(page, "What ran").splitlines() if "|" in line][2:]
    return {row[0]: row[3] for row in rows if row[3] != "–"}


def _section(page: str, title: str) -> str:
    return page.partition(f"## {title}\n")[2].partition("\n## ")[0]


def _row(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rewritten(page: str) -> str:
    """The page that its own marks and versions give."""
    return written(cells(page), versions(page))


# ---------------------------------------------------------------- writing it


def written(found: Cells, ran: Mapping[str, str]) -> str:
    parts = [TOP, _what_ran(found, ran), _constructs(found), _refusals(found), _limits()]
    return "\n".join(parts)


def _what_ran(found: Cells, ran: Mapping[str, str]) -> str:
    head = ["dialect", "engine", "what ran", "version", "constructs", "cases", "refused"]
    rows = [_counts(found, dialect, ran.get(dialect)) for dialect in columns()]
    return f"## What ran\n\n{_table(head, rows)}"


def _counts(found: Cells, dialect: str, version: str | None) -> list[str]:
    title = dialects.find(dialect).title
    marks = {file: row[dialect] for file, row in found.items()}
    refused = sum(mark == outcomes.REFUSED for mark in marks.values())
    executed = [file for file, mark in marks.items() if _executed(mark)]
    if version is None:
        return [dialect, title, "nothing: rendered only", "–", "0", "0", str(refused)]
    cases = sum(_cases(file, marks[file]) for file in executed)
    what = WHAT_RAN.get(dialect, title)
    return [dialect, title, what, version, str(len(executed)), f"{cases:,}", str(refused)]


def _executed(mark: str) -> bool:
    return mark.startswith((outcomes.EXECUTED, outcomes.TRANSLATED))


def _cases(file: str, mark: str) -> int:
    left_out = int(mark.partition("−")[2] or 0)
    return len(runs.succeeding(files.load(file)).cases) - left_out


def _constructs(found: Cells) -> str:
    rows = [[file, *(found[file][dialect] for dialect in columns())] for file in sorted(found)]
    note = "Each is a file of the suite by that name.\n\n"
    return f"## Constructs\n\n{note}{_table(['construct', *columns()], rows)}"


def _refusals(found: Cells) -> str:
    lines = [line for dialect in columns() for line in _refused(found, dialect)]
    return "## What is refused\n\n" + "".join(f"- {line}\n" for line in lines)


def _refused(found: Cells, dialect: str) -> Iterator[str]:
    refused = [file for file in sorted(found) if found[file][dialect] == outcomes.REFUSED]
    reasons = sorted((outcomes.in_text(dialect, file).reason, file) for file in refused)
    for reason, group in groupby(reasons, key=lambda pair: pair[0]):
        about = ", ".join(f"`{file}`" for _, file in group)
        yield f"**{dialects.find(dialect).title}** {reason}: {about}."


# ---------------------------------------------------------------- limits


def _limits() -> str:
    head = ["dialect", "numbers with decimals", "figures on the way", "columns in a query"]
    rows = [[dialect, *_sizes(dialects.find(dialect))] for dialect in columns()]
    return f"""\
## Limits of each engine

Whole numbers and points have up to 18 digits on all of them. A number with decimals is unknown, and
figures on the way (sums, products) stop the query with the lead's key, if they have more digits
before the point than this. A rule set that needs more columns in one query is refused.

{_table(head, rows)}
Not every type of column can be read exactly. What cannot, is refused when the SQL is made:

{_table(["a dialect that", "types of columns, and what they are read as", "dialects"], list(_unread()))}"""


def _sizes(dialect: Dialect) -> list[str]:
    return [_digits(dialect.limit), _digits(dialect.wide_limit), f"{dialect.most_columns:,}"]


def _digits(limit: int) -> str:
    """What is less than the limit: `18 digits`, or the number where it is no power of ten."""
    size = len(str(limit)) - 1
    return f"{size} digits" if limit == 10**size else f"less than {limit // 10**size} × 10^{size}"


def _unread() -> Iterator[list[str]]:
    """What is refused, of which columns, and by which dialects."""
    by: dict[tuple[str, str], list[str]] = {}
    for dialect in columns():
        for told in _refused_columns(dialects.find(dialect)).items():
            by.setdefault(told, []).append(dialect)
    for (reason, places), refused in sorted(by.items()):
        yield [reason, places, ", ".join(refused)]


def _refused_columns(dialect: Dialect) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for family in (*get_args(Family), None):
        for use in USES:
            if reason := _why_not(dialect, use, family):
                found.setdefault(reason, []).append(f"{family or 'unknown'} as {use}")
    return {reason: ", ".join(places) for reason, places in found.items()}


def _why_not(dialect: Dialect, use: str, family: Family | None) -> str | None:
    try:
        _read(dialect, use, name("a"), family)
    except Unsupported as error:
        return str(error)
    return None


def _read(dialect: Dialect, use: str, raw: Expr, family: Family | None) -> Expr:
    if use == "list":
        return dialect.elements(raw, family, ";")
    method = {"yes/no": "yes_no"}.get(use, use)
    made: Expr = getattr(dialect, method)(raw, family)
    return made


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


# ---------------------------------------------------------------- running


def main() -> int:
    executed = [each for each in columns() if each not in rendered_only()]
    missing = {each: reason for each in executed if (reason := engines.why_not(each))}
    for engine, reason in missing.items():
        print(f"{engine} cannot be started, so the page stays as it is: {reason}", file=sys.stderr)
    if missing:
        return 1
    marks = {dialect: dict(_marks(dialect)) for dialect in columns()}
    found = {
        file: {dialect: marks[dialect][file] for dialect in columns()} for file in files.names()
    }
    PAGE.write_text(
        written(found, {each: engines.start(each).version for each in executed}), "utf-8"
    )
    return 0


def _marks(dialect: str) -> Iterator[tuple[str, str]]:
    """Stops at the first case that is not as expected."""
    print(dialect, file=sys.stderr)
    for file in files.names():
        if dialect in rendered_only():
            yield file, outcomes.in_text(dialect, file).cell
            continue
        found = outcomes.on_engine(engines.start(dialect), file)
        assert not found.deviations, f"{dialect}, {file}: {found.deviations}"
        yield file, found.cell


if __name__ == "__main__":
    sys.exit(main())
