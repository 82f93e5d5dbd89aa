"""A newcomer's run tries a part of what is tried where every engine must run."""

from __future__ import annotations

import pytest
import volumes
from volumes import some, volume


@pytest.mark.parametrize(
    ("whole", "expected"), [(False, (8, [0, 3, 6])), (True, (20, [*range(7)]))]
)
def test_how_much_is_tried(
    whole: bool, expected: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "WHOLE", whole)
    assert (volume(8, 20, "LEADSCORE_NO_SUCH_SETTING"), some([*range(7)])) == expected


def test_a_setting_asks_for_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSCORE_NO_SUCH_SETTING", "5000")
    assert volume(8, 20, "LEADSCORE_NO_SUCH_SETTING") == 5000
