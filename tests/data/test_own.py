"""Figures of one's own, ``data/local/own/<name>.csv``: used at once, refused where unclear."""

from dataclasses import replace

import pytest

from pardx.curation.release import make_release
from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.errors import DataError
from pardx.pipeline.inputs import lists
from pardx.pipeline.parameters import Parameters
from pardx.settings import SettingsError, settings

SOUND = "Tỉnh,Năm,staff\nha noi,2022,4.5\nTP Cần Thơ,2022,\nCà Mau,2021,3\n"


@pytest.fixture
def own(small_project, print_table):
    """Return a function that lays a table of one's own beside one printed figure of 2022."""
    print_table(2022, "pci", "province,Hà Nội,pci_total,score,66.74,score 0-100,,pci-2022,0,")
    sources = small_project.raw / "sources.csv"
    sources.write_text(sources.read_text("utf-8") + "pci-2022,official,VCCI,,,,made up\n", "utf-8")

    def write(text, name="my staff"):
        path = small_project.local / "own" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return small_project

    return write


def test_a_column_of_ones_own_is_an_indicator_that_needs_no_catalogue(own):
    project = own(SOUND)
    dictionary = load_dictionary(project)
    used = vars(clean(dictionary, 2022))["values"].query("indicator == 'staff'")
    assert used[["entity", "value", "unit", "sources"]].values.tolist() == [
        ["Hà Nội", 4.5, "own unit", "own-my-staff"]
    ]
    assert dictionary.label("staff", "vi") == "staff (dữ liệu riêng)"
    assert dictionary.sources.licence_seen["own-my-staff"] == "own data"
    assert "data/local/own/my staff.csv" in lists(project, Parameters())["registers"]


def test_config_may_name_it_and_only_while_it_is_there(own, root):
    project = own(SOUND)
    text = (root / "config.toml").read_text("utf-8")
    text = text.replace("[uses]\n", 'staff = ["log_staff"]\n\n[uses]\n', 1)
    (project.root / "config.toml").write_text(text, "utf-8")
    assert settings(project).control_sets["staff"] == ("log_staff",)
    with pytest.raises(SettingsError, match="no such control"):
        settings(replace(project, with_local=False))


def test_a_project_without_local_data_knows_nothing_of_it(own):
    public = load_dictionary(replace(own(SOUND), with_local=False))
    assert "staff" not in public.indicators.index
    assert "own" not in public.publishers.index
    assert "staff" not in {*clean(public, 2022).observations.indicator}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tỉnh,staff\nHà Nội,4\n", "has a column year; fix: make line 1 province,year,staff"),
        ("Tỉnh,year,Staff 2\nHà Nội,2022,4\n", "fix: name it staff_2, and so in config.toml"),
        ("Tỉnh,year,log_staff\nHà Nội,2022,4\n", "not log_... or region"),
        ("Tỉnh,year,pci_total\nHà Nội,2022,4\n", "name it own_pci_total"),
        ("Tỉnh,year,staff\nHà Nội,22,4\n", "with a year of four digits"),
        ('Tỉnh,year,staff\nHà Nội,2022,"4,5"\n', "write 4.5"),
        ("Tỉnh,year,staff\nHà Nôi X,2022,4\n", "did you mean Hà Nội?"),
        ("Tỉnh,year,staff\nHà Nội,2022,4\nha noi,2022,5\n", "one source gives one value"),
    ],
)
def test_what_is_unclear_is_refused_with_its_fix(own, text, said):
    project = own(text)
    with pytest.raises(DataError) as caught:
        clean(load_dictionary(project), 2022)
    assert said in str(caught.value)
    assert "data/local/own/my staff.csv" in str(caught.value)


def test_no_release_is_made_while_config_names_it(own, root):
    project = own(SOUND)
    text = (root / "config.toml").read_text("utf-8")
    text = text.replace("[uses]\n", 'staff = ["log_staff"]\n\n[uses]\n', 1)
    (project.root / "config.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="no such control"):
        make_release(project)
