"""Reproducible research on administrative reform and digital transformation in Vietnam."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__version__ = "0.1.0"
__all__ = ["associations", "load_panel"]


def load_panel(year: int) -> pd.DataFrame:
    """Clean one year's published figures and spread them over the provinces.

    Parameters
    ----------
    year : int
        A year of ``data/raw``.

    Returns
    -------
    DataFrame
        63 rows indexed by GSO code; ``province``, ``region``, then per indicator and measure
        a value and its quality (A official or two sources, B one source, C derived; an
        unsettled conflict is missing). ``data/catalogue/indicators.csv`` says what each is.

    Raises
    ------
    DataError
        With file, line, rule and fix of every broken row.

    Examples
    --------
    >>> panel = load_panel(2022)
    >>> panel.province["92"], float(panel.dti_total_rank["92"])
    ('Cần Thơ', 5.0)
    """
    from pardx.data.catalogue import load_catalogue
    from pardx.data.checks import Ground
    from pardx.data.clean import clean
    from pardx.project import Project

    project = Project.here()
    return clean(Ground(project, load_catalogue(project)), year).panel


def associations(
    panels: dict[int, pd.DataFrame], *, seed: int = 2022, draws: int = 9999
) -> pd.DataFrame:
    """Relate the indices of the latest year, raw and without their overlap.

    Runs the tests named in ``data/catalogue/tests.csv``; see
    :func:`pardx.analysis.association.associations` for the columns. With the years of the
    yearly report (2018 and later, up to its year) and its seed the result is the report's.

    Parameters
    ----------
    panels : dict
        Year -> :func:`load_panel`; earlier years lend traits to the weights for missing
        provinces.
    seed, draws : int
        Of the bootstrap and the permutations.

    Examples
    --------
    >>> table = associations({2022: load_panel(2022)}, draws=99)
    >>> round(float(table.query("test == 'dti-pci'").estimate.iloc[0]), 2)
    0.55
    """
    from pardx.analysis import association
    from pardx.data.catalogue import registered_tests
    from pardx.project import Project

    tests = registered_tests(Project.here())
    return association.associations(panels, tests, seed=seed, draws=draws)
