"""The province brief in words, tables and one chart, for pages and for documents."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from pardx.analysis.association import PREDICTOR
from pardx.analysis.brief import Facts
from pardx.analysis.brief_parts import Part
from pardx.analysis.brief_peers import Peer
from pardx.analysis.brief_standings import Standing
from pardx.analysis.rank_sets import CONVENTION
from pardx.data.catalogue import Catalogue
from pardx.exhibits import style
from pardx.exhibits.exhibit import (
    Exhibit,
    Origin,
    Words,
    figure,
    in_languages,
    prose,
    render,
    web_address,
)
from pardx.exhibits.findings import verdict
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.tables import Cell, Sheet, numeral, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OVERLAPPING = frozenset({"par_index", "papi_d8_egovernance"})
"""Outcomes that measure partly what DTI measures."""

PEER_COLUMNS = ("par_index", "sipas", "dti_total", "papi_total_unweighted", "pci_total")


@dataclass(frozen=True)
class Brief:
    """The facts of a province with what is needed to name and source them.

    Attributes
    ----------
    facts : Facts
        The numbers.
    catalogue : Catalogue
        Labels, units, publishers and sources.
    regions_en : dict
        Region in Vietnamese -> in English.
    municipality : bool
        The province is a centrally run city.
    slug : str
        Name of the brief's files.
    commit : str
        Commit that made it.
    """

    facts: Facts
    catalogue: Catalogue
    regions_en: dict[str, str]
    municipality: bool
    slug: str
    commit: str

    def place(self, lang: Language) -> str:
        """Name the province with its kind, as in running text: ``thành phố Cần Thơ``."""
        if self.facts.province.startswith("TP. "):
            return lang("brief.place.hcmc")
        kind = "municipality" if self.municipality else "province"
        return lang(f"brief.place.{kind}", name=self.facts.province)

    def heading(self, lang: Language) -> str:
        """Name the province as a title does, with a capital."""
        place = self.place(lang)
        return place[0].upper() + place[1:]

    def title(self, lang: Language) -> str:
        """Return the brief's title."""
        return lang("brief.title", place=self.heading(lang), year=self.facts.year)

    def region(self, lang: Language) -> str:
        """Name the province's region."""
        name = self.facts.region
        return name if lang.code == "vi" else self.regions_en[name]

    def short(self, indicator: str, lang: Language) -> str:
        """Return an indicator's short name."""
        return self.catalogue.label(indicator, lang.code, short=True)

    def common(self, lang: Language) -> dict[str, object]:
        """Return what nearly every text names: place, region, year, the year before."""
        return {
            "place": self.place(lang),
            "region": self.region(lang),
            "year": self.facts.year,
            "before": self.facts.year - 1,
        }

    def part_name(self, indicator: str, lang: Language) -> str:
        """Name a part by what it measures, with its index: ``E-governance (PAPI D8)``."""
        known = self.catalogue.indicators
        head, _, name = self.catalogue.label(indicator, lang.code).partition(": ")
        if not name:
            return head
        parent = known.at[indicator, "part_of"]
        dimension = known.at[parent, "part_of"] == ""
        index = self.short(indicator if dimension else parent, lang)
        return lang("brief.part", name=name, index=index)


# Sentences


def findings(brief: Brief, lang: Language) -> list[str]:
    """Say in three sentences where the province stands, where it is strong, what goes with what."""
    return [_standing_sentence(brief, lang), _strengths(brief, lang), association(brief, lang)]


def _standing_sentence(brief: Brief, lang: Language) -> str:
    first, second = (brief.facts.standing(name) for name in ("par_index", "sipas"))
    return lang(
        "brief.finding.standing",
        first=brief.short("par_index", lang),
        second=brief.short("sipas", lang),
        first_clauses=_clauses(brief, first, lang),
        second_clauses=_clauses(brief, second, lang),
        **brief.common(lang),
    )


def _strengths(brief: Brief, lang: Language) -> str:
    own = brief.facts.standing(PREDICTOR)
    said = {"index": brief.short(PREDICTOR, lang), "clauses": _clauses(brief, own, lang)}
    if not brief.facts.strongest:
        return lang("brief.finding.no_parts", **said, **brief.common(lang))

    def listed(parts: tuple[Part, ...]) -> str:
        return lang.listed([_lowered(brief.part_name(part.indicator, lang)) for part in parts])

    return lang(
        "brief.finding.strengths",
        strongest=listed(brief.facts.strongest),
        weakest=listed(brief.facts.weakest),
        **said,
        **brief.common(lang),
    )


def _lowered(name: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def association(brief: Brief, lang: Language) -> str:
    """Say how DTI goes with the outcome among the provinces, or that it is not known."""
    relation = brief.facts.relation
    if relation is None:
        return lang("brief.finding.no_relation", **brief.common(lang))
    row = SimpleNamespace(**relation.row)
    return lang(
        f"brief.finding.{verdict(row)}",
        outcome=brief.short(relation.outcome, lang),
        n=row.n,
        overlap=_overlap(brief, lang),
        **_interval(row, lang),
    )


def _interval(row: SimpleNamespace, lang: Language) -> dict[str, str]:
    return {
        "estimate": lang.number(row.estimate, 2),
        "low": lang.number(row.ci_low, 2),
        "high": lang.number(row.ci_high, 2),
    }


def _overlap(brief: Brief, lang: Language) -> str:
    """State whether the coefficient is free of what the two indices share."""
    relation = brief.facts.relation
    if relation.overlap_free:
        freed = SimpleNamespace(**relation.overlap_free)
        return lang("brief.overlap.removed", n=freed.n, **_interval(freed, lang))
    return lang(f"brief.overlap.{'raw' if relation.outcome in OVERLAPPING else 'separate'}")


def _clauses(brief: Brief, own: Standing, lang: Language) -> str:
    """List what is known of a standing as predicates of one sentence."""
    if own.missing:
        return lang(f"brief.clause.{own.missing}")
    said = []
    if pd.notna(own.score):
        said.append(lang("brief.clause.score", score=_score(brief, own.indicator, own.score, lang)))
    if pd.notna(own.rank):
        places = {"rank": ordinal(own.rank, lang), "places": own.places}
        said.append(lang("brief.clause.rank", **places))
    if pd.notna(own.low):
        ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
        said.append(lang("brief.clause.range", **ends))
    said += [_change_clause(brief, own, lang)] if pd.notna(own.change) else []
    if own.region.known == own.region.provinces and pd.notna(own.region.rank):
        place = {"rank": ordinal(own.region.rank, lang), "n": own.region.provinces}
        said.append(lang("brief.clause.region", region=brief.region(lang), **place))
    said += [_mean_clause(brief, own, lang)] if own.centre == "mean" and pd.notna(own.score) else []
    return lang.listed(said)


def ordinal(rank: float, lang: Language) -> str:
    """Write a rank as an ordinal where the language has them: ``26th``, ``26``."""
    from babel import Locale

    form = Locale(lang.code).ordinal_form(int(rank))
    return lang(f"brief.ordinal.{form}", n=int(rank))


def _direction(own: Standing) -> str:
    if own.change == 0:
        return "same"
    return "up" if own.change > 0 else "down"


def _change_clause(brief: Brief, own: Standing, lang: Language) -> str:
    places = abs(int(own.change))
    normal = "_normal" if 0 < places < own.band.places else ""
    return lang(
        f"brief.clause.{_direction(own)}{normal}",
        places=places,
        unit=lang(f"brief.unit.{'one' if places == 1 else 'other'}"),
        mark=_mark(own, lang),
        before=brief.facts.year - 1,
    )


def _mark(own: Standing, lang: Language) -> str:
    return lang("brief.mark") if own.crosses_break else ""


def _mean_clause(brief: Brief, own: Standing, lang: Language) -> str:
    gap = own.gap_to_mean
    side = "at" if abs(gap) < 1e-9 else "above" if gap > 0 else "below"
    return lang(f"brief.clause.{side}_mean", gap=_gap(brief, own.indicator, abs(gap), lang))


def _unit(brief: Brief, indicator: str) -> pd.Series:
    return brief.catalogue.units.loc[brief.catalogue.score_unit(indicator)]


def _score(brief: Brief, indicator: str, score: float, lang: Language) -> str:
    """Write a score with its unit as in running text: ``88,72%``."""
    unit = _unit(brief, indicator)
    kind = unit.name if unit.name in ("percent", "index01") else "points"
    return lang(f"brief.score.{kind}", value=lang.number(score, int(unit.decimals)))


def _gap(brief: Brief, indicator: str, gap: float, lang: Language) -> str:
    """Write a difference of scores with its unit: ``0,99 điểm %``."""
    unit = _unit(brief, indicator)
    value = lang.number(gap, int(unit.decimals))
    named = unit if unit.name != "index01" else brief.catalogue.units.loc["points"]
    return lang("brief.gap", value=value, unit=named[f"difference_{lang.code}"])


def break_note(brief: Brief, lang: Language) -> list[str]:
    """Explain the mark of changes that cross a change of method."""
    crossed = [
        brief.short(own.indicator, lang)
        for own in brief.facts.standings
        if own.crosses_break and pd.notna(own.change)
    ]
    names = lang.listed(crossed)
    return [lang("brief.note.break", indices=names, year=brief.facts.year)] if crossed else []


def noise_note(brief: Brief, lang: Language) -> str:
    """Say which changes of rank are within normal variation, and how that is known."""
    simulated = [own for own in brief.facts.standings if own.band.basis == "simulated"]
    each = [
        lang(
            "brief.note.noise_of",
            index=brief.short(own.indicator, lang),
            places=own.band.places,
        )
        for own in simulated
    ]
    said = [lang("brief.note.noise_simulated", each=lang.listed(each))] if each else []
    rest = "others" if each else "all"
    return " ".join([*said, lang(f"brief.note.noise_{rest}", places=CONVENTION)])


def printed_parts(brief: Brief, lang: Language) -> str:
    """Name the published parts that cannot be set against the region, index by index."""
    said: dict[str, list[str]] = {}
    for part in brief.facts.printed:
        whole = brief.short(brief.catalogue.indicators.at[part.indicator, "part_of"], lang)
        said.setdefault(whole, []).append(_printed(brief, part, lang))
    if not said:
        return lang("brief.printed.none", **brief.common(lang))
    each = [
        lang("brief.printed.of", index=index, each="; ".join(parts))
        for index, parts in said.items()
    ]
    return lang("brief.printed", each=". ".join(each))


def _printed(brief: Brief, part: Part, lang: Language) -> str:
    name = _bare_name(brief, part.indicator, lang)
    unit = part.unit if part.unit in ("percent", "index01") else "points"
    value = lang.number(part.score, brief.catalogue.places(part.unit))
    score = value if unit == "index01" else lang(f"brief.score.{unit}", value=value)
    rank = ordinal(part.rank, lang) if pd.notna(part.rank) else ""
    if pd.isna(part.score):
        return lang("brief.printed.rank", name=name, rank=rank)
    return lang(f"brief.printed.{'both' if rank else 'score'}", name=name, score=score, rank=rank)


def _bare_name(brief: Brief, indicator: str, lang: Language) -> str:
    """Name a part beside the name of its index: without it."""
    label = brief.catalogue.label(indicator, lang.code)
    index = brief.short(brief.catalogue.indicators.at[indicator, "part_of"], lang)
    if not label.startswith(index):
        return _lowered(brief.short(indicator, lang))
    bare = label.removeprefix(index).lstrip(",: ")
    return bare.removeprefix("component: ").replace("pillar: ", "pillar ")


def targets(brief: Brief, lang: Language) -> list[str]:
    """Name targets on something else than the table's indices, or say that none was found."""
    if any(pd.notna(own.target) for own in brief.facts.standings):
        return []
    others = [
        lang(
            "brief.note.other_target",
            indicator=brief.catalogue.label(str(aim["indicator"]), lang.code),
            value=lang.number(float(aim["value"])),
            period=str(aim["period"]).removeprefix("to "),
        )
        for aim in brief.facts.other_targets
    ]
    return others or [lang("brief.note.no_target")]


def method(brief: Brief, lang: Language) -> list[str]:
    """Say how the brief was made and what it does not say."""
    shown = [own.indicator for own in brief.facts.standings if not own.missing]
    known = brief.catalogue.breaks
    breaks = known[(known.year == brief.facts.year) & known.indicator.isin(shown)]
    column = f"what_{lang.code}"
    each = [
        f"{brief.short(row.indicator, lang)}: {getattr(row, column)}" for row in breaks.itertuples()
    ]
    said = [lang(f"brief.method.{part}") for part in ("ranks", "missing", "relation", "limits")]
    if each:
        said.append(lang("brief.method.breaks", year=brief.facts.year, each=" ".join(each)))
    return said


# Tables


def _upper_half(brief: Brief) -> dict[str, int]:
    """Count the indices that rank the province, and those that rank it in the upper half."""
    ranked = [own for own in brief.facts.standings if pd.notna(own.rank)]
    return {"upper": sum(own.rank <= own.places / 2 for own in ranked), "n": len(ranked)}


def standings_words(brief: Brief, lang: Language) -> Words:
    """Caption and notes of the table of standings."""
    reasons = dict.fromkeys(own.missing for own in brief.facts.standings if own.missing)
    named = [f"brief.note.{reason}" for reason in reasons if reason != "not_found"]
    notes = [lang("brief.note.unknown"), noise_note(brief, lang)]
    notes += [lang(key) for key in (*named, "brief.note.units")]
    ranged = any(pd.notna(own.low) for own in brief.facts.standings)
    notes = [*break_note(brief, lang), *notes, *[lang("brief.note.range")] * ranged]
    return Words(
        lang("brief.standings.title", **_upper_half(brief), **brief.common(lang)),
        lang("brief.standings.subtitle", **brief.common(lang)),
        notes=(" ".join([*notes, *targets(brief, lang)]),),
    )


def standings_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of standings; the gap to a target has a column when one is known."""
    aimed = any(pd.notna(own.target) for own in brief.facts.standings)
    heads = ["index", "score", "rank", "change", "region", "mean", "leader", *["target"] * aimed]
    rows = []
    for own in brief.facts.standings:
        cells = [
            Cell(brief.short(own.indicator, lang), _quality(own, lang)),
            _score_cell(brief, own, lang),
            _rank_cell(own, lang),
            _change_cell(own, lang),
            _region_cell(own, lang),
            *_gap_cells(brief, own, lang, aimed=aimed),
        ]
        rows.append(tuple(cells))
    numeric = frozenset(range(1, len(heads)))
    return Sheet(tuple(lang(f"brief.head.{head}") for head in heads), tuple(rows), numeric)


def _none(lang: Language) -> Cell:
    return Cell(lang("brief.cell.none"))


def _quality(own: Standing, lang: Language) -> str:
    return lang("brief.cell.quality", flag=own.quality) if own.quality else ""


def _score_cell(brief: Brief, own: Standing, lang: Language) -> Cell:
    if own.missing:
        return Cell(lang(f"brief.cell.{own.missing}"))
    if pd.isna(own.score):
        return _none(lang)
    return Cell(lang.number(own.score, brief.catalogue.decimals(own.indicator)))


def _rank_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.rank):
        return _none(lang)
    ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
    span = lang("brief.cell.range", **ends) if pd.notna(own.low) else ""
    return Cell(f"{own.rank:.0f}/{own.places}", span)


def _change_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.change):
        return _none(lang)
    places = abs(int(own.change))
    text = lang(f"brief.cell.{_direction(own)}", places=places, mark=_mark(own, lang))
    return Cell(text, lang("brief.cell.normal") if 0 < places < own.band.places else "")


def _region_cell(own: Standing, lang: Language) -> Cell:
    among = own.region
    known = {"known": among.known, "n": among.provinces}
    if pd.isna(among.rank):
        return Cell(lang("brief.cell.none"), lang("brief.cell.only_known", **known))
    detail = lang("brief.cell.printed") if among.printed else ""
    if among.known < among.provinces:
        detail = lang("brief.cell.known", **known)
    return Cell(f"{among.rank:.0f}/{among.known}", detail)


def _gap_cells(brief: Brief, own: Standing, lang: Language, *, aimed: bool) -> list[Cell]:
    """Make the cells of the gaps to mean, leader and, when the table has it, target."""
    places = brief.catalogue.decimals(own.indicator)

    def gap(difference: float, kind: str, value: float, **names: str) -> Cell:
        if pd.isna(value):
            return _none(lang)
        beside = lang(f"brief.cell.{kind}", value=lang.number(value, places), **names)
        text = lang("brief.cell.none") if pd.isna(difference) else lang.signed(difference, places)
        return Cell(text, beside)

    leader = gap(own.gap_to_leader, "leader", own.leader_score, name=own.leader)
    cells = [
        gap(own.gap_to_mean, own.centre or "mean", own.mean),
        Cell(lang("brief.cell.leads")) if own.rank == 1 else leader,
    ]
    return [*cells, gap(own.gap_to_target, "target", own.target)] if aimed else cells


def parts_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of strongest and weakest parts, which it must have."""
    best = brief.part_name(brief.facts.strongest[0].indicator, lang)
    return Words(
        lang("brief.parts.title", best=_lowered(best)),
        lang("brief.parts.subtitle", **brief.common(lang)),
        notes=(printed_parts(brief, lang),),
    )


def parts_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of the strongest and the weakest parts."""
    heads = ("part", "group", "score", "median", "gap")
    groups = {"strong": brief.facts.strongest, "weak": brief.facts.weakest}
    rows = tuple(
        _part_row(brief, part, lang(f"brief.parts.{group}"), lang)
        for group, parts in groups.items()
        for part in parts
    )
    names = tuple(lang(f"brief.parts.{head}") for head in heads)
    return Sheet(names, rows, frozenset({2, 3, 4}))


def _part_row(brief: Brief, part: Part, group: str, lang: Language) -> tuple[Cell, ...]:
    places = brief.catalogue.places(part.unit)
    known = {"known": part.known, "n": part.provinces}
    of = lang("brief.parts.of", **known) if part.known < part.provinces else ""
    return (
        Cell(brief.part_name(part.indicator, lang)),
        Cell(group),
        numeral(lang, part.score, places),
        Cell(lang.number(part.median, places), of),
        numeral(lang, part.gap, places, signed=True),
    )


def peers_words(brief: Brief, lang: Language) -> Words:
    """Caption and the rule of the table of peers."""
    years = {"year": brief.facts.year, "urban_year": brief.facts.urban_year}
    return Words(
        lang("brief.peers.title", nearest=brief.facts.peers[0].province),
        lang("brief.peers.subtitle", **years),
        notes=(lang("brief.peers.note"),),
    )


def peers_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of peers, the province itself on top."""
    heads = [lang(f"brief.peers.{head}") for head in ("province", "income", "urban")]
    heads += [brief.short(name, lang) for name in PEER_COLUMNS]
    rows = tuple(_peer_row(peer, lang) for peer in (brief.facts.own, *brief.facts.peers))
    return Sheet(tuple(heads), rows, frozenset(range(1, len(heads))))


def _peer_row(peer: Peer, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(peer.province),
        numeral(lang, peer.income, 1),
        numeral(lang, peer.urban, 1),
        *(numeral(lang, peer.ranks[name]) for name in PEER_COLUMNS),
    )


# Chart


def chart_words(brief: Brief, lang: Language) -> Words:
    """Title, subtitle and alt text of the chart."""
    relation = brief.facts.relation
    row = SimpleNamespace(**relation.row)
    said = {
        "outcome": brief.short(relation.outcome, lang),
        "n": row.n,
        **brief.common(lang),
        **_interval(row, lang),
    }
    if relation.own:
        x, y = (lang.number(place) for place in relation.own)
        subtitle = lang("brief.chart.subtitle", x=x, y=y, **said)
    else:
        subtitle = lang("brief.chart.subtitle_without", **said)
    title = lang(f"brief.chart.title.{verdict(row)}", **said)
    return Words(title, subtitle, lang("brief.chart.alt", subtitle=subtitle, **said))


def draw_chart(brief: Brief, lang: Language) -> Figure:
    """Draw the ranks on DTI and the outcome, the province marked."""
    relation = brief.facts.relation
    drawing, axes = style.canvas(4.6, 2.75)
    ax = axes[0, 0]
    others = [point for point in relation.points if point != relation.own]
    ax.plot(
        *zip(*others, strict=True), "o", color=style.CONTEXT, markersize=4, alpha=0.8, linewidth=0
    )
    if relation.own:
        ax.plot(*relation.own, "o", color=style.SUBJECT, markersize=9)
        _direct_label(ax, relation.own, brief.facts.province)
    ticks = style.RANK_TICKS
    ax.set(xlim=(65, -1), ylim=(65, -1), xticks=ticks, yticks=ticks)
    ax.set_xlabel(brief.catalogue.axis(PREDICTOR, lang.code, measure="rank"))
    ax.set_ylabel(brief.short(relation.outcome, lang))
    return drawing


def _direct_label(ax: Axes, own: tuple[float, float], name: str) -> None:
    """Write the name beside its dot, towards the middle of the drawing."""
    right_half, upper_half = own[0] < 32, own[1] < 32
    ax.annotate(
        name,
        own,
        xytext=(-7 if right_half else 7, -9 if upper_half else 9),
        textcoords="offset points",
        ha="right" if right_half else "left",
        va="top" if upper_half else "bottom",
        color=style.SUBJECT,
        weight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )


# Exhibits of the page


def _origin(brief: Brief) -> Origin:
    return Origin(f"{brief.slug}.csv")


def heading(brief: Brief) -> Exhibit:
    """Show the title that names the province."""
    return Exhibit(
        "title", in_languages(lambda lang: render("title.html.j2", title=brief.title(lang)))
    )


def findings_exhibit(brief: Brief) -> Exhibit:
    """Show the three sentences."""
    return prose("findings", lambda lang: findings(brief, lang))


def standings_exhibit(brief: Brief) -> Exhibit:
    """Show the table of standings."""
    return table(
        "tab-standings",
        sheet=lambda lang: standings_sheet(brief, lang),
        words=lambda lang: standings_words(brief, lang),
        origin=_origin(brief),
    )


def parts_exhibit(brief: Brief) -> Exhibit:
    """Show the strongest and weakest parts, or say that none can be compared."""
    if not brief.facts.strongest:
        return prose("tab-parts", lambda lang: [no_parts(brief, lang), printed_parts(brief, lang)])
    return table(
        "tab-parts",
        sheet=lambda lang: parts_sheet(brief, lang),
        words=lambda lang: parts_words(brief, lang),
        origin=_origin(brief),
    )


def no_parts(brief: Brief, lang: Language) -> str:
    """Say that no part can be set against the region."""
    return lang("brief.parts.none", **brief.common(lang))


def peers_exhibit(brief: Brief) -> Exhibit:
    """Show the peers, or say why none are chosen."""
    if not brief.facts.peers:
        return prose("tab-peers", lambda lang: [no_peers(brief, lang)])
    return table(
        "tab-peers",
        sheet=lambda lang: peers_sheet(brief, lang),
        words=lambda lang: peers_words(brief, lang),
        origin=_origin(brief),
    )


def no_peers(brief: Brief, lang: Language) -> str:
    """Say that peers cannot be chosen."""
    return lang("brief.peers.none", year=brief.facts.year)


def chart_exhibit(brief: Brief) -> Exhibit:
    """Show the chart, or say that nothing could be estimated."""
    if brief.facts.relation is None:
        return prose("fig-association", lambda lang: [association(brief, lang)])
    return figure(
        "fig-association",
        draw=lambda lang: draw_chart(brief, lang),
        words=lambda lang: chart_words(brief, lang),
        origin=_origin(brief),
    )


def method_exhibit(brief: Brief) -> Exhibit:
    """Show the method box."""

    def write(lang: Language) -> str:
        return render("method.html.j2", sentences=method(brief, lang))

    return Exhibit("method", in_languages(write))


def sources(brief: Brief, lang: Language) -> list[dict[str, str]]:
    """List the sources of the province's figures: ``name``, ``url``, ``host``, ``published``."""
    from urllib.parse import urlsplit

    listed = brief.catalogue.sources.loc[list(brief.facts.sources)]
    return [
        {
            "name": row.publisher or urlsplit(row.url).hostname or row.Index,
            "url": web_address(row.url),
            "host": urlsplit(row.url).hostname or "",
            "published": lang.published(row.published),
        }
        for row in listed.itertuples()
    ]


def sources_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make a table of the sources: who printed, where, when."""
    rows = tuple(
        (
            Cell(source["name"]),
            Cell("", links=((source["host"], source["url"]),)) if source["url"] else Cell(MISSING),
            Cell(source["published"] or MISSING),
        )
        for source in sources(brief, lang)
    )
    return Sheet(tuple(lang(f"word.sources.{head}") for head in ("who", "where", "day")), rows)


def made_by(brief: Brief, lang: Language) -> list[str]:
    """Say what made the brief and how to cite it."""
    cited = lang("brief.cite", title=brief.title(lang), commit=brief.commit)
    return [lang("brief.sources.made", commit=brief.commit), cited]


def sources_exhibit(brief: Brief) -> Exhibit:
    """Show the sources, the data file, what made the brief and how to cite it."""

    def write(lang: Language) -> str:
        return render("brief_sources.html.j2", lang=lang, brief=brief, sources=sources(brief, lang))

    return Exhibit("sources", in_languages(write))


def facts_table(facts: Facts) -> pd.DataFrame:
    """Lay a brief's numbers out in rows.

    Returns
    -------
    DataFrame
        Columns ``section`` (standing, part, peer), ``subject`` (indicator or GSO code),
        ``measure`` and ``value``; what is not known has no row.
    """
    rows = [("standing", own.indicator, *pair) for own in facts.standings for pair in _numbers(own)]
    rows += [
        ("part", part.indicator, *pair)
        for part in (*facts.parts, *facts.printed)
        for pair in _numbers(part)
    ]
    rows += [
        ("peer", peer.gso_code, *pair)
        for peer in (facts.own, *facts.peers)
        for pair in _numbers(peer)
    ]
    table = pd.DataFrame(rows, columns=["section", "subject", "measure", "value"])
    return table[table["value"].notna()]


def _numbers(fact: Standing | Part | Peer) -> list[tuple[str, object]]:
    shown = {name: value for name, value in vars(fact).items() if isinstance(value, int | float)}
    shown = {name: value for name, value in shown.items() if not isinstance(value, bool)}
    if isinstance(fact, Standing):
        gaps = ("gap_to_mean", "gap_to_leader", "gap_to_target")
        shown |= {name: getattr(fact, name) for name in gaps}
        shown |= {"noise_band": fact.band.places}
        shown |= {"regional_rank": fact.region.rank, "regional_known": fact.region.known}
    if isinstance(fact, Part):
        shown |= {"gap": fact.gap, "strength": fact.strength}
    if isinstance(fact, Peer):
        shown |= {f"{name}_rank": rank for name, rank in fact.ranks.items()}
    return list(shown.items())
