"""The page of each code: what it means, a bad and a good example, how to silence it.

Pages are Markdown files named by their codes. They are installed with the package; in a checkout
they are read from the documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ... import dsl
from ._failures import Mistake

MOST_NEAR = 5
_HOME = Path(dsl.__path__[0]).parent
FOLDERS = (_HOME / "pages", _HOME / "docs" / "codes")


def codes() -> list[str]:
    """All codes that have a page."""
    return sorted({path.stem for folder in FOLDERS for path in folder.glob("[EW][0-9]*.md")})


def page(code: str) -> str:
    """The page's text; a `Mistake` if there is none."""
    wanted = code.strip().upper()
    found = (folder / f"{wanted}.md" for folder in FOLDERS if wanted in codes())
    text = next((path.read_text("utf-8") for path in found if path.is_file()), None)
    if text is None:
        raise _no_code(code)
    return text


def refuse_unknown(prefixes: Iterable[str]) -> None:
    """A `Mistake` for a code, or the beginning of one, that no code has."""
    known = codes()
    for prefix in prefixes:
        if not any(code.startswith(prefix.upper()) for code in known):
            raise _no_code(prefix)


def _no_code(code: str) -> Mistake:
    close = _near(code.strip().upper())
    help = "did you mean" + "".join(f"\n  {_heading(one)}" for one in close)
    return Mistake(f"there is no code `{code}`", help if close else "codes look like E101 or W302")


def _near(code: str) -> list[str]:
    """The codes of the same number; those that begin so; else those that are a sign away."""
    from ...dsl.diagnostics import distance

    known = codes()
    same = [one for one in known if _number(one) == _number(code) and one[0] == code[0]]
    more = [one for one in known if len(code) > 1 and one.startswith(code) and one not in same]
    away = [one for one in known if distance(code, one, 1) == 1]
    return (same + more or away)[:MOST_NEAR]


def _number(code: str) -> int:
    """`E0124` is meant for number 124; a code without a number has one that none has."""
    digits = code.lstrip("EW")
    return int(digits) if digits.isdecimal() else -1


def _heading(code: str) -> str:
    return page(code).partition("\n")[0].lstrip("# ")
