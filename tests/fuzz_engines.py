"""Random rule files, leads and events on many engines until each has scored enough rows.

    python tests/fuzz_engines.py --rows 2000000 duckdb clickhouse

Prints the seed it starts from, every disagreement as it is found, and a table at the end, also when
it is stopped; `--first` with the next seed that it tells goes on from there. `--jobs 4` is for an
engine that uses one processor alone: that many processes, each with an engine of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import engines
from differential import Count, Judge, add, case_of
from leadscore.compiler import dialects

LEADS: Final = 2_000
LEADS_OF: Final = {"spark": 20_000, "snowflake": 1_000, "bigquery": 500}
"""How many leads a case has for an engine: more where a query takes long however few they are, less
where each row does, or where there is little room: GoogleSQL's evaluator has 128 MiB for a query."""


PROGRESS: Final = 300
"""Seconds after which it tells how far it is."""


def available() -> list[str]:
    """The engines that can be started here and for which there is a dialect."""
    spoken = [name for name in engines.names() if name in dialects.names()]
    return [name for name in spoken if engines.why_not(name) is None]


@dataclass(slots=True)
class Tried:
    """What came of one seed."""

    counts: dict[str, Count] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    judging: float = 0.0


def tried(seed: int, names: Sequence[str], leads: int | None) -> Tried:
    """One seed on these engines; those with as many leads have the same case."""
    found = Tried()
    sizes = {name: leads or LEADS_OF.get(name, LEADS) for name in names}
    for size in sorted(set(sizes.values())):
        due = [engines.start(name) for name in names if sizes[name] == size]
        began = time.monotonic()
        judge = Judge(case_of(seed, size))
        for engine in due:
            judge.wanted(engine)
        found.judging += time.monotonic() - began
        for engine in due:
            count, began = Count(), time.monotonic()
            add(count, judge, engine, f"--seed {seed} --leads {size}")
            found.counts[engine.name] = count
            found.seconds[engine.name] = time.monotonic() - began
    return found


class Here:
    """Runs each case at once, in this process."""

    at_once = 1

    def submit(self, seed: int, names: Sequence[str], leads: int | None) -> Future[Tried]:
        done: Future[Tried] = Future()
        done.set_result(tried(seed, names, leads))
        return done

    def close(self) -> None:
        engines.close_all()


class Processes:
    """Several processes, each with engines of its own."""

    def __init__(self, jobs: int) -> None:
        engines.close_all()
        # A fork would share the pipes to engines that run already.
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(jobs, context, _ignore_interrupts)
        self.at_once = jobs + 1

    def submit(self, seed: int, names: Sequence[str], leads: int | None) -> Future[Tried]:
        return self.pool.submit(tried, seed, names, leads)

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> None:
    """The process that hands out the cases ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Run:
    """As many cases as it takes, on some engines at once."""

    def __init__(self, names: Sequence[str], first: int, jobs: int = 1) -> None:
        self.versions = {name: engines.start(name).version for name in names}
        self.counts = {name: Count() for name in names}
        self.seconds = dict.fromkeys(names, 0.0)
        self.judging = 0.0
        self.next = first
        self.cases = Processes(jobs) if jobs > 1 else Here()

    def until(self, rows: int, leads: int | None = None) -> Iterator[str]:
        """Gives each disagreement as it is found, and now and then how far it is."""
        asked, seed = time.monotonic(), self.next
        waiting: list[Future[Tried]] = []
        while due := [name for name, count in self.counts.items() if count.rows < rows]:
            while len(waiting) < self.cases.at_once:
                waiting.append(self.cases.submit(seed, due, leads))
                seed += 1
            yield from self._take(waiting.pop(0).result())
            if time.monotonic() - asked > PROGRESS:
                asked = time.monotonic()
                counts = (f"{name} {count.rows:,}" for name, count in self.counts.items())
                yield f"next seed {self.next}: {', '.join(counts)}"

    def _take(self, found: Tried) -> Iterator[str]:
        """Cases are taken in the order of their seeds, so that a later run can go on from there."""
        self.next += 1
        self.judging += found.judging
        for name, count in found.counts.items():
            self.counts[name].take(count)
            self.seconds[name] += found.seconds[name]
            yield from (f"{name} {told}" for told in count.wrong)

    def table(self) -> str:
        lines = ["| engine | version | cases | row scores | refused | disagreements | seconds |",
                 "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
        for name, count in self.counts.items():
            lines.append(
                f"| {name} | {self.versions[name]} | {count.cases:,} | {count.rows:,} "
                f"| {count.refused.total():,} | {len(count.wrong):,} "
                f"| {self.seconds[name]:,.0f} |"
            )
        lines.append(f"Python judged in {self.judging:,.0f} seconds; the next seed is {self.next}.")
        return "\n".join(lines)

    def refusals(self) -> str:
        return "\n".join(
            f"{name}: {times} × {reason}"
            for name, count in self.counts.items()
            for reason, times in count.refused.most_common()
        )


def main(arguments: Sequence[str]) -> int:
    told = _arguments().parse_args(arguments)
    first = random.SystemRandom().randrange(10**9) if told.first is None else told.first
    print(f"first seed {first}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    run = Run(told.engines or available(), first, told.jobs)
    try:
        for line in run.until(told.rows, told.leads):
            print(line, flush=True)
    except KeyboardInterrupt:
        print("stopped")
    finally:
        print(run.table())
        print(run.refusals(), flush=True)
        run.cases.close()
    return int(any(count.wrong for count in run.counts.values()))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", help="all that run here if none is named")
    parser.add_argument("--rows", type=int, default=2_000_000, help="row scores per engine")
    parser.add_argument("--first", type=int, help="the seed to begin with; else a fresh one")
    parser.add_argument("--leads", type=int, help="per case; else as suits the engine")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with its own engines")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
