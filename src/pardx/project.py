"""Where everything of the project lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    Attributes
    ----------
    root : Path
        Folder that holds ``data/``, ``notebooks/`` and ``reports/``.
    """

    root: Path

    @classmethod
    def here(cls) -> Project:
        """Return the checkout named by ``PARDX_ROOT``, else the one this package lies in."""
        default = Path(__file__).resolve().parents[2]
        return cls(Path(os.environ.get("PARDX_ROOT", default)).resolve())

    @property
    def config(self) -> Path:
        """What is chosen: the project's own ``config.toml``, else the checkout's."""
        own = self.root / "config.toml"
        return own if own.exists() else Path(__file__).resolve().parents[2] / "config.toml"

    @property
    def raw(self) -> Path:
        """Published figures, sources and geography."""
        return self.root / "data" / "raw"

    @property
    def catalogue(self) -> Path:
        """What the project says about indicators, units and breaks."""
        return self.root / "data" / "catalogue"

    @property
    def notebooks(self) -> Path:
        """Parameterised notebooks, without stored output."""
        return self.root / "notebooks"

    def processed(self, year: int) -> Path:
        """Return the folder of a year's cleaned tables."""
        return self.root / "data" / "processed" / str(year)

    def executed(self, year: int, name: str) -> Path:
        """Return where the executed notebook of a year's job is kept."""
        return self.processed(year) / "notebooks" / f"{name}.ipynb"

    def report(self, year: int) -> Path:
        """Return the folder of a year's rendered report."""
        return self.root / "reports" / str(year)

    def years(self) -> list[int]:
        """List the years that have at least one raw table, in order."""
        folders = (folder for folder in self.raw.iterdir() if folder.name.isdigit())
        return sorted(int(folder.name) for folder in folders if any(folder.glob("*.csv")))

    def relative(self, path: Path) -> str:
        """Name a file as seen from the project's root."""
        inside = path.is_relative_to(self.root) and ".." not in path.parts
        return (path if inside else path.resolve()).relative_to(self.root).as_posix()
