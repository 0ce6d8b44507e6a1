"""Who gained and who lost places, beside the band of usual fluctuation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin, prose, sentence
from pardx.stats.rank_sets import Band, noise_band

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 12
"""Most provinces drawn in each direction."""

BASIS = {
    "simulated": N_("simulated with an assumed standard error of the survey"),
    "convention": N_("by convention: no standard error is known"),
}


def movers_figures(
    movers: pd.DataFrame,
    noise: pd.DataFrame,
    indices: list[str],
    dictionary: Dictionary,
    year: int,
) -> list[Exhibit]:
    """Draw the largest gains and losses of rank, index by index, or say why none is drawn.

    A change across a change of method is never drawn.

    Parameters
    ----------
    movers : DataFrame
        One row per province and index.
    noise : DataFrame
        The band of usual fluctuation of each index.
    indices : list of str
        The indices drawn, as far as changes are known.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """
    changes = {name: movers[movers.indicator == name] for name in indices}
    known = {name: ours for name, ours in changes.items() if len(ours)}
    if not known:
        return [
            sentence(
                "no-movers",
                N_(
                    "No change in rank can be given for {year}: the ranks of this year or of the "
                    "year before were not collected."
                ),
                year=year,
            )
        ]
    broken = [name for name in known if len(dictionary.breaks_into(name, year))]
    figures = [
        _movers_figure(ours, noise, dictionary, year)
        for name, ours in known.items()
        if name not in broken
    ]
    return [*figures, *([_not_comparable(broken, dictionary, year)] if broken else [])]


def _not_comparable(indices: list[str], dictionary: Dictionary, year: int) -> Exhibit:
    """Say for which indices no change is drawn because the method changed."""
    return prose(
        "not-comparable",
        lambda lang: [
            lang(
                "Changes in rank on {indices} are not shown: the method changed in {year}, so "
                "places gained or lost since {before} are neither progress nor decline.",
                indices=lang.listed([dictionary.short(name, lang.code) for name in indices]),
                year=year,
                before=year - 1,
            )
        ],
    )


def _movers_figure(
    ours: pd.DataFrame, noise: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit:
    indicator = ours.indicator.iloc[0]
    band = noise_band(noise, indicator)
    return figure(
        f"fig-movers-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw(drawn(ours, band.places), band.places, dictionary, lang),
        words=lambda lang: movers_words(ours, band, dictionary, year, lang),
        origin=origin("movers.csv", dictionary, indicator),
    )


def drawn(ours: pd.DataFrame, band: int) -> pd.DataFrame:
    """Pick what is drawn: changes of ``band`` places or more, at most :data:`SHOWN` each way.

    Where none is as large, the three largest each way.
    """
    beyond = ours[ours.rank_change.abs() >= band]
    if beyond.empty:
        return ours if len(ours) <= 6 else pd.concat([ours.head(3), ours.tail(3)])
    gains, losses = beyond[beyond.rank_change > 0], beyond[beyond.rank_change < 0]
    return pd.concat([gains.head(SHOWN), losses.tail(SHOWN)])


def movers_words(
    ours: pd.DataFrame, band: Band, dictionary: Dictionary, year: int, lang: Language
) -> Words:
    """Title, caption, alternative text and notes of the changes on one index."""
    indicator = ours.indicator.iloc[0]
    beyond = int((ours.rank_change.abs() >= band.places).sum())
    shown = drawn(ours, band.places)
    facts = {
        "index": dictionary.short(indicator, lang.code),
        "year": year,
        "before": year - 1,
        "n": len(ours),
        "places": FRAMES[dictionary.level_of(year)],
        "beyond": beyond,
        "within": len(ours) - beyond,
        "shown": len(shown),
        "noise": band.places,
        "basis": lang(BASIS[band.basis]),
        "each": "; ".join(
            lang(
                "{province} {change} ({before} to {rank})",
                province=row.province,
                change=lang.signed(row.rank_change),
                before=f"{row.rank_before:.0f}",
                rank=f"{row.rank:.0f}",
            )
            for row in shown.itertuples()
        ),
    }
    notes = [
        lang(
            "A change of fewer than {noise} places is treated as usual fluctuation "
            "({basis}) and shown only if nothing larger exists: {within} of {n} provinces.",
            **facts,
        )
    ]
    if not shown.quality.isin(PRINTED).all():
        notes.append(lang("Hollow marks: the rank is calculated, or the sources disagree (C, X)."))
    if len(shown) < beyond:
        notes.append(
            lang(
                "Shown: the {shown} largest of {beyond} changes beyond that; the CSV has all.",
                **facts,
            )
        )
    return Words(
        lang("{index}: {beyond} of {n} provinces gained or lost {noise} places or more", **facts),
        lang(
            "Places gained (right) or lost (left) on {index}, {before} to {year}; grey: "
            "usual fluctuation; n = {n} of {places}",
            **facts,
        ),
        lang(
            "Change in rank on {index}, {before} to {year}. {each}. Usual fluctuation, "
            "fewer than {noise} places: {within} provinces.",
            **facts,
        ),
        notes=tuple(notes),
    )


def _draw(shown: pd.DataFrame, band: int, dictionary: Dictionary, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(4.4, 0.25 * len(shown) + 0.75)
    reach = max(20, band, shown.rank_change.abs().max())
    ax.axvspan(1 - band, band - 1, color=style.colours().band, linewidth=0, zorder=0)
    ax.axvline(0, color=style.colours().context, linewidth=0.8)
    for y, row in enumerate(shown.itertuples()):
        _lollipop(ax, y, row, lang)
    ax.set(xlim=(-reach * 1.75, reach * 1.75), ylim=(len(shown) - 0.4, -0.6), yticks=[])
    step = 20 if reach > 25 else 10
    ax.set_xticks(range(-step * int(reach // step), int(reach) + 1, step))
    ax.xaxis.set_major_formatter(lambda value, _: lang.signed(value))
    index = shown.indicator.iloc[0]
    unit = dictionary.difference(index, lang.code, measure="rank")
    name = dictionary.short(index, lang.code)
    ax.set_xlabel(lang("{index}: change in rank ({unit})", index=name, unit=unit))
    ax.spines["left"].set_visible(False)
    return drawing


def _lollipop(ax: Axes, y: int, row: NamedTuple, lang: Language) -> None:
    """Draw one change; the name is on the other side of zero, the figures at its end."""
    side = 1 if row.rank_change > 0 else -1
    colour = style.colours().subject if side > 0 else style.colours().contrast
    face = colour if row.quality in PRINTED else style.colours().paper
    mark = "o" if side > 0 else "s"
    ax.hlines(y, 0, row.rank_change, color=colour, linewidth=1.8)
    ax.plot(row.rank_change, y, mark, color=colour, markerfacecolor=face, markersize=5.5)
    label = lang(
        "{change}, now {rank}", change=lang.signed(row.rank_change), rank=f"{row.rank:.0f}"
    )
    near, far = ("left", "right") if side > 0 else ("right", "left")
    offsets = {"textcoords": "offset points", "va": "center", "fontsize": 9}
    ax.annotate(label, (row.rank_change, y), xytext=(6 * side, 0), ha=near, **offsets)
    ax.annotate(row.province, (0, y), xytext=(-4 * side, 0), ha=far, **offsets)
