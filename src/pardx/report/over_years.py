"""Over the years, across borders, and between indices: panel, convergence, space, ranks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language
from pardx.report import named_choices
from pardx.report.exhibit import Exhibit, Words, prose
from pardx.report.findings import excluding_zero
from pardx.report.material import Material
from pardx.report.rank_figures import partial_figure, ranks_figure
from pardx.report.tables import Cell, Sheet, numeral, p_cell, table
from pardx.settings import settings
from pardx.stats.longitudinal import PREDICTOR
from pardx.stats.rank_sets import noise_band

PANEL_MODELS = {
    "panel_lag": N_("year before, within provinces"),
    "panel_lead": N_("year after (placebo)"),
    "mundlak_between": N_("mean, between provinces"),
    "mundlak_difference": N_("between minus within"),
}
"""How D8 enters each of the models shown."""

Row = Callable[[NamedTuple, Language], tuple[Cell, ...]]


def over_years(material: Material) -> list[Exhibit]:
    """Show panel models, convergence, space, ranks and partial correlations, as far as known."""
    makers = (
        panel_table,
        convergence_table,
        space_table,
        ranks_text,
        ranks_figure,
        components_table,
        partial_figure,
        partial_table,
    )
    shown = [exhibit for make in makers if (exhibit := make(material)) is not None]
    return shown or [
        prose(
            "no-panel",
            lambda lang: [
                lang(
                    "No panel was estimated for {year}: too few years or provinces have the "
                    "figures.",
                    year=material.year,
                )
            ],
        )
    ]


def interval(row: NamedTuple, lang: Language, estimate: float) -> Cell:
    """Make a cell of an estimate with its interval below."""
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    return Cell(lang.number(estimate, 2), lang("{low} to {high}", low=low, high=high), estimate)


def _table(
    of: str,
    material: Material,
    rows: pd.DataFrame,
    *,
    make_row: Row,
    heads: tuple[str, ...],
    words: Callable[[Language], Words],
    csv: str,
    indicators: list[str],
    named: int = 1,
) -> Exhibit:
    """Make one of this room's tables; its first ``named`` columns are text, the others numbers.

    ``heads`` are marked for translation.
    """
    return table(
        f"tab-{of}",
        sheet=lambda lang: Sheet(
            tuple(map(lang, heads)),
            tuple(make_row(row, lang) for row in rows.itertuples()),
            frozenset(range(named, len(heads))),
        ),
        words=words,
        origin=material.origin(csv, *indicators),
    )


def panel_table(material: Material) -> Exhibit | None:
    """Print lag, lead placebo and between-province coefficients by outcome and regime."""
    rows = material.models[material.models.model.isin(PANEL_MODELS)]
    if rows.empty:
        return None
    lag = rows[rows.model == "panel_lag"]

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        return (
            Cell(material.short(row.outcome, lang.code)),
            Cell(lang(PANEL_MODELS[row.model])),
            Cell(str(row.years)),
            Cell(str(row.n)),
            interval(row, lang, row.estimate),
            p_cell(lang, row.p_value),
            numeral(lang, row.detectable, 2),
        )

    return _table(
        "panel",
        material,
        rows,
        make_row=make_row,
        csv="models.csv",
        named=3,
        heads=(
            N_("Index"),
            N_("D8 enters as"),
            N_("Years"),
            N_("n"),
            N_("Coefficient"),
            N_("p"),
            N_("Detectable"),
        ),
        words=lambda lang: _panel_words(material, lag, lang),
        indicators=[PREDICTOR, *dict.fromkeys(rows.outcome)],
    )


def _panel_words(material: Material, lag: pd.DataFrame, lang: Language) -> Words:
    return Words(
        lang(
            "Within provinces, {clear} of {total} lagged associations are clear",
            clear=excluding_zero(lag),
            total=len(lag),
        ),
        lang(
            "Coefficient of {name}, z-scores within each year; 95 % interval below",
            name=material.dictionary.label(PREDICTOR, lang.code),
        ),
        notes=(
            lang(
                "Province and year effects, {errors}. {index} of the year after is a placebo: it "
                "should show nothing. Between provinces: after Mundlak. The last column is the "
                "smallest coefficient found with 80 % power; a smaller association may exist and "
                "go unseen. Years before and after a change of method of either index are never in "
                "one row. What would overturn a row: other years, or a placebo as large as the "
                "lag. An association is not an effect.",
                errors=named_choices.errors(lag, lang),
                index=material.short(PREDICTOR, lang.code),
            ),
        ),
    )


def convergence_table(material: Material) -> Exhibit | None:
    """Print beta and sigma convergence inside each regime."""
    rows = material.further["convergence"]
    if rows.empty:
        return None

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        ratio = lang(
            "{low} to {high}",
            low=lang.number(row.ratio_low, 2),
            high=lang.number(row.ratio_high, 2),
        )
        return (
            Cell(material.short(row.indicator, lang.code)),
            Cell(f"{row.first}-{row.last}"),
            Cell(str(row.n)),
            interval(row, lang, row.beta),
            numeral(lang, row.beta_noise, 2),
            Cell(lang.number(row.spread_ratio, 2), ratio, float(row.spread_ratio)),
        )

    return _table(
        "convergence",
        material,
        rows,
        make_row=make_row,
        csv="convergence.csv",
        named=2,
        heads=(
            N_("Index"),
            N_("Years"),
            N_("n"),
            N_("Beta"),
            N_("Beta from noise"),
            N_("Spread ratio"),
        ),
        words=lambda lang: _convergence_words(material, rows, lang),
        indicators=list(dict.fromkeys(rows.indicator)),
    )


def _convergence_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    narrower = int((rows.ratio_high < 1).sum())
    if len(rows) > 1:
        title = N_("Provinces drew clearly closer in {narrower} of {total} series")
    elif narrower:
        title = N_("On {index}, provinces drew clearly closer")
    else:
        title = N_("On {index}, provinces did not draw clearly closer")
    index = material.short(rows.indicator.iloc[0], lang.code)
    fitted = material.models[material.models.model == "convergence_beta"]
    return Words(
        lang(title, narrower=narrower, total=len(rows), index=index),
        lang(
            "Change of score per point of the first score (beta, {errors}), and spread of the last "
            "year over the first; 95 % intervals below",
            errors=named_choices.errors(fitted, lang),
        ),
        notes=(
            lang(
                "Only inside one regime of an index. A negative beta arises from sampling error "
                "alone (regression to the mean); {noise} A spread ratio below 1 is what catching "
                "up means. Another first or last year could overturn a row.",
                noise=_convergence_noise(rows, lang),
            ),
        ),
    )


def _convergence_noise(rows: pd.DataFrame, lang: Language) -> str:
    """Say how much of beta sampling error alone would make."""
    known = rows.dropna(subset=["beta_noise"])
    return lang(
        N_(
            "the column beside it shows how much, with an assumed error. Beta lies clearly beyond "
            "that in {beyond} of the {known} series for which an error can be assumed."
        )
        if len(known)
        else N_("how much cannot be said here, because no error of the index is known."),
        beyond=int((known.ci_high < known.beta_noise).sum()),
        known=len(known),
    )


def space_table(material: Material) -> Exhibit | None:
    """Print Moran's I of indices and residuals."""
    rows = material.further["moran"]
    indices = rows[rows.kind == "index"]
    if indices.empty:
        return None
    outcomes = dict(zip(material.associations.test, material.associations.outcome, strict=True))

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        residuals = row.kind == "residuals"
        name = outcomes[row.variable] if residuals else row.variable
        index = material.short(name, lang.code)
        return (
            Cell(lang("{index}, residuals", index=index) if residuals else index),
            Cell(str(row.n)),
            numeral(lang, row.morans_i, 2),
            p_cell(lang, row.p_value),
        )

    return _table(
        "space",
        material,
        rows,
        make_row=make_row,
        csv="moran.csv",
        heads=(N_("Variable"), N_("n"), N_("Moran's I"), N_("p")),
        words=lambda lang: _space_words(material, rows, lang),
        indicators=list(indices.variable),
    )


def _space_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    indices, left = (rows[rows.kind == kind] for kind in ("index", "residuals"))
    alike = int((indices.p_value < 0.05).sum())
    if len(indices) > 1:
        title = N_("Neighbours resemble each other on {alike} of {total} indices")
    elif alike:
        title = N_("Neighbouring provinces resemble each other on {index}")
    else:
        title = N_("Neighbouring provinces do not clearly resemble each other on {index}")
    residuals = lang(
        N_(
            "Residuals of the models with controls still resemble their neighbours in {left} of "
            "{models} models."
        )
        if len(left)
        else N_(
            "No model with controls has enough provinces with neighbours to look at its residuals."
        ),
        left=int((left.p_value < 0.05).sum()),
        models=len(left),
    )
    index = material.short(indices.variable.iloc[0], lang.code)
    return Words(
        lang(title, alike=alike, total=len(indices), index=index),
        lang(
            "Moran's I over the 135 land borders; p by permutation, of residuals by random errors "
            "fitted alike"
        ),
        notes=(
            lang(
                "{residuals} Models with neighbours' outcomes (2SLS) and neighbours' DTI (SLX) are "
                "in models.csv. p is not adjusted for the number of rows; neighbours counted "
                "otherwise than by land borders could overturn a row.",
                residuals=residuals,
            ),
        ),
    )


def ranks_text(material: Material) -> Exhibit | None:
    """Say how sure ranks are and which change of rank is noise."""
    sets, bands = material.further["rank_sets"], material.further["noise"]
    simulated = bands[bands.basis == "simulated"]
    if simulated.empty:
        return None

    def write(lang: Language) -> list[str]:
        sentences = [
            lang(
                "On {index} (n = {n}), with an assumed standard error of {error}, half of the "
                "provinces have a 95 % set for their rank of {width} places or more, and a change "
                "of fewer than {band} places is within noise.",
                index=material.short(row.indicator, lang.code),
                band=noise_band(bands, row.indicator).places,
                width=lang.number(_width(sets, row.indicator)),
                n=row.n,
                error=lang.number(row.std_error, 2),
            )
            for row in simulated.itertuples()
        ]
        return [" ".join([*sentences, _assumed(lang), _weights(material, lang)])]

    return prose("rank-certainty", write)


def _assumed(lang: Language) -> str:
    """Say what the assumed errors of ranks rest on."""
    noise = settings().noise
    sample = lang(
        N_("that samples are simple; real samples are clustered, so ranks are less sure still")
        if noise.design_effect == 1
        else N_("that clustered sampling multiplies the variance by {effect}"),
        effect=lang.printed(noise.design_effect),
    )
    spread = lang.printed(noise.scale_over_spread)
    return lang(
        "The error assumes that answers of individuals spread by 1/{spread} of the scale "
        "and {sample}. Indices without a known error: by convention, a change of fewer "
        "than {convention} places is normally noise.",
        convention=noise.convention,
        spread=spread,
        sample=sample,
    )


def _width(sets: pd.DataFrame, indicator: str) -> float:
    own = sets[sets.indicator == indicator]
    return float((own.high - own.low + 1).median())


def _weights(material: Material, lang: Language) -> str:
    ranges = material.further["weight_ranges"]
    if ranges.empty:
        return ""
    swing = lang.printed(100 * settings().noise.weight_swing)
    moved = (ranges.weight_high - ranges.weight_low).median()
    return lang(
        "Under other weights (each up to {swing} % more or less, arithmetic or geometric "
        "mean) the rank on the PAPI total typically ranges over {places} places (n = {n}).",
        places=lang.number(moved, 0),
        n=len(ranges),
        swing=swing,
    )


def components_table(material: Material) -> Exhibit | None:
    """Print which dimensions of PAPI carry its association with DTI."""
    rows = material.further["components"]
    if rows.empty:
        return None
    rows = rows.sort_values("share", ascending=False)

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        return (
            Cell(material.short(row.part, lang.code)),
            interval(row, lang, row.share),
            numeral(lang, row.vif, 1),
        )

    return _table(
        "components",
        material,
        rows,
        make_row=make_row,
        csv="components.csv",
        heads=(N_("Dimension"), N_("Share"), N_("VIF")),
        words=lambda lang: _components_words(material, rows.iloc[0], lang),
        indicators=list(rows.part),
    )


def _components_words(material: Material, largest: pd.Series, lang: Language) -> Words:
    return Words(
        lang(
            "{part} carries {share} % of PAPI's association with DTI",
            part=material.short(largest.part, lang.code),
            share=lang.number(largest.share / largest.r_squared * 100),
        ),
        lang(
            "Share of variance of DTI by dimension (LMG), 95 % bootstrap interval; "
            "R² = {r_squared}, n = {n}",
            r_squared=lang.number(largest.r_squared, 2),
            n=int(largest.n),
        ),
        notes=(
            lang(
                "Shares cannot be negative, so an interval never reaches below zero: read its "
                "lower end, not whether it holds zero. VIF above 5 would mean that a dimension can "
                "hardly be told from the others. Where intervals overlap, other provinces could "
                "put the dimensions in another order. The components of DTI are printed for too "
                "few provinces to be shared out."
            ),
        ),
    )


def partial_table(material: Material) -> Exhibit | None:
    """Print which pairs of indices move together given all others."""
    rows = material.further["partial"]
    if rows.empty:
        return None

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        names = [material.short(name, lang.code) for name in (row.one, row.other)]
        return (
            Cell(lang("{one} and {other}", one=names[0], other=names[1])),
            numeral(lang, row.raw, 2),
            interval(row, lang, row.partial),
            p_cell(lang, row.p_adjusted),
        )

    return _table(
        "partial",
        material,
        rows,
        make_row=make_row,
        csv="partial.csv",
        heads=(N_("Pair"), N_("Raw"), N_("Partial"), N_("p adjusted")),
        words=lambda lang: _partial_words(material, rows, lang),
        indicators=list(dict.fromkeys([*rows.one, *rows.other])),
    )


def _partial_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    return Words(
        lang(
            "{clear} of {total} pairs move together, the others held fixed",
            clear=int((rows.p_adjusted < 0.05).sum()),
            total=len(rows),
        ),
        lang(
            "Correlation of normal scores, raw and given all other indices, {held}; n = {n}",
            held=named_choices.controls(material, settings().held, lang),
            n=int(rows.n.iloc[0]),
        ),
        notes=(
            lang(
                "Exploratory. 95 % interval by Fisher's z; p adjusted after Benjamini and Hochberg "
                "over the pairs. Only provinces with all figures, so overlap and missing provinces "
                "weigh on each pair; other indices held fixed could overturn it."
            ),
        ),
    )
