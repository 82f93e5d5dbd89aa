"""An `example` from a lead of the data: what the rules read of it, what it did, what came out.

`fewer` leaves out events that do not matter, `blank` puts other values in the place of personal
ones; `made` brings it together and holds the example against the lead.
"""

from __future__ import annotations

from .made import MOST_EVENTS, CannotBeWritten, Made, made

__all__ = ["MOST_EVENTS", "CannotBeWritten", "Made", "made"]
