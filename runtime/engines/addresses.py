"""Connections as they are written: the parts of a URL, and credentials from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from ..errors import DataError
from .faults import Place, not_installed

_SECRET: Final = re.compile(r"pass|pwd|secret|token|key|credential", re.IGNORECASE)
"""Options of a URL whose values are nobody's business."""


def driver(engine: str, extra: str, *modules: str) -> tuple[Any, ...]:
    """The modules of a driver; `DataError` says how to install what is missing."""
    try:
        return tuple(import_module(module) for module in modules)
    except ImportError as error:
        raise not_installed(engine, extra) from error


def parsed(engine: str, connection: str, example: str) -> Any:
    """The connection as a URL of SQLAlchemy. What is wrong with it is told without showing it."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(connection)
    except (ArgumentError, ValueError):
        url = None
    # After an `@` in a password that is not spelled %40, the rest of it would count as the host.
    if url is None or "@" in f"{url.host} {url.database}":
        raise DataError(
            f"that is not how a connection to {engine} is written",
            f"write `{example}`; in a password, `@` is %40, `/` is %2F and `:` is %3A",
        )
    return url


def completed(url: Any, user: str, password: str) -> Any:
    """The URL, with what it leaves open taken from environment variables of those names."""
    name, word = os.environ.get(user), os.environ.get(password)
    if not url.username and name:
        url = url.set(username=name)
    if url.password is None and word:
        url = url.set(password=word)
    return url


def place_of(engine: str, url: Any, login_help: str) -> Place:
    host = url.host or str(url.query.get("host", ""))
    return Place(
        engine,
        f"{host}:{url.port}" if host and url.port else host,
        url.username or "",
        url.database or "",
        secrets_of(url.password, url.query),
        login_help,
    )


def secrets_of(password: object, options: Mapping[str, Any]) -> tuple[str, ...]:
    values = [str(password or ""), os.environ.get("PGPASSWORD", "")]
    values += [str(value) for name, value in options.items() if _SECRET.search(name)]
    return tuple(value for value in values if value)
