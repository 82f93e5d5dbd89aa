"""What one value of a lead, or one field of an event, may still be.

A domain says at least as much as is possible: nothing that can be is ever left out, so that an
empty one is a proof. `unknown` is a value of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ..intervals import EVERYTHING, Ranges, complement, intersection
from ..logic import fits, like_within
from .atoms import Atom

Like = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Domain:
    """Only the parts that fit the value's type are ever narrowed."""

    unknown: bool = True
    known: bool = True
    numbers: Ranges = EVERYTHING
    """Numbers, counts, points; of a moment its distance from as-of."""
    moments: Ranges = EVERYTHING
    """Of a moment, the moment itself."""
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    fit: tuple[Like, ...] = ()
    unfit: tuple[Like, ...] = ()
    has: tuple[frozenset[str], ...] = ()
    lacks: frozenset[str] = frozenset()
    yes: bool = True
    no: bool = True


ANY = Domain()
UNKNOWN = Domain(known=False)


def narrowed(domain: Domain, atom: Atom, holds: bool) -> Domain | None:
    """What is left where the atom holds, or does not; none if nothing is."""
    found = _holding(domain, atom) if holds else _failing(domain, atom)
    return found if found is not None and (found.known or found.unknown) else None


def truth(domain: Domain, atom: Atom) -> bool | None:
    """Whether the atom holds for all that the domain leaves, or for none of it."""
    if not domain.known:
        return False
    if atom.kind in ("number", "moment"):
        return _number_truth(domain, atom)
    if atom.kind == "in" and not domain.fit and not domain.unfit:
        return _text_truth(domain, atom.texts)
    if narrowed(domain, atom, True) is None:
        return False
    return True if narrowed(domain, atom, False) is None else None


def _number_truth(domain: Domain, atom: Atom) -> bool | None:
    """The same without making domains, for it is asked most."""
    numbers = domain.numbers if atom.kind == "number" else domain.moments
    if len(numbers) == 1 and len(atom.ranges) == 1:
        (low, high), (first, last) = numbers[0], atom.ranges[0]
        if low > last or high < first:
            return False
        return None if low < first or high > last or domain.unknown else True
    left = intersection(numbers, atom.ranges)
    if not left:
        return False
    return True if left == numbers and not domain.unknown else None


def _text_truth(domain: Domain, texts: frozenset[str]) -> bool | None:
    if domain.only is None:
        return False if texts <= domain.never else None
    if domain.only.isdisjoint(texts):
        return False
    return True if domain.only <= texts and not domain.unknown else None


def _holding(domain: Domain, atom: Atom) -> Domain | None:
    if not domain.known:
        return None
    match atom.kind:
        case "known":
            return replace(domain, unknown=False) if domain.unknown else domain
        case "number":
            left = intersection(domain.numbers, atom.ranges)
            return replace(domain, unknown=False, numbers=left) if left else None
        case "moment":
            left = intersection(domain.moments, atom.ranges)
            return replace(domain, unknown=False, moments=left) if left else None
        case "yes":
            return replace(domain, unknown=False, no=False) if domain.yes else None
        case "in":
            return _among(domain, atom.texts)
        case "like":
            return _liked(domain, (atom.how, atom.parts))
        case "has":
            able = atom.texts - domain.lacks
            has = domain.has if able in domain.has else (*domain.has, able)
            return replace(domain, unknown=False, has=has) if able else None
    raise AssertionError(atom.kind)


def _failing(domain: Domain, atom: Atom) -> Domain | None:
    match atom.kind:
        case "known":
            return replace(domain, known=False) if domain.unknown else None
        case "number":
            left = intersection(domain.numbers, complement(atom.ranges))
            return _or_unknown(domain, replace(domain, numbers=left) if left else None)
        case "moment":
            left = intersection(domain.moments, complement(atom.ranges))
            return _or_unknown(domain, replace(domain, moments=left) if left else None)
        case "yes":
            return _or_unknown(domain, replace(domain, yes=False) if domain.no else None)
        case "in":
            return _or_unknown(domain, _without(domain, atom.texts))
        case "like":
            return _or_unknown(domain, _unliked(domain, (atom.how, atom.parts)))
        case "has":
            lacks = domain.lacks | atom.texts
            has = tuple(texts - lacks for texts in domain.has)
            return _or_unknown(domain, replace(domain, lacks=lacks, has=has) if all(has) else None)
    raise AssertionError(atom.kind)


def _or_unknown(domain: Domain, left: Domain | None) -> Domain | None:
    """A test of an unknown value never holds, so it may always be that."""
    if not domain.known:
        return domain
    if left is None:
        return replace(domain, known=False) if domain.unknown else None
    return left


# ---------------------------------------------------------------- texts


def _among(domain: Domain, texts: frozenset[str]) -> Domain | None:
    left = texts - domain.never if domain.only is None else domain.only & texts
    left = frozenset(text for text in left if _fits_all(text, domain))
    return replace(domain, unknown=False, only=left) if left else None


def _without(domain: Domain, texts: frozenset[str]) -> Domain | None:
    if domain.only is None:
        return replace(domain, never=domain.never | texts)
    left = domain.only - texts
    return replace(domain, only=left) if left else None


def _liked(domain: Domain, like: Like) -> Domain | None:
    if domain.only is not None:
        left = frozenset(text for text in domain.only if liked(text, like))
        return replace(domain, unknown=False, only=left) if left else None
    able = _able(like, domain.unfit)
    if not able[1]:  # nothing may be like any of its parts
        return None
    fit = domain.fit if able in domain.fit else (*domain.fit, able)
    return replace(domain, unknown=False, fit=fit)


def _unliked(domain: Domain, like: Like) -> Domain | None:
    if domain.only is not None:
        left = frozenset(text for text in domain.only if not liked(text, like))
        return replace(domain, only=left) if left else None
    if like in domain.unfit:
        return domain
    unfit = (*domain.unfit, like)
    fit = tuple(_able(one, unfit) for one in domain.fit)
    return replace(domain, fit=fit, unfit=unfit) if all(parts for _, parts in fit) else None


def _able(like: Like, unfit: tuple[Like, ...]) -> Like:
    """With those of its parts that may be there where nothing like `unfit` is."""
    how, parts = like
    if not unfit:
        return like
    return how, tuple(p for p in parts if not any(_like_covers(no, (how, (p,))) for no in unfit))


def _fits_all(text: str, domain: Domain) -> bool:
    return all(liked(text, like) for like in domain.fit) and not any(
        liked(text, like) for like in domain.unfit
    )


def _like_covers(wide: Like, narrow: Like) -> bool:
    """Whether every text that is like `narrow` is like `wide`."""
    (how, parts), (other, others) = wide, narrow
    return all(any(like_within(other, text, how, part) for part in parts) for text in others)


@cache
def liked(text: str, like: Like) -> bool:
    """Whether a folded text contains, starts with, ends with or matches one of some parts."""
    how, parts = like
    if how == "matches":
        return any(_glob(part).fullmatch(text) is not None for part in parts)
    return any(fits(text, how, part) for part in parts)


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(c) or re.escape(c) for c in pattern), re.DOTALL)
