"""What is known about all provinces: the bounds of a coefficient, drawn, tabled and in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.relations import pair_cell, with_interval
from pardx.report.tables import Cell, Column, numeral, p_cell, span, table_of
from pardx.settings import settings
from pardx.stats.bounds_table import WIDE
from pardx.stats.correlation import MINIMUM_N

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CSV = "bounds_associations.csv"
POINT = 5e-4
"""Bounds no further apart are one number as printed."""

USED = {
    "scores": N_("scores"),
    "changes": N_("changes in rank"),
    "regional ranks": N_("regional ranks"),
    "means": N_("regional means"),
}


class Rule(NamedTuple):
    """A sentence, and when it is said: the first rule that holds.

    Attributes
    ----------
    name : str
    when : str
        The condition in words.
    holds : callable
        Whether a row of ``bounds_associations.csv`` meets it.
    text : str
        English, marked for translation.
    """

    name: str
    when: str
    holds: Callable[[NamedTuple], bool]
    text: str


RULES = (
    Rule(
        "contradiction",
        "printed ranks contradict each other",
        lambda row: row.kind == "infeasible",
        N_("The ranks collected on {one} and {other} contradict each other; no range is given."),
    ),
    Rule(
        "point",
        "all ranks are known",
        lambda row: row.high - row.low < POINT,
        N_(
            "Over all {n} provinces that both indices cover, Spearman's coefficient of {one} and "
            "{other} is {low}."
        ),
    ),
    Rule(
        "cannot tell",
        "the bounds are further apart than 1",
        lambda row: row.high - row.low > WIDE,
        N_(
            "Too few ranks were collected to tell how {one} and {other} go together over all {n} "
            "provinces: Spearman's coefficient could lie anywhere between {low} and {high}."
        ),
    ),
    Rule(
        "together",
        "both bounds are above 0",
        lambda row: row.low > 0,
        N_(
            "Whatever ranks the provinces without collected ranks hold, {one} and {other} go "
            "together over all {n} provinces: Spearman's coefficient lies between {low} and "
            "{high}."
        ),
    ),
    Rule(
        "apart",
        "both bounds are below 0",
        lambda row: row.high < 0,
        N_(
            "Whatever ranks the provinces without collected ranks hold, {one} and {other} go in "
            "opposite directions over all {n} provinces: Spearman's coefficient lies between "
            "{low} and {high}."
        ),
    ),
    Rule(
        "open",
        "0 lies between the bounds",
        lambda row: True,
        N_(
            "The ranks collected leave open whether {one} and {other} go together over all {n} "
            "provinces: Spearman's coefficient lies between {low} and {high}."
        ),
    ),
)
"""In this order; ``docs/methods.md`` prints them in both languages."""


def rule_of(row: NamedTuple) -> Rule:
    """Return the rule whose sentence is said of a row of the bounds."""
    return next(rule for rule in RULES if rule.holds(row))


def sentence_of(row: NamedTuple, dictionary: Dictionary, lang: Language) -> str:
    """Say what is known of two indices over all provinces."""
    return lang(
        rule_of(row).text,
        one=dictionary.short(row.predictor, lang.code),
        other=dictionary.short(row.outcome, lang.code),
        n=row.population,
        low=lang.number(row.low, 2),
        high=lang.number(row.high, 2),
    )


def bounds_figure(known: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Draw the bounds of each pair, with the coefficient of the provinces that have both ranks.

    Parameters
    ----------
    known : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the ranks.

    Returns
    -------
    Exhibit or None
        None without a pair.
    """
    rows = known.dropna(subset="low")
    if rows.empty:
        return None
    return figure(
        "fig-bounds",
        draw=lambda lang: _draw(rows, dictionary, year, lang),
        words=lambda lang: _figure_words(rows, dictionary, year, lang),
        origin=origin(CSV, dictionary, *rows.predictor, *rows.outcome),
    )


def _figure_words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    each = [
        f"{pair_cell(row.outcome, row.predictor, dictionary, lang).text}: "
        + span(lang, row.low, row.high)
        for row in rows.itertuples()
    ]
    whole = dictionary.indicators.part_of
    inside = (rows.predictor.map(whole) == rows.outcome) | (
        rows.outcome.map(whole) == rows.predictor
    )
    apart = rows[~inside]
    facts = {
        "clear": int(((apart.low > 0) | (apart.high < 0)).sum()),
        "n": len(apart),
        "year": year,
        "each": "; ".join(each),
    }
    return Words(
        lang(
            "Over all provinces, the sign of the coefficient is certain for {clear} of {n} pairs",
            **facts,
        ),
        lang(
            "Spearman coefficient over all provinces that both indices cover, {year}. Band: every "
            "value it can have; line: also by scores, regional ranks and means; tick: "
            "provinces with both ranks only",
            **facts,
        ),
        lang("Bounds of Spearman's coefficient over all provinces, {year}: {each}.", **facts),
        notes=(
            lang(
                "Provinces whose rank was not collected hold exactly the places left free. No "
                "assumption is made on which ranks were collected. Where all ranks are known the "
                "bounds are one point."
            ),
            *(
                [lang("A pair of an index and its own part goes together by itself: not counted.")]
                if len(apart) < len(rows)
                else []
            ),
        ),
    )


def _draw(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Figure:
    names = [
        pair_cell(row.outcome, row.predictor, dictionary, lang).text for row in rows.itertuples()
    ]
    drawing, [[ax]] = style.canvas(4.8, 0.27 * len(rows) + 0.8)
    colours = style.colours()
    y = range(len(rows))
    edge = {"edgecolor": colours.context, "linewidth": 0.6}
    ax.barh(y, rows.high - rows.low, left=rows.low, height=0.62, color=colours.band, **edge)
    ax.hlines(y, rows.low_side, rows.high_side, color=colours.subject, linewidth=2.2)
    ax.plot(rows.estimate, y, "|", color=colours.contrast, markersize=11, markeredgewidth=1.8)
    _frame(ax, [f"{name} {year}" for name in names], lang)
    return drawing


def _frame(ax: Axes, names: list[str], lang: Language) -> None:
    """Name the rows, mark zero, and scale from -1 to 1."""
    ax.axvline(0, color=settings().palette.figure_ink, linewidth=0.8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(-1, 1)
    ax.set_xlabel(lang("Spearman"))
    ax.xaxis.set_major_formatter(lambda value, _: lang.printed(round(value, 4)))


def bounds_table(
    known: pd.DataFrame,
    dictionary: Dictionary,
    year: int,
    imputed: pd.DataFrame | None = None,
) -> Exhibit | None:
    """Print the bounds of each pair, beside the coefficient of those that have both ranks.

    Parameters
    ----------
    known : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the ranks.
    imputed : DataFrame, optional
        ``imputations.csv``; the copula of the two lists is shown beside the bounds.

    Returns
    -------
    Exhibit or None
        None without a pair.
    """
    if known.empty:
        return None
    drawn = {
        (row.outcome, row.predictor): row
        for row in (() if imputed is None else imputed.itertuples())
        if row.model == "pair"
    }
    return table_of(
        "tab-bounds",
        known,
        [
            Column(
                N_("Pair"),
                lambda row, lang: pair_cell(row.outcome, row.predictor, dictionary, lang),
                numeric=False,
            ),
            Column(N_("Of all provinces"), lambda row, lang: Cell(str(row.population))),
            Column(N_("n"), lambda row, lang: Cell(str(row.n))),
            Column(N_("Spearman"), lambda row, lang: numeral(lang, row.estimate, 2)),
            Column(N_("Bounds"), lambda row, lang: Cell(ends(row.low, row.high, lang))),
            Column(N_("Narrowed"), _narrowed),
            Column(
                N_("Imputed"),
                lambda row, lang: _imputed(drawn.get((row.outcome, row.predictor)), lang),
            ),
            Column(N_("Largest p"), _largest_p),
        ],
        words=lambda lang: Words(
            lang("What the ranks collected say about all provinces, {year}", year=year),
            lang("Spearman coefficient over all provinces that both indices cover"),
            notes=(
                lang(
                    "Bounds: the least and the largest coefficient over all ways of giving the "
                    "free places to the provinces without a collected rank. Narrowed: also by "
                    "what is named below. Imputed: coefficient over all provinces with free places "
                    "drawn by a Gaussian copula of the two lists, median and 95% of the draws; it "
                    "takes ranks as missing at random given the other list, which bounds do not. "
                    "Largest p: of the bound nearest zero; 1 where zero is possible. Provinces "
                    "that a survey did not cover are not missing: they are left out of both lists."
                ),
            ),
            dash=lang(
                "A dash: nothing narrows the bounds, no place is free to be drawn, or fewer than "
                "{least} provinces are known in both lists.",
                least=MINIMUM_N,
            ),
        ),
        origin=origin(CSV, dictionary, *known.predictor, *known.outcome),
    )


def ends(low: float, high: float, lang: Language) -> str:
    """Write the two ends of bounds; one number where they meet, a dash where there are none."""
    if pd.isna(low):
        return MISSING
    return lang.number(low, 2) if high - low < POINT else span(lang, low, high)


def _narrowed(row: NamedTuple, lang: Language) -> Cell:
    """Show the narrower bounds, with what narrows them below."""
    kinds = [lang(USED[name]) for name in f"{row.used}".split(";") if name in USED]
    if not kinds or pd.isna(row.low_side):
        return Cell(MISSING)
    return Cell(ends(row.low_side, row.high_side, lang), lang.listed(kinds))


def _imputed(drawn: NamedTuple | None, lang: Language) -> Cell:
    """Show the coefficient with free places drawn, with 95 % of the draws below."""
    if drawn is None:
        return Cell(MISSING)
    return with_interval(drawn.estimate, drawn.low, drawn.high, lang)


def _largest_p(row: NamedTuple, lang: Language) -> Cell:
    return Cell(MISSING) if pd.isna(row.p_bound) else p_cell(lang, row.p_bound)
