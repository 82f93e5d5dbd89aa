"""Companies, in Python: the points of their leads taken together, and their labels.

SQL says the same in `sql_accounts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from ..dsl.model import ACCOUNT_COLUMNS
from .plan import Accounts, Column, Leads, Plan, Summing, Table
from .python_backend import Overflow, compile_plan
from .python_support import POINTS_LIMIT

MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing that is known of a company depends on the moment."""


@dataclass(frozen=True, slots=True)
class Account:
    company: str
    leads: int
    score: int | None
    """In whole counts of 1/`Plan.account_scale`; none, as all labels, if no lead counts."""
    labels: tuple[str | None, ...]


def _labels_plan(accounts: Accounts) -> Plan:
    """The labels as those of leads that have the columns `score` and `leads`."""
    columns = tuple(Column(name, "number", name) for name in ACCOUNT_COLUMNS)
    return Plan(
        title="", scale=1, leads=Leads(Table("given"), None, columns), events=(), ignored=(),
        defines=(), excluded=(), groups=(), lower=None, upper=None, classes=accounts.labels,
        metrics=(), tallies=(), fingerprint="",
    )  # fmt: skip


class Companies:
    """Takes leads one by one, as `compile_plan` scores them; holds four numbers per company."""

    def __init__(self, plan: Plan) -> None:
        assert plan.accounts is not None
        self.how: Summing = plan.accounts.how
        self.scale = plan.account_scale
        self._factor = self.scale // plan.scale
        self._points = _points_of(plan, plan.accounts)
        self._labels = compile_plan(_labels_plan(plan.accounts)).numbers
        self._found: dict[str, list[int]] = {}
        self._none = (None,) * len(plan.accounts.labels)

    def add(self, company: str | None, scored: tuple[Any, ...]) -> None:
        """`company` in normal form, `scored` as an `Evaluator` returns it."""
        if company is None:
            return
        found = self._found.setdefault(company, [])
        if scored[0] is not None:
            return
        points = self._points(scored)
        if not found:
            found += (1, points, points, points)
            return
        found[0] += 1
        found[1] += points
        found[2] = min(found[2], points)
        found[3] = max(found[3], points)

    def accounts(self) -> Iterator[Account]:
        """In no promised order. Raises `Overflow` that names the company."""
        for company, found in self._found.items():
            if not found:
                yield Account(company, 0, None, self._none)
                continue
            leads, total, lowest, highest = found
            if self.how in ("total", "average") and abs(total) >= POINTS_LIMIT:
                raise Overflow("the points of a company", company)
            score = {
                "total": total, "lowest": lowest, "highest": highest,
                "average": _half_away(total * self._factor, leads),
            }[self.how]  # fmt: skip
            yield Account(company, leads, score, self._labelled(company, score, leads))

    def _labelled(self, company: str, score: int, leads: int) -> tuple[str | None, ...]:
        known = {"score": Decimal(score).scaleb(-_zeros(self.scale)), "leads": leads}
        try:
            labels: tuple[str | None, ...] = self._labels(known, (), MOMENT)[3]
        except Overflow as error:
            raise Overflow(error.what, company) from None
        return labels


def _points_of(plan: Plan, accounts: Accounts) -> Callable[[tuple[Any, ...]], int]:
    """Where the points of a lead are that its company's score is made of."""
    if accounts.of.group is None:
        return lambda scored: int(scored[1])
    place = [group.name for group in plan.groups].index(accounts.of.group)
    return lambda scored: int(scored[2][place])


def _half_away(above: int, below: int) -> int:
    """The quotient, `below` being positive."""
    size = (2 * abs(above) + below) // (2 * below)
    return -size if above < 0 else size


def _zeros(scale: int) -> int:
    return len(str(scale)) - 1
