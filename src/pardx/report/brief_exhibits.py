"""The exhibits of a province brief: tables and chart, for its pages and for its document."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report import brief_words, style
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import Exhibit, Origin, Words, figure, prose, render, untitled
from pardx.report.findings import interval_numbers, verdict
from pardx.report.labels import lowered
from pardx.report.tables import Cell, Column, Sheet, graded, numeral, sheet_of, span, table
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.province import Part, Peer
from pardx.stats.standing import Standing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = {
    "positive": N_("Provinces higher on DTI tend to be higher on {outcome}"),
    "negative": N_("Provinces higher on DTI tend to be lower on {outcome}"),
    "none": N_("No clear association between DTI and {outcome}"),
    "cannot_tell": N_("Too few provinces to tell whether DTI and {outcome} are associated"),
}

NO_FIGURE = {
    "not_found": N_("not collected"),
    "unpublished": N_("not published"),
    "unsettled": N_("sources disagree"),
    "no_index": N_("none this year"),
}
NO_FIGURE_NOTE = {
    "unpublished": N_("Not published: the publisher did not include the province this year."),
    "unsettled": N_("Sources disagree: no rule chooses between their figures, so none is used."),
    "no_index": N_("None this year: no figure of any province was collected."),
}
CHANGE = {
    "up": N_("up {places}"),
    "down": N_("down {places}"),
    "same": N_("no change"),
}
CENTRE = {
    "mean": N_("mean {value}"),
    "weighted": N_("weighted mean {value}"),
    "median": N_("median {value}"),
}


def heading(brief: Brief) -> Exhibit:
    """Show the title that names the province."""
    return untitled("title", lambda lang: render("title.html.j2", title=brief.title(lang)))


def findings_exhibit(brief: Brief) -> Exhibit:
    """Show the three sentences."""
    return prose("findings", lambda lang: brief_words.findings(brief, lang))


def standings_exhibit(brief: Brief) -> Exhibit:
    """Show the table of standings."""
    return table(
        "tab-standings",
        sheet=lambda lang: standings_sheet(brief, lang),
        words=lambda lang: standings_words(brief, lang),
        origin=Origin(f"{brief.slug}.csv"),
    )


def parts_exhibit(brief: Brief) -> Exhibit:
    """Show the strongest and weakest parts, or say that none can be compared or stands out."""
    if not (brief.facts.strongest or brief.facts.weakest):
        return prose("tab-parts", lambda lang: brief_words.no_parts(brief, lang))
    return table(
        "tab-parts",
        sheet=lambda lang: parts_sheet(brief, lang),
        words=lambda lang: parts_words(brief, lang),
        origin=Origin(f"{brief.slug}.csv"),
    )


def peers_exhibit(brief: Brief) -> Exhibit:
    """Show the peers, or say why none are chosen."""
    if not brief.facts.peers:
        return prose("tab-peers", lambda lang: [brief_words.no_peers(brief, lang)])
    return table(
        "tab-peers",
        sheet=lambda lang: peers_sheet(brief, lang),
        words=lambda lang: peers_words(brief, lang),
        origin=Origin(f"{brief.slug}.csv"),
    )


def chart_exhibit(brief: Brief) -> Exhibit:
    """Show the chart, or say that nothing could be estimated."""
    if brief.facts.relation is None:
        return prose("fig-association", lambda lang: [brief_words.association(brief, lang)])
    return figure(
        "fig-association",
        draw=lambda lang: draw_chart(brief, lang),
        words=lambda lang: chart_words(brief, lang),
        origin=Origin(f"{brief.slug}.csv"),
    )


def method_exhibit(brief: Brief) -> Exhibit:
    """Show the method box."""
    return untitled(
        "method",
        lambda lang: render("method.html.j2", sentences=brief_words.method(brief, lang)),
    )


def sources_exhibit(brief: Brief) -> Exhibit:
    """Show the sources, the data file, what made the brief and how to cite it."""
    return untitled(
        "sources",
        lambda lang: render(
            "brief_sources.html.j2",
            lang=lang,
            brief=brief,
            sources=brief_words.sources(brief, lang),
        ),
    )


def standings_words(brief: Brief, lang: Language) -> Words:
    """Caption and notes of the table of standings."""
    reasons = dict.fromkeys(own.missing for own in brief.facts.standings if own.missing)
    ranged = any(pd.notna(own.low) for own in brief.facts.standings)
    notes = [
        *brief_words.break_note(brief, lang),
        lang("Not collected: we found no published figure. A gap needs the score."),
        brief_words.noise_note(brief, lang),
        *(lang(NO_FIGURE_NOTE[reason]) for reason in reasons if reason != "not_found"),
        lang(
            "PAR INDEX and SIPAS in percent, gaps in percentage points; DTI from 0 to 1; PAPI "
            "and PCI in points. Country: the published mean; for a PAPI dimension the mean "
            "weighted by population, as PAPI computes it (for 2023 the population of 2022); for "
            "the PAPI total and PCI the median of the provinces. Reliability A: official, or "
            "two independent sources; B: one source; C: calculated from published figures."
        ),
        *[lang("Below a rank: its range when the weights of the index's components vary.")]
        * ranged,
        *brief_words.targets(brief, lang),
    ]
    return Words(
        lang(
            "Scores and ranks by index, {year}",
            **brief.common(lang),
        ),
        lang(
            "Results of {place}; change since {before}; rank in the {region}", **brief.common(lang)
        ),
        notes=(" ".join(notes),),
    )


def standings_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of standings; the gap to a target has a column when one is known."""

    def name(own: Standing, lang: Language) -> Cell:
        return Cell(brief.short(own.indicator, lang))

    def score(own: Standing, lang: Language) -> Cell:
        if own.missing:
            return Cell(lang(NO_FIGURE[own.missing]))
        if pd.isna(own.score):
            return Cell(lang("not collected"))
        number = lang.number(own.score, brief.dictionary.decimals(own.indicator))
        return Cell(graded(number, own.score_quality))

    aim = Column(
        N_("Against the target"),
        lambda own, lang: _gap_cell(
            brief, own, lang, own.gap_to_target, own.target, N_("target {value}")
        ),
    )
    columns = [
        Column(N_("Index"), name, numeric=False),
        Column(N_("Score"), score),
        Column(N_("Rank"), _rank_cell),
        Column(N_("Change in rank"), _change_cell),
        Column(N_("In the region"), _region_cell),
        Column(
            N_("Against the country"),
            lambda own, lang: _gap_cell(
                brief, own, lang, own.gap_to_mean, own.mean, CENTRE[own.centre or "mean"]
            ),
        ),
        Column(
            N_("Against the leader"),
            lambda own, lang: (
                Cell(lang("leads"))
                if own.rank == 1
                else _gap_cell(
                    brief, own, lang, own.gap_to_leader, own.leader_score, N_("{name} {value}")
                )
            ),
        ),
        *[aim] * any(pd.notna(own.target) for own in brief.facts.standings),
    ]
    return sheet_of(brief.facts.standings, columns, lang)


def _rank_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.rank):
        return Cell(lang("not collected"))
    ends = span(lang, own.low, own.high, 0) if pd.notna(own.low) else ""
    return Cell(graded(f"{own.rank:.0f}/{own.places}", own.quality), ends)


def _change_cell(own: Standing, lang: Language) -> Cell:
    if own.crosses_break and not own.missing:
        return Cell(lang("not comparable"))
    if pd.isna(own.change):
        return Cell(lang("not collected"))
    places = abs(int(own.change))
    text = CHANGE["same" if places == 0 else "up" if own.change > 0 else "down"]
    return Cell(
        lang(text, places=places),
        lang("within usual fluctuation") if 0 < places < own.band.places else "",
    )


def _region_cell(own: Standing, lang: Language) -> Cell:
    among = own.region
    known = {"known": among.known, "n": among.provinces}
    if pd.isna(among.rank):
        return Cell(MISSING, lang("{known} of {n} with figures", **known))
    detail = lang("as published") if among.printed else ""
    return Cell(f"{among.rank:.0f}/{among.provinces}", detail)


def _gap_cell(
    brief: Brief, own: Standing, lang: Language, gap: float, value: float, beside: str
) -> Cell:
    """Make the cell of a gap to a value; ``beside`` words the value below it."""
    if pd.isna(value):
        return Cell(lang("not collected"))
    places = brief.dictionary.decimals(own.indicator)
    text = lang("not collected") if pd.isna(gap) else lang.signed(gap, places)
    return Cell(text, lang(beside, value=lang.number(value, places), name=own.leader))


def parts_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of strongest and weakest parts, which it must have."""
    first, *_ = brief.facts.strongest or brief.facts.weakest
    part = lowered(brief.part_name(first.indicator, lang))
    return Words(
        lang(
            N_("Farthest above the regional median: {part}")
            if brief.facts.strongest
            else N_("Farthest below the regional median: {part}"),
            part=part,
        ),
        lang(
            "Score and regional median ({region}), {year}: at most three areas clearly above and "
            "three clearly below",
            **brief.common(lang),
        ),
        notes=(
            lang(
                "Clearly: by at least {distance} standard deviations of all provinces, by "
                "convention; by size of that distance. A dimension stands for its parts.",
                distance=lang.number(settings().noise.part, 1),
            ),
            brief_words.printed_parts(brief, lang),
        ),
    )


def parts_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of the strongest and the weakest parts."""
    facts = brief.facts
    groups = {N_("above the median"): facts.strongest, N_("below the median"): facts.weakest}
    rows = [(group, part) for group, parts in groups.items() for part in parts]

    def median(part: Part, lang: Language) -> Cell:
        known = {"known": part.known, "n": part.provinces}
        of = lang("of {known}/{n}", **known) if part.known < part.provinces else ""
        return Cell(lang.number(part.median, brief.dictionary.places(part.unit)), of)

    def number(value: float, part: Part, lang: Language, *, signed: bool = False) -> Cell:
        return numeral(lang, value, brief.dictionary.places(part.unit), signed=signed)

    columns = [
        Column(
            N_("Component or dimension"),
            lambda row, lang: Cell(brief.part_name(row[1].indicator, lang)),
            numeric=False,
        ),
        Column(N_("Group"), lambda row, lang: Cell(lang(row[0])), numeric=False),
        Column(N_("Score"), lambda row, lang: number(row[1].score, row[1], lang)),
        Column(N_("Regional median"), lambda row, lang: median(row[1], lang)),
        Column(N_("Gap (points)"), lambda row, lang: number(row[1].gap, row[1], lang, signed=True)),
    ]
    return sheet_of(rows, columns, lang)


def peers_words(brief: Brief, lang: Language) -> Words:
    """Caption and the rule of the table of peers."""
    years = {"year": brief.facts.year, "urban_year": brief.facts.urban_year}
    return Words(
        lang(
            "{nearest} is closest in GRDP per capita and urban share",
            nearest=brief.facts.peers[0].province,
        ),
        lang(
            "Five similar provinces: GRDP per capita {year}, urban population "
            "{urban_year}, ranks {year}; closest first",
            **years,
        ),
        notes=(
            lang(
                "Chosen by the Euclidean distance of two standardised variables: the logarithm "
                "of GRDP per capita and the urban population share. A dash: rank not collected."
            ),
        ),
    )


def peers_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of peers, the province itself on top."""
    indices = settings().briefs.peers
    heads = [lang("Province"), lang("GRDP per capita, million VND"), lang("Urban population, %")]
    heads += [brief.short(name, lang) for name in indices]

    def cells(peer: Peer) -> tuple[Cell, ...]:
        ranks = (numeral(lang, peer.ranks[name]) for name in indices)
        figures = (numeral(lang, peer.income, 1), numeral(lang, peer.urban, 1))
        return (Cell(peer.province), *figures, *ranks)

    rows = tuple(map(cells, (brief.facts.own, *brief.facts.peers)))
    return Sheet(tuple(heads), rows, frozenset(range(1, len(heads))))


def sources_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make a table of the sources: who printed, where, when."""
    rows = tuple(
        (
            Cell(source["name"]),
            Cell("", links=((source["host"], source["url"]),)) if source["url"] else Cell(MISSING),
            Cell(source["published"] or MISSING),
        )
        for source in brief_words.sources(brief, lang)
    )
    return Sheet((lang("Publisher"), lang("Address"), lang("Date published")), rows)


def chart_words(brief: Brief, lang: Language) -> Words:
    """Title, subtitle and alt text of the chart."""
    relation = brief.facts.relation
    row = SimpleNamespace(**relation.row)
    said = {
        "outcome": brief.short(relation.outcome, lang),
        "n": row.n,
        **brief.common(lang),
        **interval_numbers(row, lang),
    }
    if relation.own:
        x, y = (lang.number(place) for place in relation.own)
        subtitle = lang(
            "Ranks {year} of {n} provinces with both; large dot: {place} (DTI {x}, {outcome} {y})",
            x=x,
            y=y,
            **said,
        )
    else:
        subtitle = lang(
            "Ranks {year} of {n} provinces with both; {place} lacks one of the two and is "
            "not shown",
            **said,
        )
    return Words(
        lang(TITLE[verdict(row)], **said),
        subtitle,
        lang(
            "Scatter plot. {subtitle}. Spearman {estimate}, 95% confidence interval {low} "
            "to {high}.",
            subtitle=subtitle,
            **said,
        ),
    )


def draw_chart(brief: Brief, lang: Language) -> Figure:
    """Draw the ranks on DTI and the outcome, the province marked."""
    relation = brief.facts.relation
    drawing, [[ax]] = style.canvas(4.6, 2.75)
    others = [point for point in relation.points if point != relation.own]
    dots = {"color": style.colours().context, "markersize": 4, "alpha": 0.8, "linewidth": 0}
    ax.plot(*zip(*others, strict=True), "o", **dots)
    places = brief.places
    if relation.own:
        ax.plot(*relation.own, "o", color=style.colours().subject, markersize=9)
        right_half, upper_half = (place <= places / 2 for place in relation.own)
        ax.annotate(
            brief.facts.province,
            relation.own,
            xytext=(-7 if right_half else 7, -9 if upper_half else 9),
            textcoords="offset points",
            ha="right" if right_half else "left",
            va="top" if upper_half else "bottom",
            color=style.colours().subject,
            weight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )
    ticks = style.rank_ticks(places)
    ax.set(xlim=(places + 2, -1), ylim=(places + 2, -1), xticks=ticks, yticks=ticks)
    ax.set_xlabel(brief.dictionary.axis(PREDICTOR, lang.code, measure="rank"))
    ax.set_ylabel(brief.short(relation.outcome, lang))
    return drawing
