"""A language that is not translated yet speaks English, never Vietnamese."""

from types import SimpleNamespace

import pytest

from pardx.exhibits.claims import _claim
from pardx.language import Language


@pytest.mark.parametrize(("code", "said"), [("en", "It led"), ("vi", "Đứng đầu"), ("fr", "It led")])
def test_a_claim_is_told_in_english_until_it_is_translated(ground, code, said):
    material = SimpleNamespace(catalogue=ground.catalogue, links=lambda sources: ())
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
    assert _claim(material, row, Language(code))[0].text == said
