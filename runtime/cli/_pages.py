"""The page of each code: what it means, a bad and a good example, how to silence it.

Pages are Markdown files named by their codes. They are installed with the package; in a checkout
they are read from the documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ... import dsl
from ._failures import Mistake

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
    from ...dsl.diagnostics import near

    close = near(code.upper(), codes())
    help = f"did you mean `{close[0]}`?" if close else "codes look like E101 or W302"
    return Mistake(f"there is no code `{code}`", help)
