"""What the CSV of a table of estimates makes of it; see ``page_rules.py``."""

import pandas as pd
from reading import LANGUAGES, MISSING, between, listed, number, p_equation, p_value
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
                estimate(whole if whole.n == same.n else same, lang),
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
