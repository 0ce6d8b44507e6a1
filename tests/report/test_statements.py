"""A statement that several houses make is one row, with all of them."""

import pandas as pd

from pardx.report.press_table import statements


def claim(source, said, verdict, value=1.0):
    return {
        "claim_id": f"{source}-{said}",
        "claim": said,
        "source_id": source,
        "locator": f"par. of {source}",
        "verdict": verdict,
        "value_claimed": value,
        "value_data": float("nan"),
    }


def test_equal_claims_share_a_row_and_contradicted_ones_come_first():
    claims = pd.DataFrame(
        [
            claim("a", "X leads", "consistent"),
            claim("b", "Y is last", "contradicted"),
            claim("c", "X leads", "consistent"),
            claim("d", "X leads", "consistent", value=2.0),
        ]
    )
    found = statements(claims)
    assert found.claim.to_list() == ["Y is last", "X leads", "X leads"]
    assert found.source_id.to_list() == ["b", "a;c", "d"]
