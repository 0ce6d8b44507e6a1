"""What is left with other things held fixed: regressions on DTI, and partial correlations."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import labels, style
from pardx.report.exhibit import Exhibit, Words, figure, origin, sentence
from pardx.report.findings import ALPHA, excludes_zero
from pardx.report.relations import coefficient, interval_cell, pair_cell, with_interval
from pardx.report.tables import Cell, Column, numeral, p_cell, table_of
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import MINIMUM_N, POWER, adjust, power
from pardx.stats.designs import formulas

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FURTHER = ("ipw", "wild", "fractional_logit")
"""Models of the table beside those of the settings."""


def interval_plot(models: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit:
    """Draw the DTI coefficient of each regression with its interval, or say there is none.

    Parameters
    ----------
    models : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices and controls.
    year : int
        Year of the report.
    """
    rows = _pick(models, "bivariate", "controls")
    if "bivariate" not in {*rows.model}:
        return sentence(
            "no-models",
            N_(
                "No regression is shown: fewer than {least} provinces have both DTI and any one "
                "dependent variable in {year}."
            ),
            year=year,
            least=MINIMUM_N,
        )
    return figure(
        "fig-coefficients",
        draw=lambda lang: _draw_intervals(rows, dictionary, lang),
        words=lambda lang: _interval_words(rows, dictionary, year, lang),
        origin=origin("models.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def _pick(models: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Pick the DTI coefficients of some cross-section models whose n allows an estimate."""
    ours = models[(models.predictor == PREDICTOR) & models.model.isin(names)]
    return ours[ours.n >= MINIMUM_N]


def _interval_words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    controlled = rows.query("model == 'controls'")
    counted = controlled if len(controlled) else rows
    named = [
        labels.outcome(row, dictionary, lang)
        for row in counted[_clear(counted, dictionary)].itertuples()
    ]
    titles = {
        (True, True): N_("With controls, DTI still goes with {named}"),
        (True, False): N_("With controls, DTI clearly goes with no index"),
        (False, True): N_("Too few provinces for all controls; alone, DTI goes with {named}"),
        (False, False): N_(
            "Too few provinces for all controls; alone, DTI clearly goes with no index"
        ),
    }
    title = titles[bool(len(controlled)), bool(named)]
    each = [
        f"{labels.outcome(row, dictionary, lang)}, {labels.model(row.model, dictionary, lang)}: "
        + coefficient(row, lang)
        for row in rows.itertuples()
    ]
    facts = {
        "named": lang.listed(named),
        "year": year,
        "each": "; ".join(each),
        "errors": labels.errors(rows, lang),
        "controls": labels.controls(settings().model_sets["controls"], dictionary, lang),
    }
    return Words(
        lang(title, **facts),
        lang(
            "OLS coefficient of DTI (normal scores) with 95% confidence interval, {errors}, {year}",
            **facts,
        ),
        lang("Coefficients of DTI with 95% confidence intervals, {year}: {each}.", **facts),
        notes=(
            lang(
                "Controls: {controls}. A coefficient of 0.5: one unit more on DTI (normal "
                "score) goes with half a unit more on the index.",
                **facts,
            ),
        ),
    )


def _clear(rows: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Say for each model whether its title may claim it, by the rule of all conclusions."""
    adjusted = rows.p_value.groupby(rows.test.map(dictionary.tests.role)).transform(adjust)
    return excludes_zero(rows) & (adjusted < ALPHA) & _powered(rows)


def _powered(rows: pd.DataFrame) -> pd.Series:
    """Say for each model whether its provinces are enough for a verdict."""
    return rows.n.map(power) >= POWER


def _draw_intervals(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    names = {row.test: labels.outcome(row, dictionary, lang) for row in rows.itertuples()}
    tests = list(names)
    drawing, [[ax]] = style.canvas(4.8, 0.62 * len(tests) + 1.1)
    colours = style.colours()
    looks = {
        "bivariate": (lang("DTI alone"), colours.context, colours.paper, -0.14),
        "controls": (lang("with controls"), colours.subject, colours.subject, 0.14),
    }
    for model, part in rows.groupby("model"):
        label, line, fill, shift = looks[model]
        y = [tests.index(name) + shift for name in part.test]
        ax.hlines(y, part.ci_low, part.ci_high, color=line, linewidth=1.6)
        dots = {"color": line, "markerfacecolor": fill, "markersize": 5.5}
        ax.plot(part.estimate, y, "o", label=label, **dots)
    ax.axvline(0, color=settings().palette.figure_ink, linewidth=0.8)
    ax.set_yticks(range(len(tests)), [textwrap.fill(name, 20) for name in names.values()])
    ax.set_ylim(len(tests) - 0.5, -0.5)
    ax.set_xlabel(lang("Coefficient of {index}", index=dictionary.short(PREDICTOR, lang.code)))
    ax.xaxis.set_major_formatter(lambda value, _: lang.printed(round(value, 4)))
    drawing.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=8)
    return drawing


def models_table(models: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print the DTI coefficient of each cross-section model; the others are in the CSV.

    Parameters
    ----------
    models : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices and controls.
    year : int
        Year of the report.

    Returns
    -------
    Exhibit or None
        None where no model with DTI alone was fitted.
    """
    rows = _pick(models, *formulas(), *FURTHER)
    if "bivariate" not in {*rows.model}:
        return None
    return table_of(
        "tab-models",
        rows,
        [
            Column(
                N_("Index"),
                lambda row, lang: Cell(labels.outcome(row, dictionary, lang)),
                numeric=False,
            ),
            Column(
                N_("Model"),
                lambda row, lang: Cell(labels.model(row.model, dictionary, lang)),
                numeric=False,
            ),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(N_("Coefficient"), lambda row, lang: numeral(lang, row.estimate, 2)),
            Column(N_("Std. error"), lambda row, lang: numeral(lang, row.std_error, 2)),
            Column(N_("95% confidence interval"), interval_cell),
            Column(N_("p"), lambda row, lang: p_cell(lang, row.p_value)),
        ],
        words=lambda lang: _models_words(rows, dictionary, year, lang),
        origin=origin("models.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def _models_words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    asked = rows.controls.dropna().unique()
    held = dict.fromkeys(one for text in asked for one in text.split(", ") if one)
    dated = [
        lang("{name} {year}", name=dictionary.short(name, lang.code), year=of)
        for name, of in (one.split() for one in held)
    ]
    years = ["; ".join(dated)] if dated else []
    clear = (rows.p_value < ALPHA) & _powered(rows)
    every = rows.assign(clear=clear).groupby("test", sort=False).clear.all()
    first = rows.drop_duplicates("test")
    named = [
        labels.outcome(row, dictionary, lang) for row in first[first.test.map(every)].itertuples()
    ]
    return Words(
        lang(
            N_("DTI goes with {named} in every model, {year}")
            if named
            else N_("No index clearly goes with DTI in every model, {year}"),
            named=lang.listed(named),
            year=year,
        ),
        lang(
            "OLS, {errors}, confidence intervals from the t distribution; dependent "
            "variable and DTI as normal scores of ranks",
            errors=labels.errors(rows[rows.model != "wild"], lang),
        ),
        notes=(
            lang(
                "Coefficient of DTI only; all others are in the CSV. A model is shown only with "
                "at least {least} provinces, 10 provinces more than coefficients, and no region "
                "of a single province.",
                least=MINIMUM_N,
            ),
            *(lang("Years of the controls: {controls}.", controls=one) for one in years),
            *labels.main_model(rows, dictionary, lang),
            *_logit_note(rows, dictionary, lang),
        ),
        dash=lang("A dash: the wild bootstrap gives a p-value and no interval."),
    )


def _logit_note(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Say what a fractional logit holds and gives, where there is one."""
    if "fractional_logit" not in {*rows.model}:
        return []
    return [
        lang(
            "Fractional logit, with {income}: percentage points of the score's range per unit of "
            "normal score.",
            income=labels.controls(settings().model_sets["income"], dictionary, lang),
        )
    ]


def partial_figure(partial: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Draw which indices move together once the others shown are held fixed; not a single pair.

    Parameters
    ----------
    partial : DataFrame
        One row per pair of indices.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """
    if len(partial) < 2:
        return None
    linked = _linked(partial)
    return figure(
        "fig-partial",
        draw=lambda lang: _draw_links(partial, linked, dictionary, lang),
        words=lambda lang: _link_words(partial, linked, dictionary, year, lang),
        origin=origin("partial.csv", dictionary, *partial.one, *partial.other),
    )


def _link_words(
    partial: pd.DataFrame, linked: pd.Series, dictionary: Dictionary, year: int, lang: Language
) -> Words:
    each = [
        lang(
            "{one} and {other} {estimate}",
            one=dictionary.short(row.one, lang.code),
            other=dictionary.short(row.other, lang.code),
            estimate=lang.number(row.partial, 2),
        )
        for row in partial[linked].itertuples()
    ]
    facts = {
        "n": int(partial.n.iloc[0]),
        "year": year,
        "each": "; ".join(each) or lang("none"),
        "held": _held(partial, dictionary, lang),
    }
    return Words(
        _linked_title(partial, linked, dictionary, lang),
        lang("Partial correlation, controlling for {held}, {year}; n = {n}", **facts),
        lang(
            "Graph of indices. Associated pairs, with their partial correlation: {each}. "
            "All other pairs have a thin line.",
            **facts,
        ),
        notes=(
            lang(
                "Thick line: 95% confidence interval excludes zero and adjusted p below 5%; "
                "the stronger the association, the wider the line; dashed when negative. A "
                "thin line does not prove that a pair is not associated: with so few "
                "provinces, associations can go undetected. All numbers are in the table "
                "below. Association does not imply causation."
            ),
        ),
    )


def _linked(partial: pd.DataFrame) -> pd.Series:
    """Say for each pair whether it stays associated."""
    return excludes_zero(partial) & (partial.p_adjusted < ALPHA)


def _held(partial: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """List what a pair is controlled for: other indices where there are any, and traits."""
    traits = [name for name in partial["held"].fillna("").iloc[0].split("; ") if name]
    named = [labels.control(one, dictionary, lang) for one in traits]
    others = [lang("the other indices shown")] if len(partial) > 1 else []
    return lang.listed([*others, *named] or [lang("none")])


def _linked_title(
    partial: pd.DataFrame, linked: pd.Series, dictionary: Dictionary, lang: Language
) -> str:
    """Name the pairs that remain associated, or say that none clearly does."""
    clear = partial[linked].itertuples()
    pairs = [pair_cell(row.one, row.other, dictionary, lang).text for row in clear]
    held = lang("the other indices shown") if len(partial) > 1 else _held(partial, dictionary, lang)
    return lang(
        N_("With {held} held fixed, still associated: {pairs}")
        if pairs
        else N_("With {held} held fixed, no pair is clearly associated"),
        held=held,
        pairs="; ".join(pairs),
    )


def _draw_links(
    partial: pd.DataFrame, linked: pd.Series, dictionary: Dictionary, lang: Language
) -> Figure:
    names = [*dict.fromkeys([*partial.one, *partial.other])]
    turn = np.pi / 2 - 2 * np.pi * np.arange(len(names)) / len(names)
    places = dict(zip(names, np.column_stack([np.cos(turn), np.sin(turn)]), strict=True))
    drawing, [[ax]] = style.canvas(4.2, 3.6)
    ax.axis("off")
    ax.set(xlim=(-1.45, 1.45), ylim=(-1.25, 1.3), aspect="equal")
    for row, clear in zip(partial.itertuples(), linked, strict=True):
        ends = np.array([places[row.one], places[row.other]])
        _link(ax, ends, row.partial, clear=clear, lang=lang)
    for name, (x, y) in places.items():
        ax.plot(x, y, "o", color=style.colours().subject, markersize=7)
        where = "left" if x > 0.3 else "right" if x < -0.3 else "center"
        label = dictionary.short(name, lang.code)
        ax.text(1.12 * x, 1.16 * y, label, ha=where, va="center", fontsize=9)
    return drawing


def _link(ax: Axes, ends: np.ndarray, estimate: float, *, clear: bool, lang: Language) -> None:
    ax.plot(
        *ends.T,
        color=style.colours().subject if clear else style.colours().line,
        linewidth=8 * abs(estimate) if clear else 0.8,
        linestyle="--" if clear and estimate < 0 else "-",
        solid_capstyle="butt",
        zorder=1 if clear else 0,
    )
    if clear:
        x, y = ends.mean(0)
        around = {"facecolor": style.colours().paper, "edgecolor": "none", "pad": 1}
        ax.text(x, y, lang.number(estimate, 2), ha="center", va="center", fontsize=9, bbox=around)


def partial_table(partial: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print which pairs of indices move together given the others of the table."""
    if partial.empty:
        return None
    return table_of(
        "tab-partial",
        partial,
        [
            Column(
                N_("Pair"),
                lambda row, lang: pair_cell(row.one, row.other, dictionary, lang),
                numeric=False,
            ),
            Column(N_("Before controls"), lambda row, lang: numeral(lang, row.raw, 2)),
            Column(
                N_("Partial correlation"),
                lambda row, lang: with_interval(row.partial, row.ci_low, row.ci_high, lang),
            ),
            Column(N_("Adjusted p"), lambda row, lang: p_cell(lang, row.p_adjusted)),
        ],
        words=lambda lang: Words(
            _linked_title(partial, _linked(partial), dictionary, lang),
            lang(
                "Correlation of normal scores, before and after controlling for {held}; n = {n}",
                held=_held(partial, dictionary, lang),
                n=int(partial.n.iloc[0]),
            ),
            notes=(
                lang(
                    "Exploratory. 95% confidence interval by Fisher's z; p adjusted after "
                    "Benjamini-Hochberg over the pairs. Only provinces with all figures, so shared "
                    "content and missing provinces affect each pair; controlling for other indices "
                    "could change the conclusion."
                ),
            ),
        ),
        origin=origin("partial.csv", dictionary, *partial.one, *partial.other),
    )
