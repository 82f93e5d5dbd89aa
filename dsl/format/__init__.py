"""The canonical layout of a rule file; see docs/format.md."""

from __future__ import annotations

from .layout import format_source, format_text

__all__ = ["format_source", "format_text"]
