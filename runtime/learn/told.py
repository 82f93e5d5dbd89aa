"""What has been learned, in words, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import counted, listed, shortened
from ..history.leads import LEFT_OUT, State
from ..report.document import Block, Document, Says, Section, Table
from .asked import Wishes
from .evidence import percent
from .learned import Learned, rows_of
from .measures import Interval

HELD_OUT = (
    "Leads are counted by the written card, among those that it was learned from; how many win "
    "is told by leads that it was not learned from, as in the AUC."
)


def told(found: Learned, wishes: Wishes) -> Document:
    worth = Section("What cards of growing size are worth on other leads", (_sizes(found),))
    result = _nothing(found) if found.nothing else _chosen(found, wishes)
    sections = (worth, result, Section("What to look at", tuple(_doubts(found))))
    kept = tuple(section for section in sections if section.blocks)
    return Document("Rules learned from history", tuple(_lines(found)), kept)


def _lines(found: Learned) -> Iterator[str]:
    columns = len(dict.fromkeys(found.frame.sources()))
    looked = counted(columns, "column or event", "columns and events")
    yield f"{who_won(found.frame.leads, int(found.frame.won.sum()))}; {looked} looked at."
    yield from left_out(found.history.left_out)
    for one in found.frame.left_out:
        yield f"Not used: `{shortened(one.source)}`, {one.why}."


def who_won(leads: int, won: int) -> str:
    return f"{won:,} of {counted(leads, 'lead')} won ({percent(won / leads)})"


def left_out(states: Mapping[State, int]) -> Iterator[str]:
    for state, number in states.items():
        why = LEFT_OUT[state]
        yield f"{counted(number, 'lead')} left out: {why[:1].lower()}{why[1:]}."


def _sizes(found: Learned) -> Table:
    rows = [
        ("card", str(len(card.rules)), str(rows_of(card)), *interval(held.auc))
        for card, held in zip(found.cards, found.figures.cards, strict=True)
    ]
    rows += [(name, "", "", *interval(other)) for name, other in found.figures.others.items()]
    columns = ("", "Rules", "Rows", "AUC", "95% interval")
    return Table(columns, tuple(rows), frozenset({0, 4}), strong=frozenset({found.chosen}))


def interval(found: Interval) -> tuple[str, str]:
    return f"{found.value:.3f}", f"{found.low:.3f} to {found.high:.3f}"


def _nothing(found: Learned) -> Section:
    if not found.card.rules:
        why = "no column tells winners from others better than chance would"
    else:
        why = "on leads that it has not seen a card may be no better than chance"
    return Section(
        "There is nothing to learn here",
        (
            Says(f"Nothing predicts who was won: {why}.", "bad"),
            Says("Look for columns that say more about who buys, or for more leads."),
        ),
    )


def _chosen(found: Learned, wishes: Wishes) -> Section:
    rules = len(found.card.rules)
    blocks: list[Block] = []
    if rules < wishes.rules:
        blocks.append(Says(f"More than {counted(rules, 'rule')} would not be worth it."))
    columns = ("Score at least", "Leads", "Of them win", "Of all winners")
    rows = [
        (str(one.score), percent(one.leads), percent(one.won), percent(one.winners))
        for one in found.thresholds
    ]
    if rows:
        blocks += [Table(columns, tuple(rows), frozenset()), Says(HELD_OUT)]
    blocks += _stages(found)
    return Section("Where to begin", tuple(blocks))


def _stages(found: Learned) -> Iterator[Block]:
    if found.staged.stages:
        rows = [
            (one.name, "" if one.score is None else str(one.score), percent(one.leads),
             percent(one.won))
            for one in found.staged.stages
        ]  # fmt: skip
        yield Table(("Stage", "Score at least", "Leads", "Of them win"), tuple(rows))
    for name, why in found.staged.missing:
        yield Says(f"No stage {name}: {why}.", "doubt")


def _doubts(found: Learned) -> Iterator[Block]:
    for note in found.history.notes:
        yield Says(note, "bad")
    for doubt in found.doubts:
        yield Says(doubt, "doubt")
    if found.few is not None:
        yield Says(
            f"Small numbers: only {found.few} leads of the rarer kind, so every figure is loose.",
            "doubt",
        )
    by_why: dict[str, list[str]] = {}
    for leak in found.leaks:
        by_why.setdefault(leak.why, []).append(shortened(leak.source))
    for why, names in by_why.items():
        are = "may be a leak" if len(names) == 1 else "may be leaks"
        yield Says(f"{listed(names, 20)} {are}: {why}.", "bad")
