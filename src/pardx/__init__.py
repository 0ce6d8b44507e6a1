"""Reproducible research on administrative reform and digital transformation in Vietnam."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pardx import plot
    from pardx.api import breaks, indicators, join, observations, panel, regimes, values
    from pardx.errors import MethodBreakWarning, UnmatchedWarning
    from pardx.pipeline.session import Run
    from pardx.registered import associations, bounds, pair, tests
    from pardx.stats.coefficients import tidy
    from pardx.stats.published import changes, groups, weighted_mean

__version__ = "0.1.0"
__all__ = [
    "MethodBreakWarning",
    "UnmatchedWarning",
    "associations",
    "bounds",
    "breaks",
    "changes",
    "groups",
    "indicators",
    "join",
    "observations",
    "pair",
    "panel",
    "plot",
    "regimes",
    "run",
    "tests",
    "tidy",
    "values",
    "weighted_mean",
]

_HOMES = {
    "pardx.registered": ("associations", "bounds", "pair", "tests"),
    "pardx.errors": ("MethodBreakWarning", "UnmatchedWarning"),
    "pardx.stats.published": ("changes", "groups", "weighted_mean"),
    "pardx.stats.coefficients": ("tidy",),
}
"""Where what is offered is defined; all else is in ``pardx.api``."""

_RENAMED = {"load_panel": "panel"}
"""Former name -> its successor."""


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
        sets a misspelt one as one more variable), and for a wrong value; and where the package
        is installed without a checkout, for which :func:`panel` and all else work.

    Examples
    --------
    >>> run(YEAR=2022).year
    2022
    """
    from pardx.pipeline.session import begin

    return begin(sys._getframe(1).f_globals, given)


def __getattr__(name: str) -> object:
    """Load what is offered when it is first used; name the nearest to a misspelt name."""
    if name == "plot":
        return importlib.import_module("pardx.plot")
    if name in __all__:
        home = next((one for one, names in _HOMES.items() if name in names), "pardx.api")
        return globals().setdefault(name, getattr(importlib.import_module(home), name))
    from pardx.errors import nearest

    if name in _RENAMED:
        raise AttributeError(f"pardx has no {name!r} any more; it is pardx.{_RENAMED[name]} now")
    raise AttributeError(f"pardx has no {name!r}{nearest(name, __all__)}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
