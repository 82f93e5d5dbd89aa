"""Files that are made to hang or to break the reader: a message or a result within seconds."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import MOST_MESSAGES
from leadscore.dsl.lint import lint
from leadscore.dsl.render import render_json, render_text

HEAD = 'score "x"\nleads\n  a number\n  t text\nevents\n  e with f text\ngroup g\n'
SECONDS = 60
"""Far more than any of these takes, so that a busy machine fails none; what hangs takes hours."""


def when(condition: str) -> str:
    return f"{HEAD}  +1 when {condition}\n"


MANY = 5_000
LONG_LIST = ", ".join(f'"v{i}"' for i in range(100_000))
HOSTILE: dict[str, tuple[str, str]] = {
    "nested brackets": (when("(" * 10_000 + "a is 1" + ")" * 10_000), "E013"),
    "brackets that open": (when("(" * 10_000 + "a is 1"), "E013"),
    "brackets that close": (when("a is 1" + ")" * 10_000), "E028"),
    "nots": (when("not (" * 10_000 + "a is 1" + ")" * 10_000), "E013"),
    "a sum": (when(" + ".join(["a"] * 10_000) + " is over 3"), "E013"),
    "ors": (when(" or ".join(["a is 1"] * MANY)), ""),
    "ands": (when(" and ".join(["a is 1"] * MANY)), ""),
    "ors and ands": (when(" and a is 3 or ".join(["a is 1"] * MANY)), "E109"),
    "negative tests": (when(" and ".join(f"a is not {i}" for i in range(1_000))), "W203"),
    "a long list": (
        f"list l = {LONG_LIST}\n{when('t is in l')}", "W201",
    ),
    "many rows": (
        HEAD + "  points by t\n" + "".join(f'    +1 for "v{i}"\n' for i in range(5_000)), "W201"
    ),
    "many bands": (
        HEAD + "  points by a\n" + "".join(f"    +1 for {i} to {i + 2}\n" for i in range(2_000)),
        "W201",
    ),
    "many conditions": (
        HEAD + "  first of\n" + "".join(f"    +1 when a is {i}\n" for i in range(2_000)), "W201"
    ),
    "many wrong lines": (HEAD + "".join(f"  +1 wenn a is {i}\n" for i in range(5_000)), "E040"),
    "many wrong names": (HEAD + "".join(f"  +1 when b{i} is 3\n" for i in range(5_000)), "E101"),
    "many names defined twice": (HEAD + "define d as a is 1\n" * 5_000, "E102"),
    "ever deeper lines": (
        HEAD + "".join(" " * i + "+1 when a is 1\n" for i in range(2_000)), "E042"
    ),
    "a chain of definitions": (
        HEAD + "  +1 when d0\n" + "".join(f"define d{i} as d{i + 1}\n" for i in range(3_000))
        + "define d3000 as a is 1\n", "E013",
    ),
    "a loop of definitions": (
        HEAD + "  +1 when d0\n" + "".join(f"define d{i} as d{i + 1}\n" for i in range(3_000))
        + "define d3000 as d0\n", "E110",
    ),
    "long names": (
        "".join(f"let {'a' * 3_000}{i} = {i}\n" for i in range(200)) + when("a" * 3_001 + " is 1"),
        "E101",
    ),
    "a long number": (when("a is " + "9" * 100_000), "E013"),
    "long points": (HEAD + "  +" + "9" * 100_000 + " when a is 1\n", "E013"),
    "quotation marks": ('"' * 300_000, "E041"),
    "backslashes": (HEAD + '  +1 when t is "' + "\\" * 100_001 + '"\n', "E024"),
    "single quotes": (when("t is " + "'" * 100_001), "E023"),
    "NUL bytes": ("\0" * 200_000, "E002"),
    "a NUL in a text": (when('t is "a\0b"'), "E002"),
    "half a letter": (when('t is "\ud800"'), "E002"),
    "tabs": ("\t\t\tx\n" * 20_000, "E010"),
    "line ends": ("\n" * 300_000, "E120"),
    "old line ends": (HEAD.replace("\n", "\r"), "E033"),
    "comments": ("# x\n" * 100_000, "E120"),
    "commas": ("list l = " + "," * 50_000, "E040"),
    "dates": (when("t is " + "1/1/26 " * 10_000), "E027"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file(name: str) -> None:
    text, code = HOSTILE[name]
    start = time.perf_counter()
    model = check(Path("x.score"), text=text)
    found = (*model.diagnostics, *lint(model))
    shown = render_text(found, model.sources)
    json.dumps(render_json(found[:10], model.sources))
    assert time.perf_counter() - start < SECONDS
    assert len(model.diagnostics) <= MOST_MESSAGES
    assert code in {d.code for d in found} or (not code and not model.errors)
    assert len(shown) < 2_000_000
    assert "\0" not in shown
    assert "\x1b" not in shown


def test_a_file_of_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "x.score"
    path.write_bytes((HEAD * 200_000).encode()[: 10 * 1024 * 1024])
    assert [d.code for d in check(path).diagnostics] == ["E003"]


def test_a_line_of_escapes_does_not_reach_the_terminal(tmp_path: Path) -> None:
    text = when('titel is "\x1b]0;owned\x07\x1b[2J\u202e"')
    model = check(tmp_path / "x.score", text=text)
    shown = render_text(model.diagnostics, model.sources)
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "␛]0;owned␇␛[2J" in shown
