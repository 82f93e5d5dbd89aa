"""What `contains word` and `matches` mean, settled so far that every back end only searches text.

Words
    Every text here is folded. ASCII letters and digits and everything from U+0080 up are letters;
    the other ASCII characters (`SEPARATORS` and the space) are not. U+0000 is left as it is.

    A needle of letters and spaces only (`literal` is none): make every separator of the text a
    space; the word is there if ` needle ` is in ` text `. So `vice president` is found in
    `vice-president`.

    Any other needle (`c++`, `at&t`) must stand there letter by letter:
        1. U+0001 in the text becomes a space
        2. each occurrence of `literal`, from the left and not overlapping, becomes U+0001
        3. every separator but U+0001 becomes a space
        4. the word is there if `search` is in ` text `
    `search` asks for a space only on the sides where the needle ends in a letter.

Patterns
    `*` stands for any run of characters, also none; `?` for exactly one code point; the pattern
    fits the text as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARK: Final = "\x01"
"""Stands in a text where a needle with separators in it was found."""

SEPARATORS: Final = "".join(
    char for char in map(chr, range(1, 128)) if not char.isalnum() and char != " "
)
"""The ASCII characters that become spaces, U+0001 first."""

_TO_SPACES: Final = str.maketrans(dict.fromkeys(SEPARATORS, " "))
_ASCII_TO_SPACES: Final = bytes.maketrans(SEPARATORS.encode(), b" " * len(SEPARATORS))
_TO_SPACES_BUT_MARK: Final = str.maketrans(dict.fromkeys(SEPARATORS.replace(MARK, ""), " "))


@dataclass(frozen=True, slots=True)
class Bounded:
    """A word to find: `search` in the prepared text, once `literal` (if any) has been marked."""

    search: str
    literal: str | None


def bounded(needle: str) -> Bounded:
    """What to look for so that `needle` (folded, not empty) is found as a word.

    >>> bounded("vp")
    Bounded(search=' vp ', literal=None)
    >>> bounded("c++")
    Bounded(search=' \\x01', literal='c++')
    >>> bounded("at&t")
    Bounded(search=' \\x01 ', literal='at&t')
    """
    needle = needle.replace(MARK, " ")
    if not any(char in SEPARATORS for char in needle):
        return Bounded(f" {needle} ", None)
    before = " " if is_letter(needle[0]) else ""
    after = " " if is_letter(needle[-1]) else ""
    return Bounded(before + MARK + after, needle)


def is_letter(char: str) -> bool:
    """Whether a word goes on with this character."""
    return char != " " and char not in SEPARATORS


def spread(text: str) -> str:
    """Folded text with a space for every separator, and one at each end.

    >>> spread("vp, sales")
    ' vp  sales '
    """
    if text.isascii():  # many times faster by bytes
        return f" {text.encode().translate(_ASCII_TO_SPACES).decode()} "
    return f" {text.translate(_TO_SPACES)} "


def marked(text: str, literal: str) -> str:
    """Folded text with U+0001 for every `literal` and a space for every separator.

    >>> marked("c++/c", "c++")
    ' \\x01 c '
    """
    found = text.replace(MARK, " ").replace(literal, MARK)
    return f" {found.translate(_TO_SPACES_BUT_MARK)} "


def has_word(text: str, word: Bounded) -> bool:
    """Whether folded text holds the word: the definition, for tests and for comparison.

    >>> [has_word(text, bounded("c++")) for text in ("c/c++ developer", "objc++", "c")]
    [True, False, False]
    """
    if word.literal is None:
        return word.search in spread(text)
    return word.search in marked(text, word.literal)


def pattern_parts(pattern: str) -> tuple[str, ...]:
    """The pieces between the `*`s of a folded pattern; `?` in a piece is any one code point.

    One piece: the whole text must fit it. Several: the text starts with the first, ends with the
    last, and holds those between, in this order and without overlap. The first and the last may
    be empty, the others never are.

    >>> pattern_parts("vp*sales")
    ('vp', 'sales')
    >>> pattern_parts("**?vp*")
    ('', '?vp', '')
    """
    first, *rest = pattern.split("*")
    if not rest:
        return (first,)
    return (first, *(piece for piece in rest[:-1] if piece), rest[-1])
