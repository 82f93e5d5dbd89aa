"""What `learn` has found, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ._terminal import note, styled, table

if TYPE_CHECKING:
    from ..learn.asked import Wishes
    from ..learn.learned import Learned
    from ..learn.measures import Interval


def told(found: Learned, wishes: Wishes) -> None:
    from ..errors import counted
    from ..learn.evidence import percent

    won, leads = int(found.frame.won.sum()), found.frame.leads
    columns = len(dict.fromkeys(found.frame.sources()))
    shown = f"{won:,} of {counted(leads, 'lead')} won ({percent(won / leads)})"
    click.echo(f"{shown}; {counted(columns, 'column or event', 'columns and events')} looked at")
    for line in _left_out(found):
        click.echo(line)
    click.echo("")
    click.echo("What cards of growing size are worth on leads that they were not learned from:")
    click.echo("")
    table(
        ("", "Rules", "Rows", "AUC", "95% interval"), list(_sizes(found)), ("Rules", "Rows", "AUC")
    )
    click.echo("")
    if found.nothing:
        _nothing(found)
    else:
        _chosen(found, wishes)
    for line in _doubts(found):
        click.echo(line)


def _left_out(found: Learned) -> Iterator[str]:
    from ..errors import counted
    from ..history.leads import LEFT_OUT

    for state, number in found.history.left_out.items():
        why = LEFT_OUT[state]
        yield f"{counted(number, 'lead')} left out: {why[:1].lower()}{why[1:]}"
    for one in found.frame.left_out:
        note(f"not used: `{one.source}`, {one.why}")


def _sizes(found: Learned) -> Iterator[tuple[str, ...]]:
    from ..learn.learned import rows_of

    for place, (card, held) in enumerate(zip(found.cards, found.figures.cards, strict=True)):
        name = "card, chosen" if place == found.chosen else "card"
        yield name, str(len(card.rules)), str(rows_of(card)), *_interval(held.auc)
    for name, interval in found.figures.others.items():
        yield name, "", "", *_interval(interval)


def _interval(found: Interval) -> tuple[str, str]:
    return f"{found.value:.3f}", f"{found.low:.3f} to {found.high:.3f}"


def _nothing(found: Learned) -> None:
    if not found.card.rules:
        why = "no column tells winners from others better than chance would"
    else:
        why = "on leads that it has not seen a card may be no better than chance"
    click.echo(styled(f"There is nothing to learn here: {why}.", bold=True))
    click.echo("Look for columns that say more about who buys, or for more leads.")


def _chosen(found: Learned, wishes: Wishes) -> None:
    from ..learn.evidence import percent

    if len(found.card.rules) < wishes.rules:
        click.echo(f"More than {len(found.card.rules)} rules are not worth it.")
        click.echo("")
    rows = [
        (str(one.score), percent(one.leads), percent(one.won), percent(one.winners))
        for one in found.thresholds
    ]
    columns = ("Score at least", "Leads", "Of them win", "Of all winners")
    table(columns, rows, columns)
    click.echo("")


def _doubts(found: Learned) -> Iterator[str]:
    from ..errors import shortened

    if found.few is not None:
        yield f"Small numbers: only {found.few} leads of the rarer kind, so every figure is loose."
    for leak in found.leaks:
        name = shortened(leak.source)
        text = f"`{name}` may be a leak: {leak.why}"
        yield styled(text, fg="red", bold=True)
    if found.leaks:
        named = ",".join(leak.source for leak in found.leaks)
        yield f'Leave out what is not known beforehand: --leave-out "{shortened(named, 300)}"'
