"""A text and its domain, what follows its last `@`: what the one may be where the other is so."""

from __future__ import annotations

from .. import terms
from .context import Context
from .domains import Domain
from .search import State
from .values import domain_of, fits


def fit_together(context: Context, state: State) -> bool:
    """No only if some text cannot have the domain that it is to have."""
    for key, domain in state.domains.items():
        if isinstance(key.term, terms.Domain):
            text = state.domains.get(context.key(key.term.value))
            if text is not None and text.known and not _able(text, domain):
                return False
    return True


def _able(text: Domain, domain: Domain) -> bool:
    if text.unknown:
        return True
    if text.only is not None:
        return any(_allowed(domain_of(one), domain) for one in text.only)
    ends = [parts for how, parts in text.fit if how == "ends"]
    if not all(any(_may_end(part, domain) for part in parts) for parts in ends):
        return False
    if domain.unknown or domain.only is None:
        return True
    never = [part for how, parts in text.unfit if how in ("ends", "contains") for part in parts]
    return any(not any(one.endswith(part) for part in never) for one in domain.only)


def _allowed(name: str, domain: Domain) -> bool:
    if not name:
        return domain.unknown
    return domain.known and fits(domain, name)


def _may_end(end: str, domain: Domain) -> bool:
    """Whether a text that ends so may have such a domain."""
    if domain_of(end):
        return _allowed(domain_of(end), domain)
    if domain.unknown or domain.only is None:
        return True
    return any(_tail_of(end, name) for name in domain.only)


def _tail_of(end: str, name: str) -> bool:
    """Spaces may stand between the `@` and the domain."""
    return name.endswith(end) or (end.endswith(name) and not end[: -len(name)].strip(" "))
