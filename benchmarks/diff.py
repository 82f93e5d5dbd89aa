"""Times `leadscore diff` on two files of many rules that differ in ten.

python benchmarks/diff.py [RULES]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from leadscore.dsl.check.checker import check
from leadscore.runtime.diff import Diff
from leadscore.runtime.rules import Rules
from many_rules import rule_file

EDITS = (
    ("+1 when title", "+3 when title"), ('"c13"', '"c14"'), ('"A24", "B24"', '"B24", "X"'),
    ('"VP30"', '"VQ30"'), ("at least 50", "at least 45"), ('"Group 0", at most 400', '"Group 0", at most 390'),
    ('"/p41"', '"/q41"'), ("between 52 and", "between 50 and"), ('"c63"', '"c64"'), ('"A74"', '"A75"'),
)  # fmt: skip


def main() -> None:
    rules = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    old = new = rule_file(rules)
    for before, after in EDITS:
        new = new.replace(before, after, 1)
    began = time.process_time()
    pair = [Rules(check(Path("rules.score"), text=text)) for text in (old, new)]
    read = time.process_time() - began
    began = time.process_time()
    compared = Diff(pair[0], pair[1]).compared()
    took = time.process_time() - began
    print(f"{rules:,} rules twice: read {read:.2f} s, compared {took:.2f} s")
    print(f"  the files: {compared.whole.kind}")
    for one in compared.judged:
        print(f"  {one.change.kind} {one.change.about}: {one.change.effect}")


if __name__ == "__main__":
    main()
