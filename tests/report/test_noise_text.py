"""What clustered samples do to the ranks of the paper: figures from the results, both languages."""

import pandas as pd
import pytest

from pardx.report.rank_certainty import noise_text

D5 = "papi_d5_admin_procedures"
NOISE = pd.DataFrame(
    {"indicator": [D5], "n": [62], "std_error": [0.093], "band": [28], "basis": ["simulated"]}
)
SETS = pd.DataFrame({"indicator": [D5] * 2, "low": [1, 2], "high": [56, 57]})
EFFECTS = pd.DataFrame(
    {
        "indicator": [D5] * 2,
        "design_effect": [1.0, 3.0],
        "reliability": [0.8104, 0.4313],
        "width": [55.5, 62.0],
        "band": [28, 41],
        "first": [2021, 2021],
        "beta_noise": [-0.1336, -0.4009],
    }
)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["3 times", "be 0.43 instead of 0.81", "62 places or more instead of 56"]),
        ("en", ["41 places instead of 28", "since 2021", "−0.40 instead of −0.13"]),
        ("vi", ["gấp 3 lần", "còn 0,43 thay vì 0,81", "từ 62 bậc trở lên thay vì 56"]),
        ("vi", ["41 bậc thay vì 28", "từ năm 2021", "−0,40 thay vì −0,13"]),
    ],
)
def test_the_paper_says_what_a_design_effect_does(dictionary, lang, said):
    html = noise_text(SETS, NOISE, pd.DataFrame(), EFFECTS, dictionary).written(lang).html
    for one in said:
        assert one in html


def test_a_regime_of_one_year_says_nothing_of_convergence(dictionary):
    effects = EFFECTS.assign(beta_noise=float("nan"))
    html = noise_text(SETS, NOISE, pd.DataFrame(), effects, dictionary).written("en").html
    assert "0.43 instead of 0.81" in html
    assert "convergence" not in html
