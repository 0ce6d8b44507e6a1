"""From a used value back to every source that printed it, and forward to where it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pardx.data.clean import clean
from pardx.data.dictionary import Dictionary, load_dictionary, units_of_year
from pardx.data.geography import LOCAL
from pardx.data.reconcile import FIGURE
from pardx.data.spelling import fold
from pardx.errors import UsageError
from pardx.pipeline.choices import choose_indicator, choose_province, choose_year, expect
from pardx.project import Project


def trace(given: Mapping[str, str], project: Project) -> Iterator[str]:
    """Answer ``make trace`` in lines.

    Raises
    ------
    UsageError
        For a wrong INDICATOR, YEAR or PROVINCE.
    DataError
        When a row of the year breaks a rule.
    """
    chosen = expect(given, ("INDICATOR", "YEAR", "PROVINCE"))
    dictionary = load_dictionary(project)
    year = choose_year(chosen["YEAR"], project)
    indicator = choose_indicator(chosen["INDICATOR"], dictionary)
    cleaned = clean(dictionary, year)
    printed = cleaned.observations.query("indicator == @indicator")
    entity = _entity(chosen["PROVINCE"], printed, project, year)
    yield f"{dictionary.label(indicator, 'en')} ({indicator}), {year}, {entity}"

    figure = "indicator == @indicator and entity == @entity"
    used = vars(cleaned)["values"].query(figure)
    order = ["level", "measure", "unit", "period"]
    used = used.sort_values(order, ascending=[True, False, True, True])
    for _, value in used.iterrows():
        yield ""
        yield from _used(value, printed, dictionary)
        for row in printed[(printed[FIGURE] == value[FIGURE]).all(axis=1)].itertuples():
            local = project.is_local(row.file)
            yield from _printed(row, dictionary.sources.loc[row.source_id], local=local)
    if used.empty:
        known = printed[printed.level.isin(LOCAL)].gso_code.nunique()
        yield f"  No source in data/raw/{year} prints it; {known} provinces have a figure."
    names = dictionary.place_names
    for row in cleaned.bounds.query(figure).itertuples():
        yield from _bounded(row, names)
    yield ""
    yield from _where_shown(project, year, indicator)


def _entity(text: str, printed: pd.DataFrame, project: Project, year: int) -> str:
    """Name a province, or a unit of another level that the indicator is printed for."""
    try:
        return units_of_year(project, year).name_vi[choose_province(text, project, year)]
    except UsageError:
        known = {fold(name): name for name in printed.entity.unique()}
        if fold(text) in known:
            return known[fold(text)]
        raise


def _used(value: pd.Series, printed: pd.DataFrame, dictionary: Dictionary) -> Iterator[str]:
    number = "none, withheld from models" if value.quality == "X" else f"{value.value:.10g}"
    if value.measure == "rank" and value.level in LOCAL:
        ranks = printed[(printed.measure == "rank") & (printed.level == value.level)]
        places = dictionary.ranked(value.indicator, value.year, value.level)
        unit = "provinces" if value.level == "province" else "units"
        number += f" of {places} ({ranks.gso_code.nunique()} {unit} known)"
    rule = value.settled_by or "no source says otherwise"
    yield f"{value.measure}, {value.unit}" + (f", {value.period}" if value.period else "")
    yield f"  used: {number}   quality {value.quality}   rule: {rule}"


def _printed(row: NamedTuple, source: pd.Series, *, local: bool) -> Iterator[str]:
    where = source.url or source.note
    facts = [source.publisher, source.published or "no date", source.kind, where]
    yield f"  {row.value:>10}  {row.source_id}: {', '.join(fact for fact in facts if fact)}"
    yield f"{'':14}{row.file}:{row.line}"
    if local:
        yield f"{'':14}local, not to be redistributed: {source.licence_seen}"
    if row.derived:
        yield f"{'':14}derived"
    if row.note:
        yield f"{'':14}note: {row.note}"


def _bounded(row: NamedTuple, names: pd.Series) -> Iterator[str]:
    """Say between which neighbours a score must lie that no source prints."""
    ends = [("at least", row.lower, row.below), ("at most", row.upper, row.above)]
    limits = [
        f"{word} {value:.10g} ({names.get(code, code)})" for word, value, code in ends if code
    ]
    yield ""
    yield f"score, {row.unit}"
    yield f"  no source prints it; rank {row.rank:.0f} bounds it: {', '.join(limits)}"
    yield "  a bound, not a value: kept apart from the data, in no model (bounds.csv)"


def _where_shown(project: Project, year: int, indicator: str) -> Iterator[str]:
    """List the tables and figures of the year's report that show an indicator."""
    path = project.report(year) / "data" / "exhibits.csv"
    if not path.exists():
        yield f"Where it is shown: make report YEAR={year} writes the list."
        return
    exhibits = pd.read_csv(path, dtype=str, keep_default_na=False)
    shown = exhibits[[indicator in ids.split(";") for ids in exhibits.indicators]]
    yield f"Shown in {len(shown)} tables and figures of reports/{year}"
    for row in shown.itertuples():
        yield f"  {row.page}#{row.exhibit}  {row.title_en}  (data/{row.csv})"
