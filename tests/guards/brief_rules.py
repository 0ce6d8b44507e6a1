"""What the CSV of a brief makes of its tables, cell by cell; see ``test_page_tables.py``."""

import pandas as pd
from page_rules import unequal
from reading import (
    HEADLINE,
    MISSING,
    frame,
    number,
    signed,
    tables,
)
from said import heads, joined, say

BRIEFS = {"can-tho": "92", "bac-giang": "24"}
"""The briefs of the shared site and the GSO codes of their provinces."""

STANDINGS = (*HEADLINE[:3], "papi_total_unweighted", HEADLINE[-1])
NOT_RANKED = ("papi_total_unweighted",)
CLEAR = 0.5
"""Standard deviations from which on a part stands out (config.toml)."""
GROUPS = {
    "en": [f"{one} group" for one in ("high", "upper-middle", "lower-middle", "low")],
    "vi": [f"nhóm {one}" for one in ("Cao", "Trung bình cao", "Trung bình thấp", "Thấp")],
}
REASONS = {
    "en": ("not collected", "not published", "sources disagree"),
    "vi": ("chưa thu thập được", "không công bố", "các nguồn chưa thống nhất"),
}
"""Why a brief has neither score nor rank: no file says so."""
BROKEN = {
    "en": {"par_index": "new criteria", "sipas": "other respondents", "": "method changed"},
    "vi": {
        "par_index": "đổi bộ tiêu chí",
        "sipas": "đổi đối tượng khảo sát",
        "": "đổi phương pháp",
    },
}


class Facts:
    """The figures of a brief: what its CSV holds, by section and subject."""

    def __init__(self, of, slug, path=None):
        self.of, self.code = of, BRIEFS[slug]
        rows = frame(path or of.folder / "briefs" / "data" / f"{slug}.csv")
        self.of_section = {
            section: {
                subject: dict(zip(part.measure, part.value, strict=True))
                for subject, part in own.groupby("subject", sort=False)
            }
            for section, own in rows.groupby("section", sort=False)
        }
        self.ranking = of.csv("ranking").set_index("gso_code")
        self.used = frame(of.root / "data" / "processed" / str(of.year) / "values.csv")
        self.used = self.used[self.used.level == "province"]

    def get(self, section, subject, measure):
        """Return a figure, NaN where the CSV has none."""
        return self.of_section[section].get(subject, {}).get(measure, float("nan"))

    def region_size(self):
        """Return how many provinces the region has."""
        regions = self.of.known.provinces.region6_vi
        return int((regions == regions[self.code]).sum())

    def quality(self, name, measure):
        """Return the grade of a used value, empty where there is none."""
        own = self.used[(self.used.gso_code == self.code) & (self.used.indicator == name)]
        grades = own[(own.measure == measure) & own.period.isna()].quality
        return grades.iloc[0] if len(grades) else ""


def unit_of(facts, name):
    """Return the sign behind a result of an index."""
    return "%" if name in ("par_index", "sipas") else ""


def plain(facts, name, value, lang):
    return number(value, facts.of.known.decimals(name), lang) + unit_of(facts, name)


def graded(facts, name, measure, text):
    """Put the reliability behind a score or rank; behind a counted rank, that of the score."""
    return f"{text} {facts.quality(name, measure) or facts.quality(name, 'score')}"


def brief_result(facts, name, lang):
    score, lower, upper = (facts.get("standing", name, one) for one in ("score", "lower", "upper"))
    if pd.notna(score):
        return graded(facts, name, "score", plain(facts, name, score, lang))
    if pd.notna(lower):
        ends = [plain(facts, name, end, lang) for end in (lower, upper)]
        return {"en": " to ", "vi": " đến "}[lang].join(ends) + " ¹"
    return say("not known", lang)


def brief_country(facts, name, lang):
    mean = facts.get("standing", name, "mean")
    if pd.isna(mean):
        return say("not known", lang)
    printed = frame(facts.of.folder / "data" / "glance.csv").set_index("indicator")["mean"]
    median = name not in printed.index or pd.isna(printed[name])
    return plain(facts, name, mean, lang) + (" ²" if median else "")


def quarter(facts, name, lang):
    """Return in which quarter of all scores the own one lies."""
    rows = facts.used[(facts.used.indicator == name) & (facts.used.measure == "score")]
    scores = rows[rows.period.isna()].set_index("gso_code").value
    ranks = scores.rank(ascending=False, method="min")
    ends = [1 + (len(scores) - 1) * share for share in (0.25, 0.5, 0.75)]
    return GROUPS[lang][sum(ranks[facts.code] > end for end in ends)]


def is_counted(facts, name):
    return not facts.quality(name, "rank")


def brief_rank(facts, name, lang):
    rank, places = (facts.get("standing", name, part) for part in ("rank", "places"))
    if pd.isna(rank):
        return say("not known", lang)
    if name in NOT_RANKED:
        return f"{quarter(facts, name, lang)} ³"
    text = f"{rank:.0f}/{places:.0f}" + (" ³" if is_counted(facts, name) else "")
    ranking = facts.ranking
    tied = ranking.index[(ranking[f"{name}_rank"] == rank) & (ranking.index != facts.code)]
    names = [facts.of.known.province(code) for code in sorted(tied)]
    beside = (
        {"en": "with ", "vi": "cùng "}[lang] + listed(names, lang) if 0 < len(names) < 3 else ""
    )
    return joined(graded(facts, name, "rank", text), beside)


def listed(names, lang):
    return {"en": " and ", "vi": " và "}[lang].join(names)


def brief_before(facts, name, lang):
    year = facts.of.year
    if facts.of.known.broken(name, year):
        return joined(say("not comparable", lang), BROKEN[lang].get(name, BROKEN[lang][""]))
    then = f"{name} {year - 1}"
    score, rank = (facts.get("trail", then, part) for part in ("score", "rank"))
    word = {"en": "rank", "vi": "thứ"}[lang]
    parts = [] if pd.isna(score) else [plain(facts, name, score, lang)]
    parts += [] if pd.isna(rank) or name in NOT_RANKED else [f"{word} {rank:.0f}"]
    change, band = (facts.get("standing", name, part) for part in ("change", "noise_band"))
    small = name not in NOT_RANKED and 0 < abs(change) < band and parts
    none = "either" if name in NOT_RANKED else "not known"
    parts += filter(None, [changed(name, change, band, lang)])
    text = "; ".join(parts) or say(none, lang)
    return joined(text, say("normal", lang) if small else "")


def changed(name, change, band, lang):
    """Say a change of rank beyond the usual fluctuation, of an index whose publisher ranks."""
    if name in NOT_RANKED or pd.isna(change) or abs(change) < band:
        return ""
    way = {"en": ("down", "up"), "vi": ("giảm", "tăng")}[lang][change > 0]
    return f"{way} {abs(change):.0f} " + {"en": "places", "vi": "bậc"}[lang]


def brief_region(facts, name, lang):
    rank, known = (
        facts.get("standing", name, part) for part in ("regional_rank", "regional_known")
    )
    size = facts.region_size()
    if pd.isna(rank):
        if not known:
            return say("not known", lang)
        of = {
            "en": f"incomplete ({known:.0f} of {size})",
            "vi": f"chưa đủ số liệu ({known:.0f}/{size})",
        }
        return of[lang]
    ours = name in NOT_RANKED or is_counted(facts, name)
    return f"{rank:.0f}/{size}" + (" ³" if ours else "")


def shown(facts):
    """Return the indices of which any province has a figure."""
    known = facts.of_section["standing"]
    return [name for name in STANDINGS if known[name]["scores"] + known[name]["ranks"] > 0]


def standings(facts, rows, lang):
    assert tuple(facts.of_section["standing"]) == STANDINGS
    year, size = facts.of.year, facts.region_size()
    head = {
        "en": [
            "Index",
            f"Result {year}",
            "Country",
            "Rank",
            str(year - 1),
            f"In the region ({size})",
        ],
        "vi": [
            "Chỉ số",
            f"Kết quả {year}",
            "Cả nước",
            "Thứ hạng",
            str(year - 1),
            f"Trong vùng ({size})",
        ],
    }[lang]
    rules = (brief_result, brief_country, brief_rank, brief_before, brief_region)
    body = [
        [facts.of.known.short(name, lang), *(rule(facts, name, lang) for rule in rules)]
        for name in shown(facts)
    ]
    for row, name, made in zip(body, shown(facts), rows, strict=True):
        known = (facts.get("standing", name, part) for part in ("score", "rank"))
        if pd.isna([*known]).all() and made[1] == made[3] in REASONS[lang]:
            row[1] = row[3] = made[1]
    return head, body


def part_name(known, indicator, lang):
    """Return a part's name with its index in brackets."""
    indicators = known.register("indicators", "indicator")
    head, _, name = known.label(indicator, lang).partition(": ")
    if not name:
        return head
    own = indicators.at[indicator, "family"] == "papi"
    return (
        f"{name} ({known.short(indicator if own else indicators.at[indicator, 'part_of'], lang)})"
    )


def compared(facts):
    """Return the parts that the country has a value of, with their numbers."""
    parts = facts.of_section.get("part", {})
    return {name: own for name, own in parts.items() if {"score", "country"} <= set(own)}


def outstanding(own):
    """Say on which side a part stands out from country and region, beyond noise."""
    region = own.get("region")
    if own["strength"] >= CLEAR and not (region is not None and own["score"] <= region):
        return 1
    return (
        -1
        if own["strength"] <= -CLEAR and not (region is not None and own["score"] >= region)
        else 0
    )


def beside(facts, name, own, lang):
    places = min(2, facts.of.known.decimals(name)) if name.startswith("pa") else 4
    cells = [own.get(one, float("nan")) for one in ("score", "country", "region")]
    return [
        part_name(facts.of.known, name, lang),
        *(number(one, places, lang) for one in cells),
    ], places


def parts(facts, _, lang):
    found = compared(facts)
    above = sorted(
        (n for n in found if outstanding(found[n]) > 0), key=lambda n: -found[n]["strength"]
    )
    below = sorted(
        (n for n in found if outstanding(found[n]) < 0), key=lambda n: found[n]["strength"]
    )
    body = []
    for name in above[:4] + below[:4]:
        cells, places = beside(facts, name, found[name], lang)
        gap = found[name]["score"] - found[name]["country"]
        body.append([*cells, signed(gap, places, lang)])
    return heads("tab-parts", lang), body


def areas(facts, _, lang):
    body = []
    for name, own in compared(facts).items():
        cells, _ = beside(facts, name, own, lang)
        body.append([*cells, quarter(facts, name, lang)])
    return heads("tab-areas", lang), body


def results(facts, own, lang):
    """Return the cells of a province on all indices: result, and rank in brackets."""
    cells = []
    for name in shown(facts):
        score, rank = (own.get(f"{name}_{part}", float("nan")) for part in ("score", "rank"))
        known = [] if pd.isna(score) else [number(score, facts.of.known.decimals(name), lang)]
        known += [] if pd.isna(rank) or name in NOT_RANKED else [f"({rank:.0f})"]
        cells.append(" ".join(known) or MISSING)
    return cells


def peers(facts, _, lang):
    first = {
        "en": ["Province", "GRDP per capita", "Urban, %"],
        "vi": ["Địa phương", "GRDP bình quân đầu người", "Thành thị (%)"],
    }[lang]
    assert next(iter(facts.of_section["peer"])) == facts.code
    body = [
        [
            facts.of.known.province(code),
            number(own["income"], 1, lang),
            number(own["urban"], 1, lang),
            *results(facts, own, lang),
        ]
        for code, own in facts.of_section["peer"].items()
    ]
    return first + [facts.of.known.short(name, "en") for name in shown(facts)], body


def region(facts, _, lang):
    members = facts.of_section["region"]
    assert len(members) == facts.region_size()
    assert facts.code in members
    first = {"en": "Province", "vi": "Địa phương"}[lang]
    body = [
        [facts.of.known.province(code), *results(facts, own, lang)] for code, own in members.items()
    ]
    return [first, *(facts.of.known.short(name, "en") for name in shown(facts))], body


BRIEF_RULES = {
    "tab-standings": standings,
    "tab-parts": parts,
    "tab-peers": peers,
    "tab-areas": areas,
    "tab-region": region,
}


def brief_differences(of, slug, lang):
    """Say where tables of a brief differ from its CSV."""
    found = tables(of.folder / "briefs" / f"{slug}.{lang}.html")
    assert {table.id for table in found} == set(BRIEF_RULES)
    said = []
    for table in found:
        if table.offered != f"data/{slug}.csv":
            said.append(f"{table.id} of {slug} offers {table.offered}")
        facts = Facts(of, slug, of.folder / "briefs" / table.offered)
        said += unequal(table, *BRIEF_RULES[table.id](facts, table.rows, lang))
    return said
