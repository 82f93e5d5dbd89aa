"""Patterns of what is read out of text, the same for every engine, and moments as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_YEAR: Final = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY: Final = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP}-02-29)"
)
_CLOCK: Final = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"
NAIVE: Final = f"^ *{_DAY}(?:{_CLOCK} ?[Zz]?)? *$"
"""A moment that says no zone, or UTC."""
OFFSET: Final = f"^ *{_DAY}{_CLOCK} ?[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])? *$"
"""A moment in another zone."""
CLOCK: Final = "[0-9-]{10}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?)?"
"""What of these is before the zone, without digits beyond a microsecond."""
ZONE: Final = "[+-][0-9]{2}(?::?[0-9]{2})?(?= *$)"
NUMBER: Final = "^ *[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]{1,3})? *$"
SEPARATORS: Final = r"[\x01-\x1F -/:-@\[-`{-\x7F]"
"""What `words.SEPARATORS` are, and the space."""
SEPARATORS_BUT_MARK: Final = r"[\x02-\x1F -/:-@\[-`{-\x7F]"


def spelled_moment(us: int) -> str:
    """The moment so many microseconds after 1970-01-01T00:00Z, without its zone.

    >>> spelled_moment(0), spelled_moment(-1)
    ('1970-01-01 00:00:00', '1969-12-31 23:59:59.999999')
    """
    moment = EPOCH + timedelta(microseconds=us)
    return moment.replace(tzinfo=None).isoformat(" ")
