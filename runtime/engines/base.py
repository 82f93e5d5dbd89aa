"""What a job asks of an engine where the data is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ...compiler.dialects import Family

Parts: TypeAlias = tuple[str, ...]
"""The parts of a table's name, each as the engine spells it."""
Rows: TypeAlias = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    """As the engine spells it."""
    type: str
    """The engine's own word for it."""
    family: Family
    castable: bool = False
    """Whether its text says it exactly, though it is of no family."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table of the engine."""

    parts: Parts
    shown: str
    """What messages call it."""
    columns: tuple[Column, ...]


class Warehouse(ABC):
    """A connection. Whatever goes wrong is a `DataError` that holds no credentials."""

    dialect: str
    """Whose SQL it speaks, a name of `compiler.dialects`."""
    shown: str
    """What messages call it: `PostgreSQL on db.example.com`."""
    files: ClassVar[bool] = False
    """Whether it also reads data files."""

    @abstractmethod
    def find(self, spelled: str) -> Found:
        """The table of that name: spelled exactly so, else so but for case."""

    @abstractmethod
    def exists(self, parts: Parts) -> Found | None:
        """The table of exactly that name, none if there is none."""

    def schemas(self) -> list[str] | None:
        """The names of its schemas; none if it cannot tell."""
        return None

    def spelled(self, name: str) -> str:
        """A name that nobody has quoted, as the engine has it."""
        return name

    @abstractmethod
    def batches(self, sql: str) -> Iterator[Rows]:
        """The rows of a query, some at a time; never all of them in memory."""

    def rows(self, sql: str) -> list[Sequence[Any]]:
        return [row for batch in self.batches(sql) for row in batch]

    @abstractmethod
    def quoted(self, parts: Parts) -> str:
        """A name as the engine's SQL has it."""

    @abstractmethod
    def create(self, parts: Parts, query: str) -> None:
        """Makes a table of what a query gives."""

    @abstractmethod
    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        """Puts each first table in the place of the second, whether or not there is one: all of
        them or, where the engine can, none."""

    @abstractmethod
    def drop(self, parts: Parts) -> None:
        """Takes a table away if it is there."""

    def discard(self, parts: Parts) -> None:
        """Takes away what was made and will not be put in place."""
        self.drop(parts)

    @abstractmethod
    def close(self) -> None: ...
