"""The estimators once more, from the panels alone, with pandas, SciPy and statsmodels."""

import numpy as np
import pandas as pd
from patsy import dmatrices
from scipy.optimize import minimize
from scipy.stats import norm

PLACES = 63
FULL_LIST = 60
TRAITS = ["grdp_per_capita_value", "urban_share_value", "papi_d5_admin_procedures_score"]


def column(panel, name):
    return panel[name].astype(float) if name in panel else pd.Series(np.nan, index=panel.index)


def standing(panel, indicator):
    """Return ranks, 1 the best, and over how many places they count."""
    score, rank = column(panel, f"{indicator}_score"), column(panel, f"{indicator}_rank")
    if score.count() >= FULL_LIST and rank.count() < score.count():
        # Printed ranks decide between scores that are equal as printed.
        return rank.fillna(score.rank(ascending=False, method="min")), score.count()
    return rank, PLACES


def normal_scores(panel, indicator):
    """Return normal scores of ranks; the highest for rank 1, tied ranks at their middle."""
    rank, places = standing(panel, indicator)
    middle = rank + (rank.map(rank.value_counts()) - 1) / 2
    return pd.Series(norm.ppf((places - middle + 0.5) / places), index=panel.index)


def among_known(score):
    places = score.count()
    rank = score.rank(ascending=False)
    return pd.Series(norm.ppf((places - rank + 0.5) / places), index=score.index)


def without(panel, outcome, parts):
    """Return a score less the points of its parts."""
    score = column(panel, f"{outcome}_score")
    for part in parts:
        name = {"digital_government": "par_digital_government"}.get(part, part)
        points = column(panel, f"{name}_score")
        if part == "sipas":
            stand_in = points * column(panel, "par_sipas_points_max") / 100
            points = column(panel, "par_sipas_points_score").fillna(stand_in)
        score = score - points
    return score


def pair(panel, row):
    """Return predictor and outcome of a row of associations, where both are known."""
    x, y = normal_scores(panel, row.predictor), normal_scores(panel, row.outcome)
    parts = [part for part in row.removed.split(";") if part]
    if "dti_government" in parts:
        parts.remove("dti_government")
        component = column(panel, "dti_component_government_activity_score")
        x = among_known((1000 * column(panel, "dti_total_score") - 200 * component) / 800)
    if parts:
        y = among_known(without(panel, row.outcome, parts))
    both = x.notna() & y.notna()
    if row["sample"] == "same":
        x = normal_scores(panel, row.predictor)
        y = among_known(column(panel, f"{row.outcome}_score").where(both))
        both = x.notna() & y.notna()
    return x[both], y[both]


def inverse_chances(panels, observed):
    """Return weights of the observed: inverse chances from a logit with a ridge penalty of 1."""
    latest = panels[max(panels)]
    known = pd.concat([column(latest, name) for name in TRAITS], axis=1, keys=TRAITS)
    for year in sorted(panels, reverse=True)[1:]:
        known = known.fillna(panels[year][TRAITS])
    known[TRAITS[0]] = np.log(known[TRAITS[0]])
    known = known.fillna(known.median())
    design = np.column_stack([np.ones(len(known)), (known - known.mean()) / known.std()])
    sign = np.where(observed, 1, -1)

    def loss(slopes):
        return np.logaddexp(0, -sign * (design @ slopes)).sum() + (slopes[1:] ** 2).sum() / 2

    slopes = minimize(loss, np.zeros(design.shape[1]), tol=1e-12).x
    weights = pd.Series(1 / np.clip(1 / (1 + np.exp(-design @ slopes)), 0.1, 1), known.index)
    return weights[observed] / weights[observed].mean()


def weighted_ranks(values, weights):
    """Return ranks of units that stand for several: the mass below, and the middle of one's own."""
    values, weights = np.asarray(values), np.asarray(weights)
    below = (weights * (values < values[:, None])).sum(1)
    own = (weights * (values == values[:, None])).sum(1)
    return below + (own + 1) / 2


def correlation(x, y, method, weights=None):
    weights = np.ones(len(x)) if weights is None else np.asarray(weights)
    if method == "spearman":
        x, y = weighted_ranks(x, weights), weighted_ranks(y, weights)
    return np.cov(x, y, aweights=weights)[0, 1] / np.sqrt(
        np.cov(x, aweights=weights) * np.cov(y, aweights=weights)
    )


def jackknife(formula, data, groups, term):
    """Return a least-squares coefficient and its CRV3 error: the spread without each group."""
    y, design = (np.asarray(side) for side in dmatrices(formula, data))
    place = dmatrices(formula, data)[1].design_info.column_names.index(term)

    def fit(kept):
        return np.linalg.lstsq(design[kept], y[kept, 0], rcond=None)[0][place]

    names = groups.unique()
    whole = fit(np.ones(len(data), bool))
    left_out = np.array([fit((groups != name).to_numpy()) for name in names])
    return whole, np.sqrt((len(names) - 1) / len(names) * ((left_out - whole) ** 2).sum())
