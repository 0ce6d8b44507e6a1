"""A language that is not translated yet speaks English, never Vietnamese."""

from types import SimpleNamespace

import pytest

from pardx.language import Language
from pardx.report.press_table import claim_columns


@pytest.mark.parametrize(("code", "said"), [("en", "It led"), ("vi", "Đứng đầu"), ("fr", "It led")])
def test_a_claim_is_in_english_until_it_is_translated(dictionary, code, said):
    row = SimpleNamespace(
        claim="It led",
        claim_vi="Đứng đầu",
        unit="rank",
        value_claimed=1.0,
        value_data=1.0,
        verdict="consistent",
        reason="agrees",
        source_id="",
    )
    assert claim_columns(dictionary)[0].cell(row, Language(code)).text == said
