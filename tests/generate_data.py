"""Random leads and events for a plan: around its own constants, at the edges of its windows, and
full of what real data are full of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from itertools import product
from random import Random
from typing import Any

import generate_words as words
from cases import Data, Row, Table
from leadscore.compiler import normal
from leadscore.compiler.lower import walk
from leadscore.compiler.plan import (
    DAY,
    MICRO,
    Arithmetic,
    Column,
    ColumnValue,
    Compare,
    Days,
    Domain,
    EventSource,
    Every,
    FieldValue,
    Followed,
    Kind,
    ListHas,
    Measured,
    MomentIn,
    NumberIn,
    Plan,
    Repeated,
    SoonAfter,
    Span,
    Tally,
    TextIn,
    TextLike,
    Value,
)
from leadscore.dsl.fold import PARTNERS

WIDE = Context(prec=60)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AS_OFS = (
    "2026-03-01T00:00:00", "2026-03-08T10:30:15.123456", "2026-03-08T07:30:00", "2026-11-01T06:30",
    "1970-01-01T00:00:00", "1969-07-20T20:17:40.000001", "2024-02-29T23:59:59.999999",
)  # fmt: skip
STORAGES = {
    "text": ("VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "BOOLEAN", "DATE"),
    "number": (
        "VARCHAR", "BIGINT", "BIGINT", "INTEGER", "HUGEINT", "UBIGINT", "DOUBLE", "DOUBLE",
        "DECIMAL(18,6)", "DECIMAL(9,2)", "DECIMAL(38,10)", "BOOLEAN",
    ),
    "yes/no": ("BOOLEAN", "BOOLEAN", "VARCHAR", "INTEGER", "DOUBLE"),
    "date": ("DATE", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "VARCHAR"),
    "time": ("TIMESTAMP", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "VARCHAR", "DATE"),
    "list": ("VARCHAR", "VARCHAR[]", "VARCHAR[]"),
}  # fmt: skip
NATURAL = {
    "text": ("VARCHAR",), "number": ("BIGINT", "DECIMAL(18,6)", "DOUBLE"), "yes/no": ("BOOLEAN",),
    "date": ("DATE",), "time": ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE"),
    "list": ("VARCHAR[]", "VARCHAR[]", "VARCHAR"),
}  # fmt: skip
"""Each type as a warehouse has it."""
UNTOLD = {
    "text": ("BOOLEAN", "DATE"), "number": ("BOOLEAN",), "yes/no": ("DOUBLE",), "list": ("VARCHAR[]",),
}  # fmt: skip
"""Storages that SQL cannot read as Python does unless it is told of them."""
BROKEN = {
    "number": ("abc", "1,000", "12 34", "1_000", "0x10", "inf", "nan", "NaN", "--1", "1e", "٣", "1e999"),
    "yes/no": ("maybe", "2", "1.0", "yes!", "ja"),
    "date": ("2026-02-30", "2026-13-01", "01.02.2026", "20260301", "2026-3-1", "today", "0000-01-01"),
    "time": ("2026-02-30 10:00", "24:00", "2026-03-01 24:00", "2026-03-01 10", "2026-03-01 10:60"),
}  # fmt: skip
Key = tuple[bool, str, str]
"""Whether it is a field of events, name, type."""


def data(random: Random, plan: Plan, leads: int, *, all_text: bool) -> Data:
    """`all_text`: as a CSV file gives them; else each column has a storage of its own."""
    return _Maker(random, plan, all_text).data(leads)


def typed_data(random: Random, plan: Plan, leads: int, *, natural: bool) -> Data:
    """Columns with types that are told to the SQL; `natural`: each as a warehouse has it. There
    are fewer events, so that many leads cost little."""
    maker = _Maker(random, plan, all_text=False)
    maker.typed = True
    maker.storages = NATURAL if natural else STORAGES
    maker.events_each = (0, 0, 1, 1, 2, 5)
    return maker.data(leads)


# ---------------------------------------------------------------- the constants of a plan


@dataclass(slots=True)
class Constants:
    """What the tests of one column compare it with, in plan units."""

    texts: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    moments: set[int] = field(default_factory=set)


def constants(plan: Plan, now: int) -> dict[Key, Constants]:
    found: dict[Key, Constants] = defaultdict(Constants)
    for test in walk(plan):
        for key in _keys(getattr(test, "value", None)):
            _collect(found[key], test, now)
    return found


def _keys(value: Value | None) -> Iterator[Key]:
    """The columns and fields that a value is made of."""
    match value:
        case ColumnValue(name, type_):
            yield False, name, type_
        case FieldValue(name, type_):
            yield True, name, type_
        case Domain(of) | Days(_, of):
            yield from _keys(of)
        case Arithmetic(_, left, right):
            yield from (*_keys(left), *_keys(right))
        case Measured(metric):
            yield from _keys(metric.field)


def _collect(into: Constants, test: Any, now: int) -> None:
    match test:
        case TextIn(_, texts) | TextLike(_, _, texts) | ListHas(_, texts):
            into.texts.update(texts)
        case Compare(_, Days(_, of), micro) | NumberIn(Days(_, of), (micro, *_)) if of:
            days = micro // MICRO * DAY
            into.moments.update((now - days, now + days))
        case Compare(_, _, micro):
            into.numbers.add(micro)
        case NumberIn(_, micros):
            into.numbers.update(micros)
        case Every(_, per):
            into.numbers.update((per, 2 * per, -per))
        case MomentIn(_, span):
            into.moments.update(edges(span, now))


def edges(span: Span, now: int) -> Iterator[int]:
    for edge in (span.lower, span.upper):
        if edge is not None:
            yield edge.us + (now if edge.base == "as_of" else 0)


def event_moments(plan: Plan, now: int) -> set[int]:
    """Edges of windows, of steps of fading and of buckets."""
    found = {now, now - DAY, now - 7 * DAY}
    near = [node.within for node in walk(plan) if isinstance(node, BETWEEN) and node.within]
    for node in walk(plan):
        if isinstance(node, Span):
            found.update(edges(node, now))
        elif isinstance(node, Tally):
            widths = [node.step_us or DAY, (node.keep.per_bucket or (0, DAY))[1]]
            found.update(now - k * width for width in widths for k in (1, 2, 3, 5, 30))
    return found | {at - k * us for at in tuple(found)[:20] for us in near for k in (0, 1, 2)}


BETWEEN = (Followed, Repeated, SoonAfter)


# ---------------------------------------------------------------- making rows


class _Maker:
    def __init__(self, random: Random, plan: Plan, all_text: bool) -> None:
        self.random = random
        self.plan = plan
        self.all_text = all_text
        self.typed = random.random() < 0.7
        self.storages = STORAGES
        self.events_each = (0, 1, 2, 3, 5, 8)
        self.as_of = datetime.fromisoformat(random.choice(AS_OFS)).replace(tzinfo=UTC)
        self.now = (self.as_of - EPOCH) // timedelta(microseconds=1)
        self.constants = constants(plan, self.now)
        self.moments = sorted(event_moments(plan, self.now))
        self.unknown = random.choice((0.05, 0.2, 0.2, 0.4))

    def data(self, leads: int) -> Data:
        key = self.plan.leads.key or "lead_id"
        storages = {column.source: self._storage(column.type) for column in self.plan.leads.columns}
        keys = [f"k{i}" if self.all_text or self.random.random() < 0.5 else i for i in range(leads)]
        if not self.all_text and self.random.random() < 0.5:
            keys = list(range(leads))
        storages[key] = "BIGINT" if all(isinstance(k, int) for k in keys) else "VARCHAR"
        rows = [
            {**self._row(self.plan.leads.columns, storages, False), key: _cell(k, storages[key])}
            for k in keys
        ]
        self._companies(storages, rows)
        events = tuple(self._events(source, keys) for source in self.plan.events)
        before = tuple(self._last_run(keys))
        return Data(self.as_of, Table(storages, tuple(rows)), events, self.typed, before)

    def _companies(self, storages: dict[str, str], rows: list[Row]) -> None:
        """Few enough for each to have several people."""
        column = self.plan.leads.company
        if column is None:
            return
        whole = not self.all_text and self.random.random() < 0.5
        storages[column] = "BIGINT" if whole else "VARCHAR"
        for row in rows:
            number = self.random.randint(0, max(1, len(rows) // 4))
            odd = (None, "", " ", f" c{number} ", f"C{number}", f"c{number}", "É", "=1+1")
            row[column] = number if whole else self.random.choice((*odd, f"c{number}"))
            if whole and self.random.random() < self.unknown:
                row[column] = None

    def _last_run(self, keys: list[Any]) -> Iterator[Row]:
        """Of half of the leads, some of them twice, and of some that are leads no more."""
        stages = [row.value for c in self.plan.classes if c.name == "stage" for row in c.parts[0]]
        names = [*stages, *stages, "", "Gone", None]
        for key in self.random.sample(keys, len(keys) // 2) if stages else ():
            for _ in range(self.random.choice((1, 1, 1, 2))):
                spelled = self.random.choice((str(key), f" {key}", f"{key}  "))
                yield {"key": spelled, "stage": self.random.choice(names)}
        yield {"key": "nobody", "stage": self.random.choice(names)}
        yield {"key": None, "stage": self.random.choice(names)}

    def _storage(self, type_: str) -> str:
        if self.all_text:
            return "VARCHAR"
        untold = () if self.typed else UNTOLD.get(type_, ())
        return self.random.choice([s for s in self.storages[type_] if s not in untold])

    def _row(self, columns: tuple[Column, ...], storages: dict[str, str], event: bool) -> Row:
        return {c.source: self._value(c, storages[c.source], event) for c in columns}

    # -- events

    def _events(self, source: EventSource, keys: list[Any]) -> Table:
        columns = [column for kind in source.kinds for column in kind.fields]
        fields = {c.source: self._storage(c.type) for c in columns}
        for one, other in product(columns, columns):
            if one.source == other.source and one.type != other.type:
                fields[one.source] = "VARCHAR"  # one column of the data, two readings
        lead = "VARCHAR" if any(isinstance(k, str) for k in keys) else "BIGINT"
        if self.random.random() < 0.2:
            lead = "VARCHAR"
        at = "VARCHAR" if self.all_text else self.random.choice(self.storages["time"][:4])
        storages = {**fields, source.lead: lead, source.at: at}
        if source.named is not None:
            storages[source.named] = "VARCHAR"
        rows = [
            self._event(source, storages, key)
            for key in keys for _ in range(self.random.choice(self.events_each))
        ]  # fmt: skip
        rows += [self._event(source, storages, None) for _ in range(2)]
        return Table(storages, tuple(rows), tuple(kind.name for kind in source.kinds))

    def _event(self, source: EventSource, storages: dict[str, str], key: Any) -> Row:
        kind = self.random.choice(source.kinds)
        row: Row = dict.fromkeys(storages)
        for other in source.kinds:
            row |= self._row(other.fields, storages, True)
        row |= self._row(kind.fields, storages, True)
        row[source.lead] = _cell(key, storages[source.lead])
        row[source.at] = self._moment_in(storages[source.at], self._event_moment())
        if source.named is not None:
            row[source.named] = self._kind_name(kind)
        return row

    def _kind_name(self, kind: Kind) -> str | None:
        draw = self.random.random()
        if draw < 0.85:
            return kind.called
        if draw < 0.95:
            return self.random.choice(("", " ", "  ")) + self._recased(kind.called) + " "
        return self.random.choice((None, "", " ", "other", kind.called + "x"))

    def _event_moment(self) -> int:
        draw = self.random.random()
        if draw < 0.6:
            return self.random.choice(self.moments) + self.random.choice((0, 0, 0, 1, -1))
        if draw < 0.95:
            return self.now - self.random.randint(0, 60 * DAY)
        return self.now + self.random.choice((1, DAY, 400 * DAY))

    # -- values

    def _value(self, column: Column, storage: str, event: bool) -> Any:
        random = self.random
        if random.random() < self.unknown:
            return self._unknown(column, storage)
        known = self.constants[event, column.name, column.type]
        if random.random() < 0.1:
            known = random.choice(list(self.constants.values()))
        match column.type:
            case "text":
                return self._text_in(storage, sorted(known.texts))
            case "number":
                return self._number_in(storage, sorted(known.numbers))
            case "yes/no":
                return self._yes_no_in(storage)
            case "list":
                return self._list_in(storage, sorted(known.texts), column.separator)
            case _:
                return self._moment_in(storage, self._lead_moment(sorted(known.moments)))

    def _unknown(self, column: Column, storage: str) -> Any:
        draw = self.random.random()
        if draw < 0.3 or (storage != "VARCHAR" and draw < 0.7):
            return None
        if draw < 0.5 and column.unknown_for:
            code = self.random.choice(column.unknown_for)
            return self._code(column, storage, code)
        if storage == "VARCHAR[]":
            return self.random.choice(([], [""], [" ", None]))
        if storage != "VARCHAR":
            return None
        if draw < 0.75 or column.type not in BROKEN:
            return self.random.choice(("", " ", "   "))
        return self.random.choice(BROKEN[column.type])

    def _code(self, column: Column, storage: str, code: str) -> Any:
        """A cell with a code that means *unknown*, where the storage can hold it."""
        if storage == "VARCHAR":
            return self._recased(code) if self.random.random() < 0.5 else f" {code} "
        if storage == "VARCHAR[]":
            return [code]
        read = normal.number(code) if column.type == "number" else normal.day(code)
        if not isinstance(read, int):
            return None
        if column.type == "number":
            return self._as_number(storage, read)
        return self._moment_in(storage, read) if column.type in ("date", "time") else None

    # -- text

    def _text_in(self, storage: str, texts: list[str]) -> Any:
        if storage == "VARCHAR":
            return self._text(texts)
        if storage == "BOOLEAN":
            return self.random.random() < 0.5
        if storage == "DATE":
            return date(2026, 3, 1)
        return self.random.choice((0, 1, 10, 1000, -5))

    def _text(self, texts: list[str]) -> str:
        random = self.random
        if not texts or random.random() < 0.15:
            return random.choice(words.WORDS)
        text = random.choice(texts)
        draw = random.random()
        if draw < 0.3:
            return self._recased(text)
        if draw < 0.7:
            return self._around(self._recased(text))
        if draw < 0.8:
            return text.replace("*", random.choice(("", "x", "\n", "**"))).replace(
                "?", random.choice(("é", ""))
            )
        if draw < 0.9:
            cut = random.randint(0, len(text))
            return (
                text[:cut]
                + random.choice(("", "x", " ", "_", "é"))
                + text[cut + random.randint(0, 1) :]
            )
        return random.choice(texts) + random.choice(("", " ", "@", "-")) + text

    def _around(self, text: str) -> str:
        around = (
            "",
            "",
            " ",
            "x",
            "-",
            ", ",
            "\n",
            "'",
            '"',
            "%",
            "_",
            "\\",
            "@",
            "é",
            "a@",
            "\u00a0",
            "\x01",
            "9",
            ".",
        )
        return self.random.choice(around) + text + self.random.choice(around)

    def _recased(self, text: str) -> str:
        """Letters swapped for others that fold to the same, and a few for others that do not."""
        random = self.random
        if random.random() < 0.3:
            return text
        odd = {"s": "ſß", "k": "K", "i": "İı", "e": "é", "é": "e"}
        made = []
        for letter in text:
            draw = random.random()
            if draw < 0.5 and letter in PARTNERS:
                letter = random.choice(PARTNERS[letter])
            elif draw > 0.98 and letter in odd:
                letter = random.choice(odd[letter])
            made.append(letter)
        return "".join(made)

    def _list_in(self, storage: str, texts: list[str], separator: str) -> Any:
        parts: list[str | None] = [self._text(texts) for _ in range(self.random.randint(1, 3))]
        if self.random.random() < 0.2:
            parts.append(self.random.choice(("", " ", None)))
        if storage == "VARCHAR[]":
            return parts
        joiner = separator + self.random.choice(("", "", " ", separator))
        return joiner.join(part or "" for part in parts)

    # -- numbers, yes/no

    def _number_in(self, storage: str, numbers: list[int]) -> Any:
        random = self.random
        draw = random.random()
        if numbers and draw < 0.7:
            micro = random.choice(numbers) + random.choice((0, 0, 0, 1, -1, MICRO, -MICRO))
        elif draw < 0.97:
            micro = random.choice((0, 1, 2, 3, 5, 10, -1, 100, 1000)) * MICRO
        else:
            micro = random.choice(
                (10**15 * MICRO, -(10**17) * MICRO, 10**18 * MICRO, 999_999_999 * MICRO)
            )
        return self._as_number(storage, micro)

    def _as_number(self, storage: str, micro: int) -> Any:
        exact = Decimal(micro).scaleb(-6)
        match storage:
            case "VARCHAR":
                return self._number_text(exact)
            case "INTEGER":
                return max(-(2**31), min(2**31 - 1, micro // MICRO))
            case "BIGINT":
                return micro // MICRO
            case "UBIGINT":
                return abs(micro // MICRO)
            case "HUGEINT":
                return micro // MICRO * self.random.choice((1, 1, 1, 1, 10**15))
            case "DOUBLE":
                odd = (0.0, 0.0, 0.0, 5e-7, 4.9999999e-7)
                return (
                    float(exact) + self.random.choice(odd)
                    if self.random.random() < 0.97
                    else (
                        self.random.choice(
                            (float("inf"), float("nan"), 1e300, -0.0, 5e-324, 2.0**53 + 2)
                        )
                    )
                )
            case "DECIMAL(9,2)":
                return _to_places(exact, 2, 9_999_999)
            case "DECIMAL(18,6)":
                return _to_places(exact, 6, 10**11)
            case "DECIMAL(38,10)":
                odd_end = Decimal(self.random.choice((0, 0, 5000, 4999))).scaleb(-10)
                return _to_places(WIDE.add(exact, odd_end), 10, 10**20)
            case _:
                return micro > 0

    def _number_text(self, exact: Decimal) -> str:
        plain = format(exact.normalize() + Decimal(0), "f")
        spellings = (
            plain, plain, plain, f" {plain} ", f"{exact:.6f}", f"{exact:E}", plain + "0" * ("." in plain),
            plain + "." * ("." not in plain), "+" + plain if exact > 0 else plain,
            plain.replace("0.", ".", 1) if plain.startswith("0.") else "00" + plain if exact >= 0 else plain,
            plain + ("4999" if "." in plain else ".0000005"),
        )  # fmt: skip
        return self.random.choice(spellings)

    def _yes_no_in(self, storage: str) -> Any:
        random = self.random
        match storage:
            case "BOOLEAN":
                return random.random() < 0.5
            case "INTEGER":
                return random.choice((0, 1, 1, 2, -1))
            case "DOUBLE":
                return random.choice((0.0, 1.0, 0.5, -0.0))
            case _:
                found = random.choice((*sorted(normal.YES), *sorted(normal.NO)))
                return random.choice((found, found.upper(), found.title(), f" {found} "))

    # -- moments

    def _lead_moment(self, moments: list[int]) -> int:
        random = self.random
        draw = random.random()
        if moments and draw < 0.7:
            return random.choice(moments) + random.choice((0, 0, 1, -1, DAY, -DAY))
        return self.now + random.randint(-400 * DAY, 400 * DAY) // random.choice((1, 1, 30))

    def _moment_in(self, storage: str, us: int) -> Any:
        # Offsets of long ago have seconds, with which SQL that is not told of them cannot deal.
        first = -2_208_988_800 if "ZONE" in storage and not self.typed else -62_135_596_800
        us = max(first * MICRO, min(us, 253_402_300_799 * MICRO))
        moment = EPOCH + timedelta(microseconds=us)
        match storage:
            case "VARCHAR":
                return self._moment_text(moment)
            case "DATE":
                return moment.date()
            case "TIMESTAMP":
                return moment.replace(tzinfo=None)
            case _:
                return moment

    def _moment_text(self, moment: datetime) -> str:
        random = self.random
        naive = moment.replace(tzinfo=None)
        draw = random.random()
        if draw < 0.1:
            return naive.date().isoformat()
        spelled = naive.isoformat(random.choice((" ", "T")))
        if moment.microsecond == 0 and moment.second == 0 and draw < 0.3:
            spelled = spelled[:16]
        elif moment.microsecond and draw < 0.3:
            spelled += random.choice(("9", "000", "499"))
        if draw < 0.6:
            return random.choice((spelled, f" {spelled} ", f"{spelled}Z", f"{spelled} z"))
        return self._offset(moment, naive)

    def _offset(self, moment: datetime, naive: datetime) -> str:
        hours, minutes = self.random.choice(((2, 0), (-5, 0), (5, 30), (-3, 30), (0, 0), (14, 0)))
        by = timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)
        try:
            shifted = (naive + by).isoformat(" ")
        except OverflowError:
            return f"{naive.isoformat(' ')}+00"
        sign = "-" if hours < 0 else "+"
        tail = self.random.choice(("{:02}:{:02}", "{:02}{:02}")).format(abs(hours), minutes)
        return f"{shifted}{sign}{f'{abs(hours):02}' if not minutes and self.random.random() < 0.3 else tail}"


def _to_places(value: Decimal, places: int, most: int) -> Decimal:
    bounded = max(Decimal(-most), min(Decimal(most), value))
    return bounded.quantize(Decimal(1).scaleb(-places), context=WIDE)


def _cell(key: Any, storage: str) -> Any:
    return str(key) if storage == "VARCHAR" and key is not None else key
