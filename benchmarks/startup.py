"""How long the command takes to start and to check a big file, beside bare imports."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .many_rules import rule_file


def ratios(rounds: int = 15) -> dict[str, tuple[float, float, float]]:
    """(min, median, max) of our time over the import's, whole processes, taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "big.score"
        big.write_text(rule_file(1000))
        command = Path(sys.executable).with_name("leadscore")
        return {
            "`leadscore --help` / `import click`": _pairs(
                [str(command), "--help"], "import click", rounds
            ),
            "`leadscore check` of 1,000 rules / `import click, lark`": _pairs(
                [str(command), "check", str(big)], "import click, lark", rounds
            ),
        }


def _pairs(command: list[str], imports: str, rounds: int) -> tuple[float, float, float]:
    bare = [sys.executable, "-c", imports]
    _time(command), _time(bare)
    found = [_time(command) / _time(bare) for _ in range(rounds)]
    return min(found), statistics.median(found), max(found)


def _time(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return taken
