"""Equations of the models: written once as TeX, shown as MathML without script or request."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Fragment, render

EQUATIONS = {
    "score": (
        r"z_i = \Phi^{-1} ( \frac{N - r_i + \frac{1}{2}}{N} )",
        N_(
            "Ranks enter as normal scores over all N places [@conover1999]: r is the rank, 1 the "
            "highest, so that rank 10 means the same however many other ranks were collected."
        ),
    ),
    "bounds": (
        r"\rho \in [ \min_\pi \rho ( r^x , r^y_\pi ) , \max_\pi \rho ( r^x , r^y_\pi ) ]",
        N_(
            "Provinces without a collected rank hold exactly the places that nobody else holds. "
            "Over every way π of giving them these places Spearman's coefficient of the whole "
            "list lies between two sharp bounds [@manski2003], found as assignment problems. "
            "Nothing is assumed about why a rank was not collected."
        ),
    ),
    "adjusted": (
        r"\tilde{p}_{(k)} = \min_{j \geq k} \frac{m}{j} p_{(j)}",
        N_(
            "Intervals are bias-corrected and accelerated bootstrap intervals [@efron1987], "
            "resampling provinces; p-values are shares of permutations, adjusted over the m "
            "registered tests [@benjamini1995]. Primary tests are repeated with weights for "
            "provinces like those missing [@seaman2013], and with the free places imputed by a "
            "Gaussian copula [@hoff2007] in imputations.csv."
        ),
    ),
    "ols": (
        r"z_i^y = \alpha + \beta z_i^{DTI} + x_i' \gamma + \epsilon_i",
        N_(
            "Least squares with {errors} and t intervals; x are the controls. The models are, in "
            "turn: {models}. The main model is repeated with the wild bootstrap [@davidson2008], "
            "whose errors are HC3 [@mackinnon1985]."
        ),
    ),
    "logit": (
        r"E ( s_i ) = \Lambda ( \alpha + \beta z_i^{DTI} + x_i' \gamma )",
        N_(
            "Where the outcome has a score, a fractional logit [@papke1996] is fitted beside least "
            "squares; s is the score as a share of its range, and average marginal effects are "
            "reported."
        ),
    ),
    "panel": (
        r"y_{it} = \beta d_{i , t-1} + \alpha_i + \lambda_t + \epsilon_{it}",
        N_(
            "Over years of one method, PAPI D8 of the year before (d) enters beside province and "
            "year effects, in z-scores within each year; errors are clustered by province. D8 of "
            "the year after, in its place, is a placebo; province means separate differences "
            "between provinces from changes within them [@mundlak1978]."
        ),
    ),
    "convergence": (
        r"s_{iT} - s_{i0} = a + b s_{i0} + e_i",
        N_(
            "Convergence of the scores s: a negative b says that provinces that were behind "
            "gained. Sampling error alone makes b negative too, so b is set beside what error "
            "alone would give."
        ),
    ),
    "moran": (
        r"I = \frac{n}{\sum_{ij} w_{ij}} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}",
        N_(
            "Spatial autocorrelation over the land borders w between provinces with figures (135 "
            "borders where all 63 have one): Moran's I [@cliff1981] of indices and of residuals."
        ),
    ),
}
"""Name -> TeX of an equation, and the sentence beside it."""

SYMBOLS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "epsilon": "ε",
    "lambda": "λ",
    "pi": "π",
    "rho": "ρ",
    "Phi": "Φ",
    "Lambda": "Λ",
}
OPERATORS = {"in": "∈", "geq": "≥", "sum": "∑", "min": "min", "max": "max"}
TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]+(?=\b|_|\^|')|[A-Za-z]|\d+|\S")


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
        html = render("equation.html.j2", id=id, maths=mathml(tex), tex=tex, text=said)
        return Fragment(html, latex=f"$${tex}$$")

    return Exhibit(id, write)


def mathml(tex: str) -> str:
    """Write a small part of TeX as MathML: letters, scripts, fractions, tildes, operators.

    Raises
    ------
    ValueError
        When a brace closes that never opened.
    """
    row, rest = _row(TOKEN.findall(tex))
    if rest:
        raise ValueError(f"unbalanced braces in {tex}")
    return row


def _row(tokens: list[str]) -> tuple[str, list[str]]:
    """Write tokens up to a closing brace; return the rest."""
    parts: list[str] = []
    while tokens and tokens[0] != "}":
        atom, tokens = _atom(tokens)
        atom, tokens = _scripts(atom, tokens)
        parts.append(atom)
    return f"<mrow>{''.join(parts)}</mrow>", tokens


def _group(tokens: list[str]) -> tuple[str, list[str]]:
    """Write what one pair of braces holds, or one token."""
    if tokens[0] != "{":
        return _atom(tokens)
    row, rest = _row(tokens[1:])
    return row, rest[1:]


def _atom(tokens: list[str]) -> tuple[str, list[str]]:
    token, rest = tokens[0], tokens[1:]
    name = token.removeprefix("\\")
    if name == "frac":
        top, rest = _group(rest)
        bottom, rest = _group(rest)
        return f"<mfrac>{top}{bottom}</mfrac>", rest
    if name == "tilde":
        under, rest = _group(rest)
        return f'<mover accent="true">{under}<mo>~</mo></mover>', rest
    if name in SYMBOLS:
        return f"<mi>{SYMBOLS[name]}</mi>", rest
    if name in OPERATORS:
        return f"<mo>{OPERATORS[name]}</mo>", rest
    if token.isdigit():
        return f"<mn>{token}</mn>", rest
    if token.isalpha():
        return "".join(f"<mi>{one}</mi>" for one in _letters(token)), rest
    sign = {"-": "\N{MINUS SIGN}", "'": "\N{PRIME}"}.get(token, token)
    return f"<mo>{escape(sign)}</mo>", rest


def _letters(token: str) -> list[str]:
    """Part letters that are multiplied; capitals are one name."""
    return [token] if token.isupper() else [*token]


def _scripts(base: str, tokens: list[str]) -> tuple[str, list[str]]:
    """Hang subscript and superscript on what stands before them."""
    found: dict[str, str] = {}
    while tokens and tokens[0] in ("_", "^"):
        sign = tokens[0]
        found[sign], tokens = _group(tokens[1:])
    under = any(f">{name}<" in base for name in ("min", "max"))
    if not found:
        return base, tokens
    if len(found) == 2:
        return f"<msubsup>{base}{found['_']}{found['^']}</msubsup>", tokens
    sign, script = found.popitem()
    tag = "munder" if under else {"_": "msub", "^": "msup"}[sign]
    return f"<{tag}>{base}{script}</{tag}>", tokens
