"""Each guide does what it says: its commands are run on a scratch copy and a report is rendered."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
GUIDES.sort(key=lambda path: path.stem == "add-a-language")  # its file grows with later guides
PAGE = 75
"""Lines that fit on one printed page of code and text; a drawing's code may take it all."""
COPIED = ("Makefile", "config.toml", "pyproject.toml", "data", "docs", "locks", "notebooks", "src")
MADE = ("reports", "data/processed", ".cache", ".venv")


def commands(path):
    return "".join(re.findall(r"^```bash\n(.*?)^```$", path.read_text("utf-8"), re.S | re.M))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_fits_on_a_page(guide):
    assert len(guide.read_text("utf-8").splitlines()) <= PAGE


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """Return a copy of the checkout that all guides are followed in, one after the other.

    Its .venv finds the packages of this environment, and its own source.
    """
    folder = tmp_path_factory.mktemp("guides")
    ignored = shutil.ignore_patterns("processed", "local", "own", "__pycache__", ".ipynb_*")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    [packages] = (folder / ".venv").glob("lib/python*/site-packages")
    here = sysconfig.get_paths()["purelib"]
    (packages / "pardx.pth").write_text(f"{folder / 'src'}\n{here}\n", encoding="utf-8")
    digest = hashlib.sha256((folder / "locks" / "run.txt").read_bytes()).hexdigest()
    (folder / ".venv" / ".run-ready").write_text(f"{folder}\n{digest}\n", encoding="utf-8")
    return folder


def run(script, folder):
    """Run commands in a shell as a reader has it: nothing of this environment is on its PATH."""
    bare = {"PATH": os.defpath, "HOME": str(folder), "DRAWS": "99", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.relative_to(folder).as_posix().startswith(MADE)
        and "__pycache__" not in path.parts
    }


def result(folder, name, year=2022):
    return pd.read_csv(folder / "reports" / str(year) / "data" / f"{name}.csv", dtype=str)


def page(folder, name, year=2022):
    return (folder / "reports" / str(year) / name).read_text("utf-8")


def year_is_reported(folder):
    ranks = result(folder, "ranking", 2026).set_index("province").par_index_rank.dropna()
    assert ranks.astype(float).to_dict() == {"Hải Phòng": 1, "Quảng Ninh": 2, "Hà Nội": 3}
    assert "we have collected 3 on PAR INDEX" in page(folder, "index.html", 2026)
    assert "đã thu thập được 3 thứ hạng PAR INDEX" in page(folder, "index.vi.html", 2026)
    assert "fig-spread" not in page(folder, "index.html", 2026), "a year without the scores drawn"


def source_is_used(folder):
    traced = run('make trace INDICATOR=par_index YEAR=2021 PROVINCE="Hải Phòng"', folder)
    assert "kinhtedothi-vn-665272" in traced.stdout


def year_is_completed(folder):
    traced = run('make trace INDICATOR=par_index YEAR=2022 PROVINCE="Hải Phòng"', folder)
    assert "local, not to be redistributed: other: no redistribution without leave" in traced.stdout
    licence = "(other: no redistribution without leave)"
    assert licence in page(folder, "index.html")
    assert f"không được phân phối lại {licence}" in page(folder, "index.vi.html")
    assert "kept on this computer, not to be redistributed" in page(folder, "trace/par_index.html")


def indicator_is_covered(folder):
    rows = result(folder, "coverage", 2021).query("indicator == 'pci_entry'")
    assert rows.n.tolist() == ["4"]
    panel = pd.read_csv(folder / "data" / "processed" / "2021" / "panel.csv", dtype=str)
    assert panel.pci_entry_score.count() == 4
    assert "PCI sub-index market entry" in page(folder, "trace/pci.html", 2021)
    assert "Chỉ số thành phần PCI: Gia nhập thị trường" in page(folder, "trace/pci.vi.html", 2021)


def control_is_in_the_models(folder):
    name = "income, urban, poverty, region"
    models, curve = result(folder, "models"), result(folder, "specifications")
    own = models[models.model == name]
    assert "poverty_rate_multidimensional" in set(own.predictor)
    assert own.controls.str.contains("poverty_rate_multidimensional 2022").all()
    assert {"bivariate", "income", "controls"} <= set(models.model)
    assert (curve.controls != name).sum() == 880, "a set adds, it replaces nothing"
    assert (curve.controls == name).sum() > 0
    said = "with log GRDP per capita, urban share, poverty rate, and region effects"
    assert said in page(folder, "academic.html")
    main = "Main model: with log GRDP per capita, urban share, and region effects."
    assert main in page(folder, "academic.html"), "the wild bootstrap is not of the set added"


def model_is_shown(folder):
    assert "curved" in set(result(folder, "models").model)
    assert "with log GRDP per capita and its square" in page(folder, "academic.html")
    own = result(folder, "models").query("model == 'curved'")
    assert {*own.controls} == {"grdp_per_capita 2022"}
    assert "bình phương của log đó" in page(folder, "academic.vi.html")


def figure_is_shown(folder):
    assert 'id="fig-spread"' in page(folder, "index.html")
    assert "dao động từ" in page(folder, "index.vi.html")


def language_is_spoken(folder):
    text = page(folder, "index.fr.html")
    assert '<html lang="fr">' in text
    assert "Aller au rapport" in text
    assert "Where the provinces stand" in text, "what is not translated yet stays English"
    assert "Kết quả" in page(folder, "index.vi.html")


def report_is_in_the_menu(folder):
    assert "How has the mean moved?" in page(folder, "means.html")
    assert 'href="means.vi.html"' in page(folder, "index.vi.html")


OUTCOMES = {
    "add-a-year": year_is_reported,
    "add-a-source": source_is_used,
    "add-an-indicator": indicator_is_covered,
    "add-a-control": control_is_in_the_models,
    "add-a-model": model_is_shown,
    "add-a-figure": figure_is_shown,
    "add-a-language": language_is_spoken,
    "add-a-report": report_is_in_the_menu,
    "complete-a-year": year_is_completed,
}


def test_every_guide_has_an_outcome():
    assert {path.stem for path in GUIDES} == OUTCOMES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_does_what_it_says(guide, scratch, capsys):
    before = contents(scratch)
    began = time.perf_counter()
    done = run(commands(guide), scratch)
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(scratch)
    touched = [name for name in after if after[name] != before.get(name)]
    with capsys.disabled():
        print(f"\n  {guide.stem}: {seconds:.0f} s, {len(touched)} files: {', '.join(touched)}")
    assert 1 <= len(touched) <= 3, "change the design rather than the guide"
    OUTCOMES[guide.stem](scratch)
