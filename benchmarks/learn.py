"""What learned cards are worth: AUC on held-out leads of real data sets, beside other methods.

python -m benchmarks.learn [--seeds 0,1,2,3] [SET…]

Mean over five stratified, shuffled folds, the same for everybody, of random_state 0. Whoever chose
settings by these folds can be checked by others: `--seeds`. FasterRisk (ten
terms) and LightGBM have an environment of their own, made in the temporary folder when it is not
there: FasterRisk wants older numpy, scikit-learn and pandas than this project. The data sets are no
part of the project; they stand in the folder that LEADSCORE_DATA names, or in `shared/data` beside
the project.
"""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import numpy as np
from leadscore.runtime.history.asked import Asked
from leadscore.runtime.learn.asked import Data, Wishes
from leadscore.runtime.learn.baselines import LEARNERS
from leadscore.runtime.learn.card import learn
from leadscore.runtime.learn.declared import declare
from leadscore.runtime.learn.figures import SIZES, folds
from leadscore.runtime.learn.frame import Amount, Choice, Frame, Ints
from leadscore.runtime.learn.history import read
from leadscore.runtime.learn.learned import frame_of, rows_of
from leadscore.runtime.learn.measures import mean_auc
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[1]
HOME = Path(os.environ.get("LEADSCORE_DATA") or ROOT / ".." / "shared" / "data").resolve()
OTHERS = Path(tempfile.gettempdir()) / "leadscore-fasterrisk"
THRESHOLDS = 20
"""Of each number, for FasterRisk."""
FILLED_LATE = (
    "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index",
    "Asymmetrique Profile Index", "Asymmetrique Activity Score", "Asymmetrique Profile Score",
)  # fmt: skip
LAST = ("Last Activity", "Last Notable Activity")


@dataclass(frozen=True, slots=True)
class Case:
    make: Callable[[Path], Path]
    """The file of leads, made in that folder if need be."""
    key: str
    outcome: str
    leave_out: tuple[str, ...] = ()


def _course_leads(_: Path) -> Path:
    return HOME / "x_education_leads" / "leads.csv"


def _shoppers(_: Path) -> Path:
    return HOME / "online_shoppers" / "online_shoppers.csv"


def _bank(folder: Path) -> Path:
    """With a number for each row."""
    source = HOME / "bank_marketing" / "bank-additional-full.csv.gz"
    with gzip.open(source, "rt", encoding="utf-8") as file:
        header, *rows = csv.reader(file, delimiter=";")
    return _written(folder / "bank.csv", ["row", *header], ([i, *row] for i, row in enumerate(rows)))  # fmt: skip


def _some_of_bank(folder: Path) -> Path:
    """10,000 of its leads, for the time that learning takes."""
    header, *rows = csv.reader(_bank(folder).read_text("utf-8").splitlines())
    return _written(folder / "some.csv", header, iter(Random(1).sample(rows, 10_000)))


def _olist(folder: Path) -> Path:
    home = HOME / "olist_funnel"
    won = {row["mql_id"] for row in _rows(home / "olist_closed_deals_dataset.csv")}
    rows = (
        [r["mql_id"], r["origin"], r["landing_page_id"],
         date.fromisoformat(r["first_contact_date"]).strftime("%A"), int(r["mql_id"] in won)]
        for r in _rows(home / "olist_marketing_qualified_leads_dataset.csv")
    )  # fmt: skip
    return _written(folder / "olist.csv", ["id", "origin", "landing page", "weekday", "won"], rows)


def _opportunities(folder: Path) -> Path:
    home = HOME / "crm_opportunities"
    accounts = {row["account"]: row for row in _rows(home / "accounts.csv")}
    teams = {row["sales_agent"]: row for row in _rows(home / "sales_teams.csv")}
    asked = ("sector", "revenue", "employees", "office_location")
    rows = (
        [r["opportunity_id"], r["sales_agent"], r["product"],
         *(accounts.get(r["account"], {}).get(name, "") for name in asked),
         teams[r["sales_agent"]]["regional_office"], int(r["deal_stage"] == "Won")]
        for r in _rows(home / "sales_pipeline.csv") if r["deal_stage"] in ("Won", "Lost")
    )  # fmt: skip
    header = ["id", "agent", "product", *asked, "region", "won"]
    return _written(folder / "opportunities.csv", header, rows)


CASES = {
    "x_education": Case(_course_leads, "Prospect ID", "Converted", FILLED_LATE),
    "x_education, no Last…": Case(_course_leads, "Prospect ID", "Converted", FILLED_LATE + LAST),
    "bank_marketing": Case(_bank, "row", "y", ("duration",)),
    "olist_funnel": Case(_olist, "id", "won"),
    "online_shoppers": Case(_shoppers, "row_id", "Revenue", ("PageValues",)),
    "crm_opportunities": Case(_opportunities, "id", "won"),
    "bank_marketing, 10,000": Case(_some_of_bank, "row", "y", ("duration",)),
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _written(path: Path, header: list[str], rows: Iterator[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
    return path


# ---------------------------------------------------------------- ours


def frame(case: Case, folder: Path) -> Frame:
    asked = Asked(datetime.now(UTC), case.outcome)
    data = Data(str(case.make(folder)), case.key, asked, (), case.leave_out, dated=False)
    declared = declare(data)
    return frame_of(data, declared, read(data, declared))


def cards(frame: Frame, seed: int = 0) -> Iterator[tuple[str, float]]:
    """AUC by size, with the rules and rows that there are in the mean."""
    parts = folds(frame, seed)
    learned = [(learn(frame, train, Wishes(), SIZES), test) for train, test in parts]
    for place, size in enumerate(SIZES):
        found = [(cards[min(place, len(cards) - 1)], test) for cards, test in learned]
        auc = mean_auc([(card.scores(test), frame.won[test]) for card, test in found]).value
        rules = np.mean([len(card.rules) for card, _ in found])
        rows = np.mean([rows_of(card) for card, _ in found])
        yield f"card, {size} rules at most ({rules:.1f} rules, {rows:.0f} rows)", auc


def baselines(frame: Frame, seed: int = 0) -> Iterator[tuple[str, float]]:
    for name, learner in LEARNERS.items():
        parts = folds(frame, seed)
        found = [(learner(frame, train, test), frame.won[test]) for train, test in parts]
        yield name, mean_auc(found).value


# ---------------------------------------------------------------- FasterRisk and LightGBM

RUNNER = """
import sys, numpy as np
method, path = sys.argv[1:]
data = np.load(path)
if method == "fasterrisk":
    from fasterrisk.fasterrisk import RiskScoreOptimizer, RiskScoreClassifier
    x, y = data["x"].astype(float), np.where(data["y"], 1.0, -1.0)
    optimizer = RiskScoreOptimizer(X=x, y=y, k=10)
    optimizer.optimize()
    multiplier, intercept, points = optimizer.get_models(model_index=0)
    found = RiskScoreClassifier(multiplier, intercept, points).predict_prob(data["test"].astype(float))
else:
    from lightgbm import LGBMClassifier
    model = LGBMClassifier(random_state=0, verbose=-1, n_jobs=1)
    model.fit(data["x"], data["y"], categorical_feature=data["texts"].tolist())
    found = model.predict_proba(data["test"])[:, 1]
np.save(path + ".found.npy", found)
"""


def environment() -> str | None:
    """What is wrong, if it cannot be made."""
    if not (OTHERS / "bin" / "python").exists():
        venv.create(OTHERS, with_pip=True)
    python = OTHERS / "bin" / "python"
    wanted = "import fasterrisk, lightgbm"
    if subprocess.run([python, "-c", wanted], capture_output=True, check=False).returncode == 0:
        return None
    install = [python, "-m", "pip", "install", "-q", "fasterrisk", "lightgbm"]
    done = subprocess.run(install, capture_output=True, check=False, text=True)
    last = (done.stderr.strip().splitlines() or ["?"])[-1]
    return last if done.returncode else None


def other(frame: Frame, method: str, folder: Path, seed: int = 0) -> float:
    found = []
    for train, test in folds(frame, seed):
        tables = _conditions(frame, train) if method == "fasterrisk" else _columns(frame)
        path = folder / "fold.npz"
        texts = [i for i, f in enumerate(frame.features) if isinstance(f, Choice)]
        np.savez(path, x=tables[train], y=frame.won[train], test=tables[test], texts=texts)
        python = OTHERS / "bin" / "python"
        subprocess.run([python, "-c", RUNNER, method, path], check=True, capture_output=True)
        found.append((np.load(f"{path}.found.npy"), frame.won[test]))
    return mean_auc(found).value


def _conditions(frame: Frame, train: Ints) -> np.ndarray:
    """Zeros and ones: at most so much for thresholds of each number, one for each text."""
    found = []
    for feature in frame.features:
        if isinstance(feature, Amount):
            known = feature.values[train][~np.isnan(feature.values[train])]
            cuts = np.unique(np.quantile(known, np.linspace(0, 1, THRESHOLDS + 1)[:-1])) if len(known) else []  # fmt: skip
            found += [feature.values <= cut for cut in cuts] + [np.isnan(feature.values)]
        elif isinstance(feature, Choice):
            codes = range(-1, len(feature.levels) + 1)
            found += [feature.codes == code for code in codes]
        else:
            found.append(feature.holds)
    table = np.stack(found, axis=1)
    often = table[train].sum(0)
    return table[:, (often >= 10) & (often <= len(train) - 10)]


def _columns(frame: Frame) -> np.ndarray:
    return np.stack([
        f.values if isinstance(f, Amount)
        else f.codes.astype(float) if isinstance(f, Choice) else f.holds.astype(float)
        for f in frame.features
    ], axis=1)  # fmt: skip


# ---------------------------------------------------------------- the command, timed


def command(case: Case, folder: Path) -> float:
    """Seconds of the whole command."""
    started = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).parent / "leadscore", "learn", "--leads", case.make(folder),
         "--key", case.key, "--outcome", case.outcome, "--leave-out", ",".join(case.leave_out),
         "--force", "-o", folder / "card.score"],
        check=False, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - started


def main(words: list[str]) -> None:
    seeds, names = [0], words
    if words[:1] == ["--seeds"]:
        seeds, names = [int(seed) for seed in words[1].split(",")], words[2:]
    threadpool_limits(1)
    wrong = environment()
    if wrong is not None:
        print(f"no FasterRisk and no LightGBM here: {wrong}")
    for name in names or list(CASES):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            history = frame(CASES[name], folder)
            print(f"\n{name}: {history.leads:,} leads, {history.won.mean():.1%} won", flush=True)
            for seed in seeds:
                print(f"  folds of random_state {seed}", flush=True)
                for method, auc in (*cards(history, seed), *baselines(history, seed)):
                    print(f"    {auc:.4f}  {method}", flush=True)
                for method in ("lightgbm", "fasterrisk") if wrong is None else ():
                    print(f"    {other(history, method, folder, seed):.4f}  {method}", flush=True)
            print(f"  {command(CASES[name], folder):.1f} s for the whole command", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
