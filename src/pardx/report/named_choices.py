"""What was chosen, in words: controls, models, standard errors, outliers, as the settings say."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report.material import Material
from pardx.settings import REGION, settings

COVARIANCE = {
    "cluster by region": N_("standard errors clustered by region"),
    "CRV3 by province": N_("standard errors clustered by province (CRV3 jackknife)"),
}
COUNT = {
    1: N_("one"),
    2: N_("two"),
    3: N_("three"),
    4: N_("four"),
    5: N_("five"),
    6: N_("six"),
    7: N_("seven"),
    8: N_("eight"),
    9: N_("nine"),
    10: N_("ten"),
}
MODELS = {
    "bivariate": N_("DTI alone"),
    "controls": N_("with controls"),
    "ipw": N_("DTI alone, weighted for missing provinces"),
    "wild": N_("fullest model, wild bootstrap"),
    "fractional_logit": N_("fractional logit of the score, percentage points"),
}
"""Models that are not named by what they hold."""


def lowered(name: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def count(number: int, lang: Language) -> str:
    """Write a small number as a word, a larger one in digits."""
    return lang(COUNT[number]) if number in COUNT else str(number)


def control(material: Material, name: str, lang: Language) -> str:
    """Name a control as the catalogue does."""
    if name == REGION:
        return lang("region effects")
    label = lowered(material.short(name.removeprefix("log_"), lang.code))
    return lang("log {name}", name=label) if name.startswith("log_") else label


def controls(material: Material, held: Iterable[str], lang: Language) -> str:
    """List controls; none is said so."""
    named = [control(material, one, lang) for one in held]
    return lang.listed(named) if named else lang("none")


def control_sets(material: Material, names: Iterable[str], lang: Language) -> str:
    """List control sets by what they hold, in the order of the settings."""
    known, asked = settings().control_sets, set(names)
    return "; ".join(controls(material, known[one], lang) for one in known if one in asked)


def model(material: Material, name: str, lang: Language) -> str:
    """Name a model of ``models.csv`` by its controls, or by its estimator."""
    known = settings().model_sets
    if not known.get(name):
        named = MODELS["bivariate" if name in known else name]
        return lang(named)
    return lang("with {controls}", controls=controls(material, known[name], lang))


def errors(rows: pd.DataFrame, lang: Language) -> str:
    """Name the standard errors that rows of ``models.csv`` were estimated with.

    Parameters
    ----------
    rows : DataFrame
        With ``covariance`` and ``estimator``; where covariances differ, the first is named, and
        the others with their estimators.
    """
    known = rows.dropna(subset=["covariance"]).groupby("covariance", sort=False)
    first, *others = [(_covariance(each, lang), part) for each, part in known] or [(MISSING, rows)]
    if not others:
        return first[0]
    apart = [
        lang(
            "{estimators}: {errors}",
            errors=name,
            estimators=lang.listed([*dict.fromkeys(part.estimator)]),
        )
        for name, part in others
    ]
    return lang("{errors} (but {others})", errors=first[0], others="; ".join(apart))


def _covariance(name: str, lang: Language) -> str:
    if name in COVARIANCE:
        return lang(COVARIANCE[name])
    return lang("{covariance} standard errors", covariance=name)


def outliers(lang: Language) -> str:
    """Name the provinces unlike the others."""
    return lang.listed([*settings().outliers])
