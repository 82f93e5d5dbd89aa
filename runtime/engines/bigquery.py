"""BigQuery, by sqlalchemy-bigquery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from ...compiler.dialects import Family
from .addresses import driver, parsed, place_of
from .alchemy import Alchemy
from .base import Parts
from .faults import Fault

NAME: Final = "BigQuery"
EXAMPLE: Final = "bigquery://my-project/marketing"
LOGIN: Final = (
    "sign in with `gcloud auth application-default login`, or name a key file by "
    "GOOGLE_APPLICATION_CREDENTIALS"
)

_STATUS: Final[dict[int, Fault]] = {401: "login", 403: "permission", 503: "down", 413: "limit"}


def connect(connection: str) -> BigQuery:
    driver(NAME, "bigquery", "sqlalchemy", "sqlalchemy_bigquery")
    url = parsed(NAME, connection, EXAMPLE)
    return BigQuery(url, place_of(NAME, url, LOGIN))


class BigQuery(Alchemy):
    dialect = "bigquery"
    families: ClassVar[Mapping[str, Family]] = {
        "TIMESTAMP": "instant",
        "DATETIME": "time",
        "TIME": "other",
        "RECORD": "other",
    }

    def fault(self, error: BaseException) -> Fault | None:
        code: Any = getattr(error, "code", None)
        if type(error).__name__ in ("DefaultCredentialsError", "RefreshError"):
            return "login"
        return _STATUS.get(code)

    def errors(self) -> tuple[type[BaseException], ...]:
        auth, api = driver(NAME, "bigquery", "google.auth.exceptions", "google.api_core.exceptions")
        return (auth.GoogleAuthError, api.GoogleAPIError)

    def replace(self, made: Iterable[tuple[Parts, Parts]]) -> None:
        """A copy takes the place of the old table in a single step."""
        for new, old in made:
            self.run(f"CREATE OR REPLACE TABLE {self.quoted(old)} COPY {self.quoted(new)}")
            self.drop(new)
