"""The forest of years: what it names, and what it leaves out, in both languages."""

from html import unescape

import pandas as pd
import pytest

from pardx.report.forest import forest_figure

NAN = float("nan")
ROWS = pd.DataFrame(
    [
        ("dti-pci", "pci_total", "2021", 14, NAN, NAN, NAN, NAN),
        ("dti-pci", "pci_total", "2022", 63, 0.5, 0.3, 0.7, NAN),
        ("dti-pci", "pci_total", "pooled", 77, 0.48, 0.28, 0.66, 0.02),
        ("dti-sipas", "sipas", "2022", 33, 0.2, -0.1, 0.5, NAN),
        ("dti-sipas", "sipas", "pooled", 33, 0.2, -0.1, 0.5, NAN),
        ("dti-par", "par_index", "2022", 9, NAN, NAN, NAN, NAN),
        ("dti-par", "par_index", "pooled", 9, NAN, NAN, NAN, NAN),
    ],
    columns=["test", "outcome", "year", "n", "estimate", "ci_low", "ci_high", "q_p"],
)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            (
                "2021 to 2022 together, DTI goes with PCI",
                "PCI, all years: 0.48 [0.28; 0.66], n = 77",
                "PCI 2021: not estimated, n = 14",
                "differ more than by chance (Cochran's Q) for PCI.",
            ),
        ),
        (
            "vi",
            (
                "Gộp các năm 2021 đến 2022, DTI tương quan với PCI",
                "PCI, tất cả các năm: 0,48 [0,28; 0,66], n = 77",
                "PCI 2021: không ước lượng, n = 14",
                "khác nhau hơn mức ngẫu nhiên (Q của Cochran) ở PCI.",
            ),
        ),
    ],
)
def test_it_names_what_goes_with_dti_and_each_row(dictionary, lang, said):
    html = unescape(forest_figure(ROWS, dictionary, 2022).written(lang).html)
    assert all(one in html for one in said)
    assert "PAR INDEX" not in html, "without a coefficient over all years there is no row"


def test_nothing_clear_and_no_difference_are_said(dictionary):
    unclear = ROWS[:3].assign(ci_low=-0.1, q_p=0.4)
    html = unescape(forest_figure(unclear, dictionary, 2022).written("en").html)
    assert "2021 to 2022 together, DTI clearly goes with no index" in html
    assert "For PCI the years with estimates of their own do not clearly differ" in html


def test_years_that_were_not_compared_are_not_called_alike(dictionary):
    """Fault: SIPAS has one year with an estimate, and "no index" was said to differ."""
    html = unescape(forest_figure(ROWS.assign(q_p=NAN), dictionary, 2022).written("en").html)
    assert "Cochran" not in html


def test_without_a_coefficient_there_is_no_figure(dictionary):
    assert forest_figure(ROWS[5:], dictionary, 2022) is None
    assert forest_figure(ROWS[3:5], dictionary, 2022) is None, "one year is not pooled"
    assert forest_figure(ROWS[:0], dictionary, 2022) is None


@pytest.mark.parametrize(("lang", "said"), [("en", "The years end in"), ("vi", "Các năm dừng ở")])
def test_a_later_year_is_no_part_of_what_is_pooled(dictionary, lang, said):
    """Fault: the years before 2025 were left out of its paper; as its own they would be untrue."""
    of_2025 = unescape(forest_figure(ROWS, dictionary, 2025).written(lang).html)
    assert f"{said} 2022" in of_2025
    assert "2021 to 2022 together" in of_2025 or "Gộp các năm 2021 đến 2022" in of_2025
    few = pd.concat([ROWS[:2], ROWS[:1].assign(year="2023", n=3), ROWS[2:]], ignore_index=True)
    assert f"{said} 2022" in unescape(forest_figure(few, dictionary, 2023).written(lang).html)
    assert said not in unescape(forest_figure(ROWS, dictionary, 2022).written(lang).html)
