"""A first look at data: what it holds, and the rule file to begin with that is written from it."""

from __future__ import annotations

from .data import GuessedEvents, GuessedKind, GuessedLeads, guess

__all__ = ["GuessedEvents", "GuessedKind", "GuessedLeads", "guess"]
