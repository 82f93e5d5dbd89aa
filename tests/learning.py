"""Small histories to learn from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
from leadscore.dsl import ast
from leadscore.runtime.history.asked import Asked
from leadscore.runtime.job.run import run
from leadscore.runtime.learn.asked import Data, Wishes
from leadscore.runtime.learn.card import Card, learn
from leadscore.runtime.learn.declared import Declared, declare
from leadscore.runtime.learn.frame import Amount, Choice, Flag, Frame
from leadscore.runtime.learn.history import read
from leadscore.runtime.learn.learned import frame_of
from leadscore.runtime.learn.write import Sheet, text_of
from leadscore.runtime.rules import load
from leadscore.runtime.tables.sources import parse_events

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def shared(name: str) -> dict[str, object]:
    return {
        "expression": ast.Ref(ast.Name(name)), "title": name, "source": name, "place": "fit",
    }  # fmt: skip


def amount(name: str, values: Sequence[float]) -> Amount:
    return Amount(**shared(name), values=np.array(values, dtype=np.float64))  # type: ignore[arg-type]


def choice(name: str, levels: Sequence[str], codes: Sequence[int]) -> Choice:
    return Choice(**shared(name), levels=tuple(levels), codes=np.array(codes, dtype=np.int64))  # type: ignore[arg-type]


def flag(name: str, holds: Sequence[bool]) -> Flag:
    return Flag(**shared(name), holds=np.array(holds, dtype=bool))  # type: ignore[arg-type]


def everyone(frame: Frame) -> np.ndarray:
    return np.arange(frame.leads)


def card_of(frame: Frame, **wishes: object) -> Card:
    return learn(frame, everyone(frame), Wishes(**wishes), (10,))[0]  # type: ignore[arg-type]


def asked(card: Card) -> list[str]:
    """The columns that a card asks for."""
    return [rule.block.feature.source for rule in card.rules]


# ---------------------------------------------------------------- files


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], sign: str = ",") -> Path:  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=sign)
        out.writerow(header)
        out.writerows(rows)
    return path


def history(
    path: Path, leads: int, columns: dict[str, Callable[[Random, float], object]], seed: int = 1
) -> Path:
    """Leads with an outcome; a column's value is made of dice and of how likely the lead is to
    buy."""
    dice = Random(seed)
    rows = []
    for number in range(leads):
        likely = dice.random()
        row = [made(dice, likely) for made in columns.values()]
        rows.append([f"K{number:05}", *row, int(dice.random() < likely**2)])
    return write_csv(path, ["id", *columns, "bought"], rows)


def whole(data: Data, **wishes: object) -> tuple[Card, Frame, Declared]:
    declared = declare(data)
    frame = frame_of(data, declared, read(data, declared))
    return card_of(frame, **wishes), frame, declared


def written(
    card: Card, frame: Frame, declared: Declared, events: int = 0, stages: bool = True
) -> str:
    rows = (("Hot", 1),) if stages and card.rules else ()
    return text_of(Sheet(card, (), frame, declared, (None,) * (1 + events), rows, ()))


def scores_by(text: str, data: Data, folder: Path, engine: str, sign: str = ",") -> list[int]:
    """What the rule file gives every lead, in the order of the data."""
    rules, out = folder / "card.score", folder / f"{engine}.csv"
    rules.write_text(text, "utf-8")
    plan = load(rules).plan
    run(plan, as_of=data.asked.as_of, leads=data.leads, events=data.events if plan.events else (), engine=engine, out=out)  # type: ignore[arg-type]  # fmt: skip
    with out.open(encoding="utf-8") as file:
        given = {row[data.key]: int(row["score"]) for row in csv.DictReader(file)}
    with Path(data.leads).open(encoding="utf-8") as file:
        return [given[row[data.key]] for row in csv.DictReader(file, delimiter=sign)]


def data_of(leads: Path, *events: str, as_of: datetime | None = None, **more: object) -> Data:
    asked = Asked(as_of or AS_OF, "bought")
    return Data(str(leads), "id", asked, parse_events(events), dated=as_of is not None, **more)  # type: ignore[arg-type]
