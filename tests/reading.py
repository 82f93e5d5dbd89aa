"""From generated trees to text, and from text to checked models and plans, without files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from generate_files import Made
from leadscore.compiler.lower import lower
from leadscore.compiler.plan import Plan
from leadscore.dsl.check.checker import check
from leadscore.dsl.model import Model
from leadscore.dsl.parse.parsed import Parsed
from leadscore.dsl.parse.parser import parse
from leadscore.dsl.printer import print_file
from leadscore.dsl.source import Source

HERE = Path(mkdtemp(prefix="leadscore-test-"))
MAIN = "rules.score"


def printed(made: Made) -> dict[str, str]:
    """Name → text, the main file's under `MAIN`, lists' files included."""
    return {
        MAIN: print_file(made.file),
        **{n: print_file(f) for n, f in made.used.items()},
        **made.csv,
    }


def read(text: str) -> Parsed:
    return parse(Source(MAIN, text))


def check_texts(texts: Mapping[str, str]) -> Model:
    """The model of a main file with the files that it needs beside it."""
    for name, text in texts.items():
        if name != MAIN:
            (HERE / name).write_text(text, encoding="utf-8", newline="")
    return check(HERE / MAIN, text=texts[MAIN])


def plan_of(texts: Mapping[str, str]) -> Plan:
    """The plan; whatever is wrong with the file is an error of the test."""
    model = check_texts(texts)
    assert not model.errors, "\n".join(
        f"{e.code} {e.title}: {model.sources[e.span.path].text[e.span.start : e.span.end]}"
        for e in model.errors
    )
    return lower(model)
