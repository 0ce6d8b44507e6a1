"""Whole data sets: made of the repository's own rows, with faults planted, in every shape."""

import json

import pandas as pd
import pytest

from pardx.errors import PardxError, UsageError
from pardx.importing.command import import_table
from pardx.importing.soundness import misplaced

SOURCE = "baotintuc-vn-d98230"


@pytest.fixture(scope="module")
def truth(cleaned_year):
    """Return PCI of 2020 and 2021 by province, complete, as the repository has it."""
    frames = []
    for year in (2020, 2021):
        panel = cleaned_year(year).panel[["province", "pci_total_score", "pci_total_rank"]]
        frames.append(panel.assign(year=year))
    every = pd.concat(frames).reset_index(drop=True)
    every = every.rename(columns={"pci_total_score": "pci", "pci_total_rank": "pci_rank"})
    return every[["year", "province", "pci", "pci_rank"]]


@pytest.fixture
def run(small_project, tmp_path):
    def run(frame, form="csv", **given):
        path = tmp_path / f"set.{form}"
        if form == "csv":
            frame.to_csv(path, index=False)
        elif form == "xlsx":
            frame.to_excel(path, index=False)
        elif form == "parquet":
            frame.to_parquet(path, index=False)
        else:
            path.write_text(json.dumps(json.loads(frame.to_json(orient="records"))), "utf-8")
        asked = {"FILE": str(path), "SOURCE": SOURCE, "WRITE": "yes"} | given
        lines, error = [], ""
        try:
            for line in import_table(asked, small_project):
                lines.append(line)
        except PardxError as raised:
            error = str(raised)
        return "\n".join(lines), error

    return run


def written(project, indicator, measure):
    found = {}
    for path in sorted(project.raw.glob("20*/*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        ours = rows[(rows.indicator == indicator) & (rows.measure == measure)]
        year = int(path.parent.name)
        found |= {(year, n): float(v) for n, v in zip(ours.entity, ours.value, strict=True)}
    return found


def expected(frame, column):
    known = frame[frame[column].notna()]
    return dict(zip(zip(known.year, known.province, strict=True), known[column], strict=True))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
def test_a_long_frame_goes_in_whole_from_every_format(run, truth, small_project, form):
    said, error = run(truth, form)
    assert error == ""
    figures = truth[["pci", "pci_rank"]].notna().sum().sum()
    assert "refused 0" in said
    assert f"matched {figures}: {figures} new, 0 confirms, 0 contradicts" in said
    for column, measure in (("pci", "score"), ("pci_rank", "rank")):
        assert written(small_project, "pci_total", measure) == pytest.approx(
            expected(truth, column)
        )


def test_a_wide_frame_and_one_row_per_figure_say_the_same(run, truth, small_project):
    wide = truth.pivot(index="province", columns="year", values=["pci", "pci_rank"])
    wide.columns = [f"{name}_{year}" for name, year in wide.columns]
    said, error = run(wide.reset_index())
    assert error == ""
    first = written(small_project, "pci_total", "rank")
    assert first == expected(truth, "pci_rank")
    tidy = truth.melt(["year", "province"], var_name="indicator").dropna()
    tidy["indicator"] = tidy.indicator.replace(
        {"pci": "pci_total score", "pci_rank": "pci_total rank"}
    )
    said, error = run(tidy)
    assert error == ""
    assert "All of it is there already" in said


def test_what_confirms_and_what_contradicts_is_counted_and_listed(
    run, truth, print_table, small_project
):
    other = "seed-000-f18718"
    row = truth[(truth.year == 2021)].iloc[0]
    name, score = row.province, row.pci
    print_table(
        2021,
        "pci",
        f"province,{name},pci_total,score,{score + 1:.2f},score 0-100,,{other},0,",
        f"province,{name},pci_total,rank,{row.pci_rank:.0f},rank,,{other},0,",
    )
    said, error = run(truth)
    assert error == ""
    assert "1 confirms, 1 contradicts" in said
    line = f"  2021 {name} pci_total score: {score:.10g} in {SOURCE}, {score + 1:.2f} in {other}"
    assert line in said


def at(frame, place=0):
    """Say which row is changed: one with score and rank known."""
    return frame.index == frame.dropna().index[place]


PLANTED = {
    "a rank given twice": (
        lambda f: f.pci_rank.mask(at(f), f.pci_rank[at(f, 1)].iloc[0]),
        "pci_rank",
        "units have rank",
    ),
    "a rank beyond the list": (
        lambda f: f.pci_rank.mask(at(f), 70),
        "pci_rank",
        "is not within 1 to 63",
    ),
    "a score out of order": (
        lambda f: f.pci.mask(at(f), f.pci.min() - 1),
        "pci",
        "does not follow the rank",
    ),
    "a score beyond the scale": (
        lambda f: f.pci.mask(at(f), 780),
        "pci",
        "780.0 is not within 0 to 100",
    ),
    "a name misspelt": (
        lambda f: f.province.mask(at(f), "Sài Gòn Mới"),
        "province",
        "is no known province",
    ),
    "a word": (
        lambda f: f.pci.astype(object).mask(at(f), "tốt"),
        "pci",
        "'tốt' is no value",
    ),
    "a year": (
        lambda f: f.year.astype(object).mask(at(f), "MMXX"),
        "year",
        "'MMXX' is no year",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_refused_and_no_wrong_figure_is_written(run, truth, small_project, name):
    change, column, reason = PLANTED[name]
    said, error = run(truth.assign(**{column: change(truth)}))
    assert reason in said
    assert "are refused (listed above); nothing was written" in error
    assert not [*small_project.raw.glob("20*")]
    said, error = run(truth.assign(**{column: change(truth)}), SKIP="refused")
    assert error == ""
    for measure, truly in (("score", "pci"), ("rank", "pci_rank")):
        right = expected(truth, truly)
        found = written(small_project, "pci_total", measure)
        assert found.items() <= right.items()
        assert len(found) >= len(right) - 3


@pytest.fixture
def hub(truth):
    """Return the shape of a data set on a hub: an index, its rank, and the parts of its score."""
    year = (
        truth[truth.year == 2021]
        .dropna()
        .rename(columns={"pci": "par_index", "pci_rank": "par_rank"})
    )
    half = (year.par_index * 0.8).round(2)
    return year.assign(score_moha=half, score_survey=(year.par_index - half).round(2))


def test_the_parts_of_a_total_are_recognised_and_one_that_does_not_add_up_is_refused(
    run, hub, small_project
):
    said, error = run(hub)
    assert error == ""
    assert "'par_index' is held against score_moha + score_survey" in said
    assert "column E 'score_moha': not recognised" in said
    said, error = run(
        hub.assign(score_survey=hub.score_survey.mask(hub.index == hub.index[5], 1.0))
    )
    assert "not the sum of score_moha + score_survey" in said
    assert "1 figures are refused" in error


def test_columns_are_named_by_map(run, hub, small_project):
    said, error = run(
        hub,
        MAP="score_moha=par_appraisal_points,score_survey=par_leader_survey_points:score:points",
    )
    assert error == ""
    assert "column E 'score_moha': par_appraisal_points value" in said
    assert len(written(small_project, "par_appraisal_points", "score")) == len(hub)
    for wrong, message in [
        ("score_mohu=par_index", "did you mean score_moha"),
        ("score_moha=par_indx", "did you mean par_index"),
        ("score_moha=par_index:mean", "holds a score or a rank, not 'mean'"),
    ]:
        assert message in run(hub, MAP=wrong)[1]


def test_ministries_stand_beside_provinces(run, small_project):
    frame = pd.DataFrame(
        {
            "year": 2022,
            "entity": ["Hà Nội", "Bộ Nội vụ", "Cả nước"],
            "par_index": [89.58, 90.1, 84.79],
        }
    )
    said, error = run(frame)
    assert error == ""
    assert "row 4 'Cả nước': a mean or total" in said
    assert written(small_project, "par_index", "score") == {
        (2022, "Hà Nội"): 89.58,
        (2022, "Bộ Nội vụ"): 90.1,
    }


def test_what_is_not_recognised_is_asked_for(run):
    assert "no column is headed as province" in run(pd.DataFrame({"x": [1, 2], "y": [1, 2]}))[1]
    frame = pd.DataFrame({"year": [2022, 2022], "province": ["Hà Nội", "Huế"], "zeta": [1, 2]})
    assert "MAP='heading=indicator'" in run(frame)[1]
    with pytest.raises(AssertionError):
        assert run(frame, INDICATOR="par_indx")[1] == ""
    assert "did you mean par_index" in run(frame, INDICATOR="par_indx")[1]


def test_ranks_and_scores_of_a_list():
    names = [f"u{n}" for n in range(10)]
    ranks = {name: n for n, name in enumerate(names, 1)}
    scores = {name: 100.0 - n for n, name in enumerate(names)}
    assert misplaced(ranks, scores, 10, rising=False) == {}
    tied = misplaced(ranks | {"u3": 3}, {}, 10, rising=False)
    assert tied == {}, "a tie that skips the next rank is a tie"
    assert set(misplaced(ranks | {"u3": 3}, scores, 10, rising=False)) == {"u2", "u3"}
    assert set(misplaced(ranks | {"u3": 9}, {}, 10, rising=False)) >= {"u3", "u8"}
    assert set(misplaced(ranks, scores | {"u4": 1.0}, 10, rising=False)) == {"u4"}
    assert (
        "another index"
        in misplaced(
            ranks,
            dict(zip(names, scores.values(), strict=True))
            | {n: float(i) for i, n in enumerate(names)},
            10,
            rising=False,
        )["u0"]
    )
    assert "rank 11 is beyond" in misplaced(ranks | {"u3": 11}, {}, 10, rising=False)["u3"]


HARD = {
    "names": "".join(f"2022,Hà Nôi {n},9{n % 10}.5,{n}\n" for n in range(30_000)),
    "years": "".join(f"{n},Hà Nội,9{n % 10}.5,{n}\n" for n in range(35_000)),
    "figures": "2022,Hà Nội,91.5,3\n" * 40_000,
    "words": "2022,Hà Nội,x,y\n" * 45_000,
}


@pytest.mark.parametrize("name", HARD)
def test_no_data_set_takes_long(small_project, tmp_path, name):
    import time

    path = tmp_path / "t.csv"
    path.write_text(f"year,province,par_index,par_rank\n{HARD[name]}", "utf-8")
    assert path.stat().st_size < 1_300_000
    began = time.process_time()
    with pytest.raises(PardxError):
        asked = {"FILE": str(path), "SOURCE": SOURCE, "WRITE": "yes"}
        list(import_table(asked, small_project))
        raise PardxError
    assert time.process_time() - began < 5


@pytest.mark.parametrize(("said", "value"), [(".", 1234.0), (",", 1.234)])
def test_decimals_that_read_in_two_ways_are_asked_for(run, small_project, said, value):
    frame = pd.DataFrame({"year": [2021], "province": ["Cần Thơ"], "population": ["1,234"]})
    _, error = run(frame, MAP="population=population")
    assert "'1,234' is 1234 or 1.234; fix: say DECIMAL=, or DECIMAL=." in error
    assert (2021, "Cần Thơ") not in written(small_project, "population", "value")
    run(frame, MAP="population=population", DECIMAL=said)
    assert written(small_project, "population", "value")[2021, "Cần Thơ"] == value


def test_a_data_set_takes_no_layout_options(run, truth):
    assert "SKIP=refused leaves the refused out" in run(truth, SKIP="3-4")[1]
    with pytest.raises(UsageError):
        raise UsageError(run(truth, LEVEL="commune")[1])


@pytest.fixture
def snapshots():
    """Index 766 on two days: what it is depends on the day."""
    rows = [
        (2025, "to 2025-08-25", "Đồng Nai", 85.75, 3),
        (2025, "to 2025-08-25", "Lào Cai", 84.1, 6),
        (2025, "to 2025-08-29", "Đồng Nai", 86.13, 4),
        (2025, "to 2025-08-29", "Lào Cai", 86.97, 1),
    ]
    return pd.DataFrame(rows, columns=["year", "period", "province", "index766", "rank"])


AS_766 = "index766=service_index_766:score;rank=service_index_766:rank"


def test_a_column_of_periods_keeps_figures_of_two_days_apart(run, snapshots, small_project):
    said, error = run(snapshots, MAP=AS_766, LEVEL="unit34")
    assert error == ""
    assert "column B 'period': period" in said
    path = small_project.raw / "2025" / "digital_services.csv"
    rows = pd.read_csv(path, dtype=str).set_index(["period", "entity", "measure"]).value
    assert len(rows) == 8
    assert rows["to 2025-08-25", "Đồng Nai", "score"] == "85.75"
    assert rows["to 2025-08-29", "Đồng Nai", "rank"] == "4"


def test_a_period_said_once_is_that_of_every_row_of_one_year(run, snapshots, small_project):
    one = snapshots[snapshots.period == "to 2025-08-29"].drop(columns="period")
    _, error = run(one, MAP=AS_766, LEVEL="unit34", PERIOD="to 2025-08-29")
    assert error == ""
    path = small_project.raw / "2025" / "digital_services.csv"
    assert {*pd.read_csv(path, dtype=str).period} == {"to 2025-08-29"}


@pytest.mark.parametrize(
    ("given", "change", "says"),
    [
        ({"PERIOD": "to 2025-08-29"}, {"year": [2024, 2025]}, "says of 2 years what can"),
        ({"PERIOD": "29/08/2025"}, {}, "'29/08/2025' is no period"),
        ({"PERIOD": "2025-13"}, {}, "'2025-13' is no period"),
        ({"LEVEL": "unit34"}, {}, "worth nothing without its date"),
    ],
)
def test_a_period_that_cannot_be_is_refused(run, snapshots, small_project, given, change, says):
    one = snapshots[snapshots.period == "to 2025-08-29"].drop(columns="period").assign(**change)
    said, error = run(one, MAP=AS_766, **given)
    assert says in said + error
    assert error
    assert not [*small_project.raw.glob("20*/digital_services.csv")]


def test_a_period_that_is_the_year_is_none(run, truth, small_project):
    said, error = run(truth.assign(period=truth.year))
    assert error == ""
    assert "refused 0" in said
    assert written(small_project, "pci_total", "score") == pytest.approx(expected(truth, "pci"))
    rows = pd.read_csv(small_project.raw / "2021" / "pci.csv", dtype=str, keep_default_na=False)
    assert {*rows.period} == {""}


def test_a_signed_number_of_a_data_set_is_no_score(run, truth):
    changed = truth.assign(pci=truth.pci.map("+{:.2f}".format))
    said, error = run(changed[["year", "province", "pci"]])
    assert "has a sign, as a change has" in said
    assert "are refused" in error
