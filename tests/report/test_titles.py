"""Titles state findings: the numbers in them are counted here anew, from the files they rest on."""

import html
import re

import pandas as pd
import pytest


def reconciled(data):
    figures = data("conflicts").groupby(["level", "entity", "indicator", "measure"])
    return [int(figures.value_used.first().notna().sum()), figures.ngroups]


COUNTS = {
    "tab-conflicts": reconciled,
}
"""Exhibit of 2022 -> the numbers its title must name, beside the year."""


def title_of(path, exhibit):
    """Return the title of a table or figure on a page, without its number."""
    page = path.read_text("utf-8")
    caption = re.search(rf'id="{exhibit}-caption">.*?<strong class="title">(.*?)</strong>', page)
    return html.unescape(caption[1])


@pytest.mark.parametrize("suffix", ["", ".vi"], ids=["en", "vi"])
@pytest.mark.parametrize("exhibit", COUNTS)
def test_a_title_counts_what_its_table_holds(built, exhibit, suffix):
    folder = built.report(2022)
    title = title_of(folder / f"sources{suffix}.html", exhibit)
    counted = title.replace("không chứa 0", "").replace("nhóm 5 địa phương", "")
    said = [int(number) for number in re.findall(r"\d+", counted)]
    wanted = COUNTS[exhibit](lambda name: pd.read_csv(folder / "data" / f"{name}.csv"))
    assert sorted(one for one in said if one != 2022) == sorted(wanted)


SHORT = {"par_index": "PAR INDEX", "sipas": "SIPAS", "pci_total": "PCI"}
SHORT |= {"papi_d5_admin_procedures": "D5", "papi_d8_egovernance": "D8"}


def associated(data):
    """Name the outcomes of registered tests that are clear in a sample that can tell."""
    primary = data("associations").query(
        "role == 'primary' and method == 'spearman' and weights == 'none' and n >= 31"
    )
    clear = (primary.ci_low * primary.ci_high > 0) & (primary.p_adjusted < 0.05)
    return {*primary.outcome[clear]}


def held(data):
    controlled = data("models").query("model == 'controls' and predictor == 'dti_total'")
    return {*controlled.outcome[controlled.ci_low * controlled.ci_high > 0]}


def alike(data):
    moran = data("moran").query("kind == 'index' and p_value < 0.05")
    return {*moran.variable} & {*SHORT}


def firm(data):
    single = data("influence").query("kind == 'one'")
    return {*single.groupby("outcome").claimed.all().loc[lambda all_: all_].index}


NAMED = {
    "tab-associations": associated,
    "fig-coefficients": held,
    "tab-space": alike,
    "tab-influence": firm,
}
"""Exhibit of 2022 -> the indices its title must name, and no others."""


@pytest.mark.parametrize("suffix", ["", ".vi"], ids=["en", "vi"])
@pytest.mark.parametrize("exhibit", NAMED)
def test_a_title_names_what_its_table_holds_and_counts_no_p_values(built, exhibit, suffix):
    folder = built.report(2022)
    title = title_of(folder / f"academic{suffix}.html", exhibit)
    wanted = NAMED[exhibit](lambda name: pd.read_csv(folder / "data" / f"{name}.csv"))
    assert {name for name, short in SHORT.items() if short in title} == wanted
    assert wanted
