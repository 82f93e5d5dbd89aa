"""One random case after another: rules from a seed, data around them, both engines."""

from __future__ import annotations

from functools import cache
from random import Random

import agreement
import duckdb
from agreement import Crash
from generate_data import data
from generate_files import rule_file
from leadscore.compiler.lower import lower
from reading import MAIN, check_texts, plan_of, printed
from shrink import Case

LEADS = 200


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """One for all cases."""
    return agreement.connect()


def case_of(seed: int, leads: int = LEADS) -> Case:
    """An even seed gives data as a CSV file does; an odd one, columns with types."""
    random = Random(seed)
    made = rule_file(random)
    texts = printed(made)
    found = data(random, plan_of(texts), leads, all_text=seed % 2 == 0)
    return Case(made.file, {name: text for name, text in texts.items() if name != MAIN}, found)


def disagreements(case: Case, *, units: bool = True) -> list[str]:
    return agreement.disagreements(connection(), plan_of(case.texts()), case.data, units=units)


def fault_in(case: Case) -> str | None:
    """What is wrong, without figures, so that a smaller case can be told to have the same fault."""
    try:
        model = check_texts(case.texts())
        if model.errors:
            return None
        found = agreement.disagreements(connection(), lower(model), case.data)
    except (duckdb.Error, Crash) as error:
        return f"{type(error).__name__}: {str(error)[:40]}"
    except AssertionError as error:
        return " ".join(str(error).split()[:1]) or None
    except Exception:
        return None  # not a case that can be told from the outside: a tree that does not print
    return " ".join(found[0].split(": ")[1:2]) or "leads" if found else None
