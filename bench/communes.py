"""Ten million rows of communes, made up from a seed, through the clean stage.

Communes x years x indicators. The names are codes and the figures random: nothing here is data.
``python bench/communes.py make FOLDER`` lays out a checkout with them, ``clean FOLDER`` runs the
clean stage of all its years, ``with-care FOLDER`` lets pandas settle every row of them.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pardx.run.jobs import Job
from pardx.run.options import Options, cores
from pardx.run.parameters import Parameters
from pardx.run.pipeline import run
from pardx.run.warm import set_environment
from pyarrow import parquet

from pardx.data.catalogue import load_catalogue
from pardx.data.checks import Ground
from pardx.data.clean import clean
from pardx.data.raw import COLUMNS
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[1]
FAMILY = "commune_services"
FIRST_YEAR, YEARS, COMMUNES, INDICATORS = 2019, 5, 10_000, 200
TWICE = 0.0002
"""Share of the figures that a second source prints as well, half of them with another value."""
SOURCES = ("made-up-office", "made-up-paper")


def lay_out(folder: Path, *, years: int, communes: int, indicators: int, seed: int) -> Project:
    """Lay out a checkout whose years have a table of communes each.

    Parameters
    ----------
    folder : Path
        An empty folder.
    years, communes, indicators : int
        How many; a year has their product of the last two rows, and a few more.
    seed : int
        Of the figures.
    """
    for name in ("data/catalogue", "data/raw/geography", "notebooks", "locks"):
        shutil.copytree(ROOT / name, folder / name)
    for table in (ROOT / "data" / "raw").glob("*.csv"):
        shutil.copy(table, folder / "data" / "raw")
    project = Project(folder)
    names = [f"commune_made_up_{number:03d}" for number in range(indicators)]
    codes = [f"{number:05d}" for number in range(communes)]
    _describe(project, names, codes)
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        _write_year(project, year, codes, names, np.random.default_rng([seed, year]))
    return project


def _describe(project: Project, names: list[str], codes: list[str]) -> None:
    """Add the made-up communes, indicators and sources to the dictionary."""
    kept = {"family": FAMILY, "direction": "higher", "publisher": "gso"}
    named = [dict.fromkeys(("indicator", "label_en", "short_en"), name) for name in names]
    _append(project.catalogue / "indicators.csv", [one | kept for one in named])
    allowed = {"family": FAMILY, "level": "commune", "measure": "score", "unit": "percent"}
    _append(project.catalogue / "measures.csv", [{"indicator": name, **allowed} for name in names])
    kinds = zip(SOURCES, ("official", "press"), strict=True)
    _append(
        project.raw / "sources.csv",
        [{"source_id": name, "kind": kind, "note": "made up"} for name, kind in kinds],
    )
    listed = pd.DataFrame({"commune": codes, "name_vi": codes, "gso_code": "01"})
    listed.to_csv(project.raw / "geography" / "communes.csv", index=False)


def _append(path: Path, rows: list[dict[str, str]]) -> None:
    columns = pd.read_csv(path, nrows=0).columns
    added = pd.DataFrame(rows).reindex(columns=columns)
    added.to_csv(path, mode="a", header=False, index=False)


def _write_year(
    project: Project, year: int, codes: list[str], names: list[str], rng: np.random.Generator
) -> None:
    folder = project.raw / str(year)
    (folder / "communes").mkdir(parents=True)
    province = f"province,Hà Nội,pci_total,rank,{1 + year % 63},rank,,{SOURCES[0]},0,"
    lines = [",".join(COLUMNS), province, ""]
    (folder / "pci.csv").write_text("\n".join(lines), encoding="utf-8")
    table = made_up(codes, names, rng)
    arrow = pa.table({name: pa.array(table[name].astype(str)) for name in COLUMNS})
    parquet.write_table(arrow, folder / "communes" / f"{FAMILY}.parquet")


def made_up(codes: list[str], names: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Draw a year's rows: one of each figure, and a few again by another source."""
    count = len(codes) * len(names)
    first = pd.DataFrame(
        {"entity": np.tile(codes, len(names)), "indicator": np.repeat(names, len(codes))}
    )
    first = first.assign(value=np.char.mod("%.2f", rng.random(count) * 100), source_id=SOURCES[0])
    again = first.sample(frac=TWICE, random_state=rng).assign(source_id=SOURCES[1])
    other = again.index[: len(again) // 2]
    again.loc[other, "value"] = np.char.mod("%.2f", rng.random(len(other)) * 100)
    rows = pd.concat([first, again], ignore_index=True)
    constant = {"level": "commune", "measure": "score", "unit": "percent", "period": ""}
    return rows.assign(**constant, derived="0", note="")[[*COLUMNS]]


def clean_all(project: Project) -> int:
    """Run the clean stage of all years; return how many there are."""
    years = project.years()
    set_environment(project)
    targets = [Job.of("clean", Parameters(year)) for year in years]
    outcome = run(targets, project, Options(JOBS=cores()), lambda line: None)
    if outcome.failed:
        raise SystemExit("\n".join(outcome.failed.values()))
    return len(years)


def main() -> None:
    """Lay out a checkout, or clean it."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("what", choices=["make", "clean", "with-care"])
    reader.add_argument("folder", type=Path)
    reader.add_argument("--years", type=int, default=YEARS)
    reader.add_argument("--communes", type=int, default=COMMUNES)
    reader.add_argument("--indicators", type=int, default=INDICATORS)
    reader.add_argument("--seed", type=int, default=2022)
    given = reader.parse_args()
    if given.what == "clean":
        clean_all(Project(given.folder))
    elif given.what == "with-care":
        ground = Ground(Project(given.folder), load_catalogue(Project(given.folder)))
        for year in ground.project.years():
            clean(ground, year, with_care=True)
    else:
        sizes = {name: getattr(given, name) for name in ("years", "communes", "indicators", "seed")}
        lay_out(given.folder, **sizes)


if __name__ == "__main__":
    main()
