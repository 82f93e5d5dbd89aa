"""Databricks. Rendered and parsed back; never run: Spark, but for what stands here."""

from __future__ import annotations

from typing import Final

from ._storing_plans import PLANS
from .spark import Spark


class Databricks(Spark):
    title = "Databricks"
    sqlglot = "databricks"
    storing = PLANS["databricks"]


DIALECT: Final = Databricks()
