"""Reproducible research on administrative reform and digital transformation in Vietnam."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from pardx.pipeline.session import Run

__version__ = "0.1.0"
__all__ = ["associations", "changes", "groups", "load_panel", "run", "weighted_mean"]


def load_panel(year: int, level: str | None = None) -> pd.DataFrame:
    """Clean one year's published figures and spread them over the units that were ranked.

    Parameters
    ----------
    year : int
        A year of ``data/raw``.
    level : str, optional
        ``province`` for the 63 provinces of before July 2025, ``unit34`` for the 34 units;
        without it, what the year's indices rank: the 63 until 2024, the 34 from 2025 on. DTI
        2024 is published for both.

    Returns
    -------
    DataFrame
        63 rows indexed by GSO code, or 34 by codes that start with ``u34-``; ``province``,
        ``region``, then per indicator and measure
        a value and its quality (A official or two sources, B one source, C derived; an
        unsettled conflict is missing). ``data/catalogue/indicators.csv`` says what each is.

    Raises
    ------
    UsageError
        For a year without data, with the nearest that has some, and for another level.
    DataError
        With file, line, rule and fix of every broken row.

    Examples
    --------
    >>> panel = load_panel(2022)
    >>> panel.province["92"], float(panel.dti_total_rank["92"])
    ('Cần Thơ', 5.0)
    """
    from pardx.data.clean import clean
    from pardx.data.dictionary import load_dictionary
    from pardx.errors import UsageError
    from pardx.pipeline.parameters import require_data
    from pardx.pipeline.session import PANEL
    from pardx.project import Project

    project = Project.here()
    kind = " (a whole number, without quotes)" if isinstance(year, str) else ""
    require_data(year, project, f"load_panel: no data for {year!r}{kind}")
    if level not in (None, *PANEL):
        raise UsageError(f"load_panel: level is {' or '.join(PANEL)}, not {level!r}")
    dictionary = load_dictionary(project)
    return getattr(clean(dictionary, year), PANEL[level or dictionary.level_of(year)])


def associations(
    panels: dict[int, pd.DataFrame], *, seed: int | None = None, draws: int | None = None
) -> pd.DataFrame:
    """Relate the indices of the latest year, raw and without their overlap.

    Runs the tests named in ``data/catalogue/tests.csv``; see
    :func:`pardx.stats.association.associations` for the columns. With the years of the
    yearly report (2018 and later, up to its year) and its seed the result is the report's.

    Parameters
    ----------
    panels : dict
        Year -> :func:`load_panel`; earlier years lend traits to the weights for missing
        provinces.
    seed, draws : int
        Of the bootstrap and the permutations; those of ``config.toml`` when None.

    Raises
    ------
    UsageError
        When ``panels`` is no dict of years and panels, or there are no draws.

    Examples
    --------
    >>> table = associations({2022: load_panel(2022)}, draws=99)
    >>> round(float(table.query("test == 'dti-pci'").estimate.iloc[0]), 2)
    0.55
    """
    from pardx.data.dictionary import registered_tests
    from pardx.project import Project
    from pardx.settings import settings
    from pardx.stats import association

    usual = settings().draws
    seed, draws = usual.seed if seed is None else seed, usual.default if draws is None else draws
    _require_panels(panels, draws)
    tests = registered_tests(Project.here())
    return association.associations(panels, tests, seed=seed, draws=draws)[0]


def _require_panels(panels: object, draws: int) -> None:
    """Refuse what is no dict of year -> panel of provinces, as a lone panel would be."""
    from numbers import Integral

    import pandas as pd

    from pardx.data.geography import level_of
    from pardx.errors import UsageError

    example = "for example associations({2022: load_panel(2022)})"
    if not isinstance(panels, dict) or not panels:
        what = "an empty dict" if isinstance(panels, dict) else f"a {type(panels).__name__}"
        raise UsageError(f"associations takes a dict of year -> panel, not {what}; {example}")
    for year, panel in panels.items():
        if isinstance(year, bool) or not isinstance(year, Integral):
            raise UsageError(f"associations: {year!r} is no year (a whole number); {example}")
        if not isinstance(panel, pd.DataFrame) or "region" not in panel:
            raise UsageError(f"associations: of {year} there is no panel of provinces; {example}")
    if len({level_of(panel.index) for panel in panels.values()}) > 1:
        raise UsageError(
            "associations: some panels are of 63 provinces, some of 34 units; take one level, "
            "for example load_panel(2024, level='unit34')"
        )
    if draws < 1:
        raise UsageError(f"associations: draws must be at least 1, not {draws}")


def run(**given: object) -> Run:
    """Begin a notebook: check its parameters and open the checkout.

    Parameters
    ----------
    **given : int or str
        ``YEAR``, and as the notebook takes them ``SEED``, ``DRAWS`` and ``PROVINCE``; and
        ``SAVE=True`` to write official results by hand.

    Returns
    -------
    Run
        Reads and saves the tables of the year.

    Raises
    ------
    UsageError
        For an unknown or misspelt parameter, here or among the notebook's names (papermill
        sets a misspelt one as one more variable), and for a wrong value.

    Examples
    --------
    >>> run(YEAR=2022).year
    2022
    """
    from pardx.pipeline.session import begin

    return begin(sys._getframe(1).f_globals, given)


def __getattr__(name: str) -> Callable[..., object]:
    """Load what is computed from series when it is first used; name the nearest to a misspelt."""
    if name in ("changes", "groups", "weighted_mean"):
        from pardx.stats import published

        return getattr(published, name)
    from pardx.errors import nearest

    raise AttributeError(f"pardx has no {name!r}{nearest(name, __all__)}")
