"""Trails, ``reports/<year>/trace/``: every used value of a year beside all that sources print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.reconcile import FIGURE
from pardx.data.spelling import by_alphabet
from pardx.language import LANGUAGES, N_, Language, own_name, page_file
from pardx.pages.remarks import Remark, remarks
from pardx.pipeline.results import processed
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.coverage import RULE, SOURCE_KIND
from pardx.report.exhibit import found_where, source_name, web_address
from pardx.report.measures import FAMILY, measure_in_words
from pardx.templates import local_sources, render

if TYPE_CHECKING:
    import pandas as pd

Rows = list[dict[str, object]]
OFTEN, LONG = 3, 15
"""Rows of a table, and characters, from which on a remark is said once."""
TOGETHER = {"national", "ministry_group", "locality_group"}
SEVERAL = {
    r"Việt Nam|Cả nước": N_("country"),
    r"Trung bình (?P<n>\d+) tỉnh": N_("mean of the {n} provinces"),
    r"Trung vị (?P<n>\d+) tỉnh": N_("median of the {n} provinces"),
    r"Thấp nhất (?P<n>\d+) tỉnh": N_("lowest of the {n} provinces"),
    r"Cao nhất (?P<n>\d+) tỉnh": N_("highest of the {n} provinces"),
    r"(?P<n>\d+) tỉnh": N_("all {n} provinces"),
    r"Trung bình cấp tỉnh": N_("mean of provinces"),
    r"Trung bình (?P<n>\d+) bộ": N_("mean of the {n} ministries"),
    r"Trung bình cấp bộ": N_("mean of ministries"),
    r"Bộ, ngành": N_("ministries and agencies"),
    r"Bộ có dịch vụ công": N_("ministries providing public services"),
    r"Bộ không có dịch vụ công": N_("ministries not providing public services"),
    r"Địa phương": N_("localities"),
    r"(?P<n>\d+)/(?P<of>\d+) bộ, tỉnh": N_("{n} of {of} ministries and provinces"),
    r"(?P<n>\d+)/(?P<of>\d+) bộ, cơ quan, địa phương": N_(
        "{n} of {of} ministries, agencies and localities"
    ),
}
"""What raw tables call several units together, and its name on a page."""


def traced(project: Project, year: int) -> frozenset[str]:
    """List the indicators that have a trail."""
    return frozenset(processed(project, year, "observations")["indicator"])


def write_trails(project: Project, year: int, exhibits: Iterable[Mapping[str, str]]) -> list[Path]:
    """Write the trails of a year: a page per raw table and an index, in each language.

    Parameters
    ----------
    project : Project
        With the cleaned tables of the year.
    year : int
        The year.
    exhibits : iterable of mapping
        Rows of ``exhibits.csv``: each indicator names the tables and figures that show it.

    Returns
    -------
    list of Path
        The pages; those of raw tables that are gone are removed.
    """
    names = ("observations", "values", "bounds")
    observations, values, bounds = (processed(project, year, name) for name in names)
    dictionary, rows = load_dictionary(project), [*exhibits]
    folder, made = project.report(year) / "trace", []
    for code in LANGUAGES:
        trails = _Trails(year, dictionary, Language(code), rows)
        pages = {"index": trails.index(observations)}
        for family, printed in observations.groupby("family"):
            used, bounded = (
                table[table.indicator.isin(printed.indicator)] for table in (values, bounds)
            )
            pages[family] = trails.family(family, used, printed, bounded)
        for name, html in pages.items():
            made.append(folder / page_file(name, code))
            write_atomically(made[-1], html.encode())
    for old in {*folder.glob("*.html")} - {*made}:
        old.unlink()
    return made


@dataclass(frozen=True)
class _Trails:
    """The pages of a year in one language."""

    year: int
    dictionary: Dictionary
    lang: Language
    exhibits: list[Mapping[str, str]]

    def index(self, observations: pd.DataFrame) -> str:
        """List all indicators of the year."""
        families = [
            (name, self.lang(FAMILY.get(name, name)), self._named(ids))
            for name, ids in observations.groupby("family")["indicator"].unique().items()
        ]
        title = self.lang(N_("Sources of every figure, {year}"), year=self.year)
        return self._page("index", title, families=families, tables=[], page_file=page_file)

    def family(
        self, family: str, values: pd.DataFrame, printed: pd.DataFrame, bounds: pd.DataFrame
    ) -> str:
        """Show the indicators of one raw table."""
        numbers = {name: place for place, name in enumerate(sorted(printed.source_id.unique()), 1)}
        said: dict[tuple, Rows] = {}
        for figure, row in zip(
            printed[FIGURE].itertuples(index=False, name=None), printed.itertuples(), strict=True
        ):
            said.setdefault(figure, []).append(self._printed(row, numbers))
        ordered = values.sort_values(
            ["measure", "level", "entity"],
            ascending=[False, True, True],
            key=by_alphabet,
        )
        rows: dict[str, Rows] = {}
        for row in ordered.to_dict("records"):
            rows.setdefault(row["indicator"], []).append(self._used(row, said))
        for row in bounds.itertuples():
            rows.setdefault(row.indicator, []).append(self._bound(row))
        tables = [
            {"id": name, "label": label, "file": printed.file.iloc[0]}
            | {"rows": rows.get(name, []), "shown": self._shown(name)}
            | {"measure": _common_measure(rows.get(name, []))}
            | {"letters": _repeated(rows.get(name, []))}
            for name, label in self._named(printed.indicator.unique())
        ]
        known = self.dictionary.sources.loc[[*numbers]]
        who = [source_name(name, self.dictionary, self.lang) for name in numbers]
        kinds = known.kind.map(SOURCE_KIND)
        where = [found_where(note, self.lang) for note in known.note]
        sources = known.assign(id=known.index, who=who, kind=kinds, where=where).to_dict("records")
        title = self.lang(
            N_("Sources of every figure: {family}, {year}"),
            family=self.lang(FAMILY.get(family, family)),
            year=self.year,
        )
        foreign = any(one.lang for rows in said.values() for row in rows for one in row["remarks"])
        return self._page(
            family, title, tables=tables, sources=sources, web=web_address, foreign=foreign
        )

    def _page(self, name: str, title: str, **values: object) -> str:
        lang, others = self.lang, (code for code in LANGUAGES if code != self.lang.code)
        ways = [
            (lang("Research report"), f"../{page_file('academic', lang.code)}", lang.code),
            (lang("all indicators"), page_file("index", lang.code), lang.code),
            *((own_name(code), page_file(name, code), code) for code in others),
        ]
        held = {one["id"] for one in values.get("sources", ())}
        local = [one for one in local_sources() if one[0] in held]
        return render("trail.html.j2", lang=lang, title=title, ways=ways, local=local, **values)

    def _named(self, indicators: Iterable[str]) -> list[tuple[str, str]]:
        """Pair indicators with their names, in the dictionary's order."""
        wanted = {*indicators}
        known = [name for name in self.dictionary.indicators.index if name in wanted]
        return [(name, self.dictionary.label(name, self.lang.code)) for name in known]

    def _shown(self, indicator: str) -> list[tuple[str, str]]:
        """List the exhibits that show an indicator: address and title."""
        showing = [row for row in self.exhibits if indicator in row["indicators"].split(";")]
        code = self.lang.code
        pages = [page_file(row["page"].removesuffix(".html"), code) for row in showing]
        return [
            (f"../{page}#{row['exhibit']}", row[f"title_{code}"])
            for page, row in zip(pages, showing, strict=True)
        ]

    def _whose(self, level: str, entity: str) -> str:
        """Name a unit, or several; Lào Cai of the 34 is not Lào Cai of the 63."""
        if level == "region":
            return self.dictionary.region(entity, self.lang.code)
        for said, text in SEVERAL.items() if level in TOGETHER else ():
            if found := re.fullmatch(said, entity):
                return self.lang(text, **found.groupdict())
        name = self.dictionary.ministry(entity, self.lang.code)
        merged = self.lang("{name} (one of the 34 units of July 2025)", name=name)
        return merged if level == "unit34" else name

    def _used(self, row: Mapping[str, object], said: Mapping[tuple, Rows]) -> dict[str, object]:
        """Describe a used value, the rule that chose it, and all that sources print of it."""
        rule = row["settled_by"]
        return {
            "entity": self._whose(row["level"], row["entity"]),
            "measure": measure_in_words(row, self.dictionary, self.lang),
            "used": self.lang.number(row["value"], self.dictionary.places(row["unit"])),
            "quality": row["quality"],
            "rule": self.lang(RULE[rule]) if rule else "",
            "printed": said.get(tuple(row[name] for name in FIGURE), []),
        }

    def _bound(self, row: NamedTuple) -> dict[str, object]:
        """Describe a score that nobody printed, between the scores of the ranks around it."""
        places = self.dictionary.places(row.unit)
        low, high = (self.lang.number(value, places) for value in (row.lower, row.upper))
        measure = {"measure": "score", "unit": row.unit, "period": ""}
        return {
            "entity": self._whose(row.level, row.entity),
            "measure": measure_in_words(measure, self.dictionary, self.lang),
            "used": f"[{low}; {high}]",
            "quality": "",
            "rule": self.lang(
                "range only: implied by rank {rank} and the nearest known scores of ranks "
                "above and below; not used in any model",
                rank=f"{row.rank:.0f}",
            ),
            "printed": [],
        }

    def _printed(self, row: NamedTuple, numbers: Mapping[str, int]) -> dict[str, object]:
        """Describe what one source prints; its own remarks follow ours."""
        ours = [self.lang("calculated")] if row.derived else []
        local = self.dictionary.project.is_local(row.file)
        ours += [self.lang("kept on this computer, not to be redistributed")] if local else []
        return {
            "value": self.lang.marked(row.value),
            "source": numbers[row.source_id],
            "line": self.lang("line {n}", n=row.line),
            "remarks": [*map(Remark, ours), *remarks(row.note, self.lang, self.dictionary.project)],
        }


def _common_measure(rows: Rows) -> str:
    """Return what all rows measure, said once above them; empty where they differ."""
    named = {str(row["measure"]) for row in rows}
    return named.pop() if len(named) == 1 else ""


def _repeated(rows: Rows) -> dict[Remark, str]:
    """Give a letter to each long remark of several rows, said once above them."""
    said = Counter(one for row in rows for printed in row["printed"] for one in printed["remarks"])
    often = (one for one, n in said.items() if n >= OFTEN and len(one.text) > LONG)
    return dict(zip(often, ascii_lowercase, strict=False))
