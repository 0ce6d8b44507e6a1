"""Tables that take seconds to make, kept in the user's cache by the digest of what they come from.

Nothing depends on the cache: where it cannot be read or written, tables are made again.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from pardx.errors import FileError
from pardx.project import PACKAGE, Project
from pardx.provenance import write_atomically

CODE = ("data/*.py", "stats/panel.py", "stats/ranks.py")
"""Modules that decide what a table of the cache holds."""

KEPT_DAYS = 30
"""A folder of the cache that was not written for so long is removed."""

Tables = Mapping[str, pd.DataFrame]


def folder(project: Project) -> Path | None:
    """Return where the tables of a project's present data are kept; None without a home.

    It is ``pardx/<digest>`` in ``$XDG_CACHE_HOME``, else in ``~/.cache``.
    """
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "pardx" / _digest(project)


def _digest(project: Project) -> str:
    """Hash the names and contents of data, catalogue and code, and the versions that matter."""
    found = sha256(f"{sys.version_info[:2]} {version('pandas')} {version('pyarrow')}".encode())
    found.update(str(project.with_local).encode())
    data = (path for base in (project.raw, project.local) for path in base.rglob("*.csv"))
    code = (path for pattern in CODE for path in PACKAGE.glob(pattern))
    for path in [*sorted(data), *sorted(project.catalogue.glob("*.csv")), *sorted(code)]:
        found.update(path.name.encode() + b"\0")
        found.update(path.read_bytes())
    return found.hexdigest()[:24]


def cached(
    project: Project,
    keys: Iterable[int],
    part: str,
    make: Callable[[list[int]], Iterable[Tables]],
) -> list[pd.DataFrame]:
    """Return a table for each key: from the cache, else made and kept.

    Parameters
    ----------
    project : Project
        Whose data the tables are made of.
    keys : iterable of int
        Years.
    part : str
        Which of the tables that ``make`` returns.
    make : callable
        Years -> of each all its tables by name, which are kept as they come.
    """
    kept = folder(project)
    found = {key: _read(kept / f"{key}-{part}.parquet") if kept else None for key in keys}
    missing = [key for key, table in found.items() if table is None]
    for key, made in zip(missing, make(missing), strict=True):
        found[key] = made[part]
        if kept is not None:
            _write(kept, {f"{key}-{name}.parquet": frame for name, frame in made.items()})
    return [*found.values()]


def _read(path: Path) -> pd.DataFrame | None:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError):  # not there, or damaged
        return None


def _write(kept: Path, files: Tables) -> None:
    try:
        if not kept.is_dir():
            _remove_old(kept.parent)
        for name, frame in files.items():
            write_atomically(kept / name, frame.to_parquet(index=False))
    except (OSError, FileError):  # a cache that cannot be written is no reason to stop
        return


def _remove_old(base: Path) -> None:
    limit = time.time() - KEPT_DAYS * 24 * 3600
    for old in base.glob("*") if base.is_dir() else ():
        if old.is_dir() and old.stat().st_mtime < limit:
            shutil.rmtree(old, ignore_errors=True)
