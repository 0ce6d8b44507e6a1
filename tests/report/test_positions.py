"""Where units stand: quarters of the places, and of PAPI its own groups."""

import pandas as pd
import pytest

from pardx.data.geography import provinces
from pardx.language import Language
from pardx.report.positions import Standings
from pardx.settings import settings
from pardx.stats.describe import RANKED
from pardx.stats.published import groups

NONE = pd.DataFrame(columns=["gso_code", "indicator", "unit", "lower", "upper"])


@pytest.mark.parametrize(
    ("known", "sizes"), [(63, [16, 16, 15, 16]), (61, [16, 15, 15, 15]), (60, [15, 15, 15, 15])]
)
def test_groups_of_papi_on_the_page_are_those_that_papi_forms(dictionary, known, sizes):
    """Fault: of 63 provinces the page had 16, 16, 16 and 15, PAPI has 16, 16, 15 and 16."""
    table = provinces(dictionary.project)[["name_vi", "region6_vi"]].reset_index(names="gso_code")
    table = table.set_axis(["gso_code", "province", "region"], axis=1)
    columns = [f"{name}_{part}" for name in settings().headline for part in RANKED]
    table = table.reindex(columns=[*table.columns, *columns])
    score = pd.Series(range(known, 0, -1), dtype=float).reindex(table.index)
    for name in ("papi_d8_egovernance", "par_index"):
        table[f"{name}_score"], table[f"{name}_rank"] = score, score.rank(ascending=False)
        table[f"{name}_places"] = known
    papi, ranked = (
        next(one for one in Standings(table, NONE, dictionary, 2020).indices if one.name == name)
        for name in ("papi_d8_egovernance", "par_index")
    )
    assert papi.units.quarter.value_counts().sort_index().tolist() == sizes
    assert papi.units.quarter.tolist()[:known] == groups(score).tolist()[:known]
    first = next(papi.units.itertuples())
    assert papi.group(first, Language("en")) == "High"
    assert papi.rank(first, Language("en")) == "High"
    assert ranked.units.quarter.notna().sum() == known
