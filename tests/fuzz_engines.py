"""Random rule files, leads and events on many engines until each has scored enough rows.

    python tests/fuzz_engines.py --rows 2000000 duckdb clickhouse

Prints the seed it starts from, every disagreement as it is found, and a table at the end, also when
it is stopped; `--first` with the next seed that it tells goes on from there.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence

import engines
from differential import Count, Judge, add, case_of
from leadscore.compiler import dialects

LEADS = 2_000
LEADS_OF = {"spark": 20_000, "bigquery": 500, "snowflake": 1_000}
"""How many leads a case has for an engine: more where a query takes long however few they are, less
where each row does."""


PROGRESS = 300
"""Seconds after which it tells how far it is."""


def available() -> list[str]:
    """The engines that can be started here and for which there is a dialect."""
    spoken = [name for name in engines.names() if name in dialects.names()]
    return [name for name in spoken if engines.why_not(name) is None]


class Run:
    """As many cases as it takes, on some engines at once."""

    def __init__(self, names: Sequence[str], first: int) -> None:
        self.engines = [engines.start(name) for name in names]
        self.counts = {name: Count() for name in names}
        self.seconds = dict.fromkeys(names, 0.0)
        self.judging = 0.0
        self.first = self.next = first

    def until(self, rows: int, leads: int | None = None) -> Iterator[str]:
        """Gives each disagreement as it is found, and now and then how far it is."""
        seed, asked = self.first, time.monotonic()
        while due := [e for e in self.engines if self.counts[e.name].rows < rows]:
            for size in sorted({leads or LEADS_OF.get(e.name, LEADS) for e in due}):
                of_size = [e for e in due if (leads or LEADS_OF.get(e.name, LEADS)) == size]
                yield from self._case(seed, size, of_size)
            seed += 1
            self.next = seed
            if time.monotonic() - asked > PROGRESS:
                asked = time.monotonic()
                counts = (f"{name} {count.rows:,}" for name, count in self.counts.items())
                yield f"next seed {seed}: {', '.join(counts)}"

    def _case(self, seed: int, leads: int, due: list[engines.Engine]) -> Iterator[str]:
        began = time.monotonic()
        judge = Judge(case_of(seed, leads))
        for engine in due:
            judge.wanted(engine)
        self.judging += time.monotonic() - began
        for engine in due:
            count, began = self.counts[engine.name], time.monotonic()
            before = len(count.wrong)
            add(count, judge, engine, f"--seed {seed} --leads {leads}")
            self.seconds[engine.name] += time.monotonic() - began
            yield from (f"{engine.name} {told}" for told in count.wrong[before:])

    def table(self) -> str:
        lines = ["| engine | version | cases | row scores | refused | disagreements | seconds |",
                 "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
        for engine in self.engines:
            count = self.counts[engine.name]
            lines.append(
                f"| {engine.name} | {engine.version} | {count.cases:,} | {count.rows:,} "
                f"| {count.refused.total():,} | {len(count.wrong):,} "
                f"| {self.seconds[engine.name]:,.0f} |"
            )
        lines.append(f"Python judged in {self.judging:,.0f} seconds; the next seed is {self.next}.")
        return "\n".join(lines)

    def refusals(self) -> str:
        return "\n".join(
            f"{engine.name}: {times} × {reason}"
            for engine in self.engines
            for reason, times in self.counts[engine.name].refused.most_common()
        )


def main(arguments: Sequence[str]) -> int:
    told = _arguments().parse_args(arguments)
    first = random.SystemRandom().randrange(10**9) if told.first is None else told.first
    print(f"first seed {first}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    run = Run(told.engines or available(), first)
    try:
        for line in run.until(told.rows, told.leads):
            print(line, flush=True)
    except KeyboardInterrupt:
        print("stopped")
    finally:
        print(run.table())
        print(run.refusals())
    return int(any(count.wrong for count in run.counts.values()))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", help="all that run here if none is named")
    parser.add_argument("--rows", type=int, default=2_000_000, help="row scores per engine")
    parser.add_argument("--first", type=int, help="the seed to begin with; else a fresh one")
    parser.add_argument("--leads", type=int, help="per case; else as suits the engine")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
