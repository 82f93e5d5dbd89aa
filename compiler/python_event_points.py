"""The points that one event gives, in generated Python."""

from __future__ import annotations

from collections.abc import Callable

from .plan import Tally
from .python_chains import Arm, lookup, write_chain
from .python_simplify import TRUE, simplified
from .python_source import Code, literal
from .python_time import age_in
from .python_values import folded


def give(
    code: Code,
    tally: Tally,
    use: Callable[[str], tuple[str, ...]],
    otherwise: tuple[str, ...] = (),
) -> None:
    """Writes `use` for the points of the first row that fits, `otherwise` if none does."""
    tests = [simplified(row.test or TRUE, code.fields) for row in tally.rows]
    table = lookup(tests)
    if table is None:
        gives = [at_age(code, tally, row.steps) for row in tally.rows]
        pairs = zip(tests, gives, strict=True)
        write_chain(code, [Arm(test, use(points)) for test, points in pairs], otherwise)
        return
    size = max(len(row.steps) for row in tally.rows)
    padded = [row.steps + row.steps[-1:] * (size - len(row.steps)) for row in tally.rows]
    found = {text: padded[i] for text, i in table.rows.items()}
    missing = (0,) * size if table.otherwise is None else padded[table.otherwise]
    for line in use(_looked_up(code, tally, folded(code, table.value), found, missing)):
        code.add(line)


def _looked_up(
    code: Code,
    tally: Tally,
    local: str,
    found: dict[str, tuple[int, ...]],
    missing: tuple[int, ...],
) -> str:
    if len(missing) == 1:
        flat = code.constant({text: steps[0] for text, steps in found.items()})
        return f"{flat}.get({local}, {literal(missing[0])})"
    k = capped(code, tally, len(missing))
    return f"{code.constant(found)}.get({local}, {literal(missing)})[{k}]"


def at_age(code: Code, tally: Tally, steps: tuple[int, ...]) -> str:
    """The points of a row at the event's age."""
    if len(steps) == 1 or tally.step_us is None:
        return literal(steps[0])
    k, last = age_in(code, tally.step_us), len(steps) - 1
    return f"({code.constant(steps)}[{k}] if {k} < {last} else {literal(steps[last])})"


def capped(code: Code, tally: Tally, size: int) -> str:
    """The event's step, at most the last of `size`."""
    if tally.step_us is None:
        return "0"
    k = age_in(code, tally.step_us)
    return f"({k} if {k} < {size - 1} else {size - 1})"
