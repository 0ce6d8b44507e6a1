"""What the words of a table mean: headings of columns, and names of rows that are no units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from pardx.data.spelling import fold, slug
from pardx.importing.numerals import unmarked

NAME, RANK, VALUE = "name", "rank", "value"

RUNNING = "a running number"
RUNNING_HEADS = {"stt", "tt", "sott", "sothutu", "no", "id"}
"""What heads a running number, as :func:`pardx.data.spelling.fold` leaves it."""

NAMES = {
    *("tinh", "thanhpho", "tp", "tinhthanh", "tentinh", "diaphuong", "donvi", "tendonvi"),
    *("province", "provinces", "provincecity", "locality", "name", "unit", "bo", "bonganh"),
    *("thanhphotructhuoctrunguong", "ministry", "coquan", "tentinhthanhpho"),
}
LEFT_OUT = {
    "a change": ("thay-doi", "tang-giam", "chenh-lech", "so-voi", "change", "tang", "giam"),
    "a group or note": ("nhom", "loai", "xep-loai", "group", "ghi-chu", "note", "notes"),
    "the maximum": ("diem-toi-da", "toi-da", "diem-chuan", "maximum", "max"),
    "assessed by the unit itself": ("tu-danh-gia", "tu-cham", "self-assessed", "self-assessment"),
    "a rank within the region": ("trong-vung", "hang-vung", "regional-rank", "rank-in-region"),
}
"""Why a column is not taken -> words of its heading."""

RANKS = ("xep-hang", "thu-hang", "xep-thu", "vi-thu", "rank", "ranking", "rankings")
VALUES = (
    *("diem", "so-diem", "chi-so", "gia-tri", "ket-qua", "ty-le", "ti-le", "tong", "tong-diem"),
    *("score", "scores", "index", "value", "points", "percent"),
)
TOTALS = (
    *("ca-nuoc", "toan-quoc", "quoc-gia", "whole-country", "national", "nationwide", "country"),
    *("viet-nam", "vietnam", "trung-binh", "binh-quan", "gia-tri-trung-binh", "tb", "average"),
    *("mean", "trung-vi", "median", "tong", "tong-so", "tong-cong", "cong", "total", "sum"),
    *("cao-nhat", "thap-nhat", "lon-nhat", "nho-nhat", "gia-tri-lon-nhat", "gia-tri-nho-nhat"),
    *("gia-tri-cao-nhat", "gia-tri-thap-nhat", "diem-toi-da", "toi-da", "diem-cao-nhat"),
    *("trong-so", "weight", "weights", "diem-chuan"),
    *("diem-thap-nhat", "highest", "lowest", "min", "max", "minimum", "maximum", "do-lech-chuan"),
    *("standard-deviation", "std", "sd", "do-lech", "khoang-cach", "range"),
)
SHORT = 8
"""From this many letters on, a total's word may be followed by others: 'Trung bình cả nước'."""

REGIONS = (
    *("dbsh", "dbscl", "dong-bac", "tay-bac", "dong-bac-bo", "tay-bac-bo", "bac-bo", "nam-bo"),
    *("trung-bo", "mien-bac", "mien-trung", "mien-nam", "mien-nui-phia-bac", "bac-trung-bo"),
    *("nam-trung-bo", "duyen-hai-mien-trung", "duyen-hai-nam-trung-bo", "tay-nam-bo"),
    *("trung-du-mien-nui-phia-bac", "dong-bang-song-hong", "dong-bang-song-cuu-long"),
    *("bac-trung-bo-va-duyen-hai-mien-trung", "dong-nam-bo", "tay-nguyen", "north", "south"),
    *("central", "mekong-delta", "mekong-river-delta", "red-river-delta", "southeast"),
    *("central-highlands", "northern-uplands", "northern-mountains", "north-central-coast"),
    *("south-central-coast", "north-central", "south-central", "central-coast"),
)
_LED = re.compile(r"^(?:\d{1,3}|[IVX]{1,4}|[A-H])\s*[.)\]\-\N{EN DASH}:/]+\s*|^\d{1,3}\s+(?=\D)")
_GROUPED = re.compile(r"^(?:cac-)?(?:vung|khu-vuc|tinh|khoi)-")


def has(words: str, phrases: Iterable[str]) -> bool:
    """Say whether a slug holds one of some phrases as whole words."""
    return any(f"-{phrase}-" in f"-{words}-" for phrase in phrases)


def years_in(text: str) -> set[str]:
    """Find the years a text names, but for those of dates and of numbered documents."""
    dated = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|tháng \d{1,2} năm \d{4}|\d{1,2}/\d{4}|\d+/\d{4}/\w+"
    return set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.sub(dated, " ", text)))


@cache
def heading_kind(parts: tuple[str, ...], year: int) -> str:
    """Say what a column holds by its headings: a role, or why it is not taken.

    Parameters
    ----------
    parts : tuple of str
        From the top to the one just above the figures, which counts most.
    year : int
        Reference year; a column headed by another year is not taken.
    """
    years = next((found for part in reversed(parts) if (found := years_in(part))), set())
    if years and str(year) not in years:
        return f"of another year ({', '.join(sorted(years))})"
    kinds = [_part_kind(part) for part in reversed(parts)]
    reason = next((kind for kind in kinds if kind in LEFT_OUT), "")
    if reason or any(kinds):
        return reason or next(filter(None, kinds))
    dated = any(re.fullmatch(r"(?:năm |year )?\d{4}", part, re.IGNORECASE) for part in parts)
    return VALUE if dated and years else "nothing known" if parts else ""


def _part_kind(part: str) -> str:
    words = slug(part)
    if fold(part) in RUNNING_HEADS or part.strip() in {"#", "№"}:
        return RUNNING
    if fold(part) in NAMES:
        return NAME
    if _is_rank(part, words):
        return RANK if not has(words, LEFT_OUT["a rank within the region"]) else _reason(words)
    if reason := _reason(words):
        return reason
    return VALUE if has(words, VALUES) or "%" in part else ""


def _reason(words: str) -> str:
    return next((why for why, phrases in LEFT_OUT.items() if has(words, phrases)), "")


def _is_rank(part: str, words: str) -> bool:
    """Say whether a heading is that of a rank: a word for it, in no question or long sentence."""
    count = words.count("-") + 1
    if "?" in part or "%" in part or count > 12 or has(words, LEFT_OUT["a change"]):
        return False
    if has(words, RANKS):
        return True
    plain = [word.strip("():,.") for word in part.casefold().split()]
    ranked = "hạng" in plain or ("hang" in plain and part.isascii())
    return ranked or (has(words, ["vi-tri"]) and count <= 4)


@dataclass(frozen=True, eq=False)
class Frame:
    """The units that the rows of a table may name.

    Attributes
    ----------
    level : str
        ``province``, ``unit34`` or ``ministry``.
    names : mapping
        What names a unit (a code; a ministry's own name) -> how raw tables write it.
    resolve : callable
        Any spelling -> what names the unit, or None.
    size : int
        How many units are ranked; 0 where that is not known.
    listed : str
        Where spellings are listed.
    regions : frozenset of str
        Slugs of regions, whose rows are no units.
    nearest : callable
        A phrase that says which unit a name nearly is; empty when none is near.
    """

    level: str
    names: Mapping[str, str]
    resolve: Callable[[str], str | None]
    size: int = 0
    listed: str = "data/catalogue/spellings.csv"
    regions: frozenset[str] = frozenset()
    nearest: Callable[[str], str] = lambda _: ""

    @property
    def kind(self) -> str:
        """What a message calls one of the units."""
        return {"unit34": "unit of July 2025"}.get(self.level, self.level)

    def code(self, text: str) -> str | None:
        """Return which unit a cell names, with or without a running number; a number names none."""
        if not any(map(str.isalpha, text)):
            return None
        return self.resolve(unmarked(text)) or self.resolve(unmarked(_LED.sub("", text)))

    def above(self, text: str) -> str:
        """Say what a cell names that is no unit but several: a region, a mean, a total, or ''."""
        words = slug(_LED.sub("", unmarked(text)))
        bare = _GROUPED.sub("", words)
        known = {*REGIONS, *self.regions}
        if {words, bare} & known or {words.replace("-va-", "-"), bare.replace("-va-", "-")} & known:
            return "a region"
        long = tuple(f"{total}-" for total in TOTALS if len(total) >= SHORT)
        if bare in TOTALS or words in TOTALS or words.startswith(long):
            return "a mean or total"
        return "a mean or total" if re.fullmatch(r"(?:ca-)?\d\d-tinh.*", words) else ""


@dataclass(frozen=True)
class Labels:
    """The names of all indicators, to see which of them a heading means.

    Attributes
    ----------
    names : mapping
        Folded name -> the indicators that bear it.
    ancestors : mapping
        Indicator -> the totals it is a part of.
    families : mapping
        Indicator -> its family.
    seen : dict
        What texts looked up before mean.
    """

    names: Mapping[str, frozenset[str]]
    ancestors: Mapping[str, frozenset[str]]
    families: Mapping[str, str]
    seen: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def meant(self, text: str) -> frozenset[str]:
        """Find the indicators that a heading or title names; a part goes before its total."""
        if text not in self.seen:
            self.seen[text] = self._look_up(text)
        return self.seen[text]

    def _look_up(self, text: str) -> frozenset[str]:
        words = [fold(word) for word in slug(text).split("-")]
        spans = [
            (start, end, found)
            for start in range(len(words))
            for end in range(start + 1, min(start + 20, len(words)) + 1)
            if (found := self.names.get("".join(words[start:end])))
        ]
        widest = [
            one
            for one in spans
            if not any(o[0] <= one[0] and one[1] <= o[1] and o[:2] != one[:2] for o in spans)
        ]
        every = frozenset().union(*(found for _, _, found in widest))
        totals = frozenset().union(*(self.ancestors[one] for one in every))
        return every - totals

    def relevance(self, text: str, indicator: str) -> int:
        """Return 2 where a heading names the indicator, 0 where another one, else 1."""
        found = self.meant(text)
        return 2 if indicator in found else int(not found)
