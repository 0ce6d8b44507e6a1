"""The results of a year are read when they are asked for, and a wrong name is an error."""

import pytest

from pardx.errors import UsageError
from pardx.pipeline.driver import Make
from pardx.pipeline.parameters import Options, Parameters
from pardx.pipeline.records import Step
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


def test_a_step_that_never_ran_is_not_marked_as_current(small_project, monkeypatch):
    """Fault: a step that came with a new Makefile during a run got an empty record."""
    run, new = Step("40_report", 2022), Step("41_academic", 2022)
    maker = Make(small_project, Parameters(YEAR=2022), Options())
    run.record(small_project).parent.mkdir(parents=True)
    run.record(small_project).write_text("{}", "utf-8")
    planned = {"older": [run], "new": [run, new], "nothing": []}
    for name, steps in planned.items():
        monkeypatch.setattr(Make, "_plan", lambda self, wanted, steps=steps: steps)
        assert maker._is_older([run]) is (name == "older")
