"""Where everything of the project lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""The folder of this package."""

SHIPPED = PACKAGE / "shipped"
"""Where a wheel has what it brings along: ``data/raw``, ``data/catalogue`` and ``config.toml``."""


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    Attributes
    ----------
    root : Path
        Folder that holds ``data/``, ``notebooks/`` and ``reports/``.
    with_local : bool
        Whether ``data/local`` is read too: a release is made without it.
    """

    root: Path
    with_local: bool = True

    @classmethod
    def here(cls) -> Project:
        """Return the checkout named by ``PARDX_ROOT``, else the one this package lies in.

        A package that was installed from a wheel brings the data along: :data:`SHIPPED`.
        """
        own = SHIPPED if SHIPPED.is_dir() else PACKAGE.parents[1]
        return cls(Path(os.environ.get("PARDX_ROOT", own)).resolve())

    @property
    def is_checkout(self) -> bool:
        """Whether notebooks and reports can be made here, not only data be read."""
        return self.notebooks.is_dir()

    @property
    def config(self) -> Path:
        """What is chosen: the project's own ``config.toml``, else the checkout's."""
        own = self.root / "config.toml"
        usual = (SHIPPED if SHIPPED.is_dir() else PACKAGE.parents[1]) / "config.toml"
        return own if own.exists() else usual

    @property
    def raw(self) -> Path:
        """Published figures, sources and geography."""
        return self.root / "data" / "raw"

    @property
    def local(self) -> Path:
        """Figures that may not be redistributed, with their sources: in no release."""
        return self.root / "data" / "local"

    def is_local(self, file: str) -> bool:
        """Say whether a file, named as seen from the root, holds what may not be redistributed."""
        return file.startswith(f"{self.relative(self.local)}/")

    def tables(self, year: int, family: str = "*") -> list[Path]:
        """List the tables of a year in ``data/raw`` and ``data/local``, in order."""
        folders = (self.raw, self.local) if self.with_local else (self.raw,)
        found = (folder.glob(f"{year}/{family}.csv") for folder in folders)
        return [path for part in found for path in sorted(part)]

    @property
    def catalogue(self) -> Path:
        """What the project says about indicators, units and breaks."""
        return self.root / "data" / "catalogue"

    @property
    def notebooks(self) -> Path:
        """Parameterised notebooks, without stored output."""
        return self.root / "notebooks"

    @property
    def cleaned(self) -> Path:
        """What is made of the raw tables, year by year."""
        return self.root / "data" / "processed"

    @property
    def lists(self) -> Path:
        """Lists of names and digests that make's rules depend on."""
        return self.cleaned / "lists"

    def processed(self, year: int) -> Path:
        """Return the folder of a year's cleaned tables."""
        return self.cleaned / str(year)

    def executed(self, year: int, name: str) -> Path:
        """Return where a year's executed notebook is kept."""
        return self.processed(year) / "notebooks" / f"{name}.ipynb"

    def report(self, year: int) -> Path:
        """Return the folder of a year's rendered report."""
        return self.root / "reports" / str(year)

    def years(self) -> list[int]:
        """List the years that have at least one table, in order."""
        bases = (self.raw, self.local) if self.with_local else (self.raw,)
        tables = (path for base in bases for path in base.glob("*/*.csv"))
        return sorted({int(path.parent.name) for path in tables if path.parent.name.isdigit()})

    def relative(self, path: Path) -> str:
        """Name a file as seen from the project's root."""
        inside = path.is_relative_to(self.root) and ".." not in path.parts
        return (path if inside else path.resolve()).relative_to(self.root).as_posix()
