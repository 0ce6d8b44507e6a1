"""The working paper: what is numbered is cited, what is cited is there, code is the notebook's."""

import html
import json
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from latex2mathml.exceptions import ExtraLeftOrMissingRightError

from pardx.errors import DataError, PardxError
from pardx.language import LANGUAGES, Language, page_file
from pardx.pages import working_paper as paper
from pardx.pages.bibliography import read_works
from pardx.report import paper_leads, primary
from pardx.report.equations import EQUATIONS, equation, mathml
from pardx.report.known import RULES

EN, VI = Language("en"), Language("vi")
BIB = """@article{hoff2007,
  author = {Hoff, Peter D. and {OECD}},
  year = {2007},
  title = {Copulas & ranks},
  journal = {Annals},
  volume = {1},
  number = {2},
  pages = {3-4},
  doi = {10.1/a<b>},
}
"""


@pytest.fixture
def works(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(BIB, "utf-8")
    return read_works(path)


def test_a_work_is_named_in_the_text_and_listed_in_each_language(works):
    work = works["hoff2007"]
    assert work.cited(EN) == "Hoff and OECD 2007"
    assert work.cited(VI) == "Hoff và OECD 2007"
    assert work.listed_authors(EN) == "Hoff, P. D. and OECD"
    assert work.place == "1(2), 3-4"
    assert work.address == "https://doi.org/10.1/a%3Cb%3E"


def test_a_broken_entry_is_named_with_its_line_and_the_fix(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("@book{a,\n  year: 2000\n}\n@book{a,\n}\nstray\n", "utf-8")
    with pytest.raises(DataError) as raised:
        read_works(path)
    found = [(problem.line, problem.fix) for problem in raised.value.problems]
    assert found == [
        (2, "one field a line"),
        (3, "add author"),
        (4, "rename one"),
        (5, "add author"),
        (6, "one field a line"),
    ]


PAGE = """<h2 id="section-abstract">A</h2><h2 id="section-data">B</h2><p>[@tab-b], [@eq-x],
[@hoff2007].</p><!--n section-data-->B<div id="eq-x" class="equation"><!--n eq-x--></div>
<div id="tab-b" class="exhibit"><caption id="tab-b-caption"><strong>T</strong></caption></div>
<h2 id="section-appendix">Z</h2>
<div id="tab-c" class="exhibit short"><caption id="tab-c-caption"></caption></div>
<!--references-->"""


def test_numbers_follow_the_page_and_citations_lead_to_them(works):
    made = paper.finish(PAGE, VI, works)
    assert '<a href="#tab-b">Bảng 1</a>, <a href="#eq-x">phương trình (1)</a>' in made
    assert '(<a href="#ref-hoff2007">Hoff và OECD 2007</a>)' in made
    assert '<h2 id="section-data"><span class="number">1</span> B' in made
    assert '<h2 id="section-abstract">A' in made
    assert '<caption id="tab-c-caption"><span class="number">Bảng A1</span>' in made
    assert '<li id="ref-hoff2007">Hoff, P. D. và OECD (2007). <a href="https://doi.org/' in made
    assert "Copulas &amp; ranks" in made


def test_what_is_cited_and_not_there_is_an_error_with_the_nearest_name(works):
    with pytest.raises(PardxError, match="did you mean tab-"):
        paper.finish(PAGE.replace("[@tab-b]", "[@tab-d]"), EN, works)


def test_a_tag_that_names_no_cell_is_an_error(tmp_path):
    path = tmp_path / "30_model.ipynb"
    cell = {"id": "ols", "source": ["fit()"], "outputs": [{"text": '"""\n' + "=" * 40 + '\n"""'}]}
    path.write_text(json.dumps({"cells": [cell]}), "utf-8")
    project = SimpleNamespace(executed=lambda year, book: tmp_path / f"{book}.ipynb")

    def folded(tag):
        of = SimpleNamespace(id="results", metadata={"tags": [tag]})
        return paper.folds(SimpleNamespace(cells=[of]), project, 2022)["results"]

    (one,) = folded("code:30_model#ols")
    assert (one.source, one.summary) == ("fit()", "=" * 40)
    with pytest.raises(PardxError, match="cell olz: none; did you mean ols"):
        folded("code:30_model#olz")
    with pytest.raises(PardxError, match="it is not there"):
        folded("code:31_model#ols")


def test_equations_are_maths_in_both_languages():
    for name in EQUATIONS:
        parsed = BeautifulSoup(mathml(EQUATIONS[name][0]), "html.parser")
        assert len(parsed.find_all(["mi", "mn"])) > 3
        assert not re.search(r"[\\{}]", parsed.get_text())
    said = {lang: equation("bounds").written(lang).html for lang in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    with pytest.raises(ExtraLeftOrMissingRightError):
        mathml(r"\left( a")
    [brackets] = {str(one) for one in BeautifulSoup(mathml("p_{(j)}"), "html.parser")("msub")}
    assert brackets.count('stretchy="false"') == 2, "brackets of a subscript are as small as it is"


def test_rules_of_readings_end_in_one_that_always_holds():
    assert RULES[-1].holds(None)
    assert primary.READINGS[-1].holds(None)
    assert len({rule.name for rule in primary.READINGS}) == len(primary.READINGS)


# On the built pages


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(scope="module", params=[2022, 2006])
def page(request, built, lang):
    path = built.report(request.param) / page_file(paper.KIND, lang)
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def full(built, lang):
    path = built.report(2022) / page_file(paper.KIND, lang)
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_every_table_and_figure_is_numbered_and_cited_before_it(page):
    text = str(page)
    ids = [one["id"] for one in page.select(".exhibit[id]")]
    for id in ids:
        assert page.select_one(f"#{id} .number").get_text()
        assert text.index(f'href="#{id}"') < text.index(f' id="{id}"')
    numbers = [page.select_one(f"#{id} .number").get_text() for id in ids]
    assert len(set(numbers)) == len(numbers)


def test_no_mark_of_a_citation_or_number_is_left(page):
    assert "[@" not in str(page)
    assert "<!--n " not in str(page)
    assert "<!--references-->" not in str(page)


def test_every_work_is_cited_and_every_citation_leads_to_one(full, checkout_project):
    listed = {one["id"] for one in full.select(".references li")}
    cited = {one["href"][1:] for one in full.select("a[href^='#ref-']")}
    assert listed == cited
    assert listed == {f"ref-{key}" for key in paper.works(checkout_project)}


def test_the_year_has_its_equations(full):
    assert {one["id"] for one in full.select(".equation")} >= {"eq-score", "eq-bounds", "eq-ols"}
    assert all(one.find("math") for one in full.select(".equation"))


def test_folded_code_is_the_source_of_the_cell_it_names(page, built):
    year = int(re.search(r"\d{4}", page.title.get_text())[0])
    folded = page.select("details.code")
    assert folded
    for one in folded:
        book, cell = re.search(r"(\d\d_\w+), \S+ “([\w-]+)”", one.summary.get_text()).groups()
        notebook = json.loads(built.executed(year, book).read_text("utf-8"))
        source = next(c["source"] for c in notebook["cells"] if c["id"] == cell)
        assert one.pre.code.get_text() == "".join(source)
        kept = built.report(year) / "notebooks" / f"{book}.ipynb"
        assert json.loads(kept.read_text("utf-8"))["cells"]


def test_no_driver_is_folded_and_no_output_is_in_another_language(page, built):
    assert "display(" not in " ".join(one.get_text() for one in page.select("details.code"))
    for path in built.report(2022).glob("notebooks/*.ipynb"):
        assert "text/vnd.pardx" not in path.read_text("utf-8")


def test_the_abstract_is_short_and_its_numbers_are_those_of_the_tables(full, built, lang):
    import pandas as pd

    text = full.select_one("#abstract").get_text(" ", strip=True)
    assert 100 <= len(text.split()) <= {"en": 200, "vi": 280}[lang]
    data = built.report(2022) / "data"
    tests = pd.read_csv(data / "associations.csv", keep_default_na=False)
    tests = tests.query("role == 'primary' and method == 'spearman' and sample == 'all'")
    tests = tests[tests.weights == "none"]
    known = Language(lang).number
    for estimate in tests.estimate.astype(float):
        assert known(estimate, 2) in text
    bounds = pd.read_csv(data / "bounds_associations.csv")
    raw = tests[tests.overlap == "raw"].outcome
    wide = bounds[(bounds.predictor == "dti_total") & bounds.outcome.isin(raw)]
    for row in wide[wide.high - wide.low > 5e-4].itertuples():
        assert known(row.low, 2) in text
        assert known(row.high, 2) in text
    joint = pd.read_csv(data / "specification_test.csv").set_index(["outcome", "timing"])
    of_year = joint[joint.permutation == "plain"].loc[("all", "same year")]
    assert known(of_year.observed, 2) in text
    assert str(int(of_year.specifications)) in text
    assert f"{tests.n.astype(int).min()}" in text


def test_it_weighs_at_most_600_kb_and_its_figures_lie_beside_it_as_svg(full, built, lang):
    path = built.report(2022) / page_file(paper.KIND, lang)
    assert path.stat().st_size <= 600_000
    figures = full.select("figure.exhibit")
    assert figures
    for one in figures:
        (address,) = [a["href"] for a in one.select("a[href$='.svg']")]
        drawn = (path.parent / address).read_text("utf-8")
        assert drawn.startswith("<svg")
        assert "var(--" not in drawn


def test_leads_are_for_exhibits_that_papers_show(built):
    shown = set()
    for year in (2022, 2006):
        text = (built.report(year) / "academic.html").read_text("utf-8")
        shown |= set(re.findall(r'id="((?:tab|fig)-[\w-]+)" class="exhibit', html.unescape(text)))
    assert shown <= paper_leads.LEADS.keys()
