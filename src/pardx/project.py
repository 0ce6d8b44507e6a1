"""Where everything of the project lives."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

PACKAGE = Path(__file__).resolve().parent
"""The folder of this package."""

SHIPPED = PACKAGE / "shipped"
"""Where a wheel has what it brings along: ``data/raw``, ``data/catalogue`` and ``config.toml``."""

OWN_KEYS = {
    "province": "province",
    "tỉnh": "province",
    "unit34": "unit34",
    "đơn vị": "unit34",
    "year": "year",
    "năm": "year",
}
"""Heading of a table in ``data/local/own`` -> what it names; other columns are indicators."""


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

    def own_tables(self) -> list[Path]:
        """List the tables of one's own figures, ``data/local/own/*.csv``, in order."""
        return sorted((self.local / "own").glob("*.csv")) if self.with_local else []

    def own_indicators(self) -> tuple[str, ...]:
        """List the columns of :meth:`own_tables` that name neither places nor years."""
        tables = (_rows(path) for path in self.own_tables())
        found = dict.fromkeys(name.strip() for rows in tables for name in next(rows, []))
        return tuple(name for name in found if name.casefold() not in OWN_KEYS)

    def own_years(self) -> dict[str, set[int]]:
        """Return the years that each of :meth:`own_tables` has rows of, by its source."""
        found = {}
        for path in self.own_tables():
            rows = _rows(path)
            header = [OWN_KEYS.get(name.strip().casefold()) for name in next(rows, [])]
            at = header.index("year") if "year" in header else len(header)
            cells = {row[at].strip() for row in rows if len(row) > at}
            found[own_source(path)] = {int(one) for one in cells if re.fullmatch("[0-9]{4}", one)}
        return found

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


def own_source(path: PurePath) -> str:
    """Name the source of a table of one's own figures by its file."""
    return f"own-{re.sub(r'[^a-z0-9]+', '-', path.stem.casefold())}"


def _rows(path: Path) -> Iterator[list[str]]:
    """Split a table; what is no UTF-8 in it is reported by the rules of tables."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        yield from csv.reader(table)
