"""From a used value back to every source that printed it, and forward to where it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.geography import provinces
from pardx.data.names import fold
from pardx.data.reconcile import FIGURE
from pardx.errors import UsageError
from pardx.pipeline.choices import choose_indicator, choose_province, choose_year, expect
from pardx.project import Project

SETTLED_ALONE = "no source says otherwise"


@dataclass(frozen=True)
class Question:
    """Which figures to trace.

    Attributes
    ----------
    indicator : str
        Its id.
    year : int
        Reference year.
    entity : str
        Official name of a province, or the name of a ministry, region or the nation as printed.
    """

    indicator: str
    year: int
    entity: str


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
    figures = cleaned.observations
    figures = figures[figures.indicator == indicator]
    entity = _entity(chosen["PROVINCE"], figures, project)
    question = Question(indicator, year, entity)
    yield f"{dictionary.label(indicator, 'en')} ({indicator}), {year}, {entity}"
    told = traced(cleaned.observations, cleaned.values, question)
    sources = dictionary.sources
    for value, printed in told:
        yield ""
        yield _used(value, figures)
        yield from (_printed(row, sources) for row in printed.itertuples())
    if not told:
        yield from _nothing(figures, question)
    yield from _bounded(cleaned.bounds, question, provinces(project).name_vi)
    yield ""
    yield from _where_used(exhibits_of(project, year), question)


def traced(
    observations: pd.DataFrame, values: pd.DataFrame, question: Question
) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Pair each used value with the rows that print its figure.

    Parameters
    ----------
    observations, values : DataFrame
        As :func:`pardx.data.clean.clean` returns them.
    question : Question
        Which indicator of which unit.

    Returns
    -------
    list of (Series, DataFrame)
        A row of ``values`` and its rows of ``observations``, ranks after scores.
    """
    names = {"indicator": question.indicator, "entity": question.entity}
    wanted = values[(values[[*names]] == pd.Series(names)).all(axis=1)]
    wanted = wanted.sort_values(["measure", "unit", "period"], ascending=[False, True, True])
    return [
        (value, observations[(observations[FIGURE] == value[FIGURE]).all(axis=1)])
        for _, value in wanted.iterrows()
    ]


def exhibits_of(project: Project, year: int) -> pd.DataFrame | None:
    """Read which tables and figures of a year's report show which indicators.

    Returns
    -------
    DataFrame or None
        ``exhibit``, ``page``, ``title_en``, ``title_vi``, ``csv`` and ``indicators`` (ids joined
        by ``;``); None when the year's report has not been made.
    """
    path = project.report(year) / "data" / "exhibits.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else None


def showing(exhibits: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Pick the exhibits that show an indicator."""
    return exhibits[exhibits.indicators.str.split(";").map(lambda ids: indicator in ids)]


def _entity(text: str, figures: pd.DataFrame, project: Project) -> str:
    """Name a province, or a unit of another level that these figures know."""
    printed = {fold(name): name for name in figures.entity.unique()}
    try:
        return provinces(project).name_vi[choose_province(text, project)]
    except UsageError:
        if fold(text) in printed:
            return printed[fold(text)]
        raise


def _used(value: pd.Series, figures: pd.DataFrame) -> str:
    number = "none, withheld from models" if value.quality == "X" else f"{value.value:.10g}"
    same = figures[(figures.measure == value.measure) & (figures.level == value.level)]
    if value.measure == "rank" and value.level == "province":
        number += f" of 63 ({same.gso_code.nunique()} provinces known)"
    period = f", {value.period}" if value.period else ""
    rule = value.settled_by or SETTLED_ALONE
    head = f"{value.measure}, {value.unit}{period}"
    return f"{head}\n  used: {number}   quality {value.quality}   settled by: {rule}"


def _printed(row: tuple, sources: pd.DataFrame) -> str:
    source = sources.loc[row.source_id]
    where = source.url or source.note
    facts = [source.publisher, source.published or "no date", source.kind, where]
    remarks = ["derived"] if row.derived else []
    remarks += [f"note: {row.note}"] if row.note else []
    said = f"  {row.value:>10}  {row.source_id}: {', '.join(fact for fact in facts if fact)}"
    return "\n".join([said, *(f"{'':14}{text}" for text in [f"{row.file}:{row.line}", *remarks])])


def _nothing(figures: pd.DataFrame, question: Question) -> Iterator[str]:
    known = figures[figures.level == "province"].entity.nunique()
    yield f"  No source in data/raw/{question.year} prints it; {known} provinces have a figure."


def _bounded(bounds: pd.DataFrame, question: Question, names: pd.Series) -> Iterator[str]:
    """Say between which neighbours a score must lie that nobody printed."""
    ours = bounds[(bounds.indicator == question.indicator) & (bounds.entity == question.entity)]
    for row in ours.itertuples():
        sides = [
            f"{word} {value:.10g} ({names.get(code, code)})"
            for word, value, code in (
                ("at least", row.lower, row.below),
                ("at most", row.upper, row.above),
            )
            if code
        ]
        yield ""
        yield f"score, {row.unit}"
        yield f"  no source prints it; rank {row.rank:.0f} bounds it: {', '.join(sides)}"
        yield "  a bound, not a value: kept apart from the data, in no model (bounds.csv)"


def _where_used(exhibits: pd.DataFrame | None, question: Question) -> Iterator[str]:
    folder = f"reports/{question.year}"
    if exhibits is None:
        yield f"Where it is shown: make report YEAR={question.year} writes the list."
        return
    found = showing(exhibits, question.indicator)
    yield f"Shown in {len(found)} tables and figures of {folder}"
    for row in found.itertuples():
        yield f"  {row.page}#{row.exhibit}  {row.title_en}  (data/{row.csv})"
