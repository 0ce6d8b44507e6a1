"""Over the years and across borders: panel models, convergence, space, components."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES
from pardx.language import N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, Words, origin, sentence
from pardx.report.findings import ALPHA, excludes_zero
from pardx.report.region_strips import ENOUGH
from pardx.report.relations import with_interval
from pardx.report.tables import Cell, Column, numeral, p_cell, table_of
from pardx.stats.longitudinal import PREDICTOR

PANEL_MODELS = {
    "panel_lag": N_("year before, within provinces"),
    "panel_lead": N_("year after (placebo)"),
    "mundlak_between": N_("mean, between provinces"),
    "mundlak_difference": N_("between minus within"),
}
"""How D8 enters each of the models shown."""


def panel_table(models: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print lag, lead placebo and between-province coefficients by outcome and regime."""
    rows = models[models.model.isin(PANEL_MODELS)]
    if rows.empty:
        return None
    return table_of(
        "tab-panel",
        rows,
        [
            index_column("outcome", dictionary),
            Column(
                N_("How D8 enters the model"),
                lambda row, lang: Cell(lang(PANEL_MODELS[row.model])),
                numeric=False,
            ),
            Column(N_("Years"), lambda row, _: Cell(str(row.years)), numeric=False),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(
                N_("Coefficient"),
                lambda row, lang: with_interval(row.estimate, row.ci_low, row.ci_high, lang),
            ),
            Column(N_("p"), lambda row, lang: p_cell(lang, row.p_value)),
            Column(N_("Smallest detectable"), lambda row, lang: numeral(lang, row.detectable, 2)),
        ],
        words=lambda lang: _panel_words(
            rows[rows.model == "panel_lag"], dictionary, lang, placebo="panel_lead" in {*rows.model}
        ),
        origin=origin("models.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def index_column(named: str, dictionary: Dictionary, head: str = N_("Index")) -> Column:
    """Make the column of row headings that names the index in a column of the frame."""
    return Column(
        head,
        lambda row, lang: Cell(dictionary.short(getattr(row, named), lang.code)),
        numeric=False,
    )


def _panel_words(
    lag: pd.DataFrame, dictionary: Dictionary, lang: Language, *, placebo: bool
) -> Words:
    clear = [
        lang("{index} {years}", index=dictionary.short(row.outcome, lang.code), years=row.years)
        for row in lag[excludes_zero(lag)].itertuples()
    ]
    two = [
        lang(
            "{index} {years} rests on two years: only a coefficient of {least} or more is likely "
            "to be detected.",
            index=dictionary.short(row.outcome, lang.code),
            years=row.years,
            least=lang.number(row.detectable, 2),
        )
        for row in lag[lag.years.map(_waves) == 2].itertuples()
    ]
    return Words(
        lang(
            N_("Within provinces, {index} of the year before goes with {named}")
            if clear
            else N_("Within provinces, {index} of the year before clearly goes with no index"),
            index=dictionary.short(PREDICTOR, lang.code),
            named=lang.listed(clear),
        ),
        lang(
            "Coefficient of {name}, z-scores within each year; 95% confidence interval below",
            name=dictionary.label(PREDICTOR, lang.code),
        ),
        notes=(
            lang(
                "Province and year effects, {errors}. Between provinces: after Mundlak. The last "
                "column is the smallest coefficient detected with 80% power; a weaker "
                "association may go undetected. Years before and after a change of method of "
                "either index are never in one row. Other years could change the conclusion. "
                "Association does not imply causation.",
                errors=labels.errors(lag, lang),
            ),
            lang(
                N_(
                    "{index} of the year after is a placebo test: it should show nothing, and one "
                    "as large as the lag would change the conclusion."
                )
                if placebo
                else N_("Too few years for a placebo test with {index} of the year after."),
                index=dictionary.short(PREDICTOR, lang.code),
            ),
            *two,
        ),
    )


def _waves(years: str) -> int:
    """Count the years of a span such as ``2021-2022``."""
    first, _, last = years.partition("-")
    return int(last or first) - int(first) + 1


def convergence_table(
    convergence: pd.DataFrame, models: pd.DataFrame, dictionary: Dictionary
) -> Exhibit | None:
    """Print beta and sigma convergence inside each regime.

    Parameters
    ----------
    convergence : DataFrame
        One row per index and regime; without rows there is no table.
    models : DataFrame
        The regressions that beta comes from.
    dictionary : Dictionary
        Names indices.
    """
    if convergence.empty:
        return None

    def ratio(row: NamedTuple, lang: Language) -> Cell:
        return with_interval(row.spread_ratio, row.ratio_low, row.ratio_high, lang)

    return table_of(
        "tab-convergence",
        convergence,
        [
            index_column("indicator", dictionary),
            Column(
                N_("Years"), lambda row, _: Cell(labels.years(row.first, row.last)), numeric=False
            ),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(
                N_("Beta"),
                lambda row, lang: with_interval(row.beta, row.ci_low, row.ci_high, lang),
            ),
            Column(
                N_("Beta from sampling error"), lambda row, lang: numeral(lang, row.beta_noise, 2)
            ),
            Column(N_("Spread ratio"), ratio),
        ],
        words=lambda lang: _convergence_words(convergence, models, dictionary, lang),
        origin=origin("convergence.csv", dictionary, *convergence.indicator),
    )


def _convergence_words(
    rows: pd.DataFrame, models: pd.DataFrame, dictionary: Dictionary, lang: Language
) -> Words:
    enough = ENOUGH * PLACES
    narrower = [
        lang(
            N_("{index} {years} (n = {n})")
            if row.n >= enough
            else N_("{index} {years}, among the {n} of {places} provinces collected"),
            index=dictionary.short(row.indicator, lang.code),
            years=labels.years(row.first, row.last),
            n=row.n,
            places=PLACES,
        )
        for row in rows[rows.ratio_high < 1].itertuples()
    ]
    title = (
        N_("Differences between provinces narrowed clearly on {named}")
        if narrower
        else N_("Differences between provinces did not narrow clearly on any index")
    )
    fitted = models[models.model == "convergence_beta"]
    known = rows.dropna(subset=["beta_noise"])
    noise = lang(
        N_(
            "the column beside it shows how much, with an assumed error. Series for which an error "
            "can be assumed: {known}; beta lies clearly beyond it in {beyond}."
        )
        if len(known)
        else N_(
            "by how much cannot be determined here, as no standard error of these indices was "
            "collected."
        ),
        beyond=int((known.ci_high < known.beta_noise).sum()),
        known=len(known),
    )
    return Words(
        lang(title, named=lang.listed(narrower)),
        lang(
            "Change of score per point of the first score (beta, {errors}), and spread of "
            "the last year over the first; 95% confidence intervals below",
            errors=labels.errors(fitted, lang),
        ),
        notes=(
            lang(
                "Only within years of one method. Sampling error alone also makes beta "
                "negative (regression to the mean); {noise} Only a spread ratio below 1 shows "
                "that differences narrowed. Another first or last year could change the "
                "conclusion.",
                noise=noise,
            ),
        ),
        dash=lang("A dash: no standard error of the index was collected."),
    )


def space_table(moran: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print Moran's I of indices and residuals."""
    indices = moran[moran.kind == "index"]
    if indices.empty:
        return None

    def name(row: NamedTuple, lang: Language) -> Cell:
        if row.kind == "index":
            return Cell(dictionary.short(row.variable, lang.code))
        outcome = dictionary.short(dictionary.tests.outcome[row.variable], lang.code)
        return Cell(lang("{index}, residuals", index=outcome))

    return table_of(
        "tab-space",
        moran,
        [
            Column(N_("Variable"), name, numeric=False),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(N_("Moran's I"), lambda row, lang: numeral(lang, row.morans_i, 2)),
            Column(N_("p"), lambda row, lang: p_cell(lang, row.p_value)),
        ],
        words=lambda lang: _space_words(moran, dictionary, lang),
        origin=origin("moran.csv", dictionary, *indices.variable),
    )


def _space_words(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Words:
    indices, left = (rows[rows.kind == kind] for kind in ("index", "residuals"))
    alike = indices.variable[indices.p_value < ALPHA]
    title = (
        N_("Neighbouring provinces are similar on {named}")
        if len(alike)
        else N_("Neighbouring provinces are not clearly similar on any index")
    )
    residuals = lang(
        N_("Residuals are spatially autocorrelated in {left} of {models} models with controls.")
        if len(left)
        else N_(
            "No model with controls is carried by enough neighbouring provinces to examine its "
            "residuals."
        ),
        left=int((left.p_value < ALPHA).sum()),
        models=len(left),
    )
    return Words(
        lang(title, named=lang.listed([dictionary.short(name, lang.code) for name in alike])),
        lang(
            N_(
                "Moran's I over land borders; n: provinces with a figure that border another one "
                "with a figure; p by permutation, for residuals by random errors fitted with the "
                "same model"
            )
            if len(left)
            else N_(
                "Moran's I over land borders; n: provinces with a figure that border another one "
                "with a figure; p by permutation"
            )
        ),
        notes=(
            lang(
                "{residuals} p is not adjusted for the number of rows; another definition of "
                "neighbours could change the conclusion.",
                residuals=residuals,
            ),
            *(
                [
                    lang(
                        "Models with neighbours' dependent variable (2SLS) and neighbours' DTI "
                        "(SLX) are in models.csv."
                    )
                ]
                if len(left)
                else []
            ),
        ),
    )


def components_table(components: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print which dimensions of PAPI carry its association with DTI."""
    if components.empty:
        return None
    rows = components.sort_values("share", ascending=False)
    return table_of(
        "tab-components",
        rows,
        [
            index_column("part", dictionary, N_("Dimension")),
            Column(
                N_("Share"),
                lambda row, lang: with_interval(row.share, row.ci_low, row.ci_high, lang),
            ),
            Column(N_("VIF"), lambda row, lang: numeral(lang, row.vif, 1)),
        ],
        words=lambda lang: _components_words(rows.iloc[0], dictionary, lang),
        origin=origin("components.csv", dictionary, *rows.target.unique(), *rows.part),
    )


def _components_words(largest: pd.Series, dictionary: Dictionary, lang: Language) -> Words:
    return Words(
        lang(
            "{part} is assigned about {share}% of the DTI variance explained by PAPI",
            part=dictionary.short(largest.part, lang.code),
            share=lang.number(largest.share / largest.r_squared * 100),
        ),
        lang(
            "Share of variance of DTI by dimension (LMG), 95% confidence interval "
            "(bootstrap); R² = {r_squared}, n = {n}",
            r_squared=lang.number(largest.r_squared, 2),
            n=int(largest.n),
        ),
        notes=(
            lang(
                "Shares cannot be negative, so an interval never reaches below zero: read its "
                "lower end, not whether it excludes zero. VIF above 5 would mean that a "
                "dimension can hardly be separated from the others. Where intervals overlap, "
                "other provinces could put the dimensions in another order. The main indices "
                "of DTI were collected for too few provinces to be decomposed. Shares of the "
                "sub-dimensions of D5 and D8: component_parts.csv."
            ),
        ),
    )


def nothing_over_years(year: int) -> Exhibit:
    """Say that there is no exhibit over the years or between indices."""
    return sentence(
        "no-panel",
        N_("No panel was estimated for {year}: too few years or provinces have the figures."),
        year=year,
    )
