"""The formatter: one layout for the same words, every comment kept, no meaning changed."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from textwrap import dedent, indent

import pytest
from documents import Block, all_blocks, named
from generate_files import Made
from hypothesis import given
from leadscore.dsl.format import format_source, format_text
from leadscore.dsl.source import Source
from noise import Noise
from reading import MAIN, plan_of, printed, read
from strategies import randoms, rule_files, some_files

ROOT = Path(__file__).parents[1]
quick = some_files(60)


def formatted(text: str) -> str:
    done = format_source(Source(MAIN, text))
    assert not done.diagnostics, (done.diagnostics, text)
    return done.text


OUTSIDE_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|[“”„][^“”„"\n]*[“”"]|(?P<comment>#[^\n]*)')


def comments(text: str) -> list[str]:
    """All comments of a text, in order."""
    found = (one["comment"] for one in OUTSIDE_TEXTS.finditer(text))
    return [comment.rstrip() for comment in found if comment]


# ---------------------------------------------------------------- for any file


@quick
@given(rule_files(examples=True), randoms())
def test_layout_and_spelling_make_no_difference(made: Made, random: Random) -> None:
    for text in texts(made):
        noisy = Noise(random, blank_lines=False, comments=False).of(text)
        assert formatted(noisy) == formatted(text)


@quick
@given(rule_files(examples=True), randoms())
def test_nothing_that_is_said_changes(made: Made, random: Random) -> None:
    for text in texts(made):
        noisy = Noise(random).of(text)
        assert read(noisy).file == read(text).file
        done = formatted(noisy)
        assert read(done).file == read(text).file
        assert comments(done) == comments(noisy)


@quick
@given(rule_files(examples=True), randoms())
def test_what_is_formatted_stays_so(made: Made, random: Random) -> None:
    for text in texts(made):
        done = formatted(Noise(random).of(text))
        assert formatted(done) == done


@some_files(25)
@given(rule_files(), randoms())
def test_the_fingerprint_stays(made: Made, random: Random) -> None:
    plain = printed(made)
    done = {
        name: formatted(Noise(random).of(text)) if is_rules(name) else text
        for name, text in plain.items()
    }
    assert plan_of(done).fingerprint == plan_of(plain).fingerprint


def texts(made: Made) -> list[str]:
    return [text for name, text in printed(made).items() if is_rules(name)]


def is_rules(name: str) -> bool:
    return name.endswith(".score")


# ---------------------------------------------------------------- by hand

LAID_OUT = [
    (
        "numbers and quotes",
        'group g "A “b”"   ,from  -5 to 10\n    +5 when (  x-1 )>= - 2\n',
        'group g "A “b”", from -5 to 10 points\n  +5 when (x - 1) >= -2\n',
    ),
    ("curly quotes", "use “a\\b.score”\n", 'use "a\\\\b.score"\n'),
    (
        "points to the right, rows under their table",
        "group g\n +5 when a\n +100 when b\n -1 when c\n",
        "group g\n    +5 when a\n  +100 when b\n    -1 when c\n",
    ),
    (
        "points stay left where they would be read as rows",
        "group g\n  first of\n    +20 when b\n  +1 when c\n  -100 when d\n",
        "group g\n  first of\n    +20 when b\n  +1 when c\n  -100 when d\n",
    ),
    (
        "commas and or",
        'list a = "x", "y" or "z"\ndefine b as c is "x", "y", or "z"\ndefine d as c is 1, 2\n',
        'list a = "x", "y", "z"\ndefine b as c is "x", "y" or "z"\ndefine d as c is 1 or 2\n',
    ),
    (
        "an or that would begin another condition",
        "define d as number of e where a is 1, 2 - 1 is over 3\n",
        "define d as number of e where a is 1, 2 - 1 is over 3\n",
    ),
    (
        "a name last may be a condition",
        "stages\n  A when label_x is B, C\n  D otherwise\n",
        "stages\n  A when label_x is B, C\n  D otherwise\n",
    ),
    (
        "one and many",
        "group g, at most 1\n  +5 for each e in the last 1 days, at most 1 times, up to 20\n"
        "  +1 when at least 2 person at the company with e in the last 1.0 weeks\n",
        "group g, at most 1 point\n"
        "  +5 for each e in the last 1 day, at most 1 time, up to 20 points\n"
        "  +1 when at least 2 people at the company with e in the last 1.0 week\n",
    ),
    (
        "columns",
        'leads from crm . contacts one per id company in account\n  a text from "A"\n'
        "  longer number\n",
        "leads from crm.contacts, one per id, company in account\n"
        '  a       text    from "A"\n  longer  number\n',
    ),
    (
        "events",
        'events, of id at at\n  a called "A" with x text , y number\n  longer\n  b with z yes/no\n',
        'events, of id, at at\n  a       called "A" with x text, y number\n  longer\n'
        "  b       with z yes/no\n",
    ),
    (
        "stages",
        "stages\n   MQL   when score is at least 5 , until score is under 3\n   Disqualified otherwise",
        "stages\n  MQL          when score is at least 5, until score is under 3\n"
        "  Disqualified otherwise\n",
    ),
    (
        "grades",
        "grade g of fit and engagement\n  fit A from 5,B otherwise\n  engagement 1 from 45 , 2 otherwise\n",
        "grade g of fit and engagement\n  fit         A from 5, B otherwise\n"
        "  engagement  1 from 45, 2 otherwise\n",
    ),
    (
        "examples",
        'example "a"\n   did 3   e 1 days ago with x  "y" ,n -5\n   expect score -3 , +5  because "b"\n',
        'example "a"\n  did 3 e 1 day ago with x "y", n -5\n  expect score -3, +5 because "b"\n',
    ),
    (
        "hand off",
        'hand off\n  MQL to "crm" with score , top 1 reasons\n  Disqualified to "a" with score\n',
        'hand off\n  MQL          to "crm" with score, top 1 reason\n'
        '  Disqualified to "a"   with score\n',
    ),
    ("lines are joined", "define a as\n  b\n  and c\n", "define a as b and c\n"),
    (
        "blank lines",
        "\n\nlet a = 1\n\n\nlet b = 2\nlet c = 3\ngroup g\n\n  +1 when d\n\n\n  +2 when e\nlet f = 4\n\n\n",
        "let a = 1\n\nlet b = 2\nlet c = 3\n\ngroup g\n  +1 when d\n\n  +2 when e\n\nlet f = 4\n",
    ),
    (
        "comments go out with the line that they are about, not in again",
        "group g\n  +1 when a\n# about h\n  # more about h\ngroup h\n",
        "group g\n  +1 when a\n\n# about h\n# more about h\ngroup h\n",
    ),
    ("nothing", "", ""),
    ("only blank lines", "\n \n\n", ""),
    ("only a comment", "\n   # a   \n", "# a\n"),
]


@pytest.mark.parametrize(
    ("before", "after"), [case[1:] for case in LAID_OUT], ids=[case[0] for case in LAID_OUT]
)
def test_layout(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


COMMENTED = """\
# head

#about g
group g  # beside
  # first
  +1 when a    # one
      # a comment of the list below

  points by b
    +1 for "A",   # letter
       # own line
       "B"
    # last of the table
  # last of the group
# about x
group x
    # nothing yet

define y as a   # first
    and b
      # end
"""
COMMENTED_AFTER = """\
# head

#about g
group g  # beside
  # first
  +1 when a  # one
  # a comment of the list below

  points by b
    +1 for "A"  # letter
      # own line
      or "B"
    # last of the table
  # last of the group

# about x
group x
  # nothing yet

define y as a  # first
  and b
# end
"""


def test_comments_stay_with_what_they_are_about() -> None:
    assert formatted(COMMENTED) == COMMENTED_AFTER
    assert formatted(COMMENTED_AFTER) == COMMENTED_AFTER


LONG_TEXT = '"' + "x" * 40 + '"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"define a as b is {LONG_TEXT} and c is {LONG_TEXT}",
            f"define a as\n  b is {LONG_TEXT}\n  and c is {LONG_TEXT}\n",
        ),
        (
            f"group g\n  +5 for each e where f is {LONG_TEXT}, up to 5 points because {LONG_TEXT}",
            f"group g\n  +5 for each e where f is {LONG_TEXT}, up to 5 points\n    because {LONG_TEXT}\n",
        ),
        (
            f"group g\n  +5 when any e where (f is {LONG_TEXT} or f is {LONG_TEXT}) or a because {LONG_TEXT}",
            f"group g\n  +5 when any e\n      where (f is {LONG_TEXT}\n        or f is {LONG_TEXT})\n"
            f"    or a\n    because {LONG_TEXT}\n",
        ),
        (
            f"list a = {', '.join([LONG_TEXT] * 5)}",
            f"list a = {LONG_TEXT}, {LONG_TEXT},\n  {LONG_TEXT}, {LONG_TEXT},\n  {LONG_TEXT}\n",
        ),
        (
            f"define a as b is {' or '.join([', '.join([LONG_TEXT] * 4), LONG_TEXT])}",
            f"define a as\n  b is {LONG_TEXT}, {LONG_TEXT},\n    {LONG_TEXT}, {LONG_TEXT}\n    or {LONG_TEXT}\n",
        ),
        (
            f"group g \"{'t' * 60}\", at most 50 points, losing 50% every 30 days, when a",
            f"group g \"{'t' * 60}\",\n  at most 50 points,\n  losing 50% every 30 days,\n  when a\n",
        ),
    ],
    ids=["and", "because", "brackets", "list", "values", "clauses"],
)  # fmt: skip
def test_long_lines(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


def test_a_file_with_a_mistake_stays_as_it_is() -> None:
    text = "group  g\n  +5 When a\n"
    done = format_source(Source(MAIN, text))
    assert done.text == format_text(text) == text
    assert [d.code for d in done.diagnostics] == ["E021"]


def test_lines_end_as_the_first_one() -> None:
    assert formatted("let  a = 1\r\nlet b = 2\n") == "let a = 1\r\nlet b = 2\r\n"
    assert formatted("let  a = 1\nlet b = 2\r\n") == "let a = 1\nlet b = 2\n"
    assert formatted("group g  # a\r\n  +5 when b  # c\r\n") == (
        "group g  # a\r\n  +5 when b  # c\r\n"
    )


# ---------------------------------------------------------------- the project's own files

OWN = sorted([*ROOT.glob("examples/**/*.score"), *ROOT.glob("runtime/starter/*.score")])
BLOCKS = [
    block
    for block in all_blocks("score")
    if not block.info.startswith(("score wrong", "score broken", "score conditions"))
]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_own_files_are_formatted(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formatted(text) == text


@pytest.mark.parametrize("block", named(BLOCKS))
def test_blocks_of_documents_are_formatted(block: Block) -> None:
    if block.info == "score rules":
        heading, _, rules = formatted("group g\n" + indent(block.text, "  ")).partition("\n")
        assert heading == "group g"
        assert dedent(rules) == block.text
    else:
        assert formatted(block.text) == block.text


VALID = sorted(
    path
    for path in ROOT.glob("tests/**/*.score")
    if not read(path.read_text("utf-8-sig")).diagnostics
)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_of_the_tests(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    done = formatted(text)
    assert read(done).file == read(text).file
    assert comments(done) == comments(text)
    assert formatted(done) == done
