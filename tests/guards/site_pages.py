"""The pages of the site: their names, languages, links and captions."""

import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from brief_rules import BRIEFS
from reading import exhibits, page_name, straight, tree

YEARS = (2022, 2006)
PAGES = ("index", "academic", "ministries", "national", "sources")
OTHER = {"en": "vi", "vi": "en"}
WAY_IN = ("index.html", "index.vi.html")


@cache
def pages(root):
    """Return every page of the site, as it lies under ``reports``."""
    folder = Path(root) / "reports"
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}


def language(name):
    """Return the language a page's file name says."""
    return "vi" if name.endswith(".vi.html") else "en"


def sister(name):
    """Return the page in the other language."""
    stem, other = re.sub(r"(\.(vi|en))?\.html$", "", name), OTHER[language(name)]
    if "/briefs/" in name:
        return f"{stem}.{other}.html"
    return page_name(stem, other)


def year_of(name):
    """Return the year a file belongs to, empty for the site's own."""
    found = re.match(r"(\d{4})/", name)
    return found[1] if found else ""


@cache
def lead(root, name):
    """Return (link, file under ``reports``, place in it) for every relative link of a page."""
    found = []
    for link in tree(pages(root)[name]).find_all(href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        target = os.path.normpath(Path(name).parent / path) if path else name
        found.append((link, target, parts.fragment))
    return found


@cache
def places(path):
    """Return the places of a page that links may lead to."""
    return {one["id"] for one in tree(path).find_all(id=True)}


@cache
def captions(path):
    """Return title and subtitle of each exhibit of a page.

    Where the title changes with the index a reader chooses, the title is what stands before that,
    as citations and lists name the exhibit.
    """
    return {
        id: tuple(straight(one.select_one(kind).get_text()) for kind in (".title", ".subtitle"))
        if not switched(one)
        else (
            straight(one.select_one(".title > .out").get_text()).removesuffix(":"),
            straight(one.select_one(".subtitle").get_text()),
        )
        for id, one in exhibits(path).items()
    }


def switched(exhibit):
    """Return the titles of an exhibit that change with the index chosen."""
    return [straight(one.get_text()) for one in exhibit.select(".title > .v")]


def both_languages(root):
    """Return the pages of a year or a brief in both languages, by their English name."""
    names = [f"{year}/{page_name(page, 'en')}" for year in YEARS for page in PAGES]
    return names + [f"2022/briefs/{slug}.en.html" for slug in BRIEFS]
