"""Why a lead has its score, what may still change it, and what would reach the next stage."""

from __future__ import annotations

from .explained import Day, Explained, explain, over

__all__ = ["Day", "Explained", "explain", "over"]
