"""How long `leadscore prove` takes: the whole command, on files of any size and on the examples.

python benchmarks/proof.py [RULES…]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from many_rules import rule_file

EXAMPLES = Path(__file__).parents[1] / "examples"
ROUNDS = 3


def seconds(file: Path, compiled: str) -> float:
    """Of the processor, in the best of some rounds: other work on the machine does not count.
    Modules are read from `compiled` after the first, as they are of an installed package."""
    kept = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    command = [str(Path(sys.executable).parent / "leadscore"), "prove", str(file)]
    found = []
    for _ in range(ROUNDS):
        start = _used()
        subprocess.run(
            command, check=False, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        found.append(_used() - start)
    return min(found)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder, f"{size}.score")
            file.write_text(rule_file(size), encoding="utf-8")
            print(f"{size:>6,} rules  {seconds(file, folder):6.2f} s", flush=True)
        for file in sorted(EXAMPLES.glob("*/*.score")):
            name = file.relative_to(EXAMPLES).as_posix()
            print(f"{name:<32}  {seconds(file, folder):6.2f} s", flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10, 100, 1_000])
