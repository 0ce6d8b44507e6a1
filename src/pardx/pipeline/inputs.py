"""Lists of what decides a result, which make's rules depend on: ``data/processed/lists/``.

A list holds names and digests: of raw tables, dictionary, code, lock, seed and draws. It is
rewritten only when it differs, so that a file that was deleted, renamed or replaced by an older
one counts as a change, which time stamps alone would miss.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from pardx.pipeline.parameters import Parameters
from pardx.project import PACKAGE, Project
from pardx.provenance import write_if_changed

OUTER = ("__main__.py", "commands.py", "pipeline/driver.py")
"""Modules that decide what runs, never what comes out."""

READ = (
    *("ranking", "ranking_unit34", "coverage", "ministries", "noise"),
    *("conflicts", "associations", "models", "national"),
)
"""Tables of a report that the way in and its page of data read: their figures, their columns."""


def digests(paths: Iterable[Path], root: Path) -> str:
    """Write a line for each file: SHA-256, two spaces, name as seen from a folder."""
    return "".join(
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}\n"
        for path in sorted({*paths})
        if path.is_file()
    )


def lists(project: Project, parameters: Parameters) -> dict[str, str]:
    """List names and digests of all that decides a result.

    Parameters
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        Whose seed and draws count.

    Returns
    -------
    dict
        Name of a list -> its text: ``years`` and, up to a year, ``years-<year>``;
        ``raw-<year>``, ``briefs-<year>``, ``book-<notebook>``, ``rules`` (Makefile and
        CITATION.cff), ``population``, ``registers``, ``claims``, ``catalogue``, ``references``,
        ``docs``, ``archives``, ``shown``, ``lock``, ``draws``, ``code`` and ``code-<room>``.
    """
    raw, root = project.raw, project.root
    found: dict[str, Iterable[Path]] = {
        **{
            f"raw-{year}": {*(raw / str(year)).rglob("*"), *project.tables(year)}
            for year in project.years()
        },
        "population": {
            *raw.glob("*/socioeconomic.csv"),
            *project.local.glob("*/socioeconomic.csv"),
        },
        "registers": {
            *raw.glob("*.csv"),
            *raw.glob("geography/*.csv"),
            project.local / "sources.csv",
            *project.own_tables(),
        }
        - {raw / "claims.csv"},
        "claims": [raw / "claims.csv"],
        "catalogue": project.catalogue.glob("*.csv"),
        "references": [project.catalogue / "references.bib"],
        "docs": (root / "docs").rglob("*.md"),
        "archives": (root / "dist").glob("*.zip"),
        "lock": [root / "locks" / "run.txt"],
    }
    texts = {name: digests(paths, root) for name, paths in found.items()}
    texts["catalogue"] += digests([project.config], project.config.parent)
    books = project.notebooks.glob("[0-9]*.ipynb")
    texts |= {f"book-{path.stem}": _notebook_digest(path, root) for path in books}
    texts["shown"] = shown(project)
    years = project.years()
    texts |= {f"years-{year}": "".join(f"{y}\n" for y in years if y <= year) for year in years}
    texts |= {f"briefs-{year}": briefs(project, year) for year in years}
    texts["years"] = "".join(f"{year}\n" for year in years)
    checkout = PACKAGE.parents[1]
    texts["rules"] = digests([checkout / "Makefile", checkout / "CITATION.cff"], checkout)
    texts["draws"] = f"SEED={parameters.SEED}\nDRAWS={parameters.DRAWS}\n"
    texts |= _code()
    others = {path.name for path in project.lists.glob("*")} - texts.keys()
    return texts | {name: "" for name in others if not name.startswith("made-")}


def _notebook_digest(path: Path, root: Path) -> str:
    """List a notebook by its cells: outputs that were saved in it do not count."""
    content = path.read_bytes()
    try:
        cells = json.loads(content)["cells"]
        counted = [(c["cell_type"], c["source"], c["metadata"].get("tags"), c["id"]) for c in cells]
    except (ValueError, KeyError, TypeError, AttributeError):
        counted = content.decode(errors="replace")
    digest = sha256(json.dumps(counted).encode()).hexdigest()
    return f"{digest}  {path.relative_to(root).as_posix()}\n"


def _code() -> dict[str, str]:
    """List the package's files, room by room; ``code`` is what every step runs under."""
    rooms = [*(path.parent for path in PACKAGE.glob("*/__init__.py")), PACKAGE / "locale"]
    files = {f"code-{room.name}": room.rglob("*") for room in rooms if room.name != "pipeline"}
    outer = {PACKAGE / name for name in OUTER}
    files["code"] = {*PACKAGE.glob("*.py"), *PACKAGE.glob("pipeline/*.py")} - outer
    files["code-outer"] = outer
    return {
        name: digests((path for path in paths if path.suffix != ".pyc"), PACKAGE)
        for name, paths in files.items()
    }


def briefs(project: Project, year: int) -> str:
    """List the briefs of a year that are made, which its policy report leads to."""
    made = (project.report(year) / "briefs").glob("*.html")
    return "".join(f"{name}\n" for name in sorted(path.name for path in made))


def shown(project: Project) -> str:
    """List the pages and files that ``reports/index.html`` leads to or reads."""
    reports = project.root / "reports"
    ends = {".html", ".pdf", ".docx", ".csv", ".zip", ".json"}
    files = sorted(path for path in reports.rglob("*") if path.suffix in ends)
    read = [path for path in files if path.stem in READ]
    own = (reports, reports / "provinces")  # what the site writes itself
    names = (path.relative_to(reports).as_posix() for path in files if path.parent not in own)
    return digests(read, project.root) + "".join(f"{name}\n" for name in names)


def keep(found: Mapping[str, str], project: Project) -> None:
    """Keep lists: those that differ from what is kept are rewritten."""
    for name, text in found.items():
        write_if_changed(project.lists / name, text.encode())


def is_current(project: Project, year: int) -> bool:
    """Say whether the cleaned tables of a year were made of its present figures."""
    names = [f"raw-{year}", f"raw-{year - 1}", "population", "registers", "catalogue", "code-data"]
    record = project.processed(year) / "records" / "10_clean.json"
    made = kept(f"made-{year}-10_clean", project)
    if not (made and record.exists()) or _changed(made, project.root):
        return False
    found = lists(project, Parameters())
    used = [name for name in names if name in found]
    if any(kept(name, project) != found[name] for name in used):
        return False
    seen = [path for name in used if (path := project.lists / name).exists()]
    return max(path.stat().st_mtime_ns for path in seen) <= record.stat().st_mtime_ns


def is_overwritten(project: Project, year: int, table: Path) -> bool:
    """Say whether a results table is no longer what the step that wrote it has recorded."""
    name = project.relative(table)
    lines = (line for made in project.lists.glob(f"made-{year}-*") for line in made.open())
    recorded = [line for line in lines if line.rstrip("\n").endswith(f"  {name}")]
    return bool(recorded) and digests([table], project.root) not in recorded


def kept(name: str, project: Project) -> str:
    """Read a list as it is kept; empty when there is none."""
    path = project.lists / name
    return path.read_text("utf-8") if path.is_file() else ""


def altered(project: Project) -> dict[str, list[str]]:
    """Find the steps of whose outputs one is gone, or no longer what the step wrote.

    Returns
    -------
    dict
        Step, as its list is named -> the files that changed. A step that has a record and no
        list is among them, with no file: nothing says what it wrote.
    """
    made = {path.name.removeprefix("made-"): path for path in project.lists.glob("made-*")}
    changed = {name: _changed(path.read_text("utf-8"), project.root) for name, path in made.items()}
    for record in project.cleaned.rglob("records/*.json"):
        year = record.parts[-3]
        name = f"{year}-{record.stem}" if year.isdigit() else record.stem
        if name not in made:
            changed[name] = []
    return {name: files for name, files in sorted(changed.items()) if files or name not in made}


def gone(found: Mapping[str, str], project: Project) -> list[str]:
    """List the raw tables that a kept list names and none of the lists now found.

    Parameters
    ----------
    found : mapping
        Of :func:`lists`.
    project : Project
        The checkout.
    """
    tables = [name for name in found if name.startswith("raw-") or name in ("registers", "claims")]
    before, now = (
        {line.partition("  ")[2] for name in tables for line in text(name).splitlines()}
        for text in (lambda name: kept(name, project), found.__getitem__)
    )
    return sorted(before - now)


def _changed(made: str, root: Path) -> list[str]:
    """List the files of a list that are gone or hold something else."""
    lines = made.splitlines(keepends=True)
    names = [line.rstrip("\n").partition("  ")[2] for line in lines]
    return [
        name
        for name, line in zip(names, lines, strict=True)
        if digests([root / name], root) != line
    ]
