"""The registered tests on plain frames: the pairs, their associations, and their bounds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pardx.api import values
from pardx.asked import chosen_years
from pardx.data.dictionary import Dictionary, load_dictionary, registered_tests
from pardx.data.geography import level_of
from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.settings import settings
from pardx.stats import association
from pardx.stats.bounds_evidence import listings
from pardx.stats.bounds_table import bounds_associations
from pardx.stats.designs import controls
from pardx.stats.panel import UNIT, kept_tables, year_panels
from pardx.stats.press_claims import load_claims
from pardx.stats.ranks import used_ranks


def tests() -> pd.DataFrame:
    """List the tests of association that were registered before any result.

    Returns
    -------
    DataFrame
        Indexed by ``test``: ``role`` (primary or exploratory), ``outcome``, ``predictor``,
        ``without`` (parts taken out, joined by ``;``), ``why`` and ``fixed`` (the commit since
        which it is; empty for a test that was added since).

    Examples
    --------
    >>> tests().query("role == 'primary'").index.tolist()
    ['dti-sipas', 'dti-par', 'dti-papi-d5', 'dti-pci']
    """
    return registered_tests(Project.here())


def pair(test: str, year: int) -> pd.DataFrame:
    """Put the two indices of a registered test side by side, as its models use them.

    Parameters
    ----------
    test : str
        One of :func:`tests`.
    year : int
        A year with data.

    Returns
    -------
    DataFrame
        One row per province, indexed by GSO code: ``province``, ``region``; ``x`` and ``y``, the
        normal scores of predictor and outcome, shared parts taken out as registered; ``x_rank``
        and ``y_rank`` as published or counted; and the controls of ``config.toml``.
        ``attrs`` names ``test``, ``year``, ``predictor``, ``outcome`` and ``without``.

    Raises
    ------
    UsageError
        For an unknown test, with the nearest, and for a year without data.

    Examples
    --------
    >>> two = pair("dti-pci", 2022)
    >>> round(float(two.x.corr(two.y)), 2)
    0.56
    """
    listed = tests()
    if test not in listed.index:
        hint = nearest(str(test), listed.index)
        raise UsageError(f"pair: no test {test!r}{hint}; pardx.tests() lists all")
    dictionary = load_dictionary(Project.here())
    [chosen] = chosen_years(year, dictionary.project, "pair")
    level = dictionary.level_of(chosen)
    found = _estimation_panels(dictionary, chosen, level)
    row = next(listed.loc[[test]].itertuples())
    indices = association.pair_of(found[chosen], row)
    ranks = {
        f"{end}_rank": used_ranks(found[chosen], name)["rank"]
        for end, name in (("x", row.predictor), ("y", row.outcome))
    }
    made = controls(found)[0].assign(x=indices.x, y=indices.y, **ranks)
    made.insert(0, "province", found[chosen].province)
    about = {"predictor": row.predictor, "outcome": row.outcome, "without": row.without}
    made.attrs = {"test": test, "year": chosen, **about}
    return made


def _estimation_panels(dictionary: Dictionary, year: int, level: str) -> dict[int, pd.DataFrame]:
    """Return the panels the models of a year use."""
    first = settings().first_panel_year
    years = [one for one in dictionary.project.years() if min(first, year - 1) <= one <= year]
    found = year_panels(kept_tables(dictionary, years, level), dictionary)
    if year not in found:
        raise UsageError(f"no figure of level {level} is published for {year}")
    return found


def associations(
    panel: pd.DataFrame,
    tests: pd.DataFrame | None = None,
    *,
    seed: int | None = None,
    draws: int | None = None,
) -> pd.DataFrame:
    """Relate indices of the latest year of a panel, raw and without their overlap.

    Parameters
    ----------
    panel : DataFrame
        As :func:`pardx.panel` returns it, long or wide, with columns of your own or without; its
        earlier years lend traits to the weights for missing provinces. With the years of the
        yearly report (2018 and later, up to its year) and its seed the result is the report's.
    tests : DataFrame, optional
        As :func:`tests` returns it; those registered when None. Register yours before you look.
    seed, draws : int
        Of the bootstrap and the permutations; those of ``config.toml`` when None.

    Returns
    -------
    DataFrame
        As :func:`pardx.stats.association.associations` says.

    Raises
    ------
    UsageError
        When ``panel`` is no panel, or there are no draws.

    Examples
    --------
    >>> from pardx.api import panel
    >>> table = associations(panel(2022), draws=99)
    >>> round(float(table.query("test == 'dti-pci'").estimate.iloc[0]), 2)
    0.55
    """
    usual, dictionary = settings().draws, load_dictionary(Project.here())
    seed, draws = usual.seed if seed is None else seed, usual.default if draws is None else draws
    if draws < 1:
        raise UsageError(f"associations: draws must be at least 1, not {draws}")
    found = _panels_of(panel, dictionary, "associations")
    named = dictionary.tests if tests is None else tests
    return association.associations(found, named, seed=seed, draws=draws)[0]


def bounds(panel: pd.DataFrame) -> pd.DataFrame:
    """Bound each coefficient over all provinces, those without a published rank included.

    Parameters
    ----------
    panel : DataFrame
        As :func:`pardx.panel` returns it; of its latest year. The year before, where it is there,
        lends ranks that a printed change moves.

    Returns
    -------
    DataFrame
        As :func:`pardx.stats.bounds_table.bounds_associations` says: ``low`` and ``high`` by the
        known ranks alone, ``low_side`` and ``high_side`` also by all else that is printed.

    Raises
    ------
    UsageError
        When ``panel`` is no panel.

    Examples
    --------
    >>> from pardx.api import panel
    >>> found = bounds(panel([2018, 2019])).iloc[0]
    >>> found.outcome, found.predictor, round(float(found.low), 2), round(float(found.high), 2)
    ('par_index', 'sipas', -0.63, 0.97)
    """
    dictionary = load_dictionary(Project.here())
    found = _panels_of(panel, dictionary, "bounds")
    year = max(found)
    claims = load_claims(dictionary.project, year)
    lists = listings(found, values(year), claims, dictionary)
    return bounds_associations(lists, dictionary, year)


def _panels_of(panel: object, dictionary: Dictionary, where: str) -> Mapping[int, pd.DataFrame]:
    """Turn what a user hands over into the panels of single years.

    Raises
    ------
    UsageError
        When it is no panel, or mixes 63 provinces with 34 units.
    """
    example = f"for example {where}(pardx.panel(2022))"
    if not isinstance(panel, pd.DataFrame):
        raise UsageError(f"{where} takes a panel, not a {type(panel).__name__}; {example}")
    lacking = [name for name in UNIT if name not in panel]
    if lacking or panel.empty:
        why = f"no column {', '.join(lacking)}" if lacking else "no row"
        raise UsageError(f"{where}: the panel has {why}; {example}")
    if len({level_of([code]) for code in panel.gso_code.unique()}) > 1:
        raise UsageError(f"{where}: the panel mixes 63 provinces with 34 units; take one level")
    return year_panels(panel, dictionary)
