"""What config.toml may say; what is wrong is told with line, rule and the nearest right name."""

import json

import pytest

from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.settings import SettingsError, settings


@pytest.fixture
def config(small_project, root):
    """Return a function that reads the checkout's settings with one text replaced by another."""

    def read(old, new):
        text = (root / "config.toml").read_text("utf-8")
        assert old in text
        (small_project.root / "config.toml").write_text(text.replace(old, new, 1), "utf-8")
        return settings(small_project)

    return read


def line_of(root, text):
    lines = (root / "config.toml").read_text("utf-8").splitlines()
    return 1 + next(place for place, line in enumerate(lines) if text in line)


SEVEN = (
    *("papi_d1_participation", "papi_d2_transparency", "papi_d3_accountability"),
    *("papi_d4_corruption_control", "papi_d6_public_services", "papi_d7_environment", "ict_index"),
)
WRONG = {
    "an unknown key": ("covariance =", "covarianc =", "covariance =", "did you mean covariance?"),
    "an unknown table": ("[outcomes]", "[outcome]", "[outcomes]", "did you mean outcomes?"),
    "an unknown index": ('  "sipas",', '  "sipass",', '  "sipas",', "did you mean sipas?"),
    "an unknown province": ('"Đà Nẵng"', '"Đà Năng"', "outliers =", "did you mean Đà Nẵng?"),
    "an unknown covariance": ('"HC3"', '"HC9"', "covariance =", "no such covariance"),
    "an unknown control": (
        '["urban_share"]',
        '["urban_shar"]',
        "urban = [",
        "did you mean urban_share?",
    ),
    "an unknown set": ('partial = "income', 'partial = "incom', "partial =", "did you mean income"),
    "a text for a number": ("seed = 2022", 'seed = "2022"', "seed =", "must be a whole number"),
    "no draws": ("moran = 9999", "moran = 0", "moran =", "must be 1 or more"),
    "a colour by name": ('"#7a7a7a"', '"grey"', "context =", "six hexadecimal digits"),
    "region held fixed": (
        'partial = "income, urban"',
        'partial = "region"',
        "partial =",
        "without region",
    ),
    "an index twice": (
        '  "pci_total",\n]\n# Provinces',
        '  "sipas",\n]\n# Provinces',
        '  "sipas",',
        "given twice",
    ),
    "more indices than letters": (
        '  "pci_total",\n]\n# Provinces',
        '  "pci_total",\n' + "".join(f'  "{name}",\n' for name in SEVEN) + "]\n# Provinces",
        "headline = [",
        "a page can show",
    ),
    "another's model": (
        'not_in_models = [\n  "income",',
        "not_in_models = [",
        "income = [",
        "name of another set's model",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_choice_is_told_with_its_line(case, config, root):
    old, new, where, said = WRONG[case]
    with pytest.raises(SettingsError) as raised:
        config(old, new)
    told = str(raised.value)
    assert said in told
    assert f"config.toml:{line_of(root, where)}:" in told


def test_what_is_no_toml_names_its_line(config, root):
    line = line_of(root, "covariance =")
    with pytest.raises(SettingsError) as raised:
        config('covariance = "HC3"', "covariance = HC3")
    assert str(raised.value) == (
        f"config.toml:{line}: 'covariance = HC3': no TOML: Invalid value; fix: quote texts, close "
        "brackets and give each key once"
    )


def test_a_missing_key_is_named(config):
    with pytest.raises(SettingsError, match="add noise.convention"):
        config("convention = 10\n", "")


def test_a_set_adds_to_the_curve_and_the_models(config, root):
    usual = settings(Project(root))
    line = 'jobs = ["urban_share", "unemployment_rate"]\nregion = ["region"]'
    more = config('region = ["region"]', line)
    assert [*more.model_sets] == [*usual.model_sets, "jobs"]
    assert more.curve_sets.keys() - usual.curve_sets.keys() == {"jobs"}
    assert all(more.curve_sets[name] == held for name, held in usual.curve_sets.items())


def test_a_project_without_its_own_has_that_of_the_checkout(small_project, root):
    assert settings(small_project) == settings(Project(root))


def test_a_change_is_seen_at_once(config):
    assert config("convention = 10", "convention = 12").noise.convention == 12
    assert config("convention = 10", "convention = 13").noise.convention == 13


def test_the_style_sheet_has_every_colour_on_screen_and_in_print(root):
    sheet = settings(Project(root)).palette.css()
    for name in ("ink", "paper", "accent", "locality"):
        assert sheet.count(f"--{name}:") == 3


def test_draws_and_seed_are_the_same_wherever_they_stand(root):
    chosen = settings(Project(root)).draws
    cells = json.loads((root / "notebooks" / "30_model.ipynb").read_text("utf-8"))["cells"]
    [literals] = ["".join(c["source"]) for c in cells if c["id"] == "parameters"]
    assert f"SEED = {chosen.seed}\nDRAWS = {chosen.default}" in literals
    assert (chosen.seed, chosen.default) == (Parameters().SEED, Parameters().DRAWS)
