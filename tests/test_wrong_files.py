"""Wrong rule files as marketers write them, and every message they get."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from wrong import Case, accept, cases, shown

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages_are_those_of_the_document(case: Case, tmp_path: Path) -> None:
    model = case.check_in(tmp_path)
    messages = shown(model, model.diagnostics)
    if os.environ.get("LEADSCORE_ACCEPT"):
        accept(case, messages)
    else:
        assert messages == case.messages
