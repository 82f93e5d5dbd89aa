"""Makes many faults of one token and prints how they are told, by kind of fault and by file:
how many on their line first, in how many messages, and how many the first fix mends.

python tests/fuzz_faults.py --faults 10000
python tests/fuzz_faults.py --faults 500 --seed 7 --missed 40   # those told elsewhere
python tests/fuzz_faults.py --faults 150 --seed 7 --messages    # all, to be read aloud
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from itertools import islice

from faults import Outcome, faults, outcome
from leadscore.dsl.render import render_text


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    told = [one for one in outcomes if one.messages]
    named = sum(one.named_first for one in told)
    share = f"{100 * named / len(told):.1f} %" if told else "-"
    messages = sum(len(one.messages) for one in told) / max(1, len(told))
    alone = 100 * sum(len(one.messages) == 1 for one in told) / max(1, len(told))
    mended = 100 * sum(one.mended_first for one in told) / max(1, len(told))
    valid = len(outcomes) - len(told)
    return (
        f"{name:42} {len(outcomes):7,} {valid:7,} {len(told):7,} {share:>8} "
        f"{messages:8.2f} {alone:7.1f} % {mended:7.1f} %"
    )


def table(outcomes: Sequence[Outcome]) -> Iterable[str]:
    yield f"{'':42} {'faults':>7} {'valid':>7} {'told':>7} {'named':>8} {'messages':>8} {'one':>9} {'mended':>9}"
    kinds = dict.fromkeys(one.fault.kind for one in outcomes)
    names = dict.fromkeys(one.fault.good.name for one in outcomes)
    yield from (row(kind, [o for o in outcomes if o.fault.kind == kind]) for kind in kinds)
    yield ""
    yield from (row(name, [o for o in outcomes if o.fault.good.name == name]) for name in names)
    yield ""
    yield row("all", outcomes)


def shown(one: Outcome) -> str:
    """A fault and its messages, as a person meets them."""
    fault = one.fault
    was = fault.good.text[fault.start : fault.end]
    head = f"=== {fault.kind} in {fault.good.name}:{fault.line}: {was!r} became {fault.instead!r}"
    line = fault.text.split("\n")[fault.line - 1]
    return f"{head}\n    {line}\n\n{render_text(one.messages, one.model.sources)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=int, default=0, help="show so many told on another line")
    parser.add_argument("--messages", action="store_true", help="show all messages")
    parser.add_argument("--kind", help="show those of one kind only")
    asked = parser.parse_args()
    outcomes = [outcome(fault) for fault in islice(faults(asked.seed), asked.faults)]
    told = [o for o in outcomes if o.messages and asked.kind in (None, o.fault.kind)]
    missed = [o for o in told if not o.named_first][: asked.missed]
    for one in told if asked.messages else missed:
        print(shown(one))
    print("\n".join(table(outcomes)))


if __name__ == "__main__":
    main()
