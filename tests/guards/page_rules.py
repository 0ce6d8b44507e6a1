"""What the CSV of a page table makes of it, cell by cell; see ``test_page_tables.py``."""

import calendar
import re
from datetime import date

import pandas as pd
from reading import (
    HEADLINE,
    LANGUAGES,
    MISSING,
    between,
    frame,
    listed,
    number,
    p_equation,
    p_value,
    plain,
    straight,
)
from said import heads, joined, say


def counted(least, most, lang):
    """Write a count of which only bounds are known."""
    joint = {"en": {True: "or", False: "to"}, "vi": {True: "hoặc", False: "đến"}}
    if least == most:
        return f"{least:.0f}"
    return f"{least:.0f} {joint[lang][most - least == 1]} {most:.0f}"


def estimate(row, lang):
    """Return a coefficient with its interval and n, or that n is too small."""
    if pd.isna(row.estimate):
        return {"en": "not estimated, n = ", "vi": "không ước lượng, n = "}[lang] + str(row.n)
    below = f"{between(row.ci_low, row.ci_high, lang)}; n = {row.n}"
    return joined(number(row.estimate, 2, lang), below)


def removed_parts(of, test, lang):
    """Return what a test takes out of its indices, in words."""
    parts = of.known.register("tests", "test").at[test, "without"].split(";")
    words = {
        "sipas": say("sipas points", lang),
        "digital_government": say("part digital_government", lang),
        "dti_government": say("part dti_government", lang),
        "papi_d5_admin_procedures": "D5",
        "papi_d8_egovernance": "D8",
    }
    return listed([words[part] for part in parts], lang)


def outcome(of, test, lang):
    """Return the name of a test's outcome, with what was taken out of it."""
    registered = of.known.register("tests", "test").loc[test]
    name = of.known.short(registered.outcome, lang)
    if not registered.without:
        return name
    return f"{name} {'without' if lang == 'en' else 'trừ'} {removed_parts(of, test, lang)}"


def only(rows, **wanted):
    """Return the one row with some values."""
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    (row,) = rows.itertuples()
    return row


def associations(of, rows, lang):
    plain_rows = rows[(rows["sample"] == "all") & (rows.weights == "none")]
    body = []
    for row in plain_rows.itertuples():
        if row.role != "primary" or row.method != "spearman":
            continue
        pearson = only(plain_rows, test=row.test, method="pearson")
        weighted = only(rows, test=row.test, method="spearman", sample="all", weights="ipw")
        body.append(
            [
                outcome(of, row.test, lang),
                str(row.n),
                estimate(row, lang),
                p_value(row.p_value, lang),
                p_value(row.p_adjusted, lang),
                estimate(pearson, lang),
                estimate(weighted, lang),
            ]
        )
    return heads("tab-associations", lang), body


def reading(row, low, high, lang):
    """Return how a registered test reads: written once more, after docs/methods.md."""
    if pd.isna(row.estimate):
        return say("not estimated", lang)
    if high - low > 1 or row.n < 31:
        return say("cannot tell", lang)
    beyond = row.ci_low > 0 if row.estimate > 0 else row.ci_high < 0
    if not beyond or row.p_adjusted >= 0.05:
        return say("no clear association", lang)
    sure = low * high > 0 and low * row.estimate > 0
    return say("sign certain" if sure else "associated among those known", lang)


def primary(of, rows, lang):
    """Three files make the table of registered tests: the offered one, bounds and influence."""
    known = of.csv("bounds_associations").query("predictor == 'dti_total'").set_index("outcome")
    single = of.csv("influence").query("kind == 'one'")
    ended = single[~single.claimed.astype(bool)].test.value_counts()
    word = {"en": " of ", "vi": "/"}[lang]
    spearman = rows[(rows.role == "primary") & (rows.method == "spearman")]
    spearman = spearman[spearman.weights == "none"]
    body = []
    for row in spearman[spearman["sample"] == "all"].itertuples():
        low, high, bounds = float("nan"), float("nan"), MISSING
        if row.overlap == "raw" and pd.notna(known.low.get(row.outcome)):
            low, high, n = known.loc[row.outcome, ["low", "high", "population"]]
            ends = number(low, 2, lang) if high - low < 5e-4 else between(low, high, lang)
            bounds = joined(ends, f"N = {n:.0f}")
        verdict = reading(row, low, high, lang)
        claimed = (say("sign certain", lang), say("associated among those known", lang))
        counted_here = verdict in claimed and row.test in set(single.test)
        body.append(
            [
                outcome(of, row.test, lang),
                bounds,
                estimate(row, lang),
                p_value(row.p_adjusted, lang),
                f"{ended.get(row.test, 0)}{word}{row.n}" if counted_here else MISSING,
                verdict,
            ]
        )
    return heads("tab-primary", lang), body


def flow(of, rows, lang):
    names = {
        "digital_services": ("Digital services", "Dịch vụ số"),
        "reform_outputs": (
            "Outputs of administrative reform",
            "Kết quả công tác cải cách hành chính",
        ),
        "socioeconomic": ("Socio-economic figures", "Số liệu kinh tế - xã hội"),
        "ict_index": ("ICT Index", "ICT Index"),
        "all": ("All", "Tất cả"),
    }
    columns = ("documents", "printed", "figures", "A", "B", "C", "X")
    body = [
        [
            names.get(row["family"], (row["family"].upper().replace("_", " "),) * 2)[
                LANGUAGES.index(lang)
            ],
            *(number(row[name], 0, lang) for name in columns),
        ]
        for row in rows.to_dict("records")
    ]
    return heads("tab-flow", lang), body


def dimensions(of, rows, lang):
    body = [
        [
            of.known.short(row.indicator, lang),
            f"{row.n}",
            *(number(value, 2, lang) for value in (row.national, row.mean, row.median)),
            *(
                between(getattr(row, f"group_{one}_low"), getattr(row, f"group_{one}_high"), lang)
                for one in range(1, 5)
            ),
            *(number(value, 0, lang) for value in (row.up, row.down)),
        ]
        for row in rows.itertuples()
    ]
    return heads("tab-dimensions", lang), body


def multiplicity(of, rows, lang):
    body = [
        [
            f"{of.known.short(row.outcome, lang)} {row.year}",
            f"{row.n}",
            joined(number(row.estimate, 2, lang), between(row.ci_low, row.ci_high, lang)),
            p_value(row.p_adjusted, lang),
            p_value(row.p_cumulative, lang),
        ]
        for row in rows.dropna(subset="estimate").itertuples()
    ]
    return heads("tab-multiplicity", lang), body


def overlap(of, rows, lang):
    spearman = rows[(rows.method == "spearman") & (rows.weights == "none")]
    every = spearman[spearman["sample"] == "all"]
    body = []
    for row in every[every.overlap == "removed"].itertuples():
        raw = every[every.removed.isna()]
        whole = only(raw, outcome=row.outcome, predictor=row.predictor)
        same = only(spearman, test=row.test, sample="same")
        pair = [of.known.short(name, lang) for name in (row.predictor, row.outcome)]
        body.append(
            [
                (" and " if lang == "en" else " và ").join(pair),
                removed_parts(of, row.test, lang),
                estimate(whole, lang),
                estimate(same, lang),
                estimate(row, lang),
                number(same.mechanical, 2, lang),
            ]
        )
    return heads("tab-overlap", lang), body


def missing(of, rows, lang):
    partial = rows[(rows.n_absent >= 4) & (rows.n_covered > 0)]
    indices = list(dict.fromkeys(partial.indicator))
    numbers = ("log_grdp_per_capita", "urban_share", "papi_d5_admin_procedures")
    head = [{"en": "Trait", "vi": "Đặc điểm"}[lang]]
    for name in indices:
        one = partial[partial.indicator == name].iloc[0]
        words = {"en": ("collected", "not"), "vi": ("đã thu thập", "chưa")}[lang]
        short = of.known.short(name, lang)
        head.append(f"{short}: {one.n_covered} {words[0]} | {one.n_absent} {words[1]}")
    body = []
    for trait in dict.fromkeys(partial.trait):
        scale, places = (1, 2) if trait in numbers else (100, 0)
        inside = {"en": "{} (% of the provinces)", "vi": "{} (% số địa phương)"}[lang]
        name = say(trait, lang) if trait in numbers else inside.format(of.known.region(trait, lang))
        cells = [name]
        for index in indices:
            row = only(partial, indicator=index, trait=trait)
            covered, absent = (
                number(scale * one, places, lang) for one in (row.covered, row.absent)
            )
            cells.append(f"{covered} | {absent}")
        body.append(cells)
    return head, body


def models(of, rows, lang):
    kinds = ("bivariate", "income", "controls", "ipw", "wild", "fractional_logit")
    ours = rows[(rows.predictor == "dti_total") & rows.model.isin(kinds) & (rows.n >= 17)]
    body = []
    for row in ours.itertuples():
        known = pd.notna(row.estimate) and pd.notna(row.ci_low)
        interval = between(row.ci_low, row.ci_high, lang) if known else MISSING
        body.append(
            [
                outcome(of, row.test, lang),
                say(row.model, lang),
                str(row.n),
                number(row.estimate, 2, lang),
                number(row.std_error, 2, lang),
                interval,
                p_value(row.p_value, lang),
            ]
        )
    return heads("tab-models", lang), body


def influence(of, rows, lang):
    def with_p(row):
        below = f"{p_equation(row.p_value, lang)}; n = {row.n}"
        return joined(number(row.estimate, 2, lang), below)

    body = []
    for test, group in rows.groupby("test", sort=False):
        single = group[group.kind == "one"]
        worst = single.loc[single.cooks_distance.idxmax()]
        whole = only(group, kind="all")
        ends = int((~single.claimed).sum())
        count = f"{ends} of {whole.n}" if lang == "en" else f"{ends}/{whole.n}"
        named = [with_p(row) for row in group[group.kind == "named"].itertuples()]
        cook = f"{of.known.province(worst.omitted)} ({number(worst.cooks_distance, 2, lang)})"
        body.append(
            [
                outcome(of, test, lang),
                with_p(whole),
                between(single.estimate.min(), single.estimate.max(), lang),
                *(named or [MISSING]),
                count if whole.claimed else MISSING,
                cook,
            ]
        )
    return heads("tab-influence", lang), body


def panel(of, rows, lang):
    kinds = ("panel_lag", "panel_lead", "mundlak_between", "mundlak_difference")
    body = [
        [
            of.known.short(row.outcome, lang),
            say(row.model, lang),
            row.years,
            str(row.n),
            joined(number(row.estimate, 2, lang), between(row.ci_low, row.ci_high, lang)),
            p_value(row.p_value, lang),
            number(row.detectable, 2, lang),
        ]
        for row in rows[rows.model.isin(kinds)].itertuples()
    ]
    return heads("tab-panel", lang), body


def convergence(of, rows, lang):
    body = [
        [
            of.known.short(row.indicator, lang),
            f"{row.first}-{row.last}",
            str(row.n),
            joined(number(row.beta, 2, lang), between(row.ci_low, row.ci_high, lang)),
            number(row.beta_noise, 2, lang),
            joined(number(row.spread_ratio, 2, lang), between(row.ratio_low, row.ratio_high, lang)),
        ]
        for row in rows.itertuples()
    ]
    return heads("tab-convergence", lang), body


def space(of, rows, lang):
    def name(row):
        if row.kind == "index":
            return of.known.short(row.variable, lang)
        tested = of.known.register("tests", "test").at[row.variable, "outcome"]
        rest = {"en": "residuals", "vi": "phần dư"}[lang]
        return f"{of.known.short(tested, lang)}, {rest}"

    body = [
        [name(row), str(row.n), number(row.morans_i, 2, lang), p_value(row.p_value, lang)]
        for row in rows.itertuples()
    ]
    return heads("tab-space", lang), body


def components(of, rows, lang):
    body = [
        [
            of.known.short(row.part, lang),
            joined(number(row.share, 2, lang), between(row.ci_low, row.ci_high, lang)),
            number(row.vif, 1, lang),
        ]
        for row in rows.sort_values("share", ascending=False).itertuples()
    ]
    return heads("tab-components", lang), body


def partial(of, rows, lang):
    word = {"en": " and ", "vi": " và "}[lang]
    body = [
        [
            word.join(of.known.short(name, lang) for name in (row.one, row.other)),
            number(row.raw, 2, lang),
            joined(number(row.partial, 2, lang), between(row.ci_low, row.ci_high, lang)),
            p_value(row.p_adjusted, lang),
        ]
        for row in rows.itertuples()
    ]
    return heads("tab-partial", lang), body


def bounds(of, rows, lang):
    drawn = of.csv("imputations").query("model == 'pair'").set_index(["outcome", "predictor"])
    word = {"en": " and ", "vi": " và "}[lang]
    kinds = ("scores", "changes", "regional ranks", "means")

    def ends(low, high):
        return number(low, 2, lang) if high - low < 5e-4 else between(low, high, lang)

    def narrowed(row):
        used = [say(kind, lang) for kind in str(row.used).split(";") if kind in kinds]
        return joined(ends(row.low_side, row.high_side), listed(used, lang)) if used else MISSING

    def imputed(row):
        if (row.outcome, row.predictor) not in drawn.index:
            return MISSING
        own = drawn.loc[(row.outcome, row.predictor)]
        return joined(number(own.estimate, 2, lang), between(own.low, own.high, lang))

    body = [
        [
            word.join(of.known.short(name, lang) for name in (row.outcome, row.predictor)),
            f"{row.population}",
            f"{row.n}",
            number(row.estimate, 2, lang),
            ends(row.low, row.high),
            narrowed(row),
            imputed(row),
            p_value(row.p_bound, lang),
        ]
        for row in rows.itertuples()
    ]
    return heads("tab-bounds", lang), body


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
        for name in sorted(ours.entity.unique())
    ]
    return head, body


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
    used = [*HEADLINE, "grdp_per_capita", "urban_share"]
    ours = rows[rows.indicator.isin(used)].sort_values(
        ["n", "indicator", "measure"], ascending=[False, True, True]
    )
    body = []
    for row in ours.itertuples():
        codes = row.missing.split(";") if isinstance(row.missing, str) else []
        assert len(codes) == 63 - row.n
        names = listed([of.known.province(code) for code in codes], lang)
        many = {"en": f"{len(codes)} of 63", "vi": f"{len(codes)}/63"}[lang]
        body.append(
            [
                joined(of.known.short(row.indicator, lang), of.known.label(row.indicator, lang)),
                say(row.measure, lang),
                *(str(one) for one in (row.n, row.printed, row.derived, row.unsettled)),
                str(row.bounded),
                many if len(codes) > 6 else names,
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


def quantity(row, lang):
    """Return a figure with its unit, as precisely as it was printed."""
    text = plain(row.value, lang)
    if row.unit in ("percent", "million"):
        text += {"percent": ("%", "%"), "million": (" million", " triệu")}[row.unit][
            LANGUAGES.index(lang)
        ]
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


RULES = {
    "tab-flow": flow,
    "tab-dimensions": dimensions,
    "tab-multiplicity": multiplicity,
    "tab-primary": primary,
    "tab-associations": associations,
    "tab-bounds": bounds,
    "tab-overlap": overlap,
    "tab-missing": missing,
    "tab-models": models,
    "tab-influence": influence,
    "tab-panel": panel,
    "tab-convergence": convergence,
    "tab-space": space,
    "tab-components": components,
    "tab-partial": partial,
    "tab-claims": claims,
    "tab-coverage": coverage,
    "tab-conflicts": conflicts,
    "tab-national": national,
    "tab-ministries-history": history,
}
"""Table -> what its CSV makes of it: heads and rows in a language."""


def rule(id):
    """Return the rule of a table; lists of ministries are many."""
    if id in RULES:
        return RULES[id]
    found = re.fullmatch(r"tab-ministries-(.+?)(?:-(with|without)-services)?", id)
    kind = {None: "all", "with": "yes", "without": "no"}[found[2]]
    name = found[1].replace("-", "_")
    return lambda of, rows, lang: ministries(of, rows, lang, name, kind)


def differences(table, of, lang, offered=None):
    """Say where a table differs from what its CSV makes of it."""
    rows = frame(offered or of.folder / table.offered)
    try:
        head, body = rule(table.id)(of, rows, lang)
    except (AttributeError, LookupError, NameError, ValueError, AssertionError, TypeError) as error:
        return [f"{table.id}: {table.offered} is not its CSV ({error!r})"]
    return unequal(table, head, body)


def unequal(table, head, body):
    """Compare a table cell by cell with heads and rows."""
    found = [] if list(table.head) == head else [f"{table.id}: {list(table.head)} is not {head}"]
    if len(body) != len(table.rows):
        found.append(f"{table.id}: {len(table.rows)} rows, the CSV has {len(body)}")
    for place, (there, wanted) in enumerate(zip(table.rows, body, strict=False), 1):
        if list(there) != wanted:
            found.append(f"{table.id}, row {place}: {list(there)} is not {wanted}")
    return found
