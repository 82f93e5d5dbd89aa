"""Why a lead has its score, what may still change it, and what would reach the next stage."""

from __future__ import annotations

from .explained import Explained, explain
from .over import Day, Move, over

__all__ = ["Day", "Explained", "Move", "explain", "over"]
