"""Pages and figures as a reader meets them: files alone, nothing of ``src``.

How a number is written stands here once more, on purpose: a fault in ``src`` cannot excuse itself.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
from bs4 import BeautifulSoup, NavigableString

LANGUAGES = ("en", "vi")
HEADLINE = (
    "par_index",
    "sipas",
    "dti_total",
    "papi_d5_admin_procedures",
    "papi_d8_egovernance",
    "pci_total",
)
MISSING = "–"
MINUS = "\N{MINUS SIGN}"


@cache
def tree(path):
    """Return a parsed page."""
    return BeautifulSoup(Path(path).read_text("utf-8"), "html.parser")


@cache
def frame(path):
    """Return a table of files; GSO codes keep their zeros."""
    texts = dict.fromkeys(["gso_code", "provinces", "missing", "omitted", "subject", "years"], str)
    return pd.read_csv(path, dtype=texts)


@cache
def words(path, key):
    """Return a table of the dictionary as texts."""
    return pd.read_csv(path, dtype=str, keep_default_na=False).set_index(key)


def page_name(name, lang):
    """Return a page's file in a language."""
    return f"{name}.html" if lang == "en" else f"{name}.{lang}.html"


def number(value, places, lang):
    """Write a number as pages do: ``1,234.50``, ``1.234,50``, a true minus sign, a dash."""
    if pd.isna(value):
        return MISSING
    text = f"{round(float(value), places) + 0.0:,.{places}f}"
    return in_language(text, lang)


def in_language(text, lang):
    """Put the signs of an English number in a language's place."""
    signs = {"-": MINUS} | ({",": ".", ".": ","} if lang == "vi" else {})
    return text.translate(str.maketrans(signs))


def signed(value, places, lang):
    """Write a change, with a plus sign where it gains."""
    if pd.isna(value):
        return MISSING
    return ("+" if round(float(value), places) > 0 else "") + number(value, places, lang)


def plain(value, lang):
    """Write a number with the decimals it has, at most four."""
    text = f"{round(float(value), 4):,.4f}".rstrip("0").rstrip(".")
    return in_language(text, lang)


def p_value(value, lang):
    """Write a p-value as tables do."""
    if pd.isna(value):
        return MISSING
    return f"< {number(0.001, 3, lang)}" if value < 0.001 else number(value, 3, lang)


def p_equation(value, lang):
    """Write a p-value as sentences do."""
    text = p_value(value, lang)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def between(low, high, lang, places=2):
    """Write an interval."""
    word = {"en": "to", "vi": "đến"}[lang]
    return f"{number(low, places, lang)} {word} {number(high, places, lang)}"


def listed(words, lang):
    """Join words as a list of the language."""
    if len(words) < 2:
        return "".join(words) or MISSING
    last = {"en": ", and " if len(words) > 2 else " and ", "vi": " và "}[lang]
    return ", ".join(words[:-1]) + last + words[-1]


def straight(text):
    """Return a text on one line, without hard spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def cell_text(tag):
    """Return a cell as ``first line | second line | links``, empty parts left out."""
    first = "".join(str(one) for one in tag.children if isinstance(one, NavigableString))
    links = [one.get_text() for one in tag.find_all("a")]
    first = "" if links else first
    small = [one.get_text() for one in tag.find_all("small")]
    parts = [straight(part) for part in (first, *small, "; ".join(links))]
    return " | ".join(part for part in parts if part)


@dataclass(frozen=True)
class Table:
    """A table of a page: its id, the CSV it offers, heads and rows as texts."""

    id: str
    offered: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown(table):
    """Read a table tag into heads and rows."""
    head = tuple(straight(one.get_text()) for one in table.thead.find_all("th"))
    rows = tuple(
        tuple(cell_text(cell) for cell in row.find_all(["th", "td"]))
        for row in table.tbody.find_all("tr")
    )
    return head, rows


def offered(exhibit):
    """Return the addresses of CSV files an exhibit offers."""
    return [a["href"] for a in exhibit.select(".origin a[href]") if a["href"].endswith(".csv")]


@cache
def exhibits(path):
    """Return the tables and figures of a page by id."""
    return {one["id"]: one for one in tree(path).select(".exhibit[id]")}


@cache
def tables(path):
    """Return the tables of a page's exhibits."""
    return [
        Table(id, ";".join(offered(one)), *shown(one.table))
        for id, one in exhibits(path).items()
        if one.find("table")
    ]


@dataclass(frozen=True)
class Labels:
    """The dictionary of a checkout: ``data/catalogue``, the geography and the list of sources."""

    root: Path

    def register(self, name, key):
        """Return a table of the catalogue."""
        return words(self.root / "data" / "catalogue" / f"{name}.csv", key)

    @property
    def provinces(self):
        """Return the provinces by GSO code."""
        return words(self.root / "data" / "raw" / "geography" / "provinces63.csv", "gso_code")

    @property
    def sources(self):
        """Return the list of sources."""
        return words(self.root / "data" / "raw" / "sources.csv", "source_id")

    def short(self, indicator, lang):
        """Return an indicator's short name."""
        return self.register("indicators", "indicator").at[indicator, f"short_{lang}"]

    def label(self, indicator, lang):
        """Return an indicator's long name."""
        return self.register("indicators", "indicator").at[indicator, f"label_{lang}"]

    def unit(self, unit, lang):
        """Return a unit's name."""
        return self.register("units", "unit").at[unit, f"label_{lang}"]

    def places(self, unit):
        """Return the decimals of a unit."""
        return int(self.register("units", "unit").at[unit, "decimals"])

    def score_unit(self, indicator):
        """Return the unit of an indicator's score of provinces."""
        return score_units(self.root)[indicator]

    def decimals(self, indicator):
        """Return the decimals of an indicator's score of provinces."""
        return self.places(self.score_unit(indicator))

    def ministry(self, name, lang):
        """Return a ministry's name; any other name as it is."""
        known = self.register("ministries", "name_vi")
        return known.at[name, "name_en"] if lang == "en" and name in known.index else name

    def province(self, code):
        """Return a province's name."""
        return self.provinces.at[code, "name_vi"]

    def region(self, name_vi, lang):
        """Return a region's name."""
        if lang == "vi":
            return name_vi
        known = self.provinces.drop_duplicates("region6_vi").set_index("region6_vi")
        return known.at[name_vi, "region6_en"]

    def printed_by(self, source, lang):
        """Return who printed a source, and whose copy was read."""
        row = self.sources.loc[source]
        name = row.publisher or urlsplit(row.url).hostname or source
        if row.kind != "compilation":
            return name
        copy = "/".join(row.url.split("/")[2:5])
        return f"{name}, {({'en': 'as copied in', 'vi': 'theo bản sao tại'})[lang]} {copy}"

    def broken(self, indicator, year):
        """Say whether a method changed in a year."""
        breaks = self.register("breaks", "indicator")
        return str(year) in set(breaks[breaks.index == indicator].year)


@dataclass(frozen=True)
class Year:
    """A year's report: its folder, its files, the dictionary beside it."""

    root: Path
    year: int

    @property
    def folder(self):
        """Return the folder of the report."""
        return self.root / "reports" / str(self.year)

    @property
    def known(self):
        """Return the dictionary."""
        return labels(self.root)

    def csv(self, name):
        """Return a table of the report."""
        return frame(self.folder / "data" / f"{name}.csv")


@cache
def score_units(root):
    """Return the unit of each indicator's score of provinces."""
    measures = words(root / "data" / "catalogue" / "measures.csv", "indicator")
    of = measures[(measures.measure == "score") & (measures.level == "province")]
    return of.unit.groupby(level=0).last().to_dict()


@cache
def labels(root):
    """Return the dictionary of a checkout."""
    return Labels(root)
