"""The tables that steps hand on to each other, and the years that are read together."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.errors import Problem, UsageError, nearest
from pardx.project import Project
from pardx.settings import settings

if TYPE_CHECKING:
    import pandas as pd

RESULTS = (
    *(
        "ranking",
        "ranking_unit34",
        "regions",
        "glance",
        "coverage",
        "flow",
        "conflicts",
        "groups",
        "extremes",
        "movers",
    ),
    *("means", "regional_means", "national", "ministries", "bounds", "claims"),
    *("targets", "snapshots", "left_out", "dimensions"),
    *("associations", "models", "missingness", "partial", "components", "convergence"),
    *("component_parts", "moran"),
    *("specifications", "specification_test", "rank_sets", "weight_ranges", "noise"),
    *("influence", "checks", "residuals", "not_estimated", "bounds_associations", "bounds_slopes"),
    *("imputations", "shared_content", "multiplicity", "pooled"),
    *("design_effects", "reliability", "disattenuated"),
)
"""Tables under ``reports/<year>/data/``: 20_describe's, then from ``associations`` 30_model's."""


MEASURED = ("score", "rank")


def panel_years(year: int) -> range:
    """Return the years a report of ``year`` reads: the year before, and the panel's years."""
    return range(min(settings().first_panel_year, year - 1), year + 1)


def left_out(project: Project, years: Iterable[int]) -> list[Problem]:
    """Read what was left out of the results of some years because it breaks a rule."""
    tables = {project.report(year) / "data" / "left_out.csv" for year in years}
    read = (known for year in years for known in years_used(project, year))
    tables |= {project.processed(year) / "left_out.csv" for year in read}
    found: set[Problem] = set()
    for path in filter(Path.exists, tables):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {Problem(**row | {"line": int(row["line"])}) for row in csv.DictReader(file)}
    return sorted(found)


def years_used(project: Project, year: int) -> list[int]:
    """List those of :func:`panel_years` that have data."""
    return [known for known in project.years() if known in panel_years(year)]


_TEXTS = (
    "test",
    "missing",
    "sources",
    "period",
    "qualifier",
    "removed",
    "omitted",
    "where",
    "years",
    "keeps",
    "breaks",
    "above",
    "below",
    "indicator",
    "decision",
)
"""Columns of results that hold text and may be empty."""


def processed(project: Project, year: int, name: str) -> pd.DataFrame | None:
    """Read a table of the clean step; None for a year without it, or without raw tables."""
    import pandas as pd

    path = project.processed(year) / f"{name}.parquet"
    if year not in project.years() or not path.exists():
        return None
    frame = pd.read_parquet(path)
    return frame.set_index("gso_code") if name.startswith("panel") else frame


def has_headline(panel: pd.DataFrame) -> bool:
    """Say whether a panel has a score or rank of any headline index."""
    measured = {f"{name}_{measure}" for name in settings().headline for measure in MEASURED}
    return bool(panel[panel.columns.intersection([*measured])].notna().any(axis=None))


class YearResults(dict[str, "pd.DataFrame"]):
    """The results tables of a year by name, each read when it is first asked for."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        self._read = read

    def __missing__(self, name: str) -> pd.DataFrame:
        """Read a table.

        Raises
        ------
        UsageError
            For a name that no step saves, with the nearest that one does.
        """
        if name not in RESULTS:
            raise UsageError(f"there is no results table {name!r}{nearest(name, RESULTS)}")
        self[name] = self._read(name)
        return self[name]


def read_result(path: Path) -> pd.DataFrame:
    """Read a results table back, codes as text."""
    import pandas as pd

    frame = pd.read_csv(path, dtype={name: str for name in ("gso_code", *_TEXTS)})
    return frame.fillna(dict.fromkeys(_TEXTS, ""))
