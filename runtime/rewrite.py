"""A rule file written anew: whole or not at all, as it was but for its text.

Its byte order mark, its permissions and the place that a link leads to are kept.
"""

from __future__ import annotations

import codecs
import os
import secrets
from contextlib import suppress
from pathlib import Path


class ChangedMeanwhile(OSError):
    """The file is no longer what was read."""


def rewrite(path: Path, old: str, new: str) -> None:
    """Puts `new` in the place of `old`. Raises `OSError` and leaves the file as it was if it
    cannot be written, and `ChangedMeanwhile` if somebody else has changed it."""
    target = path.resolve()
    raw = target.read_bytes()
    if raw.decode("utf-8-sig", "replace") != old:
        raise ChangedMeanwhile(f"`{path}` was changed meanwhile")
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with open(beside, "xb") as file:
            file.write(mark + new.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(target.stat().st_mode)
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
