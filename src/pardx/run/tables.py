"""The tables that stages hand on to each other, and the years that are read together."""

from __future__ import annotations

from pardx.project import Project

CLEANED = (
    "observations",
    "values",
    "panel",
    "conflicts",
    "bounds",
    "national",
    "ministries",
    "units34",
    "communes",
    "commune_conflicts",
)
"""The clean stage's tables under ``data/processed/<year>/``."""
DESCRIBED = (
    *("ranking", "regions", "glance", "coverage", "conflicts", "groups", "extremes", "movers"),
    *("means", "regional_means", "national", "ministries"),
)
"""The describe stage's tables under ``reports/<year>/data/``."""
LEDGER = ("bounds", "claims")
"""Tables of the describe stage beside the data: never values, never modelled."""
MODELLED = (
    "associations",
    "models",
    "missingness",
    "partial",
    "components",
    "convergence",
    "moran",
    "specifications",
    "specification_test",
    "rank_sets",
    "weight_ranges",
    "noise",
    "influence",
    "checks",
    "residuals",
    "not_estimated",
)
"""The model stage's tables under ``reports/<year>/data/``."""

FIRST_PANEL_YEAR = 2018
"""From here on PAPI has eight dimensions; the panel models start here."""


def panel_years(year: int) -> range:
    """Return the years a report of ``year`` reads: the year before, and the panel's years."""
    return range(min(FIRST_PANEL_YEAR, year - 1), year + 1)


def years_used(project: Project, year: int) -> list[int]:
    """List those of :func:`panel_years` that have data."""
    return [known for known in project.years() if known in panel_years(year)]
