"""What the briefs of a year share is gathered once, and is what each would gather itself."""

import os
import pickle
import shutil
from dataclasses import fields

import pandas as pd
import pytest

from pardx.analysis.brief import facts
from pardx.analysis.brief_evidence import Evidence
from pardx.errors import PardxError
from pardx.exhibits.brief_facts import facts_table
from pardx.run.brief_evidence import gather, keep_evidence
from pardx.run.brief_files import kept_evidence
from pardx.run.context import RunContext
from pardx.run.jobs import Job, changes, used_code
from pardx.run.parameters import Parameters
from pardx.run.pipeline import make_report
from pardx.run.tables import RUN

YEAR = Parameters(2022, DRAWS=199)


@pytest.fixture
def spoilt(site, tmp_path):
    """Return a copy of the tables of the shared project, its kept evidence torn."""
    for folder in ("processed", "report"):
        shutil.copytree(getattr(site, folder)(2022), getattr(type(site)(tmp_path), folder)(2022))
    for place in ("data/raw", "data/catalogue", "data/processed/2021"):
        shutil.copytree(site.root / place, tmp_path / place)
    copy = type(site)(tmp_path)
    kept_evidence(copy, YEAR).write_bytes(b"torn")
    return copy


@pytest.mark.parametrize("code", ["01", "92", "96"])
def test_what_is_kept_tells_the_facts_that_are_gathered(site, code):
    kept = pickle.loads(kept_evidence(site, YEAR).read_bytes())
    told = [facts_table(facts(evidence, code)) for evidence in (kept, gather(site, 2022))]
    pd.testing.assert_frame_equal(*told, check_exact=True)


def test_what_all_provinces_share_is_worked_out_before_it_is_kept(site):
    kept = pickle.loads(kept_evidence(site, YEAR).read_bytes())
    before = set(vars(kept))
    facts(kept, "92")
    assert set(vars(kept)) == before > {field.name for field in fields(Evidence)}


def test_a_notebook_of_a_run_takes_what_is_kept(spoilt, monkeypatch):
    monkeypatch.setenv(RUN, "yes")
    with pytest.raises(pickle.UnpicklingError):
        _ = RunContext(YEAR, spoilt).evidence


def test_a_notebook_by_hand_does_not_trust_what_is_kept(spoilt, monkeypatch):
    monkeypatch.delenv(RUN, raising=False)
    assert len(RunContext(YEAR, spoilt).evidence.panel) == 63


def test_briefs_wait_for_what_they_share(site):
    brief = Job.of("brief", Parameters(2022, DRAWS=199, PROVINCE="92"))
    evidence = Job.of("evidence", YEAR)
    assert [*brief.needs(site)] == [evidence]
    assert kept_evidence(site, YEAR) in brief.inputs(site)
    assert changes(evidence, site) == []
    assert {"analysis/means.py", "data/catalogue.py"} <= set(used_code(evidence, site))


def test_evidence_that_cannot_be_gathered_is_told_in_its_words(spoilt):
    (spoilt.catalogue / "units.csv").write_text("unit\n")
    with pytest.raises(
        PardxError, match=r"data/catalogue/units.csv:1: .*line 1 names each of unit"
    ):
        keep_evidence(spoilt, YEAR)
    assert kept_evidence(spoilt, YEAR).read_bytes() == b"torn"


def test_evidence_is_gathered_by_the_code_as_it_is_now(spoilt, monkeypatch):
    monkeypatch.setattr("pardx.run.brief_evidence.gather", None)  # as a driver imported it
    keep_evidence(spoilt, YEAR)
    assert pickle.loads(kept_evidence(spoilt, YEAR).read_bytes()).year == 2022


def test_nothing_that_is_run_by_hand_after_a_run_counts_as_its_part(copied):
    year = Parameters(2006, DRAWS=199)
    copied.executed(2006, "national").unlink()
    assert make_report(year, copied, print)
    assert RUN not in os.environ
