"""How people say on which side of a limit a number is; each is a choice of patterns."""

from __future__ import annotations

from typing import Final

OVER: Final = r"over|above|(?:more|greater|higher|larger|bigger)\s+th[ae]n|>(?!=)"
UNDER: Final = r"under|below|(?:less|fewer|lower|smaller)\s+th[ae]n|<(?!=)"
LEAST: Final = r"at\s+least|>=|≥|min(?:imum)?|not?\s+(?:less|fewer|lower)\s+th[ae]n"
MOST: Final = r"at\s+most|<=|≤|max(?:imum)?|up\s+to|not?\s+(?:more|greater|higher)\s+th[ae]n"
