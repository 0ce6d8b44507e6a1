"""Over the years, across borders, and between indices: panel, convergence, space, ranks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from pardx.analysis.panel import PREDICTOR
from pardx.analysis.rank_sets import noise_band
from pardx.exhibits import chosen
from pardx.exhibits.exhibit import Exhibit, Words, prose
from pardx.exhibits.findings import leaving_out_zero
from pardx.exhibits.language import Language
from pardx.exhibits.links import partial_figure, ranks_figure
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, p_cell, table
from pardx.settings import settings

PANEL_MODELS = ("panel_lag", "panel_lead", "mundlak_between", "mundlak_difference")
Row = Callable[[NamedTuple, Language], tuple[Cell, ...]]


def over_years(material: Material) -> list[Exhibit]:
    """Show panel models, convergence, space, ranks and partial correlations, as far as known."""
    makers = (
        panel_table,
        convergence_table,
        space_table,
        ranks_text,
        ranks_figure,
        components_table,
        partial_figure,
        partial_table,
    )
    shown = [exhibit for make in makers if (exhibit := make(material)) is not None]
    return shown or [prose("no-panel", lambda lang: [lang("panel.none", year=material.year)])]


def interval(row: NamedTuple, lang: Language, estimate: float) -> Cell:
    """Make a cell of an estimate with its interval below."""
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    return Cell(lang.number(estimate, 2), lang("panel.from_to", low=low, high=high), estimate)


def _table(
    texts: str,
    material: Material,
    rows: pd.DataFrame,
    *,
    make_row: Row,
    heads: tuple[str, ...],
    facts: Callable[[Language], dict[str, object]],
    csv: str,
    indicators: list[str],
    words: int = 1,
    title: str = "title",
) -> Exhibit:
    """Make one of this room's tables.

    Its texts are ``texts`` with ``title``, ``subtitle``, ``note`` and ``head....`` filled in;
    its first ``words`` columns are text, the others numbers. ``title`` may name another text.
    """
    return table(
        f"tab-{texts.split('.')[0]}",
        sheet=lambda lang: Sheet(
            tuple(lang(texts.format(f"head.{head}")) for head in heads),
            tuple(make_row(row, lang) for row in rows.itertuples()),
            frozenset(range(words, len(heads))),
        ),
        words=lambda lang: Words(
            lang(texts.format(title), **facts(lang)),
            lang(texts.format("subtitle"), **facts(lang)),
            notes=(lang(texts.format("note"), **facts(lang)),),
        ),
        origin=material.origin(csv, *indicators),
    )


def panel_table(material: Material) -> Exhibit | None:
    """Print lag, lead placebo and between-province coefficients by outcome and regime."""
    rows = material.models[material.models.model.isin(PANEL_MODELS)]
    if rows.empty:
        return None
    lag = rows[rows.model == "panel_lag"]

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        return (
            Cell(material.short(row.outcome, lang.code)),
            Cell(lang(f"panel.{row.model}")),
            Cell(str(row.years)),
            Cell(str(row.n)),
            interval(row, lang, row.estimate),
            p_cell(lang, row.p_value),
            numeral(lang, row.detectable, 2),
        )

    return _table(
        "panel.{}",
        material,
        rows,
        make_row=make_row,
        csv="models.csv",
        words=3,
        heads=("outcome", "model", "years", "n", "estimate", "p", "detectable"),
        facts=lambda lang: {
            "clear": leaving_out_zero(lag),
            "total": len(lag),
            "index": material.short(PREDICTOR, lang.code),
            "name": material.catalogue.label(PREDICTOR, lang.code),
            "errors": chosen.errors(lag, lang),
        },
        indicators=[PREDICTOR, *dict.fromkeys(rows.outcome)],
    )


def convergence_table(material: Material) -> Exhibit | None:
    """Print beta and sigma convergence inside each regime."""
    rows = material.further["convergence"]
    if rows.empty:
        return None
    known = rows.dropna(subset=["beta_noise"])
    beyond = known[known.ci_high < known.beta_noise]
    narrower = rows[rows.ratio_high < 1]
    one = f".{'closer' if len(narrower) else 'apart'}" if len(rows) == 1 else ""

    def facts(lang: Language) -> dict[str, object]:
        counts = {"narrower": len(narrower), "beyond": len(beyond), "total": len(rows)}
        noise = lang(
            f"convergence.noise.{'known' if len(known) else 'unknown'}", **counts, known=len(known)
        )
        index = material.short(rows.indicator.iloc[0], lang.code)
        fitted = material.models[material.models.model == "convergence_beta"]
        errors = chosen.errors(fitted, lang)
        return counts | {"known": len(known), "noise": noise, "index": index, "errors": errors}

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        ratio = lang(
            "panel.from_to", low=lang.number(row.ratio_low, 2), high=lang.number(row.ratio_high, 2)
        )
        return (
            Cell(material.short(row.indicator, lang.code)),
            Cell(f"{row.first}-{row.last}"),
            Cell(str(row.n)),
            interval(row, lang, row.beta),
            numeral(lang, row.beta_noise, 2),
            Cell(lang.number(row.spread_ratio, 2), ratio, float(row.spread_ratio)),
        )

    return _table(
        "convergence.{}",
        material,
        rows,
        make_row=make_row,
        csv="convergence.csv",
        words=2,
        heads=("index", "years", "n", "beta", "noise", "ratio"),
        facts=facts,
        indicators=list(dict.fromkeys(rows.indicator)),
        title=f"title{one}",
    )


def space_table(material: Material) -> Exhibit | None:
    """Print Moran's I of indices and residuals."""
    rows = material.further["moran"]
    indices = rows[rows.kind == "index"]
    if indices.empty:
        return None
    outcomes = dict(zip(material.associations.test, material.associations.outcome, strict=True))

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        name = row.variable if row.kind == "index" else outcomes[row.variable]
        return (
            Cell(lang(f"space.{row.kind}", index=material.short(name, lang.code))),
            Cell(str(row.n)),
            numeral(lang, row.morans_i, 2),
            p_cell(lang, row.p_value),
        )

    left = rows[rows.kind == "residuals"]
    facts = {
        "alike": int((indices.p_value < 0.05).sum()),
        "total": len(indices),
        "left": int((left.p_value < 0.05).sum()),
        "models": len(left),
    }
    said = "left" if len(left) else "unfitted"
    one = f".{'alike' if facts['alike'] else 'unlike'}" if len(indices) == 1 else ""

    def all_facts(lang: Language) -> dict[str, object]:
        index = material.short(indices.variable.iloc[0], lang.code)
        return facts | {"residuals": lang(f"space.{said}", **facts), "index": index}

    return _table(
        "space.{}",
        material,
        rows,
        make_row=make_row,
        csv="moran.csv",
        heads=("variable", "n", "moran", "p"),
        facts=all_facts,
        indicators=list(indices.variable),
        title=f"title{one}",
    )


def ranks_text(material: Material) -> Exhibit | None:
    """Say how sure ranks are and which change of rank is noise."""
    sets, bands = material.further["rank_sets"], material.further["noise"]
    simulated = bands[bands.basis == "simulated"]
    if simulated.empty:
        return None

    def write(lang: Language) -> list[str]:
        sentences = [
            lang(
                "ranks.band",
                index=material.short(row.indicator, lang.code),
                band=noise_band(bands, row.indicator).places,
                width=lang.number(_width(sets, row.indicator)),
                n=row.n,
                error=lang.number(row.std_error, 2),
            )
            for row in simulated.itertuples()
        ]
        return [" ".join([*sentences, _assumed(lang), _weights(material, lang)])]

    return prose("rank-certainty", write)


def _assumed(lang: Language) -> str:
    """Say what the assumed errors of ranks rest on."""
    noise = settings().noise
    kind = "simple" if noise.design_effect == 1 else "clustered"
    sample = lang(f"ranks.sample.{kind}", effect=lang.printed(noise.design_effect))
    spread = lang.printed(noise.scale_over_spread)
    return lang("ranks.note", convention=noise.convention, spread=spread, sample=sample)


def _width(sets: pd.DataFrame, indicator: str) -> float:
    own = sets[sets.indicator == indicator]
    return float((own.high - own.low + 1).median())


def _weights(material: Material, lang: Language) -> str:
    ranges = material.further["weight_ranges"]
    if ranges.empty:
        return ""
    swing = lang.printed(100 * settings().noise.weight_swing)
    moved = (ranges.weight_high - ranges.weight_low).median()
    return lang("ranks.weights", places=lang.number(moved, 0), n=len(ranges), swing=swing)


def components_table(material: Material) -> Exhibit | None:
    """Print which dimensions of PAPI carry its association with DTI."""
    rows = material.further["components"]
    if rows.empty:
        return None
    rows = rows.sort_values("share", ascending=False)
    largest = rows.iloc[0]

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        return (
            Cell(material.short(row.part, lang.code)),
            interval(row, lang, row.share),
            numeral(lang, row.vif, 1),
        )

    def facts(lang: Language) -> dict[str, object]:
        return {
            "part": material.short(largest.part, lang.code),
            "share": lang.number(largest.share / largest.r_squared * 100),
            "r_squared": lang.number(largest.r_squared, 2),
            "n": int(largest.n),
        }

    return _table(
        "components.{}",
        material,
        rows,
        make_row=make_row,
        csv="components.csv",
        heads=("part", "share", "vif"),
        facts=facts,
        indicators=list(rows.part),
    )


def partial_table(material: Material) -> Exhibit | None:
    """Print which pairs of indices move together given all others."""
    rows = material.further["partial"]
    if rows.empty:
        return None
    clear = int((rows.p_adjusted < 0.05).sum())
    facts = {"clear": clear, "total": len(rows), "n": int(rows.n.iloc[0])}

    def make_row(row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
        names = [material.short(name, lang.code) for name in (row.one, row.other)]
        return (
            Cell(lang("overlap.pair", one=names[0], other=names[1])),
            numeral(lang, row.raw, 2),
            interval(row, lang, row.partial),
            p_cell(lang, row.p_adjusted),
        )

    return _table(
        "partial.{}",
        material,
        rows,
        make_row=make_row,
        csv="partial.csv",
        heads=("pair", "raw", "partial", "adjusted"),
        facts=lambda lang: facts | {"held": chosen.controls(material, settings().held, lang)},
        indicators=list(dict.fromkeys([*rows.one, *rows.other])),
    )
