"""How firm the results are: all specifications, single provinces, what the models rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report import named_choices, style
from pardx.report.exhibit import Exhibit, Words, figure, prose, render, untitled
from pardx.report.findings import OVERLAP_PART, outcome_name, overturning
from pardx.report.material import Material
from pardx.report.tables import Cell, Sheet, table
from pardx.settings import WITHOUT, settings
from pardx.stats.association import PREDICTOR

if TYPE_CHECKING:
    from matplotlib.figure import Figure


CHECKS = {
    "vif": N_(
        "{outcome}: controls overlap so much that a coefficient is blurred (largest VIF "
        "{value}, limit {limit}; n = {n})."
    ),
    "condition": N_(
        "{outcome}: the regressors are nearly collinear (condition number {value}, limit "
        "{limit}; n = {n})."
    ),
    "leverage": N_(
        "{outcome}: {where} has more weight than others in its own fit (leverage {value}, "
        "limit {limit}; n = {n})."
    ),
    "residual": N_(
        "{outcome}: {where} lies far from the model (studentised residual {value}, limit "
        "{limit}; n = {n})."
    ),
    "cook": N_(
        "{outcome}: {where} alone moves the coefficients (Cook's distance {value}, limit "
        "{limit}; n = {n})."
    ),
    "heteroskedasticity": N_(
        "{outcome}: the spread around the model is uneven (Breusch-Pagan p = {value}; n = "
        "{n}); {errors} allow for it."
    ),
    "normality": N_(
        "{outcome}: residuals are not normal (Jarque-Bera p = {value}; n = {n}); read the "
        "bootstrap interval first."
    ),
}


def robustness(material: Material) -> list[Exhibit]:
    """Show the specification curve, or say that there is none; influence and model checks."""
    none = prose(
        "no-curve",
        lambda lang: [
            lang(
                "No specification curve: too few provinces have DTI and an outcome in {year}.",
                year=material.year,
            )
        ],
    )
    shown = [none if material.further["specifications"].empty else curve_figure(material)]
    if len(material.further["influence"]):
        shown.append(influence_table(material))
    if len(material.further["checks"]):
        shown += [checks_box(material), residuals_figure(material)]
    return shown


def curve_figure(material: Material) -> Exhibit:
    """Draw the estimates of all specifications in order, and the choices behind them."""
    curve = material.further["specifications"]
    return figure(
        "fig-specifications",
        draw=lambda lang: _draw_curve(material, curve, lang),
        words=lambda lang: _curve_words(material, curve, lang),
        origin=material.origin("specifications.csv", PREDICTOR, *dict.fromkeys(curve.outcome)),
    )


def _curve_words(material: Material, curve: pd.DataFrame, lang: Language) -> Words:
    joint = material.further["specification_test"].set_index("statistic")
    median = joint.loc["median estimate"]
    facts = {
        "total": len(curve),
        "positive": int((curve.ci_low > 0).sum()),
        "negative": int((curve.ci_high < 0).sum()),
        "above": int((curve.estimate > 0).sum()),
        "median": lang.number(median.observed, 2),
        "null": lang.number(median.null_median, 2),
        "p": lang.p_value(median.p_value),
        "least": lang.number(curve.estimate.min(), 2),
        "most": lang.number(curve.estimate.max(), 2),
        "low_n": int(curve.n.min()),
        "high_n": int(curve.n.max()),
        "draws": int(median.draws),
        "year": material.year,
    }
    own = curve[(curve.year == material.year) & (curve.lag == 0)]
    facts |= {
        "own": len(own),
        "own_above": int((own.estimate > 0).sum()),
        "own_positive": int((own.ci_low > 0).sum()),
    }
    facts |= {
        "outcomes": "; ".join(_group(material, *group, lang) for group in sorted(_groups(curve))),
        "controls": named_choices.control_sets(material, curve.controls.unique(), lang),
        "outliers": named_choices.outliers(lang),
        "errors": named_choices.errors(curve[curve.estimator == "OLS"], lang),
    }
    verdict = (
        N_(
            "Joint test: the median of {median} is larger than chance alone gives (typically "
            "{null}; {p}; DTI of all years permuted together {draws} times, over all "
            "specifications at once). It says that DTI and the outcomes are associated "
            "somewhere, not in each specification."
        )
        if median.p_value < 0.05
        else N_(
            "Joint test: the median of {median} is within what chance alone gives (typically "
            "{null}; {p}; DTI of all years permuted together {draws} times, over all "
            "specifications at once)."
        )
    )
    return Words(
        lang("{above} of {total} specifications positive, {positive} of them clearly", **facts),
        lang(
            "Standardised coefficient of DTI with 95 % interval, in order; n from {low_n} to "
            "{high_n}, {year}",
            **facts,
        ),
        lang(
            "Curve of {total} estimates from {least} to {most}, median {median}. The interval "
            "lies above zero in {positive} and below zero in {negative}. Below the curve, "
            "marks show the outcome of each specification.",
            **facts,
        ),
        notes=(
            lang(verdict, **facts),
            lang(
                "Both DTI and outcome are of {year} in {own} of them: {own_above} positive, "
                "{own_positive} clearly. The others take DTI, or both, from the year before.",
                **facts,
            ),
            lang(
                "Choices: outcome ({outcomes}), overlap, scale, year, lag of DTI, controls "
                "({controls}), weights for missing provinces, with or without {outliers}, "
                "estimator (least squares, {errors}; Huber's for scores). A choice that is not "
                "among them, or the figures of the missing provinces, could overturn the joint "
                "test. All are in the CSV.",
                **facts,
            ),
        ),
    )


def _draw_curve(material: Material, curve: pd.DataFrame, lang: Language) -> Figure:
    groups = _groups(curve)
    drawing, axes = style.canvas(
        4.8, 4.2, 2, 1, sharex=True, height_ratios=[3, 0.35 * len(groups) + 0.2]
    )
    top, below = axes[:, 0]
    place = np.arange(len(curve))
    thin = np.unique(np.linspace(0, len(curve) - 1, 120).astype(int))
    low, high = (curve[side].to_numpy()[thin] for side in ("ci_low", "ci_high"))
    top.fill_between(place[thin], low, high, color=style.colours().context, alpha=0.35, linewidth=0)
    top.plot(
        place[thin], curve.estimate.to_numpy()[thin], color=style.colours().subject, linewidth=1.6
    )
    top.axhline(0, color=settings().palette.figure_ink, linewidth=0.8)
    top.set_ylabel(lang("Coefficient of {index}", index=material.short(PREDICTOR, lang.code)))
    top.set_ylim(max(curve.ci_low.min(), -1.6), min(curve.ci_high.max(), 1.6))
    top.yaxis.set_major_formatter(lambda value, _: lang.number(value, 1))
    same = zip(curve.outcome, curve.overlap, strict=True)
    row = np.array([groups.index(group) for group in same])
    below.plot(*_runs(row), color=style.colours().subject, linewidth=7, solid_capstyle="butt")
    names = [_group(material, outcome, overlap, lang) for outcome, overlap in groups]
    below.set_yticks(range(len(groups)), names, fontsize=7.5)
    below.invert_yaxis()
    below.set_xlabel(lang("Specifications, smallest coefficient first"))
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


def _dots(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one broken line of points without length: with round caps, a light scatter."""
    gap = np.full(len(x), np.nan)
    return np.column_stack([x, x + 1e-9, gap]).ravel(), np.column_stack([y, y, gap]).ravel()


def _group(material: Material, outcome: str, overlap: str, lang: Language) -> str:
    name = material.short(outcome, lang.code)
    if overlap == "raw":
        return name
    named = (one.partition(WITHOUT)[::2] for one in settings().outcomes.curve)
    parts = [lang(OVERLAP_PART[part]) for whole, part in named if part and whole == outcome]
    return lang("{whole} without {parts}", whole=name, parts=lang.listed(parts))


def influence_table(material: Material) -> Exhibit:
    """Print each primary test without single provinces and without groups of them."""
    found = material.further["influence"]
    return table(
        "tab-influence",
        sheet=lambda lang: _influence_sheet(material, found, lang),
        words=lambda lang: _influence_words(found, lang),
        origin=material.origin("influence.csv", PREDICTOR, *dict.fromkeys(found.outcome)),
    )


def _influence_words(found: pd.DataFrame, lang: Language) -> Words:
    flips = found[found.kind == "overturn"].omitted.map(lambda codes: len(codes.split(";")))
    facts = {"count": int((flips == 1).sum()), "total": found.test.nunique()}
    return Words(
        lang("One province less changes {count} of {total} verdicts", **facts),
        lang("Spearman coefficient of the primary tests with provinces left out"),
        notes=(
            lang(
                "Verdict here: p below 5 % by the t approximation, not adjusted. The last "
                "provinces to leave out are found one after another, so fewer might do. The "
                "{count}: {outliers}.",
                count=_outliers(lang),
                outliers=named_choices.outliers(lang),
            ),
        ),
    )


def _outliers(lang: Language) -> str:
    """Count the provinces that are named as outliers."""
    return named_choices.count(len(settings().outliers), lang)


def _influence_sheet(material: Material, found: pd.DataFrame, lang: Language) -> Sheet:
    heads = (
        lang("DTI with"),
        lang("All provinces"),
        lang("Leaving out one"),
        lang("Without the {count}", count=_outliers(lang)),
        lang("Verdict changes without"),
        lang("Largest Cook's distance"),
    )
    rows = tuple(
        _influence_row(material, group, lang) for _, group in found.groupby("test", sort=False)
    )
    return Sheet(heads, rows, frozenset({1, 2, 3}))


def _influence_row(material: Material, group: pd.DataFrame, lang: Language) -> tuple[Cell, ...]:
    whole = next(group[group.kind == "all"].itertuples())
    single = group[group.kind == "one"]
    worst = single.loc[single.cooks_distance.idxmax()]
    low, high = (lang.number(v, 2) for v in (single.estimate.min(), single.estimate.max()))
    cook = lang(
        "{province} ({value})",
        province=material.provinces.name_vi[worst.omitted],
        value=lang.number(worst.cooks_distance, 2),
    )
    return (
        Cell(outcome_name(material, whole, lang)),
        _with_p(whole, lang),
        Cell(lang("{low} to {high}", low=low, high=high)),
        *(_with_p(row, lang) for row in group[group.kind == "named"].itertuples()),
        *([Cell(MISSING)] if not (group.kind == "named").any() else []),
        Cell(overturning(material, whole.test, lang) or lang("none found")),
        Cell(cook),
    )


def _with_p(row: NamedTuple, lang: Language) -> Cell:
    detail = lang("{p}; n = {n}", p=lang.p_value(row.p_value), n=row.n)
    return Cell(lang.number(row.estimate, 2), detail, float(row.estimate))


def checks_box(material: Material) -> Exhibit:
    """Say in sentences which checks of the fullest models call for caution."""
    checks = material.further["checks"]

    def write(lang: Language) -> str:
        failed = checks[~checks.passed.astype(bool)]
        sentences = [_caution(material, row, lang) for row in failed.itertuples()]
        return render(
            "box.html.j2",
            id="model-checks",
            heading=lang(
                "Checks of the fullest model of each primary test that call for caution: {failed} "
                "of {total}.",
                failed=len(failed),
                total=len(checks),
            ),
            items=sentences,
            otherwise=lang(
                "Residuals, leverage, collinearity and Cook's distance are all within their usual "
                "limits."
            ),
        )

    return untitled("model-checks", write)


def _caution(material: Material, row: NamedTuple, lang: Language) -> str:
    where = material.provinces.name_vi.get(row.where, "")
    return lang(
        CHECKS[row.check],
        outcome=outcome_name(material, row, lang),
        where=where,
        value=lang.number(row.value, 2),
        limit=lang.number(row.limit, 2),
        n=row.n,
        errors=named_choices.errors(_fitted(material, row), lang),
    )


def _fitted(material: Material, check: NamedTuple) -> pd.DataFrame:
    """Pick the coefficients of the model that was checked."""
    return material.models.query("test == @check.test and model == @check.model")


def residuals_figure(material: Material) -> Exhibit:
    """Draw leverage against residual, one panel per primary test."""
    points = material.further["residuals"]
    return figure(
        "fig-residuals",
        draw=lambda lang: _draw_residuals(material, points, lang),
        words=lambda lang: _residual_words(material, points, lang),
        origin=material.origin("residuals.csv", PREDICTOR, *dict.fromkeys(points.outcome)),
    )


def _residual_words(material: Material, points: pd.DataFrame, lang: Language) -> Words:
    worst = points.loc[points.groupby("test").residual.apply(lambda r: r.abs().idxmax())]
    each = [
        lang(
            "{outcome}: {province} {value}",
            outcome=outcome_name(material, row, lang),
            province=material.provinces.name_vi[row.gso_code],
            value=lang.number(row.residual, 1),
        )
        for row in worst.itertuples()
    ]
    far = int((points.residual.abs() > 3).sum())
    facts = {"far": far, "n": len(points), "each": "; ".join(each)}
    return Words(
        lang("{far} of {n} residuals lie beyond three standard deviations", **facts),
        lang("Studentised residual against leverage, fullest model of each primary test", **facts),
        lang("Scatter plots of residuals against leverage. Largest residuals: {each}.", **facts),
    )


def _draw_residuals(material: Material, points: pd.DataFrame, lang: Language) -> Figure:
    tests = list(dict.fromkeys(points.test))
    rows = -(-len(tests) // 2)
    drawing, axes = style.canvas(4.8, 2.1 * rows + 0.3, rows, 2, sharey=True)
    for ax in axes.flat[len(tests) :]:
        ax.axis("off")
    for ax, test in zip(axes.flat, tests, strict=False):
        part = points[points.test == test]
        dots = _dots(part.leverage.to_numpy(), part.residual.to_numpy())
        ax.plot(
            *dots, color=style.colours().subject, linewidth=3.5, solid_capstyle="round", alpha=0.7
        )
        ax.axhline(0, color=style.colours().context, linewidth=0.8)
        named = part.loc[part.residual.abs().idxmax()]
        ax.annotate(
            material.provinces.name_vi[named.gso_code],
            (named.leverage, named.residual),
            fontsize=7,
            xytext=(3, 2),
            textcoords="offset points",
        )
        name = outcome_name(material, next(part.itertuples()), lang)
        ax.set_title(f"{name}, n = {len(part)}", fontsize=7.5, loc="left")
        ax.xaxis.set_major_formatter(lambda value, _: lang.number(value, 1))
    drawing.supxlabel(lang("Leverage"), fontsize=9)
    drawing.supylabel(lang("Studentised residual"), fontsize=9)
    return drawing
