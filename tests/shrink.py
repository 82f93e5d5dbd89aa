"""Makes a failing case small: as few rules, leads, events and values as still show the fault.

`python tests/shrink.py SEED` shrinks what the seed of a long random run shows, and keeps it under
`tests/cases/`; with `--engine NAME` what a seed of `fuzz_engines.py` shows on that engine, and keeps
it in the conformance suite, so that every engine has to pass it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from cases import Data, Row, Table, to_json
from leadscore.dsl import ast
from leadscore.dsl.printer import print_file
from reading import MAIN

CASES = Path(__file__).parent / "cases"
OPTIONAL = (
    "because", "title", "limits", "where", "window", "separator", "source", "unknown_for", "called",
    "table", "company",
)  # fmt: skip
"""Parts of the tree that may be left out."""


@dataclass(frozen=True, slots=True)
class Case:
    file: ast.File
    others: dict[str, str]
    """Files that the main one reads: name → text."""
    data: Data

    def texts(self) -> dict[str, str]:
        return {MAIN: print_file(self.file), **self.others}


Fault = Callable[[Case], str | None]
"""What is wrong with a case, told the same for the same fault; none if nothing is, or if it is no
case at all."""


def shrink(case: Case, fault: Fault) -> Case:
    """The smallest case found with the same fault."""
    wanted = fault(case)
    assert wanted is not None
    before = None
    while case != before:
        before = case
        for smaller in (_with_less_data, _with_less_rules):
            while found := next((c for c in smaller(case) if fault(c) == wanted), None):
                case = found
    return case


def _with_less_data(case: Case) -> Iterator[Case]:
    for data in _smaller_data(case.data):
        yield replace(case, data=data)


def _with_less_rules(case: Case) -> Iterator[Case]:
    for file in _smaller_nodes(case.file):
        yield replace(case, file=file)


# ---------------------------------------------------------------- data


def _smaller_data(data: Data) -> Iterator[Data]:
    for leads in _fewer_rows(data.leads):
        yield replace(data, leads=leads)
    for i, table in enumerate(data.events):
        for fewer in (*_fewer_rows(table), *_emptier_rows(table)):
            yield replace(data, events=(*data.events[:i], fewer, *data.events[i + 1 :]))
    for leads in _emptier_rows(data.leads):
        yield replace(data, leads=leads)


def _fewer_rows(table: Table) -> Iterator[Table]:
    for rows in _fewer(table.rows):
        yield replace(table, rows=rows)


def _emptier_rows(table: Table) -> Iterator[Table]:
    """Once few rows are left, a cell less."""
    if len(table.rows) > 6:
        return
    for i, row in enumerate(table.rows):
        for column, raw in row.items():
            if raw is not None:
                other: Row = {**row, column: None}
                yield replace(table, rows=(*table.rows[:i], other, *table.rows[i + 1 :]))


def _fewer(items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Without a half, a quarter … a single item."""
    size = len(items)
    while size > 1:
        size = (size + 1) // 2
        for start in range(0, len(items), size):
            yield items[:start] + items[start + size :]
    if len(items) == 1:
        yield ()


# ---------------------------------------------------------------- rules


def _smaller_nodes(node: Any) -> Iterator[Any]:
    """The node with one thing less somewhere inside, the largest things first."""
    parts = [
        (f.name, getattr(node, f.name)) for f in fields(node) if f.name not in ("span", "before")
    ]
    for name, value in parts:
        if isinstance(value, tuple) and value and isinstance(value[0], ast.Node):
            for rest in _fewer(value):
                yield replace(node, **{name: rest})
        elif value is not None and name in OPTIONAL:
            yield replace(node, **{name: None})
    for name, value in parts:
        if isinstance(value, tuple):
            for i, item in enumerate(value):
                if is_dataclass(item):
                    for other in (*_inner(item), *_smaller_nodes(item)):
                        yield replace(node, **{name: (*value[:i], other, *value[i + 1 :])})
        elif isinstance(value, ast.Node):
            for other in (*_inner(value), *_smaller_nodes(value)):
                yield replace(node, **{name: other})


def _inner(node: ast.Node) -> Iterator[ast.Node]:
    """What is inside a condition or a sum may stand in its place."""
    match node:
        case ast.AllOf(items) | ast.AnyOf(items):
            yield from items
        case ast.Not(inner) | ast.Bracket(inner):
            yield inner
        case ast.Arithmetic(_, left, right):
            yield from (left, right)


# ---------------------------------------------------------------- keeping


def keep(case: Case, name: str, note: str) -> Path:
    """Writes the case to a folder of its own, for the tests to replay."""
    folder = CASES / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in case.texts().items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    (folder / "case.json").write_text(to_json(case.data, note), encoding="utf-8")
    return folder


def keep_as_suite(case: Case, name: str) -> Path:
    """Writes the case as a file of the conformance suite, for a person to work out by hand."""
    from conformance.writing import suite_text

    file = CASES.parent / "conformance" / f"{name}.yaml"
    file.write_text(suite_text(case.texts(), case.data, "What a random run found."), "utf-8")
    return file


def main(arguments: list[str]) -> None:
    told = _arguments().parse_args(arguments)
    if told.engine is None:
        from fuzz import case_of, fault_in

        small = shrink(case_of(told.seed), fault_in)
        print(keep(small, f"seed_{told.seed}", fault_in(small) or ""))
    else:
        import differential
        import engines

        engine = engines.start(told.engine)
        case = differential.case_of(told.seed, told.leads)
        few = differential.with_few_leads(case, engine)
        small = shrink(few, lambda case: differential.fault_in(case, engine))
        print(keep_as_suite(small, f"found_{told.engine}_{told.seed}"))
        print("\n".join(differential.disagreements(differential.Judge(small), engine)))
    print(print_file(small.file))


def _arguments() -> ArgumentParser:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--engine", help="of tests/engines; else the seed is of test_agreement.py")
    parser.add_argument("--leads", type=int, default=2_000, help="as the run had them")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
