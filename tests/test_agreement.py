"""The proof that both evaluators agree: random rules, random leads, every line of the breakdown.

`LEADSCORE_FUZZ_FILES=5000 pytest tests/test_agreement.py` runs so many files from a fresh seed;
`python tests/shrink.py SEED` makes a small case of one that fails.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from agreement import disagreements
from cases import from_json
from fuzz import case_of, connection
from reading import plan_of
from shrink import CASES
from volumes import volume

FILES = volume(40, 200, "LEADSCORE_FUZZ_FILES")
FIRST = random.SystemRandom().randrange(10**9) if "LEADSCORE_FUZZ_FILES" in os.environ else 0
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_random_rules_score_alike(part: int, record_property: object) -> None:
    wrong = []
    for seed in range(FIRST + part, FIRST + FILES, PARTS):
        print(f"seed {seed}")
        case = case_of(seed)
        found = disagreements(connection(), plan_of(case.texts()), case.data, units=seed % 4 > 0)
        wrong += [f"seed {seed}: {told}" for told in found[:1]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_kept_cases_score_alike(folder: Path) -> None:
    texts = {p.name: p.read_text("utf-8") for p in folder.iterdir() if p.name != "case.json"}
    data = from_json((folder / "case.json").read_text("utf-8"))
    assert disagreements(connection(), plan_of(texts), data) == []
