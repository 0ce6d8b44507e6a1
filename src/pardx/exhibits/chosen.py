"""What was chosen, in words: controls, models, standard errors, outliers, as the settings say."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.material import Material
from pardx.settings import NUMBERS, REGION, settings


def lowered(name: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def count(number: int, lang: Language) -> str:
    """Write a small number as a word, a larger one in digits."""
    return lang.named(f"count.{number}") if 0 < number < len(NUMBERS) else str(number)


def control(material: Material, name: str, lang: Language) -> str:
    """Name a control as the catalogue does."""
    if name == REGION:
        return lang("chosen.region")
    label = lowered(material.short(name.removeprefix("log_"), lang.code))
    return lang("chosen.log", name=label) if name.startswith("log_") else label


def controls(material: Material, held: Iterable[str], lang: Language) -> str:
    """List controls; none is said so."""
    named = [control(material, one, lang) for one in held]
    return lang.listed(named) if named else lang("chosen.none")


def control_sets(material: Material, names: Iterable[str], lang: Language) -> str:
    """List control sets by what they hold, in the order of the settings."""
    known, asked = settings().control_sets, set(names)
    return "; ".join(controls(material, known[one], lang) for one in known if one in asked)


def model(material: Material, name: str, lang: Language) -> str:
    """Name a model of ``models.csv`` by its controls, or by its estimator."""
    known = settings().model_sets
    if not known.get(name):
        return lang(f"models.{name if name not in known else 'bivariate'}")
    return lang("models.with", controls=controls(material, known[name], lang))


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
        lang("chosen.of", errors=name, estimators=lang.listed([*dict.fromkeys(part.estimator)]))
        for name, part in others
    ]
    return lang("chosen.apart", errors=first[0], others="; ".join(apart))


def _covariance(name: str, lang: Language) -> str:
    word = lang.named(f"covariance.{name}")
    return word if word != name else lang("chosen.errors", covariance=name)


def outliers(lang: Language) -> str:
    """Name the provinces unlike the others."""
    return lang.listed([*settings().outliers])
