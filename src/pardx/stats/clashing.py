"""Used figures of a list that cannot all be right, as rows of the conflicts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pardx.data.clashes import Figure
from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of
from pardx.data.reconcile import AUTHORITY, CLASH, CONFLICTS
from pardx.stats.bounds_evidence import MARKED, MEANS_OF_ALL, clashes
from pardx.stats.press_claims import load_claims
from pardx.stats.ranks import used_ranks

KINDS = {
    **{"year": int, "value": float, "publishers": int, "authority": int, "printed": int},
    **{"keeps": str, "breaks": str, "settled_by": str, "used": bool, "value_used": float},
}
"""Types of columns, as those of the conflicts: also where nothing is found."""


def clashing(
    panels: dict[int, pd.DataFrame],
    values: pd.DataFrame,
    claims: pd.DataFrame,
    dictionary: Dictionary,
) -> pd.DataFrame:
    """Find the used figures of a year that contradict each other, whatever is not known.

    Reconciling compares what sources print of one figure, and figures two by two; here ranks,
    scores, regional ranks, changes and means of a list are held against each other all at once.

    Parameters
    ----------
    panels, values, claims, dictionary
        As of :func:`pardx.stats.bounds_evidence.listings`.

    Returns
    -------
    DataFrame
        :data:`pardx.data.reconcile.CONFLICTS`: for each index the smallest set found of figures
        of which at least one is wrong. Nothing says which, so all stay in use.
    """
    year = max(panels)
    found = [
        {"year": year} | _row(figure, indicator, panels, values, claims, dictionary)
        for indicator, figures in clashes(panels, values, claims, dictionary).items()
        for figure in figures
    ]
    return pd.DataFrame(found, columns=CONFLICTS).astype(KINDS)


def all_clashes(
    years: Mapping[int, Mapping[str, pd.DataFrame]], dictionary: Dictionary
) -> pd.DataFrame:
    """Join :func:`clashing` of several years.

    Parameters
    ----------
    years : mapping
        Year -> the tables of :class:`pardx.data.clean.Cleaned`, by name.
    dictionary : Dictionary
        Project and catalogue.
    """
    found = []
    for year, tables in years.items():
        panels = {one: years[one]["panel"] for one in (year - 1, year) if one in years}
        claims = load_claims(dictionary.project, year)
        found.append(clashing(panels, tables["values"], claims, dictionary))
    return pd.concat(found, ignore_index=True)


def _row(
    figure: Figure,
    indicator: str,
    panels: dict[int, pd.DataFrame],
    values: pd.DataFrame,
    claims: pd.DataFrame,
    dictionary: Dictionary,
) -> dict[str, object]:
    """Put a figure in the columns of the conflicts, with who prints it."""
    panel = panels[max(panels)]
    measure, who = figure
    if measure == "regional_rank":
        return _claimed(who, indicator, panel, claims, dictionary)
    ours = values[(values.indicator == indicator) & (values.period == "")]
    if measure == "mean":
        ours = ours[ours.entity.isin([who] if who else MEANS_OF_ALL)]
    elif measure == "score of place":
        share = (int(who) - 1) / (len(panel) - 1)
        ours = ours[ours.entity == min(MARKED, key=lambda name: abs(MARKED[name] - share))]
    else:
        ours = ours[(ours.level == level_of(panel.index)) & (ours.gso_code == who)]
    printed = measure if measure in ("rank", "rank_change") else "score"
    unit = dictionary.score_unit(indicator) if printed == "score" else "rank"
    rows = ours[(ours.measure == printed) & (ours.unit == unit)].dropna(subset="value")
    if rows.empty:
        return _counted(who, indicator, panel)
    [row] = rows.to_dict("records")
    return row | _standing(row["value"], row["sources"], row["quality"] != "C", dictionary)


def _figure(who: str, indicator: str, measure: str, panel: pd.DataFrame) -> dict[str, object]:
    return {
        **{"level": level_of(panel.index), "gso_code": who, "entity": panel.province[who]},
        **{"indicator": indicator, "measure": measure, "unit": "rank", "period": ""},
    }


def _counted(who: str, indicator: str, panel: pd.DataFrame) -> dict[str, object]:
    """Do the same for a rank that is counted from a full list of scores: nobody prints it."""
    rank = float(used_ranks(panel, indicator)["rank"][who])
    named = _figure(who, indicator, "rank", panel)
    return named | _standing(rank, "", False) | {"value": rank, "sources": "", "publishers": 0}


def _claimed(
    who: str, indicator: str, panel: pd.DataFrame, claims: pd.DataFrame, dictionary: Dictionary
) -> dict[str, object]:
    """Do the same for a rank within a region, which the register of claims holds."""
    name = panel.province[who]
    rows = claims[(claims.kind == "regional_rank") & (claims.indicator == indicator)]
    claim = rows[rows.entities == name].iloc[-1]
    value = float(claim.value_claimed)
    figure = _figure(who, indicator, "regional_rank", panel)
    printed = {"value": value, "sources": claim.source_id, "publishers": 1}
    return figure | printed | _standing(value, claim.source_id, True, dictionary)


def _standing(
    value: float, sources: str, printed: bool, dictionary: Dictionary | None = None
) -> dict[str, object]:
    """Say on whose word a figure stands, and that it is used all the same."""
    kinds = dictionary.sources.kind[sources.split(";")] if dictionary else []
    authority = max((AUTHORITY[kind] for kind in kinds), default=0)
    return {
        **{"authority": authority, "printed": int(printed), "keeps": "", "breaks": "list"},
        **{"used": True, "value_used": value, "settled_by": CLASH},
    }
