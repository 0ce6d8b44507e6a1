"""Another outcome, unit, publisher, level and year: afterwards every page names the new one.

Control, covariance and headline are in ``test_chosen.py``. Each scratch copy holds few years.
"""

import re

import pandas as pd
import pytest
from choosing import DRAWS, table, words

pytestmark = pytest.mark.slow

PAGES = ("index", "academic", "ministries", "national", "sources")
NEW, OLD = "papi_d2_transparency", "pci_total"


@pytest.fixture
def copy(tmp_path, lay_out, run_pardx):
    """Return a function that lays out some years, changes them, and makes a report and a brief."""

    def copy(years, change, year, place=""):
        project = lay_out(tmp_path / "scratch", years=years)
        change(project)
        made = run_pardx(project, "report", f"YEAR={year}", DRAWS)
        assert made.returncode == 0, made.stderr
        if place:
            made = run_pardx(project, "brief", f"YEAR={year}", f"PROVINCE={place}", DRAWS)
            assert made.returncode == 0, made.stderr
        return project

    return copy


def said(project, year, brief=""):
    """Return what each page says, by its name, in both languages."""
    names = [*PAGES, *([f"briefs/{brief}"] if brief else [])]
    files = {name: (f"{name}.html", f"{name}.vi.html") for name in PAGES}
    files |= {name: (f"{name}.en.html", f"{name}.vi.html") for name in names if "/" in name}
    return {file: words(project, file, year) for pair in files.values() for file in pair}


def rewrite(path, change):
    """Change a table as a frame of texts."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(frame).to_csv(path, index=False)


def another_outcome(project):
    """PAPI D2 for PCI: in the choices and in the tests; no figure of PCI is left."""
    config = project.root / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace(f'"{OLD}"', f'"{NEW}"'), "utf-8")
    added = {"test": "dti-papi-d2", "outcome": NEW, "why": "Is it open?", "fixed": ""}

    def change(tests):
        ours = tests.test == "dti-pci"
        return pd.concat([tests[~ours], tests[ours].assign(**added)])

    rewrite(project.catalogue / "tests.csv", change)
    rewrite(project.raw / "claims.csv", lambda rows: rows[~rows.indicator.str.startswith("pci")])
    for path in project.raw.glob("[0-9]*/pci.csv"):
        path.unlink()
    printed_by(project, "VCCI|PCI", "Another body")


def test_another_outcome_is_on_every_page_and_the_old_one_on_none(copy):
    project = copy((2022,), another_outcome, 2022, "Bắc Giang")
    linked = table(project, "associations").query("role == 'primary'")
    assert NEW in {*linked.outcome}
    assert OLD not in {*linked.outcome}
    pages = said(project, 2022, "bac-giang")
    for name, text in pages.items():
        assert not re.search(r"\bPCI\b|VCCI|Competitiveness Index", text), name
        if not name.startswith(("ministries", "national")):
            assert "PAPI D2" in text, name
    added = "Added since, so not registered in advance"
    assert f"H4. {added}: the ranks on DTI and on PAPI D2" in pages["academic.html"]
    assert "Of the four tests, three have been fixed" in pages["academic.html"]
    assert f"{added}: PAPI D2." in pages["academic.html"]
    assert "Bổ sung sau, nên không đăng ký trước: PAPI D2." in pages["academic.vi.html"]
    models = table(project, "models")
    own = models[models.outcome == NEW]
    assert "fractional_logit" in {*own.model}


def printed_by(project, old, new):
    """Let another body have printed what some bodies did."""

    def change(rows):
        return rows.assign(publisher=rows.publisher.mask(rows.publisher.str.contains(old), new))

    rewrite(project.raw / "sources.csv", change)


PUBLISHER = ("Institute of Open Government", "Viện Chính quyền mở")


def another_unit_and_publisher(project):
    """SIPAS in points for percent, and PAPI of another publisher and source."""

    def in_points(rows):
        ours = (rows.indicator == "sipas") & (rows.unit == "percent")
        return rows.assign(unit=rows.unit.mask(ours, "score 0-100"))

    rewrite(project.catalogue / "measures.csv", in_points)
    for path in project.raw.glob("[0-9]*/sipas.csv"):
        rewrite(path, in_points)
    names = dict(zip(("name_en", "name_vi"), PUBLISHER, strict=True))

    def renamed(rows):
        ours = rows.publisher == "papi"
        return rows.assign(**{name: rows[name].mask(ours, to) for name, to in names.items()})

    rewrite(project.catalogue / "publishers.csv", renamed)
    printed_by(project, "CECODES|UNDP|PAPI", PUBLISHER[0])


def test_another_unit_and_publisher_are_on_every_page_and_the_old_ones_on_none(copy):
    project = copy((2021, 2022), another_unit_and_publisher, 2022, "Quảng Ninh")
    pages = said(project, 2022, "quang-ninh")
    mean = table(project, "glance").set_index("indicator")["mean"]["sipas"]
    own = table(project, "ranking").set_index("province").sipas_score["Quảng Ninh"]
    for number, page in ((mean, "index"), (own, "index"), (own, "briefs/quang-ninh")):
        english = f"{float(number):.2f}"
        vietnamese = english.replace(".", ",")
        assert f"{english} points" in pages[f"{page}.en.html" if "/" in page else f"{page}.html"]
        assert f"{vietnamese} điểm" in pages[f"{page}.vi.html"]
        for name, text in pages.items():
            assert f"{english}%" not in text, name
            assert f"{vietnamese}%" not in text, name
    for name, text in pages.items():
        assert "CECODES" not in text, name
    for name in ("index", "academic"):
        assert PUBLISHER[0] in pages[f"{name}.html"]
        assert PUBLISHER[1] in pages[f"{name}.vi.html"]
    assert PUBLISHER[0] in pages["sources.html"]


def a_year_of_units(project):
    """Ranks of the 34 units on three indices: a year that no index has covered yet."""
    units = pd.read_csv(project.raw / "geography" / "merger2025.csv", dtype=str)
    names = [*dict.fromkeys(units.unit34_name_vi)]
    with (project.raw / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("example-2026,press,An example,,2027-04,,made up\n")
    columns = pd.read_csv(project.raw / "2006" / "pci.csv", nrows=0).columns
    folder = project.raw / "2026"
    folder.mkdir()
    for at, (family, indicator) in enumerate(
        [("par_index", "par_index"), ("sipas", "sipas"), ("dti", "dti_total")]
    ):
        rows = [
            ("unit34", name, indicator, "rank", 1 + (place * 5 + 7 * at) % 34, "rank")
            for place, name in enumerate(names)
        ]
        made = pd.DataFrame(rows, columns=[*columns[:6]]).assign(source_id="example-2026")
        made = made.reindex(columns=columns).assign(derived=0)
        made.to_csv(folder / f"{family}.csv", index=False)


def test_another_level_is_on_every_page_and_the_old_one_on_none(copy):
    project = copy((2006,), a_year_of_units, 2026, "Cần Thơ")
    pages = said(project, 2026, "can-tho")
    for name in ("index", "academic"):
        assert "34 provinces" in pages[f"{name}.html"]
        assert "34 tỉnh" in pages[f"{name}.vi.html"]
    assert "of 34" in pages["briefs/can-tho.en.html"]
    assert "/34" in pages["briefs/can-tho.vi.html"]
    old = re.compile(r"/63\b|\bof 63\b|\b63 provinces and|\b63 tỉnh, thành phố trực")
    assert not [name for name, text in pages.items() if old.search(text)]


TITLED = re.compile(r'<(title|h1|h2|strong class="title"|span class="subtitle")[^>]*>(.*?)</', re.S)


def test_another_year_is_on_every_page_and_the_old_one_in_no_title(copy):
    project = copy((2020, 2021, 2022), lambda project: None, 2021, "Bắc Giang")
    folder = project.report(2021)
    for name in said(project, 2021, "bac-giang"):
        text = (folder / name).read_text("utf-8")
        titles = [title for _, title in TITLED.findall(text)]
        assert "2021" in titles[0], name
        later = [one for one in titles if re.search(r"\b202[2346-9]\b", one)]
        assert not later, name
    pages = said(project, 2021, "bac-giang")
    assert "Working paper on the results of 2021" in pages["academic.html"]
