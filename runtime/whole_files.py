"""Whether two files as wholes ever score a lead differently: `diff` and `prove --against` ask here,
so that both say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..dsl.diff import Change
from .diff_pair import Pair
from .prove.proof import Proof
from .prove.tried import Tried, scored
from .rules import Rules

Prove: TypeAlias = Callable[[Rules], Proof]
SAME: Final = "they are the same but for words and layout"
PROVED: Final = "what changed is proved to make no difference to any lead"
MOST_SEEN: Final = 200
"""So many of the leads that a search has tried are looked at again."""


@dataclass(frozen=True, slots=True)
class Decision:
    kind: Literal["equal", "different", "other", "unsettled"]
    """`other`: no lead is known to be scored differently, but what is read or given out differs."""
    because: str = ""
    tried: Tried | None = None
    """By the new file, of a lead that is scored differently."""


def decide(
    pair: Pair, old: Rules, changes: Sequence[Change], known: Iterable[Tried],
    proof: Prove | None,
) -> Decision:  # fmt: skip
    """The pair is of the files as they are; `known` are leads that may show it at no cost. Without
    a way to prove no more leads are looked for than those that were tried before."""
    for tried in known:
        if pair.differs(tried):
            return Decision("different", tried=tried)
    same = old.fingerprint == pair.new.fingerprint
    left = [one for one in changes if one.effect == "other" or not (same or _is_none(one))]
    if not left:
        return Decision("equal", SAME if same else PROVED)
    found = _found(pair, old, left, proof) if not same else None
    if found is not None:
        return Decision("different", tried=found)
    if any(one.effect == "other" for one in left):
        return Decision("other")
    return Decision("equal", PROVED) if _proved(pair, left) else Decision("unsettled")


def _is_none(change: Change) -> bool:
    """Proved of the files as they are, whatever the change does by itself."""
    if change.effect in ("equal", "words"):
        return True
    return change.effect == "open" and change.prove is not None and not change.prove()


def _proved(pair: Pair, left: list[Change]) -> bool:
    """By the search that has just been: it went all ways that there are."""
    return pair.none and all(one.every_way for one in left)


def _found(pair: Pair, old: Rules, left: list[Change], proof: Prove | None) -> Tried | None:
    seen = sorted(pair.reach.trier.seen, key=lambda tried: tried.size)[:MOST_SEEN]
    found = next(filter(pair.differs, seen), None)
    if found is not None or proof is None:
        return found
    ways = tuple(way for one in left if one.prove is not None for way in one.prove())
    found = pair.found(ways) if ways else None
    if found is not None or _proved(pair, left):
        return found
    return next(filter(pair.differs, _leads(pair, old, proof)), None)


def _leads(pair: Pair, old: Rules, proof: Prove) -> Iterator[Tried]:
    """Very different ones, by what either file asks for."""
    yield from proof(pair.new).explored
    for found in proof(old).explored:
        tried = scored(pair.new, pair.in_new_names(found.witness))
        if tried is not None:
            yield tried


__all__ = ["Decision", "decide"]
