"""`--fail-if`: conditions under which a command ends with 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from ._failures import Mistake
from ._terminal import note, styled

if TYPE_CHECKING:
    from ..fail_if import Condition

_F = TypeVar("_F", bound=Callable[..., Any])
_Found = TypeVar("_Found")


class Asserted(click.ParamType["Condition[Any]"]):
    """Read by the module `conditions` of a package, which has `parse` and `FORMS`."""

    name = "condition"

    def __init__(self, package: Literal["review", "movement"]) -> None:
        self.package = package

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ..fail_if import Unclear

        conditions = import_module(f"..{self.package}.conditions", __package__)
        try:
            return conditions.parse(value) if isinstance(value, str) else value
        except Unclear as error:
            forms = ", ".join(f"`{form}`" for form in conditions.FORMS)
            raise Mistake(str(error), f"conditions are {forms}") from None


def fail_if_option(package: Literal["review", "movement"], examples: str) -> Callable[[_F], _F]:
    return click.option(
        "--fail-if", "conditions", metavar="CONDITION", type=Asserted(package), multiple=True,
        help=f"End with 1 if this holds, such as {examples}; may be repeated.",
    )  # fmt: skip


def failed(found: _Found, conditions: Iterable[Condition[_Found]]) -> bool:
    """Whether any of them holds; tells which."""
    from ..fail_if import Unclear, met

    try:
        holding = met(found, conditions)
    except Unclear as error:
        raise Mistake(str(error)) from None
    for one in holding:
        note(styled(f"fails: {one.condition}: {one.because}", fg="red"))
    return bool(holding)
