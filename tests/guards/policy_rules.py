"""What the CSV files of a year make of the policy report; see ``test_policy.py``."""

import re
from functools import cache

import pandas as pd
from reading import HEADLINE, MINUS, MISSING, number, signed, straight

LETTERS = dict(zip(HEADLINE, "abcdef", strict=True))
GROUPS = {
    "en": ("High", "Upper middle", "Lower middle", "Low"),
    "vi": ("Cao", "Trung bình cao", "Trung bình thấp", "Thấp"),
}
WIDTH, EDGE = 320, 7


@cache
def ends(of, name):
    """Return between what ends the score of a unit lies, where its neighbours alone say that."""
    bounds = of.csv("bounds").dropna(subset=["lower", "upper"])
    ours = bounds[(bounds.indicator == name) & (bounds.unit == of.known.score_unit(name))]
    first = ours.drop_duplicates("gso_code")
    return dict(zip(first.gso_code, zip(first.lower, first.upper, strict=True), strict=True))


class Place:
    """Where a unit stands on an index: as published, or as its neighbours bound it."""

    def __init__(self, of, row, name, lang):
        self.lang, self.decimals = lang, of.known.decimals(name)
        self.papi = name.startswith("papi_")
        self.score, self.rank, self.places = (
            row[f"{name}_{x}"] for x in ("score", "rank", "places")
        )
        self.ends = ends(of, name).get(row["gso_code"], ())

    @property
    def quarter(self):
        if pd.isna(self.rank):
            return None
        ends = [-(-self.places * one // 4) for one in (1, 2, 3, 4)]
        if self.papi:  # PAPI parts the ranks from 1 to n at their quartiles
            ends = [1 + (self.places - 1) * one / 4 for one in (1, 2, 3, 4)]
        return next(at for at, end in enumerate(ends, 1) if self.rank <= end)

    @property
    def g(self):
        return MISSING if self.quarter is None else GROUPS[self.lang][self.quarter - 1]

    @property
    def r(self):
        return self.g if self.papi else MISSING if pd.isna(self.rank) else f"{self.rank:.0f}"

    @property
    def s(self):
        if pd.isna(self.score) and self.ends:
            return "–".join(number(end, self.decimals, self.lang) for end in self.ends)
        return number(self.score, self.decimals, self.lang)

    @property
    def tile(self):
        return number(self.score, 2, self.lang) if self.papi else self.r


def known_names(ranking):
    """Return the indices of which a year knows anything."""
    return [
        name
        for name in HEADLINE
        if ranking[[f"{name}_score", f"{name}_rank"]].notna().any(axis=None)
    ]


def positions(ranking, name):
    """Return each unit's place on an index, 0 the last, 1 the first."""
    known = ranking.set_index("gso_code")
    if name.startswith("papi_"):
        score = known[f"{name}_score"]
        return ((score - score.min()) / ((score.max() - score.min()) or 1)).dropna()
    places = known[f"{name}_places"].max()
    return ((places - known[f"{name}_rank"]) / (places - 1)).dropna()


def tile_faults(of, page, lang):
    """Say which tiles of the map differ from the ranking."""
    ranking, found = of.csv("ranking"), []
    tiles = {one["data-u"]: one for one in page.select("#fig-map .t")}
    if set(tiles) != set(ranking.gso_code):
        found.append("the map has other units than the ranking")
    for row in ranking.to_dict("records"):
        tile = tiles[row["gso_code"]]
        for name in known_names(ranking):
            place, letter = Place(of, row, name, lang), LETTERS[name]
            said = tile.select_one(f"b.{letter}").get_text()
            shade = f"{letter}{place.quarter or 'x'}"
            if said != place.tile or shade not in tile["class"]:
                found.append(f"{row['province']}, {name}: {said} {tile['class']}, not {place.tile}")
    return found


def cell_faults(of, page, lang):
    """Say which cells of the ranking table differ from the ranking."""
    ranking, found = of.csv("ranking"), []
    names = known_names(ranking)
    head = [straight(one.get_text()) for one in page.select("#tab-ranks thead th")][1:]
    if head != [of.known.short(name, lang) for name in names]:
        found.append(f"the table heads {head}")
    for row in ranking.to_dict("records"):
        line = page.find(id=f"u-{row['gso_code']}")
        cells = line.find_all("td")
        if line.th.get_text() != row["province"] or len(cells) != len(names):
            found.append(f"the row of {row['province']}")
        for name, cell in zip(names, cells, strict=True):
            place = Place(of, row, name, lang)
            said = [cell.select_one(f".{kind}").get_text() for kind in "rsg"]
            if said != [place.r, place.s, place.g] or cell["class"] != [f"q{place.quarter or 'x'}"]:
                found.append(f"{row['province']}, {name}: {said}, {cell['class']}")
            grades = [
                row[f"{name}_quality"] if not place.papi else "",
                row[f"{name}_score_quality"],
            ]
            known = [pd.notna(place.rank), pd.notna(place.score)]
            wanted = "/".join(
                dict.fromkeys(g for g, k in zip(grades, known, strict=True) if k and g)
            )
            if cell.get("data-g", "") != wanted:
                found.append(f"{row['province']}, {name}: grade {cell.get('data-g')}, not {wanted}")
    return found


def dot_faults(of, page, lang):
    """Say which dots of the strips are not at their place, or not there."""
    ranking, found = of.csv("ranking"), []
    for name in known_names(ranking):
        wanted = {
            code: round(EDGE + (WIDTH - 2 * EDGE) * place)
            for code, place in positions(ranking, name).items()
        }
        for where in ("#own", "#fig-regions"):
            dots = page.select(f'{where} [data-i="{LETTERS[name]}"] circle')
            said = {dot["data-u"]: int(dot["cx"]) for dot in dots}
            if said != wanted or len(dots) != len(said):
                found.append(f"{where}, {name}: {set(said.items()) ^ set(wanted.items())}")
    return found


def region_faults(of, page, lang):
    """Say where a region is drawn with other provinces than its own, or a wrong middle."""
    ranking, found = of.csv("ranking"), []
    region = ranking.set_index("gso_code").region
    for name in known_names(ranking):
        place = positions(ranking, name)
        for row in page.select(f'#fig-regions [data-i="{LETTERS[name]}"] tbody tr'):
            codes = [dot["data-u"] for dot in row.find_all("circle")]
            ours = {region[code] for code in codes}
            title = row.th.find(string=True)
            if ours and {of.known.region(one, lang) for one in ours} != {title}:
                found.append(f"{name}: {title} has provinces of {ours}")
            for one in ours:
                members = region.index[region == one]
                enough = len(codes) >= 2 / 3 * len(members)
                middle = row.select_one(".middle")
                if bool(middle) != enough:
                    found.append(f"{name}, {title}: a middle of {len(codes)} of {len(members)}")
                at = round(EDGE + (WIDTH - 2 * EDGE) * place[codes].median())
                if middle and not middle["d"].startswith(f"M{at} "):
                    found.append(f"{name}, {title}: middle {middle['d']}, not {at}")
    return found


def climber_faults(of, page, lang):
    """Say which changes are not the largest beyond the band, or not those of the CSV."""
    movers, bands = of.csv("movers"), of.csv("noise").set_index("indicator").band
    places = of.csv("ranking").filter(like="_places").max().astype(int)
    places = places.rename(lambda name: name.removesuffix("_places"))
    found = []
    shown = page.select("#fig-climbers .climbs")
    for one in shown:
        name = next(name for name, letter in LETTERS.items() if letter == one["data-i"])
        if of.known.broken(name, of.year) or name.startswith("papi_"):
            found.append(f"{name} is compared across a break, or not ranked")
        ours = movers[(movers.indicator == name) & movers["rank"].notna()]
        ours = ours[ours.rank_change.abs() >= bands[name]]
        gains = ours[ours.rank_change > 0].rank_change.nlargest(8)
        losses = ours[ours.rank_change < 0].rank_change.nsmallest(8)
        wanted = [signed(value, 0, lang) for value in [*gains, *losses]]
        rows = one.select("tbody tr")
        if [row.b.get_text() for row in rows] != wanted:
            found.append(f"{name}: {[row.b.get_text() for row in rows]} is not {wanted}")
        known = ours.set_index("gso_code")
        for row in rows:
            there = known.loc[row.a["data-u"]]
            change = int(row.b.get_text().replace(MINUS, "-"))
            said = "/".join(re.findall(r"\d+", row.select_one(".n").get_text()))
            if change != there.rank_change or said != f"{there['rank']:.0f}/{places[name]}":
                found.append(f"{name}, {there.province}: {change}, now {said}")
    return found


def at(value):
    """Return where a coefficient lies on the axis."""
    return round((value + 1) * 200, 1)


def together_faults(of, page, lang):
    """Say which bars and dots are not at the bounds and the estimate."""
    known = of.csv("bounds_associations")
    known = known[(known.predictor == "dti_total")].dropna(subset=["low"])
    short = {of.known.short(row.outcome, lang): row for row in known.itertuples()}
    rows, found = page.select("#fig-together tbody tr"), []
    if {row.th.find(string=True) for row in rows} != set(short):
        found.append("other indices than the bounds have")
    for line in rows:
        row = short[line.th.find(string=True)]
        dot, bar = line.circle, line.find("rect")
        if pd.isna(row.estimate) != (dot is None):
            found.append(f"{row.outcome}: a dot without an estimate, or an estimate without one")
        elif dot and abs(float(dot["cx"]) - at(row.estimate)) > 0.11:
            found.append(f"{row.outcome}: dot at {dot['cx']}")
        if bar and (
            abs(float(bar["x"]) - at(row.low)) > 0.11
            or abs(float(bar["width"]) - at(row.high) + at(row.low)) > 0.25
        ):
            found.append(f"{row.outcome}: bar {bar}")
        if bool(bar) != (at(row.high) - at(row.low) > 1):
            found.append(f"{row.outcome}: a bar where all is known, or none where not")
        clear = dot and dot["class"][0] in ("together", "certain", "apart")
        if clear and row.low * row.high <= 0:
            found.append(f"{row.outcome}: called clear, bounds {row.low} to {row.high}")
    return found


def cabinet_faults(of, page, lang):
    """Say which cells of the table of ministries differ from the list of the year."""
    rows = of.csv("ministries")
    rows = rows[rows.year == of.year]
    indices, found = [*dict.fromkeys(rows.indicator)], []
    for line in page.select("#tab-cabinet tbody tr"):
        name, cells = line.th.get_text(), [one.find(string=True) for one in line.find_all("td")]
        for at, index in enumerate(indices):
            ours = rows[(rows.indicator == index)]
            ours = ours[[of.known.ministry(one, lang) == name for one in ours.entity]]
            wanted = [MISSING, MISSING]
            if len(ours):
                row = ours.iloc[0]
                rank = MISSING if pd.isna(row["rank"]) else f"{row['rank']:.0f}"
                n = "" if pd.isna(row.units) or rank == MISSING else f"/{row.units:.0f}"
                wanted = [rank + n, number(row.score, of.known.decimals(index), lang)]
            if cells[2 * at : 2 * at + 2] != wanted:
                found.append(f"{name}, {index}: {cells} is not {wanted}")
    there = {line.th.get_text() for line in page.select("#tab-cabinet tbody tr")}
    if there != {of.known.ministry(one, lang) for one in rows.entity}:
        found.append("other ministries than the lists of the year")
    return found


def card_faults(of, page, lang):
    """Say which cards show what no row of the year's national figures holds."""
    national = of.csv("national")
    ours = national[(national.year == of.year) & national.value.notna()]
    found = []
    for card in page.select("#fig-cards .cards li"):
        name = card.span.get_text()
        rows = ours[[of.known.label(one, lang) == name for one in ours.indicator]]
        said = card.b.find(string=True)
        places = [f"{value:,.4f}".rstrip("0").rstrip(".") for value in rows.value]
        if lang == "vi":
            swap = str.maketrans(",.", ".,")
            places = [one.translate(swap) for one in places]
        if not any(one in said for one in places):
            found.append(f"{name}: {said}, known {places}")
    return found
