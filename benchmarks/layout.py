"""How long a big file takes to be read and laid out, beside reading it to its tree.

python -m benchmarks.layout
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from leadscore.dsl.format import format_text
from leadscore.dsl.parse.parser import parse, read_tokens
from leadscore.dsl.source import Source

from .many_rules import rule_file


def ratios(rounds: int = 15) -> dict[str, tuple[float, float, float]]:
    """(min, median, max) of our time over that of `parse`, taken in turn."""
    shown = {}
    for what, ours in _measured(rule_file(1000)).items():
        found = [ours() / _parsing(rule_file(1000)) for _ in range(rounds)]
        shown[what] = min(found), statistics.median(found), max(found)
    return shown


def _measured(text: str) -> dict[str, Callable[[], float]]:
    messy = text.replace(" when ", "  when\t ").replace("\n  ", "\n     ")
    return {
        "format 1,000 rules / parse them": lambda: _time(lambda: format_text(messy)),
        "read their tokens / parse them": lambda: _time(lambda: read_tokens(Source("", text))),
    }


def _parsing(text: str) -> float:
    return _time(lambda: parse(Source("", text)))


def _time(run: Callable[[], object]) -> float:
    """Seconds of the processor, which other programs disturb less than those of the clock."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def seconds(rounds: int = 15) -> float:
    """The least time that 1,000 rules take to be read and laid out, in this process."""
    text = rule_file(1000)
    return min(_time(lambda: format_text(text)) for _ in range(rounds))


if __name__ == "__main__":
    # As the command sets it: a rule file is many small things that all stay.
    gc.set_threshold(1_000_000)
    for what, (least, median, most) in ratios().items():
        print(f"{what}: {least:.2f} to {most:.2f}, median {median:.2f}")
    print(f"format 1,000 rules: {seconds():.3f} s at best")
