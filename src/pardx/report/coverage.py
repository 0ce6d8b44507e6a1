"""What is known and from whom: coverage, missing provinces, contradictions, sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from pardx.data.consistency import DERIVED
from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.data.reconcile import AUTHORITY, CLASH
from pardx.language import N_, NP_, Language
from pardx.provenance import UNKNOWN
from pardx.report import labels
from pardx.report.aggregate_series import LEVEL
from pardx.report.exhibit import (
    Exhibit,
    Words,
    found_where,
    origin,
    render,
    sentence,
    source_links,
    source_name,
    untitled,
    web_address,
)
from pardx.report.measures import MEASURE
from pardx.report.relations import drawable
from pardx.report.tables import Cell, Column, Sheet, numeral, table, table_of
from pardx.settings import settings

COUNTED = {
    "n": N_("n"),
    "printed": N_("Published"),
    "derived": N_("Calculated"),
    "unsettled": N_("Sources disagree"),
    "bounded": N_("Range only"),
}
"""Columns of ``coverage`` with their headings."""
FEW_MISSING = 4
"""Where fewer provinces are missing, the coverage table names them."""
NAMED = 6
"""So many missing provinces are named; more are counted."""

IDENTITY = {
    "order": N_("the order of ranks and scores"),
    "place": N_("one province per rank"),
    "sum": N_("the sum of the parts"),
    "parts": N_("the shares of ministries and localities"),
    "change": N_("last year's value and the published change"),
    "list": N_("the others so marked"),
}
RULE = {
    "keeps its place and order": N_("consistent with the other provinces' ranks and scores"),
    "official over press": N_("official, else a copy of its table, over press"),
    "more independent sources": N_("more independent sources"),
    "keeps its sum and change": N_("consistent with its parts and the published change"),
    "printed over derived": N_("published over calculated"),
    "unsettled": N_("sources disagree"),
    "breaks an identity": N_("conflicts with related figures"),
    "derived by an identity": N_("calculated from related figures"),
    CLASH: N_("at least one of the figures so marked is wrong; none is taken out"),
}
SOURCE_KIND = {
    "official": N_("Official"),
    "press": N_("Press"),
    "compilation": N_("Compilations of published tables"),
}


def coverage_table(coverage: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Show for each indicator and measure how many provinces are known, and who is not.

    None for a year of which none of the report's measures is known.

    Parameters
    ----------
    coverage : DataFrame
        One row per indicator and measure.
    dictionary : Dictionary
        Names indicators and provinces.
    year : int
        Year of the report.
    """
    chosen = settings()
    sets = [*chosen.model_sets.values(), *chosen.curve_sets.values(), chosen.held, chosen.traits]
    controls = [one.removeprefix("log_") for held in sets for one in held]
    used = [*chosen.headline, *chosen.outcomes.cross_section, *controls]
    places = FRAMES[dictionary.level_of(year)]
    rows = coverage[coverage.indicator.isin(used)].sort_values(
        ["n", "indicator", "measure"], ascending=[False, True, True]
    )
    if rows.empty:
        return None

    def name(row: NamedTuple, lang: Language) -> Cell:
        short = dictionary.short(row.indicator, lang.code)
        return Cell(short, dictionary.label(row.indicator, lang.code), key=row.indicator)

    def count(column: str) -> Callable[[NamedTuple, Language], Cell]:
        return lambda row, _: Cell(str(getattr(row, column)), key=getattr(row, column))

    def missing(row: NamedTuple, lang: Language) -> Cell:
        """Name the missing provinces while they are few enough to read."""
        codes = row.missing.split(";") if isinstance(row.missing, str) and row.missing else []
        if len(codes) > NAMED:
            return Cell(lang("{n} of {total}", n=len(codes), total=places))
        return Cell(lang.listed([*dictionary.place_names[codes]]) if codes else lang("none"))

    return table_of(
        "tab-coverage",
        rows,
        [
            Column(N_("Indicator"), name, numeric=False),
            Column(
                N_("Measure"),
                lambda row, lang: Cell(lang(MEASURE[row.measure]), key=row.measure),
                numeric=False,
            ),
            *(Column(head, count(column)) for column, head in COUNTED.items()),
            Column(N_("Missing"), missing, numeric=False),
        ],
        sortable=True,
        words=lambda lang: Words(
            lang.ngettext(
                "{n} of {total} measures was collected for all {places} provinces, {year}",
                "{n} of {total} measures were collected for all {places} provinces, {year}",
                int((rows.n == places).sum()),
                places=places,
                total=len(rows),
                year=year,
            ),
            lang.ngettext(
                "Provinces of {places} with a used figure, for the {n} measure of this report; "
                "the CSV has all {total}",
                "Provinces of {places} with a used figure, for the {n} measures of this report; "
                "the CSV has all {total}",
                len(rows),
                places=places,
                total=len(coverage),
            ),
            notes=(
                lang(
                    "Published: a source gives the figure (reliability A or B). Calculated: from "
                    "published figures (C). Sources disagree: X, not in n; also a figure that "
                    "conflicts with related ones. Range only: the score "
                    "was not collected, but the nearest known scores of provinces ranked above "
                    "and below imply a range, or one end of it; not in n (bounds.csv). The CSV "
                    "lists every missing province by its GSO code."
                ),
            ),
        ),
        origin=origin("coverage.csv", dictionary),
    )


def missing_table(
    missingness: pd.DataFrame, associations: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit | None:
    """Compare provinces with and without a rank by traits and region.

    Parameters
    ----------
    missingness : DataFrame
        One row per index and trait.
    associations : DataFrame
        As saved: the comparison says for which provinces the tests speak.
    dictionary : Dictionary
        Names indices, traits and regions.
    year : int
        Year of the report.

    Returns
    -------
    Exhibit or None
        None where no index is published in part, or no association is tested.
    """
    partial = missingness[(missingness.n_absent >= FEW_MISSING) & (missingness.n_covered > 0)]
    if partial.empty or drawable(associations).empty:
        return None
    counts = partial.groupby("indicator", sort=False)[["n_covered", "n_absent"]].first()
    by_trait = partial.set_index(["trait", "indicator"])

    def pair(trait: str, indicator: str, lang: Language) -> Cell:
        """Write the mean, or share, of provinces with and without a rank."""
        row = by_trait.loc[(trait, indicator)]
        scale, places = (1, 2) if trait in settings().traits else (100, 0)
        covered, absent = (lang.number(scale * one, places) for one in (row.covered, row.absent))
        text = lang("{covered} | {absent}", covered=covered, absent=absent)
        return Cell(text)

    def sheet(lang: Language) -> Sheet:
        heads = [
            lang(
                "{index}: {covered} collected | {absent} not",
                index=dictionary.short(name, lang.code),
                covered=row.n_covered,
                absent=row.n_absent,
            )
            for name, row in counts.iterrows()
        ]
        rows = tuple(
            (
                Cell(_trait(trait, dictionary, lang)),
                *(pair(trait, name, lang) for name in counts.index),
            )
            for trait in dict.fromkeys(partial.trait)
        )
        return Sheet((lang("Trait"), *heads), rows, frozenset(range(1, len(heads) + 1)))

    return table(
        "tab-missing",
        sheet=sheet,
        words=lambda lang: _missing_words(partial, dictionary, year, lang),
        origin=origin("missingness.csv", dictionary, *counts.index),
    )


def _missing_words(
    partial: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language
) -> Words:
    regions = partial[~partial.trait.isin(settings().traits)]
    row = regions.loc[regions.difference.idxmin()]
    facts = {
        "index": dictionary.short(row.indicator, lang.code),
        "region": dictionary.region(row.trait, lang.code),
        "year": year,
    }
    return Words(
        lang("Most over-represented where no {index} rank was collected: {region}", **facts),
        lang(
            "Provinces whose rank was collected | not collected, {year}: means, and "
            "distribution over regions (%)",
            **facts,
        ),
        notes=(
            lang(
                "Figures are not missing at random: newspapers report the top, the bottom and "
                "their own province. The primary tests are therefore repeated with larger "
                "weights for provinces similar to those missing."
            ),
        ),
    )


def _trait(trait: str, dictionary: Dictionary, lang: Language) -> str:
    if trait not in settings().traits:
        return lang("{region} (% of the provinces)", region=dictionary.region(trait, lang.code))
    if trait.startswith("log_"):
        return labels.control(trait, dictionary, lang)
    return dictionary.axis(trait, lang.code)


def nothing_collected(year: int) -> Exhibit:
    """Say that no index of a year has a figure, where there is nothing to count."""
    return sentence(
        "tab-coverage", N_("No figure of an index of {year} has been collected yet."), year=year
    )


def conflicts_table(conflicts: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit:
    """Show what contradicting sources printed, the value used, and the rule that chose it.

    Parameters
    ----------
    conflicts : DataFrame
        One row per value that a source prints, or that is computed here.
    dictionary : Dictionary
        Names units, indicators and sources.
    year : int
        Year of the report.
    """
    if conflicts.empty:
        return sentence(
            "tab-conflicts",
            N_("No figure of {year} is contradicted by another source or by related figures."),
            year=year,
        )
    clash = conflicts.settled_by == CLASH
    rivals = conflicts[~clash]
    figures = rivals.groupby(["level", "entity", "indicator", "measure", "period"], dropna=False)
    reconciled = figures.value_used.count() > 0
    return table_of(
        "tab-conflicts",
        conflicts,
        _conflict_columns(dictionary),
        words=lambda lang: Words(
            lang(
                "{reconciled} of {n} figures that sources contradict, or that conflict with "
                "related ones, were reconciled, {year}",
                reconciled=int(reconciled.sum()),
                n=len(reconciled),
                year=year,
            )
            if len(rivals)
            else lang(
                "{n} used figures contradict each other, {year}", n=len(conflicts), year=year
            ),
            lang(
                "{n} values of such figures, as published or computed here, the value used, and "
                "the rule applied",
                n=len(rivals),
            ),
            notes=(
                *_clash_notes(conflicts[clash], dictionary, lang),
                lang(
                    "Where sources disagree, rules in order: a value consistent with the other "
                    "provinces' ranks and scores; official, else a copy of its table, over press; "
                    "more independent sources over fewer; a value consistent with its parts and "
                    "with last year's value plus the published change; published over "
                    "calculated; otherwise none is used. A value that conflicts with related "
                    "figures, which agree among themselves, is not used, or is replaced by "
                    "the value they give. Values not used are shown here and enter no model."
                ),
            ),
        ),
        origin=origin("conflicts.csv", dictionary),
    )


def _unit_name(level: str, entity: str, dictionary: Dictionary, lang: Language) -> str:
    """Name a province, ministry, region, group of units or the country."""
    if level == "region":
        return dictionary.region(entity, lang.code)
    return lang(LEVEL[level]) if level in LEVEL else dictionary.ministry(entity, lang.code)


def _clash_notes(clashes: pd.DataFrame, dictionary: Dictionary, lang: Language) -> tuple[str, ...]:
    """Say of each list how many of its used figures contradict each other."""
    return tuple(
        lang(
            "{n} used figures of {index} contradict each other whatever ranks the other provinces "
            "hold. At least one of them is wrong; since nothing says which, all stay in use and "
            "stand in the table.",
            n=len(rows),
            index=dictionary.short(name, lang.code),
        )
        for name, rows in clashes.groupby("indicator", sort=False)
    )


def _conflict_columns(dictionary: Dictionary) -> list[Column]:
    def shown(row: NamedTuple, lang: Language) -> Cell:
        index, measure = dictionary.short(row.indicator, lang.code), lang(MEASURE[row.measure])
        return Cell(lang("{index}, {measure}", index=index, measure=measure))

    def sources(row: NamedTuple, lang: Language) -> Cell:
        if not row.sources:
            return Cell(lang("computed here"))
        return Cell("", links=source_links(row.sources, dictionary, lang))

    def used(row: NamedTuple, lang: Language) -> Cell:
        if pd.isna(row.value_used):
            return Cell(lang("not used"))
        return numeral(lang, row.value_used, dictionary.places(row.unit))

    def rule(row: NamedTuple, lang: Language) -> Cell:
        said = lang(RULE[row.settled_by])
        if row.settled_by == DERIVED and row.used:
            given = lang("this value is given by: {names}", names=lang(IDENTITY[row.keeps]))
            return Cell(said, given)
        broken = [lang(IDENTITY[name]) for name in row.breaks.split(";") if name]
        names = lang.listed(broken)
        return Cell(said, lang("this value conflicts with: {names}", names=names) if broken else "")

    return [
        Column(
            N_("Unit"),
            lambda row, lang: Cell(_unit_name(row.level, row.entity, dictionary, lang)),
            numeric=False,
        ),
        Column(N_("Figure"), shown, numeric=False),
        Column(
            NP_("conflict", "Published"),
            lambda row, lang: numeral(lang, row.value, dictionary.places(row.unit)),
        ),
        Column(N_("Sources"), sources, numeric=False),
        Column(N_("Value used"), used),
        Column(N_("Rule"), rule, numeric=False),
    ]


def sources_list(source_ids: pd.Series, dictionary: Dictionary) -> Exhibit:
    """List sources with their address and how many figures each gave.

    Parameters
    ----------
    source_ids : Series of str
        The source of each figure; of reconciled figures the ids joined by ``;``.
    dictionary : Dictionary
        Names sources.
    """
    counts = source_ids.str.split(";").explode().dropna().value_counts().sort_index()
    listed = dictionary.sources.loc[counts.index].assign(rows=counts)
    kinds = [
        (SOURCE_KIND[kind], list(listed[listed.kind == kind].itertuples()))
        for kind in AUTHORITY
        if (listed.kind == kind).any()
    ]
    shown = {
        **{"kinds": kinds, "total": len(listed), "dictionary": dictionary},
        "summary": N_("The only source") if len(listed) == 1 else N_("All {n} sources"),
        **{"web": web_address, "source_name": source_name, "found_where": found_where},
    }
    return untitled("sources", lambda lang: render("sources.html.j2", lang=lang, **shown))


def reproduce(year: int, commit: str, **given: int) -> Exhibit:
    """Say with which command, commit and files the report is made again.

    Parameters
    ----------
    year : int
        Year of the report.
    commit : str
        That made it.
    **given : int
        ``SEED`` and ``DRAWS``, where they are not those of ``config.toml``.
    """
    shown = {"command": " ".join(f"{k}={v}" for k, v in {"YEAR": year, **given}.items())}
    shown |= {"commit": commit, "unknown": UNKNOWN}
    return untitled("reproduce", lambda lang: render("reproduce.html.j2", lang=lang, **shown))
