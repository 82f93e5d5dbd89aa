"""What is printed reads back as the same, and how a file is written does not change its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from generate_files import Made, with_comments
from hypothesis import assume, given
from leadscore.compiler.lower import lower
from leadscore.dsl import ast
from leadscore.dsl.printer import print_file
from reading import MAIN, check_texts, plan_of, printed, read
from strategies import randoms, rule_files, some_files

quick = some_files(60)
EXAMPLES = sorted((Path(__file__).parents[1] / "examples").rglob("*.score"))


# ---------------------------------------------------------------- printing and parsing


@quick
@given(rule_files(examples=True))
def test_printed_file_parses_to_the_same_tree(made: Made) -> None:
    for file in (made.file, *made.used.values()):
        parsed = read(print_file(file))
        assert not parsed.diagnostics
        assert parsed.file == file


@quick
@given(rule_files(examples=True), randoms())
def test_comments_stay_where_they_are(made: Made, random: Random) -> None:
    commented = with_comments(random, made.file)
    parsed = read(print_file(commented))
    assert parsed.file == commented
    assert list(comments(parsed.file)) == list(comments(commented))


def comments(node: object) -> Iterator[object]:
    """All comments below a node, each with the class of its line."""
    if isinstance(node, ast.File):
        yield node.tail
    if isinstance(node, ast.Line):
        yield type(node), node.before, node.after
    for part in parts(node):
        yield from comments(part)


def parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node):
        yield from (getattr(node, f.name) for f in fields(node) if f.name != "span")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_print_to_the_same_tree(path: Path) -> None:
    parsed = read(path.read_text(encoding="utf-8"))
    again = read(print_file(parsed.file))
    assert not again.diagnostics
    assert again.file == parsed.file
    assert list(comments(again.file)) == list(comments(parsed.file))


# ---------------------------------------------------------------- every file checks, one meaning


@quick
@given(rule_files(examples=True))
def test_generated_files_have_no_errors_and_one_plan(made: Made) -> None:
    texts = printed(made)
    model = check_texts(texts)
    assert not model.errors, [(e.code, e.title) for e in model.errors]
    first = lower(model)
    again = plan_of({**texts, MAIN: print_file(model.files[0].file)})
    assert again == first
    assert again.fingerprint == first.fingerprint


@quick
@given(rule_files(), randoms())
def test_layout_and_comments_do_not_change_the_fingerprint(made: Made, random: Random) -> None:
    texts = printed(made)
    plan = plan_of(texts)
    commented = print_file(with_comments(random, made.file))
    assert plan_of({**texts, MAIN: commented}).fingerprint == plan.fingerprint
    other = plan_of({**texts, MAIN: laid_out(random, texts[MAIN])})
    assert other == plan
    assert other.fingerprint == plan.fingerprint


KEPT = re.compile(r'("(?:[^"\\\n]|\\.)*"|[0-9-]{10} [0-9:]{5})')
"""Texts, and dates with a time, whose spaces are their own."""
GOES_ON = re.compile(r" (?=(?:and|or|where|because) )")


def laid_out(random: Random, text: str) -> str:
    """The same words: other indents, blank lines, line breaks, spaces, ends of lines."""
    width = random.choice((1, 2, 3, 8))
    lines = []
    for line in text.split("\n"):
        indent = (len(line) - len(line.lstrip(" "))) // 2 * width
        pieces = KEPT.split(line.strip(" "))
        pieces[::2] = [respaced(random, piece, indent) for piece in pieces[::2]]
        lines.append(" " * indent + "".join(pieces) + random.choice(("", "", "  ")))
        lines += random.choice(([], [], [""], ["# between"], ["", "    # deeper", ""]))
    return random.choice(("\n", "\r\n")).join(lines)


def respaced(random: Random, words: str, indent: int) -> str:
    def goes_on(found: re.Match[str]) -> str:
        return random.choice((" ", "\n" + " " * (indent + random.randint(0, 6))))

    return GOES_ON.sub(goes_on, words.replace(" ", random.choice((" ", "  ", "\u00a0"))))


@quick
@given(rule_files())
def test_because_does_not_change_the_fingerprint(made: Made) -> None:
    texts = printed(made)
    named = changed(made.file, ast.Text, lambda: ast.Text("named"), only="because", unique=True)
    titled = changed(named, ast.Text, lambda: ast.Text("a title"), only="title")
    assert plan_of({**texts, MAIN: print_file(titled)}).fingerprint == plan_of(texts).fingerprint


@quick
@given(rule_files(), randoms())
def test_changed_points_change_the_fingerprint(made: Made, random: Random) -> None:
    texts = printed(made)
    places = sum(isinstance(node, ast.Points) for node in below(made.file))
    other = change_one(made.file, ast.Points, random.randrange(places), more)
    assert plan_of({**texts, MAIN: print_file(other)}).fingerprint != plan_of(texts).fingerprint


def more(node: Any) -> Any:
    return replace(node, value=node.value + 1 if node.value + 1 else Decimal(7), signed=True)


@quick
@given(rule_files(), randoms())
def test_changed_text_changes_the_fingerprint(made: Made, random: Random) -> None:
    """A text in a rule's test or row, unless nothing depends on it (a table of `otherwise`)."""
    texts = printed(made)
    holders = (ast.TextTest, ast.ForText, ast.Includes)
    found = [
        node for section in made.file.sections if isinstance(section, ast.Group)
        for node in below(section) if isinstance(node, holders)
    ]  # fmt: skip
    assume(found)
    chosen = random.choice(found)
    fresh = replace(chosen, values=ast.Values((ast.Text("quite another"),)))
    other = swapped(made.file, chosen, fresh)
    before, after = plan_of(texts), plan_of({**texts, MAIN: print_file(other)})
    assert (after.fingerprint == before.fingerprint) == (after == before)


def test_fingerprint_goes_by_meaning() -> None:
    head = "leads, one per id\n  title text\nscore\n  "
    one, *others = (
        plan_of({MAIN: head + rule}).fingerprint
        for rule in (
            '+20 when title is "VP"', '+20 when TITLE is "vp" because "Boss"',
            '+20 when title is "VPs"', '+20 when title contains "VP"', '-20 when title is "VP"',
            '+20 when title is not "VP"',
        )
    )  # fmt: skip
    assert [other == one for other in others] == [True, False, False, False, False]


# ---------------------------------------------------------------- changing trees


def below(node: object) -> Iterator[Any]:
    if isinstance(node, ast.Node):
        yield node
    for part in parts(node):
        yield from below(part)


def mapped(node: Any, change: Callable[[Any, str], Any], name: str = "") -> Any:
    """The tree with every node changed, those below first; `name`: of the part it stands in."""
    if isinstance(node, tuple):
        return tuple(mapped(item, change, name) for item in node)
    if not isinstance(node, ast.Node):
        return node
    made = {f.name: mapped(getattr(node, f.name), change, f.name) for f in fields(node)}
    return change(replace(node, **made), name)


def changed(
    file: ast.File, cls: type, make: Callable[[], Any], only: str, *, unique: bool = False
) -> ast.File:
    count = 0

    def change(node: Any, name: str) -> Any:
        nonlocal count
        if not isinstance(node, cls) or name != only:
            return node
        count += 1
        return replace(make(), value=f"{make().value} {count}") if unique else make()

    result: ast.File = mapped(file, change)
    return result


def change_one(file: ast.File, cls: type, place: int, make: Callable[[Any], Any]) -> ast.File:
    count = -1

    def change(node: Any, name: str) -> Any:
        nonlocal count
        count += isinstance(node, cls)
        return make(node) if isinstance(node, cls) and count == place else node

    result: ast.File = mapped(file, change)
    return result


def swapped(file: ast.File, old: ast.Node, new: ast.Node) -> ast.File:
    result: ast.File = mapped(file, lambda node, name: new if node == old else node)
    return result
