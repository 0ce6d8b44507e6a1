"""What used values and raw figures make of a trace page; see ``test_page_tables.py``."""

import re
from collections import Counter

import pandas as pd
from list_rules import period
from reading import (
    frame,
    number,
    shown,
    straight,
)
from said import joined, say

TOGETHER = {
    "Việt Nam": ("country", "toàn quốc"),
    "Cả nước": ("country", "toàn quốc"),
    "63 tỉnh": ("all 63 provinces", "cả 63 tỉnh, thành phố"),
    "Trung bình 63 tỉnh": ("mean of the 63 provinces", "trung bình 63 tỉnh, thành phố"),
    "Trung vị 63 tỉnh": ("median of the 63 provinces", "trung vị 63 tỉnh, thành phố"),
    "Thấp nhất 63 tỉnh": ("lowest of the 63 provinces", "thấp nhất trong 63 tỉnh, thành phố"),
    "Cao nhất 63 tỉnh": ("highest of the 63 provinces", "cao nhất trong 63 tỉnh, thành phố"),
    "Trung bình cấp tỉnh": ("mean of provinces", "trung bình cấp tỉnh"),
    "Trung bình 17 bộ": ("mean of the 17 ministries", "trung bình 17 bộ"),
    "Trung bình cấp bộ": ("mean of ministries", "trung bình cấp bộ"),
    "Bộ, ngành": ("ministries and agencies", "bộ, ngành"),
    "Bộ có dịch vụ công": ("ministries providing public services", "bộ có cung cấp dịch vụ công"),
    "Bộ không có dịch vụ công": (
        "ministries not providing public services",
        "bộ không cung cấp dịch vụ công",
    ),
    "Địa phương": ("localities", "địa phương"),
}
"""Several units as raw tables call them, and as pages do, in English and Vietnamese."""


def whose(of, row, lang):
    """Return whom a used value is of."""
    if row.level == "region":
        return of.known.region(row.entity, lang)
    if row.entity in TOGETHER:
        return TOGETHER[row.entity][lang == "vi"]
    return of.known.ministry(row.entity, lang)


def in_words(of, row, lang):
    """Return what a used value measures: measure, unit, period."""
    unit = "" if row.unit in ("rank", "count") else of.known.unit(row.unit, lang)
    text = row.period if isinstance(row.period, str) else ""
    when = period(text, row.year, lang)[0] if text else ""
    return ", ".join(part for part in (say(row.measure, lang), unit, when) if part)


def used_rows(of, indicator, lang):
    """Return the rows a trace page must show of an indicator: used values, then bounds."""
    folder = of.root / "data" / "processed" / str(of.year)
    values, bounds = frame(folder / "values.csv"), frame(folder / "bounds.csv")
    known = of.known
    for row in values[values.indicator == indicator].itertuples():
        rule = say(row.settled_by, lang) if isinstance(row.settled_by, str) else ""
        used = number(row.value, known.places(row.unit), lang)
        yield (
            whose(of, row, lang),
            straight(in_words(of, row, lang)),
            used,
            joined(row.quality, rule),
        )
    for row in bounds[bounds.indicator == indicator].itertuples():
        places = known.places(row.unit)
        ends = "; ".join(number(end, places, lang) for end in (row.lower, row.upper))
        rule = {
            "en": "range only: implied by rank {:.0f} and the nearest known scores of ranks above"
            " and below; not used in any model",
            "vi": "chỉ biết khoảng: suy từ thứ hạng {:.0f} và điểm số đã biết gần nhất ở phía trên,"
            " phía dưới; không dùng trong mô hình",
        }[lang]
        what = f"{say('score', lang)}, {known.unit(row.unit, lang)}"
        yield known.ministry(row.entity, lang), what, f"[{ends}]", rule.format(row.rank)


PRINTED = {
    "en": re.compile(r"(\S+) \[(\d+)\] line (\d+)"),
    "vi": re.compile(r"(\S+) \[(\d+)\] dòng (\d+)"),
}


def printed_faults(page, sources, raw, indicator, lang):
    """Say which printed figures of a trace table are not those of the raw table's line."""
    table = page.find("h2", id=indicator).find_next("table")
    found, lines = [], []
    for row in table.tbody.find_all("tr"):
        for value, source, line in PRINTED[lang].findall(straight(row.find_all("td")[-1].text)):
            there = raw.loc[int(line)]
            said = value.replace(",", ".") if lang == "vi" else value
            wanted = (there.value, there.source_id, there.indicator)
            if (said, sources[source], indicator) != wanted:
                found.append(f"{indicator}, line {line}: {value} of {sources[source]}")
            lines.append(int(line))
    missing = Counter(raw.index[raw.indicator == indicator]) - Counter(lines)
    return found + [f"{indicator}: line {line} is not shown" for line in missing]


def trace_faults(of, page, lang):
    """Say where a trace page differs from used values and raw figures."""
    found = []
    sources = {
        one["id"].removeprefix("s"): one.code.get_text() for one in page.select("ol.sources > li")
    }
    for table in page.select("table"):
        id, file = (one.get_text() for one in table.caption.find_all("code"))
        raw = frame_of_texts(of.root / file)
        _, rows = shown(table)
        common = table.caption.select_one(".measure")
        if common:
            rows = [(row[0], common.get_text(), *row[1:]) for row in rows]
        there = Counter(tuple(row[:4]) for row in rows)
        wanted = Counter(used_rows(of, id, lang))
        found += [f"{id}: not in the files: {one}" for one in there - wanted]
        found += [f"{id}: not on the page: {one}" for one in wanted - there]
        found += printed_faults(page, sources, raw, id, lang)
    return found


def frame_of_texts(path):
    """Return a raw table as texts, by line of the file."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    return rows.set_index(rows.index + 2)
