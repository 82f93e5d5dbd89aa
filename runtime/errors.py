"""What is wrong with data, told so that an analyst can mend it."""

from __future__ import annotations


class DataError(Exception):
    """Data that cannot be read or written. `message` says what is wrong, `help` what to do;
    neither ends with a full stop, and neither holds a lead's key in full."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message if not help else f"{message}\n{help}")
        self.message = message
        self.help = help


def shortened(value: object, most: int = 40) -> str:
    """A value of the data as an example in a message: on one line, at most `most` letters."""
    text = "".join(char if char.isprintable() else "·" for char in str(value))
    return text if len(text) <= most else text[: most - 1] + "…"


def masked(key: object) -> str:
    """A lead's key so that its owner can recognise it and nobody else can use it.

    >>> [masked(key) for key in ("00Q8d000001", 660737, "ann@acme.io", "7")]
    ['00Q…', '66…', 'ann…', '…']
    """
    text = shortened(key)
    return text[: min(3, len(text) // 3)] + "…"


def overflow(what: str, key: object, whose: str = "lead") -> DataError:
    """`key` is that of a lead, or the name of a company."""
    return DataError(
        f"{what} has more than 18 digits for {whose} `{masked(key)}`",
        "look for numbers in its data that are far too large",
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: object, most: int = 10) -> str:
    """Names in back-ticks, the first `most` of them."""
    quoted = [f"`{shortened(name)}`" for name in names]  # type: ignore[attr-defined]
    more = len(quoted) - most
    return ", ".join(quoted[:most]) + (f" and {more:,} more" if more > 0 else "")


def too_large() -> DataError:
    """As `overflow`, where an engine does not say for which lead."""
    return DataError(
        "a sum has more than 18 digits", "look for numbers in the data that are far too large"
    )
