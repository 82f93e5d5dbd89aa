"""A value out of what a domain leaves, rather a plain one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from math import inf, isinf

from ..intervals import Ranges, intersection
from ..terms import DAY, MICRO
from .domains import ANY, Domain, Like, liked

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = -62_135_596_800 * MICRO, 253_402_300_799 * MICRO
"""The years 1 to 9999."""
MOST_TRIED = 64
PLAIN = ("something else", "x", "other", "zzz", "0")
AROUND = (("", ""), ("", "x"), ("x", ""), ("x", "x"), ("-", ""))
"""What may stand before and after a part; the last is for words, which a hyphen may join."""
JOINERS = (" ", "", " - ")


def number(ranges: Ranges, unit: int = MICRO) -> int | None:
    """A number of the ranges, a whole one and near to where they end if there is one."""
    tried = [pick for low, high in ranges for pick in _in(low, high, unit)]
    positive = [one for one in tried if one >= 0]
    return next(iter(positive or tried), None)


def _in(low: float, high: float, unit: int) -> Iterator[int]:
    if low <= unit <= high and isinf(low + high):
        yield unit
    if low > -inf:
        up = -(-int(low) // unit) * unit
        yield up if up <= high else int(low)
    if high < inf:
        down = int(high) // unit * unit
        yield down if down >= low else int(high)
    if low == -inf and high == inf:
        yield 0


def spelled_number(micro: int) -> str:
    """
    >>> spelled_number(2_500_000), spelled_number(-10_000_000)
    ('2.5', '-10')
    """
    exact = Decimal(micro).scaleb(-6).normalize()
    return format(exact + Decimal(0), "f")


def spelled_moment(us: int, type_: str) -> str:
    at = EPOCH + timedelta(microseconds=us)
    return at.date().isoformat() if type_ == "date" else at.replace(tzinfo=None).isoformat(" ")


def moment(domain: Domain, type_: str, as_of: int) -> int | None:
    """A moment that is far enough from as-of and from all dates it is held against."""
    seen = tuple((low + as_of, high + as_of) for low, high in domain.numbers)
    left = intersection(intersection(seen, domain.moments), ((FIRST, LAST),))
    day = as_of // DAY * DAY
    for low, high in sorted(left, key=lambda r: max(r[0] - as_of, as_of - r[1], 0)):
        nearest = min(max(day, low), high)
        for at in (nearest // DAY * DAY, -(-nearest // DAY) * DAY):
            if low <= at <= high:
                return int(at)
        if type_ == "time":
            return int(nearest)
    return None


# ---------------------------------------------------------------- texts


def texts(domain: Domain, ends: str = "") -> Iterator[str]:
    """Texts of the domain, at most so many, those with `ends` at their end."""
    found = _texts(domain, ends)
    yield from islice((text for text in found if fits(domain, text)), MOST_TRIED)


def _texts(domain: Domain, ends: str) -> Iterator[str]:
    if domain.only is not None:
        yield from sorted(domain.only, key=lambda text: (len(text), text))
        return
    if not domain.fit:
        yield from (plain + ends for plain in PLAIN)
        yield from (f"x{number}{ends}" for number in range(1000))
    parts = [[(how, part) for part in parts] for how, parts in domain.fit]
    for chosen in islice(product(*parts), MOST_TRIED):
        for joiner in JOINERS:
            for around in AROUND:
                varied = [(how, _varied(how, part, around)) for how, part in chosen]
                yield _joined(list(dict.fromkeys(varied)), joiner, ends)
            yield _joined(list(dict.fromkeys(chosen)), joiner, f" x{ends}")


def _varied(how: str, part: str, around: tuple[str, str]) -> str:
    before, after = around
    if before == "-":
        return part.replace(" ", "-") if how == "word" else part
    free = {"contains": (before, after), "starts": ("", after), "ends": (before, "")}
    before, after = free.get(how, ("", ""))
    return before + part + after


def _joined(chosen: list[tuple[str, str]], joiner: str, ends: str) -> str:
    """Those that the text starts with first, those that it ends with last."""
    order = {"matches": 0, "starts": 1, "contains": 2, "word": 2, "ends": 3}
    parts = [
        part.replace("*", "").replace("?", "a") if how == "matches" else part
        for how, part in sorted(chosen, key=lambda one: order[one[0]])
    ]
    last = chosen and max(order[how] for how, _ in chosen) == 3
    text = joiner.join(parts)
    return text if last else text + ends


def fits(domain: Domain, text: str) -> bool:
    if not text or text != text.strip(" ") or text in domain.never:
        return False
    if domain.only is not None and text not in domain.only:
        return False
    return all(liked(text, like) for like in domain.fit) and not any(
        liked(text, like) for like in domain.unfit
    )


def emails(domain: Domain, of: Domain) -> Iterator[str]:
    """Texts whose domain is as `of` says."""
    if of.known and not of.unknown:
        for end in islice(texts(replace(of, unknown=False)), 8):
            yield from islice(_with_domain(domain, end), 4)
    else:
        yield from (text for text in texts(domain) if not domain_of(text))


def _with_domain(domain: Domain, end: str) -> Iterator[str]:
    yield from (
        text for text in texts(_local(domain, "@" + end), f"@{end}") if domain_of(text) == end
    )


def _local(domain: Domain, end: str) -> Domain:
    """Without what the end fits by itself."""
    fit: tuple[Like, ...] = tuple(like for like in domain.fit if not liked("x" + end, like))
    return replace(domain, fit=fit)


def domain_of(text: str) -> str:
    return text.rpartition("@")[2].strip(" ") if "@" in text else ""


# ---------------------------------------------------------------- one value of its type


def spelled(domain: Domain, type_: str, as_of: int, separator: str = ",") -> Iterator[str]:
    """Ways to write a value of the domain; empty for an unknown one, which comes first."""
    if domain.unknown:
        yield ""
    if not domain.known:
        return
    match type_:
        case "number":
            micro = number(domain.numbers)
            if micro is not None:
                yield spelled_number(micro)
        case "yes/no":
            yield "yes" if domain.yes else "no"
        case "list":
            yield _list(domain, separator)
        case "date" | "time":
            at = moment(domain, type_, as_of)
            if at is not None:
                yield spelled_moment(at, type_)
        case _:
            yield from texts(domain)


def _list(domain: Domain, separator: str) -> str:
    chosen = [min(texts, key=lambda text: (separator in text, text)) for texts in domain.has]
    plain = next(text for text in (*PLAIN, "-") if text not in domain.lacks)
    return separator.join(dict.fromkeys(chosen or [plain]))


def exactly(spelled: str, type_: str) -> Domain:
    """The domain of one value that was written so."""
    if not spelled:
        return Domain(known=False)
    match type_:
        case "text":
            return Domain(unknown=False, only=frozenset((spelled,)))
        case "number":
            micro = int(Decimal(spelled) * MICRO)
            return Domain(unknown=False, numbers=((micro, micro),))
        case "yes/no":
            return Domain(unknown=False, yes=spelled == "yes", no=spelled == "no")
    return replace(ANY, unknown=False)
