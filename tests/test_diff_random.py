"""Two files that mean the same are never told apart, and every lead that is shown tells two apart.

`LEADSCORE_FUZZ_FILES=500 pytest tests/test_diff_random.py` tries so many files from a fresh seed.
"""

from __future__ import annotations

import os
import random as randoms
from random import Random

import pytest
from cases import lead_rows
from generate_data import data
from generate_files import Made, rule_file
from leadscore.dsl.model import Model
from leadscore.dsl.printer import print_file
from leadscore.dsl.prove.witness import Witness
from leadscore.runtime.diff import Diff, Lead
from leadscore.runtime.diff_pair import rule_lines
from leadscore.runtime.diff_text import Told
from leadscore.runtime.evaluate import Overflow, Result
from leadscore.runtime.prove.tried import scored
from leadscore.runtime.rules import Rules
from reading import MAIN, check_texts, printed
from rewritten import other_meaning, same_meaning, several_changes
from volumes import volume

FILES = volume(10, 40, "LEADSCORE_FUZZ_FILES")
FIRST = randoms.SystemRandom().randrange(10**9) if "LEADSCORE_FUZZ_FILES" in os.environ else 0
PARTS = 4


def both(made: Made, edited: object) -> tuple[Rules, Rules] | None:
    texts = printed(made)
    there = {**texts, MAIN: print_file(edited)}  # type: ignore[arg-type]
    models = [check_texts(one) for one in (texts, there)]
    return None if models[1].errors else (Rules(models[0]), Rules(models[1]))


@pytest.mark.parametrize("part", range(PARTS))
def test_the_same_written_otherwise_is_never_told_apart(part: int) -> None:
    equal = total = 0
    for seed in range(FIRST + part, FIRST + FILES, PARTS):
        print(f"seed {seed}")
        random = Random(seed)
        made = rule_file(random)
        found = both(made, same_meaning(random, made.file))
        if found is None:
            continue
        told = Told("", "", Diff(*found, 0.3).compared(), False, 10)
        assert [one.change for one in told.judged if one.lead] == []
        assert told.compared.whole.tried is None
        total += len(told.judged)
        equal += sum(one.change.effect in ("equal", "words") for one in told.judged)
    assert equal >= 0.9 * total, f"{equal} of {total}"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_lead_that_is_shown_is_scored_differently(part: int) -> None:
    shown = changed = 0
    for seed in range(FIRST + part, FIRST + FILES, PARTS):
        print(f"seed {seed}")
        random = Random(seed)
        made = rule_file(random)
        found = both(made, other_meaning(random, made.file))
        if found is None:
            continue
        compared = Diff(*found, 0.5).compared()
        judged = compared.judged
        changed += bool(judged)
        leads = [one.lead for one in judged if one.lead]
        shown += bool(leads)
        for lead in leads:
            assert scored(found[1], lead.new.witness) == lead.new
            again = scored(found[0], lead.new.witness)
            assert again is not None
            assert _outcome(found[0], again.result) != _outcome(found[1], lead.new.result)
        if compared.whole.kind == "equal":
            assert _told_apart(found, random) == []
    assert shown >= 0.2 * changed, f"{shown} of {changed}"


@pytest.mark.parametrize("part", range(PARTS))
def test_each_of_several_changes_is_shown_by_its_own_doing(part: int) -> None:
    """Beside the files there are those that lack one of the edits, made without any comparison."""
    shown = made = 0
    for seed in range(FIRST + part, FIRST + FILES, PARTS):
        print(f"seed {seed}")
        random = Random(seed)
        old = rule_file(random)
        files = [both(old, file) for file in several_changes(random, old.file, 4)]
        if files[0] is None:
            continue
        diff = Diff(*files[0], 0.5)
        lacking = [found[1] for found in files[1:] if found is not None]
        for one in diff.judged():
            made += 1
            if one.lead is None or len(one.undone) != 1:
                continue
            shown += 1
            without = diff.without(one.undone)
            assert without is not None
            full = Rules(_read_again(old, without))
            left = _all_of(full, one.lead.new.witness)
            assert left != _all_of(files[0][1], one.lead.new.witness), one.change
            assert left in [_all_of(rules, one.lead.new.witness) for rules in lacking], one.change
            assert left == _outcome(files[0][1], one.lead.old.result)
            _same_lines(full, one.lead)
    assert shown >= 0.2 * made, f"{shown} of {made}"


def _same_lines(full: Rules, lead: Lead) -> None:
    """Of all rules, though on the left only those were asked that may give something."""
    tried = scored(full, lead.new.witness)
    assert tried is not None
    for place, line in enumerate(rule_lines(tried)):
        assert lead.old.lines.get(place, line) == line
        assert place in lead.old.lines or not line.points


def _read_again(made: Made, model: Model) -> Model:
    return check_texts({**printed(made), MAIN: print_file(model.files[0].file)})


def _all_of(rules: Rules, witness: Witness) -> object:
    tried = scored(rules, witness)
    return _outcome(rules, tried.result) if tried is not None else None


def _outcome(rules: Rules, result: Result) -> object:
    names = [group.name for group in rules.model.groups if group.name is not None]
    names += [one.name for one in rules.model.classes]
    return result.excluded is None, result.score, {name: result[name] for name in sorted(names)}


def _told_apart(found: tuple[Rules, Rules], random: Random) -> list[object]:
    """Random leads that would refute the equality of both."""
    made = data(random, found[0].plan, 40, all_text=True)
    apart = []
    for row in lead_rows(found[0].plan, made):
        try:
            results = [
                _outcome(rules, rules.score(row.lead, row.events, made.as_of)) for rules in found
            ]
        except Overflow:
            continue
        if results[0] != results[1]:
            apart.append(row.lead)
    return apart
