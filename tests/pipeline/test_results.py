"""The results of a year are read when they are asked for, and a wrong name is an error."""

import pytest

from pardx.errors import UsageError
from pardx.pipeline.results import YearResults


def test_a_table_is_read_once_and_only_when_it_is_asked_for():
    read = []
    results = YearResults(lambda name: read.append(name) or name.upper())
    assert read == []
    assert [results["models"], results["models"]] == ["MODELS", "MODELS"]
    assert read == ["models"]


def test_a_name_that_no_step_saves_is_an_error_with_the_nearest_one():
    with pytest.raises(UsageError, match=r"'model'; did you mean models\?"):
        YearResults(str)["model"]
