"""The tables of a province brief, and the words around its tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report import brief_evidence, brief_words
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import Words
from pardx.report.labels import lowered
from pardx.report.tables import NO_BREAK, Cell, Sheet, graded, numeral
from pardx.stats.province import Part
from pardx.stats.standing import Standing

NO_FIGURE = {
    "not_found": N_("not collected"),
    "unpublished": N_("not published"),
    "unsettled": N_("sources disagree"),
}
IMPLIED, MEDIAN, OURS = "¹", "²", "³"
NOTES = {
    IMPLIED: N_("¹ Range between the nearest known scores."),
    MEDIAN: N_("² Median of the provinces."),
    OURS: N_("³ Our order by scores; groups: quarters."),
}
"""Marks of the table of standings, and what they say below it."""


def standings(brief: Brief, lang: Language) -> Sheet:
    """Lay out one row per index; a column that would be empty is left out."""
    year = {"year": brief.facts.year, "before": brief.facts.year - 1}
    columns = [
        (lang("Index"), lambda own, lang: Cell(brief.short(own.indicator, lang))),
        (lang("Result {year}", **year), lambda own, lang: _result(brief, own, lang)),
        (lang("Country"), lambda own, lang: _country(brief, own, lang)),
        (lang("Rank"), lambda own, lang: _rank(brief, own, lang)),
        (str(year["before"]), lambda own, lang: _before(brief, own, lang)),
        (
            lang("In the region ({n})", n=len(brief.facts.members)),
            lambda own, lang: _in_region(own, lang),
        ),
    ]
    return filled(brief.facts.shown, columns, lang)


Columns = list[tuple[str, Callable[..., Cell]]]


def filled(rows: tuple, columns: Columns, lang: Language) -> Sheet:
    """Lay rows out in those columns, the first of headings, that hold anything.

    Parameters
    ----------
    rows : tuple
        What each cell is made of.
    columns : list of tuple
        Heading, and what makes a cell of a row.
    lang : Language
    """
    cells = [[make(row, lang) for row in rows] for _, make in columns]
    blank = {MISSING, lang("not collected")}
    kept = [
        place
        for place, column in enumerate(cells)
        if place == 0 or any(cell.text not in blank for cell in column)
    ]
    return Sheet(
        tuple(columns[place][0] for place in kept),
        tuple(zip(*(cells[place] for place in kept), strict=True)),
        frozenset(range(1, len(kept))),
    )


def _marked(text: str, *marks: str) -> str:
    return NO_BREAK.join([text, *filter(None, marks)])


def _plain(brief: Brief, own: Standing, value: float, lang: Language) -> str:
    """Write a value of an index: a percentage with its sign, of PAPI with its maximum."""
    unit = brief.dictionary.score_unit(own.indicator)
    text = lang.number(value, brief.dictionary.places(unit))
    return lang("{value}%", value=text) if unit == "percent" else text


def _result(brief: Brief, own: Standing, lang: Language) -> Cell:
    if own.missing:
        return Cell(lang(NO_FIGURE[own.missing]))
    if pd.notna(own.score):
        return Cell(graded(_plain(brief, own, own.score, lang), own.score_quality))
    if pd.notna(own.lower):
        low, high = (_plain(brief, own, end, lang) for end in (own.lower, own.upper))
        return Cell(_marked(lang("{low} to {high}", low=low, high=high), IMPLIED))
    return Cell(lang("not collected"))


def _country(brief: Brief, own: Standing, lang: Language) -> Cell:
    if pd.isna(own.mean):
        return Cell(lang("not collected"))
    mark = MEDIAN if own.centre == "median" else ""
    return Cell(_marked(_plain(brief, own, own.mean, lang), mark))


def _rank(brief: Brief, own: Standing, lang: Language) -> Cell:
    if pd.isna(own.rank):
        return Cell(lang(NO_FIGURE.get(own.missing, NO_FIGURE["not_found"])))
    if not own.ranked:
        return Cell(
            _marked(lang(brief_words.GROUPS[own.group]), OURS)
            if own.group
            else lang("not collected")
        )
    names = brief.evidence.panel.province
    tied = lang("with {names}", names=lang.listed([names[code] for code in own.tied]))
    text = f"{own.rank:.0f}/{own.places}"
    ours = _marked(text, OURS) if own.counted else text
    return Cell(graded(ours, own.quality), tied if 0 < len(own.tied) < 3 else "")


def _before(brief: Brief, own: Standing, lang: Language) -> Cell:
    if own.broken:
        reason = brief_words.break_reason(own, lang)
        return Cell(lang("not comparable"), reason)
    then = own.before
    if then is None or (pd.isna(then.score) and pd.isna(then.rank)):
        none = N_("not collected") if own.ranked else N_("not collected or not published")
        return Cell(lang(none))
    parts = [_plain(brief, own, then.score, lang)] if pd.notna(then.score) else []
    if own.ranked and pd.notna(then.rank):
        parts.append(lang("rank {rank}", rank=f"{then.rank:.0f}"))
    small = own.ranked and 0 < abs(own.change) < own.band.places
    if own.moved:
        parts.append(_change(own, lang))
    return Cell("; ".join(parts) or MISSING, lang("within usual fluctuation") if small else "")


def _change(own: Standing, lang: Language) -> str:
    """Say by how much a rank moved beyond the usual fluctuation, as the policy report lists it."""
    text = N_("up {n} places") if own.change > 0 else N_("down {n} places")
    return lang(text, n=f"{abs(own.change):.0f}")


def _in_region(own: Standing, lang: Language) -> Cell:
    among = own.region
    if pd.isna(among.rank):
        if not among.known:
            return Cell(lang("not collected"))
        return Cell(lang("incomplete ({known} of {n})", known=among.known, n=among.provinces))
    text = f"{among.rank:.0f}/{among.provinces}"
    return Cell(_marked(text, OURS) if own.counted or not own.ranked else text)


def standings_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of standings, and what its marks mean."""
    sheet = standings(brief, lang)
    text = " ".join(cell.text for row in sheet.rows for cell in row)
    notes = [lang(note) for mark, note in NOTES.items() if mark in text]
    notes.append(lang("A: official, or two sources; B: one source; C: calculated."))
    return Words(
        lang("Results and ranks, {year}", **brief.common(lang)), "", notes=(" ".join(notes),)
    )


def spine_words(brief: Brief, lang: Language) -> Words:
    """Title and alternative text of the picture of standings."""
    said = [
        lang(
            "{index}: {place}",
            index=brief.short(own.indicator, lang),
            place=brief_words.standing_place(brief, own, lang)
            if pd.notna(own.rank)
            else lang("not collected"),
        )
        for own in brief.facts.shown
    ]
    return Words(
        lang("Among all provinces in {year}, and over five years", **brief.common(lang)),
        lang("Better to the right, and higher; own scale per row"),
        lang("{place}, {year}. {each}.", each="; ".join(said), **brief.common(lang)),
    )


def place_words(brief: Brief, lang: Language) -> Words:
    """Title and alternative text of the small map."""
    merged = brief_words.merged(brief, lang)
    return Words(
        merged,
        "",
        lang(
            "Tile map of the 63 provinces before July 2025: {place} in the {region}.",
            **brief.common(lang),
        ),
    )


# Parts


def dti_parts(brief: Brief) -> tuple[Part, ...]:
    """Return the parts of DTI with a score of the province, and of the country beside it."""
    return tuple(part for part in compared(brief) if part.whole == "dti_total")


def parts(brief: Brief, lang: Language) -> Sheet:
    """Lay out the areas that stand out, and the parts of DTI that the country has a value of."""
    named = [*brief.facts.above, *brief.facts.below]
    rows = (*named, *(part for part in dti_parts(brief) if part not in named))

    def gap(part: Part, lang: Language) -> Cell:
        places = _decimals(brief, part)
        return numeral(lang, part.score - part.country, places, signed=True)

    return filled(rows, [*_beside(brief, rows, lang), (lang("Difference"), gap)], lang)


def _beside(brief: Brief, rows: Sequence[Part], lang: Language) -> Columns:
    """Return columns of a part's name, score, and what country and region have."""
    medians = all(part.centre != "mean" for part in rows)
    return [
        (lang("Area"), lambda part, lang: Cell(brief.part_name(part.indicator, lang))),
        (lang("Score"), lambda part, lang: _of_unit(brief, part, part.score, lang)),
        (
            lang(N_("Country median") if medians else N_("Country")),
            lambda part, lang: _of_unit(brief, part, part.country, lang),
        ),
        (lang("Regional median"), lambda part, lang: _of_unit(brief, part, part.region, lang)),
    ]


def _decimals(brief: Brief, part: Part) -> int:
    """Return how many decimals a part is shown with: points no more than two."""
    places = brief.dictionary.places(part.unit)
    return min(places, 2) if part.unit == "points" else places


def _of_unit(brief: Brief, part: Part, value: float, lang: Language) -> Cell:
    return numeral(lang, value, _decimals(brief, part))


def parts_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of parts."""
    facts = brief.facts
    title = (
        N_("Higher and lower than country and region")
        if facts.above and facts.below
        else N_("Higher than country and region")
        if facts.above
        else N_("Lower than country and region")
        if facts.below
        else N_("Parts of DTI")
    )
    return Words(lang(title), "")


def no_parts(brief: Brief, lang: Language) -> str:
    """Say that no area stands out, or that too few are known."""
    compared = any(pd.notna(part.country) for part in brief.facts.parts)
    return lang(
        N_("No area is clearly higher or lower than country and region.")
        if compared
        else N_("Too few results of areas were collected to compare.")
    )


def compared(brief: Brief) -> tuple[Part, ...]:
    """Return the parts that the country has a value of."""
    return tuple(part for part in brief.facts.parts if pd.notna([part.score, part.country]).all())


def areas(brief: Brief, lang: Language) -> Sheet:
    """Lay out every part that country or region has a value of."""
    rows = compared(brief)

    def rank(part: Part, lang: Language) -> Cell:
        return numeral(lang, part.rank)

    def group(part: Part, lang: Language) -> Cell:
        named = part.whole.startswith("papi") and part.group
        return Cell(lang(brief_words.GROUPS[part.group]) if named else MISSING)

    columns = [*_beside(brief, rows, lang), (lang("Rank"), rank), (lang("Quarter"), group)]
    return filled(rows, columns, lang)


def areas_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of all areas, and the results that nothing is known beside."""
    title = lang("Every area with a figure, {year}", **brief.common(lang))
    return Words(title, "", notes=alone(brief, lang))


def alone(brief: Brief, lang: Language) -> tuple[str, ...]:
    """Name the results of areas that were collected for too few provinces to compare."""
    named = {part.indicator for part in compared(brief)}
    others = [part for part in brief.facts.parts if part.indicator not in named]
    if not others:
        return ()
    each = [_alone(brief, part, lang) for part in others]
    return (lang("Collected for too few provinces to compare: {each}.", each="; ".join(each)),)


def _alone(brief: Brief, part: Part, lang: Language) -> str:
    name = lowered(brief.part_name(part.indicator, lang))
    rank = lang("rank {rank}", rank=f"{part.rank:.0f}") if pd.notna(part.rank) else ""
    result = brief_words.score(brief, part, lang) if pd.notna(part.score) else ""
    return " ".join([name, ", ".join(filter(None, [result, rank]))])


# Sources


def sources(brief: Brief, lang: Language) -> Sheet:
    """Make a table of the sources: who printed, where, when."""
    rows = tuple(
        (
            Cell(source["name"]),
            Cell("", links=((source["host"], source["url"]),)) if source["url"] else Cell(MISSING),
            Cell(source["published"] or MISSING),
        )
        for source in brief_evidence.sources(brief, lang)
    )
    return Sheet((lang("Publisher"), lang("Address"), lang("Date published")), rows)


def sources_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of sources."""
    title = lang("Sources of the figures of {place}", place=brief.place(lang))
    return Words(title, "", notes=tuple(brief_evidence.made_by(brief, lang)))
