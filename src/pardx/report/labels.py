"""Labels of what was chosen: outcomes, controls, models, standard errors, outliers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.settings import REGION, settings

OVERLAP_PART = {
    "sipas": N_("SIPAS points"),
    "digital_government": N_("digital government area"),
    "dti_government": N_("digital government part of DTI"),
    "papi_d5_admin_procedures": N_("D5"),
    "papi_d8_egovernance": N_("D8"),
}
"""Content that one index shares with another."""
COVARIANCE = {
    "cluster by region": N_("standard errors clustered by region"),
    "CRV3 by province": N_("standard errors clustered by province (CRV3 jackknife)"),
}
OTHER_COVARIANCE = N_("{covariance} standard errors")
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
    "ipw": N_("DTI alone, weighted for non-coverage"),
    "wild": N_("main model, wild bootstrap"),
    "fractional_logit": N_("fractional logit of the score, percentage points of its range"),
}
"""Models that are not named by what they hold."""
CONTROL = {
    "grdp_per_capita": N_("GRDP per capita"),
    "urban_share": N_("urban share"),
}
"""Controls that running text names in full, where axes have room for a short name only."""


def outcome(row: NamedTuple, dictionary: Dictionary, lang: Language) -> str:
    """Name the outcome of a row of results, with what was taken out of it."""
    removed = [] if row.overlap == "raw" else dictionary.tests.without[row.test].split(";")
    return without(row.outcome, removed, dictionary, lang)


def without(indicator: str, removed: Iterable[str], dictionary: Dictionary, lang: Language) -> str:
    """Name an index with what was taken out of it; with nothing removed, the index alone."""
    name = dictionary.short(indicator, lang.code)
    parts = [
        lang(OVERLAP_PART[one]) if one in OVERLAP_PART else dictionary.short(one, lang.code)
        for one in removed
    ]
    return lang("{whole} without {parts}", whole=name, parts=lang.listed(parts)) if parts else name


def lowered(name: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals."""
    short = name[:2].isupper() and name[1:2] != " "
    return name if short else name[0].lower() + name[1:]


def count(number: int, lang: Language) -> str:
    """Write a small number as a word, a larger one in digits."""
    return lang(COUNT[number]) if number in COUNT else str(number)


def control(name: str, dictionary: Dictionary, lang: Language) -> str:
    """Name a control as the catalogue does."""
    if name == REGION:
        return lang("region effects")
    bare = name.removeprefix("log_")
    label = lang(CONTROL[bare]) if bare in CONTROL else lowered(dictionary.short(bare, lang.code))
    return lang("log {name}", name=label) if name.startswith("log_") else label


def years(first: int, last: int) -> str:
    """Write a span of years; one year alone as itself."""
    return str(first) if first == last else f"{first}-{last}"


def controls(held: Iterable[str], dictionary: Dictionary, lang: Language) -> str:
    """List controls, or say that there is none."""
    named = [control(one, dictionary, lang) for one in held]
    return lang.listed(named) if named else lang("none")


def control_sets(names: Iterable[str], dictionary: Dictionary, lang: Language) -> str:
    """List control sets by what they hold, in the order of the settings."""
    known, asked = settings().control_sets, set(names)
    return "; ".join(controls(known[one], dictionary, lang) for one in known if one in asked)


def main_model(models: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Say which controls the model holds that the wild bootstrap is of, where there is one."""
    asked = {*models.test[models.model == "wild"]}
    whole = {*models.test[models.model == "controls"]}
    known = settings().model_sets
    full, less = (controls(known[name], dictionary, lang) for name in ("controls", "income"))
    if not asked:
        return []
    if asked <= whole or not asked & whole:
        held = full if asked <= whole else less
        return [lang("Main model: with {controls}.", controls=held)]
    said = N_("Main model: with {controls}; where too few provinces carry it, with {fewer}.")
    return [lang(said, controls=full, fewer=less)]


def model(name: str, dictionary: Dictionary, lang: Language) -> str:
    """Name a model of ``models.csv`` by its controls, or by its estimator."""
    known = settings().model_sets
    if not known.get(name):
        text = MODELS["bivariate" if name in known else name]
        return lang(text)
    return lang("with {controls}", controls=controls(known[name], dictionary, lang))


def errors(rows: pd.DataFrame, lang: Language) -> str:
    """Name the standard errors that rows of ``models.csv`` were estimated with.

    Parameters
    ----------
    rows : DataFrame
        With ``covariance`` and ``estimator``; where covariances differ, the first is named, and
        the others with their estimators.
    lang : Language
        The language.
    """
    named = [
        (
            lang(COVARIANCE.get(name, OTHER_COVARIANCE), covariance=name),
            lang.listed([*dict.fromkeys(part.estimator)]),
        )
        for name, part in rows.dropna(subset=["covariance"]).groupby("covariance", sort=False)
    ]
    first, *others = named or [(MISSING, "")]
    if not others:
        return first[0]
    apart = [lang("{estimators}: {errors}", errors=name, estimators=of) for name, of in others]
    return lang("{errors} (but {others})", errors=first[0], others="; ".join(apart))


def outliers(lang: Language) -> str:
    """Name the provinces unlike the others."""
    return lang.listed([*settings().outliers])
