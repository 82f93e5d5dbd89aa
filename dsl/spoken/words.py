"""Names, texts, numbers and lists as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def spaced(name: str) -> str:
    """
    >>> spaced("seconds_after_send")
    'seconds after send'
    """
    return " ".join(name.replace("_", " ").split()) or name


def capital(text: str) -> str:
    """
    >>> capital("email open"), capital("ßa")
    ('Email open', 'ßa')
    """
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def quoted(text: str) -> str:
    return f"“{text}”"


def listed(items: Sequence[str], word: str = "or") -> str:
    """
    >>> listed(["A", "B", "C"]), listed(["A"])
    ('A, B or C', 'A')
    """
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last


def joined(items: Sequence[str], word: str) -> str:
    """Conditions; where one of them has a list in it, a semicolon tells where it ends.

    >>> joined(["a", "b"], "and"), joined(["a or b", "c"], "and")
    ('a and b', 'a or b; and c')
    """
    mixed = any(sign in item for item in items for sign in (", ", "; ", " or ", " and "))
    return (f"; {word} " if mixed else f" {word} ").join(items)


def number(value: Decimal, decimals: int = 0) -> str:
    """With all its decimals, and at least so many.

    >>> number(Decimal("1250.5"), 2), number(Decimal("1E+3"))
    ('1,250.50', '1,000')
    """
    exponent = value.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{value:,.{max(decimals, own)}f}"


def counted(count: str, unit: str) -> str:
    """
    >>> counted("1", "week"), counted("30", "day")
    ('1 week', '30 days')
    """
    return f"{count} {unit}" if count == "1" else f"{count} {unit}s"


def times(count: str) -> str:
    """
    >>> times("1"), times("3")
    ('once', '3 times')
    """
    return "once" if count == "1" else f"{count} times"
