"""How long an editor waits after a keystroke in a file of 1,000 rules, through the protocol.

    python -m benchmarks.editor [RULES] [--one-group]

Keys are typed into a rule in the middle, a word with a mistake among them. Each time counts from
the message of the change to the published diagnostics; then completion, hover and colours (those
that have changed) are asked for. "at once" counts from the change to the answer of a completion
that is asked for right after it, as editors do, ten keys a second; its time on the processor has
in it what the server does after the answer.
On Linux the server's own time on the processor is told beside it, which a busy machine changes less.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from lsp_client import Client

from benchmarks.many_rules import rule_file

TYPED = ' and title is not "x" or employees is over 5'
ADDED = '  +3 when title is "abc" because "A new rule"'
PAUSE = 0.1
"""Seconds between two keys."""


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def ticks(process: int) -> float:
    """Milliseconds that a process has had of the processor so far, all its threads together."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e6
    except OSError:
        return float("nan")


def shown(what: str, times: Sequence[float]) -> str:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    return f"{what:<12} median {median(ordered):6.1f} ms   p95 {late:6.1f} ms   max {ordered[-1]:6.1f} ms"


def typing(client: Client, uri: str, line: int, unit: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {
        "diagnostics": [],
        "of these CPU": [],
        "completion": [],
        "hover": [],
        "colours": [],
    }
    colours = client.about("semanticTokens/full", uri)
    for at, key in enumerate(TYPED, unit):
        place = {"line": line, "character": at}
        change = {"range": {"start": place, "end": place}, "text": key}
        before = ticks(client.process.pid)
        times["diagnostics"].append(timed(lambda c=change: client.change(uri, c)))
        times["of these CPU"].append(ticks(client.process.pid) - before)
        times["completion"].append(timed(lambda a=at: client.at("completion", uri, line, a + 1)))
        times["hover"].append(timed(lambda: client.at("hover", uri, line, 4)))
        start = time.perf_counter()
        known = colours["resultId"]
        colours = client.about("semanticTokens/full/delta", uri, previousResultId=known)
        times["colours"].append((time.perf_counter() - start) * 1000)
    return times


def at_once(client: Client, uri: str, line: int, unit: int, typed: str) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"at once": [], "of these CPU": []}
    for at, key in enumerate(typed, unit):
        before = ticks(client.process.pid)
        start = time.perf_counter()
        client.type(uri, line, at, key)
        client.at("completion", uri, line, at + 1)
        times["at once"].append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)
        times["of these CPU"].append(ticks(client.process.pid) - before)
    return times


def main(rules: int, one_group: bool) -> None:
    text = rule_file(rules)
    if one_group:
        text = re.sub(r"\ngroup g(?!0 ).*\n", "", text)
    before = text[: text.index(f' because "Rule {rules // 2}"')]
    line, unit = before.count("\n"), len(before) - before.rfind("\n") - 1
    with tempfile.TemporaryDirectory() as folder, Client(Path(folder)) as client:
        uri = (Path(folder) / "many.score").as_uri()
        print(f"{rules:,} rules{' in one group' if one_group else ''}")
        print(f"opened       {timed(lambda: client.open(uri, text)):6.0f} ms")
        for what, times in typing(client, uri, line, unit).items():
            print(shown(what, times))
        client.type(uri, line + 1, 0, "\n")
        time.sleep(2)
        for where, (row, start, typed) in {
            "a condition": (line, unit + len(TYPED), TYPED), "a new rule": (line + 1, 0, ADDED),
        }.items():  # fmt: skip
            print(f"{where}, completion asked for right after each key")
            for what, times in at_once(client, uri, row, start, typed).items():
                print(shown(what, times))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 1_000, "--one-group" in sys.argv)
