"""Texts, numbers and dates, from their spelling."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ... import ast
from ...diagnostics import Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_DATE = -(10**18)


def unquote(spelling: str) -> str:
    r"""A text without its quotes, `\"` and `\\` read.

    >>> unquote(r'"say \"hi\""')
    'say "hi"'
    """
    inner = spelling[1:-1]
    return re.sub(r"\\(.)", r"\1", inner) if spelling[0] == '"' and "\\" in inner else inner


def read_number(digits: str) -> tuple[Decimal, int]:
    plain = digits.replace(",", "")
    return Decimal(plain), len(plain.partition(".")[2])


def read_date(spelling: str, span: Span) -> ast.Date:
    """A date or moment; one that the calendar lacks is marked by `us` = -1 and refused later."""
    whole = len(spelling) == 10
    text = spelling.replace(" ", "T").replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ast.Date(NO_DATE, whole, spelling, span=span)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return ast.Date((aware - _EPOCH) // timedelta(microseconds=1), whole, spelling, span=span)
