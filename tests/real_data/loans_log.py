"""The bank's event log, read without leadscore: moments as Python datetimes with their own offsets,
ages as timedeltas."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

KINDS = {
    "A_SUBMITTED": "submitted", "A_PARTLYSUBMITTED": "partly", "A_PREACCEPTED": "preaccepted",
    "A_ACCEPTED": "accepted", "A_FINALIZED": "finalized", "O_SELECTED": "offer_chosen",
    "O_SENT": "offer_sent", "O_CREATED": "offer_made", "O_SENT_BACK": "sent_back",
    "W_Afhandelen leads": "lead_call",
    "W_Completeren aanvraag": "form_call", "W_Nabellen offertes": "offer_call",
    "W_Nabellen incomplete dossiers": "papers_call", "W_Beoordelen fraude": "fraud_check",
}  # fmt: skip
CALLS = ("lead_call", "form_call", "offer_call", "papers_call")
NO_RESOURCE = ("partly", "fraud_check")
"""Events for which the rules declare no `resource`."""


@dataclass(frozen=True)
class Event:
    kind: str
    at: datetime
    lifecycle: str
    resource: str
    """Empty if unknown."""
    seq: int
    age: timedelta


@dataclass(frozen=True)
class Case:
    amount: int
    registered: datetime
    age: timedelta
    """Negative if it is registered later than as-of."""
    events: tuple[Event, ...]
    """Those that the rules may see: declared, not ignored, not later than as-of."""

    def of(self, *kinds: str) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]


def read(folder: Path, as_of: datetime) -> dict[str, Case]:
    events: dict[str, list[Event]] = defaultdict(list)
    with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            event = seen(row, as_of)
            if event is not None:
                events[row["case_id"]].append(event)
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["case_id"]: case(row, tuple(events[row["case_id"]]), as_of)
            for row in csv.DictReader(file)
        }


def case(row: dict[str, str], events: tuple[Event, ...], as_of: datetime) -> Case:
    registered = datetime.fromisoformat(row["registered_at"])
    return Case(int(row["amount_requested"]), registered, as_of - registered, events)


def seen(row: dict[str, str], as_of: datetime) -> Event | None:
    kind, at = KINDS.get(row["activity"]), datetime.fromisoformat(row["timestamp"])
    planned = kind in CALLS and row["lifecycle"] == "SCHEDULE"
    if kind is None or planned or at > as_of:
        return None
    resource = "" if kind in NO_RESOURCE else row["resource"]
    return Event(kind, at, row["lifecycle"], resource, int(row["seq"]), as_of - at)
