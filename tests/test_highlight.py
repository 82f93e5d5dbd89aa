"""The Pygments lexer: found by its name, exact, and right about what is a word of the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import Block, all_blocks, completed, named
from leadscore.dsl.vocabulary import WORDS
from pygments import token as styles
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from reading import read

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for folder in ("examples", "runtime", "tests")
    for path in (ROOT / folder).rglob("*.score")
    if not read(path.read_text("utf-8-sig")).diagnostics
)


def pieces(text: str) -> list[tuple[object, str]]:
    lexer = get_lexer_by_name("leadscore", stripnl=False, ensurenl=False)
    return list(lexer.get_tokens(text))


def exact(text: str) -> None:
    found = pieces(text)
    assert "".join(piece for _, piece in found) == text
    assert [piece for kind, piece in found if kind in styles.Error] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_valid_files(path: Path) -> None:
    exact(path.read_text("utf-8-sig"))


@pytest.mark.parametrize(
    "block",
    named(
        [b for b in all_blocks("score") if not b.info.startswith(("score wrong", "score broken"))]
    ),
)
def test_documents(block: Block) -> None:
    exact(completed(block))
    exact(block.text)


def test_found_by_the_names_of_files() -> None:
    assert get_lexer_for_filename("rules.score").name == "leadscore"


def test_what_is_what() -> None:
    text = 'group fit "F"  # who\n  -5 when not created is over 2 days ago and title is "a\\"b"\n'
    said = {piece: kind for kind, piece in pieces(text) if piece.strip()}
    assert said == {
        "group": styles.Keyword.Declaration, "fit": styles.Name, '"F"': styles.String.Double,
        "# who": styles.Comment.Single, "-": styles.Operator, "5": styles.Number,
        "when": styles.Keyword, "not": styles.Operator.Word, "created": styles.Name,
        "is": styles.Keyword, "over": styles.Keyword, "2": styles.Number, "days": styles.Keyword,
        "ago": styles.Keyword, "and": styles.Operator.Word, "title": styles.Name,
        '"a\\"b"': styles.String.Double,
    }  # fmt: skip


def test_types_and_names_that_are_words_of_the_language() -> None:
    text = "leads, one per id\n  time time\n  list text\n  score yes/no\n"
    found = [(piece, kind) for kind, piece in pieces(text) if piece.strip()]
    assert found[5:] == [
        ("time", styles.Name), ("time", styles.Keyword.Type),
        ("list", styles.Name), ("text", styles.Keyword.Type),
        ("score", styles.Name), ("yes/no", styles.Keyword.Type),
    ]  # fmt: skip


def test_only_the_first_word_of_a_line_begins_a_section() -> None:
    found = [(piece, kind) for kind, piece in pieces("exclude leads when a\n") if piece.strip()]
    assert found == [
        ("exclude", styles.Keyword.Declaration), ("leads", styles.Keyword),
        ("when", styles.Keyword), ("a", styles.Name),
    ]  # fmt: skip


def test_every_word_of_the_language_is_known() -> None:
    # Alone a word is nobody's name, for nothing can be read.
    for word in WORDS:
        kind, piece = pieces(word)[0]
        assert (piece, kind in styles.Keyword or kind in styles.Operator.Word) == (word, True)


def test_what_does_not_belong_is_an_error() -> None:
    found = pieces("group fit\n  +5 when a == 'x' $\n\n")
    assert [piece for kind, piece in found if kind in styles.Error] == ["==", "'x'", "$"]
    assert "".join(piece for _, piece in found) == "group fit\n  +5 when a == 'x' $\n\n"


def test_coloured_html() -> None:
    from pygments import highlight

    html = highlight("let a = 5\n", get_lexer_by_name("leadscore"), HtmlFormatter(nowrap=True))
    assert html.startswith('<span class="kd">let</span><span class="w"> </span>')
