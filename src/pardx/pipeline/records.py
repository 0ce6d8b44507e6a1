"""What a step of the pipeline leaves: a record that it ran, and a list of what it wrote.

The record (``data/processed/<year>/records/<step>.json``) is rewritten by every run: the target
of the step's rule. The list (``data/processed/lists/made-<year>-<step>``) is rewritten only when an
output differs: what comes after depends on it, and a file overwritten by hand no longer matches it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pardx.pipeline.inputs import digests
from pardx.project import Project
from pardx.provenance import write_atomically, write_if_changed

ENVIRONMENT = {"MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""What steps run under, wherever they run: figures go to files, one thread each."""

SAVED = "PARDX_SAVED"
"""Environment variable: the file in which a notebook run by make notes what it has saved."""

UNKNOWN_SECONDS = 5.0
"""Guess for a step that has not run yet."""


@dataclass(frozen=True)
class Step:
    """A step at work.

    Attributes
    ----------
    name : str
        Of a notebook without its ending, or one of :data:`ACTIONS`.
    year : int
        Its year; 0 for a step of no year.
    province : str
        GSO code, of a brief.
    """

    name: str
    year: int = 0
    province: str = ""

    @property
    def stem(self) -> str:
        """Name of its files: ``45_brief-92``."""
        return f"{self.name}-{self.province}" if self.province else self.name

    def __str__(self) -> str:
        """For messages: ``model 2022``."""
        words = [self.name.lstrip("0123456789_"), self.province, str(self.year or "")]
        return " ".join(word for word in words if word)

    def record(self, project: Project) -> Path:
        """Return where it is noted that it ran."""
        folder = project.processed(self.year) if self.year else project.cleaned
        return folder / "records" / f"{self.stem}.json"

    def made(self, project: Project) -> Path:
        """Return the list of what it wrote."""
        year = f"{self.year}-" if self.year else ""
        return project.lists / f"made-{year}{self.stem}"

    def seconds(self, project: Project) -> float:
        """Return how long it took when it last ran."""
        path = self.record(project)
        if not path.exists():
            return UNKNOWN_SECONDS
        return float(json.loads(path.read_text("utf-8"))["seconds"])

    def note(
        self, project: Project, outputs: Iterable[Path], facts: Mapping[str, object], began: float
    ) -> None:
        """Note that it has run, and say so.

        Parameters
        ----------
        project : Project
            The checkout.
        outputs : iterable of Path
            Files it wrote.
        facts : mapping
            What its record says beside its seconds.
        began : float
            Its first moment, by :func:`time.perf_counter`.
        """
        made = self.made(project)
        differs = write_if_changed(made, digests(outputs, project.root).encode())
        seconds = time.perf_counter() - began
        text = json.dumps({**facts, "seconds": round(seconds, 2)}, indent=1, sort_keys=True)
        write_atomically(self.record(project), f"{text}\n".encode())
        if differs:
            made.touch()  # newer than the record: what depends on it has to run
        print(f"  {self}: {seconds:.1f} s", flush=True)
