"""No proof is ever refuted by a lead, and every lead that is shown is what it is said to be.

`LEADSCORE_FUZZ_FILES=500 pytest tests/test_prove_sound.py` tries so many files from a fresh seed.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest
from extras import need
from fuzz import case_of
from leadscore.dsl.attainable import group_ranges
from leadscore.dsl.check.checker import check
from leadscore.dsl.prove import Prover
from leadscore.dsl.prove.monotone import OneMore
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.prove import Proof, Yes
from leadscore.runtime.prove.lowers import lowered
from leadscore.runtime.prove.tried import as_text
from leadscore.runtime.rules import Rules
from proofs import claims, raw_results, refuted
from reading import check_texts

FILES = int(os.environ.get("LEADSCORE_FUZZ_FILES") or 15)
FIRST = random.SystemRandom().randrange(10**9) if "LEADSCORE_FUZZ_FILES" in os.environ else 0
PARTS = 6
LEADS = 40


@pytest.mark.parametrize("part", range(PARTS))
def test_no_lead_refutes_a_proof(part: int) -> None:
    wrong, proved = [], 0
    for seed in range(FIRST + part, FIRST + FILES, PARTS):
        print(f"seed {seed}")
        case = case_of(seed, LEADS)
        model = check_texts(case.texts())
        prover = Prover(model)
        found = claims(model, prover)
        proved += found.count
        for key, raw in raw_results(model, case.data):
            wrong += [f"seed {seed}: {told}" for told in refuted(model, prover, found, key, raw)]
    assert not wrong, "\n".join(wrong[:10])
    assert proved, "nothing was proved at all"


@pytest.mark.parametrize("part", range(PARTS))
def test_leads_that_are_shown_pass_as_examples(part: int) -> None:
    shown = 0
    for seed in range(FIRST + part, FIRST + FILES // 2, PARTS):
        print(f"seed {seed}")
        rules = Rules(check_texts(case_of(seed, 1).texts()))
        proof = Proof(rules, 0.2, 2)
        for one in rules.model.classes:
            for value in dict.fromkeys(one.values):
                verdict = proof.value(one.name, value)
                if isinstance(verdict, Yes):
                    assert verdict.tried.result[one.name] == value
        for tried in proof.seen[:12]:
            text = rules.model.files[0].source.text + "\n" + as_text(rules, "Shown", tried)
            pasted = check(rules.model.path, text=text)
            last = Rules(replace(pasted, examples=pasted.examples[-1:]))
            assert [o.misses for o in run_examples(last, ("python",))] == [()], text
            shown += 1
    assert shown


def test_no_event_lowers_a_score_that_it_never_lowers() -> None:
    never = 0
    for seed in range(FIRST, FIRST + FILES // 2):
        print(f"seed {seed}")
        proof = Proof(Rules(check_texts(case_of(seed, 1).texts())), 0.2, 2)
        for kind in proof.rules.model.kinds.values():
            if not OneMore(proof.reach.prover, kind.name).score().down:
                never += 1
                assert lowered(proof, kind.name) is None, kind.name
    assert never


@pytest.mark.parametrize("seed", range(FILES // 2))
def test_ranges_are_never_wider_than_the_quick_ones(seed: int) -> None:
    model = check_texts(case_of(seed, 1).texts())
    quick, tight = group_ranges(model), Prover(model).group_ranges()
    for name, (low, high) in tight.items():
        assert quick[name][0] <= low
        assert high <= quick[name][1]


@pytest.mark.parametrize("seed", range(6))
def test_the_same_is_proved_every_time(seed: int) -> None:
    model = check_texts(case_of(seed, 1).texts())
    assert claims(model, Prover(model)) == claims(model, Prover(model))


@pytest.mark.parametrize("seed", [1, 110])
def test_no_lead_refutes_the_solver(seed: int) -> None:
    need("z3", "prove")
    case = case_of(seed, LEADS)
    model = check_texts(case.texts())
    prover = Prover(model)
    found = claims(model, prover, 0.2)
    told = [
        one
        for key, raw in raw_results(model, case.data)
        for one in refuted(model, prover, found, key, raw)
    ]
    assert told == []
