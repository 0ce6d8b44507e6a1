"""The texts of findings call only an association one, and print n, interval and p."""

import pytest

from pardx.language import LANGUAGES, Language
from pardx.report.findings import FINDING

CLAIMS = {"en": "tend to rank", "vi": "thường"}
NAMES = ("outcome", "n", "estimate", "low", "high", "p", "most", "least", "largest", "places")
FILLED = {name: f"<{name}>" for name in NAMES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_only_associations_are_called_so_and_each_prints_n_and_interval(code):
    lang = Language(code)
    for kind in ("positive", "negative", "none", "cannot_tell", "too_wide"):
        text = lang(FINDING[kind], **FILLED)
        assert (CLAIMS[code] in text) == (kind in ("positive", "negative"))
        assert all(part in text for part in ("<n>", "<low>", "<high>", "<p>"))
    assert CLAIMS[code] not in lang(FINDING["too_few"], **FILLED)


@pytest.mark.parametrize("kind", FINDING)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_methods_print_each_sentence(root, kind, code):
    said = Language(code)(FINDING[kind], **{name: f"{{{name}}}" for name in FILLED})
    assert said in (root / "docs" / "methods.md").read_text("utf-8")
