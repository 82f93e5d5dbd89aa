"""Names for the rules, made from the names that data has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from ...dsl.check.symbols import BEGINS_A_PHRASE, RESERVED

_TAKEN: Final = RESERVED | BEGINS_A_PHRASE | {
    "and", "or", "as", "because", "where", "contains", "event",
}  # fmt: skip
"""Names of results, and words that cannot be read as names."""


def rule_names(sources: Iterable[str], otherwise: str = "column") -> tuple[str, ...]:
    """A legal name for each, in lower snake case, no two alike.

    >>> rule_names(["Job Title", "E-mail", "TotalVisits", "Größe", "2nd visit", "Score", "?"])
    ('job_title', 'e_mail', 'total_visits', 'grosse', 'x2nd_visit', 'score_value', 'column_7')
    """
    names: dict[str, None] = {}
    for place, source in enumerate(sources, 1):
        wanted = _legal(source) or f"{otherwise}_{place}"
        name, again = wanted, 2
        while name in names:
            name, again = f"{wanted}_{again}", again + 1
        names[name] = None
    return tuple(names)


def _legal(source: str) -> str:
    plain = unicodedata.normalize("NFKD", source.replace("ß", "ss").replace("&", " and "))
    ascii_ = plain.encode("ascii", "ignore").decode()
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", ascii_)
    name = re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")
    if name[:1].isdigit():
        name = f"x{name}"
    return f"{name}_value" if name in _TAKEN else name
