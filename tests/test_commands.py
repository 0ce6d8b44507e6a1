"""Commands and their exit status: 2 for usage, 1 for data."""

import pytest

from pardx.commands import main
from pardx.pipeline.driver import Make
from pardx.pipeline.inputs import keep, kept
from pardx.pipeline.parameters import Options, Parameters
from pardx.pipeline.records import Step


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "unknown command ''"),
        (["reprot"], "unknown command 'reprot'; did you mean report?"),
        (["report", "2022"], "write a parameter as NAME=VALUE, not '2022'"),
        (["report", "YEAR=1999"], "no data for YEAR=1999; did you mean 2006?"),
        (["report", "YEAR=2202"], "no data for YEAR=2202; did you mean 2022?"),
        (["report", "YAER=2022"], "unknown parameter YAER; did you mean YEAR?"),
        (["report", "YEAR="], "YEAR is missing"),
        (["reports", "PROVINCE=92"], "make reports takes no PROVINCE"),
        (["brief", "YEAR=2022"], "PROVINCE is missing: make brief YEAR=2022"),
        (["docx", "YEAR=2022"], "PROVINCE is missing: make docx YEAR=2022"),
    ],
)
def test_wrong_usage_exits_2_with_the_way_out(arguments, told, capsys, monkeypatch):
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"pardx: {told}")
    assert printed.out == ""


def test_a_variable_of_make_that_nobody_reads_is_refused(capsys, monkeypatch):
    monkeypatch.setenv("MAKEFLAGS", "w -- YAER=2021 YEAR=2022")
    monkeypatch.setenv("YAER", "2021")
    assert main(["report", "YEAR=2022"]) == 2
    assert "unknown parameter YAER; did you mean YEAR?" in capsys.readouterr().err


def test_what_is_of_no_year_leaves_seed_and_draws_as_they_are(small_project):
    keep({"draws": "SEED=2022\nDRAWS=199\n"}, small_project)
    Make(small_project, Parameters(), Options()).run([])
    assert kept("draws", small_project) == "SEED=2022\nDRAWS=199\n"
    assert Step("site").record(small_project).exists()
