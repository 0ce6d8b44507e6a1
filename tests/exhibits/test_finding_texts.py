"""The texts of findings call only an association one, and print n, interval and p."""

import pytest

from pardx.exhibits.language import messages

CLAIMS = {"en": "are associated", "vi": "có tương quan"}


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_only_associations_are_called_so_and_each_prints_n_and_interval(lang):
    texts = messages()
    for kind in ("positive", "negative", "none"):
        text = texts[f"findings.{kind}"][lang]
        assert (CLAIMS[lang] in text) == (kind != "none")
        assert all(part in text for part in ("{n}", "{low}", "{high}", "{p}"))
    assert CLAIMS[lang] not in texts["findings.too_few"][lang]
