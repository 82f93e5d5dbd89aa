"""Writes the TextMate grammar from the language's own words and terminals.

    python editors/vscode/make_grammar.py

A test holds what stands in `syntaxes/` against what this makes, so that neither can forget a word.
"""

from __future__ import annotations

import json
from pathlib import Path

from leadscore.dsl.parse.grammar import grammar
from leadscore.dsl.parse.tokens import TYPES
from leadscore.dsl.vocabulary import SECTIONS, WORDS

FILE = Path(__file__).parent / "syntaxes" / "leadscore.tmLanguage.json"
END = "(?![A-Za-z0-9_])"
LOGICAL = ("and", "or", "not")
NAMED = ("group", "let", "list", "define", "label", "grade", "outcome", "event")
"""Sections with a name of their own."""
GOES_ON = ("and", "or", "not", "where", "because")
POINTS_BEFORE = ("when", "for", "otherwise", "unknown", "because")
CLAUSES = r"one\s+per|company\s+in|(?<=, )(?:of|at|named)"
"""What stands before the name of a column in the heading of leads or events."""
BEFORE_LENGTHS = ("last", "next", "every", "over", "under", "within", "and")
"""What stands before a length of time; the length may be a name."""
FOREIGN = ("FOREIGN_SIGN", "FOREIGN_DATE", "SINGLE_QUOTED", "SMART_DASH")

Rule = dict[str, object]


def terminals() -> dict[str, str]:
    """The patterns of the grammar's terminals that are no plain words."""
    return {t.name: t.pattern.value for t in grammar().terminals if t.name not in WORDS.values()}


def words(found: tuple[str, ...]) -> str:
    """Any of these words, the longest first; none of them within a longer one."""
    spaced = [word.replace(" ", r"\s+") for word in sorted(found, key=lambda w: (-len(w), w))]
    return f"(?:{'|'.join(spaced)}){END}"


def rule(scope: str, pattern: str) -> Rule:
    return {"name": f"{scope}.leadscore", "match": pattern}


def parts(pattern: str, *scopes: str) -> Rule:
    """A rule that gives each group of its pattern a scope."""
    named = {str(i): {"name": f"{scope}.leadscore"} for i, scope in enumerate(scopes, 1)}
    return {"match": pattern, "captures": named}


def sections(name: str) -> list[Rule]:
    starts = (*SECTIONS, "event")
    begun, called = "storage.type", "entity.name.section"
    return [
        parts(rf"^({words(NAMED)})\s+({name})", begun, called),
        parts(rf"^(exclude)\s+(leads{END})", begun, "keyword.control"),
        # the one section that stands under another, `accounts`
        parts(rf"^\s+(label{END})\s+({name})\s*(?=$|#)", begun, called),
        rule(begun, f"^{words(starts)}"),
        rule("keyword.control", rf"(?<=^|\s)score{END}(?=\s+is\s+the{END})"),
    ]


def columns(name: str, yes_no: str) -> list[Rule]:
    kinds = tuple(word for word, kind in WORDS.items() if kind in TYPES)
    kind = f"{words(kinds)}|{yes_no}"
    after = rf"(?=\s*(?:,|$|#|{words(('from', 'separated', 'unknown'))}))"
    scopes = ("variable.other", "support.type")
    return [
        parts(rf"^\s+(?!{words(GOES_ON)})({name})\s+({kind}){after}", *scopes),
        parts(rf"(?:(?<=with )|(?<=, ))({name})\s+({kind}){after}", *scopes),
        parts(
            rf"({CLAUSES})\s+(?!{words(('most', 'least'))})({name})",
            "keyword.control", "variable.other",
        ),
        rule("support.type", yes_no),
    ]  # fmt: skip


def classes(name: str) -> list[Rule]:
    """Rows of stages and labels: what they are called may be any word."""
    row = rf"^\s+(?!{words(GOES_ON)})({name})(?=\s+{words(('when', 'otherwise'))})"
    return [parts(row, "variable.other")]


def points(number: str) -> list[Rule]:
    before = rf"(?=\s+{words(POINTS_BEFORE)})"
    return [
        parts(rf"^\s*([+-]?(?:{number})){before}", "constant.numeric.points"),
        rule("constant.numeric.points", rf"[+-](?:{number}){before}"),
    ]


def texts() -> list[Rule]:
    quote = "punctuation.definition.string"
    ends = {"end": '(")|(?=$)', "endCaptures": {"1": {"name": f"{quote}.end.leadscore"}}}
    return [
        {
            "name": "string.quoted.double.leadscore",
            "begin": '"',
            "beginCaptures": {"0": {"name": f"{quote}.begin.leadscore"}},
            **ends,
            "patterns": [rule("constant.character.escape", r"\\.")],
        },
        rule("string.quoted.double", "[“”„][^“”„\"\\n]*(?:[“”\"]|$)"),
    ]  # fmt: skip


def units(name: str, unit: str) -> list[Rule]:
    """Units of time: they are good names for columns too, so it counts what stands before."""
    after = "|".join(f"(?<={word} )" for word in BEFORE_LENGTHS)
    scope = "keyword.other.unit"
    return [
        rule(scope, f"(?:(?<=[0-9] )|(?<=per ))(?:{unit}|days{END})"),
        parts(
            f"(?:{after})(?!{words(tuple(WORDS))})({name})\\s+({unit}|days{END})",
            "variable.other", scope,
        ),
    ]  # fmt: skip


def keywords() -> list[Rule]:
    within = tuple(
        word for word in WORDS
        if word not in LOGICAL and word not in SECTIONS  # which are names within a line
    )  # fmt: skip
    return [
        rule("keyword.operator.logical", words(LOGICAL)),
        rule("keyword.control", words(within)),
    ]


def make() -> dict[str, object]:
    """The whole grammar."""
    found = terminals()
    name, number = found["NAME"], found["NUMBER"]
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "comment": "Made by make_grammar.py from the language's own words; not to be edited.",
        "name": "leadscore",
        "scopeName": "source.leadscore",
        "fileTypes": ["score"],
        "patterns": [
            parts(r"((#).*)$", "comment.line.number-sign", "punctuation.definition.comment"),
            *columns(name, found["YES_NO"]),
            *sections(name),
            *classes(name),
            *points(number),
            *texts(),
            rule("constant.numeric.date", found["DATE"]),
            rule("invalid.illegal", "|".join(found[kind] for kind in FOREIGN)),
            rule("constant.numeric", f"(?:{number})%?"),
            rule("keyword.operator.comparison", f"{found['COMPARISON']}|="),
            rule("keyword.operator.arithmetic", r"[+*/-]"),
            rule("punctuation.separator", "[,.]"),
            rule("punctuation.section.parens", "[()]"),
            *units(name, found["UNIT"]),
            *keywords(),
            rule("variable.other", name),
            rule("invalid.illegal", r"[^\s]"),
        ],
    }


def text() -> str:
    return json.dumps(make(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
