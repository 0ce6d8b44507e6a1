"""No page of any kind shows a hole, a plural of one, or a p-value of zero."""

import re

import pytest
from reading import tree

NEVER = {
    "hole": r"\b(?:nan|NaN|NaT|inf)\b|\{[a-z_]+\}",
    "plural of one": r"(?<![\d.,])1 (?:provinces|places|sources|documents|models)\b",
    "one of one": r"\b(?:1 of the 1|0 of the 1|All 1)\b",
    "p of zero": r"\bp = 0[.,]0+(?!\d)",
    "no commit": r"\b(?:version|commit|phiên bản) unknown\b",
    "span of one year": r"\b(\d{4})[-–]\1\b",
}
CODE = ("pre", "code", "script", "style", "math")


@pytest.mark.parametrize("fault", NEVER)
def test_pages_of_every_year_and_kind_are_without_it(site, fault):
    found = []
    pages = sorted((site.root / "reports").rglob("*.html"))
    pages = [path for path in pages if path.parent.name != "docs"]
    assert len(pages) > 40
    for path in pages:
        page = tree(path)
        for part in page(CODE):
            part.decompose()
        text = page.get_text(" ", strip=True)
        found += [
            f"{path.relative_to(site.root)}: {text[max(0, hit.start() - 60) : hit.end() + 30]}"
            for hit in re.finditer(NEVER[fault], text)
        ]
    assert not found, "\n".join(found[:20])
