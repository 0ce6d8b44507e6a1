"""What a notebook holds as ``run``: its parameters, and where it reads and writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pardx.errors import UsageError, closest
from pardx.parameters import Parameters
from pardx.project import Project
from pardx.provenance import environment, write_if_changed
from pardx.results import processed, read_result, years_used

if TYPE_CHECKING:
    import pandas as pd

    from pardx.analysis.brief_evidence import Evidence
    from pardx.analysis.spread import Spread
    from pardx.data.checks import Ground
    from pardx.data.clean import Cleaned
    from pardx.exhibits.brief_facts import Brief
    from pardx.exhibits.material import Material

SAVED = "PARDX_SAVED"
"""Environment variable: the file in which a notebook run by make notes what it has saved."""

LONGEST_CSV = 100_000
"""Rows; a table with more is for programs, not for spreadsheets."""

ALIKE = 0.7
"""How alike two names are, from 0 to 1, for one to be a slip for the other."""


def run(**given: object) -> Run:
    """Begin a notebook: check its parameters and open the checkout.

    Parameters
    ----------
    **given : int or str
        ``YEAR``, and as the notebook takes them ``SEED``, ``DRAWS`` and ``PROVINCE``; and
        ``SAVE=True`` to write official results by hand.

    Returns
    -------
    Run
        Reads and saves the tables of the year.

    Raises
    ------
    UsageError
        For an unknown or misspelt parameter, here or among the notebook's names (papermill
        sets a misspelt one as one more variable), and for a wrong value.

    Examples
    --------
    >>> run(YEAR=2022).year
    2022
    """
    save = bool(given.pop("SAVE", False))
    namespace = sys._getframe(1).f_globals
    _refuse_slips({name: value for name, value in namespace.items() if name not in given})
    project = Project.here()
    parameters = Parameters.from_mapping(given, project)
    return Run(parameters, project, official=save or SAVED in os.environ)


def _refuse_slips(names: Mapping[str, object]) -> None:
    """Refuse a variable that looks like a misspelt parameter; other names are the user's own."""
    known = [*Parameters.__dataclass_fields__, "SAVE"]
    for name, value in names.items():
        meant = closest(name, known, cutoff=ALIKE)
        if name.isupper() and meant and name not in known and isinstance(value, (int, str, float)):
            raise UsageError(
                f"unknown parameter {name}; did you mean {meant}? (a variable of your own needs "
                "a name less like it)"
            )


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
    """

    parameters: Parameters
    project: Project
    official: bool = False
    _saved: dict[str, Path] = field(default_factory=dict, repr=False)

    @property
    def year(self) -> int:
        """The year of the run."""
        return self.parameters.YEAR

    @property
    def draws(self) -> dict[str, int]:
        """``seed`` and ``draws``, as estimators take them."""
        return {"seed": self.parameters.SEED, "draws": self.parameters.DRAWS}

    @cached_property
    def ground(self) -> Ground:
        """Project and catalogue."""
        from pardx.data.catalogue import load_catalogue
        from pardx.data.checks import Ground

        return Ground(self.project, load_catalogue(self.project))

    def save(self, **tables: pd.DataFrame) -> None:
        """Write results tables as CSV: ``reports/<year>/data/<name>.csv`` when official.

        Run by hand they go to ``notebooks/own/<year>/``, and the official ones stay as they are.
        """
        from pardx.data.export import csv_bytes

        folder = self.project.report(self.year) / "data" if self.official else self._own
        for name, frame in tables.items():
            self._write(folder / f"{name}.csv", csv_bytes(frame, float_format="%.10g"))
            self._saved[name] = folder / f"{name}.csv"
        self._say(folder, tables)

    def save_processed(self, **tables: pd.DataFrame | None) -> None:
        """Write cleaned tables, CSV and parquet: ``data/processed/<year>/`` when official.

        A table that a year does not have is None, and an old file of it is removed. One longer
        than :data:`LONGEST_CSV` is written as parquet alone.
        """
        from pardx.data.export import csv_bytes

        folder = self.project.processed(self.year) if self.official else self._own
        for name, frame in tables.items():
            csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
            if frame is None:
                parquet.unlink(missing_ok=True)
            else:
                flat = frame.reset_index() if frame.index.name else frame
                self._write(parquet, flat.to_parquet(index=False))
            if frame is None or len(frame) > LONGEST_CSV:
                csv.unlink(missing_ok=True)
            else:
                self._write(csv, csv_bytes(flat))
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

        By hand, a year that is not cleaned yet, or whose figures have changed since, is cleaned
        for this run alone.
        """
        year = self.year - years_back
        if SAVED not in os.environ and not self._kept(year):
            return self._clean(year, name)
        return processed(self.project, year, name)

    def _kept(self, year: int) -> bool:
        """Say whether what is kept of a year was made of its figures as they stand."""
        from pardx.inputs import is_current

        return is_current(self.project, year)

    def _clean(self, year: int, name: str) -> pd.DataFrame | None:
        if year not in self.project.years():
            return None
        if year not in self._cleaned:
            from pardx.data.clean import clean

            self._cleaned[year] = clean(self.ground, year)
        return getattr(self._cleaned[year], name)

    @cached_property
    def _cleaned(self) -> dict[int, Cleaned]:
        return {}

    def two_years(self, name: str) -> dict[int, pd.DataFrame]:
        """Return a cleaned table of the year before (when it has data) and of the year."""
        found = {self.year - back: self.processed(name, years_back=back) for back in (1, 0)}
        return {year: table for year, table in found.items() if table is not None}

    def history(self) -> dict[int, pd.DataFrame]:
        """Return the province panels of all years the models use, the year of the run last."""
        years = years_used(self.project, self.year)
        found = {year: self.processed("panel", years_back=self.year - year) for year in years}
        return {year: panel for year, panel in found.items() if panel is not None}

    @cached_property
    def tests(self) -> pd.DataFrame:
        """The tests of association that were named before any result."""
        from pardx.data.catalogue import registered_tests

        return registered_tests(self.project)

    def above_province(self) -> pd.DataFrame:
        """Settle the figures of country, regions and ministries up to the year."""
        from pardx.data.series import series

        return series(self.ground, [y for y in self.project.years() if y <= self.year])

    @cached_property
    def spread(self) -> Spread:
        """What runs the pieces of long computations: threads, or a scheduler's workers."""
        from pardx.executors import spread

        return spread()

    @cached_property
    def samples(self) -> pd.DataFrame:
        """How many people the surveys asked."""
        from pardx.data.catalogue import survey_samples

        return survey_samples(self.project)

    @cached_property
    def borders(self) -> pd.DataFrame:
        """The land borders between provinces."""
        from pardx.data.geography import borders

        return borders(self.project)

    def result(self, name: str) -> pd.DataFrame:
        """Read a results table back, codes as text.

        It is the one this run has saved, else the official one; by hand, where there is none,
        that of ``notebooks/own/``.

        Raises
        ------
        UsageError
            When there is none yet, with the command that makes it.
        """
        official = self.project.report(self.year) / "data" / f"{name}.csv"
        path = self._saved.get(name, official)
        if not path.exists():
            path = self._own / f"{name}.csv"
        if not path.exists():
            raise UsageError(
                f"{self.project.relative(official)} is not there yet; "
                f"make report YEAR={self.year} makes it"
            )
        return read_result(path)

    def material(self) -> Material:
        """Gather the year's results for the exhibits."""
        from pardx.data.geography import provinces, tiles
        from pardx.exhibits.material import Material
        from pardx.results import DESCRIBED, LEDGER, MODELLED

        names = (*DESCRIBED, "associations", "models")
        further = [name for name in (*LEDGER, *MODELLED) if name not in names]
        return Material(
            year=self.year,
            catalogue=self.ground.catalogue,
            provinces=provinces(self.project),
            tiles=tiles(self.project).set_index("gso_code"),
            commit=self.environment["commit"],
            **{name: self.result(name) for name in names},
            further={name: self.result(name) for name in further},
        )

    def brief(self) -> Brief:
        """Gather the facts of the run's province for its brief, and keep them as CSV."""
        from pardx.exhibits.brief_facts import facts_table

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
        from pardx.analysis.brief import facts
        from pardx.data.names import slug
        from pardx.exhibits.brief_facts import Brief

        code = self.parameters.PROVINCE
        if not code:
            raise UsageError("PROVINCE is missing: a brief is of one province, by name or GSO code")
        listed = self.evidence.provinces
        return Brief(
            facts=facts(self.evidence, code),
            catalogue=self.evidence.catalogue,
            regions_en=dict(zip(listed.region6_vi, listed.region6_en, strict=True)),
            municipality=listed.type[code] == "municipality",
            slug=slug(listed.name_vi[code]),
            commit=self.environment["commit"],
        )

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Commit, Python and packages, as :func:`pardx.provenance.environment` says."""
        return environment(self.project)

    @cached_property
    def evidence(self) -> Evidence:
        """What is known of all provinces in the year, as briefs use it.

        Under make the briefs that share a kernel share it too: nothing they read changes then.
        """
        if SAVED not in os.environ:
            return self._evidence()
        if self.year not in _EVIDENCE:
            _EVIDENCE.clear()
            _EVIDENCE[self.year] = self._evidence()
        return _EVIDENCE[self.year]

    def _evidence(self) -> Evidence:
        import pandas as pd

        from pardx.analysis.brief_evidence import Evidence
        from pardx.data.geography import provinces

        values, panels = self.two_years("values"), self.two_years("panel")
        ends = {"weight_low": "low", "weight_high": "high"}
        return Evidence(
            year=self.year,
            provinces=provinces(self.project),
            panel=panels[self.year],
            before=panels.get(self.year - 1),
            values=values[self.year],
            observations=self.processed("observations"),
            targets=pd.concat(values.values()).query("measure == 'target' and level == 'province'"),
            associations=self.result("associations"),
            catalogue=self.ground.catalogue,
            ranges=self.result("weight_ranges").rename(columns=ends),
            bands=self.result("noise"),
        )


_EVIDENCE: dict[int, Evidence] = {}
"""The evidence of one year."""
