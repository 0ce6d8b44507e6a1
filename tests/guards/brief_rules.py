"""What the CSV of a brief makes of its tables, cell by cell; see ``test_page_tables.py``."""

import pandas as pd
from page_rules import unequal
from reading import (
    HEADLINE,
    LANGUAGES,
    MISSING,
    between,
    frame,
    number,
    signed,
    tables,
)
from said import heads, joined, say

BRIEFS = {"can-tho": "92", "bac-giang": "24"}
"""The briefs of the shared site and the GSO codes of their provinces."""

STANDINGS = (*HEADLINE[:3], "papi_total_unweighted", *HEADLINE[3:])
CLEAR = 0.5
"""Standard deviations from which on a part is strong or weak (config.toml)."""
PEER_COLUMNS = ("par_index", "sipas", "dti_total", "papi_total_unweighted", "pci_total")
NO_VALUE = (
    ("not collected", "chưa thu thập được"),
    ("not published", "không công bố"),
    ("sources disagree", "các nguồn chưa thống nhất"),
    ("none this year", "năm này không có"),
)
"""Why a brief has neither score nor rank: no file says so, the note under the table explains."""


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

    def leader(self, name):
        """Return who ranks first, or has the highest score where ranks are counted."""
        if name in HEADLINE:
            first = self.ranking[self.ranking[f"{name}_rank"] == 1]
            return first.province.iloc[0]
        scores = self.used[(self.used.indicator == name) & (self.used.measure == "score")]
        return scores.loc[scores.value.idxmax(), "entity"]

    def published(self, name):
        """Say whether a national mean was published."""
        means = self.of.csv("glance").set_index("indicator")["mean"]
        return name in means.index and pd.notna(means[name])

    def printed_in_region(self, name):
        """Say whether a source prints the place in the region."""
        rows = self.used[(self.used.gso_code == self.code) & (self.used.indicator == name)]
        return (rows.measure == "regional_rank").any()


def brief_score(facts, name, cell, lang):
    score, rank = (facts.get("standing", name, part) for part in ("score", "rank"))
    if pd.isna(score) and pd.isna(rank):
        reasons = [words[LANGUAGES.index(lang)] for words in NO_VALUE]
        return cell if cell in reasons else f"one of {reasons}"
    if pd.isna(score):
        return say("not known", lang)
    return graded(facts, name, "score", number(score, facts.of.known.decimals(name), lang))


def graded(facts, name, measure, text):
    """Put the reliability behind a score or rank; behind a counted rank, that of the score."""
    return f"{text} {facts.quality(name, measure) or facts.quality(name, 'score')}"


def brief_rank(facts, name, lang):
    rank, places, low, high = (
        facts.get("standing", name, part) for part in ("rank", "places", "low", "high")
    )
    if pd.isna(rank):
        return say("not known", lang)
    ends = [] if pd.isna(low) else [between(low, high, lang, 0)]
    return joined(graded(facts, name, "rank", f"{rank:.0f}/{places:.0f}"), *ends)


def brief_change(facts, name, lang):
    change, band = (facts.get("standing", name, part) for part in ("change", "noise_band"))
    known = any(pd.notna(facts.get("standing", name, part)) for part in ("rank", "score"))
    if facts.of.known.broken(name, facts.of.year) and known:
        return say("not comparable", lang)
    if pd.isna(change):
        return say("not known", lang)
    words = {"en": ("up", "down", "no change"), "vi": ("tăng", "giảm", "không đổi")}[lang]
    unit = {"en": "", "vi": " bậc"}[lang]
    moved = f"{words[0 if change > 0 else 1]} {abs(change):.0f}{unit}"
    text = words[2] if change == 0 else moved
    return joined(text, say("normal", lang) if 0 < abs(change) < band else "")


def brief_region(facts, name, lang):
    rank, known = (
        facts.get("standing", name, part) for part in ("regional_rank", "regional_known")
    )
    known, size = int(known), facts.region_size()
    if pd.isna(rank):
        below = {
            "en": f"{known} of {size} with figures",
            "vi": f"{known}/{size} địa phương có số liệu",
        }[lang]
        return joined(MISSING, below)
    printed = say("as published", lang) if facts.printed_in_region(name) else ""
    return joined(f"{rank:.0f}/{size}", printed)


def brief_gap(facts, name, measures, beside, lang):
    value, gap = (facts.get("standing", name, part) for part in measures)
    if pd.isna(value):
        return say("not known", lang)
    places = facts.of.known.decimals(name)
    text = say("not known", lang) if pd.isna(gap) else signed(gap, places, lang)
    return joined(text, f"{beside} {number(value, places, lang)}")


def standings(facts, rows, lang):
    assert tuple(facts.of_section["standing"]) == STANDINGS
    aimed = any("target" in own for own in facts.of_section["standing"].values())
    head = heads("tab-standings", lang)
    assert not aimed, "write down here how the column of targets follows from the CSV"
    body = []
    for place, name in enumerate(STANDINGS):
        kind = {
            "en": ("mean", "weighted mean", "median"),
            "vi": ("trung bình", "trung bình có trọng số", "trung vị"),
        }[lang]
        weighted = name.startswith("papi_d")
        centre = kind[0 if facts.published(name) else 1 if weighted else 2]
        leads = facts.get("standing", name, "rank") == 1
        gap = brief_gap(facts, name, ("leader_score", "gap_to_leader"), facts.leader(name), lang)
        body.append(
            [
                facts.of.known.short(name, lang),
                brief_score(facts, name, rows[place][1], lang),
                brief_rank(facts, name, lang),
                brief_change(facts, name, lang),
                brief_region(facts, name, lang),
                brief_gap(facts, name, ("mean", "gap_to_mean"), centre, lang),
                say("leads", lang) if leads else gap,
            ]
        )
    return head, body


def part_name(known, indicator, lang):
    """Return a part's name with its index in brackets."""
    indicators = known.register("indicators", "indicator")
    _, _, name = known.label(indicator, lang).partition(": ")
    parent = indicators.at[indicator, "part_of"]
    dimension = not indicators.at[parent, "part_of"]
    return f"{name} ({known.short(indicator if dimension else parent, lang)})"


def parts(facts, _, lang):
    compared = {name: own for name, own in facts.of_section["part"].items() if "strength" in own}
    whole = facts.of.known.register("indicators", "indicator").part_of
    top = [name for name in compared if whole[name] not in compared]
    order = sorted(top, key=lambda name: -compared[name]["strength"])
    above = [name for name in order if compared[name]["strength"] >= CLEAR]
    below = [name for name in order[::-1] if compared[name]["strength"] <= -CLEAR]
    chosen = [("strong", name) for name in above[:3]] + [("weak", name) for name in below[:3]]
    body = []
    for group, name in chosen:
        own, places = compared[name], facts.of.known.decimals(name)
        known, size = int(own["known"]), int(own["provinces"])
        some = {"en": f"of {known}/{size}", "vi": f"{known}/{size} địa phương"}[lang]
        body.append(
            [
                part_name(facts.of.known, name, lang),
                say(group, lang),
                number(own["score"], places, lang),
                joined(number(own["median"], places, lang), some if known < size else ""),
                signed(own["gap"], places, lang),
            ]
        )
    return heads("tab-parts", lang), body


def peers(facts, _, lang):
    first = {
        "en": ["Province", "GRDP per capita, million VND", "Urban population, %"],
        "vi": ["Địa phương", "GRDP bình quân đầu người (triệu đồng)", "Dân số thành thị (%)"],
    }[lang]
    assert next(iter(facts.of_section["peer"])) == facts.code
    body = [
        [
            facts.of.known.province(code),
            number(own["income"], 1, lang),
            number(own["urban"], 1, lang),
            *(number(own.get(f"{name}_rank"), 0, lang) for name in PEER_COLUMNS),
        ]
        for code, own in facts.of_section["peer"].items()
    ]
    return first + [facts.of.known.short(name, lang) for name in PEER_COLUMNS], body


BRIEF_RULES = {"tab-standings": standings, "tab-parts": parts, "tab-peers": peers}


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
