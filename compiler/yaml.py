"""YAML, as far as files for other programs need it: mappings, lists, texts, numbers, yes and no."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

Yaml: TypeAlias = "str | int | bool | Sequence[Yaml] | Mapping[str, Yaml]"
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[ .][A-Za-z0-9_]+)*\Z")
_WORDS: Final = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_UNSEEN: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that JSON leaves as they are and YAML does not."""


def dumped(value: Mapping[str, Yaml]) -> str:
    """A document.

    >>> print(dumped({"version": 2, "models": [{"name": "a", "tests": ["x: y", "no"]}]}), end="")
    version: 2
    models:
      - name: a
        tests:
          - "x: y"
          - "no"
    """
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Yaml) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entry(f"{scalar(key)}:", inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            first, *rest = _lines(inner)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield scalar(value)


def _entry(head: str, value: Yaml) -> Iterator[str]:
    if isinstance(value, str) and _is_block(value):
        yield f"{head} |-"
        yield from (f"  {line}" for line in value.split("\n"))
    elif isinstance(value, str | int):
        yield f"{head} {scalar(value)}"
    elif not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    else:
        yield head
        yield from (f"  {line}" for line in _lines(value))


def _is_block(value: str) -> bool:
    """Whether a text can stand as it is, line by line."""
    lines = value.split("\n")
    return len(lines) > 1 and all(
        line.isprintable() and line == line.strip() and not _UNSEEN.search(line) and line
        for line in lines
    )


def scalar(value: str | int) -> str:
    """Text in quotes unless it can be nothing but text.

    >>> scalar("lead_scores"), scalar("no"), scalar("it's 10%: {x}\\n")
    ('lead_scores', '"no"', '"it\\'s 10%: {x}\\\\n"')
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.match(value) and value.lower() not in _WORDS:
        return value
    return _UNSEEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
    )
