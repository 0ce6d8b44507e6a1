"""What the working paper says of its models: the equation of each that it has results of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import labels
from pardx.report.equations import equation
from pardx.report.exhibit import Exhibit
from pardx.report.forest import of_several_years
from pardx.report.paper import Results, has_tests
from pardx.settings import settings
from pardx.stats.correlation import MINIMUM_N
from pardx.stats.designs import formulas

FURTHER = {
    "ols": {
        "wild": N_(
            "The main model is repeated with the wild bootstrap [@davidson2008], whose errors are "
            "HC3 [@mackinnon1985]."
        ),
    },
    "adjusted": {
        "ipw": N_(
            "Primary tests are repeated with weights for provinces like those missing "
            "[@seaman2013]."
        ),
        "imputed": N_(
            "The free places are also imputed by a Gaussian copula [@hoff2007], in imputations.csv."
        ),
    },
    "panel": {
        "panel_lead": N_("D8 of the year after, in its place, is a placebo."),
        "mundlak_within": N_(
            "Province means separate differences between provinces from changes within them "
            "[@mundlak1978]."
        ),
    },
    "convergence": {
        "noise": N_("Beside b stands what error alone would give."),
    },
    "moran": {
        "residuals": N_("It is computed of the residuals of the models with controls as well."),
    },
}
"""Equation -> what else is said beside it where the year has it."""


def models(results: Results, dictionary: Dictionary) -> list[Exhibit]:
    """Show the equation of each model that the paper has results of, and nothing it lacks.

    Parameters
    ----------
    results : mapping
        Results tables.
    dictionary : Dictionary
        Names controls.
    """
    there = _there(results)
    return [
        equation(name, **_facts(name, results, dictionary, there))
        for name, shown in _shown(results, there).items()
        if shown
    ]


def _there(results: Results) -> set[str]:
    """Name the models and further results that the paper has."""
    fitted = {*results["models"].model[results["models"].n >= MINIMUM_N]}
    weighted = results["associations"].query("weights == 'ipw' and role == 'primary'")
    also = {
        "ipw": weighted.estimate.notna().any(),
        "imputed": len(results["imputations"]) > 0,
        "noise": results["convergence"].beta_noise.notna().any(),
        "residuals": (results["moran"].kind == "residuals").any(),
    }
    return (fitted - {*also}) | {name for name, known in also.items() if known}


def _shown(results: Results, there: set[str]) -> Mapping[str, bool]:
    tested = has_tests(results)
    ranked = not results["partial"].empty or of_several_years(results["pooled"])
    return {
        "score": tested or ranked,
        "bounds": bool(results["bounds_associations"].low.notna().any()),
        "adjusted": tested,
        "ols": "bivariate" in there,
        "logit": "fractional_logit" in there,
        "panel": "panel_lag" in there,
        "convergence": not results["convergence"].empty,
        "moran": not results["moran"].empty,
    }


def _facts(
    name: str, results: Results, dictionary: Dictionary, there: set[str]
) -> dict[str, Callable[[Language], str]]:
    """Return what fills the sentence beside an equation."""
    asked = FURTHER.get(name, {})

    def further(lang: Language) -> str:
        return "".join(f" {lang(text)}" for model, text in asked.items() if model in there)

    def turns(lang: Language) -> str:
        return "; ".join(labels.model(one, dictionary, lang) for one in formulas() if one in there)

    def errors(lang: Language) -> str:
        table = results["models"]
        return labels.errors(table[table.model.isin(settings().model_sets)], lang)

    own = {"models": turns, "errors": errors} if name == "ols" else {}
    return own | ({"further": further} if asked else {})
