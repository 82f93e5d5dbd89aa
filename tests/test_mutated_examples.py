"""Good files with one thing changed at random: every message can be shown to a marketer.

LEADSCORE_MUTATIONS sets how many are tried, LEADSCORE_SEED which.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic
from leadscore.dsl.model import Model
from leadscore.dsl.parse.grammar import grammar
from leadscore.dsl.render import render_text
from volumes import volume

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "examples").rglob("*.score"))
COUNT = volume(400, 1000, "LEADSCORE_MUTATIONS")
SEED = int(os.environ.get("LEADSCORE_SEED", "1"))
PART = re.compile(r'"[^"\n]*"|\w+|[^\w\s]')
NOISE = "\"'`“”‘’()[]{}<>=!+-–—*/\\,.;:#%&|$€\t \n\r\0\u200b\u00a0\ufeffé漢🙂aA0_"
ACRONYMS = frozenset(("UTF", "CSV", "SQL", "LF", "CRLF", "LIST_NAME"))


@dataclass(frozen=True)
class Mutation:
    file: Path
    kind: str
    text: str
    line: int
    """The line that was changed, from 1."""

    @property
    def name(self) -> str:
        return f"{self.kind} in line {self.line} of {self.file.relative_to(ROOT)}"


# ---------------------------------------------------------------- one thing changed


def mutations(kinds: tuple[str, ...], count: int) -> Iterator[Mutation]:
    random_ = random.Random(f"{SEED} {kinds}")
    for _ in range(count):
        yield _mutation(random_, random_.choice(FILES), random_.choice(kinds))


def _mutation(random_: random.Random, file: Path, kind: str) -> Mutation:
    text = file.read_text("utf-8")
    start, stop = random_.choice(_parts(text))
    other = text[slice(*random_.choice(_parts(text)))]
    changed = {
        "deletion": "",
        "insertion": f"{other} {text[start:stop]}",
        "replacement": other,
        "doubling": f"{text[start:stop]} {text[start:stop]}",
        "noise": _noisy(random_, text[start:stop]),
    }[kind]
    line = text.count("\n", 0, start) + 1
    return Mutation(file, kind, text[:start] + changed + text[stop:], line)


def _parts(text: str) -> list[tuple[int, int]]:
    """Where words, texts and signs stand, comments left out."""
    found = []
    for match in PART.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "#" not in line and match.group() != "#":
            found.append(match.span())
    return found


def _noisy(random_: random.Random, word: str) -> str:
    letters = list(word)
    for _ in range(random_.randint(1, 3)):
        at = random_.randrange(len(letters) + 1)
        letters[at : at + random_.randint(0, 1)] = random_.choice(NOISE)
    return "".join(letters)


# ---------------------------------------------------------------- what a message is like


@cache
def _token_names() -> re.Pattern[str]:
    names = {t.name for t in grammar().terminals} | {
        "_NL", "_INDENT", "_DEDENT", "_VALUE_COMMA", "_VALUE_OR", "UNCLOSED_BRACKET", "$END",
    }  # fmt: skip
    return re.compile(r"(?<![\w$])(?:" + "|".join(map(re.escape, sorted(names))) + r")(?!\w)")


PYTHON = re.compile(
    r"\b(?:str|int|float|bool|dict|tuple|NoneType|None|True|False|Decimal|Token|Tree|Lark)\b| object at "
)


def faults(message: str, source: str) -> Iterator[str]:
    """What is wrong with a title or a help text."""
    outside = re.sub(r"`[^`]*`|\bU\+[0-9A-F]{4,6}\b", "", message)
    if not message.strip():
        yield "is empty"
    elif not (message[0] == "`" or message[0].islower()):
        yield "begins with a capital"
    if message.endswith((".", " ")):
        yield "ends with a full stop or a space"
    yield from (
        f"says {name}" for name in re.findall(r"\b[A-Z_]{2,}\b", outside) if name not in ACRONYMS
    )
    yield from (
        f"says {name}" for name in _token_names().findall(message)
        if name not in source and name != "NAME"
    )  # fmt: skip
    yield from (f"says {name}" for name in PYTHON.findall(outside))


def _messages(model: Model) -> Iterator[tuple[str, Diagnostic]]:
    for d in model.diagnostics:
        yield d.title, d
        if d.help is not None:
            yield d.help, d


def _checked(mutation: Mutation) -> Model:
    model = check(mutation.file, text=mutation.text)
    sources = "\n".join(source.text for source in model.sources.values())
    for message, diagnostic in _messages(model):
        wrong = list(faults(message, sources))
        assert not wrong, f"{mutation.name}: `{message}` {wrong}"
        _in_its_file(model, diagnostic)
    render_text(model.diagnostics, model.sources, width=80)
    return model


def _in_its_file(model: Model, d: Diagnostic) -> None:
    edits = d.fix.edits if d.fix is not None else ()
    for span in (d.span, *(label.span for label in d.labels), *(edit.span for edit in edits)):
        assert 0 <= span.start <= span.end <= len(model.sources[span.path].text), d


# ---------------------------------------------------------------- tests


def test_the_files_themselves_are_fine() -> None:
    assert len(FILES) > 5
    for file in FILES:
        assert check(file).diagnostics == ()


@pytest.mark.parametrize("kind", ["deletion", "insertion", "replacement", "doubling"])
def test_the_first_message_is_about_the_changed_line(kind: str) -> None:
    told = []
    for mutation in mutations((kind,), COUNT // 5):
        model = _checked(mutation)
        if model.diagnostics:
            span = model.diagnostics[0].span
            line = model.sources[span.path].position(span.start)[0]
            told.append((mutation, line, line in (mutation.line, mutation.line + 1)))
    assert len(told) > COUNT // 20
    missed = [(m.name, line) for m, line, near in told if not near]
    assert len(missed) <= len(told) / 10, missed


def test_any_noise_gives_messages_that_people_can_read() -> None:
    for mutation in mutations(("noise",), COUNT // 5):
        _checked(mutation)


def test_many_changes_in_one_file() -> None:
    random_ = random.Random(SEED)
    for _ in range(COUNT // 50):
        file = random_.choice(FILES)
        mutation = _mutation(random_, file, "noise")
        text = mutation.text
        for _ in range(20):
            at = random_.randrange(len(text))
            text = text[:at] + random_.choice(NOISE) + text[at + 1 :]
        _checked(Mutation(file, "much noise", text, 0))


def test_a_file_that_stops_anywhere() -> None:
    random_ = random.Random(SEED)
    for _ in range(COUNT // 20):
        file = random_.choice(FILES)
        text = file.read_text("utf-8")
        _checked(Mutation(file, "stop", text[: random_.randrange(len(text))], 0))
