"""``make diff``: what was added, changed or reconciled anew between two years or releases."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pardx.data.clean import clean
from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.export import csv_bytes
from pardx.data.reconcile import FIGURE
from pardx.errors import PardxError, UsageError
from pardx.pipeline.choices import choose_year, expect
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically

UNIT = [name for name in FIGURE if name != "year"]
FACTS = ["value", "quality", "settled_by", "sources"]
KINDS = {
    "added": "not known before",
    "removed": "no longer known",
    "changed": "another value or quality under the same rule",
    "resettled": "another rule chose the used value",
    "other_sources": "the same value, with more, fewer or other sources behind it",
}
"""Kinds of difference; sources are compared between releases only."""

MAX_TABLE = 500_000_000
"""Largest table unpacked from an archive; a zip bomb stops here."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Attributes
    ----------
    name : str
        The year, or the name of the archive.
    used : DataFrame
        Its used values.
    year : int or None
        The year, when a year is compared.
    """

    name: str
    used: pd.DataFrame
    year: int | None = None


def make_changes(given: Mapping[str, str], project: Project) -> tuple[Path, list[str]]:
    """Write ``reports/changes/<from>_<to>/changes.csv``.

    Returns
    -------
    path : Path
        The table.
    lines : list of str
        How many figures are of each kind.

    Raises
    ------
    UsageError
        For a year without data, no archive, or a year against an archive.
    """
    chosen = expect(given, ("FROM", "TO"))
    dictionary = load_dictionary(project)
    before, after = (_side(chosen[name], name, project, dictionary) for name in ("FROM", "TO"))
    if (before.year is None) != (after.year is None):
        raise UsageError("FROM and TO are two years, or two releases; not one of each")
    if before.name == after.name:
        raise UsageError(f"FROM and TO are both {before.name}; give two different ones")
    changes = compare(before, after, dictionary)
    folder = project.root / "reports" / "changes" / f"{before.name}_{after.name}"
    found = changes[changes.kind != "same"]
    write_atomically(folder / "changes.csv", csv_bytes(found))
    return folder / "changes.csv", _summary(changes, before.name, after.name)


def _summary(changes: pd.DataFrame, before: str, after: str) -> list[str]:
    counts = changes.kind.value_counts()
    lines = [f"From {before} to {after}, {counts.get('same', 0):,} figures are the same."]
    lines += [
        f"  {counts[kind]:6,} {kind}: {what}" for kind, what in KINDS.items() if kind in counts
    ]
    broken = changes[changes.kind != "same"].crosses_break.sum()
    if broken:
        lines.append(f"{broken:,} rows cross a change of method: their values are not comparable.")
    return lines


def write_latest_changes(project: Project, parameters: Parameters) -> list[Path]:
    """Compare the two latest years, if there are two; return the files written."""
    years = [str(year) for year in project.years()[-2:]]
    if len(years) < 2:
        return []
    table, _ = make_changes(dict(zip(("FROM", "TO"), years, strict=True)), project)
    return [table]


def compare(before: Side, after: Side, dictionary: Dictionary) -> pd.DataFrame:
    """Compare two sets of used values.

    Returns
    -------
    DataFrame
        One row per figure: the unit's columns, ``year``, ``kind`` (one of :data:`KINDS` or
        ``same``), ``crosses_break``, and value, quality, rule and sources ``_from`` and ``_to``.
    """
    key = UNIT if before.year else [*UNIT, "year"]
    sides = [side.used[[*key, *FACTS]] for side in (before, after)]
    both = sides[0].merge(
        sides[1], how="outer", on=key, suffixes=("_from", "_to"), indicator="where", validate="1:1"
    )
    if after.year:
        both["year"] = after.year
    kinds = both["where"].astype(str).map({"left_only": "removed", "right_only": "added"})
    broken = {
        name
        for name in both.indicator.unique()
        if before.year and not dictionary.comparable(name, *sorted([before.year, after.year]))
    }
    differing = _kind(both, releases=before.year is None)
    ordered = both.assign(kind=kinds.fillna(differing), crosses_break=both.indicator.isin(broken))
    facts = [f"{name}_{side}" for side in ("from", "to") for name in FACTS]
    columns = [*UNIT, "year", "kind", "crosses_break", *facts]
    return ordered[columns].sort_values([*UNIT, "year"], ignore_index=True)


def _kind(both: pd.DataFrame, *, releases: bool) -> pd.Series:
    """Say how figures on both sides differ: by rule, else by value, else by sources."""

    def differs(name: str) -> pd.Series:
        one, other = both[f"{name}_from"], both[f"{name}_to"]
        return (one != other) & ~(one.isna() & other.isna())

    kind = pd.Series("same", index=both.index)
    if releases:
        kind = kind.mask(differs("sources"), "other_sources")
    return kind.mask(differs("value") | differs("quality"), "changed").mask(
        differs("settled_by"), "resettled"
    )


def _side(text: str, name: str, project: Project, dictionary: Dictionary) -> Side:
    if re.fullmatch(r"\d{1,4}", text, re.ASCII):
        year = choose_year(text, project)
        return Side(str(year), vars(clean(dictionary, year))["values"], year)
    path = Path(text)
    label = re.sub(r"[^\w.-]+", "-", path.name.removesuffix(".zip")).strip(".-")
    try:
        content = _values_csv(path)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        hint = "give a year, or a release of dist/ (its .zip or its unpacked folder)"
        raise UsageError(f"{name}={text[:100]!r} is no year and no release; {hint}") from error
    return Side(label or "release", _read(content, name))


def _values_csv(path: Path) -> bytes:
    """Read the used values of a release, packed or unpacked."""
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            [member, *_] = [m for m in archive.infolist() if m.filename.endswith("values.csv")]
            if member.file_size > MAX_TABLE:
                raise PardxError(f"{path.name}: values.csv has {member.file_size:,} bytes unpacked")
            return archive.read(member)
    table = path / "data" / "values.csv"
    if table.stat().st_size > MAX_TABLE:
        raise PardxError(f"{path.name}: values.csv has {table.stat().st_size:,} bytes")
    return table.read_bytes()


def _read(content: bytes, name: str) -> pd.DataFrame:
    texts = dict.fromkeys([*UNIT, "quality", "settled_by", "sources"], str)
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype=texts)
        frame = frame.fillna(dict.fromkeys(texts, "")).astype({"value": float, "year": int})
        return frame[[*UNIT, "year", *FACTS]]
    except (ValueError, KeyError) as error:
        raise PardxError(f"{name}: its values.csv is not that of a release ({error})") from error
