"""The year at a glance keeps its columns however little is known."""

import pandas as pd

from pardx.data.dictionary import load_dictionary
from pardx.data.geography import provinces
from pardx.project import Project
from pardx.stats import describe


def test_a_year_of_ranks_alone_has_no_row_and_all_columns():
    project = Project.here()
    panel = provinces(project)[["name_vi", "region6_vi"]].set_axis(["province", "region"], axis=1)
    panel = panel.assign(par_index_rank=float("nan"), par_index_rank_quality=None)
    panel.loc["31", ["par_index_rank", "par_index_rank_quality"]] = [1.0, "B"]
    values = pd.DataFrame(
        {
            "indicator": ["par_index"],
            "measure": ["rank"],
            "entity": ["Hải Phòng"],
            "period": [""],
            "year": [2024],
            "value": [1.0],
            "level": ["province"],
        }
    )
    table = describe.ranking(panel, None)
    found = describe.glance(values, table, None, dictionary=load_dictionary(project))
    assert found.empty
    assert {"indicator", "mean", "mean_change", "n_scores", "first"} <= {*found.columns}
