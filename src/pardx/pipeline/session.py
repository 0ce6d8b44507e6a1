"""What a notebook holds as ``run``: its parameters, and where it reads and writes."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pardx.data import geography
from pardx.data.clean import Cleaned, clean, series
from pardx.data.dictionary import (
    Dictionary,
    load_dictionary,
    registered_tests,
)
from pardx.data.export import csv_bytes
from pardx.data.registers import read_register
from pardx.data.spelling import slug
from pardx.errors import Problem, UsageError, nearest
from pardx.pipeline import executors
from pardx.pipeline.inputs import is_current, is_overwritten
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import SAVED, Step
from pardx.pipeline.results import (
    YearResults,
    has_headline,
    processed,
    read_result,
    years_used,
)
from pardx.project import Project
from pardx.provenance import environment, environment_of_run, write_if_changed

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

    from pardx.report.brief_facts import Brief
    from pardx.stats.spread import Spread
    from pardx.stats.standing import Evidence, Former

PANEL = {"province": "panel", "unit34": "panel_unit34"}
"""Level -> the cleaned table of its units."""

FIRST_YEAR = 1900
"""A smaller number is no year: ``YEARS = 5`` is a count."""


def begin(namespace: Mapping[str, Any], given: dict[str, object]) -> Run:
    """Begin a notebook for :func:`pardx.run`.

    Parameters
    ----------
    namespace : mapping
        The notebook's names.
    given : dict
        Its parameters.

    Raises
    ------
    UsageError
        As there.
    """
    save = given.pop("SAVE", namespace.get("SAVE", False))
    if not isinstance(save, bool):
        raise UsageError(f"SAVE must be True or False, not {save!r}")
    _refuse_strangers(namespace, given)
    _refuse_slips(namespace)
    # Tables are small and cut often: a cold report takes a seventh less time than with Arrow's.
    pd.set_option("mode.string_storage", "python")
    project = Project.here()
    if not project.is_checkout:
        raise UsageError(
            "pardx.run needs a checkout of the repository: work in one, or name it by PARDX_ROOT. "
            "Without one, pardx.panel(), pardx.pair(...) and all else of the API work"
        )
    parameters = Parameters.from_mapping(given, project)
    return Run(parameters, project, official=save or SAVED in os.environ)


def _refuse_strangers(namespace: Mapping[str, Any], given: Mapping[str, object]) -> None:
    """Refuse what papermill has set, in a cell of its own, and the notebook does not take."""
    typed = namespace.get("In", [])
    cell = typed[-2] if len(typed) > 1 else ""
    if not cell.startswith("# Parameters\n"):
        return
    set_by = (one for one in ast.parse(cell).body if isinstance(one, ast.Assign))
    names = (one.id for line in set_by for one in line.targets if isinstance(one, ast.Name))
    for name in names:
        if name not in given and name != "SAVE":
            hint = nearest(name.upper(), given)
            raise UsageError(f"unknown parameter {name}{hint} (known: {', '.join(given)})")


def _refuse_slips(namespace: Mapping[str, object]) -> None:
    """Refuse a name that is a parameter's but for one slip, and holds what that could hold.

    All other names are the user's own: ``YEARS = [2021, 2022]``, ``YEARS = 5``, ``SEED_NOTE``.
    """
    parameters = vars(Parameters())
    for name, value in namespace.items():
        if name in parameters or not (name.isupper() and name.isalpha()):
            continue
        for meant, default in parameters.items():
            fits = type(value) is type(default) and (meant != "YEAR" or value >= FIRST_YEAR)
            if fits and _one_slip(name, meant):
                raise UsageError(
                    f"unknown parameter {name}; did you mean {meant}? (a variable of your own "
                    "needs a name less like it)"
                )


def _one_slip(name: str, meant: str) -> bool:
    """Say whether one letter was left out or added, or two neighbours were swapped."""
    swapped = {
        f"{meant[:i]}{meant[i + 1 : i + 2]}{meant[i]}{meant[i + 2 :]}" for i in range(len(meant))
    }
    shorter, longer = sorted((name, meant), key=len)
    cut = {f"{longer[:i]}{longer[i + 1 :]}" for i in range(len(longer))}
    return name in swapped or shorter in cut


@dataclass
class Run:
    """One run of a notebook.

    Attributes
    ----------
    parameters : Parameters
        Validated.
    project : Project
        The checkout.
    official : bool
        Tables are saved as the official results, as under make; else to ``notebooks/own/``.
    problems : list of Problem
        Rows of ``data/raw`` that break a rule and were left out of what the run has read.
    """

    parameters: Parameters
    project: Project
    official: bool = False
    _saved: dict[str, Path] = field(default_factory=dict, repr=False)
    _cleaned: dict[int, Cleaned] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list, repr=False)

    @property
    def year(self) -> int:
        """The year of the run."""
        return self.parameters.YEAR

    @cached_property
    def level(self) -> str:
        """Which units the year's indices rank: ``province`` or ``unit34``."""
        return self.dictionary.level_of(self.year)

    @property
    def draws(self) -> dict[str, int]:
        """``seed`` and ``draws``, as estimators take them."""
        return {"seed": self.parameters.SEED, "draws": self.parameters.DRAWS}

    @cached_property
    def dictionary(self) -> Dictionary:
        """What every indicator, unit and source is."""
        return load_dictionary(self.project).of_year(self.year)

    def save(self, **tables: pd.DataFrame) -> None:
        """Write results tables as CSV: ``reports/<year>/data/<name>.csv`` when official.

        Run by hand they go to ``notebooks/own/<year>/``, and the official ones stay as they are.
        """
        folder = self.project.report(self.year) / "data" if self.official else self._own
        for name, frame in tables.items():
            self._write(folder / f"{name}.csv", csv_bytes(frame, float_format="%.10g"))
            self._saved[name] = folder / f"{name}.csv"
        self._say(folder, tables)

    def require_chosen(self, fits: Mapping[tuple[str, str], RegressionResultsWrapper]) -> None:
        """Hold official fits to the formulas and errors of ``config.toml``, which pages name.

        By hand any fit is good.

        Raises
        ------
        UsageError
            With the first model that is another one.
        """
        from pardx.settings import settings
        from pardx.stats.coefficients import covariance_of
        from pardx.stats.designs import formulas

        chosen, errors = formulas(), settings().covariance
        for (_, model), fit in fits.items() if self.official else ():
            asked, done = chosen.get(model), fit.model.formula
            if done != asked:
                says = repr(asked) if asked else "no such model"
                why = f"fits {model} as {done!r}, and config.toml says {says}"
            elif covariance_of(fit) != errors:
                why = f"fits {model} with {covariance_of(fit)}, and config.toml says {errors!r}"
            else:
                continue
            raise UsageError(f"the notebook {why}: change one; what is run by hand is not held to")

    def save_processed(self, **tables: pd.DataFrame) -> None:
        """Write cleaned tables, CSV and parquet: ``data/processed/<year>/`` when official."""
        folder = self.project.processed(self.year) if self.official else self._own
        for name, frame in tables.items():
            flat = frame.reset_index() if frame.index.name else frame
            self._write(folder / f"{name}.parquet", flat.to_parquet(index=False))
            self._write(folder / f"{name}.csv", csv_bytes(flat))
        self._say(folder, tables)

    @property
    def _own(self) -> Path:
        return self.project.notebooks / "own" / str(self.year)

    def _write(self, path: Path, content: bytes) -> None:
        write_if_changed(path, content)
        if note := os.environ.get(SAVED):
            with Path(note).open("a", encoding="utf-8") as file:
                file.write(f"{self.project.relative(path)}\n")

    def _say(self, folder: Path, tables: Mapping[str, object]) -> None:
        """Say, to who runs a notebook by hand, what was written where."""
        if SAVED not in os.environ:
            kind = "official results" if self.official else "your own results"
            print(f"{kind}: {self.project.relative(folder)}/ now holds {', '.join(tables)}")

    def processed(self, name: str, *, years_back: int = 0) -> pd.DataFrame | None:
        """Return a cleaned table of the year, or of an earlier one (None without data).

        ``panel`` is of the units that the year's indices rank: 63 provinces, or the 34 units
        from 2025 on, for earlier years too.

        By hand, a year that is not cleaned yet, or whose figures have changed since, is cleaned
        for this run alone.
        """
        name = PANEL[self.level] if name == "panel" else name
        return self._of_year(self.year - years_back, name)

    def _of_year(self, year: int, name: str) -> pd.DataFrame | None:
        """Return a cleaned table of a year by the name of its file."""
        if SAVED in os.environ or is_current(self.project, year):
            return processed(self.project, year, name)
        if year not in self.project.years():
            return None
        if year not in self._cleaned:
            self._cleaned[year] = clean(self.dictionary, year, problems=self.problems)
        return self.left_out if name == "left_out" else getattr(self._cleaned[year], name)

    def two_years(self, name: str) -> dict[int, pd.DataFrame]:
        """Return a cleaned table of the year before (when it has data) and of the year."""
        found = {self.year - back: self.processed(name, years_back=back) for back in (1, 0)}
        return {year: table for year, table in found.items() if table is not None}

    def other_panels(self) -> dict[int, pd.DataFrame]:
        """Return the panels of the 34 units, last year's and the year's, beside one of the 63.

        DTI 2024 is published for both. Empty where the year has no figure of such a unit.
        """
        if self.level == "unit34":
            return {}
        found = {year: self._units34(year) for year in (self.year - 1, self.year)}
        known = {year: panel for year, panel in found.items() if panel is not None}
        return known if self.year in known else {}

    def _units34(self, year: int) -> pd.DataFrame | None:
        panel = self.processed(PANEL["unit34"], years_back=self.year - year)
        return None if panel is None or panel.shape[1] == len(("province", "region")) else panel

    def history(self) -> dict[int, pd.DataFrame]:
        """Return the panels of all years the models use, the year of the run last.

        A year without a figure of any headline index stands alone: what is estimated of other
        years is no result of it.
        """
        found = self._panels(PANEL[self.level])
        return found if has_headline(found[self.year]) else {self.year: found[self.year]}

    def pooled_years(self) -> dict[int, pd.DataFrame]:
        """Return the panels whose years are pooled: the 63's, where the year stands alone."""
        history = self.history()
        return history if len(history) > 1 else self._panels(PANEL["province"])

    def _panels(self, name: str) -> dict[int, pd.DataFrame]:
        found = {year: self._of_year(year, name) for year in years_used(self.project, self.year)}
        return {year: panel for year, panel in found.items() if panel is not None}

    @cached_property
    def tests(self) -> pd.DataFrame:
        """The registered tests of association."""
        return registered_tests(self.project)

    def above_province(self) -> pd.DataFrame:
        """Reconcile the figures of country, regions and ministries up to the year."""
        years = [year for year in self.project.years() if year <= self.year]
        return series(self.dictionary, years, problems=self.problems)

    @property
    def left_out(self) -> pd.DataFrame:
        """The :attr:`problems` as a table: ``file``, ``line``, ``value``, ``rule``, ``fix``."""
        columns = [field.name for field in fields(Problem)]
        found = pd.DataFrame(sorted({*self.problems}), columns=columns)
        return found.astype({"line": "int64"}).astype(dict.fromkeys(set(columns) - {"line"}, str))

    @cached_property
    def spread(self) -> Spread:
        """What runs the pieces of long computations: threads, or a scheduler's workers."""
        return executors.spread()

    @cached_property
    def samples(self) -> pd.DataFrame:
        """How many people the surveys of the headline indices asked."""
        from pardx.stats.rank_sets import surveys

        return surveys(self.dictionary)

    @cached_property
    def borders(self) -> pd.DataFrame:
        """The land borders between the units of the year."""
        return geography.borders(self.project, self.level)

    def result(self, name: str) -> pd.DataFrame:
        """Read a results table back, codes as text.

        It is the one this run has saved, else the official one; by hand, where there is none,
        that of ``notebooks/own/``.

        Raises
        ------
        UsageError
            When there is none yet, or it was overwritten since make has recorded its content;
            with the command that makes it.
        """
        official = self.project.report(self.year) / "data" / f"{name}.csv"
        file, again = self.project.relative(official), f"make report YEAR={self.year} makes it"
        if name in self._saved:
            return read_result(self._saved[name])
        if official.exists():
            if is_overwritten(self.project, self.year, official):
                raise UsageError(f"{file} is not what its notebook has written; {again} anew")
            return read_result(official)
        if (own := self._own / f"{name}.csv").exists():
            return read_result(own)
        raise UsageError(f"{file} is not there yet; {again}")

    def results(self) -> YearResults:
        """Return the year's results tables by name, each read when it is first asked for."""
        return YearResults(self.result)

    def brief(self) -> Brief:
        """Gather the facts of the run's province for its brief, and keep them as CSV."""
        from pardx.report.brief_facts import facts_table

        brief = self.unsaved_brief()
        folder = self.project.report(self.year) / "briefs" / "data" if self.official else self._own
        text = facts_table(brief.facts).to_csv(index=False, float_format="%.10g")
        self._write(folder / f"{brief.slug}.csv", text.encode())
        self._say(folder, {brief.slug: brief})
        return brief

    def unsaved_brief(self) -> Brief:
        """Gather the facts of the run's province.

        Raises
        ------
        UsageError
            Without a province.
        """
        from pardx.report.brief_facts import Brief
        from pardx.stats.province import facts

        code = self.parameters.PROVINCE
        if not code:
            raise UsageError("PROVINCE is missing: a brief is of one province, by name or GSO code")
        listed = self.evidence.provinces
        return Brief(
            facts=facts(self.evidence, code),
            evidence=self.evidence,
            dictionary=self.evidence.dictionary,
            municipality=listed.type[code] == "municipality",
            slug=slug(listed.name_vi[code]),
            commit=self.environment["commit"],
        )

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Commit, Python and packages, as :func:`pardx.provenance.environment` says."""
        return (environment_of_run if SAVED in os.environ else environment)(self.project)

    @property
    def given(self) -> dict[str, int]:
        """What the year's models were given that ``config.toml`` does not: ``{"DRAWS": 99}``."""
        from pardx.settings import settings

        record, usual = Step("30_model", self.year).record(self.project), settings().draws
        if not record.exists():
            return {}
        held = json.loads(record.read_text("utf-8"))["parameters"]
        known = {"SEED": usual.seed, "DRAWS": usual.default}
        return {name: held[name] for name, value in known.items() if held[name] != value}

    def _former(self) -> Former | None:
        """Return the last year of the 63 provinces, for briefs of the 34 units."""
        from pardx.stats.standing import Former

        if self.level != "unit34":
            return None
        names = (PANEL["province"], PANEL["unit34"], "observations")
        for year in sorted(years_used(self.project, self.year), reverse=True):
            read = [self._of_year(year, name) for name in names]
            if read[0] is not None and has_headline(read[0]):
                return Former(year, *read)
        return None

    @cached_property
    def evidence(self) -> Evidence:
        """Figures and results of all provinces in the year, as briefs use them.

        Under make the briefs that share a kernel share them too: nothing they read changes then.
        """
        if SAVED in os.environ and self.year in _EVIDENCE:
            return _EVIDENCE[self.year]
        from pardx.stats.standing import Evidence

        _EVIDENCE.clear()
        _EVIDENCE[self.year] = Evidence(
            year=self.year,
            provinces=geography.local_units(self.project, self.level),
            panels=self.two_years("panel") | self.history(),
            values=self.processed("values"),
            observations=self.processed("observations"),
            dictionary=self.dictionary,
            merger=read_register(self.project, "merger2025"),
            bounds=self.processed("bounds"),
            bands=self.result("noise"),
            former=self._former(),
            units34=self.other_panels().get(self.year),
            national=self.result("national"),
        )
        return _EVIDENCE[self.year]


_EVIDENCE: dict[int, Evidence] = {}
"""The evidence of one year."""
