"""How DTI moves with the reform indices: scatter grid, intervals, tables."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report import named_choices, style
from pardx.report.exhibit import Exhibit, Words, figure, prose
from pardx.report.findings import (
    ALPHA,
    OVERLAP_PART,
    estimated,
    excluding_zero,
    is_associated,
    nothing_to_draw,
    outcome_name,
    primary,
)
from pardx.report.material import Material
from pardx.report.missing_provinces import absence
from pardx.report.tables import Cell, Sheet, numeral, p_cell, table
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.regression import formulas

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FURTHER = ("ipw", "wild", "fractional_logit")
FEW = 3
"""A panel with fewer points than this is not drawn."""


def associations(material: Material) -> list[Exhibit]:
    """Show the year's associations as figure and table, or say why there are none."""
    if not (_spearman(material).n >= FEW).any():
        return [nothing_to_draw(material, PREDICTOR)]
    return [
        scatter_grid(material),
        primary_table(material),
        overlap_table(material),
        *absence(material),
    ]


def regressions(material: Material) -> list[Exhibit]:
    """Show the year's regressions as figure and table, or say why there are none."""
    if _pick(material.models, "bivariate").empty:
        return [
            prose(
                "no-models",
                lambda lang: [
                    lang(
                        "No regression was fitted: too few provinces have DTI and an outcome in "
                        "{year}.",
                        year=material.year,
                    )
                ],
            )
        ]
    return [interval_plot(material), models_table(material)]


def scatter_grid(material: Material) -> Exhibit:
    """Draw the rank on DTI against the rank on each outcome, one panel each."""
    spearman = _spearman(material)
    shown = spearman[spearman.n >= FEW]
    return figure(
        "fig-relations",
        draw=lambda lang: _draw_grid(material, shown, lang),
        words=lambda lang: _grid_words(material, shown, lang),
        origin=material.origin("associations.csv", PREDICTOR, *shown.outcome),
    )


def _spearman(material: Material) -> pd.DataFrame:
    """Pick the raw Spearman rows that have DTI as predictor."""
    return material.associations.query(
        "method == 'spearman' and removed == '' and weights == 'none' and predictor == @PREDICTOR"
    )


def _grid_words(material: Material, shown: pd.DataFrame, lang: Language) -> Words:
    each = [
        f"{material.short(row.outcome, lang.code)}: {coefficient(row, lang)}"
        for row in shown.itertuples()
    ]
    facts = {
        "clear": excluding_zero(shown),
        "total": len(shown),
        "year": material.year,
        "each": "; ".join(each),
    }
    return Words(
        lang("DTI: interval leaves out zero for {clear} of {total} indices", **facts),
        lang(
            "Rank on DTI against rank on each index, {year}; Spearman coefficient with 95 % "
            "interval",
            **facts,
        ),
        lang(
            "Scatter plots of DTI ranks against ranks on other indices, {year}. Spearman "
            "coefficients: {each}.",
            **facts,
        ),
        notes=(
            lang(
                "Each dot is a province with both ranks. Ranks of partial lists count over all 63 "
                "places. Intervals: BCa bootstrap."
            ),
        ),
    )


def coefficient(row: NamedTuple, lang: Language) -> str:
    """Write a Spearman coefficient with its interval and n, or that n is too small."""
    if pd.isna(row.estimate):
        return lang("not estimated, n = {n}", n=row.n)
    numbers = {
        name: lang.number(getattr(row, name), 2) for name in ("estimate", "ci_low", "ci_high")
    }
    return lang("{estimate} [{ci_low}; {ci_high}], n = {n}", n=row.n, **numbers)


def _draw_grid(material: Material, shown: pd.DataFrame, lang: Language) -> Figure:
    rows = -(-len(shown) // 2)
    drawing, axes = style.canvas(4.8, 2.35 * rows + 0.3, rows, 2, sharex=True, sharey=True)
    for ax in axes.flat[len(shown) :]:
        ax.axis("off")
    for ax, row in zip(axes.flat, shown.itertuples(), strict=False):
        _scatter(ax, material, row, lang)
    drawing.supxlabel(material.dictionary.axis(PREDICTOR, lang.code, measure="rank"), fontsize=9)
    drawing.supylabel(
        lang("The other index ({unit})", unit=material.dictionary.unit("rank", lang.code)),
        fontsize=9,
    )
    return drawing


def _scatter(ax: Axes, material: Material, row: NamedTuple, lang: Language) -> None:
    import seaborn as sns

    x, y = f"{PREDICTOR}_rank", f"{row.outcome}_rank"
    sns.scatterplot(
        data=material.ranking,
        x=x,
        y=y,
        ax=ax,
        s=18,
        color=style.colours().subject,
        alpha=0.7,
        linewidth=0,
    )
    ax.set_title(
        f"{material.short(row.outcome, lang.code)}\n{coefficient(row, lang)}",
        fontsize=9,
        loc="left",
    )
    ticks = style.RANK_TICKS
    ax.set(xlim=(65, -1), ylim=(65, -1), xlabel="", ylabel="", xticks=ticks, yticks=ticks)


def interval_plot(material: Material) -> Exhibit:
    """Draw the DTI coefficient of each regression with its interval."""
    rows = _pick(material.models, "bivariate", "controls")
    return figure(
        "fig-coefficients",
        draw=lambda lang: _draw_intervals(material, rows, lang),
        words=lambda lang: _interval_words(material, rows, lang),
        origin=material.origin("models.csv", PREDICTOR, *dict.fromkeys(rows.outcome)),
    )


def _interval_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    controlled = rows.query("model == 'controls'")
    title = (
        N_("With controls, DTI's interval leaves out zero in {clear} of {total} models")
        if len(controlled)
        else N_("No model with controls; DTI alone: interval leaves out zero in {clear} of {total}")
    )
    controlled = controlled if len(controlled) else rows
    each = [
        f"{outcome_name(material, row, lang)}, {named_choices.model(material, row.model, lang)}: "
        + coefficient(row, lang)
        for row in rows.itertuples()
    ]
    facts = {
        "clear": excluding_zero(controlled),
        "total": len(controlled),
        "year": material.year,
        "each": "; ".join(each),
        "errors": named_choices.errors(rows, lang),
        "controls": named_choices.controls(material, settings().model_sets["controls"], lang),
    }
    return Words(
        lang(title, **facts),
        lang(
            "OLS coefficient of DTI (normal scores) with 95 % interval, {errors}, {year}", **facts
        ),
        lang("Coefficients of DTI with 95 % intervals, {year}: {each}.", **facts),
        notes=(
            lang(
                "Controls: {controls}. A coefficient of 0.5 means: one normal-score step on DTI "
                "goes with half a step on the index.",
                **facts,
            ),
        ),
    )


def _draw_intervals(material: Material, rows: pd.DataFrame, lang: Language) -> Figure:
    names = {row.test: outcome_name(material, row, lang) for row in rows.itertuples()}
    tests = list(names)
    drawing, axes = style.canvas(4.8, 0.62 * len(tests) + 1.1)
    ax = axes[0, 0]
    colours = style.colours()
    looks = {
        "bivariate": (lang("DTI alone"), colours.context, colours.paper, -0.14),
        "controls": (lang("with controls"), colours.subject, colours.subject, 0.14),
    }
    for model, (label, line, fill, shift) in looks.items():
        part = rows[rows.model == model]
        if part.empty:
            continue
        y = [tests.index(name) + shift for name in part.test]
        ax.hlines(y, part.ci_low, part.ci_high, color=line, linewidth=1.6)
        ax.plot(
            part.estimate,
            y,
            "o",
            color=line,
            markerfacecolor=fill,
            markersize=5.5,
            label=label,
        )
    ax.axvline(0, color=settings().palette.figure_ink, linewidth=0.8)
    ax.set_yticks(range(len(tests)), [textwrap.fill(name, 20) for name in names.values()])
    ax.set_ylim(len(tests) - 0.5, -0.5)
    ax.set_xlabel(lang("Coefficient of {index}", index=material.short(PREDICTOR, lang.code)))
    ax.xaxis.set_major_formatter(lambda value, _: lang.printed(round(value, 4)))
    drawing.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=8)
    return drawing


def _pick(models: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Pick the DTI coefficients of some cross-section models."""
    return models[(models.predictor == PREDICTOR) & models.model.isin(names)]


def primary_table(material: Material) -> Exhibit:
    """Print the primary tests: both coefficients, interval, p-values, weighted version."""
    rows = primary(material)
    return table(
        "tab-associations",
        sheet=lambda lang: _primary_sheet(material, rows, lang),
        words=lambda lang: Words(
            lang(
                "{clear} of {n} primary tests find an association, {year}",
                clear=sum(map(is_associated, rows.itertuples())),
                n=len(rows),
                year=material.year,
            ),
            lang(
                "Rank correlation (Spearman) and correlation of normal scores (Pearson) across "
                "provinces; 95 % interval and n below"
            ),
            notes=(_primary_note(material, rows, lang), *_flagged(material, rows, lang)),
        ),
        origin=material.origin("associations.csv", PREDICTOR, *rows.outcome),
    )


def _primary_note(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    tests = named_choices.count(len(rows), lang)
    traits = named_choices.controls(material, settings().traits, lang)
    return lang(
        "The {tests} tests were named before any result; everything else in this report is "
        "exploratory. Intervals: BCa bootstrap; in simulations those of Pearson are "
        "slightly too narrow, so verdicts rest on Spearman. p: permutation, two-sided; "
        "adjusted after Benjamini and Hochberg over the {tests}. Fewer than eight "
        "provinces: not estimated. Weights: inverse of the probability of being published, "
        "from {traits}.",
        tests=tests,
        traits=traits,
    )


def _flagged(material: Material, rows: pd.DataFrame, lang: Language) -> list[str]:
    """Say where a share of the SIPAS score stands in for printed SIPAS points."""
    points = material.dictionary.max_points("par_sipas_points", material.year)
    flagged = rows[rows.flagged > 0]
    return [
        lang(
            "For {n} provinces the SIPAS points inside PAR INDEX are not printed; {points} % "
            "of the SIPAS score stands in for them, as the year's criteria set gives SIPAS "
            "{points} of 100 points.",
            n=row.flagged,
            points=lang.number(points),
        )
        for row in flagged.itertuples()
    ]


def _primary_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    heads = (
        lang("Index"),
        lang("n"),
        lang("Spearman"),
        lang("p"),
        lang("p adjusted"),
        lang("Pearson"),
        lang("Spearman, weighted for missing provinces"),
    )
    return Sheet(
        heads,
        tuple(_primary_row(material, row, lang) for row in rows.itertuples()),
        frozenset({1, 2, 3, 4, 5, 6}),
    )


def _primary_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(outcome_name(material, row, lang)),
        Cell(str(row.n)),
        estimate_cell(row, lang),
        p_cell(lang, row.p_value),
        p_cell(lang, row.p_adjusted),
        estimate_cell(material.association(row.test, method="pearson"), lang),
        estimate_cell(material.association(row.test, weights="ipw"), lang),
    )


def overlap_table(material: Material) -> Exhibit:
    """Print each pair with shared content raw and without it, side by side."""
    rows = material.associations.query(
        "method == 'spearman' and overlap == 'removed' and weights == 'none'"
    )
    return table(
        "tab-overlap",
        sheet=lambda lang: _overlap_sheet(material, rows, lang),
        words=lambda lang: Words(
            _overlap_title(rows, lang),
            lang(
                "Spearman coefficient across provinces, {year}; 95 % interval and n below",
                year=material.year,
            ),
            notes=(
                lang(
                    "Expected from overlap: the coefficient that shared content alone would give "
                    "if the part and the rest were independent, from their standard deviations. "
                    "Published scores favour the top and the bottom, which widens the spread. The "
                    "digital government area of PAR INDEX and the components of DTI are printed "
                    "for a handful of provinces only, too few to estimate."
                ),
            ),
        ),
        origin=material.origin(
            "associations.csv", *dict.fromkeys([*rows.predictor, *rows.outcome])
        ),
    )


def _overlap_title(rows: pd.DataFrame, lang: Language) -> str:
    """Count the intervals that leave out zero once shared content is removed."""
    n = int(rows.estimate.notna().sum())
    return lang(
        N_("Without shared content, {clear} of {n} intervals leave out zero")
        if n
        else N_("Shared content: too few provinces to remove it"),
        clear=excluding_zero(rows),
        n=n,
    )


def _overlap_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    heads = (
        lang("Pair"),
        lang("Taken out"),
        lang("Raw, all provinces"),
        lang("Raw, same provinces"),
        lang("Overlap removed"),
        lang("Expected from overlap"),
    )
    return Sheet(
        heads,
        tuple(_overlap_row(material, row, lang) for row in rows.itertuples()),
        frozenset({2, 3, 4, 5}),
    )


def _overlap_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    whole = material.associations.query(
        "outcome == @row.outcome and predictor == @row.predictor and removed == ''"
        " and method == 'spearman' and weights == 'none'"
    )
    same = material.association(row.test, sample="same")
    names = [material.short(name, lang.code) for name in (row.predictor, row.outcome)]
    return (
        Cell(lang("{one} and {other}", one=names[0], other=names[1])),
        Cell(lang.listed([lang(OVERLAP_PART[part]) for part in row.removed.split(";")])),
        estimate_cell(next(whole.itertuples()), lang),
        estimate_cell(same, lang),
        estimate_cell(row, lang),
        numeral(lang, same.mechanical, 2),
    )


def estimate_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of an estimate with its interval and n below, or of why there is none."""
    if not estimated(row):
        return Cell(lang("not estimated, n = {n}", n=row.n))
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    detail = lang("{low} to {high}; n = {n}", low=low, high=high, n=row.n)
    return Cell(lang.number(row.estimate, 2), detail, float(row.estimate))


def interval_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of a 95 % interval, or of the reason why there is none."""
    if not estimated(row):
        return Cell(lang("not estimated, n = {n}", n=row.n))
    if pd.isna(row.ci_low):
        return Cell(MISSING)
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    return Cell(lang("{low} to {high}", low=low, high=high))


def models_table(material: Material) -> Exhibit:
    """Print the DTI coefficient of each cross-section model; the others are in the CSV."""
    rows = _pick(material.models, *formulas(), *FURTHER)
    return table(
        "tab-models",
        sheet=lambda lang: _models_sheet(material, rows, lang),
        words=lambda lang: Words(
            lang(
                "DTI's coefficient has p below 5 % in {clear} of {n} models, {year}",
                clear=int((rows.p_value < ALPHA).sum()),
                n=int(rows.estimate.notna().sum()),
                year=material.year,
            ),
            lang(
                "OLS, {errors}, t intervals; outcome and DTI as normal scores of ranks",
                errors=named_choices.errors(rows[rows.model != "wild"], lang),
            ),
            notes=(_models_note(material, rows, lang),),
        ),
        origin=material.origin("models.csv", PREDICTOR, *dict.fromkeys(rows.outcome)),
    )


def _models_note(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    held = {
        name: named_choices.controls(material, settings().model_sets[name], lang)
        for name in ("income", "controls")
    }
    years = _years_of_controls(material, rows, lang)
    return lang(
        "Coefficient of DTI only; all others are in the CSV. Years of the controls: "
        "{controls}. A model is fitted only with at least ten provinces more than "
        "coefficients and no region of a single province. Fullest model: {fullest}. "
        "Fractional logit, with {income}: points of a hundred per step of normal score.",
        controls=years,
        income=held["income"],
        fullest=held["controls"],
    )


def _years_of_controls(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    """Name the controls by what they measure, each with the year it is of."""
    told = dict.fromkeys(one for text in rows.controls.unique() for one in text.split(", "))
    each = [
        lang("{name} {year}", name=material.short(name, lang.code), year=year)
        for name, year in (one.split() for one in told)
    ]
    return "; ".join(each)


def _models_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    heads = (
        lang("Index"),
        lang("Model"),
        lang("n"),
        lang("Coefficient"),
        lang("Std. error"),
        lang("95 % interval"),
        lang("p"),
    )
    return Sheet(
        heads,
        tuple(
            (
                Cell(outcome_name(material, row, lang)),
                Cell(named_choices.model(material, row.model, lang)),
                Cell(str(row.n)),
                numeral(lang, row.estimate, 2),
                numeral(lang, row.std_error, 2),
                interval_cell(row, lang),
                p_cell(lang, row.p_value),
            )
            for row in rows.itertuples()
        ),
        frozenset({2, 3, 4, 5, 6}),
    )
