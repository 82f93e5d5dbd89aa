"""Questions about a model that are settled for all leads at once.

`Prover` answers without trying anything: what it refuses cannot be. For a lead that shows what
can be, see `build`; whether it does is for the evaluator to say.
"""

from __future__ import annotations

from .prover import Prover

__all__ = ["Prover"]
