"""What the CSV of a table of figures and claims makes of it; see ``page_rules.py``."""

import calendar
import re
from datetime import date
from unicodedata import normalize

import pandas as pd
from reading import HEADLINE, LANGUAGES, MISSING, listed, number, plain, signed, straight
from said import heads, joined, say


def ministries(of, rows, lang, indicator, kind):
    ours = rows[(rows.year == of.year) & (rows.indicator == indicator) & (rows["list"] == kind)]

    def rank(row):
        if pd.isna(row.rank):
            return MISSING
        return f"{row.rank:.0f}" + ("" if pd.isna(row.units) else f"/{row.units:.0f}")

    def grade(row):
        grades = [one for one in (row.quality, row.score_quality) if pd.notna(one)]
        if len({*grades}) < 2:
            return grades[0]
        text = {"en": "rank {}, score {}", "vi": "hạng {}, điểm {}"}[lang]
        return text.format(*grades)

    body = [
        [
            of.known.ministry(row.entity, lang),
            rank(row),
            number(row.score, of.known.decimals(indicator), lang),
            grade(row),
        ]
        for row in ours.itertuples()
    ]
    return heads("tab-ministries-list", lang), body


def history(of, rows, lang):
    ours = rows[(rows.indicator == "par_index") & rows["rank"].notna()]
    years = sorted(ours.year.unique())
    word = {"en": "of", "vi": "trên"}[lang]
    head = [{"en": "Ministry or agency", "vi": "Bộ, cơ quan"}[lang]]
    for year in years:
        units = set(ours.units[ours.year == year].dropna())
        head.append(f"{year}" + (f" ({word} {units.pop():.0f})" if units else ""))
    ranks = ours.set_index(["entity", "year"])["rank"]
    body = [
        [
            of.known.ministry(name, lang),
            *(number(ranks.get((name, year), float("nan")), 0, lang) for year in years),
        ]
        for name in sorted(
            ours.entity.unique(), key=lambda one: _alphabet(of.known.ministry(one, lang))
        )
    ]
    return head, body


def _alphabet(name):
    """Letters of the Vietnamese alphabet without tones, as numbers."""
    bare = re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", normalize("NFD", name.lower()))
    return ["aăâbcdđeêfghijklmnoôơpqrstuưvwxyz".find(one) for one in normalize("NFC", bare)]


def claims(of, rows, lang):
    same = [name for name in rows if name not in ("claim_id", "source_id", "locator")]
    checked = rows[rows.verdict != "not_checkable"]
    merged = checked.groupby(same, sort=False, dropna=False).source_id.agg(list).reset_index()
    first = merged[merged.verdict == "contradicted"]
    body = []
    for row in pd.concat([first, merged[merged.verdict == "consistent"]]).itertuples():
        places = of.known.places(row.unit)
        detail = "" if row.reason in ("agrees", "differs") else say(row.reason, lang)
        body.append(
            [
                straight(row.claim if lang == "en" else row.claim_vi),
                number(row.value_claimed, places, lang),
                number(row.value_data, places, lang),
                joined(say(row.verdict, lang), detail),
                "; ".join(of.known.printed_by(source, lang) for source in row.source_id),
            ]
        )
    return heads("tab-claims", lang), body


def coverage(of, rows, lang):
    used = [*HEADLINE, "grdp_per_capita", "urban_share", "poverty_rate_multidimensional"]
    ours = rows[rows.indicator.isin(used)].sort_values(
        ["n", "indicator", "measure"], ascending=[False, True, True]
    )
    body = []
    for row in ours.itertuples():
        codes = row.missing.split(";") if isinstance(row.missing, str) else []
        assert len(codes) == 63 - row.n
        names = listed([of.known.province(code) for code in codes], lang)
        many = {"en": f"{len(codes)} of 63", "vi": f"{len(codes)}/63"}[lang]
        none = {"en": "none", "vi": "không có"}[lang]
        body.append(
            [
                joined(of.known.short(row.indicator, lang), of.known.label(row.indicator, lang)),
                say(row.measure, lang),
                *(str(one) for one in (row.n, row.printed, row.derived, row.unsettled)),
                str(row.bounded),
                many if len(codes) > 6 else names if codes else none,
            ]
        )
    return heads("tab-coverage", lang), body


def conflicts(of, rows, lang):
    body = []
    for row in rows.itertuples():
        places = of.known.places(row.unit)
        broken = row.breaks.split(";") if isinstance(row.breaks, str) else []
        names = listed([say(name, lang) for name in broken], lang)
        said = {"en": "this value conflicts with: ", "vi": "giá trị này mâu thuẫn với: "}[
            lang
        ] + names
        by = row.sources.split(";") if isinstance(row.sources, str) else []
        used = row.value_used
        body.append(
            [
                say(row.level, lang)
                if row.level in ("national", "locality_group", "ministry_group")
                else of.known.ministry(row.entity, lang),
                f"{of.known.short(row.indicator, lang)}, {say(row.measure, lang)}",
                number(row.value, places, lang),
                "; ".join(of.known.printed_by(one, lang) for one in by)
                or say("computed here", lang),
                say("withheld", lang) if pd.isna(used) else number(used, places, lang),
                joined(say(row.settled_by, lang), said if broken else ""),
            ]
        )
    return heads("tab-conflicts", lang), body


MONTHS = re.compile(r"(\d{4})-M01\.\.M(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})")
END = re.compile(r"end (\d{4})")
UNTIL = re.compile(r"(?:.*\()?to (\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\)?")


def period(text, year, lang):
    """Return a period in words and its last day."""
    for form, words in (
        (MONTHS, ("January to {name} {year}", "{month} tháng đầu năm {year}")),
        (MONTH, ("{name} {year}", "tháng {month} năm {year}")),
        (END, ("end of {year}", "cuối năm {year}")),
        (UNTIL, UNTIL_WORDS),
    ):
        if found := form.fullmatch(text):
            return dated(words, [int(one) for one in found.groups() if one], lang)
    if text in ("", str(year)):
        return dated(("{year}", "năm {year}"), [int(year)], lang)
    return text, date(int(year), 12, 31)


UNTIL_WORDS = {
    1: ("in {year}, day not given", "trong năm {year}, không rõ ngày"),
    2: ("up to {name} {year}", "tính đến tháng {month} năm {year}"),
    3: ("up to {day} {name} {year}", "tính đến ngày {day:02d}/{month:02d}/{year}"),
}


def dated(words, parts, lang):
    """Fill a period's words with its year, month and day."""
    words = words[len(parts)] if isinstance(words, dict) else words
    year, month, day = (*parts, *(12, 31)[len(parts) - 1 :])
    day = min(day, calendar.monthrange(year, month)[1])
    name = calendar.month_name[month]
    text = words[LANGUAGES.index(lang)].format(year=year, month=month, day=day, name=name)
    return text, date(year, month, day)


def amount(row, lang):
    """Return a value with its unit."""
    unit = {"percent": ("%", "%"), "million": (" million", " triệu")}.get(row.unit, ("", ""))
    return plain(row.value, lang) + unit[LANGUAGES.index(lang)]


def quantity(row, lang):
    """Return a figure with its unit, as precisely as it was printed."""
    text = amount(row, lang)
    if pd.notna(row.out_of):
        text += {"en": " of ", "vi": "/"}[lang] + number(row.out_of, 0, lang)
    if isinstance(row.qualifier, str):
        words = {"over": "hơn", "about": "khoảng", "nearly": "gần"}
        text = f"{row.qualifier if lang == 'en' else words[row.qualifier]} {text}"
    return text


def national(of, rows, lang):
    order = ("national", "ministry_group", "locality_group")
    body = []
    for name in dict.fromkeys(rows.indicator):
        ours = []
        for row in rows[(rows.indicator == name) & rows.value.notna()].itertuples():
            text = row.period if isinstance(row.period, str) else ""
            words, day = period(text, row.year, lang)
            cells = [
                of.known.label(name, lang),
                say(row.level, lang),
                words,
                quantity(row, lang),
                row.quality,
                "; ".join(of.known.printed_by(one, lang) for one in row.sources.split(";")),
            ]
            ours.append((day, order.index(row.level), cells))
        body += [cells for _, _, cells in sorted(ours, key=lambda one: one[:2])]
    return heads("tab-national", lang), body


def targets(of, rows, lang):
    """Set each target beside the latest figure of its definition, where one was collected."""
    body = []
    for row in rows.itertuples():
        aim, reached = (row._replace(value=one) for one in (row.value, row.known))
        text = row.period if isinstance(row.period, str) else ""
        printed = [row.source_id, *(row.sources.split(";") if isinstance(row.sources, str) else ())]
        away = {"en": "{} percentage points", "vi": "{} điểm %"}[lang]
        known = pd.notna(row.known)
        decision = straight(row.decision) if isinstance(row.decision, str) else ""
        body.append(
            [
                joined(getattr(row, f"what_{lang}"), decision),
                str(row.year),
                amount(aim, lang),
                joined(amount(reached, lang), period(text, int(row.known_year), lang)[0])
                if known
                else say("not known", lang),
                away.format(signed(row.distance, 2, lang)) if known else MISSING,
                "; ".join(of.known.printed_by(one, lang) for one in dict.fromkeys(printed)),
            ]
        )
    return heads("tab-targets", lang), body
