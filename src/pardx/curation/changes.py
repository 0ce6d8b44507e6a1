"""``make diff``: what was added, changed or settled anew between two years or two releases."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pardx.choices import choose_year, expect
from pardx.data.catalogue import Catalogue, load_catalogue
from pardx.data.checks import Ground
from pardx.data.clean import clean
from pardx.data.export import csv_bytes
from pardx.data.settle import FIGURE
from pardx.errors import PardxError, UsageError
from pardx.exhibits.language import Language
from pardx.exhibits.measures import in_words
from pardx.languages import LANGUAGES
from pardx.naming import FALLBACK, page_file
from pardx.pages.plain import page
from pardx.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically

UNIT = [name for name in FIGURE if name != "year"]
TOLD = ["value", "quality", "settled_by", "sources"]
KINDS = ("added", "removed", "changed", "resettled", "other_sources")
"""Kinds of difference; sources are held against each other between releases only."""

SHOWN = 1000
"""Rows on the page; the CSV has all."""

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


def make_changes(given: Mapping[str, str], project: Project) -> Path:
    """Write ``reports/changes/<from>_<to>/``: a page per language and ``changes.csv``.

    Raises
    ------
    UsageError
        For a year without data, no archive, or a year against an archive.
    """
    chosen = expect(given, ("FROM", "TO"))
    catalogue = load_catalogue(project)
    before, after = (_side(chosen[name], name, project, catalogue) for name in ("FROM", "TO"))
    if (before.year is None) != (after.year is None):
        raise UsageError("FROM and TO are two years, or two releases; not one of each")
    if before.name == after.name:
        raise UsageError(f"FROM and TO are both {before.name}; give two different ones")
    changes = compare(before, after, catalogue)
    folder = project.root / "reports" / "changes" / f"{before.name}_{after.name}"
    found = changes[changes.kind != "same"]
    write_atomically(folder / "changes.csv", csv_bytes(found))
    for code in LANGUAGES:
        html = _page(changes, (before, after), catalogue, Language(code))
        write_atomically(folder / page_file("index", code), html.encode())
    return folder / page_file("index", FALLBACK)


def write_latest_changes(project: Project, parameters: Parameters) -> list[Path]:
    """Compare the two latest years, if there are two; return the files written."""
    years = [str(year) for year in project.years()[-2:]]
    if len(years) < 2:
        return []
    page = make_changes(dict(zip(("FROM", "TO"), years, strict=True)), project)
    return sorted(page.parent.iterdir())


def compare(before: Side, after: Side, catalogue: Catalogue) -> pd.DataFrame:
    """Hold two sets of used values against each other.

    Returns
    -------
    DataFrame
        One row per figure: the unit's columns, ``year``, ``kind`` (one of :data:`KINDS` or
        ``same``), ``crosses_break``, and value, quality, rule and sources ``_from`` and ``_to``.
    """
    key = UNIT if before.year else [*UNIT, "year"]
    sides = [side.used[[*key, *TOLD]] for side in (before, after)]
    both = sides[0].merge(
        sides[1], how="outer", on=key, suffixes=("_from", "_to"), indicator="where", validate="1:1"
    )
    if after.year:
        both["year"] = after.year
    kinds = both["where"].astype(str).map({"left_only": "removed", "right_only": "added"})
    broken = {
        name
        for name in both.indicator.unique()
        if before.year and not catalogue.comparable(name, *sorted([before.year, after.year]))
    }
    differing = _kind(both, releases=before.year is None)
    ordered = both.assign(kind=kinds.fillna(differing), crosses_break=both.indicator.isin(broken))
    told = [f"{name}_{side}" for side in ("from", "to") for name in TOLD]
    columns = [*UNIT, "year", "kind", "crosses_break", *told]
    return ordered[columns].sort_values([*UNIT, "year"], ignore_index=True)


def _kind(both: pd.DataFrame, *, releases: bool) -> pd.Series:
    """Say how figures on both sides differ: what tells more stands before what tells less."""

    def differs(name: str) -> pd.Series:
        one, other = both[f"{name}_from"], both[f"{name}_to"]
        return (one != other) & ~(one.isna() & other.isna())

    kind = pd.Series("same", index=both.index)
    if releases:
        kind = kind.mask(differs("sources"), "other_sources")
    return kind.mask(differs("value") | differs("quality"), "changed").mask(
        differs("settled_by"), "resettled"
    )


def _side(text: str, name: str, project: Project, catalogue: Catalogue) -> Side:
    if re.fullmatch(r"\d{1,4}", text, re.ASCII):
        year = choose_year(text, project)
        return Side(str(year), vars(clean(Ground(project, catalogue), year))["values"], year)
    path = Path(text)
    label = re.sub(r"[^\w.-]+", "-", path.name.removesuffix(".zip")).strip(".-")
    try:
        content = _from_archive(path) if path.is_file() else _from_folder(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        hint = "give a year, or a release of dist/ (its .zip or its unpacked folder)"
        raise UsageError(f"{name}={text[:100]!r} is no year and no release; {hint}") from error
    return Side(label or "release", _read(content, name))


def _from_folder(path: Path) -> bytes:
    table = path / "data" / "values.csv"
    if table.stat().st_size > MAX_TABLE:
        raise PardxError(f"{path.name}: values.csv has {table.stat().st_size:,} bytes")
    return table.read_bytes()


def _from_archive(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = [member for member in archive.infolist() if member.filename.endswith("values.csv")]
        if not names:
            raise KeyError("values.csv")
        if names[0].file_size > MAX_TABLE:
            raise PardxError(f"{path.name}: values.csv has {names[0].file_size:,} bytes unpacked")
        return archive.read(names[0])


def _read(content: bytes, name: str) -> pd.DataFrame:
    texts = dict.fromkeys([*UNIT, "quality", "settled_by", "sources"], str)
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype=texts)
        frame = frame.fillna(dict.fromkeys(texts, "")).astype({"value": float, "year": int})
        return frame[[*UNIT, "year", *TOLD]]
    except (ValueError, KeyError) as error:
        raise PardxError(f"{name}: its values.csv is not that of a release ({error})") from error


def _page(
    changes: pd.DataFrame, sides: tuple[Side, Side], catalogue: Catalogue, lang: Language
) -> str:
    counts = changes.kind.value_counts()
    totals = {kind: lang.number(counts.get(kind, 0)) for kind in (*KINDS, "same")}
    found = changes[changes.kind != "same"]
    title = lang("diff.title", before=sides[0].name, after=sides[1].name)
    other = next(code for code in LANGUAGES if code != lang.code)
    return page(
        "changes.html.j2",
        lang=lang,
        title=title,
        ways=[(lang("diff.other"), page_file("index", other), other)],
        lead=lang("diff.lead", **totals),
        kinds=KINDS,
        summary=_summary(found, catalogue, lang),
        rows=[_row(row, catalogue, lang) for row in found.head(SHOWN).to_dict("records")],
        total=len(found),
        broken=bool(found.crosses_break.any()),
    )


def _summary(
    found: pd.DataFrame, catalogue: Catalogue, lang: Language
) -> list[tuple[str, list[int]]]:
    counts = found.groupby(["indicator", "kind"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=KINDS, fill_value=0)
    return [
        (_label(name, catalogue, lang), [*row])
        for name, row in zip(counts.index, counts.to_numpy(), strict=True)
    ]


def _label(indicator: str, catalogue: Catalogue, lang: Language) -> str:
    """Name an indicator; one of an older release may have left the dictionary."""
    known = indicator in catalogue.indicators.index
    return catalogue.label(indicator, lang.code) if known else indicator


def _row(row: Mapping[str, object], catalogue: Catalogue, lang: Language) -> dict[str, object]:
    return {
        "entity": catalogue.ministry(row["entity"], lang.code),
        "indicator": _label(row["indicator"], catalogue, lang),
        "measure": in_words(row, catalogue, lang),
        "year": row["year"],
        "kind": lang(f"diff.{row['kind']}"),
        "break": row["crosses_break"],
        **{
            name: _told(row, side, catalogue, lang)
            for name, side in (("before", "from"), ("after", "to"))
        },
    }


def _told(row: Mapping[str, object], side: str, catalogue: Catalogue, lang: Language) -> str:
    """Write one side's value with its quality and rule, or with its sources where they differ."""
    quality, rule = row[f"quality_{side}"], row[f"settled_by_{side}"]
    if quality != quality:
        return lang.number(float("nan"))
    places = catalogue.places(row["unit"]) if row["unit"] in catalogue.units.index else 2
    number = lang.number(row[f"value_{side}"], 0 if row["measure"] == "rank" else places)
    sources = row[f"sources_{side}"].replace(";", ", ") if row["kind"] == "other_sources" else ""
    said = lang.named(f"rule.{rule}") if rule else ""
    return f"{number} ({'; '.join(text for text in (quality, said, sources) if text)})"
