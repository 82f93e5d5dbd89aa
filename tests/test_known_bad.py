"""Messages that are known to be bad: the list shrinks, but for what readers newly find.

`LEADSCORE_ACCEPT=1` writes what is said today into a case that has no messages yet.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from wrong import Case, accept, cases_of, shown

DOCUMENT = Path(__file__).parent / "known_bad_messages.md"
CASES = list(cases_of(DOCUMENT))
MOST = 6
"""Lower it when a case has gone; raise it only for what readers newly find, by as many cases."""


def test_the_list_only_shrinks() -> None:
    assert len(CASES) == MOST, "a case less: lower `MOST`; a case more: mend the message instead"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_message_is_still_bad(case: Case, tmp_path: Path) -> None:
    """A case whose message has become good belongs to `wrong_files`."""
    model = case.check_in(tmp_path)
    messages = shown(model, model.diagnostics)
    if os.environ.get("LEADSCORE_ACCEPT"):
        accept(case, messages)
    assert messages == case.messages or os.environ.get("LEADSCORE_ACCEPT")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_says_what_should_be_said(case: Case) -> None:
    part = DOCUMENT.read_text("utf-8").split(f"## {case.title}\n")[1]
    assert part.strip().startswith("Should say")
