"""How DTI moves with the reform indices: scatter grid, intervals, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.analysis.association import PREDICTOR
from pardx.analysis.regression import CONTROLS
from pardx.exhibits import style
from pardx.exhibits.exhibit import Exhibit, Words, figure, prose
from pardx.exhibits.findings import estimated, nothing_to_draw
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 3
"""A panel with fewer points than this is not drawn."""


def associations(material: Material) -> list[Exhibit]:
    """Show the year's associations as figure and table, or say why there are none."""
    if not (_spearman(material).n >= FEW).any():
        return [nothing_to_draw(material, PREDICTOR)]
    return [scatter_grid(material), associations_table(material)]


def regressions(material: Material) -> list[Exhibit]:
    """Show the year's regressions as figure and table, or say why there are none."""
    if material.models.empty:
        return [prose("no-models", lambda lang: [lang("missing.models", year=material.year)])]
    return [interval_plot(material), models_table(material)]


def scatter_grid(material: Material) -> Exhibit:
    """Draw the rank on DTI against the rank on each outcome, one panel each."""
    spearman = _spearman(material)
    shown = spearman[spearman.n >= FEW]
    return figure(
        "fig-relations",
        draw=lambda lang: _draw_grid(material, shown, lang),
        words=lambda lang: _grid_words(material, shown, lang),
        origin=material.origin("associations.csv", PREDICTOR, *shown.outcome),
    )


def _spearman(material: Material) -> pd.DataFrame:
    return material.associations.query("method == 'spearman' and overlap == 'raw'")


def _grid_words(material: Material, shown: pd.DataFrame, lang: Language) -> Words:
    each = [
        f"{material.short(row.outcome, lang.code)}: {coefficient(row, lang)}"
        for row in shown.itertuples()
    ]
    clear = int(((shown.ci_low > 0) | (shown.ci_high < 0)).sum())
    facts = {"clear": clear, "total": len(shown), "year": material.year, "each": "; ".join(each)}
    return Words(
        *(lang(f"relations.{part}", **facts) for part in ("title", "subtitle", "alt")),
        notes=(lang("relations.note"),),
    )


def coefficient(row: NamedTuple, lang: Language) -> str:
    """Write a Spearman coefficient with its interval and n, or that n is too small."""
    if pd.isna(row.estimate):
        return lang("relations.too_few", n=row.n)
    numbers = {
        name: lang.number(getattr(row, name), 2) for name in ("estimate", "ci_low", "ci_high")
    }
    return lang("relations.coefficient", n=row.n, **numbers)


def _draw_grid(material: Material, shown: pd.DataFrame, lang: Language) -> Figure:
    rows = -(-len(shown) // 2)
    drawing, axes = style.canvas(4.8, 2.35 * rows + 0.3, rows, 2, sharex=True, sharey=True)
    for ax in axes.flat[len(shown) :]:
        ax.axis("off")
    for ax, row in zip(axes.flat, shown.itertuples(), strict=False):
        _scatter(ax, material, row, lang)
    drawing.supxlabel(lang("relations.axis_x"), fontsize=9)
    drawing.supylabel(lang("relations.axis_y"), fontsize=9)
    return drawing


def _scatter(ax: Axes, material: Material, row: NamedTuple, lang: Language) -> None:
    import seaborn as sns

    x, y = f"{PREDICTOR}_rank", f"{row.outcome}_rank"
    sns.scatterplot(
        data=material.ranking, x=x, y=y, ax=ax, s=18, color=style.SUBJECT, alpha=0.7, linewidth=0
    )
    ax.set_title(
        f"{material.short(row.outcome, lang.code)}\n{coefficient(row, lang)}",
        fontsize=7.5,
        loc="left",
    )
    ticks = [63, 45, 30, 15, 1]
    ax.set(xlim=(65, -1), ylim=(65, -1), xlabel="", ylabel="", xticks=ticks, yticks=ticks)


def interval_plot(material: Material) -> Exhibit:
    """Draw the DTI coefficient of each regression with its interval."""
    rows = material.models.query("predictor == @PREDICTOR")
    return figure(
        "fig-coefficients",
        draw=lambda lang: _draw_intervals(material, rows, lang),
        words=lambda lang: _interval_words(material, rows, lang),
        origin=material.origin("models.csv", PREDICTOR, *dict.fromkeys(rows.outcome)),
    )


def _interval_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    controlled = rows.query("model == 'controls'")
    clear = int(((controlled.ci_low > 0) | (controlled.ci_high < 0)).sum())
    each = [
        f"{material.short(row.outcome, lang.code)}, {lang(f'models.{row.model}')}: "
        + coefficient(row, lang)
        for row in rows.itertuples()
    ]
    facts = {
        "clear": clear,
        "total": len(controlled),
        "year": material.year,
        "each": "; ".join(each),
    }
    return Words(
        *(lang(f"coefficients.{part}", **facts) for part in ("title", "subtitle", "alt")),
        notes=(lang("coefficients.note"),),
    )


def _draw_intervals(material: Material, rows: pd.DataFrame, lang: Language) -> Figure:
    outcomes = list(dict.fromkeys(rows.outcome))
    drawing, axes = style.canvas(4.8, 0.62 * len(outcomes) + 1.1)
    ax = axes[0, 0]
    looks = {
        "bivariate": (style.CONTEXT, "white", -0.14),
        "controls": (style.SUBJECT, style.SUBJECT, 0.14),
    }
    for model, (line, fill, shift) in looks.items():
        part = rows[rows.model == model]
        y = [outcomes.index(name) + shift for name in part.outcome]
        ax.hlines(y, part.ci_low, part.ci_high, color=line, linewidth=1.6)
        ax.plot(
            part.estimate,
            y,
            "o",
            color=line,
            markerfacecolor=fill,
            markersize=5.5,
            label=lang(f"models.{model}"),
        )
    ax.axvline(0, color=style.INK, linewidth=0.8)
    ax.set_yticks(range(len(outcomes)), [material.short(name, lang.code) for name in outcomes])
    ax.invert_yaxis()
    ax.set_xlabel(lang("coefficients.axis"))
    ax.xaxis.set_major_formatter(lambda value, _: lang.number(value, 1))
    drawing.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=8)
    return drawing


def associations_table(material: Material) -> Exhibit:
    """Print every association with n, interval and p-values."""
    return table(
        "tab-associations",
        sheet=lambda lang: _associations_sheet(material, lang),
        words=lambda lang: Words(
            lang("associations.title", year=material.year),
            lang("associations.subtitle"),
            notes=(lang("associations.note"),),
        ),
        origin=material.origin("associations.csv", PREDICTOR, *material.associations.outcome),
    )


def _associations_sheet(material: Material, lang: Language) -> Sheet:
    parts = ("outcome", "method", "n", "estimate", "interval", "p", "adjusted")
    rows = tuple(
        _association_row(material, row, lang) for row in material.associations.itertuples()
    )
    return Sheet(
        tuple(lang(f"associations.{part}") for part in parts), rows, frozenset({2, 3, 4, 5, 6})
    )


def _association_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(material.short(row.outcome, lang.code)),
        Cell(lang(f"method.{row.method}")),
        Cell(str(row.n)),
        numeral(lang, row.estimate, 2),
        interval_cell(row, lang),
        numeral(lang, row.p_value, 3),
        numeral(lang, row.p_adjusted, 3),
    )


def interval_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of a 95 % interval, or of the reason why there is none."""
    if not estimated(row):
        return Cell(lang("relations.too_few", n=row.n))
    low, high = lang.number(row.ci_low, 2), lang.number(row.ci_high, 2)
    return Cell(lang("associations.from_to", low=low, high=high))


def models_table(material: Material) -> Exhibit:
    """Print the regressions' coefficients with HC3 errors; region effects are in the CSV."""
    rows = material.models[material.models.predictor.isin([PREDICTOR, *CONTROLS])]
    return table(
        "tab-models",
        sheet=lambda lang: _models_sheet(material, rows, lang),
        words=lambda lang: Words(
            lang("models.title", year=material.year),
            lang("models.subtitle"),
            notes=(lang("models.note", controls=", ".join(rows.controls.unique())),),
        ),
        origin=material.origin("models.csv", PREDICTOR, *dict.fromkeys(rows.outcome)),
    )


def _models_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    parts = ("outcome", "model", "predictor", "n", "estimate", "error", "interval", "p")
    return Sheet(
        tuple(lang(f"models.head.{part}") for part in parts),
        tuple(
            (
                Cell(material.short(row.outcome, lang.code)),
                Cell(lang(f"models.{row.model}")),
                Cell(_term(material, row.predictor, lang)),
                Cell(str(row.n)),
                numeral(lang, row.estimate, 2),
                numeral(lang, row.std_error, 2),
                interval_cell(row, lang),
                numeral(lang, row.p_value, 3),
            )
            for row in rows.itertuples()
        ),
        frozenset({3, 4, 5, 6, 7}),
    )


def _term(material: Material, predictor: str, lang: Language) -> str:
    if predictor == PREDICTOR:
        return material.short(PREDICTOR, lang.code)
    return lang(f"models.term.{predictor}")
