"""An event's age and place in time, in generated Python.

Where its age in days is needed anyway, windows of whole days compare days; else moments are
compared, with edges that are worked out once for each as-of.
"""

from __future__ import annotations

from .normal import EPOCH
from .plan import DAY, Edge, Span
from .python_source import Code
from .python_support import duration, shifted


def days(code: Code) -> str:
    """The event's age in whole days."""
    of = code.recall("age") or "(now - at)"
    return code.remembered("days", "days", lambda: f"{of}.days")


def age(code: Code) -> str:
    """The event's age, a `timedelta`."""
    return code.remembered("age", "age", lambda: "now - at")


def age_in(code: Code, width: int) -> str:
    """The event's age in whole widths of so many microseconds."""
    if width == DAY:
        return days(code)
    if width % DAY == 0:
        of = days(code)
        return code.remembered(("age", width), "k", lambda: f"{of} // {width // DAY}")
    unit = code.constant(duration(width))
    of = age(code)
    return code.remembered(("age", width), "k", lambda: f"{of} // {unit}")


def within(code: Code, span: Span) -> str:
    """Whether the event lies in the span, by days or by comparing moments."""
    tests = []
    if span.lower:
        whole = _whole_days(code, span.lower, inclusive=False)
        less = "<=" if span.lower.inclusive else "<"
        tests.append(f"{days(code)} < {whole}" if whole else f"{_edge(code, span.lower)} {less} at")
    if span.upper:
        whole = _whole_days(code, span.upper, inclusive=True)
        less = "<=" if span.upper.inclusive else "<"
        tests.append(
            f"{days(code)} >= {whole}" if whole else f"at {less} {_edge(code, span.upper)}"
        )
    return " and ".join(tests) or "True"


def _whole_days(code: Code, edge: Edge, inclusive: bool) -> int:
    """How many days ago the edge is, if comparing days says the same as comparing moments."""
    fits = code.by_days and edge.base == "as_of" and edge.inclusive == inclusive
    return -edge.us // DAY if fits and edge.us % DAY == 0 and edge.us < 0 else 0


def _edge(code: Code, edge: Edge) -> str:
    return code.edges.setdefault((edge.base, edge.us), f"e{len(code.edges)}")


def edges_function(code: Code) -> list[str]:
    """The source of `edges(now)`: where the windows begin and end, for one as-of."""
    quick, careful = [], []
    for base, us in code.edges:
        if base == "epoch":
            moment = code.constant(shifted(EPOCH, duration(us)))
            quick.append(f"{moment}.replace(tzinfo=now.tzinfo)")
            careful.append(quick[-1])
        else:
            by = code.constant(duration(us))
            quick.append(f"now + {by}")
            careful.append(f"shifted(now, {by})")
    return [
        f"def {code.edges_name}(now):",
        "    try:",
        f"        return ({', '.join(quick)},)",
        "    except OverflowError:",
        f"        return ({', '.join(careful)},)",
        "",
    ]


def set_edges(code: Code) -> None:
    if code.edges:
        code.add(f"{', '.join(code.edges.values())}, = {code.edges_name}(now)")
