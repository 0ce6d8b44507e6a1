"""What stands one click behind each figure: every used value of a year, all that sources print.

Drafts hold no frame: :mod:`pardx.pages.shown` makes pages of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.reconcile import FIGURE
from pardx.language import LANGUAGES, Language, page_file
from pardx.pages.trail_files import trail_draft, trail_drafts
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.coverage import RULE, SOURCE_KIND
from pardx.report.exhibit import render, web_address
from pardx.report.measures import FAMILY, measure_in_words

Rows = list[dict[str, object]]


def write_trails(project: Project, parameters: Parameters) -> list[Path]:
    """Write the drafts of ``reports/<year>/trace/``; return their files."""
    year = parameters.YEAR
    folder = project.processed(year)
    observations, values, bounds = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("observations", "values", "bounds")
    )
    dictionary = load_dictionary(project)
    for code in LANGUAGES:
        scribe = Scribe(dictionary, Language(code))
        index = scribe.index(observations)
        write_atomically(trail_draft(project, year, "index", code), index.encode())
        for family, printed in observations.groupby("family"):
            used, bounded = (
                table[table.indicator.isin(printed.indicator)] for table in (values, bounds)
            )
            html = scribe.family(used, printed, bounded)
            write_atomically(trail_draft(project, year, family, code), html.encode())
    return trail_drafts(project, year)


@dataclass(frozen=True)
class Scribe:
    """Who writes a year's pages in one language.

    Attributes
    ----------
    dictionary : Dictionary
        Names, decimals and sources.
    lang : Language
        The language.
    """

    dictionary: Dictionary
    lang: Language

    def index(self, observations: pd.DataFrame) -> str:
        """Write the page that lists all indicators of the year."""
        by_family = observations.groupby("family")["indicator"].unique()
        families = [
            (name, self.lang(FAMILY.get(name, name)), self._named(ids))
            for name, ids in by_family.items()
        ]
        return render(
            "trail.html.j2", lang=self.lang, families=families, tables=[], page_file=page_file
        )

    def family(self, values: pd.DataFrame, printed: pd.DataFrame, bounds: pd.DataFrame) -> str:
        """Write the page of one raw table's indicators."""
        numbers = {name: place for place, name in enumerate(sorted(printed.source_id.unique()), 1)}
        said: dict[tuple, Rows] = {}
        for figure, row in zip(
            printed[FIGURE].itertuples(index=False, name=None), printed.itertuples(), strict=True
        ):
            said.setdefault(figure, []).append(self._printed(row, numbers))
        ordered = values.sort_values(["measure", "level", "entity"], ascending=[False, True, True])
        used: dict[str, Rows] = {}
        for row in ordered.to_dict("records"):
            used.setdefault(row["indicator"], []).append(row)
        tables = [
            {"id": name, "label": label, "file": printed.file.iloc[0]}
            | {"rows": self._rows(used.get(name, []), said) + self._bounds(bounds, name)}
            for name, label in self._named(printed.indicator.unique())
        ]
        known = self.dictionary.sources.loc[[*numbers]]
        who = [self.dictionary.printed_by(name) for name in numbers]
        kinds = known.kind.map(SOURCE_KIND)
        sources = known.assign(id=known.index, who=who, kind=kinds).to_dict("records")
        return render(
            "trail.html.j2", lang=self.lang, tables=tables, sources=sources, web=web_address
        )

    def _named(self, indicators: list[str]) -> list[tuple[str, str]]:
        """Pair indicators with their names, in the dictionary's order."""
        known = [name for name in self.dictionary.indicators.index if name in set(indicators)]
        return [(name, self.dictionary.label(name, self.lang.code)) for name in known]

    def _rows(self, used: Rows, said: Mapping[tuple, Rows]) -> Rows:
        return [
            {
                "entity": self.dictionary.ministry(row["entity"], self.lang.code),
                "measure": measure_in_words(row, self.dictionary, self.lang),
                "used": self._number(row),
                "quality": row["quality"],
                "rule": self._rule(row["settled_by"]),
                "printed": said.get(tuple(row[name] for name in FIGURE), []),
            }
            for row in used
        ]

    def _rule(self, name: str) -> str:
        """Say which rule chose a value, if it took one."""
        return self.lang(RULE[name]) if name else ""

    def _bounds(self, bounds: pd.DataFrame, indicator: str) -> Rows:
        """Write rows for the scores that nobody printed and the neighbours bound."""
        ours = bounds[bounds.indicator == indicator]
        return [
            {
                "entity": self.dictionary.ministry(row.entity, self.lang.code),
                "measure": measure_in_words(
                    {"measure": "score", "unit": row.unit, "period": ""}, self.dictionary, self.lang
                ),
                "used": self._interval(row),
                "quality": "",
                "rule": self.lang(
                    "a bound, not a value: rank {rank} and its neighbours' scores allow this "
                    "interval; in no model",
                    rank=f"{row.rank:.0f}",
                ),
                "printed": [],
            }
            for row in ours.itertuples()
        ]

    def _interval(self, row: NamedTuple) -> str:
        places = self.dictionary.places(row.unit)
        low, high = (self.lang.number(value, places) for value in (row.lower, row.upper))
        return f"[{low}; {high}]"

    def _number(self, row: Mapping[str, object]) -> str:
        places = self.dictionary.places(row["unit"])
        return self.lang.number(row["value"], places)

    def _printed(self, row: tuple, numbers: Mapping[str, int]) -> dict[str, object]:
        remarks = [self.lang("derived")] if row.derived else []
        remarks += [row.note] if row.note else []
        value = row.value.replace(".", ",") if self.lang.code == "vi" else row.value
        return {
            "value": value,
            "source": numbers[row.source_id],
            "line": self.lang("line {n}", n=row.line),
            "remark": "; ".join(remarks),
        }
