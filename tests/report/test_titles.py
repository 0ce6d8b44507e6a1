"""Titles state findings: the numbers in them are counted here anew, from the files they rest on."""

import html
import re

import pandas as pd
import pytest

from pardx.report.regressions import FURTHER
from pardx.settings import settings


def every_rank(data):
    ranks = data("ranking").filter(regex="_rank$")
    return [int(ranks.notna().all(axis=1).sum()), 63]


def often_first(data):
    extremes = data("extremes")
    first = extremes[extremes.end == "top"].drop_duplicates(["gso_code", "indicator"])
    return [int((first.gso_code.value_counts() >= 2).sum())]


def plain(data):
    """Pick the Spearman coefficients without weights, each test once."""
    rows = data("associations")
    return rows[(rows.method == "spearman") & (rows.weights == "none") & (rows["sample"] == "all")]


def associated(data):
    primary = plain(data).query("role == 'primary'")
    clear = (primary.ci_low * primary.ci_high > 0) & (primary.p_adjusted < 0.05)
    return [int(clear.sum()), len(primary)]


def apart(data):
    free = plain(data).query("overlap == 'removed'").dropna(subset="estimate")
    return [int((free.ci_low * free.ci_high > 0).sum()), len(free)]


def below_five_percent(data):
    models = data("models")
    listed = models.model.isin([*settings().model_sets, *FURTHER])
    shown = models[(models.predictor == "dti_total") & listed]
    return [5, int((shown.p_value < 0.05).sum()), int(shown.estimate.notna().sum())]


def reconciled(data):
    figures = data("conflicts").groupby(["level", "entity", "indicator", "measure"])
    return [int(figures.value_used.first().notna().sum()), figures.ngroups]


COUNTS = {
    "tab-ranking": every_rank,
    "tab-extremes": often_first,
    "tab-associations": associated,
    "tab-overlap": apart,
    "tab-models": below_five_percent,
    "tab-conflicts": reconciled,
}
"""Exhibit of 2022 -> the numbers its title must name, beside the year."""


@pytest.mark.parametrize("suffix", ["", ".vi"], ids=["en", "vi"])
@pytest.mark.parametrize("exhibit", COUNTS)
def test_a_title_counts_what_its_table_holds(built, exhibit, suffix):
    folder = built.report(2022)
    page = (folder / f"academic{suffix}.html").read_text("utf-8")
    title = re.search(rf'id="{exhibit}-caption"><strong class="title">(.*?)</strong>', page)[1]
    counted = html.unescape(title).replace("không chứa 0", "").replace("nhóm 5 địa phương", "")
    said = [int(number) for number in re.findall(r"\d+", counted)]
    wanted = COUNTS[exhibit](lambda name: pd.read_csv(folder / "data" / f"{name}.csv"))
    assert sorted(one for one in said if one != 2022) == sorted(wanted)
