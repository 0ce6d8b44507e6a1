"""Equations of the models: written once as TeX, shown as MathML without script or request."""

from __future__ import annotations

from collections.abc import Callable

from latex2mathml.converter import convert
from markupsafe import escape

from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Fragment, render

EQUATIONS = {
    "score": (
        r"z_i = \Phi^{-1} \left( \frac{N - r_i + \frac{1}{2}}{N} \right)",
        N_(
            "Ranks enter as normal scores over all N places [@conover1999]: r is the rank, 1 the "
            "highest, so that rank 10 means the same however many other ranks were collected."
        ),
    ),
    "bounds": (
        r"\rho \in \left[ \min\limits_\pi \rho(r^x, r^y_\pi), "
        r"\max\limits_\pi \rho(r^x, r^y_\pi) \right]",
        N_(
            "Provinces without a collected rank hold exactly the places that nobody else holds. "
            "Over every way π of giving them these places Spearman's coefficient of the whole "
            "list lies between two sharp bounds [@manski2003], found as assignment problems. "
            "Nothing is assumed about why a rank was not collected."
        ),
    ),
    "adjusted": (
        r"\tilde{p}_{(k)} = \min\limits_{j \geq k} \frac{m}{j} p_{(j)}",
        N_(
            "Intervals are bias-corrected and accelerated bootstrap intervals [@efron1987], "
            "resampling provinces; p-values are shares of permutations, adjusted over the m "
            "registered tests [@benjamini1995].{further}"
        ),
    ),
    "ols": (
        r"z_i^y = \alpha + \beta z_i^{\text{DTI}} + x_i^\top \gamma + \varepsilon_i",
        N_(
            "Least squares with {errors} and t intervals; x are the controls. The models are, in "
            "turn: {models}.{further}"
        ),
    ),
    "logit": (
        r"E(s_i) = \Lambda(\alpha + \beta z_i^{\text{DTI}} + x_i^\top \gamma)",
        N_(
            "Where the outcome has a score, a fractional logit [@papke1996] is fitted beside least "
            "squares; s is the score as a share of its range, and average marginal effects are "
            "reported."
        ),
    ),
    "panel": (
        r"y_{it} = \beta d_{i,t-1} + \alpha_i + \lambda_t + \varepsilon_{it}",
        N_(
            "Over years of one method, PAPI D8 of the year before (d) enters beside province and "
            "year effects, in z-scores within each year; errors are clustered by province.{further}"
        ),
    ),
    "convergence": (
        r"s_{iT} - s_{i0} = a + b s_{i0} + e_i",
        N_(
            "Convergence of the scores s: a negative b says that provinces that were behind "
            "gained. Sampling error alone makes b negative too.{further}"
        ),
    ),
    "moran": (
        r"I = \frac{n}{\sum_{ij} w_{ij}} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}",
        N_(
            "Spatial autocorrelation over the land borders w between provinces with figures (135 "
            "borders where all 63 have one): Moran's I [@cliff1981] of indices.{further}"
        ),
    ),
}
"""Name -> TeX of an equation, and the sentence beside it."""


def equation(name: str, **facts: Callable[[Language], str]) -> Exhibit:
    """Show an equation with a number, and under it what its letters mean.

    Parameters
    ----------
    name : str
        One of :data:`EQUATIONS`; its anchor is ``eq-<name>``.
    **facts : callable
        Write, in a language, what fills the sentence.
    """
    tex, text = EQUATIONS[name]
    id = f"eq-{name}"

    def write(lang: Language) -> Fragment:
        said = lang(text, **{key: of(lang) for key, of in facts.items()})
        html = render("equation.html.j2", id=id, maths=mathml(tex), text=said)
        return Fragment(html, latex=f"$${tex}$$")

    return Exhibit(id, write)


def mathml(tex: str) -> str:
    """Write TeX as MathML that carries its TeX as alternative text.

    Raises
    ------
    Exception
        One of :mod:`latex2mathml.exceptions`, when the TeX is malformed.
    """
    start = f'<math alttext="{escape(tex)}"'
    return convert(tex, display="block").replace("<math", start, 1)
