"""The frozen fold table against its definition, and every pair of it in DuckDB."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadscore.compiler import sql_tree as sql
from leadscore.compiler.dialects.duckdb import DIALECT
from leadscore.dsl.fold import FOLD, PARTNERS, cased_letters, fold

CHARACTERS = [chr(code) for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000]
"""All planes with letters that have case."""


def by_definition() -> dict[int, int]:
    """Every letter whose lower case is one code point, final sigma and long s."""
    folded = {ord(c): ord(c.lower()) for c in CHARACTERS if len(c.lower()) == 1 and c.lower() != c}
    return folded | {ord("ς"): ord("σ"), ord("ſ"): ord("s")}


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="of another Unicode")
def test_table_is_exactly_the_definition() -> None:
    assert by_definition() == FOLD


def test_table_holds_in_every_unicode() -> None:
    """What a later Unicode adds are letters that the table lacks; it changes none."""
    later = by_definition()
    assert {code: later[code] for code in FOLD} == FOLD
    assert len(FOLD) == 1_434


def test_letters_that_people_ask_about() -> None:
    pairs = {
        "É": "é",
        "Σ": "σ",
        "ς": "σ",
        "Ж": "ж",
        "\u212a": "k",
        "Å": "å",
        "ẞ": "ß",
        "ǅ": "ǆ",
        "ſ": "s",
    }
    assert {one: fold(one) for one in pairs} == pairs
    assert [fold(c) for c in ("İ", "ı", "ß", "ﬀ", "ŉ")] == ["İ", "ı", "ß", "ﬀ", "ŉ"]
    assert fold("VP, É") == "vp, é"


def test_folding_twice_changes_nothing() -> None:
    assert not set(FOLD.values()) & set(FOLD)
    assert {fold(fold(c)) for c in CHARACTERS} == {fold(c) for c in CHARACTERS}


def test_partners_are_the_table_backwards() -> None:
    pairs = {(ord(upper), ord(lower)) for lower, uppers in PARTNERS.items() for upper in uppers}
    assert pairs == set(FOLD.items())


@given(st.text())
@settings(max_examples=200, derandomize=True)
def test_fold_goes_letter_by_letter(text: str) -> None:
    assert fold(text) == "".join(chr(FOLD.get(ord(c), ord(c))) for c in text)
    assert len(fold(text)) == len(text)


def test_cased_letters_are_those_with_partners() -> None:
    assert cased_letters(["né 9", "ßıi"]) == "inßé"


# ---------------------------------------------------------------- in DuckDB


def folded_in_duckdb(texts: Iterable[str]) -> str:
    """SQL that folds the column `c` so far as these texts need it."""
    return DIALECT.fold(sql.name("c"), frozenset(texts)).sql(dialect="duckdb")


@pytest.fixture(scope="module")
def characters() -> duckdb.DuckDBPyConnection:
    """Tables of all characters, and of those that a letter could be taken for."""
    con = duckdb.connect()
    con.execute("CREATE TABLE everything AS SELECT UNNEST(?::VARCHAR[]) AS c", [CHARACTERS])
    near = sorted({*map(chr, FOLD), *map(chr, FOLD.values()), *CHARACTERS[:0x600]})
    con.execute("CREATE TABLE letters AS SELECT UNNEST(?::VARCHAR[]) AS c", [near])
    return con


def found_by(con: duckdb.DuckDBPyConnection, table: str, asked: set[str]) -> set[tuple[str, str]]:
    """Characters that fold to one of those asked for, each with it."""
    query = f"SELECT c, {folded_in_duckdb(asked)} AS f FROM {table} WHERE list_contains(?::VARCHAR[], f)"
    return set(con.execute(query, [sorted(asked)]).fetchall())


def test_every_letter_finds_its_partners_and_no_others(
    characters: duckdb.DuckDBPyConnection,
) -> None:
    letters = sorted(set(PARTNERS) | set("İıßĸŉ") | {fold(c) for c in CHARACTERS[:0x180]})
    for letter in letters:
        wanted = {(c, letter) for c in (letter, *PARTNERS.get(letter, ""))}
        assert found_by(characters, "letters", {letter}) == wanted


def test_sets_of_letters_find_their_partners_among_all(
    characters: duckdb.DuckDBPyConnection,
) -> None:
    random = Random(5)
    everything = sorted(PARTNERS)
    parts = range(0, len(everything), 150)  # each letter is a call in a call
    sets = [
        *(set(everything[start : start + 150]) for start in parts),
        {"i", "ı", "s"},
        {"İ", "i"},
        *(set(random.sample(everything, 40)) for _ in range(15)),
    ]
    folded = [(c, fold(c)) for c in CHARACTERS]
    for asked in sets:
        wanted = {pair for pair in folded if pair[1] in asked}
        assert found_by(characters, "everything", asked) == wanted


@pytest.mark.parametrize("word", ["istanbul", "ısparta", "iı", "kσsi", "é"])
def test_a_word_finds_all_its_spellings(characters: duckdb.DuckDBPyConnection, word: str) -> None:
    """Each letter in turn swapped for every character: the fold table decides."""
    made = [word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in CHARACTERS[:0x2200]]
    query = f"SELECT c FROM (SELECT UNNEST(?::VARCHAR[]) AS c) WHERE {folded_in_duckdb([word])} = ?"
    found = {row[0] for row in characters.execute(query, [made, word]).fetchall()}
    assert found == {text for text in made if fold(text) == word}
    assert len(found) >= len(word)
