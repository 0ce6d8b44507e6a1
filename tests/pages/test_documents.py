"""Documents a page offers, and PDF through Chromium: what is told without one, and two pages."""

import re
import shutil

import pytest

from pardx.errors import PardxError
from pardx.language import LANGUAGES
from pardx.pages.briefs import _sisters
from pardx.pages.documents import BROWSERS, find_browser, print_pages
from pardx.pages.rendering import Page, sisters_of

PAGE = "<!DOCTYPE html><html lang=vi><title>x</title><h1>Cần Thơ</h1><p style='break-before:page'>2"


def test_without_chromium_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PARDX_CHROMIUM", raising=False)
    with pytest.raises(PardxError, match="no PDF without Chromium .* install it"):
        find_browser()


def test_a_browser_that_fails_is_told_with_the_page(monkeypatch, small_project):
    monkeypatch.setenv("PARDX_CHROMIUM", shutil.which("false"))
    page = small_project.root / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    with pytest.raises(PardxError, match=r"did not print page\.html: exit status 1"):
        print_pages([page], small_project)


@pytest.mark.browser
@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no Chromium on this machine")
def test_a_pdf_is_tagged_and_keeps_its_pages(small_project):
    page = small_project.root / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    [made] = print_pages([page], small_project)
    content = made.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/Lang\s*\(vi\)", content)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_offers_the_documents_of_its_own_language_first(lang):
    """Fault: a Vietnamese reader met the English report before the Vietnamese paper."""
    offered = sisters_of(Page("report", lang))
    ours = [Page(kind, lang) for kind in ("report", "academic")]
    assert offered[:2] == ours
    assert len({*offered}) == len(offered) == 2 * len(LANGUAGES)
    assert {(one.kind, one.lang) for one in sisters_of(Page("academic", lang))} == {
        (one.kind, one.lang) for one in offered
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brief_offers_its_own_language_first(lang):
    first = _sisters("can-tho", 2022, lang)[0]
    assert (first["href"], first["current"]) == (f"can-tho.{lang}.html", True)
