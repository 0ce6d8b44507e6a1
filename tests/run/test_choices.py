"""Parameters are checked by name and value, and a wrong one is told what is near."""

import unicodedata

import pytest

from pardx.data.catalogue import load_catalogue
from pardx.errors import UsageError
from pardx.run.choices import (
    choose_indicator,
    choose_province,
    choose_source,
    expect,
)


@pytest.mark.parametrize(
    "text",
    ["Cần Thơ", "can tho", "CAN-THO", "92", "TP. Cần Thơ", unicodedata.normalize("NFD", "Cần Thơ")],
)
def test_a_province_by_name_or_code(small_project, text):
    assert choose_province(text, small_project) == "92"


@pytest.mark.parametrize("text", ["../../etc/passwd", "99", "'; drop", "", "x" * 10_000, "\0"])
def test_no_province_is_named_back(small_project, text):
    with pytest.raises(UsageError, match="unknown PROVINCE=") as caught:
        choose_province(text, small_project)
    assert len(str(caught.value)) < 200


def test_the_nearest_is_guessed(small_project):
    catalogue = load_catalogue(small_project)
    with pytest.raises(UsageError, match=r"did you mean Cần Thơ\?"):
        choose_province("Cantoh", small_project)
    with pytest.raises(UsageError, match=r"did you mean sipas\?"):
        choose_indicator("sipsa", catalogue)
    with pytest.raises(UsageError, match="a new source is one line of data/raw/sources.csv"):
        choose_source("nobody", catalogue)


def test_names_are_checked_before_values():
    with pytest.raises(UsageError, match=r"unknown parameter YAER; did you mean YEAR\?"):
        expect({"YAER": "2022"}, ["YEAR"])
    with pytest.raises(UsageError, match="FROM and TO missing"):
        expect({}, ["FROM", "TO"])
    assert expect({"YEAR": " 2022 "}, ["YEAR"], optional=["SEED"]) == {"YEAR": "2022"}
