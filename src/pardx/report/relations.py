"""How the indices go together: scatter grid, primary tests, shared content removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.report import labels, style
from pardx.report.exhibit import Exhibit, Words, figure, origin, prose
from pardx.report.findings import (
    association,
    estimated,
    excludes_zero,
    goes_with,
    primary,
)
from pardx.report.registration import added_since, fixed_since, is_fixed
from pardx.report.tables import Cell, Column, numeral, p_cell, span, table_of
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import MINIMUM_N

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def drawable(associations: pd.DataFrame) -> pd.DataFrame:
    """Pick the raw Spearman rows of DTI with enough provinces for an estimate."""
    ours = associations.query(
        "method == 'spearman' and removed == '' and weights == 'none' and predictor == @PREDICTOR"
    )
    return ours[ours.n >= MINIMUM_N]


def scatter_grid(
    ranking: pd.DataFrame, associations: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit:
    """Draw the rank on DTI against the rank on each outcome, or say that too few are known.

    Parameters
    ----------
    ranking : DataFrame
        One row per province.
    associations : DataFrame
        The coefficients in the titles of the panels.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """
    shown = drawable(associations)
    if shown.empty:
        return prose(
            f"no-{PREDICTOR.replace('_', '-')}",
            lambda lang: [
                lang(
                    "No chart: too few provinces have a rank on {indices} and on another index "
                    "in {year}.",
                    indices=dictionary.short(PREDICTOR, lang.code),
                    year=year,
                )
            ],
        )
    return figure(
        "fig-relations",
        draw=lambda lang: _draw_grid(ranking, shown, dictionary, lang),
        words=lambda lang: _grid_words(shown, dictionary, year, lang),
        origin=origin("associations.csv", dictionary, PREDICTOR, *shown.outcome),
    )


def _grid_words(shown: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    each = [
        f"{dictionary.short(row.outcome, lang.code)}: {coefficient(row, lang)}"
        for row in shown.itertuples()
    ]
    facts = {
        "year": year,
        "each": "; ".join(each),
    }
    return Words(
        _goes_with_title(shown, dictionary, lang),
        lang(
            "Rank on DTI against rank on each index, {year}; Spearman coefficient with 95% "
            "confidence interval",
            **facts,
        ),
        lang(
            "Scatter plots of DTI ranks against ranks on other indices, {year}. Spearman "
            "coefficients: {each}.",
            **facts,
        ),
        notes=(
            lang(
                "Each dot is a province with both ranks. A rank is a place among all provinces "
                "that the index covers, whether or not the others were collected. Confidence "
                "intervals: BCa bootstrap."
            ),
        ),
    )


def _goes_with_title(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """Name what goes with DTI, or say that nothing clearly does."""
    up, down = goes_with(rows, dictionary, lang)
    return lang(
        N_("Provinces that rank high on DTI tend to rank high on {up} and low on {down}")
        if up and down
        else N_("Provinces that rank high on DTI tend to rank high on {up}")
        if up
        else N_("Provinces that rank high on DTI tend to rank low on {down}")
        if down
        else N_("Whether DTI goes with another index stays open"),
        up=up,
        down=down,
    )


def coefficient(row: NamedTuple, lang: Language) -> str:
    """Write a Spearman coefficient with its interval and n, or that n is too small."""
    if pd.isna(row.estimate):
        return lang("not estimated, n = {n}", n=row.n)
    numbers = {
        name: lang.number(getattr(row, name), 2) for name in ("estimate", "ci_low", "ci_high")
    }
    return lang("{estimate} [{ci_low}; {ci_high}], n = {n}", n=row.n, **numbers)


def _draw_grid(
    ranking: pd.DataFrame, shown: pd.DataFrame, dictionary: Dictionary, lang: Language
) -> Figure:
    import seaborn as sns

    drawing, axes = style.panels(len(shown), 2.35, sharex=True, sharey=True)
    looks = {"s": 18, "color": style.colours().subject, "alpha": 0.7, "linewidth": 0}
    places = len(ranking)
    ticks = {"xticks": style.rank_ticks(places), "yticks": style.rank_ticks(places)}
    for ax, row in zip(axes, shown.itertuples(), strict=True):
        x, y = f"{PREDICTOR}_rank", f"{row.outcome}_rank"
        sns.scatterplot(data=ranking, x=x, y=y, ax=ax, **looks)
        title = f"{dictionary.short(row.outcome, lang.code)}\n{coefficient(row, lang)}"
        ax.set_title(title, fontsize=9, loc="left")
        ax.set(xlim=(places + 2, -1), ylim=(places + 2, -1), xlabel="", ylabel="", **ticks)
    drawing.supxlabel(dictionary.axis(PREDICTOR, lang.code, measure="rank"), fontsize=9)
    unit = dictionary.unit("rank", lang.code)
    drawing.supylabel(lang("The other index ({unit})", unit=unit), fontsize=9)
    return drawing


def primary_table(associations: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print the primary tests: both coefficients, interval, p-values, weighted version.

    Parameters
    ----------
    associations : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.

    Returns
    -------
    Exhibit or None
        None where no association with DTI could be drawn.
    """
    rows = primary(associations)
    if drawable(associations).empty:
        return None

    def other(lang: Language, row: NamedTuple, **chosen: str) -> Cell:
        return estimate_cell(association(associations, row.test, **chosen), lang)

    return table_of(
        "tab-associations",
        rows,
        [
            Column(
                N_("Index"),
                lambda row, lang: Cell(labels.outcome(row, dictionary, lang)),
                numeric=False,
            ),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(N_("Spearman"), estimate_cell),
            Column(N_("p"), lambda row, lang: p_cell(lang, row.p_value)),
            Column(N_("Adjusted p"), lambda row, lang: p_cell(lang, row.p_adjusted)),
            Column(N_("Pearson"), lambda row, lang: other(lang, row, method="pearson")),
            Column(
                N_("Spearman, weighted for non-coverage"),
                lambda row, lang: other(lang, row, weights="ipw"),
            ),
        ],
        words=lambda lang: _primary_words(rows, dictionary, year, lang),
        origin=origin("associations.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def _primary_words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    return Words(
        _primary_title(rows, dictionary, year, lang),
        lang(
            "Rank correlation (Spearman) and correlation of normal scores (Pearson) across "
            "provinces; 95% confidence interval and n below"
        ),
        notes=(
            lang(
                "{fixed} in data/catalogue/tests.csv since commit {commit}; the log of deviations "
                "in docs/methods.md says what changed since and why. Everything else in this "
                "report is exploratory. Confidence intervals: BCa bootstrap; in simulations those "
                "of Pearson are slightly too narrow, so conclusions rest on Spearman. p: "
                "permutation, two-sided, studentised for Spearman; adjusted after "
                "Benjamini-Hochberg over the {all}. Fewer than {least} provinces: not estimated. "
                "Weights: inverse of the probability of having figures, estimated from {traits}.",
                fixed=_fixed(rows, dictionary, lang),
                all=labels.count(len(rows), lang),
                commit=fixed_since(dictionary),
                least=MINIMUM_N,
                traits=labels.controls(settings().traits, dictionary, lang),
            ),
            *filter(None, [added_since(rows, dictionary, lang)]),
        ),
    )


def _fixed(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """Say how many of the primary tests were fixed in advance."""
    fixed = is_fixed(rows, dictionary)
    return lang(
        N_("The {all} tests have been fixed")
        if fixed.all()
        else N_("Of the {all} tests, {tests} have been fixed"),
        all=labels.count(len(rows), lang),
        tests=labels.count(int(fixed.sum()), lang),
    )


def _primary_title(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> str:
    """Name the outcomes of the primary tests that go with DTI."""
    up, down = goes_with(rows, dictionary, lang)
    return lang(
        N_("Primary tests, {year}: DTI goes with {up} and against {down}")
        if up and down
        else N_("Primary tests, {year}: DTI goes with {up}")
        if up
        else N_("Primary tests, {year}: DTI goes against {down}")
        if down
        else N_("Primary tests, {year}: no association with DTI can be claimed"),
        up=up,
        down=down,
        year=year,
    )


def overlap_table(associations: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print each pair with shared content raw and without it, side by side.

    Parameters
    ----------
    associations : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.

    Returns
    -------
    Exhibit or None
        None where no association with DTI could be drawn.
    """
    if drawable(associations).empty:
        return None
    plain = associations.query("method == 'spearman' and weights == 'none'")
    rows = plain.query("overlap == 'removed'")

    def raw(row: NamedTuple) -> NamedTuple:
        whole = plain.query(
            "outcome == @row.outcome and predictor == @row.predictor and removed == ''"
        )
        return next(whole.itertuples())

    def same(row: NamedTuple) -> NamedTuple:
        return association(associations, row.test, sample="same")

    def before(row: NamedTuple, lang: Language) -> Cell:
        """Show the same provinces; where they are all, with the interval that all have."""
        one, whole = same(row), raw(row)
        return estimate_cell(whole if whole.n == one.n else one, lang)

    def parts(row: NamedTuple, lang: Language) -> Cell:
        return Cell(lang.listed([lang(labels.OVERLAP_PART[p]) for p in row.removed.split(";")]))

    return table_of(
        "tab-overlap",
        rows,
        [
            Column(
                N_("Pair"),
                lambda row, lang: pair_cell(row.predictor, row.outcome, dictionary, lang),
                numeric=False,
            ),
            Column(N_("Removed"), parts, numeric=False),
            Column(N_("Before, all provinces"), lambda row, lang: estimate_cell(raw(row), lang)),
            Column(N_("Before, same provinces"), before),
            Column(N_("After removal"), estimate_cell),
            Column(
                N_("Expected from shared content"),
                lambda row, lang: numeral(lang, same(row).mechanical, 2),
            ),
        ],
        words=lambda lang: _overlap_words(rows, dictionary, year, lang),
        origin=origin("associations.csv", dictionary, *rows.predictor, *rows.outcome),
    )


def _overlap_words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    clear = rows[excludes_zero(rows) & rows.estimate.notna()]
    pairs = dict.fromkeys(
        pair_cell(row.predictor, row.outcome, dictionary, lang).text for row in clear.itertuples()
    )
    points = dictionary.max_points("par_sipas_points", year)
    flagged = [
        lang(
            "For {n} provinces the SIPAS points inside PAR INDEX were not collected; "
            "{points}% of the SIPAS score is used instead, as the year's criteria set "
            "gives SIPAS {points} of 100 points.",
            n=n,
            points=lang.number(points),
        )
        for n in sorted({*rows.flagged[(rows.flagged > 0) & rows.estimate.notna()]})
    ]
    unshared = lang(
        "SIPAS is no part of DTI: taking its points out of PAR INDEX removes nothing that the two "
        "share."
    )
    without_sipas = (rows.predictor == PREDICTOR) & (rows.removed == "sipas")
    return Words(
        lang(
            N_("Associated after the removal: {pairs}")
            if pairs
            else N_("After the removal, no pair is clearly associated")
            if rows.estimate.notna().any()
            else N_("Too few provinces to remove parts of an index"),
            pairs="; ".join(pairs),
        ),
        lang(
            "Spearman coefficient across provinces, {year}; 95% confidence interval and n below",
            year=year,
        ),
        notes=(
            lang(
                "Expected from shared content: the coefficient that would result if the shared "
                "part and the rest were independent, from their standard deviations. The "
                "scores collected are mostly of the top and the bottom, which widens the "
                "spread. The digital government area of PAR INDEX and the pillars and main "
                "indices of DTI were collected for a few provinces only, too few to estimate."
            ),
            *([unshared] if without_sipas.any() else []),
            *flagged,
        ),
        dash=lang(
            "A dash: nothing is shared, or the parts of fewer than {least} provinces are known.",
            least=MINIMUM_N,
        ),
    )


def pair_cell(one: str, other: str, dictionary: Dictionary, lang: Language) -> Cell:
    """Make a cell that names two indices."""
    names = [dictionary.short(name, lang.code) for name in (one, other)]
    return Cell(lang("{one} and {other}", one=names[0], other=names[1]))


def estimate_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of an estimate with its interval and n below, or of why there is none."""
    if not estimated(row):
        return Cell(lang("not estimated, n = {n}", n=row.n))
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    detail = lang("{low} to {high}; n = {n}", low=low, high=high, n=row.n)
    return Cell(lang.number(row.estimate, 2), detail)


def interval_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of a 95 % interval, or of the reason why there is none."""
    if not estimated(row):
        return Cell(lang("not estimated, n = {n}", n=row.n))
    return Cell(MISSING if pd.isna(row.ci_low) else span(lang, row.ci_low, row.ci_high))


def with_interval(estimate: float, low: float, high: float, lang: Language) -> Cell:
    """Make a cell of an estimate with its interval below."""
    return Cell(lang.number(estimate, 2), span(lang, low, high))
