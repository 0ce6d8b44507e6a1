"""What stands in each section of the yearly report, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pardx.report import aggregate_series as nationwide
from pardx.report import (
    coverage,
    findings,
    maps,
    not_estimated,
    over_years,
    relations,
    robustness,
)
from pardx.report import glance as year_glance
from pardx.report import ministries as ministry_lists
from pardx.report import movers as rank_changes
from pardx.report import press_table as press_claims
from pardx.report import ranking as all_provinces
from pardx.report import regions as by_region

if TYPE_CHECKING:
    import pandas as pd

    from pardx.report.exhibit import Exhibit
    from pardx.report.material import Material


def dateline(material: Material) -> Exhibit:
    """Say under the title which year this is."""
    return findings.dateline(material)


def opening(material: Material) -> list[Exhibit]:
    """Give the findings with their intervals, what is known, and what changed in the method."""
    return [findings.findings(material), findings.method_changes(material)]


def glance(material: Material) -> list[Exhibit]:
    """Give means and their chain, groups of PAR INDEX, first and last places."""
    return year_glance.glance(material)


def ranking(material: Material) -> list[Exhibit]:
    """Show all 63 provinces in a table, then on tile maps."""
    return [all_provinces.ranking_table(material), *maps.tile_maps(material)]


def movers(material: Material) -> list[Exhibit]:
    """Show changes in rank beside their noise, and the six regions."""
    return [*rank_changes.movers(material), *by_region.regions(material)]


def relation(material: Material) -> list[Exhibit]:
    """Say what could be found, what was found, and what is left with controls."""
    found = [*relations.associations(material), *relations.regressions(material)]
    return [findings.power(material), *found]


def firmness(material: Material) -> list[Exhibit]:
    """Show every specification, influence and checks; panels, neighbours, sure ranks; gaps."""
    shown = [*robustness.robustness(material), *over_years.over_years(material)]
    return [*shown, *not_estimated.not_estimated(material)]


def national(material: Material) -> list[Exhibit]:
    """Show digital government nationwide, each series with its period and definition."""
    return nationwide.overview(material)


def ministries(material: Material) -> list[Exhibit]:
    """Print the year's lists of ministries."""
    return ministry_lists.overview(material)


def claims(material: Material) -> list[Exhibit]:
    """Hold what the press said against what the data say."""
    return [press_claims.claims_table(material)]


def closing(material: Material, observations: pd.DataFrame) -> list[Exhibit]:
    """Say coverage, contradictions and how they were settled, sources, how to make it again."""
    known = [coverage.coverage_table(material), coverage.conflicts_table(material)]
    return [*known, coverage.sources_list(material, observations), coverage.reproduce(material)]
