"""What a notebook knows: its validated parameters, where to read and write, its provenance."""

from __future__ import annotations

import os
import pickle
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pardx.errors import UsageError
from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.provenance import environment, used_modules, used_texts, write_atomically
from pardx.run.tables import RUN, processed, result

if TYPE_CHECKING:
    import pandas as pd

    from pardx.analysis.brief_evidence import Evidence
    from pardx.analysis.spread import Spread
    from pardx.data.checks import Ground
    from pardx.exhibits.brief_facts import Brief
    from pardx.exhibits.material import Material

_IPYTHON_NAMES = {"In", "Out", "get_ipython", "exit", "quit", "open"}
LONGEST_CSV = 100_000
"""Rows; a table with more is for programs, not for spreadsheets."""
_IMPORTED = (types.ModuleType, types.FunctionType, type)


@dataclass(frozen=True)
class RunContext:
    """The frozen context of one notebook run.

    Attributes
    ----------
    parameters : Parameters
        Validated.
    project : Project
        The checkout it runs in.
    """

    parameters: Parameters
    project: Project

    @classmethod
    def from_parameters(cls, namespace: Mapping[str, Any]) -> RunContext:
        """Validate the literals a notebook's parameter cell has set.

        Parameters
        ----------
        namespace : mapping
            The notebook's ``globals()``. Papermill sets a misspelt parameter as one more
            variable: it is found here, however the notebook is run.

        Raises
        ------
        UsageError
            As :meth:`pardx.run.parameters.Parameters.from_mapping`.
        """
        literals = {
            name: value
            for name, value in namespace.items()
            if not name.startswith("_")
            and name not in _IPYTHON_NAMES
            and not isinstance(value, _IMPORTED)
        }
        project = Project.here()
        return cls(Parameters.from_mapping(literals, project), project)

    @property
    def year(self) -> int:
        """The year of the run."""
        return self.parameters.YEAR

    @cached_property
    def ground(self) -> Ground:
        """Project and catalogue."""
        from pardx.data.catalogue import load_catalogue
        from pardx.data.checks import Ground

        return Ground(self.project, load_catalogue(self.project))

    def save_processed(self, **tables: pd.DataFrame | None) -> None:
        """Write cleaned tables to ``data/processed/<year>/`` as CSV and parquet.

        A table that a year does not have is None, and an old file of it is removed. One longer
        than :data:`LONGEST_CSV` is written as parquet alone.
        """
        from pardx.data.export import csv_bytes

        folder = self.project.processed(self.year)
        for name, frame in tables.items():
            csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
            if frame is None:
                parquet.unlink(missing_ok=True)
            else:
                flat = frame.reset_index() if frame.index.name else frame
                write_atomically(parquet, flat.to_parquet(index=False))
            if frame is None or len(frame) > LONGEST_CSV:
                csv.unlink(missing_ok=True)
            else:
                write_atomically(csv, csv_bytes(flat))

    def processed(self, name: str, *, years_back: int = 0) -> pd.DataFrame | None:
        """Read a cleaned table of the year, or of an earlier one (None without data)."""
        return processed(self.project, self.year - years_back, name)

    def panels(self) -> dict[int, pd.DataFrame]:
        """Read the province panels of the year before (when it has data) and of the year."""
        return self.two_years("panel")

    def two_years(self, name: str) -> dict[int, pd.DataFrame]:
        """Read a cleaned table of the year before (when it has data) and of the year."""
        found = {self.year - back: self.processed(name, years_back=back) for back in (1, 0)}
        return {year: table for year, table in found.items() if table is not None}

    def history(self) -> dict[int, pd.DataFrame]:
        """Read the province panels of all years the models use, the year of the run last."""
        from pardx.run.tables import years_used

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
        from pardx.run.cluster import spread

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

    def save_results(self, **tables: pd.DataFrame) -> None:
        """Write results tables to ``reports/<year>/data/<name>.csv``."""
        from pardx.data.export import csv_bytes

        folder = self.project.report(self.year) / "data"
        for name, frame in tables.items():
            write_atomically(folder / f"{name}.csv", csv_bytes(frame, float_format="%.10g"))

    def result(self, name: str) -> pd.DataFrame:
        """Read a results table back, codes as text."""
        return result(self.project, self.year, name)

    def material(self) -> Material:
        """Gather the year's results for the exhibits."""
        from pardx.data.geography import provinces, tiles
        from pardx.exhibits.material import Material
        from pardx.run.tables import DESCRIBED, LEDGER, MODELLED

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
        """Gather the facts of the run's province for its brief, and keep them as CSV.

        Raises
        ------
        UsageError
            Without a province.
        """
        from pardx.analysis.brief import facts
        from pardx.data.names import slug
        from pardx.exhibits.brief_facts import Brief, facts_table

        code = self.parameters.PROVINCE
        if not code:
            raise UsageError("PROVINCE is missing: a brief is of one province, by name or GSO code")
        listed = self.evidence.provinces
        brief = Brief(
            facts=facts(self.evidence, code),
            catalogue=self.evidence.catalogue,
            regions_en=dict(zip(listed.region6_vi, listed.region6_en, strict=True)),
            municipality=listed.type[code] == "municipality",
            slug=slug(listed.name_vi[code]),
            commit=self.environment["commit"],
        )
        path = self.project.report(self.year) / "briefs" / "data" / f"{brief.slug}.csv"
        text = facts_table(brief.facts).to_csv(index=False, float_format="%.10g")
        write_atomically(path, text.encode())
        return brief

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Commit, Python and packages, as :func:`pardx.run.provenance.environment` says."""
        return environment(self.project)

    @cached_property
    def evidence(self) -> Evidence:
        """What is known of all provinces in the year, as briefs use it.

        A job takes what its run has gathered for it; a notebook run by hand gathers it itself,
        as nobody has looked whether what is kept is still right.
        """
        if RUN in os.environ:
            from pardx.run.brief_files import kept_evidence

            kept = kept_evidence(self.project, self.parameters)
            return pickle.loads(kept.read_bytes())  # noqa: S301 - ours
        from pardx.run.brief_evidence import gather

        return gather(self.project, self.year)

    def record(self, stage: str) -> None:
        """Write what made this notebook's outputs: parameters, packages, code and texts of pardx.

        Parameters
        ----------
        stage : str
            The stage the notebook belongs to.
        """
        used = {"code": used_modules(), "texts": used_texts()}
        # after the look: these come later than what is shown
        from pardx.run.jobs import Job, write_record
        from pardx.run.rewriting import keep

        job = Job.of(stage, self.parameters)
        record = {"parameters": job.chosen, **self.environment, **used}
        write_record(record | {"drawn": keep(job, self.project)}, job, self.project)
