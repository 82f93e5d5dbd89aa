"""What `test` finds out about one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..coverage import Coverage
    from ..examples.runner import Outcome
    from ..rules import RuleError, Rules


@dataclass(frozen=True, slots=True)
class Tested:
    """A file, and what its examples gave; or why it cannot be used."""

    file: Path
    rules: Rules | None
    outcomes: tuple[Outcome, ...]
    broken: RuleError | None = None
    coverage: Coverage | None = None

    @property
    def failed(self) -> bool:
        return self.broken is not None or any(not one.passed for one in self.outcomes)
