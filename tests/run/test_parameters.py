"""A wrong parameter stops before anything runs and is told what is right."""

import pytest

from pardx.errors import UsageError
from pardx.run.context import RunContext
from pardx.run.parameters import Parameters

YEARS = "years with data: 2006, 2007, 2008"


@pytest.fixture
def refuse(checkout_project):
    def refuse(**given):
        with pytest.raises(UsageError) as caught:
            Parameters.from_mapping(given, checkout_project)
        return str(caught.value)

    return refuse


def test_text_and_numbers_are_taken_alike(checkout_project):
    as_text = Parameters.from_mapping({"YEAR": "2022", "DRAWS": " 199 "}, checkout_project)
    assert as_text == Parameters.from_mapping({"YEAR": 2022, "DRAWS": 199}, checkout_project)
    assert (as_text.YEAR, as_text.DRAWS, as_text.SEED) == (2022, 199, 2022)


def test_every_year_with_a_table_is_valid(checkout_project):
    assert checkout_project.years() == list(range(2006, 2024))
    for year in checkout_project.years():
        assert year == Parameters.from_mapping({"YEAR": year}, checkout_project).YEAR


@pytest.mark.parametrize(("name", "meant"), [("YAER", "YEAR"), ("year", "YEAR"), ("Seeds", "SEED")])
def test_a_misspelt_name_is_told_the_nearest(refuse, name, meant):
    assert f"unknown parameter {name}; did you mean {meant}? (known: YEAR" in refuse(**{name: 2022})


def test_a_strange_name_is_told_the_known_ones(refuse):
    assert refuse(YEAR=2022, COLOUR="red").startswith("unknown parameter COLOUR (known: YEAR, SEED")


@pytest.mark.parametrize(
    "value", ["2022.0", 2022.5, "-2022", "", "twenty", None, True, [2022], "２０２２", "2022;ls"]
)
def test_a_year_is_a_whole_number(refuse, value):
    assert refuse(YEAR=value) == f"YEAR must be a whole number, not {value!r}"


def test_a_year_without_data_is_told_the_valid_years_and_the_nearest(refuse):
    assert refuse(YEAR=2032).startswith("no data for YEAR=2032; did you mean 20")
    assert YEARS in refuse(YEAR=2032)
    assert refuse(YEAR=1066).startswith(f"no data for YEAR=1066; {YEARS}")


def test_the_year_is_needed_and_draws_are_positive(refuse):
    assert refuse().startswith(f"YEAR is missing; {YEARS}")
    assert refuse(YEAR=2022, DRAWS=0) == "DRAWS must be at least 1, not 0"


def test_a_notebook_finds_a_stray_variable_among_its_own(checkout_project, monkeypatch):
    monkeypatch.setenv("PARDX_ROOT", str(checkout_project.root))
    own = {"In": [], "Out": {}, "get_ipython": print, "_hidden": 1, "RunContext": RunContext}
    assert RunContext.from_parameters({**own, "YEAR": 2022}).year == 2022
    with pytest.raises(UsageError, match="unknown parameter YAER; did you mean YEAR"):
        RunContext.from_parameters({**own, "YEAR": 2022, "YAER": 2021})
