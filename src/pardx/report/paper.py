"""What the working paper says: its abstract, question, estimand, findings and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, box, prose, sentence
from pardx.report.findings import (
    bounds_of,
    estimated,
    finding,
    fragility,
    primary,
    shared_sentence,
    verdict,
)
from pardx.report.known import POINT, sentence_of
from pardx.report.measures import ASSESSED, SURVEYS, family_names
from pardx.report.paper_leads import LEADS
from pardx.report.primary import CLAIMED, by_reading, primary_rows
from pardx.report.ranking import ranked
from pardx.report.registration import added_since, fixed_since, is_fixed
from pardx.report.tables import span
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import detectable

Results = Mapping[str, pd.DataFrame]
"""Results tables by name, as saved."""


def has_tests(results: Results) -> bool:
    """Say whether any registered test could be estimated."""
    return bool(primary(results["associations"]).estimate.notna().any())


def dateline(dictionary: Dictionary, year: int) -> Exhibit:
    """Say under the title which year and how many units the paper is about."""
    return sentence(
        "dateline",
        N_("Working paper on the results of {year}: {places} provinces and centrally run cities."),
        year=year,
        places=FRAMES[dictionary.level_of(year)],
    )


def abstract(results: Results, dictionary: Dictionary, year: int) -> Exhibit:
    """Sum the paper up from its results.

    Parameters
    ----------
    results : mapping
        Results tables.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """

    def write(lang: Language) -> list[str]:
        if not has_tests(results):
            return [_abstract_without(results, dictionary, year, lang)]
        rows = primary_rows(
            results["associations"], results["bounds_associations"], results["influence"]
        )
        sizes = rows.n[rows.estimate.notna()]
        opening = lang(
            "Do provinces of Viet Nam that rank higher on digital transformation (DTI) also rank "
            "higher on {outcomes}? We collect the figures of provinces for {year} from {documents} "
            "documents; DTI ranks are known for {n} of {places} provinces, and {least} to {most} "
            "provinces enter a test. Ranks that were not collected are the places left free in "
            "a full list, so we bound Spearman's coefficient over all provinces without any "
            "assumption on why they are missing, and then estimate it for the provinces with "
            "figures, with p-values adjusted over the {tests} primary tests.",
            outcomes=lang.listed([labels.outcome(r, dictionary, lang) for r in rows.itertuples()]),
            documents=_documents(results),
            year=year,
            n=ranked(results["ranking"], PREDICTOR),
            places=FRAMES[dictionary.level_of(year)],
            least=int(sizes.min()),
            most=int(sizes.max()),
            tests=labels.count(len(rows), lang),
        )
        found = [
            lang(
                rule.abstract,
                each=lang.listed([_with_size(rows, n, dictionary, lang) for n in names]),
            )
            for rule, names in by_reading(rows, dictionary, lang)
        ]
        closing = lang(
            "The indices share content and are partly scored by the bodies they assess: these are "
            "associations, not effects."
        )
        added = added_since(rows, dictionary, lang)
        said = [opening, added, *found, _curve(results, year, lang), closing]
        return [" ".join(filter(None, said))]

    return prose("abstract", write)


def _with_size(rows: pd.DataFrame, name: str, dictionary: Dictionary, lang: Language) -> str:
    """Name an outcome with its coefficient, and its bounds where they are no point."""
    row = next(r for r in rows.itertuples() if labels.outcome(r, dictionary, lang) == name)
    if not estimated(row):
        return name
    size = lang("{name} ({estimate})", name=name, estimate=lang.number(row.estimate, 2))
    if pd.isna(row.low) or row.high - row.low < POINT:
        return size
    return lang(
        "{name} ({estimate}; bounds {bounds})",
        name=name,
        estimate=lang.number(row.estimate, 2),
        bounds=span(lang, row.low, row.high),
    )


def _curve(results: Results, year: int, lang: Language) -> str:
    """Say what all specifications of the year together give; empty without them."""
    joint = results["specification_test"].query(
        "outcome == 'all' and timing == 'same year' and permutation == 'plain'"
    )
    return " ".join(
        lang(
            "Over {n} specifications of {year} the median coefficient, averaged over outcomes, is "
            "{median} (joint permutation test: {p}).",
            n=row.specifications,
            year=year,
            median=lang.number(row.observed, 2),
            p=lang.p_value(row.p_value),
        )
        for row in joint.itertuples()
    )


def _documents(results: Results) -> int:
    """Count the documents that the figures of provinces come from, as the paper's flow does."""
    return int(results["flow"].query("family == 'all'").documents.sum())


def _abstract_without(results: Results, dictionary: Dictionary, year: int, lang: Language) -> str:
    """Say what a year without a test of DTI holds."""
    known = {
        dictionary.short(name, lang.code): ranked(results["ranking"], name)
        for name in settings().headline
    }
    counts = [lang("{index} {n}", index=index, n=n) for index, n in known.items() if n]
    begin = lang(
        N_(
            "No association with digital transformation (DTI) can be estimated for {year}: the "
            "ranks on DTI and on another index were collected for too few provinces. The figures "
            "of provinces come from {documents} documents."
        )
        if ranked(results["ranking"], PREDICTOR)
        else N_(
            "No association with digital transformation (DTI) can be estimated for {year}: the "
            "data hold no rank on DTI for that year. The figures of provinces come from "
            "{documents} documents."
        ),
        year=year,
        documents=_documents(results),
    )
    end = (
        lang(
            "This paper documents what was collected (provinces of {places} with a rank, or a "
            "score that gives one: {counts}), what can be said of indices other than DTI, and "
            "what is missing.",
            places=FRAMES[dictionary.level_of(year)],
            counts=lang.listed(counts),
        )
        if counts
        else lang(
            "No rank on any of the main indices was collected; this paper documents the sources "
            "and what is missing."
        )
    )
    return f"{begin} {end}"


UNTRIED = ("par_index", "sipas")
"""Indices that no published work is known to relate to DTI by province."""


def question(results: Results, dictionary: Dictionary) -> Exhibit:
    """Say what is asked and, where the year has a test of it, what others have found."""

    def write(lang: Language) -> list[str]:
        chosen = settings().headline
        asked = lang(
            "Viet Nam's provinces are measured by these indices: {indices}. Are the provinces "
            "ahead on digital transformation also ahead on the others?",
            indices="; ".join(dictionary.label(name, lang.code) for name in chosen),
        )
        untried = [dictionary.short(name, lang.code) for name in UNTRIED if name in chosen]
        if untried:
            asked += " " + lang(
                "We know of no published work that relates DTI to any of these by province: "
                "{indices}.",
                indices=lang.listed(untried),
            )
        return [asked, *([_literature(lang)] if has_tests(results) else [])]

    return prose("question", write)


def _literature(lang: Language) -> str:
    """Sum up what others have found."""
    return lang(
        "Evidence from elsewhere is mixed. Across countries e-government goes with less "
        "corruption in a dynamic panel [@elbahnasawy2014], while a heterogeneous panel "
        "finds no evidence of it [@basyal2018]. Among Indonesian institutions, rank "
        "correlations of e-government and good governance are moderate at most, and none "
        "is significant [@suhardi2015]. In Viet Nam a field experiment finds that being "
        "assessed by PAPI improved governance, lastingly only for administrative "
        "procedures [@malesky2022]. Estimators and samples decide much: this paper "
        "therefore shows bounds first, and every specification."
    )


def hypotheses(dictionary: Dictionary, results: Results) -> Exhibit | None:
    """List the primary tests with the commit that fixed them; None for a year that has none."""
    if not has_tests(results):
        return None
    rows = primary(results["associations"])

    def write(lang: Language) -> tuple[str, list[str], str]:
        heading = lang(
            "Primary tests; registered ones are fixed in data/catalogue/tests.csv since commit "
            "{commit}",
            commit=fixed_since(dictionary),
        )
        fixed = dict(zip(rows.test, is_fixed(rows, dictionary), strict=True))
        each = [
            lang(
                N_(
                    "H{number}. The ranks on DTI and on {outcome} are associated (two-sided test; "
                    "{label})."
                )
                if fixed[row.test]
                else N_(
                    "H{number}. Added since, so not registered in advance: the ranks on DTI and on "
                    "{outcome} are associated (two-sided test; {label})."
                ),
                number=number,
                label=dictionary.label(row.outcome, lang.code),
                outcome=labels.outcome(row, dictionary, lang),
            )
            for number, row in enumerate(rows.itertuples(), 1)
        ]
        rest = lang(
            "All other estimates are exploratory. Figures of these years were already public when "
            "the tests were fixed: that fixes what is counted, it does not make it blind."
        )
        return heading, [*each, rest], ""

    return box("hypotheses", write)


def estimand(results: Results, dictionary: Dictionary, year: int) -> Exhibit:
    """Say what is estimated, and what could be detected."""
    places = FRAMES[dictionary.level_of(year)]
    sizes = primary(results["associations"]).dropna(subset="estimate").n

    def write(lang: Language) -> list[str]:
        first = lang(
            "The estimand is Spearman's coefficient between the ranks of two indices of {year} "
            "over all provinces that both cover. Where all ranks are known it is a fact about that "
            "year's lists: no province is left out, though scores from surveys carry sampling "
            "error of their own; intervals and p-values then refer to a population of which the "
            "year is one draw. Where ranks are missing it is known up to bounds.",
            year=year,
        )
        if sizes.empty:
            return [first]
        power = lang(
            "With 80% power at 5% two-sided, {places} provinces detect a coefficient of {full} "
            "[@fieller1957]; the smallest test (n = {n}) detects {least}.",
            places=places,
            full=lang.number(detectable(places), 2),
            n=int(sizes.min()),
            least=lang.number(detectable(int(sizes.min())), 2),
        )
        return [first, power]

    return prose("estimand", write)


def cited(*exhibits: Exhibit | None) -> list[Exhibit]:
    """Put before each table and figure the sentence of the text that cites it."""
    made = [one for one in exhibits if one is not None]
    return [part for one in made for part in (*_lead(one), one)]


def _lead(one: Exhibit) -> list[Exhibit]:
    if not one.csv:
        return []
    return [sentence(f"about-{one.id}", LEADS[one.id], it=f"[@{one.id}]")]


def results_text(results: Results, dictionary: Dictionary, year: int) -> Exhibit:
    """Say of each registered test what is certain, what is estimated and what would end it."""
    rows = primary(results["associations"])

    def write(lang: Language) -> list[str]:
        if not has_tests(results):
            return [
                lang(
                    "No primary test could be estimated for {year}: too few provinces have both "
                    "DTI and another index.",
                    year=year,
                )
            ]
        return [sentences_of(row, results, dictionary, lang) for row in rows.itertuples()]

    return prose("tests", write)


def sentences_of(row: NamedTuple, results: Results, dictionary: Dictionary, lang: Language) -> str:
    """Say of one registered test what is certain, what is estimated and what would end it."""
    known = results["bounds_associations"]
    bounds = bounds_of(row, known)
    said = [
        sentence_of(bounds, dictionary, lang) if bounds else "",
        finding(row, results["not_estimated"], dictionary, lang, known=known),
        fragility(row, results["influence"], verdict(row, bounds), lang),
        shared_sentence(row, results["shared_content"], lang),
    ]
    return " ".join(filter(None, said))


def limits(results: Results, dictionary: Dictionary, year: int) -> Exhibit:
    """Say what would overturn the results, counted from the results themselves."""
    rows = primary_rows(
        results["associations"], results["bounds_associations"], results["influence"]
    )

    def write(lang: Language) -> list[str]:
        named = [*settings().headline, *settings().outcomes.cross_section]
        ranks, ends = _open_bounds(rows, dictionary, lang), _fragile(rows, dictionary, lang)
        said = [
            " ".join([lang("Full lists of ranks would replace bounds by facts."), *ranks])
            if ranks
            else "",
            " ".join([lang("Some results rest on few provinces."), *ends]) if ends else "",
            lang(
                "PAR INDEX also scores digital government, and DTI scores online services: that "
                "part could be taken out for too few provinces. Scores by area, published for all "
                "provinces, would show whether an association of DTI and PAR INDEX is more than "
                "its shared content."
            )
            if "par_index" in {*rows.outcome[rows.estimate.notna()]}
            else "",
            lang(
                "Mostly self-assessed and then appraised: {assessed}; from surveys, wholly or in "
                "part: {surveys}. Common habits of scoring can make an association, and sampling "
                "error of surveys weakens one. Provinces are few, and no policy was assigned at "
                "random: nothing here is an effect.",
                assessed=lang.listed(family_names(named, ASSESSED, dictionary, lang)),
                surveys=lang.listed(family_names(named, SURVEYS, dictionary, lang)),
            ),
            lang(
                "A year is one draw: the next year under the same criteria set is the test of what "
                "{year} shows.",
                year=year,
            )
            if has_tests(results) or len(results["partial"])
            else "",
        ]
        return [*filter(None, said)]

    return prose("limits", write)


def _open_bounds(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Say of each test with missing ranks how far they could move its coefficient."""
    return [
        lang(
            "{outcome}: {n} of {all} provinces enter; the ranks not collected could put the "
            "coefficient anywhere from {low} to {high}.",
            outcome=labels.outcome(row, dictionary, lang),
            n=row.n,
            all=int(row.population),
            low=lang.number(row.low, 2),
            high=lang.number(row.high, 2),
        )
        for row in rows[(rows.high - rows.low) > POINT].itertuples()
    ]


def _fragile(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Count for each association the provinces whose omission ends it."""
    return [
        lang(
            "{outcome}: leaving out one province ends the association for {ends} of {n}.",
            outcome=labels.outcome(row, dictionary, lang),
            ends=int(row.ends),
            n=row.n,
        )
        for row in rows[rows.ends > 0].itertuples()
        if row.verdict in CLAIMED
    ]


def nothing_on_ranks(year: int) -> Exhibit:
    """Say that nothing on the certainty of ranks or on parts of indices was estimated."""
    return sentence(
        "no-ranks",
        N_(
            "For {year} neither the certainty of ranks nor the parts of an index could be "
            "estimated."
        ),
        year=year,
    )
