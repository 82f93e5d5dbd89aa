"""Companies: their scores and labels by hand, on both engines and in SQL, and the files."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import leadscore
import pytest
from leadscore.runtime.job.run import run, score_accounts
from leadscore.runtime.summary import Accounts

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """\
score "By company"

leads from "leads.csv", one per id, company in account
  points  number
  extra   number
  gone    yes/no

exclude leads when gone because "Gone"

group fit
  +{step} for every 1 of points
group more
  +1 for every 1 of extra

accounts
  score is the {score}
  label size
    Many when number of leads is at least 3
    Two  when number of leads is 2
    One  otherwise
  label tier
    Hot  when score is at least 10 and size is not One
    Warm when score is over 3
    Cold otherwise
"""
LEADS = """\
id,account,points,extra,gone
1,Acme,4,1,
2, Acme  ,12,0,
3,Acme,7,,
4,acme,9,,
5,Globex,2,,
6,Globex,90,,yes
7,Initech,50,,yes
8,,70,,
9,   ,80,,
10,Zeta,9,,
"""
Engine = Literal["duckdb", "python"]
ENGINES = pytest.mark.parametrize("engine", ["duckdb", "python"])


def loaded(folder: Path, score: str = "highest score", step: str = "1", rules: str = RULES) -> Any:
    (folder / "rules.score").write_text(rules.format(score=score, step=step))
    (folder / "leads.csv").write_text(LEADS)
    return leadscore.load(folder / "rules.score")


def accounts(folder: Path, engine: Engine, **how: str) -> list[tuple[Any, ...]]:
    """Company, score, labels and leads, as the Arrow table has them."""
    plan = loaded(folder, **how).plan
    found = score_accounts(plan, folder / "leads.csv", as_of=AS_OF, engine=engine)
    assert found.columns == ("account", "score", "size", "tier", "leads", "as_of", "rules")
    rows = duckdb.from_arrow(found).fetchall()
    assert len(found) == len(rows)
    assert {row[6] for row in rows} == {plan.fingerprint}
    return [row[:5] for row in rows]


@ENGINES
def test_each_company_has_a_row(engine: Engine, tmp_path: Path) -> None:
    """Surrounding spaces do not matter, case does; excluded leads do not count; ties by name."""
    assert accounts(tmp_path, engine) == [
        ("Acme", 12, "Many", "Hot", 3),
        ("Zeta", 9, "One", "Warm", 1),
        ("acme", 9, "One", "Warm", 1),
        ("Globex", 2, "One", "Cold", 1),
        ("Initech", None, None, None, 0),
    ]


@ENGINES
@pytest.mark.parametrize(
    ("score", "acme"),
    [
        ("highest score", 12), ("lowest score", 5), ("total score", 24), ("total more", 1),
        ("lowest fit", 4), ("average score", Decimal("8.000000")),
        ("average fit", Decimal("7.666667")), ("average more", Decimal("0.333333")),
    ],
)  # fmt: skip
def test_what_a_score_can_be(
    score: str, acme: int | Decimal, engine: Engine, tmp_path: Path
) -> None:
    """Acme's leads have 4 + 1, 12 and 7 points."""
    found = {row[0]: row[1] for row in accounts(tmp_path, engine, score=score)}
    assert found["Acme"] == acme
    assert found["Initech"] is None


@ENGINES
def test_points_with_decimals(engine: Engine, tmp_path: Path) -> None:
    """0.25 each: 4, 12, 7 and 9 of them; the average of (1 + 1) + 3 + 1.75 is 2.25."""
    highest = accounts(tmp_path, engine, step="0.25")
    assert [row[:2] for row in highest[:2]] == [("Acme", Decimal(3)), ("Zeta", Decimal("2.25"))]
    (acme, *_) = accounts(tmp_path, engine, step="0.25", score="average score")
    assert acme[:2] == ("Acme", Decimal("2.25"))


@ENGINES
def test_an_average_is_rounded_half_away_from_zero(engine: Engine, tmp_path: Path) -> None:
    """0.0001 / 8 is 0.0000125: rounded to 0.000013, below zero to -0.000013."""
    rules = RULES.replace("+{step} for every 1", "{step} for every 1")
    found = {}
    for step in ("+0.0001", "-0.0001"):
        plan = loaded(tmp_path, "average score", step, rules).plan
        lines = [f"{i},A,{int(i == 0)},," for i in range(8)]
        (tmp_path / "leads.csv").write_text("\n".join(["id,account,points,extra,gone", *lines]))
        made = score_accounts(plan, tmp_path / "leads.csv", as_of=AS_OF, engine=engine)
        found[step] = duckdb.from_arrow(made).fetchall()[0][1]
    assert found == {"+0.0001": Decimal("0.000013"), "-0.0001": Decimal("-0.000013")}


def test_sql_gives_the_same_rows(tmp_path: Path) -> None:
    rules = loaded(tmp_path)
    rows = duckdb.connect().execute(rules.sql(as_of=AS_OF, accounts=True)).fetchall()
    assert [row[:5] for row in rows] == accounts(tmp_path, "python")
    view = rules.sql(shape="view", name="companies", accounts=True)
    con = duckdb.connect()
    con.execute(view)
    assert len(con.execute("FROM companies").fetchall()) == 5


def test_rules_without_companies_have_none_to_ask_for(tmp_path: Path) -> None:
    rules = loaded(tmp_path, rules=RULES.split("\naccounts")[0])
    with pytest.raises(ValueError, match="no section `accounts`"):
        rules.sql(accounts=True)
    with pytest.raises(ValueError, match="no section `accounts`"):
        rules.score_accounts(tmp_path / "leads.csv")
    assert run(rules.plan, as_of=AS_OF).accounts is None


def test_companies_are_part_of_the_meaning(tmp_path: Path) -> None:
    without = loaded(tmp_path, rules=RULES.split("\naccounts")[0])
    found = {loaded(tmp_path, score).fingerprint for score in ("highest score", "highest fit")}
    assert len(found | {without.fingerprint}) == 3


# ---------------------------------------------------------------- files and summary


@ENGINES
@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_companies_are_written_beside_the_scores(
    ending: str, engine: Engine, tmp_path: Path
) -> None:
    plan = loaded(tmp_path, "average fit").plan
    out = tmp_path / f"scores{ending}"
    summary = run(plan, as_of=AS_OF, engine=engine, out=out)
    assert [path.name for path in summary.files] == [out.name, f"scores.accounts{ending}"]
    first = (tmp_path / f"scores.accounts{ending}").read_text().splitlines()
    tail = f"2026-03-01T00:00:00Z,{plan.fingerprint}"
    if ending == ".csv":
        assert first[0] == "account,score,size,tier,leads,as_of,rules"
        assert first[1:3] == [f"Zeta,9,One,Warm,1,{tail}", f"acme,9,One,Warm,1,{tail}"]
        assert first[3] == f"Acme,7.666667,Many,Warm,3,{tail}"
        assert first[5] == f"Initech,,,,0,{tail}"
    else:
        told = json.loads(first[2], parse_float=Decimal)
        assert (told["account"], told["score"], told["leads"]) == ("Acme", Decimal("7.666667"), 3)


def test_both_engines_write_the_same_bytes(tmp_path: Path) -> None:
    for score in ("highest score", "average more", "total fit"):
        plan = loaded(tmp_path, score, "0.5").plan
        for ending in ("csv", "parquet", "jsonl"):
            found = []
            for engine in ("duckdb", "python"):
                run(plan, as_of=AS_OF, engine=engine, out=tmp_path / f"o.{ending}")
                found.append((tmp_path / f"o.accounts.{ending}").read_bytes())
            assert found[0] == found[1]


def test_a_company_that_a_spreadsheet_would_run_is_guarded(tmp_path: Path) -> None:
    plan = loaded(tmp_path).plan
    (tmp_path / "leads.csv").write_text("id,account,points,extra,gone\n1,=cmd,4,,\n")
    summary = run(plan, as_of=AS_OF, out=tmp_path / "scores.csv")
    assert (tmp_path / "scores.accounts.csv").read_text().splitlines()[1].startswith("'=cmd,4,")
    assert summary.guarded == 1


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    plan = loaded(tmp_path).plan
    (tmp_path / "scores.accounts.csv").mkdir()
    with pytest.raises(leadscore.DataError, match="is a folder"):
        run(plan, as_of=AS_OF, out=tmp_path / "scores.csv")
    assert not (tmp_path / "scores.csv").exists()


def test_the_summary_counts_companies(tmp_path: Path) -> None:
    found = run(loaded(tmp_path).plan, as_of=AS_OF).accounts
    assert isinstance(found, Accounts)
    assert found.number == 5
    counted = {c.name: {v.value: v.rows for v in c.values} for c in found.classes}
    assert counted == {
        "size": {"Many": 1, "Two": 0, "One": 3}, "tier": {"Hot": 1, "Warm": 2, "Cold": 1},
    }  # fmt: skip
    assert found.rows[0] == ("Acme", "12", "Many", "Hot", "3")


# ---------------------------------------------------------------- what cannot be


@ENGINES
def test_a_total_that_is_too_large_names_the_company(engine: Engine, tmp_path: Path) -> None:
    plan = loaded(tmp_path, "total score").plan
    rows = [f"{i},Acme Inc,{6 * 10**17},," for i in range(2)]
    (tmp_path / "leads.csv").write_text("\n".join(["id,account,points,extra,gone", *rows]) + "\n")
    with pytest.raises(leadscore.DataError, match="more than 18 digits for company `Ac…`"):
        run(plan, as_of=AS_OF, engine=engine)
    assert run(loaded_again(tmp_path), as_of=AS_OF, engine=engine).accounts is not None


def loaded_again(folder: Path) -> Any:
    """The highest of the same points is not too large."""
    (folder / "rules.score").write_text(RULES.format(score="highest score", step="1"))
    return leadscore.load(folder / "rules.score").plan


def test_data_without_the_column_of_the_company(tmp_path: Path) -> None:
    plan = loaded(tmp_path).plan
    (tmp_path / "leads.csv").write_text("id,points,extra,gone\n1,4,,\n")
    with pytest.raises(leadscore.DataError, match="lacks the column `account`"):
        run(plan, as_of=AS_OF)


def test_the_column_of_the_company_is_read_only_if_asked_for(tmp_path: Path) -> None:
    plan = loaded(tmp_path, rules=RULES.split("\naccounts")[0]).plan
    (tmp_path / "leads.csv").write_text("id,points,extra,gone\n1,4,,\n")
    assert run(plan, as_of=AS_OF).leads == 1


@pytest.mark.parametrize("column", ["score", "Leads", "as_of", "rules"])
def test_a_column_of_companies_that_is_called_like_a_result(column: str, tmp_path: Path) -> None:
    rules = RULES.replace("company in account", f'company in "{column}"')
    (tmp_path / "rules.score").write_text(rules.format(score="highest score", step="1"))
    (tmp_path / "leads.csv").write_text(LEADS.replace("account", column, 1))
    plan = leadscore.load(tmp_path / "rules.score").plan
    with pytest.raises(leadscore.DataError, match="has the name of a column of the output"):
        run(plan, as_of=AS_OF)
