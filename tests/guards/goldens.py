"""Which numbers of 2022 are kept, and how they are renewed on purpose.

The kept files were made by commit 694bd1c with DRAWS=199 and SEED=2022 from the raw tables of
2006, 2020, 2021 and 2022, as the fixture ``built`` lays them out. To renew them after a change
that is meant to move numbers, build once more into a folder that stays, and write from there::

    .venv/bin/python -m pytest tests/guards/test_numbers.py -n 0 --basetemp=../kept
    .venv/bin/python tests/guards/goldens.py ../kept/built
    git diff tests/guards/golden

The commit says which numbers moved and why. ``test_estimators.py`` computes most of them a
second time from the panels, so that a file renewed by mistake is noticed.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import pandas as pd

FOLDER = Path(__file__).parent / "golden"
DATA, PROCESSED = "reports/2022/data", "data/processed/2022"
HEADLINE = (
    *("par_index", "sipas", "dti_total"),
    *("papi_d5_admin_procedures", "papi_d8_egovernance", "pci_total"),
)
CHOICES = [
    *("outcome", "overlap", "scale", "year", "lag"),
    *("controls", "weights", "sample", "estimator"),
]
OF_MANY_YEARS = "panel_|mundlak_"
ESTIMATED = ["n", "estimate", "std_error", "ci_low", "ci_high", "p_value", "covariance"]
GRADES = [f"{name}_score_quality" for name in HEADLINE]
GRADES += [f"{name}_rank_quality" for name in HEADLINE if not name.startswith("papi")]
"""PAPI prints no ranks."""


class Kept(NamedTuple):
    """A table of which some rows and columns are kept.

    ``key`` names a row, ``columns`` are all others when empty, ``rows`` picks the rows.
    """

    path: str
    key: list[str]
    columns: list[str] = []
    rows: object = None


def of_many_years(models):
    return models[models.model.str.match(OF_MANY_YEARS)]


def of_one_year(models):
    return models[~models.model.str.match(OF_MANY_YEARS)]


_TEST = ["test", "outcome", "predictor", "method", "overlap", "sample", "weights"]
_MODEL = ["model", "test", "outcome", "predictor", "overlap", "estimator", "years"]
KEPT = {
    "associations": Kept(f"{DATA}/associations.csv", _TEST),
    "models": Kept(f"{DATA}/models.csv", _MODEL, ESTIMATED, of_one_year),
    "panel_models": Kept(f"{DATA}/models.csv", _MODEL, ESTIMATED, of_many_years),
    "specifications": Kept(
        f"{DATA}/specifications.csv", CHOICES, ESTIMATED, lambda curve: curve.head(40)
    ),
    "specification_test": Kept(
        f"{DATA}/specification_test.csv",
        ["outcome", "overlap", "timing", "permutation", "statistic"],
    ),
    "glance": Kept(f"{DATA}/glance.csv", ["indicator"]),
    "ranking": Kept(f"{DATA}/ranking.csv", ["gso_code"]),
    "extremes": Kept(f"{DATA}/extremes.csv", ["indicator", "end", "gso_code"]),
    "partial": Kept(f"{DATA}/partial.csv", ["one", "other"]),
    "convergence": Kept(f"{DATA}/convergence.csv", ["indicator", "first", "last"]),
    "moran": Kept(f"{DATA}/moran.csv", ["kind", "variable"]),
    "components": Kept(f"{DATA}/components.csv", ["target", "part"]),
    "grades": Kept(f"{PROCESSED}/panel.csv", ["gso_code"], GRADES),
}


def read(path):
    """Read a table, codes as text and what is empty as empty text in columns of text."""
    table = pd.read_csv(path, dtype={"gso_code": str, "test": str})
    texts = table.columns[[pd.api.types.is_string_dtype(kind) for kind in table.dtypes]]
    return table.fillna(dict.fromkeys(texts, ""))


def taken(name, root):
    """Return the kept part of a table, in order of its key."""
    kept = KEPT[name]
    table = read(Path(root) / kept.path)
    rows = table if kept.rows is None else kept.rows(table)
    columns = [*kept.key, *kept.columns] if kept.columns else [*rows.columns]
    return rows[columns].sort_values(kept.key, ignore_index=True)


if __name__ == "__main__":
    for name in KEPT:
        taken(name, sys.argv[1]).to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
