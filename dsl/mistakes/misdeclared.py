"""A name that is misspelt where it is declared: told there once, not at each use."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .. import ast
from ..check.symbols import Symbols
from ..diagnostics import Diagnostic, Edit, Fix, Label, near
from ..parse.parsed import Parsed

CODES: Final = frozenset(("E101", "E104", "E105", "E107"))
"""There is no column, event, list or field of a name."""
MOST_SHOWN: Final = 3
_WORD: Final = re.compile(r"[A-Za-z]\w*")


def at_declarations(
    symbols: Symbols, files: Iterable[Parsed], found: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """What was found, with one message for all uses of a name that near ones are declared for,
    where two or more use it and what is declared is used nowhere."""
    if not any(d.code in CODES for d in found):
        return list(found)
    texts = {parsed.source.path: parsed.source.text for parsed in files}
    uses = {word: where for word, where in _uses(texts, found).items() if len(where) > 1}
    if not uses:
        return list(found)
    count = Counter(word.lower() for text in texts.values() for word in _WORD.findall(text))
    unused = {name.text: name for name in _declared(symbols) if count[name.key] == 1}
    told: dict[str, tuple[Diagnostic, list[Diagnostic]]] = {}
    for word, where in uses.items():
        close = near(word, unused)
        if len(close) == 1 and close[0] not in told:
            told[close[0]] = _told(unused[close[0]], word, where), where
    replaced = {id(d) for _, where in told.values() for d in where}
    return [*(d for d in found if id(d) not in replaced), *(d for d, _ in told.values())]


def _uses(texts: dict[str, str], found: Sequence[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """What was told of each name that is not declared."""
    uses: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for d in found:
        word = texts.get(d.span.path, "")[d.span.start : d.span.end]
        named = d.title.startswith("there is no ") or " has no field " in d.title
        if d.code in CODES and named and _WORD.fullmatch(word):
            uses[word].append(d)
    return uses


def _declared(symbols: Symbols) -> Iterator[ast.Name]:
    yield from (name for _, name in symbols.names.values() if isinstance(name, ast.Name))
    for kind in symbols.kinds.values():
        yield kind.node.name
        yield from (column.node.name for column in kind.fields.values())


def _told(name: ast.Name, word: str, where: list[Diagnostic]) -> Diagnostic:
    labels = tuple(Label(d.span, "used here") for d in where[:MOST_SHOWN])
    fix = Fix(f"write `{word}`", (Edit(name.span, word),), safe=False)
    title = f"`{name.text}` is declared, and `{word}` used {len(where)} times"
    help = f"write `{word}` here, or `{name.text}` there"
    return Diagnostic(where[0].code, "error", title, name.span, "", labels, help, fix)
