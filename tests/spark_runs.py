"""Runs the command on Spark, several times in one process: Java takes long to start.

A program: from its input come lists of words, one a line, each a command; it prints what each has
told, one a line.
"""

from __future__ import annotations

import json
import sys

from project import invoke


def main() -> None:
    for line in sys.stdin:
        done = invoke(*json.loads(line))
        told = {"code": done.exit_code, "stdout": done.stdout, "stderr": done.stderr}
        print(json.dumps(told), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main()
