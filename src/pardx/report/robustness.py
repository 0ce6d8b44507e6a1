"""How firm the results are: all specifications, single provinces, what the models rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.report import labels, style
from pardx.report.exhibit import Exhibit, Words, box, figure, origin, sentence
from pardx.report.tables import Cell, Sheet, span, table
from pardx.settings import WITHOUT, settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import ALPHA, MINIMUM_N

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHECKS = {
    "vif": N_(
        "{outcome}: controls are so correlated that a coefficient is imprecise "
        "(largest VIF {value}, limit {limit}; n = {n})."
    ),
    "condition": N_(
        "{outcome}: the regressors are nearly collinear (condition number {value}, limit "
        "{limit}; n = {n})."
    ),
    "leverage": N_("{outcome}: {where} has high leverage ({value}, limit {limit}; n = {n})."),
    "residual": N_(
        "{outcome}: {where} is an outlier (studentised residual {value}, limit {limit}; n = {n})."
    ),
    "cook": N_(
        "{outcome}: {where} alone changes the coefficients (Cook's distance {value}, "
        "limit {limit}; n = {n})."
    ),
    "heteroskedasticity": N_(
        "{outcome}: heteroskedasticity (Breusch-Pagan {p}; n = {n}); {errors} allow for it."
    ),
    "normality": N_(
        "{outcome}: residuals are not normal (Jarque-Bera {p}; n = {n}); rely "
        "on the bootstrap confidence interval."
    ),
}

TESTED = {
    "same year": N_("DTI and dependent variable of {year}, median: {each}."),
    "lagged": N_("DTI of {before}, dependent variable of {year}: {each}."),
    "year before": N_("Both of {before}: {each}."),
}
"""Which specifications are tested together -> how their medians are said."""
CHOICES = {
    **{"overlap": N_("shared content"), "scale": N_("scale"), "year": N_("year")},
    "lag": N_("lag of DTI"),
    "controls": N_("controls ({controls})"),
    "weights": N_("weights for non-coverage"),
    "sample": N_("with or without {outliers}"),
    "estimator": N_("estimator (least squares, {errors}; Huber's for scores)"),
}
"""Column of the specifications -> the choice it holds; said where a year leaves one."""


def curve_figure(
    specifications: pd.DataFrame,
    specification_test: pd.DataFrame,
    dictionary: Dictionary,
    year: int,
) -> Exhibit:
    """Draw the estimates of all specifications in order, and the outcome of each.

    Parameters
    ----------
    specifications : DataFrame
        One row per specification, smallest estimate first; without rows the page says so.
    specification_test : DataFrame
        The joint tests of each outcome's specifications.
    dictionary : Dictionary
        Names indices and controls.
    year : int
        Year of the report.
    """
    if specifications.empty:
        return sentence(
            "no-curve",
            N_(
                "No specification curve: too few provinces have both DTI and a dependent "
                "variable in {year}."
            ),
            year=year,
        )
    return figure(
        "fig-specifications",
        draw=lambda lang: _draw_curve(specifications, dictionary, lang),
        words=lambda lang: curve_words(specifications, specification_test, dictionary, year, lang),
        origin=origin("specifications.csv", dictionary, PREDICTOR, *specifications.outcome),
    )


def curve_words(
    curve: pd.DataFrame, joint: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language
) -> Words:
    """Title, caption, alternative text and notes of the specification curve."""
    medians = joint[joint.statistic == "median estimate"]
    named = beyond_chance(joint, dictionary, lang)
    own = curve[(curve.year == year) & (curve.lag == 0)]
    enough = own.n.max() >= MINIMUM_N
    varied = [name for name in CHOICES if len({*curve[name]}) > 1]
    facts = {
        "total": len(curve),
        "named": lang.listed(named),
        "least": lang.number(curve.estimate.min(), 2),
        "most": lang.number(curve.estimate.max(), 2),
        "median": lang.number(curve.estimate.median(), 2),
        "low_n": int(curve.n.min()),
        "high_n": int(curve.n.max()),
        "draws": int(joint.draws.max()),
        "year": year,
        "before": year - 1,
        "minimum": MINIMUM_N,
        "outcomes": "; ".join(_group(*one, dictionary, lang) for one in sorted(_groups(curve))),
        "controls": labels.control_sets(curve.controls.unique(), dictionary, lang),
        "outliers": labels.outliers(lang),
        "errors": labels.errors(curve[curve.estimator == "OLS"], lang),
    }
    tested = [
        lang(text, each=_tested(medians[medians.timing == timing], dictionary, lang), **facts)
        for timing, text in TESTED.items()
        if (medians.timing == timing).any()
    ]
    return Words(
        lang(
            N_("Over all model variants of {year}, DTI is associated with {named}")
            if named
            else N_("Over all model variants of {year}, no outcome clearly goes with DTI")
            if enough
            else N_("DTI of {year} was collected for too few provinces to tell what goes with it"),
            **facts,
        ),
        lang(
            "Standardised coefficient of DTI with 95% confidence interval, in order; n "
            "from {low_n} to {high_n}, {year}",
            **facts,
        ),
        lang(
            "Curve of {total} estimates from {least} to {most}, median {median}. Below the curve, "
            "marks show the dependent variable of each model variant.",
            **facts,
        ),
        notes=(
            *tested,
            lang(
                "Each test takes the median over all variants of one dependent variable and "
                "permutes {draws} times: DTI, and for the second p the residuals of least squares "
                "on the controls (Freedman and Lane). An association over all variants is not one "
                "in each. A variant needs 10 provinces more than coefficients; an estimate "
                "reported by itself needs {minimum}.",
                **facts,
            ),
            lang(
                "Choices: dependent variable ({outcomes}), {varied}. Other choices, or the figures "
                "of the missing provinces, could change the result of the joint test. All are in "
                "the CSV.",
                varied=", ".join(lang(CHOICES[name], **facts) for name in varied),
                **facts,
            ),
        ),
    )


def beyond_chance(joint: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Name the outcomes whose median over the variants of the year both permutations reject."""
    own = joint[(joint.statistic == "median estimate") & (joint.timing == "same year")]
    groups = own.groupby(["outcome", "overlap"], sort=False)
    return [_group(*one, dictionary, lang) for one, rows in groups if (rows.p_value < ALPHA).all()]


def _tested(medians: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """List the median of each outcome's variants with its two p-values."""
    each = []
    for one, rows in medians.groupby(["outcome", "overlap"], sort=False):
        of = rows.set_index("permutation")
        each.append(
            lang(
                "{outcome} {median} ({plain} and {residual})",
                outcome=_group(*one, dictionary, lang),
                median=lang.number(of.observed["plain"], 2),
                plain=lang.p_value(of.p_value["plain"]),
                residual=lang.p_value(of.p_value["residual"]),
            )
        )
    return "; ".join(each)


def _draw_curve(curve: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    groups = _groups(curve)
    drawing, axes = style.canvas(
        4.8, 4.2, 2, 1, sharex=True, height_ratios=[3, 0.35 * len(groups) + 0.2]
    )
    top, below = axes[:, 0]
    colours = style.colours()
    place = np.arange(len(curve))
    thin = np.unique(np.linspace(0, len(curve) - 1, 120).astype(int))
    low, high = (curve[side].to_numpy()[thin] for side in ("ci_low", "ci_high"))
    top.fill_between(place[thin], low, high, color=colours.context, alpha=0.35, linewidth=0)
    top.plot(place[thin], curve.estimate.to_numpy()[thin], color=colours.subject, linewidth=1.6)
    top.axhline(0, color=settings().palette.figure_ink, linewidth=0.8)
    top.set_ylabel(lang("Coefficient of {index}", index=dictionary.short(PREDICTOR, lang.code)))
    top.set_ylim(max(curve.ci_low.min(), -1.6), min(curve.ci_high.max(), 1.6))
    top.yaxis.set_major_formatter(lambda value, _: lang.number(value, 1))
    same = zip(curve.outcome, curve.overlap, strict=True)
    row = np.array([groups.index(group) for group in same])
    below.plot(*_runs(row), color=colours.subject, linewidth=7, solid_capstyle="butt")
    names = [_group(outcome, overlap, dictionary, lang) for outcome, overlap in groups]
    below.set_yticks(range(len(groups)), names, fontsize=7.5)
    below.invert_yaxis()
    below.set_xlabel(lang("Model variants, smallest coefficient first"))
    return drawing


def _groups(curve: pd.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(curve.outcome, curve.overlap, strict=True)))


def _runs(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one broken line through runs of equal rows: a single light path."""
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    ends = np.append(starts[1:], len(row))
    gap = np.full(len(starts), np.nan)
    x = np.column_stack([starts - 0.5, ends - 0.5, gap]).ravel()
    return x, np.repeat(row[starts], 3).astype(float)


def _group(outcome: str, overlap: str, dictionary: Dictionary, lang: Language) -> str:
    named = (one.partition(WITHOUT)[::2] for one in settings().outcomes.curve)
    removed = [part for whole, part in named if part and whole == outcome and overlap != "raw"]
    return labels.without(outcome, removed, dictionary, lang)


def influence_table(influence: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print each primary test without single provinces and without groups of them."""
    if influence.empty:
        return None

    def sheet(lang: Language) -> Sheet:
        heads = (
            lang("DTI with"),
            lang("All provinces"),
            lang("Removing one"),
            lang("Without the {count}", count=labels.count(len(settings().outliers), lang)),
            lang("Omissions that end it"),
            lang("Largest Cook's distance"),
        )
        groups = influence.groupby("test", sort=False)
        rows = tuple(_influence_row(group, dictionary, lang) for _, group in groups)
        return Sheet(heads, rows, frozenset({1, 2, 3}))

    return table(
        "tab-influence",
        sheet=sheet,
        words=lambda lang: influence_words(influence, dictionary, lang),
        origin=origin("influence.csv", dictionary, PREDICTOR, *influence.outcome),
    )


def influence_words(influence: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Words:
    """Title, caption and note of the table of influence."""
    whole = influence[(influence.kind == "all") & influence.claimed.astype(bool)]
    single = influence[influence.kind == "one"]
    firm = single.claimed.astype(bool).groupby(single.test).all()
    named = {
        stays: lang.listed(
            [
                labels.outcome(row, dictionary, lang)
                for row in whole[whole.test.map(firm) == stays].itertuples()
            ]
        )
        for stays in {*whole.test.map(firm)}
    }
    return Words(
        lang(
            N_("DTI goes with {firm} whichever province is left out; with {frail} not")
            if len(named) > 1
            else N_("DTI goes with {firm} whichever province is left out")
            if True in named
            else N_("Leaving out one province can end the association of DTI with {frail}")
            if named
            else N_("No association of DTI is clear enough to be lost with one province"),
            firm=named.get(True, ""),
            frail=named.get(False, ""),
        ),
        lang("Spearman coefficient of the primary tests after removing provinces"),
        notes=(
            lang(
                "An association ends when its 95% confidence interval includes zero or its "
                "adjusted p is 5% or more, the rule of all conclusions here. The {count}: "
                "{outliers}.",
                count=labels.count(len(settings().outliers), lang),
                outliers=labels.outliers(lang),
            ),
        ),
        dash=lang("A dash: no association to end."),
    )


def _influence_row(group: pd.DataFrame, dictionary: Dictionary, lang: Language) -> tuple[Cell, ...]:
    """Print one test: all provinces, leaving out one, the outliers, and what overturns it."""

    def with_p(row: NamedTuple) -> Cell:
        detail = lang("{p}; n = {n}", p=lang.p_value(row.p_value), n=row.n)
        return Cell(lang.number(row.estimate, 2), detail)

    whole = next(group[group.kind == "all"].itertuples())
    single = group[group.kind == "one"]
    worst = single.loc[single.cooks_distance.idxmax()]
    cook = lang(
        "{province} ({value})",
        province=dictionary.place_names[worst.omitted],
        value=lang.number(worst.cooks_distance, 2),
    )
    named = [with_p(row) for row in group[group.kind == "named"].itertuples()]
    return (
        Cell(labels.outcome(whole, dictionary, lang)),
        with_p(whole),
        Cell(span(lang, single.estimate.min(), single.estimate.max())),
        *(named or [Cell(MISSING)]),
        Cell(lang("{ends} of {n}", ends=int((~single.claimed.astype(bool)).sum()), n=whole.n))
        if whole.claimed
        else Cell(MISSING),
        Cell(cook),
    )


def checks_box(
    checks: pd.DataFrame, models: pd.DataFrame, dictionary: Dictionary
) -> Exhibit | None:
    """Say in sentences which checks of the main models call for caution.

    Parameters
    ----------
    checks : DataFrame
        One row per model and check; without a model whose n allows an estimate there is no box.
    models : DataFrame
        Which standard errors each model has.
    dictionary : Dictionary
        Names indices and provinces.
    """
    checks = checks[checks.n >= MINIMUM_N]
    if checks.empty:
        return None
    failed = checks[~checks.passed.astype(bool)]

    def caution(row: NamedTuple, lang: Language) -> str:
        fitted = models.query("test == @row.test and model == @row.model")
        return lang(
            CHECKS[row.check],
            outcome=labels.outcome(row, dictionary, lang),
            where=dictionary.place_names.get(row.where, ""),
            value=lang.number(row.value, 2),
            p=lang.p_value(row.value),
            limit=lang.number(row.limit, 2),
            n=row.n,
            errors=labels.errors(fitted, lang),
        )

    return box(
        "model-checks",
        lambda lang: (
            lang.ngettext(
                "Checks of the main model of each primary test: {n} of {total} calls for caution.",
                "Checks of the main model of each primary test: {n} of {total} call for caution.",
                len(failed),
                total=len(checks),
            ),
            [caution(row, lang) for row in failed.itertuples()],
            lang(
                "Residuals, leverage, collinearity and Cook's distance are all within their usual "
                "limits."
            ),
        ),
    )


def residuals_figure(residuals: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Draw leverage against residual, one panel per primary test whose n allows an estimate."""
    residuals = residuals[residuals.groupby("test").test.transform("size") >= MINIMUM_N]
    if residuals.empty:
        return None
    return figure(
        "fig-residuals",
        draw=lambda lang: _draw_residuals(residuals, dictionary, lang),
        words=lambda lang: residual_words(residuals, dictionary, lang),
        origin=origin("residuals.csv", dictionary, PREDICTOR, *residuals.outcome),
    )


def residual_words(points: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Words:
    """Title, caption and alternative text of the residuals."""
    worst = points.loc[points.groupby("test").residual.apply(lambda r: r.abs().idxmax())]
    each = [
        lang(
            "{outcome}: {province} {value}",
            outcome=labels.outcome(row, dictionary, lang),
            province=dictionary.place_names[row.gso_code],
            value=lang.number(row.residual, 1),
        )
        for row in worst.itertuples()
    ]
    far = int((points.residual.abs() > 3).sum())
    facts = {"each": "; ".join(each)}
    return Words(
        lang.ngettext(
            "{n} of {all} residuals lies beyond three standard deviations",
            "{n} of {all} residuals lie beyond three standard deviations",
            far,
            all=len(points),
        ),
        lang("Studentised residual against leverage, main model of each primary test", **facts),
        lang("Scatter plots of residuals against leverage. Largest residuals: {each}.", **facts),
    )


def _draw_residuals(points: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    drawing, axes = style.panels(points.test.nunique(), 2.1, sharey=True)
    for ax, (_, part) in zip(axes, points.groupby("test", sort=False), strict=True):
        dots = style.dots(part.leverage.to_numpy(), part.residual.to_numpy())
        looks = {"linewidth": 3.5, "solid_capstyle": "round", "alpha": 0.7}
        ax.plot(*dots, color=style.colours().subject, **looks)
        ax.axhline(0, color=style.colours().context, linewidth=0.8)
        named = part.loc[part.residual.abs().idxmax()]
        ax.annotate(
            dictionary.place_names[named.gso_code],
            (named.leverage, named.residual),
            fontsize=7,
            xytext=(3, 2),
            textcoords="offset points",
        )
        name = labels.outcome(next(part.itertuples()), dictionary, lang)
        ax.set_title(f"{name}, n = {len(part)}", fontsize=7.5, loc="left")
        ax.xaxis.set_major_formatter(lambda value, _: lang.number(value, 1))
    drawing.supxlabel(lang("Leverage"), fontsize=9)
    drawing.supylabel(lang("Studentised residual"), fontsize=9)
    return drawing
