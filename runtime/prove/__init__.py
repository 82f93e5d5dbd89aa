"""Questions about a rule file, settled for all leads at once; witnesses are run, never believed.

`proof` holds the question that is asked most and what every answer is made of; `reach` goes from
a goal to a lead, `more`, `lowers` and `quiet` settle questions of one kind each, `report` tells.
"""

from __future__ import annotations

from .proof import No, Proof, Unsettled, Verdict, Yes

__all__ = ["No", "Proof", "Unsettled", "Verdict", "Yes"]
